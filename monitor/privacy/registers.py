"""Numbers by which registers know a person: CURP, RFC, credential, social security, accounts.

What a library can prove is believed at once; a wrong check digit is believed where the shape or
the words before it are clear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from monitor.privacy.data import Text, one_of, words

NEAR: Final = 48  # characters before a number that say what it is
_DAY: Final = r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_GAP: Final = r"[ -]?"
_CURP: Final = re.compile(
    rf"(?<!\w)[a-zñ&]{{4}}{_GAP}{_DAY}{_GAP}[hmx]{_GAP}[a-z]{{2}}{_GAP}[a-zñ]{{3}}{_GAP}[a-z\d]{_GAP}\d(?!\w)"
)
_ANY_CURP: Final = re.compile(
    r"curp\W{0,3}(?:es\W{1,2})?(?P<number>(?=\w*\d)[a-zñ\d]{16,19})(?!\w)"
)
_RFC: Final = re.compile(rf"(?<!\w)[a-zñ&]{{4}}{_GAP}{_DAY}{_GAP}[a-z\d]{{2}}[a\d](?!\w)")
_SAID_RFC: Final = re.compile(
    rf"rfc\W{{0,3}}(?:es\W{{1,2}})?(?P<number>[a-zñ&]{{4}}{_GAP}\d{{6}}(?:{_GAP}[a-z\d]{{3}})?)(?!\w)"
)
_ELECTOR: Final = re.compile(rf"(?<!\w)[a-zñ]{{6}}{_GAP}\d{{8}}{_GAP}[hm]{_GAP}\d{{3}}(?!\w)")
_RUN: Final = re.compile(r"(?<![\w$.,/-])\d(?:[ -]?\d){8,19}(?![\w%]|[.,/-]\d)")


def curps(text: Text) -> Iterator[tuple[int, int]]:
    yield from _spans(_CURP, text)
    if "curp" in text.plain:
        for found in _ANY_CURP.finditer(text.plain):
            yield found.span("number")


def rfcs(text: Text) -> Iterator[tuple[int, int]]:
    """Those of persons; a company's is public."""
    for found in _RFC.finditer(text.plain):
        yield found.span()
    if "rfc" in text.plain:
        for found in _SAID_RFC.finditer(text.plain):
            yield found.span("number")


def credentials(text: Text) -> Iterator[tuple[int, int]]:
    yield from _spans(_ELECTOR, text)
    for start, end, digits in _runs(text):
        said = text.before(start, NEAR)
        if (len(digits) in (9, 12, 13) and _said("credential", said)) or (
            len(digits) == 11 and _said("insurance", said)
        ):
            yield start, end


def accounts(text: Text) -> Iterator[tuple[int, int]]:
    """CLABE, cards, and the number that a bank's word announces."""
    for start, end, digits in _runs(text):
        said = _said("account", text.before(start, NEAR))
        proved = _is_clabe(digits) or _is_card(digits)
        if proved or (said and len(digits) in (11, 15, 16, 18)):
            yield start, end


def _spans(pattern: re.Pattern[str], text: Text) -> Iterator[tuple[int, int]]:
    return (found.span() for found in pattern.finditer(text.plain))


def _runs(text: Text) -> Iterator[tuple[int, int, str]]:
    for found in _RUN.finditer(text.plain):
        yield found.start(), found.end(), re.sub(r"\D", "", found[0])


def _said(group: str, before: str) -> bool:
    return bool(_pattern(group).search(before))


@cache
def _pattern(group: str) -> re.Pattern[str]:
    return re.compile(rf"\b{one_of(words(group))}\b")


def _is_clabe(digits: str) -> bool:
    if len(digits) != 18:
        return False
    weights = (3, 7, 1) * 6
    total = sum(int(d) * w % 10 for d, w in zip(digits[:17], weights, strict=False))
    return (10 - total % 10) % 10 == int(digits[17])


def _is_card(digits: str) -> bool:
    from stdnum import luhn

    return len(digits) in (15, 16) and digits[0] in "3456" and luhn.is_valid(digits)
