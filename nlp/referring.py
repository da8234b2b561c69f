"""Whom the hits of a piece name: excluded contexts, holders by date, short forms, bare offices.

Each hit is first judged alone, then the piece is walked in reading order: a bare "la alcaldesa"
is ours until another mayor is named, a surname is ours once the whole name was told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from monitor.config import Config, Holder, Subject, SubjectKind
from monitor.folding import fold
from nlp import lexicons
from nlp.flat import flatten, spelling
from nlp.offices import Offices, Whose, elsewhere, is_cased, nobodys
from nlp.piece import Piece
from nlp.spotting import Hit, Pattern, Sort, Spotter, longest


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`[start, end)` of a piece names a subject."""

    start: int
    end: int
    subject_id: str
    form: str
    holder: str | None


_PREMISES = re.compile(r"(?:alcaldia|municipio|demarcacion|delegacion)\b")
_ADDRESS = re.compile(
    r"\b(?:colonia|col\.|calle|avenida|av\.|barrio|pueblo|unidad)\b[^.;]*, ?(?:en )?$"
)
_IN_PLACE = tuple(
    f" {spelling(row[0])} " for row in lexicons.rows("premises.txt") if row[1] == "place"
)
_WORD_BEFORE = re.compile(r"(?P<before>[^\s]*\s+|^\s*)(?P<word>[^\W\d_]+\.?)\s+$")
_TITLES = lexicons.words("titles.txt")


class Referrer:
    """Reads whom a piece names, for one configuration."""

    def __init__(self, config: Config) -> None:
        self._spotter = Spotter(config)
        self._offices = Offices(config.profile)
        self._place = next((s for s in config.subjects if s.kind is SubjectKind.PLACE), None)

    def opens(self, piece: Piece) -> bool:
        """May this piece name anyone? Without it no other work is done."""
        return self._spotter.opens(piece.title.text) or self._spotter.opens(piece.text.text)

    def found(self, piece: Piece) -> tuple[Found, ...]:
        """Every mention, in reading order."""
        context = _Context(piece)
        title = self._hits(piece.title.text, context)
        body = self._hits(piece.text.text, context)
        # A title may say "Alavez" or "Alcaldesa" of whom only the text gives the name.
        known = _opened(title) | (_opened(body) - _others_first(body))
        heading = _walk(title, piece.title.text, opened=known)
        telling = _walk(body, piece.text.text, opened=_opened(title))
        found = [_found(hit, piece.day, offset=0) for hit in heading]
        return (*found, *(_found(hit, piece.day, offset=piece.body) for hit in telling))

    def _hits(self, text: str, context: _Context) -> list[Hit]:
        """The hits of one unit that stand, each judged by itself."""
        spotted = self._spotter.hits(text)
        excluded = [hit for hit in spotted if hit.pattern.sort is Sort.EXCLUDED]
        judged = (
            self._judged(hit, text)
            for hit in spotted
            if hit.pattern.sort is not Sort.EXCLUDED
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
        if hit.pattern.subject.kind is SubjectKind.GOVERNMENT and _in_place(hit, text):
            return self._as_place(hit)
        return hit

    def _office(self, hit: Hit, text: str) -> Hit | None:
        whose, end = self._offices.whose(text, hit.start, hit.end)
        if whose is Whose.NOBODY:
            return None
        sort = {Whose.OURS: Sort.OPEN, Whose.OTHER: Sort.OTHER, Whose.BARE: Sort.ROLE}[whose]
        return replace(hit, end=end, pattern=replace(hit.pattern, sort=sort))

    def _as_place(self, hit: Hit) -> Hit | None:
        """ "en la alcaldía Iztapalapa" happens in the place: the government did nothing."""
        if self._place is None:
            return None
        return replace(hit, pattern=replace(hit.pattern, subject=self._place))


class _Context:
    """What a whole piece says of its forms: its day, and the words that some of them need."""

    def __init__(self, piece: Piece) -> None:
        self._day = piece.day
        self._piece = piece
        self._flat: str | None = None

    def allows(self, pattern: Pattern) -> bool:
        if pattern.holder and not pattern.holder.holds_on(self._day):
            return False
        return not pattern.needs or any(self._says(word) for word in pattern.needs)

    def _says(self, word: str) -> bool:
        if self._flat is None:
            self._flat = flatten(self._piece.whole).text
        return bool(re.search(rf"\b{re.escape(word)}(?:e?s)?\b", self._flat))


def _within(hit: Hit, other: Hit) -> bool:
    same = hit.pattern.subject.id == other.pattern.subject.id
    return same and other.start <= hit.start and hit.end <= other.end


def _in_place(hit: Hit, text: str) -> bool:
    if not _PREMISES.match(fold(text[hit.start : hit.end])):
        return False
    before = flatten(text[max(0, hit.start - 80) : hit.start]).text
    return f" {before.strip()} ".endswith(_IN_PLACE) or bool(_ADDRESS.search(before))


def _opened(hits: Iterable[Hit]) -> frozenset[str]:
    return frozenset(hit.pattern.subject.id for hit in hits if hit.pattern.sort is Sort.OPEN)


def _others_first(hits: Iterable[Hit]) -> frozenset[str]:
    """The subjects whose office is a neighbour's in the first words that speak of it."""
    first: dict[str, Sort] = {}
    for hit in hits:
        if hit.pattern.sort in (Sort.OPEN, Sort.OTHER):
            first.setdefault(hit.pattern.subject.id, hit.pattern.sort)
    return frozenset(subject_id for subject_id, sort in first.items() if sort is Sort.OTHER)


def _walk(hits: list[Hit], text: str, *, opened: frozenset[str]) -> Iterator[Hit]:
    """The hits that name a subject, in the light of those before."""
    ours = set(opened)
    taken: set[tuple[str, Sort]] = set()  # an office or a surname that now means somebody else
    cased = is_cased(text)
    for number, hit in enumerate(hits):
        subject_id, sort = hit.pattern.subject.id, hit.pattern.sort
        leads = _leads(hit, hits[number + 1 : number + 2], text)
        if _is_others(hit, text, cased=cased) and not leads:
            taken.add((subject_id, Sort.ROLE if sort is Sort.OTHER else sort))
        elif sort is Sort.OPEN:
            ours.add(subject_id)
            taken -= {(subject_id, Sort.ROLE), (subject_id, Sort.SHORT)}
            yield hit
        elif subject_id in ours and (subject_id, sort) not in taken and not leads:
            taken.discard((subject_id, Sort.ROLE))
            yield hit


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


def _found(hit: Hit, day: date, *, offset: int) -> Found:
    holder = hit.pattern.holder or _holder(hit.pattern.subject, day)
    return Found(
        start=hit.start + offset,
        end=hit.end + offset,
        subject_id=hit.pattern.subject.id,
        form=hit.pattern.form,
        holder=holder.name if holder else None,
    )


def _holder(subject: Subject, day: date) -> Holder | None:
    return next((holder for holder in subject.holders if holder.holds_on(day)), None)
