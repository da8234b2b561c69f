"""The day in figures: impacts by stance, theme, outlet and subject, and the days before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import pandas as pd

from reports.accounts import Account
from reports.kinds import is_paid
from reports.model import Bar, Cover, EditionFigure, Figure, Tally
from reports.topics import theme_of
from reports.words import clean, mark, theme, weekday, word

MOST = 8  # rows of a figure
TREND = 14  # days
STANCES = ("positive", "neutral", "negative", "unread")


def figures(
    accounts: Sequence[Account], *, cover: Cover, history: Sequence[EditionFigure]
) -> tuple[Figure, ...]:
    """The figures that have something to show."""
    every = (
        _figure("theme", _by_theme(accounts)),
        _figure("outlet", _by_outlet(accounts)),
        _figure("subject", _by_subject(accounts)),
        _trend(cover, history),
    )
    return tuple(figure for figure in every if figure.bars)


def _by_theme(accounts: Sequence[Account]) -> Iterable[tuple[str, str]]:
    for account in accounts:
        if (key := theme_of(account)) and (said := theme(key)):
            yield from ((said, mark(account.stance_of(entry)).key) for entry in account.counted)


def _by_outlet(accounts: Sequence[Account]) -> Iterable[tuple[str, str]]:
    for account in accounts:
        for entry, outlet in zip(account.entries, account.outlets, strict=True):
            if not is_paid(entry):
                yield clean(outlet.name), mark(account.stance_of(entry)).key


def _by_subject(accounts: Sequence[Account]) -> Iterable[tuple[str, str]]:
    for account in accounts:
        for subject in account.subjects if account.counted else ():
            for reading in account.readings(subject):
                yield clean(subject.name), reading.stance.value


def _figure(figure_id: str, pairs: Iterable[tuple[str, str]]) -> Figure:
    bars = tuple(_bars(pd.DataFrame(pairs, columns=["label", "stance"])))
    return Figure(
        id=figure_id,
        title=word("figure", figure_id),
        bars=bars[:MOST],
        left_out=max(0, len(bars) - MOST),
    )


def _bars(impacts: pd.DataFrame) -> Iterable[Bar]:
    """A row per label, the longest first, then by name."""
    if impacts.empty:
        return
    table = pd.crosstab(impacts["label"], impacts["stance"])
    table = table.reindex(columns=list(STANCES), fill_value=0)
    table["total"] = table.sum(axis=1)
    ordered = table.sort_index().sort_values("total", ascending=False, kind="stable")
    for label, row in ordered.iterrows():
        yield Bar(label=str(label), tally=Tally(**{key: int(row[key]) for key in STANCES}))


def _trend(cover: Cover, history: Sequence[EditionFigure]) -> Figure:
    """A row per day: all its editions, and on the last one those that have left."""
    days: dict[date, list[Tally]] = {cover.day: [cover.tally]}
    for each in history:
        if cover.day - timedelta(days=TREND) < each.day <= cover.day:
            days.setdefault(each.day, []).append(each.tally)
    shown = sorted(days) if cover.stories and len(days) > 1 else []
    return Figure(
        id="trend",
        title=word("figure", "trend"),
        bars=tuple(Bar(label=weekday(day, cover.language), tally=_sum(days[day])) for day in shown),
    )


def _sum(tallies: Sequence[Tally]) -> Tally:
    return Tally(**{key: sum(getattr(each, key) for each in tallies) for key in STANCES})
