"""The national catalogue of postcodes → the compact file that the tagger reads.

Two shapes are known: the official text download (a notice, then `d_codigo|d_asenta|…`, Latin-1)
and a table with our own headings. To know another, add its headings to HEADINGS.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from monitor.errors import SintesisError
from monitor.folding import compose, fold
from monitor.refusals import refusal
from nlp.places.gazetteer import HEADER, LOCATED, Settlement

HEADINGS = (
    ("d_codigo", "d_asenta", "d_tipo_asenta", "d_mnpio", "d_estado"),
    ("cp", "asentamiento", "tipo", "municipio", "estado"),
)
FIRST_LINES = 5  # among which the headings stand, below the catalogue's notice
LARGEST = 200_000_000  # bytes; the whole country takes some 15 million
SHOWN = 10  # problems of one file
POSTCODE = 5  # digits


def read(path: Path) -> list[Settlement]:
    """The rows of a downloaded catalogue.

    Raises:
        SintesisError: with a line for each problem: file, line, what was expected, remedy.
    """
    lines = _text(path).split("\n")
    number, columns = _headings(path, lines)
    rows: list[Settlement] = []
    problems: list[str] = []
    for place, line in enumerate(lines[number:], start=number + 1):
        if line.strip():
            row = _row(line, columns)
            if isinstance(row, Settlement):
                rows.append(row)
            else:
                problems.append(f"{path}:{place}: {row}")
    if problems:
        more = len(problems) - SHOWN
        rest = [f"{path}: y {more} renglones más con problemas."] if more > 0 else []
        raise SintesisError("\n".join([*problems[:SHOWN], *rest]))
    if not rows:
        raise SintesisError(f"{path}: no tiene asentamientos. Descargue otra vez el catálogo.")
    return rows


def kept(rows: Iterable[Settlement], states: Sequence[str]) -> list[Settlement]:
    """Those of some states, each once; of all of them when none is named."""
    wanted = {fold(state) for state in states}
    return list(dict.fromkeys(row for row in rows if not wanted or fold(row.state) in wanted))


def written(rows: Iterable[Settlement]) -> str:
    """The compact file, sorted so that the same catalogue gives the same bytes."""
    given = list(rows)
    centred = any(row.latitude is not None for row in given)
    lines = sorted("|".join(_cells(row, centred=centred)) for row in given)
    return "\n".join([LOCATED if centred else HEADER, *lines]) + "\n"


def _cells(row: Settlement, *, centred: bool) -> Iterator[str]:
    yield from (row.postcode, row.name, row.kind, row.municipality, row.state)
    if centred:
        yield "" if row.latitude is None else f"{row.latitude:.6f}"
        yield "" if row.longitude is None else f"{row.longitude:.6f}"


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            body = file.read(LARGEST + 1)
    except OSError as failure:
        raise SintesisError(f"{path}: no se puede leer ({refusal(failure)}).") from failure
    if len(body) > LARGEST:
        raise SintesisError(f"{path}: pesa demasiado para ser el catálogo de códigos postales.")
    if body.startswith(b"PK"):
        raise SintesisError(
            f"{path}: está comprimido o es un libro de Excel. Descomprímalo, o descargue el "
            "catálogo como texto (TXT)."
        )
    try:
        return compose(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return compose(body.decode("latin-1"))


def _headings(path: Path, lines: Sequence[str]) -> tuple[int, tuple[int, ...]]:
    """How many lines the headings end, and in which column each cell stands."""
    for number, line in enumerate(lines[:FIRST_LINES], start=1):
        cells = [fold(cell.strip()) for cell in line.split("|")]
        for headings in HEADINGS:
            if set(headings) <= set(cells):
                return number, tuple(cells.index(heading) for heading in headings)
    raise SintesisError(
        f"{path}:1: no se reconoce el encabezado. Se espera el catálogo de códigos postales en "
        f"texto, con las columnas «{'|'.join(HEADINGS[0])}»."
    )


def _row(line: str, columns: tuple[int, ...]) -> Settlement | str:
    """The row, or in words what is wrong with it."""
    cells = [" ".join(cell.split()) for cell in line.split("|")]
    if len(cells) <= max(columns):
        return f"tiene {len(cells)} columnas y se esperaban al menos {max(columns) + 1}."
    postcode, name, kind, municipality, state = (cells[column] for column in columns)
    # Excel takes the zero away from the postcodes of Mexico City.
    postcode = postcode.zfill(POSTCODE)
    if len(postcode) != POSTCODE or not (postcode.isascii() and postcode.isdigit()):
        return f"el código postal «{postcode}» no es de cinco cifras."
    if not name or not municipality:
        return f"falta el {'asentamiento' if not name else 'municipio'}."
    return Settlement(postcode, name, kind, municipality, state)


def files(paths: Iterable[Path]) -> Iterator[Settlement]:
    for path in paths:
        yield from read(path)
