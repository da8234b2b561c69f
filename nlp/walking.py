"""The walk over the hits of a piece: who was named before decides whom a short form names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from monitor.config import Subject, SubjectKind
from monitor.folding import fold
from nlp import lexicons
from nlp.clues import Scene
from nlp.evidence import features
from nlp.identity import THRESHOLD, probability
from nlp.offices import elsewhere
from nlp.repairing import Repaired
from nlp.spotting import Hit, Sort

Weighed = tuple[Hit, frozenset[str]]

_WORD_BEFORE = re.compile(r"(?P<before>[^\s]*\s+|^\s*)(?P<word>[^\W\d_]+\.?)\s+$")
_TITLES = lexicons.words("titles.txt")
_UNSURE = (SubjectKind.PLACE, SubjectKind.PROGRAMME)  # weighed by what else is named


@dataclass(frozen=True, slots=True)
class Unit:
    """A title or a text, and what was found in it."""

    hits: list[Hit]
    scene: Scene
    repaired: Repaired


def walk(units: list[Unit], weights: Mapping[str, float]) -> list[list[Weighed]]:
    """Of every unit the hits that may name a subject, each with how sure that is, and why."""
    weigher = _Weigher(weights)
    known: frozenset[SubjectKind] = frozenset()
    weighed: dict[int, dict[int, Weighed]] = {0: {}, 1: {}}
    for kinds in (None, SubjectKind.PLACE, SubjectKind.PROGRAMME):
        for number, unit in enumerate(units):
            weighed[number] |= weigher.opening(unit, kinds, known)
        known |= _kinds(weighed)
    titled, told = (_opened(unit.hits, weighed[n]) for n, unit in enumerate(units))
    others = _others_first(units[1].hits)
    # A title may say "Alavez" or "Alcaldesa" of whom only the text gives the name.
    starts = (titled | (told - others), titled)
    barred = (others - titled, frozenset[str]())
    return [
        list(_Walk(unit, weigher, known, weighed[n]).read(starts[n], barred[n]))
        for n, unit in enumerate(units)
    ]


def _kinds(weighed: Mapping[int, Mapping[int, Weighed]]) -> frozenset[SubjectKind]:
    return frozenset(
        hit.pattern.subject.kind
        for found in weighed.values()
        for hit, _ in found.values()
        if hit.identity >= THRESHOLD
    )


class _Weigher:
    """Gives a hit its probability."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights

    def weigh(self, hit: Hit, unit: Unit, scene: Scene) -> Weighed:
        touched = unit.repaired.touched(hit.start, hit.end) if unit.repaired.edits else frozenset()
        marks = features(hit, replace(scene, touched=touched))
        return replace(hit, identity=probability(marks, self._weights)), marks

    def opening(
        self, unit: Unit, kind: SubjectKind | None, known: frozenset[SubjectKind]
    ) -> dict[int, Weighed]:
        """The hits that name by themselves, of one kind or of all that are surer."""
        scene = replace(unit.scene, named=known)
        return {
            number: self.weigh(hit, unit, scene)
            for number, hit in enumerate(unit.hits)
            if hit.pattern.sort is Sort.OPEN and _is_of(hit, kind)
        }


def _is_of(hit: Hit, kind: SubjectKind | None) -> bool:
    one = hit.pattern.subject.kind
    return one is kind if kind else one not in _UNSURE


class _Walk:
    """Reads one unit from its first hit to its last."""

    def __init__(
        self,
        unit: Unit,
        weigher: _Weigher,
        known: frozenset[SubjectKind],
        weighed: Mapping[int, Weighed],
    ) -> None:
        self._unit = unit
        self._weigher = weigher
        self._weighed = weighed
        self._scene = replace(unit.scene, named=known)
        self._taken: set[tuple[str, Sort]] = set()  # now means somebody else

    def read(self, opened: frozenset[str], barred: frozenset[str]) -> Iterator[Weighed]:
        ours, hits, text = set(opened), self._unit.hits, self._unit.scene.text
        for number, hit in enumerate(hits):
            subject_id, sort = hit.pattern.subject.id, hit.pattern.sort
            leads = _leads(hit, hits[number + 1 : number + 2], text)
            if _is_others(hit, text, cased=self._scene.cased) and not leads:
                self._taken.add((subject_id, Sort.ROLE if sort is Sort.OTHER else sort))
            elif sort is Sort.OPEN:
                weighed = self._weighed[number]
                if weighed[0].identity >= THRESHOLD:
                    ours.add(subject_id)
                    self._taken -= {(subject_id, Sort.ROLE), (subject_id, Sort.SHORT)}
                yield weighed
            elif (subject_id, sort) not in self._taken and not leads:
                if subject_id not in ours and subject_id in barred:
                    continue
                scene = replace(self._scene, opened=subject_id in ours)
                weighed = self._weigher.weigh(hit, self._unit, scene)
                self._taken.discard((subject_id, Sort.ROLE))
                if sort is Sort.SHORT and weighed[0].identity >= THRESHOLD:
                    ours.add(subject_id)
                yield weighed


def _opened(hits: list[Hit], weighed: Mapping[int, Weighed]) -> frozenset[str]:
    return frozenset(
        hit.pattern.subject.id for hit, _ in weighed.values() if hit.identity >= THRESHOLD
    )


def _others_first(hits: Iterable[Hit]) -> frozenset[str]:
    """The subjects whose office is a neighbour's in the first words that speak of it."""
    first: dict[str, Sort] = {}
    for hit in hits:
        if hit.pattern.sort in (Sort.OPEN, Sort.OTHER):
            first.setdefault(hit.pattern.subject.id, hit.pattern.sort)
    return frozenset(subject_id for subject_id, sort in first.items() if sort is Sort.OTHER)


def _is_others(hit: Hit, text: str, *, cased: bool) -> bool:
    if hit.pattern.sort is Sort.SHORT:
        return (
            elsewhere(text, hit.end) if text[hit.start].islower() else _stranger(hit, text, cased)
        )
    return hit.pattern.sort is Sort.OTHER


def _leads(hit: Hit, following: list[Hit], text: str) -> bool:
    """Is this an office right before the name of who holds it: one mention, the name's?"""
    if hit.pattern.sort not in (Sort.ROLE, Sort.OTHER) or not following:
        return False
    name = following[0]
    between = text[hit.end : name.start].strip(" ,\n").rstrip(".").lower()
    same = name.pattern.subject.id == hit.pattern.subject.id
    return same and (not between or between in _TITLES) and name.pattern.sort is not Sort.ROLE


def _stranger(hit: Hit, text: str, cased: bool) -> bool:
    """Does another first name stand before the surname: "Armando Cerqueda"?"""
    before = _WORD_BEFORE.search(text[max(0, hit.start - 60) : hit.start]) if cased else None
    if not before or not before["word"][0].isupper():
        return False
    begins = not before["before"].strip() or before["before"].strip()[-1] in '.:!?¡¿"“«…;'
    word = fold(before["word"]).rstrip(".")
    return not begins and word not in _TITLES and word not in _own_names(hit.pattern.subject)


def _own_names(subject: Subject) -> frozenset[str]:
    names = (name for holder in subject.holders for name in (holder.name, *holder.aliases))
    return frozenset(word for name in names for word in fold(name).split())
