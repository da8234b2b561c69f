"""Newspapers (kind `print`) dropped in a folder: each file an issue, each of its notes a piece.

The first page is a piece of its own, with its headlines and its picture. How a page is read is in
`monitor.newsprint`; what lies in the folder, in `folder`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, tzinfo
from pathlib import PurePath
from typing import Final

from monitor.collectors import files, folder, markup
from monitor.collectors.entries import Context
from monitor.collectors.files import Dropped
from monitor.config import Source
from monitor.errors import SintesisError
from monitor.fetch import Fetch
from monitor.keeping import name_of
from monitor.model import Harvest, Item, Memo, PieceKind, computed_id
from monitor.newsprint import Issue, Note, notes_of
from monitor.newsprint.bounded import issue_of

READ: Final = 4  # issues of one reading; the rest waits for the next
OUT: Final = time(5)  # when a newspaper is out
_DATES: Final = (
    (re.compile(r"(?<!\d)(20\d\d)[-_. ]?(0[1-9]|1[0-2])[-_. ]?([0-2]\d|3[01])(?!\d)"), (1, 2, 3)),
    (re.compile(r"(?<!\d)([0-2]\d|3[01])[-_. ]?(0[1-9]|1[0-2])[-_. ]?(20\d\d)(?!\d)"), (3, 2, 1)),
)


def collect(
    source: Source,
    fetch: Fetch,
    *,
    memos: Mapping[str, Memo],
    now: datetime,
    zone: tzinfo,
) -> Harvest:
    """The issues dropped since the last reading. Raises `CollectError` without a folder."""
    context = Context(source=source, base="", zone=zone, now=now)
    return folder.gathered(
        context,
        memos,
        lambda found, name, body: _read(context, name, body, changed_at=found.changed_at),
        most=READ,
    )


def parse(
    source: Source, body: bytes, *, name: str = "", now: datetime, zone: tzinfo
) -> tuple[Item, ...]:
    """The pieces of an issue's bytes; pure."""
    context = Context(source=source, base="", zone=zone, now=now)
    issue = notes_of(body, names=_names(source))
    return _pieces(context, issue, day=_day(name, issue, context), original=_original(name, body))


def _read(context: Context, name: str, body: bytes, *, changed_at: datetime | None) -> Dropped:
    try:
        issue = issue_of(body, names=_names(context.source))
    except SintesisError as error:
        return files.flawed(context, name, str(error), body=body)
    original = _original(name, body)
    day = _day(name, issue, context, changed_at=changed_at)
    lost = ", ".join(map(str, issue.lost))
    return Dropped(
        items=_pieces(context, issue, day=day, original=original),
        kept={original: body} | ({_picture(issue): issue.front} if issue.front else {}),
        flaw=f"«{name}»: no se leyeron las páginas {lost}" if lost else "",
    )


def _pieces(context: Context, issue: Issue, *, day: date, original: str) -> tuple[Item, ...]:
    out = min(datetime.combine(day, OUT, context.zone), context.now)
    front = _front(context, issue, day=day, out=out)
    notes = _notes(context, issue, day=day, out=out, original=original)
    return (*([front] if front else []), *notes)


def _front(context: Context, issue: Issue, *, day: date, out: datetime) -> Item | None:
    """The first page as a piece: what its headlines say, whomever they name."""
    if not issue.headlines or not issue.front:
        return None
    return Item(
        source_id=context.source.id,
        guid=f"{day}:0",
        url=None,
        title=markup.line(issue.headlines[0], limit=markup.TITLE_LENGTH),
        text="\n".join(issue.headlines),
        published_at=out,
        kind=PieceKind.FRONT_PAGE,
        file=_picture(issue),
    )


def _notes(
    context: Context, issue: Issue, *, day: date, out: datetime, original: str
) -> Iterator[Item]:
    """What is dropped again, better scanned, is the same notes: an id knows no bytes."""
    seen: dict[str, int] = {}
    for note in issue.notes:
        guid = f"{day}:{note.page}:{computed_id(note.title)}"
        seen[guid] = seen.get(guid, 0) + 1
        yield Item(
            source_id=context.source.id,
            guid=guid if seen[guid] == 1 else f"{guid}:{seen[guid]}",
            url=None,
            title=markup.line(note.title, limit=markup.TITLE_LENGTH),
            summary=_where(note),
            text=markup.cut(note.text, limit=markup.TEXT_LENGTH),
            author=note.author,
            published_at=out,
            kind=PieceKind.NOTE,
            file=original,
        )


def _where(note: Note) -> str:
    return "Primera plana" if note.page == 1 else f"Página {note.page}"


def _names(source: Source) -> tuple[str, ...]:
    """What its head may say: the outlet's id is made of its name."""
    return (source.outlet_id.replace("-", " ").replace("_", " "),)


def _day(name: str, issue: Issue, context: Context, *, changed_at: datetime | None = None) -> date:
    """Of which day it is: as its file's name says, its folio, or when it came."""
    today = context.now.astimezone(context.zone).date()
    came = changed_at.astimezone(context.zone).date() if changed_at else today
    said = (_named_day(name), issue.day)
    return next((day for day in said if day and (day - today).days <= 1), came)


def _named_day(name: str) -> date | None:
    for pattern, order in _DATES:
        if said := pattern.search(name):
            year, month, day = (int(said[number]) for number in order)
            try:
                return date(year, month, day)
            except ValueError:
                continue
    return None


def _original(name: str, body: bytes) -> str:
    return name_of(body, PurePath(name).suffix[:10] or ".pdf")


def _picture(issue: Issue) -> str:
    return name_of(issue.front, ".jpg")
