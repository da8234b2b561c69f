"""Where the watched names stand in a text: one pass of an automaton, then the rules of a hit.

A hit is words in their place; whether they name the subject there is decided in `nlp.referring`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.config import Config, Holder, Subject, SubjectKind
from monitor.naming import Form, forms
from nlp import lexicons
from nlp.flat import Flat, spelling, whole


class Sort(Enum):
    """What words do when they are met."""

    OPEN = "open"  # names the subject wherever it stands
    SHORT = "short"  # names it once it was opened
    ROLE = "role"  # the office alone: the subject's, or a neighbour's
    OTHER = "other"  # another mayor: from here on the bare office is not ours
    EXCLUDED = "excluded"  # holds an alias that is somebody else


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Words to look for, and whom they may name."""

    sort: Sort
    subject: Subject
    form: str
    needs: tuple[str, ...] = ()
    holder: Holder | None = None
    capital: bool = False  # a short acronym: "DIF" or "Dif", never "dif"
    words: str = ""  # as the configuration writes them


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """`[start, end)` of a unit where a pattern stands."""

    start: int
    end: int
    pattern: Pattern
    identity: float = 1.0
    family: str = ""  # how it is weighed, where that is not by whom it names

    @property
    def length(self) -> int:
        return self.end - self.start


SHORT_ACRONYM = 4  # letters: up to here an acronym may be a word of the language
_ADDRESS = re.compile(r"https?://|www\.|[\w.]@\w|\w\.(?:com|mx|gob|org|net|info)\b", re.IGNORECASE)
_GOVERNMENTS = tuple(lexicons.rows("governments.txt"))


class Spotter:
    """Knows every pattern of a configuration."""

    def __init__(self, config: Config) -> None:
        table: dict[str, list[Pattern]] = defaultdict(list)
        for words, pattern in _patterns(config):
            table[spelling(words)].append(pattern)
        table.pop("", None)
        self._patterns = list(table.values())
        self._openers = {
            number
            for number, patterns in enumerate(self._patterns)
            if any(pattern.sort is Sort.OPEN or _is_surname(pattern) for pattern in patterns)
        }
        self._automaton = AhoCorasick(list(table), matchkind=MatchKind.Standard)

    def opens(self, text: str) -> bool:
        """May anything of this text name a subject? The gate before any other work."""
        flat = whole(text)
        return any(number in self._openers for number, _, _ in self._found(flat))

    def hits(self, text: str) -> list[Hit]:
        """Every place where a pattern stands as whole words, in order."""
        flat = whole(text)
        found = [
            Hit(start=flat.original(start), end=flat.original(end - 1) + 1, pattern=pattern)
            for number, start, end in self._found(flat)
            for pattern in self._patterns[number]
        ]
        return sorted((hit for hit in found if _stands(text, hit)), key=lambda hit: hit.start)

    def _found(self, flat: Flat) -> Iterator[tuple[int, int, int]]:
        for match in self._automaton.find_matches_as_indexes(flat.text, overlapping=True):
            number, start, end = match
            if _whole(flat.text, start, end):
                yield number, start, end


def _patterns(config: Config) -> Iterator[tuple[str, Pattern]]:
    for form in forms(config):
        yield form.text, _opening(form, config.subject[form.subject_id])
    for subject in config.subjects:
        yield from _of_subject(subject)
        for holder in subject.holders:
            yield from _of_holder(subject, holder)


def _of_subject(subject: Subject) -> Iterator[tuple[str, Pattern]]:
    for words in (*subject.short, *_bare_governments(subject)):
        yield words, Pattern(sort=Sort.SHORT, subject=subject, form="short", words=words)
    for words in subject.roles:
        yield words, Pattern(sort=Sort.ROLE, subject=subject, form="role", words=words)
    for words in subject.excluded:
        yield words, Pattern(sort=Sort.EXCLUDED, subject=subject, form="full", words=words)


def _bare_governments(subject: Subject) -> Iterator[str]:
    """ "el ayuntamiento", "la alcaldía": what a piece calls our government the second time."""
    if subject.kind is not SubjectKind.GOVERNMENT:
        return
    aliases = " ".join(spelling(alias.text) for alias in subject.aliases)
    for words, *only in _GOVERNMENTS:
        if words not in subject.short and all(need in aliases for need in only):
            yield words


def _of_holder(subject: Subject, holder: Holder) -> Iterator[tuple[str, Pattern]]:
    for words in holder.short:
        yield words, _naming(subject, holder, words, Sort.SHORT)
    for words in dict.fromkeys(_turned(holder)):
        yield words, _naming(subject, holder, holder.name, Sort.OPEN)


def _naming(subject: Subject, holder: Holder, words: str, sort: Sort) -> Pattern:
    form = "short" if sort is Sort.SHORT else "full"
    return Pattern(sort=sort, subject=subject, form=form, holder=holder, words=words)


def _turned(holder: Holder) -> Iterator[str]:
    """ "Cerqueda Rebollo, Adolfo", "A. Cerqueda": as lists, signatures and captions write it."""
    for name in (holder.name, *holder.aliases):
        surnames = max((short for short in holder.short if name.endswith(f" {short}")), default="")
        first = name.removesuffix(surnames).strip()
        if surnames and first:
            yield from (f"{surnames} {first}", f"{surnames}, {first}", f"{first[0]}. {surnames}")


def _opening(form: Form, subject: Subject) -> Pattern:
    letters = len(form.text.replace(".", ""))
    return Pattern(
        sort=Sort.OPEN,
        subject=subject,
        form=form.form,
        needs=tuple(spelling(word) for word in form.needs),
        holder=form.holder,
        capital=form.form == "acronym" and letters <= SHORT_ACRONYM,
        words=form.text,
    )


def _is_surname(pattern: Pattern) -> bool:
    """ "la alcaldesa Alavez": with an office before it, it names somebody too."""
    return pattern.sort is Sort.SHORT and pattern.holder is not None


def _whole(text: str, start: int, end: int) -> bool:
    """No letter, digit or underscore goes on at either side."""
    return not (
        (start and _is_word(text[start - 1]) and _is_word(text[start]))
        or (end < len(text) and _is_word(text[end]) and _is_word(text[end - 1]))
    )


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _stands(text: str, hit: Hit) -> bool:
    words = text[hit.start : hit.end]
    if hit.pattern.capital and not words[:1].isupper():
        return False
    return not _in_address(text, hit)


def _in_address(text: str, hit: Hit) -> bool:
    """Is it a part of a link or an e-mail address?"""
    left = max(text.rfind(space, max(0, hit.start - 200), hit.start) for space in " \n\t") + 1
    rights = (text.find(space, hit.end, hit.end + 200) for space in " \n\t")
    right = min((right for right in rights if right >= 0), default=min(len(text), hit.end + 200))
    if right - left == hit.length:
        return False
    return bool(_ADDRESS.search(text, max(left, hit.start - 200), right))


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Of hits that overlap the first and longest; of equal ones, one per subject."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.length)):
        if not kept or hit.start >= kept[-1].end or _twin(kept[-1], hit):
            kept.append(hit)
    return kept


def _twin(one: Hit, other: Hit) -> bool:
    return (
        one.start == other.start
        and one.end == other.end
        and one.pattern.subject.id != other.pattern.subject.id
    )
