"""Where the sentences of Mexican press begin and end; abbreviations are in `lexicons`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.folding import fold
from nlp import lexicons

LONGEST = 1000  # characters; what has no stop for so long is no sentence
_END = re.compile(
    # A stop and its closing quotes, then the start of something.
    r"""(?<![.!?…])[.!?…]++["'”’»)\]]*+(?=\s+["'“‘«(\[¿¡—–-]*[A-ZÁÉÍÓÚÜÑ0-9#@])"""
    r"""|\n\s*+"""  # a paragraph ends a sentence, stop or not
)
_LAST_WORD = re.compile(r"\w+$")
_NEXT_WORD = re.compile(r"[^\w\n]*(\w+)")
_ABBREVIATIONS = {fold(word): kind for word, kind in lexicons.rows("abbreviations.txt")}
# After a word such as "etc." only these open a new sentence: "EE. UU. El", not "EE. UU. Trump".
_OPENERS = lexicons.words("openers.txt")


def split(text: str) -> Iterator[tuple[int, int]]:
    """`[start, end)` of every sentence, without the white space around it."""
    start = 0
    for match in _END.finditer(text):
        if not match[0].isspace() and _goes_on(text, match):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        space = text.rfind(" ", start, start + LONGEST)
        cut = space + 1 if space > start else start + LONGEST
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _goes_on(text: str, stop: re.Match[str]) -> bool:
    """Is this the period of an abbreviation or of an initial, inside a sentence?"""
    before = _LAST_WORD.search(text, max(0, stop.start() - 12), stop.start())
    if stop[0] != "." or not before:
        return False
    following = _NEXT_WORD.match(text, stop.end())
    opener = fold(following[1]) if following else ""
    kind = _ABBREVIATIONS.get(fold(before[0]))
    if kind == "number":
        return opener.isdigit()
    if kind == "may end":
        return opener not in _OPENERS
    return kind is not None or (len(before[0]) == 1 and before[0].isupper())
