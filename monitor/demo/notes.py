"""What the fictional outlets published, read from newsroom/: outlets.yaml and notes/*.md;
doors.yaml and doors/*.md are of those that come by other doors than feeds and sitemaps.

A note is a YAML front matter and paragraphs; `=====` on a line of its own separates the notes of a
file. Hours are "DAY HH:MM", where day 0 is the demo's today; `{dia}`, `{dia-1}`, `{fecha}` in a
text become the weekday or date of that day, counted from the note's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from babel.dates import format_date
from pydantic import Field
from ruamel.yaml import YAML

from monitor.configvalues import Node

NEWSROOM = Path(__file__).parent / "newsroom"
_MOMENT = re.compile(r"(-?\d+) (\d\d):(\d\d)")
_DAY = re.compile(r"\{(dia|fecha)([+-]\d+)?\}")
_PATTERNS = {"dia": "EEEE", "fecha": "d 'de' MMMM"}


class Channel(Node):
    """An address that an outlet announces its pieces at."""

    kind: str  # as in sources.yaml
    format: str  # how it is written, or how it misbehaves: monitor.demo.press
    path: str = ""  # where its site answers; "" of what no site announces
    base: str | None = None  # the path that sources.yaml says, when it is another
    keys: Mapping[str, str] = Field(default_factory=dict)  # the others that sources.yaml says
    every: str = "15 min"
    text: str = "page"
    dies: str | None = None  # from this moment on it answers 500
    remark: str = ""  # what an operator would write beside it
    announced: str = ""  # the type by which the front page announces it in its head
    linked: bool = False  # the front page has a link to it


class Newspaper(Node):
    """An outlet: what sources.yaml says of it, and how its site behaves."""

    id: str
    name: str
    slogan: str
    scope: str
    medium: str
    reach: int | None = None
    template: str
    path: str  # of a note: {year} {month} {day} {slug} {number} {section}
    channels: tuple[Channel, ...]
    charset: str = "utf-8"
    forbidden: bool = False  # answers 403 to whoever opens a note
    compressed: bool = False
    robots: str | None = None
    token: str | None = None  # without it, its site answers 401


class Edit(Node):
    """A later version of a note: what changed in it, and when."""

    at: str
    title: str | None = None
    replace: Mapping[str, str] = Field(default_factory=dict)
    append: str = ""


class Sheet(Node):
    """The front matter of a note."""

    slug: str
    outlet: str
    at: str  # when it was published
    appears: str | None = None  # when its outlet's feed first shows it; then, unless it says so
    title: str
    summary: str = ""
    author: str | None = None
    section: str = "Municipios"
    kind: str = "nota"
    answer: str = Field(
        default="page", pattern="^(page|paywall|gone|missing|moved|section|robots)$"
    )
    like: str | None = None  # the note whose text it copies
    listed: bool = True  # False: nothing that its outlet announces has it
    lead: str = ""  # … after a paragraph of its own
    cut: int = 0  # … without so many of the last paragraphs
    edit: Edit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A note as it stands from a moment on."""

    since: datetime
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A piece of an outlet, in all its versions."""

    slug: str
    outlet_id: str
    number: int
    path: str  # as its outlet announces it
    published_at: datetime
    appears_at: datetime
    author: str | None
    section: str
    kind: str
    answer: str
    summary: str
    listed: bool
    versions: tuple[Version, ...]  # oldest first, never empty

    def version(self, moment: datetime) -> Version:
        """What a reader of that moment sees."""
        standing = [version for version in self.versions if version.since <= moment]
        return standing[-1] if standing else self.versions[0]


@cache
def newspapers(*, doors: bool = False) -> tuple[Newspaper, ...]:
    """The outlets, in the order of outlets.yaml; with `doors`, those of doors.yaml after them."""
    files = ("outlets.yaml", "doors.yaml") if doors else ("outlets.yaml",)
    rows = [row for file in files for row in rows_of(file)]
    return tuple(Newspaper.model_validate(row) for row in rows)


def rows_of(file: str) -> list[object]:
    """The rows of a file of the newsroom."""
    return cast("list[object]", _yaml((NEWSROOM / file).read_text("utf-8")))


def notes(*, today: date, zone: ZoneInfo, doors: bool = False) -> tuple[Note, ...]:
    """Every note of the three days, by the moment in which it appears."""
    sheets = _sheets("notes") + (_sheets("doors") if doors else ())
    bodies = {sheet.slug: paragraphs for sheet, paragraphs in sheets}
    papers = {paper.id: paper for paper in newspapers(doors=doors)}
    written = (
        _note(sheet, _body(sheet, bodies), papers[sheet.outlet], number, today=today, zone=zone)
        for number, (sheet, _) in enumerate(sheets, start=4101)
    )
    return tuple(sorted(written, key=lambda note: (note.appears_at, note.slug)))


def moment(text: str, *, today: date, zone: ZoneInfo) -> datetime:
    """ "-1 09:30" as a moment: half past nine of yesterday, by the clock of that zone."""
    if not (found := _MOMENT.fullmatch(text)):
        message = f'{text!r}: se esperaba "DÍA HH:MM", por ejemplo "-1 09:30"'
        raise ValueError(message)
    day, hour, minute = map(int, found.groups())
    local = datetime.combine(today + timedelta(days=day), time(hour, minute), tzinfo=zone)
    return local.astimezone(UTC)


@cache
def _sheets(folder: str) -> tuple[tuple[Sheet, tuple[str, ...]], ...]:
    files = sorted((NEWSROOM / folder).glob("*.md"))
    return tuple(sheet for file in files for sheet in _read(file.read_text("utf-8")))


def _read(text: str) -> Iterator[tuple[Sheet, tuple[str, ...]]]:
    for piece in re.split(r"^=====$", text, flags=re.MULTILINE):
        _, front, body = piece.split("---\n", 2)
        yield Sheet.model_validate(_yaml(front)), _paragraphs(body)


def _yaml(text: str) -> object:
    return cast("object", YAML(typ="safe", pure=True).load(text))


def _paragraphs(text: str) -> tuple[str, ...]:
    """Paragraphs are separated by an empty line; a line break inside one is a space."""
    return tuple(" ".join(piece.split()) for piece in text.split("\n\n") if piece.strip())


def _body(sheet: Sheet, bodies: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if sheet.like is None:
        return bodies[sheet.slug]
    whole = bodies[sheet.like]
    return (*_paragraphs(sheet.lead), *whole[: len(whole) - sheet.cut], *bodies[sheet.slug])


def _note(
    sheet: Sheet,
    body: tuple[str, ...],
    paper: Newspaper,
    number: int,
    *,
    today: date,
    zone: ZoneInfo,
) -> Note:
    published = moment(sheet.at, today=today, zone=zone)
    day = published.astimezone(zone).date()
    first = Version(since=published, title=sheet.title, paragraphs=body)
    edits = (_edited(first, sheet.edit, today=today, zone=zone),) if sheet.edit else ()
    return Note(
        slug=sheet.slug,
        outlet_id=paper.id,
        number=number,
        path=_path(paper, sheet, number, day),
        published_at=published,
        appears_at=moment(sheet.appears, today=today, zone=zone) if sheet.appears else published,
        author=sheet.author,
        section=sheet.section,
        kind=sheet.kind,
        answer=sheet.answer,
        summary=dated(sheet.summary or body[0], day),
        listed=sheet.listed,
        versions=tuple(_dated(version, day) for version in (first, *edits)),
    )


def _edited(first: Version, edit: Edit, *, today: date, zone: ZoneInfo) -> Version:
    text = "\n".join(first.paragraphs)
    for old, new in edit.replace.items():
        text = text.replace(old, new)
    return Version(
        since=moment(edit.at, today=today, zone=zone),
        title=edit.title or first.title,
        paragraphs=(*text.split("\n"), *_paragraphs(edit.append)),
    )


def _dated(version: Version, day: date) -> Version:
    return replace(
        version,
        title=dated(version.title, day),
        paragraphs=tuple(dated(paragraph, day) for paragraph in version.paragraphs),
    )


def dated(text: str, day: date) -> str:
    """The text with its `{dia}` and `{fecha}` told from the day on which it was written."""

    def told(found: re.Match[str]) -> str:
        name, distance = found.groups()
        other = day + timedelta(days=int(distance or 0))
        return format_date(other, _PATTERNS[name], locale="es_MX")

    return _DAY.sub(told, text)


def _path(paper: Newspaper, sheet: Sheet, number: int, day: date) -> str:
    return paper.path.format(
        year=day.year,
        month=f"{day.month:02}",
        day=f"{day.day:02}",
        slug=sheet.slug,
        number=number,
        section=section_path(sheet.section),
    )


def section_path(section: str) -> str:
    """ "Opinión y análisis" → "opinion-y-analisis"."""
    return "-".join(re.findall(r"[a-zñ]+", section.lower().translate(_PLAIN)))


_PLAIN = str.maketrans("áéíóúü", "aeiouu")
