"""Counts of the archive as tables for a person: labels, stances side by side, days without holes.

To count by something else: its word in `periods.toml` and its label in `LABELS`.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from importlib.resources import files
from io import StringIO

import pandas as pd
from babel.dates import format_date

from monitor.config import Config
from monitor.folding import fold
from monitor.model import EditionKind, PieceKind, Stance
from monitor.periods import OTHERS, PERIODS, AuthorCount, Count, Period, parse
from reports import words
from reports.accounts import OWN, WEIGHT
from reports.headlines import signature
from reports.kinds import is_official
from reports.model import Tally
from reports.register import BYTE_ORDER_MARK, is_formula

TIMES = {"day": None, "week": EditionKind.WEEKLY, "month": EditionKind.MONTHLY}
MOST_TIMES = 1_000  # rows
STANCES = ("positive", "neutral", "negative", "unread")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a table."""

    key: str | None
    label: str
    notes: int
    tally: Tally | None  # None where a stance would be nobody's business


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files("reports") / "periods.toml").read_text(encoding="utf-8"))


def said(group: str, key: str) -> str:
    return _table()[group][key]


def ranks(config: Config) -> Mapping[str, int]:
    """How a subject weighs when a note names several: our own first, as a digest has them."""
    return {
        subject.id: WEIGHT[subject.kind] + (0 if subject.kind in OWN else OTHERS)
        for subject in config.subjects
    }


def lines(counts: Iterable[Count], *, by: str, config: Config) -> tuple[Line, ...]:
    """The longest first, then by label; of times, the first first and none left out."""
    keys = _media(config) if by == "medium" else partial(_key, by=by)
    tallies = _tallies([(keys(each.key), each.stance, each.notes) for each in counts])
    if by in TIMES and tallies:
        every = _every(by, list(tallies)) or sorted(filter(None, tallies))
        tallies = {key: tallies.get(key, Tally()) for key in every}
    rows = [
        Line(key=key, label=label(by, key, config), notes=tally.total, tally=tally)
        for key, tally in tallies.items()
    ]
    return tuple(rows if by in TIMES else sorted(rows, key=lambda row: (-row.notes, row.label)))


def _media(config: Config) -> Callable[[str | None], str]:
    """The kind of medium of an outlet."""

    def medium(key: str | None) -> str:
        outlet = config.outlet.get(key or "")
        return outlet.medium if outlet else ""

    return medium


def _tallies(counted: Sequence[tuple[str, Stance | None, int]]) -> dict[str | None, Tally]:
    """Notes by key and stance."""
    rows = [(key, stance.value if stance else "unread", notes) for key, stance, notes in counted]
    frame = pd.DataFrame(rows, columns=["key", "stance", "notes"])
    if frame.empty:
        return {}
    wide = frame.pivot_table(
        index="key", columns="stance", values="notes", aggfunc="sum", fill_value=0
    ).reindex(columns=list(STANCES), fill_value=0)
    return {
        str(key) or None: Tally(**{each: int(row[each]) for each in STANCES})
        for key, row in wide.iterrows()
    }


def _key(key: str | None, by: str) -> str:
    """ "" for none: a table of pandas has no place for it."""
    if key is None:
        return ""
    kind = TIMES.get(by)
    return PERIODS[kind](date.fromisoformat(key)).id if kind else key


def _every(by: str, keys: Sequence[str | None]) -> list[str]:
    """Each day, week or month from the first to the last; none when they are too many to see."""
    first, last = (_start(by, each(filter(None, keys))) for each in (min, max))
    days = (first + timedelta(days=each) for each in range((last - first).days + 1))
    found = list(dict.fromkeys(_key(day.isoformat(), by) for day in days))
    return found if len(found) <= MOST_TIMES else []


def _start(by: str, key: str) -> date:
    kind = TIMES[by]
    period = parse(key, kind=kind) if kind else None
    return period.first if period else date.fromisoformat(key)


def authors(counts: Iterable[AuthorCount], config: Config) -> tuple[Line, ...]:
    """Who signs in the press, however it is written: no outlet, no office, nobody in a network."""
    named: dict[str, tuple[str, int]] = {}
    outlets = {fold(words.clean(each.name)) for each in config.outlets}
    for each in sorted(counts, key=lambda each: (-each.notes, each.author)):
        name = _signature(each, config)
        if name and fold(name) not in outlets:
            first, notes = named.get(fold(name), (name, 0))
            named[fold(name)] = first, notes + each.notes
    rows = [Line(key=name, label=name, notes=notes, tally=None) for name, notes in named.values()]
    return tuple(sorted(rows, key=lambda row: (-row.notes, row.label)))


def _signature(count: AuthorCount, config: Config) -> str | None:
    outlet = config.outlet.get(count.outlet_id)
    if outlet and (outlet.medium == "network" or is_official(outlet)):
        return None
    return signature(count.author, outlet.name if outlet else count.outlet_id)


def label(by: str, key: str | None, config: Config) -> str:
    if key is None:
        return said("none", by if by in _table()["none"] else "other")
    return LABELS[by](key, config)


def _day(key: str, config: Config) -> str:
    return format_date(
        date.fromisoformat(key), "EEE d MMM y", locale=config.profile.language
    ).replace(".", "")


def _week(key: str, config: Config) -> str:
    return _period(key, EditionKind.WEEKLY, config)


def _month(key: str, config: Config) -> str:
    return _period(key, EditionKind.MONTHLY, config)


def _period(key: str, kind: EditionKind, config: Config) -> str:
    found = parse(key, kind=kind)
    return span(found, config.profile.language) if found else key


def span(period: Period, language: str = words.MEXICAN) -> str:
    """ "16 al 22 de noviembre de 2026", "noviembre de 2026"."""
    if period.kind is EditionKind.MONTHLY:
        return format_date(period.first, "MMMM 'de' y", locale=language)
    return between(period.first, period.last, language)


def between(first: date, last: date, language: str = words.MEXICAN) -> str:
    """ "16 al 22 de noviembre de 2026"."""
    start = "d"
    if first.month != last.month:
        start = "d 'de' MMMM" if first.year == last.year else "d 'de' MMMM 'de' y"
    end = format_date(last, "d 'de' MMMM 'de' y", locale=language)
    return f"{format_date(first, start, locale=language)} al {end}"


def _outlet(key: str, config: Config) -> str:
    outlet = config.outlet.get(key)
    return words.clean(outlet.name if outlet else key)


def _subject(key: str, config: Config) -> str:
    subject = config.subject.get(key)
    return words.clean(subject.name if subject else key)


def _stance(key: str, config: Config) -> str:
    return words.mark(Stance(key)).word


def _theme(key: str, config: Config) -> str:
    return words.theme(key) or said("none", "otro")


def _kind(key: str, config: Config) -> str:
    return words.kind(PieceKind(key))


def _medium(key: str, config: Config) -> str:
    return said("medium", key)


def _plain(key: str, config: Config) -> str:
    return words.clean(key)


LABELS: Mapping[str, Callable[[str, Config], str]] = {
    "day": _day,
    "week": _week,
    "month": _month,
    "outlet": _outlet,
    "author": _plain,
    "subject": _subject,
    "stance": _stance,
    "theme": _theme,
    "kind": _kind,
    "medium": _medium,
    "place": _plain,
}


def columns(by: str) -> tuple[str, ...]:
    """The headings of the numbers."""
    counted = () if by in {"author", "stance"} else STANCES
    return tuple(said("column", each) for each in ("notes", *counted))


def numbers(line: Line, by: str) -> tuple[int, ...]:
    if line.tally is None or by == "stance":
        return (line.notes,)
    return (line.notes, *(getattr(line.tally, each) for each in STANCES))


def comma_separated(rows: Sequence[Line], *, by: str) -> str:
    """CSV that Excel opens with its accents; what looks like a formula is text."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow((said("column", "key"), said("by", by), *columns(by)))
    for row in rows:
        writer.writerow((_text(row.key or ""), _text(row.label), *numbers(row, by)))
    return BYTE_ORDER_MARK + written.getvalue()


def _text(cell: str) -> str:
    return f"'{cell}" if is_formula(cell) else cell
