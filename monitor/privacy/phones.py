"""Telephones, as Mexico writes them; not those that an office announces, nor other numbers.

The library says which ten digits are a number of the country, and reads those of other countries;
what it does not know is how a post writes them ("55-1234 56 78", "whats5512345678").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from monitor.privacy.data import Text, one_of, words

REACH: Final = 90  # characters before a number in which its owner is sought
NEAR: Final = 28  # and what kind of number it is
GAP: Final = 60  # between an office and its number
_SEPARATOR: Final = r"(?:\)? ?[-.–—_·*]? ?)"
_PREFIX: Final = (
    rf"(?:\(?(?:\+|00)? ?52{_SEPARATOR}(?:1{_SEPARATOR})?|04[45]{_SEPARATOR}|01{_SEPARATOR})"
)
_FREE: Final = (
    r"(?<![\w$#/=@-])(?<!\d[.,])|(?<=wa\.me/)|(?<=phone=)"
    r"|(?<=tel)|(?<=cel)|(?<=whats)|(?<=app)|(?<=num)"
)
_END: Final = r"(?!\d)(?!:\d)(?![.,-]\d)(?![\w])"
_NATIONAL: Final = re.compile(
    rf"(?:{_FREE})\+?{_PREFIX}?(?P<ten>\(?\d(?:{_SEPARATOR}\d){{9}}){_END}"
)
_LOCAL: Final = re.compile(rf"(?:{_FREE})(?P<ten>\d(?:{_SEPARATOR}\d){{6,7}}){_END}")
_ABROAD: Final = re.compile(r"\+\s?\d")
_TOLL_FREE: Final = re.compile(r"[89]00")
# How ten digits are grouped by those who write a telephone, and by few who write anything else.
_GROUPS: Final = frozenset(
    {
        (2, 4, 4), (3, 3, 4), (2, 8), (3, 7), (2, 2, 2, 2, 2), (2, 4, 2, 2), (3, 3, 2, 2),
        (2, 2, 2, 4), (2, 2, 4, 2), (3, 4, 3), (4, 3, 3), (2, 3, 5), (6, 4), (5, 5), (10,),
        (1, 1, 1, 1, 1, 1, 1, 1, 1, 1), (2, 3, 3, 2), (3, 2, 2, 3), (2, 5, 3), (3, 1, 2, 2, 2),
    }
)  # fmt: skip
_DATE: Final = re.compile(r"(?:19|20)\d\d\D?(?:0[1-9]|1[0-2])\D?(?:0[1-9]|[12]\d|3[01])")


def phones(text: Text) -> Iterator[tuple[int, int]]:
    found = [_span(each) for each in _NATIONAL.finditer(text.plain) if _is_phone(text, each)]
    yield from found
    taken = [*found]
    for each in _LOCAL.finditer(text.plain):
        free = all(each.end() <= start or end <= each.start() for start, end in taken)
        if free and _called().search(_near(text, each.start())) and not _announced(text, each):
            yield _span(each)
    if _ABROAD.search(text.plain):
        yield from _abroad(text)


def _span(found: re.Match[str]) -> tuple[int, int]:
    return found.start(), found.end()


def _near(text: Text, start: int) -> str:
    return text.before(start, NEAR)


def _is_phone(text: Text, found: re.Match[str]) -> bool:
    digits = re.sub(r"\D", "", found["ten"])
    if _TOLL_FREE.match(digits) or _announced(text, found):
        return False
    near = _near(text, found.start())
    if _called().search(near) or "wa.me" in near or "phone=" in near:
        return True
    if _other().search(near) or _counted().match(text.plain, found.end()):
        return False
    groups = tuple(len(each) for each in re.findall(r"\d+", found["ten"]))
    return groups in _GROUPS and not _DATE.match(found["ten"]) and _is_mexican(digits)


def _is_mexican(digits: str) -> bool:
    import phonenumbers  # its tables are large: whoever reads no number does not need them

    return phonenumbers.is_valid_number(phonenumbers.parse(digits, "MX"))


def _abroad(text: Text) -> Iterator[tuple[int, int]]:
    import phonenumbers

    for found in phonenumbers.PhoneNumberMatcher(text.plain, None):
        if found.number.country_code != 52:
            yield found.start, found.end


def _announced(text: Text, found: re.Match[str]) -> bool:
    """An office gives its number: nobody's own word stands nearer, and nothing denies it."""
    ahead = text.before(found.start(), REACH)
    ahead = re.split(r"[!?;]|\.(?= +[^\d ])(?<!tel\.)(?<!no\.)(?<!ext\.)", ahead)[-1]
    if _offices_own().match(text.plain, found.end()) and not _own().search(ahead):
        return True
    offices = list(_office().finditer(ahead))
    if not offices or len(ahead) - offices[-1].end() > GAP:
        return False
    if _beside().search(ahead, 0, offices[-1].start()):
        return False
    return not _own().search(ahead, offices[-1].end()) and not _denied(ahead, offices[-1])


@cache
def _offices_own() -> re.Pattern[str]:
    """ "55 5654 3210 de Bomberos"."""
    office = one_of(words("institution", "names"))
    return re.compile(rf",? (?:de|del|es) (?:la |el |los |las )?{office}\b")


@cache
def _beside() -> re.Pattern[str]:
    """ "frente a la oficina": where something is, no announcement."""
    return re.compile(rf"\b{one_of(words('institution', 'landmark'))} (?:la |el |las |los )?$")


def _denied(ahead: str, office: re.Match[str]) -> bool:
    """Somebody tells what the office did, or whom they are: "ya llamé a Locatel y nada"."""
    return bool(_against().search(ahead, office.end()))


@cache
def _pattern(group: str, name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_]){one_of(words(group, name))}(?![^\W\d_])")


def _called() -> re.Pattern[str]:
    return _pattern("phone", "call")


def _own() -> re.Pattern[str]:
    return _pattern("phone", "own")


def _against() -> re.Pattern[str]:
    return _pattern("phone", "against")


def _other() -> re.Pattern[str]:
    return _pattern("phone", "other")


def _counted() -> re.Pattern[str]:
    return _after_counted()


@cache
def _after_counted() -> re.Pattern[str]:
    return re.compile(rf" ?(?:de )?{one_of(words('phone', 'counted'))}\b")


def _office() -> re.Pattern[str]:
    return _pattern("institution", "names")
