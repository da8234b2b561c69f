"""One folding of Spanish for everybody who compares words: lower case, no accents, ñ kept."""

from __future__ import annotations

import unicodedata


def _folded(character: str) -> str:
    """One character for one character, so that an offset in the folded text is one in the text."""
    lower = character.lower()
    if lower == "ñ":
        return lower
    base = unicodedata.normalize("NFKD", lower)[:1] or lower
    return base if len(lower) == 1 and not unicodedata.combining(base) else character


_TABLE = {
    code: folded
    for code in [*range(0x41, 0x250), *range(0x1E00, 0x1F00), *range(0xFF01, 0xFF5F)]
    if (folded := _folded(chr(code))) != chr(code)
}
_TABLE |= {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0xA0: " ", 0x2009: " ", 0x202F: " "}


def fold(text: str) -> str:
    """The text in lower case and without accents, as long as it was: offsets stay true.

    Decomposed letters (n + combining tilde) must be composed first: see `compose`.
    """
    return text.translate(_TABLE)


def compose(text: str) -> str:
    """The text in composed form (NFC), without which ñ may be two characters."""
    return unicodedata.normalize("NFC", text)
