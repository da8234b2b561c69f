"""Since when something is wrong, as a text says it: "llevamos 5 días", "desde el lunes".

A unit, a number or a moment more is a line of `nlp/lexicons/demands`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final

from monitor.folding import fold
from nlp import lexicons

LONGEST: Final = 366 * 30  # days: beyond, a number is no duration
_NUMBERS: Final = {row[0]: int(row[1]) for row in lexicons.rows("demands/numbers.tsv")}
_UNITS: Final = {row[0]: int(row[1]) for row in lexicons.rows("demands/spans.tsv")}
_MOMENTS: Final = {row[0]: int(row[1]) for row in lexicons.rows("demands/moments.tsv")}
_WEEKDAYS: Final = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_MONTHS: Final = {row[0]: int(row[1]) for row in lexicons.rows("demands/months.tsv")}
_STARTS: Final = {"principios": 1, "inicios": 1, "mediados": 15, "finales": 25, "fines": 25}
_LEAST: Final = 2  # "un día" without more is no duration: "un día se va a caer"


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_NUMBER: Final = (
    rf"(?P<number>\d{{1,3}}|(?:diez|veinte|treinta|cuarenta|cincuenta|sesenta) y "
    rf"(?:{_any(_NUMBERS)})|{_any(_NUMBERS)})"
)
_UNIT: Final = rf"(?P<unit>{_any(_UNITS)})\b(?P<half> y medi[oa])?"
_ABOUT: Final = (
    r"(?:(?:como|casi|ya|mas de|cerca de|alrededor de|unos|unas|aproximadamente|por lo menos|"
    r"al menos|apenas|para|ya casi|tambien|por|a|en|los|las) ){0,3}"
)
_BEGUN: Final = (
    r"(?:desde hace|hace|llevamos|llevo|lleva|llevan|llevaba|llevar|van|vamos|va para|son|"
    r"tenemos|tengo|tiene|tienen|teniendo|suman?|sumamos|cumpl\w+|acumulan?|dura\w*|durante|"
    r"permanec\w+|sigue|seguimos|con|por|tras|luego de|despues de)"
)
_LASTING: Final = re.compile(rf"\b(?P<cue>{_BEGUN}) {_ABOUT}(?:{_NUMBER} ?)?{_UNIT}")
_FOLLOWED: Final = re.compile(
    rf"(?<![\w/])(?:{_NUMBER} ?){_UNIT} (?:contados |ya |enteros |enteras |seguidos |seguidas )?"
    r"(?:de que |que |q |de |d )?(?:sin|no|ni|con|de fuga|de basura|de baches?|apagad|a oscuras|"
    r"esperando|pidiendo|reportando|juntando|padeciendo|batallando|tirando|sufriendo|en tinieblas)"
)
_COUNTED: Final = re.compile(r"\bdia (?:numero )?(?P<number>\d{1,3})\b(?! de\b)")
_ON: Final = re.compile(
    rf"\bdesde (?:(?:el|este|la|del) )?(?:pasado |dia )?(?:"
    rf"(?P<weekday>{_any(_WEEKDAYS)})(?P<ago> pasado| antepasado)?(?: (?P<of>\d{{1,2}})"
    rf"(?: de (?P<of_month>{_any(_MONTHS)}))?)?"
    rf"|(?P<day>\d{{1,2}})(?:o|ro)? (?:de|d) (?P<month>{_any(_MONTHS)})"
    rf"(?: (?:de|del) (?P<year>\d{{4}}))?"
    rf"|(?:(?P<start>{_any(_STARTS)}) (?:de|d) )?(?:el mes de )?(?P<from_month>{_any(_MONTHS)})"
    rf"(?P<ago_year> pasado| (?:de|del) (?P<from_year>\d{{4}}))?"
    r"|(?:el )?(?:año )?(?P<only_year>20\d\d))\b"
)
_MOMENT: Final = re.compile(rf"\bdesde (?P<moment>{_any(_MOMENTS)})\b")
_COUNTING: Final = ("son", "va para", "vamos", "con", "por", "tras", "luego de", "despues de")


def since(said: str, day: date) -> date | None:
    """The first day of which the words speak, read on `day`; None when they tell none."""
    folded = _flat(said)
    for read in (_on, _moment, _lasted):
        if (found := read(folded, day)) and found <= day:
            return found
    return None


def days(said: str) -> int | None:
    """The longest time that the words say it lasts, in days; 0 for hours."""
    return _longest(_flat(said))


def duration(said: str) -> str:
    """The words that say the longest time; "" where none do."""
    folded = _flat(said)
    matches = [*_LASTING.finditer(folded), *_FOLLOWED.finditer(folded), *_COUNTED.finditer(folded)]
    timed = [(_days_of(match), match) for match in matches]
    known = [(days, match) for days, match in timed if days is not None and days <= LONGEST]
    if not known:
        return ""
    _, match = max(known, key=lambda pair: pair[0])
    return said[match.start() : match.end()].strip()


def _flat(said: str) -> str:
    """Folded, every white space a plain one: offsets stay true."""
    return re.sub(r"\s", " ", fold(said))


def _longest(folded: str) -> int | None:
    matches = (*_LASTING.finditer(folded), *_FOLLOWED.finditer(folded), *_COUNTED.finditer(folded))
    found = [_days_of(match) for match in matches]
    return max((each for each in found if each is not None and each <= LONGEST), default=None)


def _days_of(match: re.Match[str]) -> int | None:
    return int(match["number"]) if match.re is _COUNTED else _of_unit(match)


def _of_unit(match: re.Match[str]) -> int | None:
    """How many days "tres semanas" are; None for what only looks like a duration."""
    unit = _UNITS[match["unit"]]
    cue = match.groupdict().get("cue")
    number = _number(match["number"]) if match["number"] else None
    if number is None:
        # "lleva meses" is long, without a day; "por semana" and "con días" are no time.
        if not match["half"]:
            return None
        number = 1
    total = number * unit + (unit // 2 if match["half"] else 0)
    single = number == 1 and unit <= 1 and not match["half"]
    return None if single and cue in _COUNTING else total


def _number(written: str) -> int:
    if written.isdigit():
        return int(written)
    tens, _, ones = written.partition(" y ")
    return _NUMBERS[tens] + (_NUMBERS[ones] if ones else 0)


def _lasted(folded: str, day: date) -> date | None:
    total = _longest(folded)
    return day - timedelta(days=total) if total else None


def _moment(folded: str, day: date) -> date | None:
    match = _MOMENT.search(folded)
    return day - timedelta(days=_MOMENTS[match["moment"]]) if match else None


def _on(folded: str, day: date) -> date | None:
    for match in _ON.finditer(folded):
        for read in _READINGS:
            if found := read(match, day):
                return found
    return None


def _weekday(match: re.Match[str], day: date) -> date | None:
    """The last Monday before `day`, or the one of the date that it says."""
    if not match["weekday"]:
        return None
    if match["of"]:
        return _dated(int(match["of"]), _MONTHS.get(match["of_month"] or "", day.month), None, day)
    back = (day.weekday() - _WEEKDAYS.index(match["weekday"])) % 7 or 7
    return day - timedelta(days=back + (7 if match["ago"] == " antepasado" else 0))


def _day_of_month(match: re.Match[str], day: date) -> date | None:
    if not match["day"]:
        return None
    return _dated(int(match["day"]), _MONTHS[match["month"]], match["year"], day)


def _month(match: re.Match[str], day: date) -> date | None:
    if not match["from_month"]:
        return None
    start = _STARTS.get(match["start"] or "", 1)
    return _dated(start, _MONTHS[match["from_month"]], match["from_year"], day)


def _year(match: re.Match[str], _day: date) -> date | None:
    return date(int(match["only_year"]), 1, 1) if match["only_year"] else None


def _dated(number: int, month: int, year: str | None, day: date) -> date | None:
    """That day of its year, or of the last year in which it had come."""
    if not 1 <= number <= monthrange(2024, month)[1]:
        return None
    chosen = int(year) if year else day.year - ((month, number) > (day.month, day.day))
    if not 1900 <= chosen <= day.year:
        return None
    return date(chosen, month, min(number, monthrange(chosen, month)[1]))


_READINGS: Final[tuple[Callable[[re.Match[str], date], date | None], ...]] = (
    _weekday,
    _day_of_month,
    _month,
    _year,
)
