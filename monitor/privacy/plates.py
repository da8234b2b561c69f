"""Plates of vehicles: by their shape where it is clear, else by the words before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from monitor.privacy.data import Text, one_of, words

NEAR: Final = 60  # characters before a plate in which its vehicle is sought
# AAA-12-34 of the State of Mexico, A12-AAA and 123-AAA of the capital, AAA-123-A, AA-12-345.
_CLEAR: Final = re.compile(
    r"(?<![\w-])(?:[A-Z]{3}-\d\d-\d\d|[A-Z]{3}-\d{3}-[A-Z]|[A-Z]\d\d-[A-Z]{3}|\d{3}-[A-Z]{3}"
    r"|[A-Z]{2}-\d\d-\d{3}|[A-Z]{2}-\d{5}|[A-Z]-\d{5}|[A-Z]-\d\d-\d{3})(?![\w-])"
)
_LOOSE: Final = re.compile(
    r"(?<![\w-])(?:[a-z]{3}[ -]?\d\d[ -]?\d\d|[a-z]{3}[ -]?\d{3}[ -]?[a-z]|[a-z]\d\d[ -]?[a-z]{3}"
    r"|\d{3}[ -]?[a-z]{3}|[a-z]{2}[ -]?\d\d[ -]?\d{3}|[a-z]{1,2}[ -]?\d{5}|[a-z]\d[a-z]\d{1,2}"
    r"|\d[a-z]{3}\d{1,2}|\d\d[a-z]{3}\d|[a-z]{3}[ -]?\d{2,3}|[a-z]\d{2,4}[a-z]{1,2}|\d[a-z]\d{3}"
    r"|[a-z]\d[a-z]\d[a-z]|\d{2,3}[ -]?[a-z]{2,3}[ -]?\d?)(?![\w-])"
)
_NEXT: Final = re.compile(
    r"\b(?:placas?|matricula)(?: de circulacion| numero| num\.?| no\.?| son| es)?\W{1,3}"
    r"(?P<plate>(?=[a-z-]*\d)(?=[\d-]*[a-z])[a-z\d]+(?:-[a-z\d]+){0,2})(?![\w-])"
)


def plates(text: Text) -> Iterator[tuple[int, int]]:
    for found in _CLEAR.finditer(text.told):
        if not _is_other(text, found):
            yield found.span()
    bears = list(_pattern("words").finditer(text.plain))
    if not bears:
        return
    for found in _LOOSE.finditer(text.plain):
        if any(0 <= found.start() - one.end() <= NEAR for one in bears) and _is_told(text, found):
            yield found.span()
    for found in _NEXT.finditer(text.plain):
        if _is_shaped(found["plate"]):
            yield found.span("plate")


def _is_told(text: Text, found: re.Match[str]) -> bool:
    """Its letters are capitals, or the word for plates stands before it."""
    if _is_other(text, found):
        return False
    sure = bool(_pattern("sure").search(text.before(found.start(), NEAR)))
    written = text.told[found.start() : found.end()]
    return _is_shaped(found[0]) and (sure or written.isupper())


def _is_shaped(plate: str) -> bool:
    """Two digits at least, and five signs: no "en 12", no "km 45"."""
    bare = [each for each in plate if each.isalnum()]
    return len(bare) >= 5 and sum(map(str.isdigit, bare)) >= 2


def _is_other(text: Text, found: re.Match[str]) -> bool:
    head = found[0].lower().partition("-")[0]
    before = text.before(found.start(), 24)
    return head in words("plate", "heads") or bool(_other().search(before))


@cache
def _other() -> re.Pattern[str]:
    return re.compile(rf"\b{one_of(words('plate', 'other'))}(?: \w{{1,3}}\.?)?\W{{1,3}}$")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{one_of(words('plate', name))}\b")
