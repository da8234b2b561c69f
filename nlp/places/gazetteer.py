"""What the operator's catalogue says of settlements: by name, by postcode, by municipality.

The file is UTF-8, one settlement a line, cells cut by `|`, and begins with the line HEADER, or with
LOCATED where it tells the centre of each; `nlp.places.catalogue` writes it from the official
download, and `nlp.places.centres` adds the centres.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from monitor.errors import ConfigError
from nlp.places.tables import SHORTENED
from nlp.places.words import tokens

HEADER = "cp|asentamiento|tipo|municipio|estado"
LOCATED = f"{HEADER}|lat|lon"  # degrees, WGS84; empty where the centre is not known
_SECTION = re.compile(
    r" (?:(?:primera|segunda|tercera|cuarta|quinta|sexta|\d+)(?: (?:seccion|etapa))"
    r"|seccion .+|super \d.*|grupo .+)$"
)
_ASIDE = re.compile(r"\s*\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Settlement:
    """A row of the catalogue."""

    postcode: str
    name: str
    kind: str
    municipality: str
    state: str
    latitude: float | None = None  # of its centre
    longitude: float | None = None


Rows = tuple[Settlement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """Settlements by the key of their name, and of what people make of it."""

    names: dict[str, Rows] = field(default_factory=dict)
    parts: dict[str, Rows] = field(default_factory=dict)  # of a longer name: "Metropolitana"
    postcodes: dict[str, str] = field(default_factory=dict)  # the municipality of each
    seats: dict[str, str] = field(default_factory=dict)  # municipalities by the key of their name

    def rows(self, key: str) -> Rows:
        return self.names.get(key) or self.parts.get(key) or ()


EMPTY = Gazetteer()


def key(name: str) -> str:
    """A name as it is compared: folded, shortened words whole, no marks."""
    return key_of(tokens(name))


def key_of(folded: Iterable[str]) -> str:
    spelled = (part for word in folded for part in word.replace("–", "-").split("-"))
    return " ".join([SHORTENED.get(word, word) for word in spelled if word and word[0].isalnum()])


def gazetteer(rows: Iterable[Settlement]) -> Gazetteer:
    names: dict[str, list[Settlement]] = defaultdict(list)
    parts: dict[str, list[Settlement]] = defaultdict(list)
    postcodes: dict[str, str] = {}
    for row in rows:
        for name in _names(row.name):
            names[key(name)].append(row)
            for part in _parts(key(name)):
                parts[part].append(row)
        postcodes.setdefault(row.postcode, row.municipality)
    names.pop("", None)
    return Gazetteer(
        names={name: tuple(found) for name, found in names.items()},
        parts={name: tuple(found) for name, found in parts.items()},
        postcodes=postcodes,
        seats={
            key(row.municipality): row.municipality for found in names.values() for row in found
        },
    )


def _names(official: str) -> Iterator[str]:
    """ "Benito Juárez (La Aurora)" is called by either name; so is "Las Antenas o Claustro"."""
    if aside := _ASIDE.search(official):
        yield aside[1]
        official = _ASIDE.sub("", official)
    yield official
    if " o " in official:
        yield from official.split(" o ")


def _parts(whole: str) -> Iterator[str]:
    """ "Tamaulipas Sección Virgencitas" is called Tamaulipas, and Virgencitas."""
    if section := _SECTION.search(whole):
        yield whole[: section.start()]
        if section[0].startswith(" seccion ") and len(section[0]) > len(" seccion ") + 4:
            yield section[0].removeprefix(" seccion ")


def read(path: Path) -> Gazetteer:
    """The file that `sintesis places import` wrote.

    Raises:
        ConfigError: it cannot be read or a line is not of this shape; the message says which.
    """
    return gazetteer(settlements(path))


def settlements(path: Path) -> list[Settlement]:
    """The rows of that file, in its order.

    Raises:
        ConfigError: as `read`.
    """
    try:
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as failure:
        raise ConfigError(
            f"{path}: no se puede leer ({failure}). Vuelva a importar: sintesis places import"
        ) from failure
    if not lines or lines[0] not in (HEADER, LOCATED):
        raise ConfigError(
            f"{path}:1: se esperaba el encabezado «{HEADER}». Vuelva a importar el catálogo: "
            "sintesis places import"
        )
    columns = lines[0].count("|") + 1
    return [
        _row(path, number, line.split("|"), columns=columns)
        for number, line in enumerate(lines[1:], start=2)
    ]


def _row(path: Path, number: int, cells: list[str], *, columns: int) -> Settlement:
    if len(cells) != columns or not all(cells[place] for place in (1, 3)):
        raise ConfigError(
            f"{path}:{number}: se esperaban {columns} columnas separadas por «|». "
            "Vuelva a importar el catálogo: sintesis places import"
        )
    postcode, name, kind, municipality, state, *centre = cells
    if not any(centre):
        return Settlement(postcode, name, kind, municipality, state)
    return Settlement(postcode, name, kind, municipality, state, *_centre(path, number, centre))


def _centre(path: Path, number: int, cells: list[str]) -> tuple[float, float]:
    """Latitude and longitude, in degrees."""
    try:
        latitude, longitude = (float(cell) for cell in cells)
    except ValueError:
        latitude = longitude = float("nan")
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ConfigError(
            f"{path}:{number}: «{'|'.join(cells)}» no es una latitud y una longitud en grados. "
            "Vuelva a ubicar el catálogo: sintesis places locate"
        )
    return latitude, longitude
