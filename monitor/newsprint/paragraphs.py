"""Lines to paragraphs: words that a line cuts are whole again, and columns run on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from monitor.newsprint.lines import Line

_INDENT: Final = 0.7  # of a letter's size
_SHORT: Final = 0.15  # of a column: a last line ends so much before the others
_LONGEST_SIGNATURE: Final = 12  # words
_ENDS: Final = ".?!…»”\"')"
_PARTICLES: Final = frozenset({"de", "del", "la", "las", "los", "y", "e"})
_BY = re.compile(
    r"^(?:por|texto|textos|texto y fotos?|redacción|de)[:\s]+(?P<name>\S.*)$", re.IGNORECASE
)
_POST = re.compile(
    r"\s*(?:[/|•·,-]|\()\s*(?:corresponsal|enviad[oa]|reporter[oa]|redacción|colaborador[a]?)\b.*$",
    re.IGNORECASE,
)
_NEWSROOM = re.compile(r"^(?:de )?(?:la )?redacci[oó]n$|^staff$|^agencias?$", re.IGNORECASE)


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """The lines of a block as paragraphs: a short last line or an indent ends one."""
    left, right = min(x.left for x in lines), max(x.right for x in lines)
    found: list[str] = []
    fresh = True
    for number, line in enumerate(lines):
        text = line.text
        indented = line.left - left > _INDENT * line.size and bool(found)
        if fresh or (indented and ends(found[-1])):
            found.append(text)
        else:
            found[-1] = glued(found[-1], text)
        short = right - line.right > _SHORT * (right - left)
        following = lines[number + 1].text if number + 1 < len(lines) else ""
        signed = number == 0 and author_of(text) is not None
        fresh = (short and ends(text)) or (signed and (short or not following[:1].islower()))
    return found


def ends(text: str) -> bool:
    return text.rstrip()[-1:] in _ENDS


def glued(before: str, line: str) -> str:
    """A word cut at the end of a line is whole again; a hyphen before a capital stays."""
    if before.endswith("-") and before[-2:-1].isalpha() and line[:1].islower():
        return before[:-1] + line
    if before.endswith("-") and before[-2:-1].isalnum():
        return before + line
    return f"{before} {line}"


def run_on(written: Sequence[str]) -> list[str]:
    """What a column cuts in the middle of a sentence goes on in the next one."""
    found: list[str] = []
    for paragraph in written:
        if found and is_open(found[-1]) and (paragraph[:1].islower() or found[-1].endswith("-")):
            found[-1] = glued(found[-1], paragraph)
        else:
            found.append(paragraph)
    return found


def is_open(text: str) -> bool:
    """Whether its sentence goes on elsewhere."""
    return not ends(text) and not text.rstrip().endswith(":") and len(text.split()) > 3


def author_of(text: str) -> str | None:
    """Who signs, where a short line is nothing but a signature."""
    if len(text.split()) > _LONGEST_SIGNATURE:
        return None
    said = _POST.sub("", text.strip())
    told = _BY.match(said)
    name = told["name"] if told else said
    if _NEWSROOM.match(said) or _NEWSROOM.match(name):
        return "Redacción"
    words = name.split()
    if not 2 <= len(words) <= 6 or (ends(name) and not told):
        return None
    if not all(_is_name(word) for word in words) or (not told and said == text.strip()):
        # Without «Por» or «/ Corresponsal» two capitals are a place as well as a name.
        return name.title() if name.isupper() and all(map(_is_name, words)) else None
    return name.title() if name.isupper() else name


def _is_name(word: str) -> bool:
    return word.lower() in _PARTICLES or (word[:1].isupper() and not any(map(str.isdigit, word)))
