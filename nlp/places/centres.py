"""The centre of each settlement, from an official open-data download: GeoJSON or a table.

What such files call their columns is in `nlp/lexicons/places/centre_headings.tsv`; a heading more
is a word there. Degrees, WGS84.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from csv import DictReader, Sniffer
from csv import Error as CsvError
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from monitor.errors import SintesisError
from monitor.folding import compose, fold
from monitor.refusals import refusal
from nlp import lexicons
from nlp.places.gazetteer import Settlement, key
from nlp.places.tables import LINKS

LARGEST: Final = 200_000_000  # bytes
DEEPEST: Final = 6  # lists within lists of coordinates
SEATS: Final = ("alcaldia ", "municipio de ", "municipio ", "delegacion ")
_HEADINGS: Final = {row[0]: row[1].split() for row in lexicons.rows("places/centre_headings.tsv")}
_DECIMALS: Final = 6


class Point(NamedTuple):
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """A settlement of the download, and its middle."""

    name: str
    municipality: str  # "" where the file does not say
    at: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """The catalogue with its centres, and what found no other."""

    rows: tuple[Settlement, ...]
    matched: int  # rows that got a centre now
    missing: tuple[Settlement, ...]  # of the municipalities of the download, without a centre
    unknown: tuple[Centre, ...]  # of the download, in no row


def read(path: Path) -> list[Centre]:
    """The centres of a download.

    Raises:
        SintesisError: it is neither GeoJSON nor a table with these columns; the message says what
            was expected.
    """
    text = _text(path)
    found = _geojson(path, text) if text.lstrip()[:1] == "{" else _table(path, text)
    if not found:
        raise SintesisError(
            f"{path}: no tiene ninguna colonia con nombre y coordenadas. Se esperan un GeoJSON o "
            "una tabla con las columnas colonia, municipio, lat y lon."
        )
    return found


def located(
    rows: Sequence[Settlement], centres: Iterable[Centre], *, municipality: str = ""
) -> Located:
    """Each row with its centre; `municipality` is that of centres that do not say theirs."""
    known = _known(rows)
    points: dict[tuple[str, str], list[Point]] = defaultdict(list)
    unknown: list[Centre] = []
    told: set[str] = set()
    for centre in centres:
        seat = _seat(centre.municipality or municipality)
        told.add(seat)
        name = known.get((seat, _form(centre.name)))
        if name:
            points[(seat, name)].append(centre.at)
        else:
            unknown.append(centre)
    placed = [_placed(row, points.get((_seat(row.municipality), row.name), ())) for row in rows]
    matched = sum(bool(points.get((_seat(row.municipality), row.name))) for row in rows)
    missing = (row for row in placed if row.latitude is None and _seat(row.municipality) in told)
    return Located(
        rows=tuple(placed), matched=matched, missing=tuple(missing), unknown=tuple(unknown)
    )


def kept(rows: Iterable[Settlement], before: Iterable[Settlement]) -> list[Settlement]:
    """The rows of a new catalogue with the centres that the old one had."""
    old = {(row.name, row.municipality): row for row in before if row.latitude is not None}
    return [
        replace(row, latitude=found.latitude, longitude=found.longitude)
        if (found := old.get((row.name, row.municipality)))
        else row
        for row in rows
    ]


def _placed(row: Settlement, points: Sequence[Point]) -> Settlement:
    if not points:
        return row
    latitudes, longitudes = zip(*points, strict=True)
    return replace(
        row,
        latitude=round(sum(latitudes) / len(points), _DECIMALS),
        longitude=round(sum(longitudes) / len(points), _DECIMALS),
    )


def _known(rows: Iterable[Settlement]) -> dict[tuple[str, frozenset[str]], str]:
    """Official names by their municipality and words; a form that two have is nobody's."""
    forms: dict[tuple[str, frozenset[str]], set[str]] = defaultdict(set)
    for row in rows:
        outer, _, inner = row.name.partition("(")
        for name in (row.name, outer, inner.strip(" )")):
            if name.strip():
                forms[(_seat(row.municipality), _form(name))].add(row.name)
    return {form: next(iter(names)) for form, names in forms.items() if len(names) == 1}


def _form(name: str) -> frozenset[str]:
    """The words of a name in whatever order: "AMPL SAN MIGUEL", "San Miguel (Ampliación)"."""
    return frozenset(word for word in key(name).split() if word not in LINKS)


def _seat(municipality: str) -> str:
    folded = fold(municipality).strip()
    for written in SEATS:
        folded = folded.removeprefix(written)
    return key(folded)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            body = file.read(LARGEST + 1)
    except OSError as failure:
        raise SintesisError(f"{path}: no se puede leer ({refusal(failure)}).") from failure
    if len(body) > LARGEST:
        raise SintesisError(f"{path}: pesa demasiado para ser una lista de colonias.")
    if body.startswith(b"PK"):
        raise SintesisError(
            f"{path}: está comprimido. Descomprímalo, o descárguelo como GeoJSON o CSV."
        )
    try:
        return compose(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return compose(body.decode("latin-1"))


def _geojson(path: Path, text: str) -> list[Centre]:
    try:
        features = json.loads(text).get("features") or ()
    except (ValueError, RecursionError, AttributeError) as failure:
        raise SintesisError(
            f"{path}: no es un GeoJSON completo. Descárguelo otra vez."
        ) from failure
    found = []
    for number, feature in enumerate(features if isinstance(features, list) else (), start=1):
        told = feature if isinstance(feature, dict) else {}
        properties, geometry = told.get("properties") or {}, told.get("geometry") or {}
        name = _cell(properties, "name")
        if name and (at := _middle(geometry)):
            where = f"{path}: elemento {number}"
            found.append(_centre(where, name, _cell(properties, "municipality"), at))
    return found


def _table(path: Path, text: str) -> list[Centre]:
    lines = text.splitlines()
    try:
        delimiter = Sniffer().sniff(lines[0], delimiters=",;|\t").delimiter if lines else ","
    except CsvError:
        delimiter = ","
    found = []
    for number, row in enumerate(DictReader(lines, delimiter=delimiter), start=2):
        name = _cell(row, "name")
        latitude, longitude = _cell(row, "latitude"), _cell(row, "longitude")
        if name and latitude and longitude:
            at = _point(f"{path}:{number}", latitude, longitude)
            found.append(_centre(f"{path}:{number}", name, _cell(row, "municipality"), at))
    return found


def _cell(row: Mapping[object, object], role: str) -> str:
    """What a row tells under any heading of a role."""
    folded = {fold(str(heading)).strip(): value for heading, value in row.items()}
    values = (folded.get(heading) for heading in _HEADINGS[role])
    return next((" ".join(str(value).split()) for value in values if value not in (None, "")), "")


def _point(where: str, latitude: str, longitude: str) -> Point:
    try:
        return Point(float(latitude.replace(",", ".")), float(longitude.replace(",", ".")))
    except ValueError as failure:
        raise SintesisError(
            f"{where}: «{latitude}, {longitude}» no son coordenadas en grados."
        ) from failure


def _centre(where: str, name: str, municipality: str, at: Point) -> Centre:
    if not (abs(at.latitude) <= 90 and abs(at.longitude) <= 180):
        raise SintesisError(
            f"{where}: ({at.latitude:g}, {at.longitude:g}) no son grados. Descargue el archivo en "
            "coordenadas geográficas (WGS84, EPSG:4326)."
        )
    return Centre(name=name, municipality=municipality, at=at)


def _middle(geometry: Mapping[str, object]) -> Point | None:
    """The middle of points, or of the largest polygon."""
    if str(geometry.get("type", "")).endswith("Polygon"):
        rings = [ring for ring in _rings(geometry.get("coordinates"), 0) if len(ring) > 2]
        return max((_centroid(ring) for ring in rings), default=(0.0, None))[1]
    points = [point for ring in _rings(geometry.get("coordinates"), 0) for point in ring]
    if not points:
        return None
    latitudes, longitudes = zip(*points, strict=True)
    return Point(sum(latitudes) / len(points), sum(longitudes) / len(points))


def _rings(coordinates: object, depth: int) -> Iterator[list[Point]]:
    """The lists of points of coordinates, however deep."""
    if not isinstance(coordinates, list) or depth > DEEPEST or not coordinates:
        return
    if point := _position(coordinates):
        yield [point]
    elif points := [point for each in coordinates if (point := _position(each))]:
        yield points
    else:
        for inner in coordinates:
            yield from _rings(inner, depth + 1)


def _position(pair: object) -> Point | None:
    """GeoJSON writes the longitude first."""
    if not isinstance(pair, list) or len(pair) < 2:
        return None
    longitude, latitude = pair[:2]
    if isinstance(longitude, int | float) and isinstance(latitude, int | float):
        return Point(float(latitude), float(longitude))
    return None


def _centroid(ring: Sequence[Point]) -> tuple[float, Point]:
    """The area of a ring and the middle of it; of a line, the mean of its points."""
    base = ring[0]  # near its own corner small areas keep their digits
    pairs = list(zip(ring, (*ring[1:], base), strict=True))
    area = east = north = 0.0
    for one, other in pairs:
        x, y = one.longitude - base.longitude, one.latitude - base.latitude
        u, v = other.longitude - base.longitude, other.latitude - base.latitude
        cross = x * v - u * y
        area += cross / 2
        east += (x + u) * cross
        north += (y + v) * cross
    if not area:
        return 0.0, base
    return abs(area), Point(base.latitude + north / (6 * area), base.longitude + east / (6 * area))
