"""The petitions of a piece: what it demands, and where, how urgently, of whom and since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from monitor.config import Config
from monitor.model import Petition, PieceKind
from nlp.demands import detecting
from nlp.demands.circumstances import Circumstance, Circumstances
from nlp.demands.circumstances import Said as Asked
from nlp.demands.detecting import DemandReader, Said
from nlp.demands.towns import Towns
from nlp.piece import Piece
from nlp.places import Found, gazetteer
from nlp.places.gazetteer import EMPTY
from nlp.places.municipalities import Home

SILENT = frozenset(
    (PieceKind.RELEASE, PieceKind.AGENDA, PieceKind.NOTICE, PieceKind.SPONSORED, PieceKind.CARTOON)
)  # what governments and sellers say of themselves asks nothing

Range = tuple[int, int]

ENOUGH, LONG = 60, 240  # characters of what is quoted, and of a sentence that is not all quoted


class PetitionReader:
    """Reads for the municipality of one configuration.

    Raises:
        ConfigError: the catalogue of places cannot be read.
    """

    def __init__(self, config: Config, reader: DemandReader | None = None) -> None:
        profile = config.profile
        home = Home(name=profile.municipality, called=profile.places, state=profile.state)
        known = gazetteer.read(Path(config.gazetteer)) if config.gazetteer else EMPTY
        self._towns = Towns(home, known)
        self._reader = reader or detecting.reader()
        self._circumstances = Circumstances(config)

    def read(
        self, piece: Piece, *, sentences: Sequence[Range], spots: Sequence[Found]
    ) -> tuple[Petition, ...]:
        """In reading order; `spots` are the places of the whole piece."""
        whole = piece.whole
        said = [_whole(one, piece) for one in self._reader(whole, self._towns.named(whole, spots))]
        if not said:
            return ()
        around = self._around(whole, said, sentences, spots, piece.day)
        told = _sentences(said, sentences)
        return tuple(_petition(piece, *each) for each in zip(told, said, around, strict=True))

    def category(self, piece: Piece, said: Range, *, spots: Sequence[Found]) -> str:
        """Of what category these words of the whole piece are, if they demand something."""
        return self._reader.category(piece.whole, said, self._towns.named(piece.whole, spots))[0]

    def _around(
        self,
        whole: str,
        said: Sequence[Said],
        sentences: Sequence[Range],
        spots: Sequence[Found],
        day: date,
    ) -> tuple[Circumstance, ...]:
        asked = [Asked(start=one.start, end=one.end, category=one.category) for one in said]
        return self._circumstances.read(whole, asked, places=spots, sentences=sentences, day=day)


def _whole(said: Said, piece: Piece) -> Said:
    """What begins in the title and goes on in the text is told by the text."""
    if said.start >= piece.body or said.end <= piece.body:
        return said
    return Said(start=piece.body, end=said.end, category=said.category, confidence=said.confidence)


def _sentences(said: Sequence[Said], sentences: Sequence[Range]) -> list[Range]:
    """What is quoted of each: its sentence, for a clause alone may not be understood."""
    return [
        _sentence(one, [other for other in said if other is not one], sentences) for one in said
    ]


def _sentence(said: Said, others: Sequence[Said], sentences: Sequence[Range]) -> Range:
    """All of it, unless it is long and the clause says enough, or another petition is in it."""
    own = (said.start, said.end)
    met = [one for one in sentences if one[0] < said.end and said.start < one[1]]
    if not met:
        return own
    start, end = min(said.start, met[0][0]), max(said.end, met[-1][1])
    shared = any(other.start < end and start < other.end for other in others)
    enough = said.end - said.start >= ENOUGH and end - start > LONG
    return own if shared or enough else (start, end)


def _petition(piece: Piece, told: Range, said: Said, around: Circumstance) -> Petition:
    return Petition(
        at=piece.span(*told),
        category=said.category,
        confidence=said.confidence,
        urgency=around.urgency,
        reason=around.reason,
        address=around.address,
        competence=around.competence,
        body=around.body,
        since=around.since,
    )
