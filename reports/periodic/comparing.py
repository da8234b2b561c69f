"""How a number compares with that of the period before, in words; and when it does not. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.model import EditionKind
from monitor.periods import Period
from reports import words
from reports.tables import said

ENOUGH = 10  # of anything, before a percentage says something


def remark(
    period: Period,
    *,
    began: datetime | None,
    before: int,
    now: datetime,
    zone: ZoneInfo,
    language: str,
) -> str:
    """Why a period cannot be compared with the one before; "" when it can.

    `began` is when the archive first read anything, `before` the impacts of the period before.
    """
    since, until = period.bounds(zone)
    earlier, _ = period.before.bounds(zone)
    if began and began >= until:
        return _filled("too_early", period)
    if now < until:
        return _filled("unfinished", period, day=_day(now, zone, language))
    if began and began > since:
        return _filled("began", period, day=_day(began, zone, language))
    if began and began > earlier:
        return _filled("incomplete", period)
    if before < ENOUGH:
        return _filled("few", period, notes=words.plural(before, "impact", language=language))
    return ""


def _day(moment: datetime, zone: ZoneInfo, language: str) -> str:
    day = words.long_date(moment.astimezone(zone).date(), language)
    return day[:1].lower() + day[1:]


def _filled(key: str, period: Period, **values: str) -> str:
    return said("remark", key).format(before=name(period.kind), **values)


def name(kind: EditionKind) -> str:
    """ "la semana anterior"."""
    return said("before", kind.value)


def compared(now: int, before: int, *, kind: EditionKind, language: str) -> str:
    """ "20% más que la semana anterior (120)", "3 menos que el mes anterior (5)"."""
    reference = f"{name(kind)} ({words.number_in_words(before, language)})"
    difference = now - before
    if difference == 0:
        return f"igual que {reference}"
    amount = words.number_in_words(abs(difference), language)
    if before >= ENOUGH:
        share = round(abs(difference) / before, 2)
        if share == 0:
            return f"casi igual que {reference}"
        amount = words.percent(share, language)
    return f"{amount} {'más' if difference > 0 else 'menos'} que {reference}"
