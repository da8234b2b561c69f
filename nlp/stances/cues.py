"""The words that weigh: verbs in all their forms, nouns, turns of phrase; lists in `lexicons`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache

from monitor.folding import fold
from nlp import lexicons
from nlp.stances.conjugation import Inflection, conjugated


class Kind(Enum):
    """How a cue reaches its target."""

    VERB = "verb"
    NOUN = "noun"
    SAY = "say"
    FIGHT = "fight"


BARE = Inflection()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What some words say of who does and of who receives, from -1 to 1."""

    doer: float
    receiver: float
    kind: Kind
    inflection: Inflection = BARE

    @property
    def is_verb(self) -> bool:
        return self.kind is not Kind.NOUN


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A cue on the words `[first, last)` of a sentence."""

    first: int
    last: int
    cue: Cue


_BEFORE_NOUNS = lexicons.words("before_nouns.txt")
_MAYBE_NOUNS = frozenset({"la", "los", "las", ""})
Table = dict[str, list[tuple[tuple[str, ...], Cue]]]


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


def _at(words: Sequence[str], place: int) -> Iterator[Placed]:
    """The cues that begin at a word, the one to take first."""
    noun = _is_noun(words, place)
    entries = [entry for first in _spellings(words, place) for entry in _table().get(first, ())]
    # "denuncia" is a verb where nothing makes it a noun.
    entries.sort(key=lambda entry: (-len(entry[0]), entry[1].is_verb == noun))
    for phrase, cue in entries:
        finite = cue.is_verb and cue.inflection.finite
        if _goes_on(words[place + 1 : place + len(phrase)], phrase[1:]) and not (finite and noun):
            yield Placed(first=place, last=place + len(phrase), cue=cue)
    if bare := _without_pronoun(words[place]):
        for phrase, cue in _table().get(bare, ()):
            if len(phrase) == 1 and not cue.inflection.finite and not cue.inflection.participle:
                yield Placed(first=place, last=place + 1, cue=cue)


def _goes_on(words: Sequence[str], phrase: tuple[str, ...]) -> bool:
    """The rest of a phrase, in which * is any one word."""
    return len(words) == len(phrase) and all(
        word in (other, "*") for word, other in zip(phrase, words, strict=True)
    )


def _is_noun(words: Sequence[str], place: int) -> bool:
    """ "la entrega de" and "de limpia" are nouns, "la entrega el lunes" is a verb."""
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    return before in _BEFORE_NOUNS or (before in _MAYBE_NOUNS and after in ("de", "del", "contra"))


def _spellings(words: Sequence[str], place: int) -> Iterator[str]:
    """A preterite is looked for with its accent, and where the writer left that out."""
    word = words[place]
    yield word
    if word.endswith("ó"):
        yield word[:-1] + "o"
    elif word.endswith("o") and not (place and words[place - 1] in _BEFORE_NOUNS):
        yield word[:-1] + "ó"


def _without_pronoun(word: str) -> str | None:
    """ "acusandolo" holds "acusando": only gerunds and infinitives take a pronoun at their end."""
    for pronoun in ("selos", "selas", "selo", "sela", "los", "las", "les", "lo", "la", "le", "se"):
        if word.endswith(pronoun) and word[: -len(pronoun)].endswith(("ndo", "ar", "er", "ir")):
            return word[: -len(pronoun)]
    return None


@cache
def _table() -> Table:
    table: Table = defaultdict(list)
    for phrase, cue in (*_phrases(), *_nouns(), *_verbs()):
        words = tuple(phrase.split())
        table[words[0]].append((words, cue))
    for entries in table.values():
        entries.sort(key=lambda entry: len(entry[0]), reverse=True)
    return table


def _verbs() -> Iterator[tuple[str, Cue]]:
    for infinitive, doer, receiver, *rest in lexicons.rows("verbs.tsv"):
        kind = Kind(rest[0]) if rest and rest[0] else Kind.VERB
        irregular = tuple(fold(rest[1]).split(",")) if len(rest) > 1 else ()
        for form, inflection in conjugated(fold(infinitive).removesuffix("se"), irregular):
            yield (
                form,
                Cue(doer=float(doer), receiver=float(receiver), kind=kind, inflection=inflection),
            )


def _nouns() -> Iterator[tuple[str, Cue]]:
    for words, weight in lexicons.rows("nouns.tsv"):
        yield fold(words), Cue(doer=float(weight), receiver=float(weight), kind=Kind.NOUN)


def _phrases() -> Iterator[tuple[str, Cue]]:
    for words, doer, receiver in lexicons.rows("phrases.tsv"):
        plural = Inflection(plural=words.split()[0].endswith("n"))
        yield (
            fold(words),
            Cue(doer=float(doer), receiver=float(receiver), kind=Kind.VERB, inflection=plural),
        )
