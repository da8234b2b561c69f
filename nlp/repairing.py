"""A text as it was meant, before names are sought in it, and the way back to its own offsets.

Tags run together ("#AleidaAlavez"), words cut at a line end, abbreviated offices and misspelt names
are written out. A new kind of repair is one more generator in `Repairer._edits`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from monitor.config import Config, SubjectKind
from monitor.folding import fold
from nlp import flat, lexicons
from nlp.misspelt import SHORTEST, Near
from nlp.offices import is_cased


class Repair(Enum):
    """Why a text was changed."""

    TAG = "tag"
    HANDLE = "handle"
    BREAK = "break"
    SHORTENED = "shortened"
    MISSPELT = "misspelt"


@dataclass(frozen=True, slots=True)
class Edit:
    """`[start, end)` of the text, written out."""

    start: int
    end: int
    words: str
    why: Repair


@dataclass(frozen=True, slots=True)
class Repaired:
    """The text written out; offsets of it lead back, and a place inside an edit to the whole."""

    text: str
    edits: tuple[Edit, ...] = ()
    starts: tuple[int, ...] = ()  # where each edit begins in the new text

    def original(self, start: int, end: int) -> tuple[int, int]:
        if not self.edits:
            return start, end
        return self._back(start, ends=False), self._back(end - 1, ends=True)

    def touched(self, start: int, end: int) -> frozenset[Repair]:
        """The kinds of edit that this span holds a part of."""
        return frozenset(
            edit.why
            for edit, begins in zip(self.edits, self.starts, strict=True)
            if begins < end and start < begins + len(edit.words)
        )

    def _back(self, offset: int, *, ends: bool) -> int:
        place = bisect_right(self.starts, offset) - 1
        if place < 0:
            return offset + ends
        edit, begins = self.edits[place], self.starts[place]
        past = offset - begins - len(edit.words)
        if past >= 0:
            return edit.end + past + ends
        return edit.end if ends else edit.start


_TAG = re.compile(r"(?<![\w@#.])[#@](\w{4,60})")
_PART = re.compile(r"[A-ZÁÉÍÓÚÜÑ]{2,}(?![a-záéíóúüñ])|[A-ZÁÉÍÓÚÜÑ]?[a-záéíóúüñ]+|[A-ZÁÉÍÓÚÜÑ]|\d+")
_CUT = re.compile(r"(?<=[a-záéíóúüñ])(?:[-‐‑]\s*\n\s*)(?=[a-záéíóúüñ])")
_GOVERNMENT = frozenset(fold(word) for word in lexicons.words("tags.tsv"))
_LINKS = frozenset({"de", "del", "la"})
_SHORTENED = tuple(
    (re.compile(rf"\b{written}(?!\w)"), words)
    for written, words in lexicons.rows("abbreviated.tsv")
)
_ANY_SHORTENED = re.compile(
    r"\b(?:p(?:d?te|dta|res(?:id)?)|alc(?:ald)?|cd|mpio|gob|ayunt)\b|primera? edil|munic?\.|mpal\."
)
_KNOWN = frozenset(fold(row[0]) for row in lexicons.rows("municipalities.tsv"))
_WORD = re.compile(r"(?<![\w@/.])[^\W\d_]{4,20}(?![\w@])")
_CAPITAL = re.compile(r"(?<![\w@/.])[A-ZÁÉÍÓÚÜÑ][^\W\d_]{3,19}(?![\w@])")


class Repairer:
    """Knows the words of one configuration that may be misspelt or run together."""

    def __init__(self, config: Config) -> None:
        self._surnames = Near(_surnames(config))
        self._firsts = Near(_firsts(config))
        self._places = Near(_places(config))
        known = {*self._surnames.words, *self._places.words}
        known |= {word for place in config.profile.places for word in _words(place)}
        self._own = tuple(sorted(known))
        initials = {_SAME.get(word[0], word[0]) for word in known}
        self._initials = frozenset("".join(initials))

    def repaired(self, text: str) -> Repaired:
        edits = _apart(sorted(self._edits(text), key=lambda edit: (edit.start, -edit.end)))
        if not edits:
            return Repaired(text)
        parts, starts, done, length = [], [], 0, 0
        for edit in edits:
            parts += [text[done : edit.start], edit.words]
            length += edit.start - done
            starts.append(length)
            length += len(edit.words)
            done = edit.end
        return Repaired("".join([*parts, text[done:]]), tuple(edits), tuple(starts))

    def _edits(self, text: str) -> Iterator[Edit]:
        folded = flat.folded(text)
        if "#" in text or "@" in text:
            yield from self._tags(text)
        cuts = [cut.span() for cut in _CUT.finditer(text)] if "\n" in text else []
        yield from (Edit(start, end, "", Repair.BREAK) for start, end in cuts)
        if _ANY_SHORTENED.search(folded):
            yield from _written_out(text, folded)
        halves = {offset for cut in cuts for offset in cut}
        for edit in self._misspelt(text, folded):
            if edit.start not in halves and edit.end not in halves:
                yield edit

    def _tags(self, text: str) -> Iterator[Edit]:
        for tag in _TAG.finditer(text):
            parts = _PART.findall(tag[1])
            joined = fold("".join(parts))
            if len(parts) > 1 and any(own in joined for own in self._own):
                why = Repair.HANDLE if tag[0][0] == "@" else Repair.TAG
                yield Edit(tag.start(), tag.end(), _spelt(self._lowered(parts)), why)

    def _lowered(self, parts: list[str]) -> list[str]:
        """What follows a watched word in a tag is no surname: "#AleidaAlavezCumple"."""
        own = [number for number, part in enumerate(parts) if fold(part) in self._own]
        last = own[-1] if own else len(parts)
        return [part if n <= last else part.lower() for n, part in enumerate(parts)]

    def _misspelt(self, text: str, folded: str) -> Iterator[Edit]:
        words = _CAPITAL if is_cased(text) and len(text) > LONG else _WORD
        for match in words.finditer(text):
            word = folded[match.start() : match.end()]
            if word[0] in self._initials:
                yield from self._meant(match, word, folded)

    def _meant(self, match: re.Match[str], word: str, folded: str) -> Iterator[Edit]:
        start, end = match.span()
        if word in _KNOWN or word in self._own:
            if word in self._surnames.words:
                yield from self._first(folded, start)
            return
        if place := self._places.sounds_like(word) or self._places.looks_like(word):
            yield Edit(start, end, place.capitalize(), Repair.MISSPELT)
            return
        first = self._given(folded, start)
        surname = self._surnames.sounds_like(word)
        if not surname and first is not None:
            surname = self._surnames.closest(word)
        if surname:
            yield Edit(start, end, surname.capitalize(), Repair.MISSPELT)
            yield from self._first(folded, start)

    def _given(self, folded: str, start: int) -> tuple[int, str, str] | None:
        """Where the word before begins, and the first name that it is or was meant to be."""
        before = _BEFORE.search(folded, max(0, start - 30), start)
        if not before or len(before[1]) < FIRST:
            return None
        word = before[1]
        meant = self._firsts.sounds_like(word) or self._firsts.looks_like(word)
        return (before.start(1), word, meant) if meant else None

    def _first(self, folded: str, start: int) -> Iterator[Edit]:
        given = self._given(folded, start)
        if given and given[1] != given[2]:
            begins, word, meant = given
            yield Edit(begins, begins + len(word), meant.capitalize(), Repair.MISSPELT)


LONG = 1_000  # characters: from here on only words with a capital are looked at
FIRST = 4
_BEFORE = re.compile(r"([^\W\d_]+)\s+$")


_SAME = {
    "c": "csqkz",
    "s": "scz",
    "z": "zsc",
    "k": "kcq",
    "q": "qkc",
    "b": "bv",
    "v": "vb",
    "i": "ihye",
    "h": "haeiou",
    "a": "ah",
    "e": "ehi",
    "o": "oh",
    "u": "uhw",
    "j": "jg",
    "g": "gj",
    "y": "yil",
}


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    kept: list[Edit] = []
    for edit in edits:
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _spelt(parts: list[str]) -> str:
    """The words of a tag; "Alc", "Gob" or "Ayto" make it the government's."""
    rest = [part for part in parts if fold(part) not in _GOVERNMENT]
    if len(rest) == len(parts) or not rest:
        return " ".join(parts)
    while rest and fold(rest[0]) in _LINKS:
        rest = rest[1:]
    seat = "alcaldía" if any(fold(part)[:3] == "alc" for part in parts) else "gobierno"
    return f"{seat} de {' '.join(rest)}"


def _written_out(text: str, folded: str) -> Iterator[Edit]:
    for written, words in _SHORTENED:
        for match in written.finditer(folded):
            capital = text[match.start()].isupper()
            shown = words[0].upper() + words[1:] if capital else words
            yield Edit(match.start(), match.end(), shown, Repair.SHORTENED)


def _words(name: str) -> list[str]:
    return _WORD.findall(fold(name))


def _surnames(config: Config) -> Iterator[str]:
    """The words that only follow a first name: of the short forms, else the last of a name."""
    for subject in config.subjects:
        for holder in subject.holders:
            names = holder.short or (holder.name.split()[-1],)
            yield from (word for name in names for word in _words(name))


def _firsts(config: Config) -> Iterator[str]:
    for subject in config.subjects:
        for holder in subject.holders:
            yield from (word for word in _words(holder.name)[:2])


def _places(config: Config) -> Iterator[str]:
    """Long names of one word: of more, or short, a slip makes another place."""
    for subject in config.subjects:
        if subject.kind is SubjectKind.PLACE:
            for name in (*config.profile.places, *(alias.text for alias in subject.aliases)):
                if " " not in name and len(name) > SHORTEST + 2:
                    yield fold(name)
