"""The figures of a note: «treinta y cinco» is 35, «2 mil 300» 2,300, «3.1 millones» 3,100,000.

A number in words is a line in `numbers.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from monitor.folding import fold

LONGEST = 12  # letters or figures of a number
THOUSAND, MILLION = 1000, 1_000_000
TENS = range(30, 100, 10)  # those that «y» and a unit may follow
MOST = 1e15
_MANY = {"mil": THOUSAND, "millon": MILLION, "millones": MILLION}
_SEPARATOR = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_SAYS_LITTLE = re.compile(r"0|1|20[12]\d")  # none, one, a year


def amounts(tokens: Sequence[str]) -> Iterator[str]:
    """The figures of these words; no year, no one, no hour."""
    at = 0
    while at < len(tokens):
        value = figure(tokens[at])
        at += 1
        if value is None:
            continue
        value, at = _with_unit(value, tokens, at)
        value, at = _multiplied(value, tokens, at)
        value, at = _with_rest(value, tokens, at)
        said = f"{value:.10g}"
        if not _SAYS_LITTLE.fullmatch(said):
            yield said


def _with_unit(value: float, tokens: Sequence[str], at: int) -> tuple[float, int]:
    """«treinta» «y» «cinco»."""
    if value in TENS and at + 1 < len(tokens) and tokens[at] == "y":
        unit = figure(tokens[at + 1])
        if unit is not None and 0 < unit < 10:
            return value + unit, at + 2
    return value, at


def _multiplied(value: float, tokens: Sequence[str], at: int) -> tuple[float, int]:
    """«3.1» «millones»."""
    while at < len(tokens) and (many := _MANY.get(fold(tokens[at][:LONGEST]))):
        value, at = min(value * many, MOST), at + 1
    return value, at


def _with_rest(value: float, tokens: Sequence[str], at: int) -> tuple[float, int]:
    """«mil» «500»."""
    if at < len(tokens) and fold(tokens[at - 1][:LONGEST]) == "mil":
        rest = figure(tokens[at])
        if rest is not None and 1 < rest < THOUSAND:
            return value + rest, at + 1
    return value, at


@lru_cache(maxsize=4096)
def figure(token: str) -> float | None:
    """The value of one word; none of a word that is no number."""
    said = _spelt().get(fold(token[: LONGEST + 6]))
    if said is None and not token[0].isdecimal():
        return None
    plain = said or _SEPARATOR.sub("", token[:LONGEST]).rstrip(".,:").replace(",", ".")
    try:
        return float(plain)
    except ValueError:  # an hour, an address
        return None


@cache
def _spelt() -> dict[str, str]:
    lines = (files("monitor.stories") / "numbers.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))
