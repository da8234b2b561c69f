"""Reads the dates that Mexican outlets write, and never guesses a wrong day.

Three readings, the cheapest first: seconds since 1970, a clock and a calendar day in the shapes
below, words relative to `now`. What none of them understands goes to dateparser. A new shape is a
line of `_SHAPES`: a pattern with the groups year, month and day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from monitor.folding import compose, fold

OLDEST = timedelta(days=20 * 365.25)
NEWEST = timedelta(days=2)
MAX_LENGTH = 120
_FALLBACK_LENGTH = 64  # of what dateparser may try: it is a thousand times slower

_MEXICO = ZoneInfo("America/Mexico_City")
_ZONES: Mapping[str, tzinfo] = {
    **dict.fromkeys(("z", "ut", "utc", "gmt"), UTC),
    **{
        name: timezone(timedelta(hours=hours))
        for name, hours in {
            "ast": -4, "adt": -3, "est": -5, "edt": -4, "cst": -6, "cdt": -5,
            "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "cet": 1, "cest": 2,
        }.items()
    },
    "cst6cdt": _MEXICO,
}  # fmt: skip
_MONTHS = {
    "ene": 1, "jan": 1, "feb": 2, "mar": 3, "abr": 4, "apr": 4, "may": 5, "jun": 6, "jul": 7,
    "ago": 8, "aug": 8, "sep": 9, "set": 9, "oct": 10, "nov": 11, "dic": 12, "dec": 12,
}  # fmt: skip
_WEEKDAYS = {
    "lun": 0, "mon": 0, "mar": 1, "tue": 1, "mie": 2, "wed": 2, "jue": 3, "thu": 3,
    "vie": 4, "fri": 4, "sab": 5, "sat": 5, "dom": 6, "sun": 6,
}  # fmt: skip
_NUMBERS = {
    "un": 1, "una": 1, "a": 1, "an": 1, "media": 0.5, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
    "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12,
}  # fmt: skip
_HOURS = {"seg": 1 / 3600, "sec": 1 / 3600, "min": 1 / 60, "hor": 1, "hou": 1, "hrs": 1, "hr": 1,
          "dia": 24, "day": 24, "sem": 168, "wee": 168, "mes": 730, "mon": 730,
          "ano": 8766, "yea": 8766}  # fmt: skip
_DAYS_BACK = {"hoy": 0, "today": 0, "ayer": 1, "yesterday": 1, "anteayer": 2, "antier": 2}

_MONTH = (
    r"(?P<month>ene(?:ro)?|jan(?:uary)?|feb(?:rero|ruary)?|mar(?:zo|ch)?|abr(?:il)?|apr(?:il)?"
    r"|mayo?|jun(?:io|e)?|jul(?:io|y)?|ago(?:sto)?|aug(?:ust)?|sept?(?:iembre|ember)?"
    r"|set(?:iembre)?|oct(?:ubre|ober)?|nov(?:iembre|ember)?|dic(?:iembre)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = (
    r"\b(?P<weekday>lun(?:es)?|mar(?:tes)?|mie(?:rcoles)?|jue(?:ves)?|vie(?:rnes)?|sab(?:ado)?"
    r"|dom(?:ingo)?|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)\b"
)
_PAST_WEEKDAY = re.compile(rf"\b(?:este|el)(?: pasado)?\s+{_WEEKDAY}(?: pasado)?")
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        r"(?<!\d)(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})([-/.])(?P<month>\d{1,2})\2(?P<year>\d{4}|\d{2})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2}|primero\b)(?:st|nd|rd|th|er|ro|o|°)?[\s,./-]*(?:(?:de|of)\s+)?"
        + _MONTH
        + r"[\s,./'-]*(?:del?\s+)?(?P<year>\d{4}|\d{2})?(?!\d)",
        r"\b"
        + _MONTH
        + r"\s*(?P<day>\d{1,2})(?:st|nd|rd|th|o)?(?!\d)[\s,.]*(?:del?\s+)?(?P<year>\d{4})?(?!\d)",
    )
)
_EXACT = re.compile(r"\d{4}-\d\d-\d\dT[01]\d:\d\d:\d\d(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)", re.ASCII)
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{13})")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)[t ]?(\d\d)(\d\d)(\d\d)?(?:\.\d+)?\s*([z+-].*)?")
_CLOCK = re.compile(
    r"(?<![\d:.+-])(?P<hour>\d{1,2})"
    r"(?:\s?[:h]\s?(?P<minute>\d{2})(?!\d)(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s*(?P<half>[ap])\s?\.?\s?m\b\.?)?|\s*(?P<half_only>[ap])\s?\.?\s?m\b\.?)"
)
_OFFSET = re.compile(
    r"\s*(?:(?:utc|gmt|ut)\s?(?P<sign>[+-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?![\d/])"
    r"|(?P<sign2>[+-])(?P<hours2>\d{2}):?(?P<minutes2>\d{2})(?!\d)"
    r"|(?P<sign3>[+-])(?P<hours3>\d{1,2})\s*$)"
)
_ZONE_NAME = re.compile(r"\s*\(?(" + "|".join(sorted(_ZONES, key=len, reverse=True)) + r")\b\)?")
_AGO = re.compile(
    r"hace\s+(?:unos\s+|unas\s+|casi\s+)?(?P<es>\d{1,3}|[a-z]+)\s+(?P<es_unit>[a-z]{2,})"
    r"|(?P<en>\d{1,3}|an?)\s+(?P<en_unit>[a-z]{2,})\s+ago"
)
_AFTERNOON = re.compile(r"\s(?:de|por) la (?:tarde|noche)\b")
_MORNING = re.compile(r"\s(?:de|por) la (?:mañana|madrugada)\b")
_DAY_WORD = re.compile(r"\b(" + "|".join(_DAYS_BACK) + r")\b")
_NOW = re.compile(
    r"hace (?:un momento|unos (?:momentos|instantes|segundos|minutos))|just now|ahora"
)


def parse(text: str, *, zone: tzinfo, now: datetime) -> datetime | None:
    """The moment in UTC, or None when the text tells none that can be trusted.

    A text without a zone is read in `zone`; one without an hour, as the first instant of that
    day there. More than 20 years old or 2 days ahead is no date; a little ahead is `now`.
    """
    text = text[: MAX_LENGTH + 1].strip()
    if not text or len(text) > MAX_LENGTH:
        return None
    try:
        if _EXACT.fullmatch(text):  # a site map has fifty thousand of them
            return _sane(datetime.fromisoformat(text), now)
        words = fold(compose(text))
        moment = _moment(words, zone, now)
    except (ValueError, OverflowError):  # no such day, hour or zone
        return None
    return _sane(moment, now) if moment else None


def _sane(moment: datetime, now: datetime) -> datetime | None:
    if not now - OLDEST <= moment <= now + NEWEST:
        return None
    return min(moment, now).astimezone(UTC)


def _moment(words: str, zone: tzinfo, now: datetime) -> datetime | None:
    if epoch := _EPOCH.fullmatch(words):
        return datetime.fromtimestamp(int(epoch[1] or epoch[2][:10]), UTC)
    words = _AFTERNOON.sub(" pm", _MORNING.sub(" am", words))
    clock, own_zone, rest = _clock(_spaced(words))
    local = now.astimezone(zone)
    day = _calendar_day(rest, local.date())
    if day is None and (moment := _relative(rest, local)):
        return moment if clock is None else _at(moment.date(), clock, own_zone or zone)
    if day is None:
        return _by_dateparser(words, zone, now)
    if clock is None:  # a day has no zone of its own: 2026-11-22Z is the 22nd here too
        return _at(day, time(), zone)
    return _at(day, clock, own_zone or zone)


def _spaced(words: str) -> str:
    """20261122T101500Z as 2026-11-22 10:15:00Z; anything else as it is."""
    compact = _COMPACT.fullmatch(words)
    if not compact:
        return words
    year, month, day, hour, minute, second, zone = compact.groups()
    return f"{year}-{month}-{day} {hour}:{minute}:{second or '00'}{zone or ''}"


def _at(day: date, clock: time | timedelta, zone: tzinfo) -> datetime:
    if isinstance(clock, timedelta):
        return datetime.combine(day, time(), zone) + clock
    return datetime.combine(day, clock, zone)


def _clock(words: str) -> tuple[time | timedelta | None, tzinfo | None, str]:
    """The hour, its zone when it states one, and the words without them."""
    found = _CLOCK.search(words)
    if not found:
        return None, None, words
    zone, end = _zone_at(words, found.end())
    return _hour(found), zone, f"{words[: found.start()]} {words[end:]}"


def _hour(found: re.Match[str]) -> time | timedelta:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = found["half"] or found["half_only"]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if (hour, minute) == (24, 0):
        return timedelta(days=1)
    return time(hour, minute, min(int(found["second"] or 0), 59))  # 60 is a leap second


def _zone_at(words: str, start: int) -> tuple[tzinfo | None, int]:
    if offset := _OFFSET.match(words, start):
        return _offset(offset), offset.end()
    if name := _ZONE_NAME.match(words, start):
        return _ZONES[name[1]], name.end()
    return None, start


def _offset(found: re.Match[str]) -> tzinfo:
    sign = found["sign"] or found["sign2"] or found["sign3"]
    hours = int(found["hours"] or found["hours2"] or found["hours3"])
    minutes = int(found["minutes"] or found["minutes2"] or 0)
    offset = timedelta(hours=hours, minutes=minutes)
    if offset > timedelta(hours=14) or minutes > 59:
        raise ValueError(offset)
    return timezone(offset if sign == "+" else -offset)


def _calendar_day(words: str, today: date) -> date | None:
    for shape in _SHAPES:
        if found := shape.search(words):
            others = words[: found.start()] + words[found.end() :]
            if found["year"] is None and re.search(r"\d", others):
                return None
            return _day(found, weekday=_weekday(others), today=today)
    return None


def _day(found: re.Match[str], *, weekday: int | None, today: date) -> date | None:
    day = 1 if found["day"] == "primero" else int(found["day"])
    if not found["month"].isdigit():
        return _in_year(found["year"], _MONTHS[found["month"][:3]], day, today)
    year, month = int(found["year"]), int(found["month"])
    if found.start("year") < found.start("month"):
        return date(year, month, day)
    days = list(_readings(year if year > 99 else 2000 + year, month, day))
    told = [day for day in days if day.weekday() == weekday]
    return next(iter(told or days), None)


def _readings(year: int, month: int, day: int) -> Iterator[date]:
    """3/2 is 3 February; 2 March only when it must be or the weekday says so."""
    for a_month, a_day in ((month, day), (day, month)):
        if 1 <= a_month <= 12 and 1 <= a_day <= 31:
            yield date(year, a_month, a_day)


def _in_year(year: str | None, month: int, day: int, today: date) -> date:
    if year:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year <= today + NEWEST else date(today.year - 1, month, day)


def _weekday(words: str) -> int | None:
    found = re.search(_WEEKDAY, words)
    return _WEEKDAYS[found["weekday"][:3]] if found else None


def _relative(words: str, local: datetime) -> datetime | None:
    if _NOW.search(words):
        return local
    if ago := _AGO.search(words):
        return _ago(ago, local)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if word := _DAY_WORD.search(words):
        return midnight - timedelta(days=_DAYS_BACK[word[1]])
    if found := _PAST_WEEKDAY.search(words):
        days = (midnight.weekday() - _WEEKDAYS[found["weekday"][:3]]) % 7
        return midnight - timedelta(days=days or (7 if "pasado" in words else 0))
    return None


def _ago(found: re.Match[str], local: datetime) -> datetime | None:
    amount, unit = found["es"] or found["en"], found["es_unit"] or found["en_unit"]
    number = int(amount) if amount.isdigit() else _NUMBERS.get(amount)
    hours = _HOURS.get(unit[:3])
    return None if number is None or hours is None else local - timedelta(hours=number * hours)


def _by_dateparser(words: str, zone: tzinfo, now: datetime) -> datetime | None:
    if len(words) > _FALLBACK_LENGTH or not re.search(r"\d.*[a-z]|[a-z].*\d", words):
        return None
    import dateparser  # here, since it takes 0.1 s to import and is rarely needed

    found = dateparser.parse(
        words,
        languages=["es", "en"],
        settings={
            "DATE_ORDER": "DMY",
            "PREFER_DATES_FROM": "past",
            "RELATIVE_BASE": now.astimezone(zone).replace(tzinfo=None),
            "REQUIRE_PARTS": ["day", "month", "year"],
        },
    )
    return found.replace(tzinfo=found.tzinfo or zone) if found else None
