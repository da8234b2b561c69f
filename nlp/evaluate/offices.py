"""Labelled demands read as their own municipality's office reads them.

`demands_offices.tsv` beside a labelled file names the configuration of each municipality of its
rows; without it, and for others, the given one reads all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from monitor.config import Config
from monitor.configfile import load
from monitor.model import Clipping, Petition
from nlp import lexicons, places, sentences
from nlp.demands.petitions import PetitionReader
from nlp.piece import Piece, piece

Row = Mapping[str, Any]
Range = tuple[int, int]
LISTED = "demands_offices.tsv"
DAY = date(2026, 11, 20)  # of the rows, which tell none
_THEN = datetime(2026, 11, 20, 18, tzinfo=UTC)


def configs(folder: Path) -> dict[str, Config]:
    """By municipality, those that the file in the folder names."""
    listed = folder / LISTED
    rows = lexicons.rows_of(listed) if listed.exists() else ()
    return {home: load(folder / path) for home, path in rows}


class Offices:
    """Reads each row by the configuration of its municipality."""

    def __init__(self, folder: Path, otherwise: Config | None = None) -> None:
        self._configs = configs(folder)
        self._otherwise = otherwise
        self._readers: dict[str, tuple[PetitionReader, places.PlaceReader]] = {}

    def config(self, row: Row) -> Config:
        home = str(row.get("home", ""))
        return self._configs.get(home) or self._otherwise or next(iter(self._configs.values()))

    def petitions(self, row: Row) -> tuple[Petition, ...]:
        one, lines, spots = self._read(row)
        return self._reader(row)[0].read(one, sentences=lines, spots=spots)

    def spots(self, row: Row) -> Sequence[places.Found]:
        return self._read(row)[2]

    def category(self, row: Row, said: Range) -> str:
        one, _, spots = self._read(row)
        start, end = (one.body + place for place in said)
        return self._reader(row)[0].category(one, (start, end), spots=spots)

    def office(self, row: Row, category: str) -> str | None:
        """Who attends it by itself."""
        offices = self.config(row).offices
        return next((one.id for one in offices if category in one.categories), None)

    def _reader(self, row: Row) -> tuple[PetitionReader, places.PlaceReader]:
        config = self.config(row)
        home = config.profile.municipality
        if home not in self._readers:
            self._readers[home] = PetitionReader(config), places.reader(config)
        return self._readers[home]

    def _read(self, row: Row) -> tuple[Piece, Sequence[Range], Sequence[places.Found]]:
        one = piece(clipping(row), DAY)
        lines = list(sentences.split(one.whole))
        return one, lines, self._reader(row)[1].read(one.whole, lines)


def clipping(row: Row) -> Clipping:
    """A row as if it had been collected."""
    return Clipping(
        id=str(row.get("id", "")),
        revision=1,
        source_id="",
        outlet_id="",
        url=None,
        title="",
        text=row["text"],
        published_at=_THEN,
        collected_at=_THEN,
    )
