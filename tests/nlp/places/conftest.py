"""A catalogue of invented colonias, and readers with it and without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nlp import sentences
from nlp.places import PlaceReader, gazetteer
from nlp.places.gazetteer import Gazetteer
from nlp.places.municipalities import Home

LABELLED = Path(__file__).parents[3] / "nlp" / "labelled"
HOME = Home(name="San Jacinto del Valle", called=("San Jacinto",), state="Estado de México")

Said = Callable[..., list[tuple[str, str, str | None]]]


@pytest.fixture(scope="session")
def catalogue() -> Gazetteer:
    return gazetteer.read(LABELLED / "lugares.csv")


@pytest.fixture(scope="session")
def reader(catalogue) -> PlaceReader:
    return PlaceReader(HOME, catalogue)


@pytest.fixture(scope="session")
def alone() -> PlaceReader:
    """The grammar without a catalogue."""
    return PlaceReader(HOME)


@pytest.fixture(scope="session")
def said(reader) -> Said:
    """(kind, name, municipality) of every place of a text."""

    def read(text: str, by: PlaceReader = reader) -> list[tuple[str, str, str | None]]:
        found = by.read(text, sentences.split(text))
        return [(one.kind.value, one.name, one.municipality) for one in found]

    return read
