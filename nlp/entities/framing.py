"""The parts of a text that frame it and tell nothing: datelines, and lines of credit.

What opens a line of credit is in `lexicons/names/credits.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.folding import fold
from nlp import lexicons

LONGEST_CREDIT = 90  # characters: a longer line tells something
_DATELINE = re.compile(r"[^\n;:]{2,70}?(?:\.\s?[-–—]|\)\s?[.:]?[-–—])(?=\s*[A-ZÁÉÍÓÚÑ“\"«¿¡])")
_SLASH = re.compile(r"[^\n.;:/|]{3,40}\s?[/|]\s?[^\n.;:/|]{3,30}$")
_BY = re.compile(r"(?:Por|POR)(?:\s(?:de|del|la|las|los|y|[A-ZÁÉÍÓÚÑ][^\s,;]*)){2,8}")
_CREDITS = tuple(sorted(fold(opener) for opener in lexicons.words("names/credits.txt")))


def frames(text: str) -> Iterator[tuple[int, int]]:
    """`[start, end)` of each, in order."""
    start = 0
    for number, line in enumerate(text.split("\n")):
        if _is_credit(line):
            yield start, start + len(line)
        elif number < 3 and (dateline := _dateline(line)):
            yield start, start + dateline
        start += len(line) + 1


def _is_credit(line: str) -> bool:
    if not 2 < len(line.strip()) <= LONGEST_CREDIT or line.rstrip().endswith("."):
        return False
    words = fold(line).strip(" ()[]*—–-•|")
    return bool(_SLASH.fullmatch(line.strip()) or _BY.fullmatch(line.strip())) or any(
        words.startswith(opener) and not words[len(opener) :][:1].isalpha() for opener in _CREDITS
    )


def _dateline(line: str) -> int:
    """How long the dateline is that the line begins with; 0 without one."""
    found = _DATELINE.match(line)
    if not found:
        return 0
    words = found[0].split()
    capitals = sum(word.strip("(),.")[:1].isupper() for word in words)
    return found.end() if capitals * 2 >= len(words) else 0
