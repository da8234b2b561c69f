"""The register (*bitácora*) of an office: one row an impact, the columns of `register.toml`.

`sheet` writes it for Excel. A new column is a table of that file and a line of `cells`.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from io import StringIO
from itertools import chain

from babel.dates import format_date

from monitor.config import Config
from monitor.model import Entry, PieceKind, Stance
from reports import words
from reports.accounts import Account, accounts_of, outlet_of
from reports.impacts import impact, joined
from reports.model import Digest, Impact, Section, StoryEntry
from reports.sections import attention

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # a spreadsheet would compute it
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads CSV with the accents broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    key: str
    heading: str
    width: int  # characters
    style: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One impact as the register has it."""

    day: date  # local
    title: str
    relevant: bool
    theme: str | None  # in words
    programmes: tuple[str, ...]
    medium: str  # of its outlet, as the file says
    stance: Stance | None
    url: str | None
    author: str  # who signs, or else the outlet
    outlet: str
    release: bool
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet of the book."""

    title: str
    rows: tuple[Row, ...]


Cell = str | int | date | None


@cache
def _table() -> Mapping[str, object]:
    return tomllib.loads((files("reports") / "register.toml").read_text(encoding="utf-8"))


@cache
def columns() -> tuple[Column, ...]:
    found = _table()["column"]
    assert isinstance(found, list)
    return tuple(Column(**each) for each in found)


def styles() -> Mapping[str, Mapping[str, object]]:
    """How each kind of cell looks, in the words of the library that writes them."""
    found = _table()["style"]
    assert isinstance(found, dict)
    return found


def said(key: str) -> str:
    return _words("said")[key]


def _words(group: str) -> Mapping[str, str]:
    found = _table()[group]
    assert isinstance(found, dict)
    return found


def pages(digest: Digest) -> tuple[Page, ...]:
    """All impacts of a digest, and then those of each section."""
    told = [each for each in digest.sections if each.stories]
    sections = [Page(title=each.title, rows=tuple(_of_section(each))) for each in told]
    every = tuple(chain.from_iterable(each.rows for each in sections))
    return (Page(title=said("page"), rows=every), *sections)


def _of_section(section: Section) -> Iterator[Row]:
    for story in section.stories:
        for told in story.impacts:
            yield _row(
                told,
                relevant=section.id == attention.ID,
                theme=story.theme,
                summary=_summary(story) if told is story.impacts[0] else told.summary,
            )


def _summary(story: StoryEntry) -> str:
    """Of the lead piece, that of its story, which somebody may have written again."""
    told = story.summary if story.edited else (*story.added, *story.summary)
    return joined(told) or story.impacts[0].summary


def found(entries: Sequence[Entry], config: Config) -> tuple[Row, ...]:
    """Any pieces of the archive, in the order given."""
    told = {
        entry.clipping.id: account
        for account in accounts_of(entries, config)
        for entry in account.entries
    }
    return tuple(_found(each, told.get(each.clipping.id), config) for each in entries)


def _found(entry: Entry, account: Account | None, config: Config) -> Row:
    """`account`: the story to which it belongs, of which only what was found is known."""
    stance = account.stance_of(entry) if account else None
    made = impact(entry, outlet_of(entry, config), stance=stance, config=config)
    relevant = account is not None and bool(attention.choose([account]))
    return _row(made, relevant=relevant, theme=entry.analysis.theme, summary=made.summary)


def _row(told: Impact, *, relevant: bool, theme: str | None, summary: str) -> Row:
    """What somebody took back of a network leaves no words of theirs, nor their name."""
    if told.withdrawn and (told.kind is PieceKind.POST or told.medium == "network"):
        told = replace(told, title=words.word("withdrawn", "title"), author=None)
        summary = ""
    return Row(
        day=told.published_at.date(),
        title=told.title,
        relevant=relevant,
        theme=words.theme(theme) if theme else None,
        programmes=told.programmes,
        medium=told.medium,
        stance=told.stance,
        url=told.url,
        author=told.author or told.outlet,
        outlet=told.outlet,
        release=told.release,
        summary=summary,
    )


def cells(row: Row, *, language: str = words.MEXICAN) -> tuple[Cell, ...]:
    """What each column holds; None where there is nothing to say."""
    values: dict[str, Cell] = {
        "year": row.day.year,
        "month": row.day.month,
        "month_name": format_date(row.day, "MMMM", locale=language),
        "day": row.day,
        "title": row.title,
        "relevant": _yes(row.relevant),
        "theme": row.theme,
        "campaign": "; ".join(row.programmes) or None,
        _words("medium").get(row.medium, "other"): 1,
        "stance": words.mark(row.stance).word if row.stance else None,
        "link": row.url,
        "author": row.author,
        "release": _yes(row.release),
        "summary": row.summary or None,
    }
    return tuple(values.get(column.key) for column in columns())


def _yes(holds: bool) -> str:
    return said("yes" if holds else "no")


def is_formula(text: str) -> bool:
    """Somebody's spreadsheet would obey it."""
    return text.lstrip().startswith(FORMULA)


def comma_separated(rows: Sequence[Row], *, language: str = words.MEXICAN) -> str:
    """The register as CSV that Excel opens with its accents; what looks like a formula is text."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(column.heading for column in columns())
    for row in rows:
        writer.writerow(plain(cell) for cell in cells(row, language=language))
    return BYTE_ORDER_MARK + written.getvalue()


def plain(cell: Cell | float) -> str:
    """A cell of CSV: what a spreadsheet would obey is text."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    said = words.clean(str(cell))
    return f"'{said}" if isinstance(cell, str) and is_formula(said) else said
