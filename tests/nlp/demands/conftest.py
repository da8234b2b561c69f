"""Offices of invented municipalities, with their catalogue of colonias."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.config import Config
from monitor.configfile import load
from monitor.model import Address
from nlp import places, sentences
from nlp.demands.locating import Locator

OFFICE = """
profile:
  municipality: {municipality}
  state: {state}
  places: [{called}]
  contact: prensa@example.org
subjects:
  - {{id: municipio, name: Jarales, kind: place, aliases: [Jarales]}}
outlets:
  - id: pregon
    name: El Pregón
    scope: local
    medium: newspaper
    sources: [{{kind: feed, url: "https://pregon.example/feed"}}]
"""
ROWS = """cp|asentamiento|tipo|municipio|estado|lat|lon
57901|Porfirio Robles (La Mora)|Colonia|Villa Jarales|México|19.401000|-99.010000
57902|La Esperanza|Colonia|Villa Jarales|México|19.402000|-99.020000
57903|Metropolitana Primera Sección|Colonia|Villa Jarales|México||
57904|Metropolitana Segunda Sección|Colonia|Villa Jarales|México|19.404000|-99.040000
57905|General Abundio Villagrán|Colonia|Villa Jarales|México||
57906|Ampliación General Abundio Villagrán|Colonia|Villa Jarales|México||
57907|Sauces Sección Tecolote|Colonia|Villa Jarales|México||
57907|Sauces Sección Zanate|Colonia|Villa Jarales|México||
57908|Doce de Octubre|Colonia|Villa Jarales|México||
57909|Santa Lucía Tepoztlixpa|Pueblo|Villa Jarales|México||
57910|Modelo|Colonia|Villa Jarales|México||
57911|Loma Bonita|Colonia|Villa Jarales|México||
57912|Izcalli Jarales|Colonia|Villa Jarales|México||
57913|Valle de Luces|Colonia|Villa Jarales|México||
56301|Loma Bonita|Colonia|San Blas Tecuaro|México|19.500000|-99.100000
56302|Los Tejocotes|Colonia|San Blas Tecuaro|México||
"""


def office(
    folder: Path,
    *,
    rows: str = ROWS,
    municipality: str = "Villa Jarales",
    state: str = "Estado de México",
    called: str = "Villa Jarales, Jarales",
) -> Config:
    (folder / "lugares.csv").write_text(rows, encoding="utf-8")
    told = OFFICE.format(municipality=municipality, state=state, called=called)
    (folder / "sources.yaml").write_text(told, encoding="utf-8")
    return load(folder / "sources.yaml")


@pytest.fixture(scope="session")
def jarales(tmp_path_factory) -> Config:
    return office(tmp_path_factory.mktemp("jarales"))


@pytest.fixture(scope="session")
def tecolotes(tmp_path_factory) -> Config:
    """A borough of the capital, whose profile calls it by its office."""
    rows = ROWS.replace("Villa Jarales|México", "Tecolotes|Ciudad de México")
    return office(
        tmp_path_factory.mktemp("tecolotes"),
        rows=rows,
        municipality="Alcaldía Tecolotes",
        state="Ciudad de México",
        called="Tecolotes",
    )


@pytest.fixture(scope="session")
def address(jarales) -> Callable[..., Address]:
    """The address of the petition of a text, or of the part of it that is given."""
    reader, locator = places.reader(jarales), Locator(jarales)

    def read(text: str, part: str = "") -> Address:
        start = text.index(part) if part else 0
        said = (start, start + len(part)) if part else (0, len(text))
        lines = list(sentences.split(text))
        return locator.address(text, said, places=reader.read(text, lines), sentences=lines)

    return read
