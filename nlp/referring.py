"""Whom the hits of a piece name, and how sure that is.

Each hit is first judged alone, then weighed against what stands around it; at last the piece is
walked in reading order: a bare "la alcaldesa" is ours until another mayor is named, a surname is
ours once the whole name was told (`nlp.walking`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from monitor.config import Config, Holder, Subject, SubjectKind
from monitor.folding import fold
from nlp import identity, lexicons
from nlp.clues import Scene
from nlp.deciding import decides
from nlp.flat import flatten, spelling
from nlp.offices import Offices, Whose, is_cased, nobodys
from nlp.piece import Piece
from nlp.repairing import Repaired, Repairer
from nlp.spotting import Hit, Pattern, Sort, Spotter, longest
from nlp.surroundings import Home, Talk
from nlp.walking import Unit, walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`[start, end)` of a piece names a subject."""

    start: int
    end: int
    subject_id: str
    form: str
    holder: str | None
    alias: str = ""  # the configured words
    identity: float = 1.0  # how sure it is that the words name this subject
    territory: bool = False  # a place, which nobody praises or blames


FEW_SMALL = 0.15  # of the words in lower case: a headline full of names still has capitals
_CAPITAL = re.compile(r"[a-záéíóúüñ,] [A-ZÁÉÍÓÚÜÑ]")  # inside a sentence: a name
_PREMISES = re.compile(r"(?:alcaldia|municipio|demarcacion|delegacion)\b")
_ADDRESS = re.compile(
    r"\b(?:colonia|col\.|calle|avenida|av\.|barrio|pueblo|unidad)\b[^.;]*, ?(?:en )?$"
)
_IN_PLACE = tuple(
    f" {spelling(row[0])} " for row in lexicons.rows("premises.txt") if row[1] == "place"
)


class Referrer:
    """Reads whom a piece names, for one configuration."""

    def __init__(self, config: Config) -> None:
        self._spotter = Spotter(config)
        self._repairer = Repairer(config)
        self._offices = Offices(config.profile)
        self._home = Home(config.profile)
        roles = [fold(role) for one in config.subjects for role in one.roles]
        self._roles = frozenset(word for role in roles for word in (role, role.split()[0]))
        self._weights = identity.weights()
        self._place = _first(config, SubjectKind.PLACE)
        self._government = _first(config, SubjectKind.GOVERNMENT)

    def opens(self, piece: Piece) -> bool:
        """May this piece name anyone? Without it no other work is done."""
        texts = (piece.title.text, piece.text.text)
        return any(map(self._spotter.opens, texts)) or any(map(self._opens_repaired, texts))

    def _opens_repaired(self, text: str) -> bool:
        repaired = self._repairer.repaired(text)
        return bool(repaired.edits) and self._spotter.opens(repaired.text)

    def found(self, piece: Piece) -> tuple[Found, ...]:
        """Every mention, in reading order."""
        return tuple(
            _found(hit, repaired, piece.day, offset=offset)
            for hit, _, repaired, offset in self._read(piece)
            if hit.identity >= identity.THRESHOLD
        )

    def candidates(self, piece: Piece) -> list[tuple[Found, frozenset[str]]]:
        """Everything that was weighed, and its features: what training learns of."""
        return [
            (_found(hit, repaired, piece.day, offset=offset), marks)
            for hit, marks, repaired, offset in self._read(piece)
        ]

    def _read(self, piece: Piece) -> list[tuple[Hit, frozenset[str], Repaired, int]]:
        texts = [self._repairer.repaired(text) for text in (piece.title.text, piece.text.text)]
        context = _Context(piece.day, Talk([one.text for one in texts], self._home))
        spotted = [self._spotter.hits(one.text) for one in texts]
        excluded = frozenset(
            hit.pattern.subject.id for hits in spotted for hit in hits if _is_excluded(hit)
        )
        judged = [
            self._judged_all(hits, one.text, context)
            for hits, one in zip(spotted, texts, strict=True)
        ]
        scenes = [self._scene(one.text, context, excluded) for one in texts]
        units = [
            Unit(hits, scene, repaired)
            for hits, scene, repaired in zip(judged, scenes, texts, strict=True)
        ]
        read = walk(units, self._weights)
        offsets = (0, piece.body)
        return [
            (hit, marks, repaired, offset)
            for walked, repaired, offset in zip(read, texts, offsets, strict=True)
            for hit, marks in walked
        ]

    def _scene(self, text: str, context: _Context, excluded: frozenset[str]) -> Scene:
        return Scene(
            text=text,
            cased=is_cased(text, least=FEW_SMALL) and bool(_CAPITAL.search(text)),
            talk=context.talk,
            home=self._home,
            named=frozenset(),
            excluded=excluded,
            offices=self._roles,
        )

    def _judged_all(self, spotted: list[Hit], text: str, context: _Context) -> list[Hit]:
        """The hits of one unit that stand, each judged by itself."""
        excluded = [hit for hit in spotted if _is_excluded(hit)]
        judged = (
            self._judged(hit, text)
            for hit in spotted
            if not _is_excluded(hit)
            and not any(_within(hit, other) for other in excluded)
            and context.allows(hit.pattern)
        )
        return longest(hit for hit in judged if hit)

    def _judged(self, hit: Hit, text: str) -> Hit | None:
        """The hit as what it is in its context, or none."""
        if hit.pattern.sort is Sort.ROLE:
            return self._office(hit, text)
        if hit.pattern.form == "role":
            return None if nobodys(text, hit.start) else hit
        kind = hit.pattern.subject.kind
        if kind is SubjectKind.GOVERNMENT and _in_place(hit, text):
            return _as(hit, self._place) if hit.pattern.sort is Sort.OPEN else None
        if kind is SubjectKind.PLACE and self._government and decides(text, hit.start, hit.end):
            return _as(replace(hit, family="place"), self._government)
        return hit

    def _office(self, hit: Hit, text: str) -> Hit | None:
        whose, end = self._offices.whose(text, hit.start, hit.end)
        if whose is Whose.NOBODY:
            return None
        sort = {Whose.OURS: Sort.OPEN, Whose.OTHER: Sort.OTHER, Whose.BARE: Sort.ROLE}[whose]
        return replace(hit, end=end, pattern=replace(hit.pattern, sort=sort))


class _Context:
    """What a whole piece says of its forms: its day, and the words that some of them need."""

    def __init__(self, day: date, talk: Talk) -> None:
        self._day = day
        self.talk = talk

    def allows(self, pattern: Pattern) -> bool:
        if pattern.holder and not pattern.holder.holds_on(self._day):
            return False
        return not pattern.needs or any(self._says(word) for word in pattern.needs)

    def _says(self, word: str) -> bool:
        return bool(re.search(rf"\b{re.escape(word)}(?:e?s)?\b", self.talk.flat))


def _first(config: Config, kind: SubjectKind) -> Subject | None:
    return next((subject for subject in config.subjects if subject.kind is kind), None)


def _is_excluded(hit: Hit) -> bool:
    return hit.pattern.sort is Sort.EXCLUDED


def _as(hit: Hit, subject: Subject | None) -> Hit | None:
    """ "en la alcaldía Iztapalapa" happens in the place; "Iztapalapa anunció" is its government."""
    if subject is None:
        return None
    return replace(hit, pattern=replace(hit.pattern, subject=subject))


def _within(hit: Hit, other: Hit) -> bool:
    same = hit.pattern.subject.id == other.pattern.subject.id
    return same and other.start <= hit.start and hit.end <= other.end


def _in_place(hit: Hit, text: str) -> bool:
    if not _PREMISES.match(fold(text[hit.start : hit.end])):
        return False
    before = flatten(text[max(0, hit.start - 80) : hit.start]).text
    return f" {before.strip()} ".endswith(_IN_PLACE) or bool(_ADDRESS.search(before))


def _found(hit: Hit, repaired: Repaired, day: date, *, offset: int) -> Found:
    holder = hit.pattern.holder or _holder(hit.pattern.subject, day)
    start, end = repaired.original(hit.start, hit.end)
    return Found(
        start=start + offset,
        end=end + offset,
        subject_id=hit.pattern.subject.id,
        form=hit.pattern.form,
        holder=holder.name if holder else None,
        alias=hit.pattern.words,
        identity=round(hit.identity, 3),
        territory=hit.pattern.subject.kind is SubjectKind.PLACE,
    )


def _holder(subject: Subject, day: date) -> Holder | None:
    return next((holder for holder in subject.holders if holder.holds_on(day)), None)
