"""The words of citizen demands that cards, section and report share.

The words are in `cases.toml`; a new state, urgency or action has its word there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from monitor.casework import Demand, masked
from monitor.config import Config
from monitor.folding import fold
from monitor.labels import Competence, Urgency
from monitor.model import Address
from reports.words import MEXICAN, clean, number_in_words

FINE = ("street", "number", "between", "landmark")  # by which a house is found
WORD = re.compile(r"\w+")
PARTS = ("street", "number", "between", "settlement", "postcode", "landmark", "municipality")


@cache
def _table() -> Mapping[str, Mapping[str, object]]:
    return tomllib.loads((files("reports") / "cases.toml").read_text(encoding="utf-8"))


def said(group: str, key: str, **named: str) -> str:
    """The words of a key, with what they name."""
    found = _table()[group][key]
    assert isinstance(found, str)
    return found.format(**named) if named else found


def answers() -> Mapping[str, Mapping[str, str]]:
    """What an office may answer, by the state that each answer gives."""
    found = _table()["answer"]
    return {key: dict(each) for key, each in found.items() if isinstance(each, Mapping)}


def plural(number: int, key: str, language: str = MEXICAN) -> str:
    """ "1 demanda", "1,204 demandas"."""
    forms = _table()["count"][key]
    assert isinstance(forms, Mapping)
    form = "one" if Locale.parse(language).plural_form(number) == "one" else "other"
    return f"{number_in_words(number, language)} {forms[form]}"


def days(number: float, language: str = MEXICAN) -> str:
    """ "3 días", "1.5 días"."""
    if number == int(number):
        return plural(int(number), "day", language)
    return f"{format_decimal(round(number, 1), format='#,##0.#', locale=language)} días"


def day_of(day: date, language: str = MEXICAN) -> str:
    """ "2 de diciembre"."""
    return format_date(day, "d 'de' MMMM", locale=language)


def full_day(day: date, language: str = MEXICAN) -> str:
    """ "2 de diciembre de 2026"."""
    return format_date(day, "d 'de' MMMM 'de' y", locale=language)


def category(demand: Demand, config: Config) -> str:
    return category_name(demand.category, config)


def category_name(key: str, config: Config) -> str:
    """Its name; of one that the file no longer has, what its id says."""
    known = config.taxonomy.get(key)
    return clean(known.name if known else key.replace("-", " ").capitalize())


def group(demand: Demand, config: Config) -> str:
    """The family of its category: "Agua y drenaje"."""
    known = config.taxonomy.get(demand.category)
    return clean(known.group) if known else "Otros"


def office_of(demand: Demand, config: Config) -> str:
    """ "" while it has none."""
    return office_name(demand.office_id, config) if demand.office_id else ""


def office_name(office_id: str, config: Config) -> str:
    known = config.office.get(office_id)
    return clean(known.name if known else office_id)


def whose(demand: Demand) -> str:
    """Whose it is when it is not ours, in a sentence; "" when it is."""
    if demand.competence is Competence.OURS:
        return ""
    body = clean(demand.body) or said("competence", "nobody")
    return said("competence", demand.competence.value, body=body)


def is_urgent(demand: Demand) -> bool:
    return demand.urgency is Urgency.LIFE


def part_of(address: Address, part: str) -> str:
    """A part of an address, in words; "" when nobody says it."""
    if part == "between":
        return " y ".join(clean(each) for each in address.between)
    value = getattr(address, part)
    assert isinstance(value, str)
    return clean(value)


def public_part(demand: Demand, part: str) -> str:
    """The same for anybody: without what its texts say of where or who somebody is."""
    said_so = part_of(demand.address, part)
    if part not in FINE:
        return said_so
    hidden = {clean(each.quote[at:end]) for each in demand.sources for at, end in each.private}
    for words in filter(None, hidden):
        if _within(said_so, words):
            return masked(said_so, ((0, len(said_so)),))
        at = fold(said_so).find(fold(words))
        if at >= 0:
            said_so = masked(said_so, ((at, at + len(words)),))
    return said_so


def _within(part: str, words: str) -> bool:
    """Whether the words say the part, whole word by whole word."""
    wanted, whole = (" ".join(WORD.findall(fold(each))) for each in (part, words))
    return bool(wanted) and f" {wanted} " in f" {whole} "


def place_of(address: Address) -> str:
    """The colonia, as it may be told to anybody; "" when it is not known."""
    return clean(address.settlement)
