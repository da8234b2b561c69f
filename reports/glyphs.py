"""Which characters our fonts can print: the rest would be refused in an accessible PDF.

The fonts are those of one package, beside those inside typst; nothing of the machine is used.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

MISSING = "□"
INSIDE = frozenset(map(chr, range(0x25A0, 0x2600))) | frozenset("★☆✓≤≥≈≠∞│█")  # typst's own
NEVER = frozenset("\ufeff\ufffe")  # no accessible document has them, whatever the font
SEGMENTS, GROUPS = 4, 12  # the two formats of a Unicode table
UNICODE = frozenset({(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)})  # platform, encoding


def folder() -> Path:
    """Where the fonts lie."""
    return Path(str(files("manimgx_fonts")))


def printable(text: str) -> str:
    """The text, each character that no font has shown as a box."""
    known = _known()
    return "".join(each if each in known else MISSING for each in text)


def latin(text: str) -> str:
    """The text in the letters of the press alone: what is left when a script cannot be set."""
    return "".join(each if _is_latin(each) else MISSING for each in text)


def _is_latin(letter: str) -> bool:
    if letter in INSIDE:
        return True
    return letter in _known() and (
        letter < "\u0300" or unicodedata.category(letter) in {"Pd", "Pi", "Pf", "Po", "Sc"}
    )


@cache
def _known() -> frozenset[str]:
    found = {chr(code) for path in folder().glob("*.ttf") for code in codes(path)}
    return frozenset(each for each in found | INSIDE if unicodedata.category(each) != "Cc") - NEVER


def codes(path: Path) -> Iterator[int]:
    """Every character that a TrueType font has a glyph for, as its `cmap` table says."""
    font = path.read_bytes()
    start = _table(font, b"cmap")
    _, count = struct.unpack_from(">HH", font, start)
    for at in range(start + 4, start + 4 + 8 * count, 8):
        platform, encoding, offset = struct.unpack_from(">HHL", font, at)
        (shape,) = struct.unpack_from(">H", font, start + offset)
        if (platform, encoding) in UNICODE and shape in READERS:
            yield from READERS[shape](font, start + offset)


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * at) for at in range(count))
    return next(int(offset) for name, _, offset, _ in records if name == tag)


def _segments(font: bytes, at: int) -> Iterator[int]:
    """Format 4: ends, a pad, starts."""
    (double,) = struct.unpack_from(">H", font, at + 6)
    row = f">{double // 2}H"
    ends = struct.unpack_from(row, font, at + 14)
    starts = struct.unpack_from(row, font, at + 16 + double)
    for first, last in zip(starts, ends, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)


def _groups(font: bytes, at: int) -> Iterator[int]:
    """Format 12: first and last of each group."""
    (count,) = struct.unpack_from(">L", font, at + 12)
    for group in range(at + 16, at + 16 + 12 * count, 12):
        first, last = struct.unpack_from(">LL", font, group)
        yield from range(first, last + 1)


READERS: dict[int, Callable[[bytes, int], Iterator[int]]] = {SEGMENTS: _segments, GROUPS: _groups}
