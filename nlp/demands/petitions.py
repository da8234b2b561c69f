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
        return tuple(_petition(piece, *pair) for pair in zip(said, around, strict=True))

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


def _petition(piece: Piece, said: Said, around: Circumstance) -> Petition:
    return Petition(
        at=piece.span(said.start, said.end),
        category=said.category,
        confidence=said.confidence,
        urgency=around.urgency,
        reason=around.reason,
        address=around.address,
        competence=around.competence,
        body=around.body,
        since=around.since,
    )
