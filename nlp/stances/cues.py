"""Where the words that weigh stand in a sentence: verbs, nouns, turns of phrase, changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.folding import fold
from nlp import lexicons
from nlp.stances.tables import Cue, Entry, cues


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A cue on the words `[first, last)` of a sentence."""

    first: int
    last: int
    cue: Cue


OBJECT_REACH = 6  # words after a verb
_BEFORE_NOUNS = frozenset(map(fold, lexicons.words("before_nouns.txt")))
_HOMOGRAPHS = frozenset(map(fold, lexicons.words("homographs.txt")))
_MAYBE_NOUNS = frozenset({"la", "los", "las", ""})
_PRONOUNS = ("selos", "selas", "selo", "sela", "los", "las", "les", "lo", "la", "le", "se")


def find(words: Sequence[str]) -> list[Placed]:
    """The cues of a sentence's folded words, the longest where some overlap."""
    found: list[Placed] = []
    place = 0
    while place < len(words):
        cue = next(_at(words, place), None)
        if cue:
            found.append(cue)
        place = cue.last if cue else place + 1
    return found


def is_noun(words: Sequence[str], place: int) -> bool:
    """ "la entrega de" and "de limpia" are nouns, "la entrega el lunes" is a verb."""
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    return before in _BEFORE_NOUNS or (before in _MAYBE_NOUNS and after in ("de", "del", "contra"))


def spellings(words: Sequence[str], place: int) -> Iterator[str]:
    """A preterite is looked for with its accent, and where the writer left that out."""
    word = words[place]
    yield word
    if word.endswith("ó"):
        yield word[:-1] + "o"
    elif word.endswith("o") and not (
        word in _HOMOGRAPHS or (place and words[place - 1] in _BEFORE_NOUNS)
    ):
        yield word[:-1] + "ó"


def _at(words: Sequence[str], place: int) -> Iterator[Placed]:
    """The cues that begin at a word, the one to take first."""
    table = cues()
    entries = [entry for first in spellings(words, place) for entry in table.get(first, ())]
    if entries:
        noun = is_noun(words, place)
        # "denuncia" is a verb where nothing makes it a noun.
        entries.sort(key=lambda entry: (-len(entry[0]), entry[1].is_verb == noun))
        for phrase, cue in entries:
            if _fits(words, place, (phrase, cue), noun=noun):
                yield Placed(first=place, last=place + len(phrase), cue=cue)
    if bare := _without_pronoun(words[place]):
        for phrase, cue in table.get(bare, ()):
            if len(phrase) == 1 and not cue.inflection.finite and not cue.inflection.participle:
                yield Placed(first=place, last=place + 1, cue=cue)


def _fits(words: Sequence[str], place: int, entry: Entry, *, noun: bool) -> bool:
    phrase, cue = entry
    if not _goes_on(words[place + 1 : place + len(phrase)], phrase[1:]):
        return False
    if cue.is_verb and len(phrase) == 1 and words[place] in _HOMOGRAPHS:
        return False
    if cue.is_verb and cue.inflection.finite and noun:
        return False
    return not cue.objects or _has_object(words[place + 1 : place + 1 + OBJECT_REACH], cue)


def _has_object(after: Sequence[str], cue: Cue) -> bool:
    return any(word in cue.objects for word in after)


def _goes_on(words: Sequence[str], phrase: tuple[str, ...]) -> bool:
    """The rest of a phrase, in which * is any one word."""
    return len(words) == len(phrase) and all(
        word in ("*", other, other.replace("ó", "o"))
        for word, other in zip(phrase, words, strict=True)
    )


def _without_pronoun(word: str) -> str | None:
    """ "acusandolo" holds "acusando": only gerunds and infinitives take a pronoun at their end."""
    if not word.endswith(("o", "a", "e", "s")):
        return None
    for pronoun in _PRONOUNS:
        if word.endswith(pronoun) and word[: -len(pronoun)].endswith(("ndo", "ar", "er", "ir")):
            return word[: -len(pronoun)]
    return None
