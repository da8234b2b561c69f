"""The register as a book of Excel: all of it first, then a sheet a section; the same bytes twice.

What an outlet wrote is only ever text: never a formula, never an address that opens by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING
from urllib.parse import quote

from reports.model import Digest
from reports.register import Cell as Plain
from reports.register import (
    Column,
    Page,
    Row,
    cells,
    columns,
    is_formula,
    pages,
    said,
    styles,
)
from reports.words import MEXICAN, clean

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST = 32_767  # UTF-16 units of a cell
LONGEST_NAME = 31  # of a sheet
LONGEST_LINK = 2_079
LONGEST_TIP = 255
LONGEST_FOOTER = 160
LINKS = 65_530  # of a sheet
FIRST_DAY = date(1900, 3, 1)  # before it, Excel counts a day that never was
FORBIDDEN = str.maketrans("[]:*?/\\", "()·····")
RESERVED = frozenset({"history", "historial"})
LETTER = 1
MARGIN = 0.3  # inches
LINE = 15.0  # points of a line of text
TALLEST = 408.75  # of a row, in whole pixels
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
QUOTED = " quoted"  # the style of what must stay text even when somebody edits the cell

Styles = Mapping[str, "Format"]
Cell = Plain | float


def sheet(digest: Digest) -> bytes:
    """The register of a digest."""
    cover = digest.cover
    return book(
        pages(digest),
        title=digest.subject,
        office=cover.office,
        made_at=cover.opened_at,
        language=cover.language,
    )


def book(
    made: Sequence[Page], *, title: str, office: str, made_at: datetime, language: str = MEXICAN
) -> bytes:
    """A book with these pages; `made_at` is the only date in it beside those of the rows."""
    from xlsxwriter import Workbook

    written = BytesIO()
    with Workbook(written, OPTIONS) as workbook:
        created = made_at.astimezone(UTC).replace(tzinfo=None)
        named = {"title": _text(title), "author": _text(office), "created": created}
        workbook.set_properties(named)
        known = dict(_styles(workbook))
        names = sheet_names([each.title for each in made])
        for page, name in zip(made, names, strict=True):
            worksheet = workbook.add_worksheet(name)
            _lay_out(worksheet, known, columns(), rows=len(page.rows), title=title)
            for at, row in enumerate(page.rows):
                _write(worksheet, at, row, known, language=language)
    return written.getvalue()


def table(
    shape: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    name: str,
    title: str,
    office: str,
    made_at: datetime,
) -> bytes:
    """A book with one sheet of any columns."""
    from xlsxwriter import Workbook

    written = BytesIO()
    with Workbook(written, OPTIONS) as workbook:
        created = made_at.astimezone(UTC).replace(tzinfo=None)
        workbook.set_properties(
            {"title": _text(title), "author": _text(office), "created": created}
        )
        known = dict(_styles(workbook))
        worksheet = workbook.add_worksheet(sheet_names([name])[0])
        _lay_out(worksheet, known, shape, rows=len(rows), title=title)
        for at, row in enumerate(rows):
            worksheet.set_row(at + 1, _height(row, shape))
            for place, (column, cell) in enumerate(zip(shape, row, strict=True)):
                _fill(worksheet, (at + 1, place), cell, style=column.style, known=known)
    return written.getvalue()


def _styles(workbook: Workbook) -> Iterator[tuple[str, Format]]:
    for name, properties in styles().items():
        yield name, workbook.add_format(dict(properties))
        yield name + QUOTED, workbook.add_format({**properties, "quote_prefix": True})


def _lay_out(
    worksheet: Worksheet, known: Styles, shape: Sequence[Column], *, rows: int, title: str
) -> None:
    last = len(shape) - 1
    for at, column in enumerate(shape):
        worksheet.set_column(at, at, column.width, known[column.style])
        worksheet.write_string(0, at, column.heading, known["heading"])
    worksheet.set_row(0, 32)
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, max(rows, 1), last)
    worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    worksheet.set_landscape()
    worksheet.set_paper(LETTER)
    worksheet.set_margins(left=MARGIN, right=MARGIN)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)
    footer = _cut(clean(title), LONGEST_FOOTER).replace("&", "&&")
    worksheet.set_footer(f"&L{footer}&RPágina &P de &N")


def _write(worksheet: Worksheet, at: int, row: Row, known: Styles, *, language: str) -> None:
    written = cells(row, language=language)
    worksheet.set_row(at + 1, _height(written, columns()))
    for place, (column, cell) in enumerate(zip(columns(), written, strict=True)):
        style = row.stance.value if column.key == "stance" and row.stance else column.style
        _fill(worksheet, (at + 1, place), cell, style=style, known=known, tip=row.outlet)


def _fill(
    worksheet: Worksheet,
    where: tuple[int, int],
    cell: Cell,
    *,
    style: str,
    known: Styles,
    tip: str = "",
) -> None:
    """An address that can be opened is; `tip` is what is said of it."""
    if style == "link" and where[0] <= LINKS and _opens(cell):
        said_of_it = _cut(tip, LONGEST_TIP) or None
        worksheet.write_url(*where, str(cell), known[style], str(cell), said_of_it)
    else:
        _put(worksheet, where, cell, style=style, known=known)


def _height(written: Sequence[Cell], shape: Sequence[Column]) -> float:
    """Room for its longest text: not every program finds it out by itself."""
    lines = (
        ceil(len(cell) / column.width)
        for column, cell in zip(shape, written, strict=True)
        if column.style == "wrapped" and isinstance(cell, str)
    )
    return min(TALLEST, LINE * max(lines, default=1))


def _opens(cell: Cell) -> bool:
    """An address that Excel can hold, however it writes its letters."""
    return isinstance(cell, str) and len(quote(cell, safe="%/:=&?~#+!$,;'@()*")) <= LONGEST_LINK


def _put(
    worksheet: Worksheet, where: tuple[int, int], cell: Cell, *, style: str, known: Styles
) -> None:
    if cell is None:
        return
    if isinstance(cell, int | float):
        worksheet.write_number(*where, cell, known[style])
        return
    if isinstance(cell, date) and cell >= FIRST_DAY:
        worksheet.write_datetime(*where, datetime(cell.year, cell.month, cell.day), known[style])  # noqa: DTZ001 - Excel knows no zones
        return
    text = _text(cell.isoformat() if isinstance(cell, date) else cell)
    worksheet.write_string(*where, text, known[style + QUOTED * is_formula(text)])


def _text(text: str) -> str:
    return _cut(clean(text), LONGEST)


def _cut(text: str, room: int) -> str:
    """At most that many UTF-16 units, no character in half."""
    if 2 * len(text) <= room:
        return text
    return text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")


def sheet_names(titles: Sequence[str]) -> tuple[str, ...]:
    """Names that Excel admits, no two alike."""
    taken: set[str] = set(RESERVED)
    return tuple(_name(title, taken) for title in titles)


def _name(title: str, taken: set[str]) -> str:
    """One that nobody has taken, and now is."""
    wished = clean(title).translate(FORBIDDEN).strip("' ") or said("unnamed")
    name, number = _cut(wished, LONGEST_NAME).strip("' "), 1
    while name.casefold() in taken:
        number += 1
        ending = f" ({number})"
        name = _cut(wished, LONGEST_NAME - len(ending)).rstrip() + ending
    taken.add(name.casefold())
    return name
