"""The place and date with which the Mexican press opens a note, so that a summary can skip them.

    TOLUCA, Méx., 21 de noviembre (Agencia Equis).- | Toluca, Edomex. — | CIUDAD DE MÉXICO (x).-

A new way to write a state or a date is a word in `datelines.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

LONGEST = 140  # characters of a dateline
FOLLOWS = r"(?=[\"“«‘'(¿¡—\s]*[A-ZÁÉÍÓÚÜÑ\d])"  # a sentence begins there
STOPPED = r"\.\s?[-–—―]+\s*"  # «.-», «. –»: nothing else is written so
DASHED = r"\s?\.?(?:\s[-–—―]+\s|[-–—―]\s|\s?[—―]\s?|\s?[/|]\s?)"
COLON = r"\.?:\s"
ENDED = r"\.\s+|\.?\s*$"
CAPITALS = r"(?:[A-ZÁÉÍÓÚÜÑ]{2,}|[A-ZÁÉÍÓÚÜÑ]\.)"
NAME = r"[A-ZÁÉÍÓÚÜÑ][\wáéíóúüñ.]*"
LINK = r"(?:de\s|del\s|la\s|las\s|los\s|el\s|y\s|DE\s|DEL\s|LA\s|LAS\s|LOS\s|EL\s|Y\s)"


def body(sentence: str) -> str:
    """The sentence without its dateline; nothing when it is only that."""
    found = _dateline().match(sentence[: LONGEST + 40])
    if not found or found.end() > LONGEST or _in_capitals(sentence[found.end() :]):
        return sentence
    return sentence[found.end() :]


def _in_capitals(rest: str) -> bool:
    """«PRI — PAN — PRD van juntos» names no place."""
    return bool(re.match(rf"\W*{CAPITALS}\s?[-–—/]", rest))


@cache
def _dateline() -> re.Pattern[str]:
    capitals = rf"{CAPITALS}(?:\s{LINK}*{CAPITALS}){{0,6}}"
    place = rf"{NAME}(?:\s{LINK}*{NAME}){{0,6}}"
    more = rf"(?:[\s,;./|]{{1,3}}{_particular()}\.?)"
    return re.compile(
        rf"(?:{place}{more}{{0,4}}(?:{STOPPED}){FOLLOWS}"  # Toluca.-
        rf"|{place}{more}{{1,4}}(?:{DASHED}|{COLON}){FOLLOWS}"  # Toluca, Méx. —
        rf"|{capitals}{more}{{0,4}}(?:{DASHED}){FOLLOWS}"  # TOLUCA —
        rf"|{capitals}{more}{{1,4}}(?:{ENDED}){FOLLOWS}"  # TOLUCA, Méx.
        rf"|{place}{more}{{2,4}}(?:{ENDED})(?:{FOLLOWS}|$))"  # Toluca, Méx., a 21 de noviembre.
    )


def _particular() -> str:
    """A state, a date, or an agency between parentheses."""
    words = tomllib.loads((files("reports") / "datelines.toml").read_text(encoding="utf-8"))
    states, months, weekdays = (_one_of(words[each]) for each in ("states", "months", "weekdays"))
    day = rf"\d{{1,2}}\s(?:de\s)?{months}|{months}\s\d{{1,2}}"
    day = rf"(?i:(?:a\s)?(?:{weekdays},?\s)?(?:{day})(?!\w)\.?(?:,?\s(?:del?\s)?\d{{4}})?)"
    number = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
    state = rf"(?i:{states})(?!\w)"
    return rf"(?:{day}|{number}|{state}|\([^()\n]{{2,40}}\))"


def _one_of(words: list[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, ordered))})"
