"""The word lists of the stance as tables: first word to the phrases that begin with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
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
    CLASH = "clash"  # a verb of words that is also one of weapons
    DUTY = "duty"  # what only weighs when it is not done
    ACT = "act"  # a noun of praise or blame: "críticas de vecinos a X"
    CALL = "call"  # called out to whoever is named near


BARE = Inflection()
LOOSE = frozenset((Kind.NOUN, Kind.ACT, Kind.CALL))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What some words say of who does and of who receives, from -1 to 1."""

    doer: float
    receiver: float
    kind: Kind
    inflection: Inflection = BARE
    objects: frozenset[str] = frozenset()  # of which one must follow

    @property
    def is_verb(self) -> bool:
        return self.kind not in LOOSE


Entry = tuple[tuple[str, ...], Cue]
Table = dict[str, list[Entry]]


@cache
def cues() -> Table:
    table: Table = defaultdict(list)
    for phrase, cue in (*_phrases(), *_loose("nouns.tsv", Kind.NOUN), *_verbs(), *_objects()):
        words = tuple(phrase.split())
        table[words[0]].append((words, cue))
    for phrase, cue in _loose("calls.tsv", Kind.CALL):
        words = tuple(phrase.split())
        table[words[0]].append((words, cue))
    for entries in table.values():
        entries.sort(key=lambda entry: len(entry[0]), reverse=True)
    return table


@cache
def irregular() -> dict[str, tuple[str, ...]]:
    return {fold(verb): _forms(forms) for verb, forms in lexicons.rows("irregular.tsv")}


def forms(infinitive: str, listed: Iterable[str] = ()) -> Iterator[tuple[str, Inflection]]:
    """Every form of a verb of our lists."""
    verb = fold(infinitive).removesuffix("se")
    yield from conjugated(verb, (*listed, *irregular().get(verb, ())))


def _forms(cell: str) -> tuple[str, ...]:
    """Folded; the ó of a preterite stays, as it does in a Sentence."""
    return tuple(fold(form) for form in cell.split(",") if form)


def _verbs() -> Iterator[tuple[str, Cue]]:
    for infinitive, doer, receiver, *rest in lexicons.rows("verbs.tsv"):
        kind = Kind(rest[0]) if rest and rest[0] else Kind.VERB
        listed = _forms(rest[1]) if len(rest) > 1 else ()
        for form, inflection in forms(infinitive, listed):
            yield form, _cue(doer, receiver, kind, inflection)


def _objects() -> Iterator[tuple[str, Cue]]:
    for infinitive, doer, receiver, wanted in lexicons.rows("objects.tsv"):
        objects = frozenset(fold(word) for word in wanted.split(","))
        for form, inflection in forms(infinitive):
            yield form, _cue(doer, receiver, Kind.VERB, inflection, objects)


def _loose(name: str, kind: Kind) -> Iterator[tuple[str, Cue]]:
    for words, weight, *own in lexicons.rows(name):
        yield fold(words), _cue(weight, weight, Kind(own[0]) if own else kind, BARE)


def _phrases() -> Iterator[tuple[str, Cue]]:
    """ "~dar la espalda" stands for all forms of dar."""
    for words, doer, receiver in lexicons.rows("phrases.tsv"):
        head, _, rest = words.removeprefix("~").partition(" ")
        if words.startswith("~"):
            for form, inflection in forms(head):
                yield f"{form} {fold(rest)}", _cue(doer, receiver, Kind.VERB, inflection)
        else:
            plural = Inflection(plural=head.endswith("n") and len(head) > 2)
            yield fold(words), _cue(doer, receiver, Kind.VERB, plural)


def _cue(
    doer: str,
    receiver: str,
    kind: Kind,
    inflection: Inflection,
    objects: frozenset[str] = frozenset(),
) -> Cue:
    return Cue(
        doer=float(doer),
        receiver=float(receiver),
        kind=kind,
        inflection=inflection,
        objects=objects,
    )
