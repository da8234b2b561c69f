"""Takes out the lines that leak from the page into the piece; the rules are `rules/lines.tsv`.

Every rule is anchored to the shape of a whole short line and, where the shape could be prose, to
its place: before the first sentence, or after the last one. Prose is never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from monitor.decoding import tidy
from monitor.extract import rulebook
from monitor.folding import fold

_LONGEST = 32  # words of a line that may be dropped
_PROSE = 14  # words from which a line that ends like a sentence is prose
_SENTENCE_END = (".", "”", '"', "»", "?", "!", "…", ")", ":")
_LETTERS = re.compile(r"[^\W_]+")
_BYLINE = re.compile(
    r"^(?:por|by|autora?|texto(?: y fotos?)?|escrito por|de la redacci[oó]n|reporter[oa])\b"
    r"\s*:?\s*(.+)$",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    {"de", "del", "la", "las", "los", "y", "e", "von", "van", "da", "di", "san", "santa"}
)
_ORNAMENT = re.compile(r"^[^\w(@#©“\"«‘—]+")  # arrows, bullets, emoji before an invitation
_NAME_PARTS = 7
_AFTER_NAME = 4  # words
_CUT_FROM = 0.4  # of the characters of the piece: no rule cuts before


def clean(
    text: str, *, title: str, author: str | None, links: Collection[str] = frozenset()
) -> str:
    """The piece's own lines; `links` are the folded words of links to other pages."""
    lines = [line for line in (tidy(line) for line in text.split("\n")) if line]
    lines = list(_without_repeated(lines, title))
    lines = [line for line in lines if not _leaks(line, links)]
    return "\n".join(_without_tail(_without_head(_cut(lines), author)))


def letters(text: str) -> str:
    """What two spellings of one headline share: folded letters and digits."""
    return " ".join(_LETTERS.findall(fold(text)))


def byline(line: str) -> str | None:
    """Who signs, when the line is a signature: "Por Ana Luna/Corresponsal" says "Ana Luna/…"."""
    found = _BYLINE.match(line)
    if not found or line.endswith(".") or not _is_name(found[1]):
        return None
    return found[1].strip()


def is_prose(line: str) -> bool:
    """A whole sentence of some length: what no rule may take away."""
    return len(line.split()) >= _PROSE and line.endswith(_SENTENCE_END)


def head(text: str) -> Iterator[str]:
    """The lines before the first prose, that one not included."""
    for line in text.split("\n"):
        line = tidy(line)
        if is_prose(line):
            return
        yield line


def _is_name(words: str) -> bool:
    parts = [part for part in re.split(r"[\s/|,-]+", words) if part]
    if not 1 <= len(parts) <= _NAME_PARTS:
        return False
    return all(part[:1].isupper() or part.lower() in _PARTICLES for part in parts)


def _matches(place: str, line: str) -> bool:
    return len(line.split()) <= _LONGEST and bool(
        rulebook.patterns("lines.tsv")[place].fullmatch(_ORNAMENT.sub("", fold(line)))
    )


def _leaks(line: str, links: Collection[str]) -> bool:
    if _matches("ask", line) or (len(line.split()) <= _LONGEST and letters(line) in links):
        return True
    return _matches("any", line) and not (is_prose(line) and line.endswith("."))


def _without_repeated(lines: Sequence[str], title: str) -> Iterator[str]:
    """Without the headline at the top, and without lines that stand there twice."""
    seen: set[str] = set()
    headline = letters(title)
    top = True
    for line in lines:
        key = letters(line)
        if not key or (top and key == headline):
            continue
        top = top and not is_prose(line)
        if key in seen and len(key) > 25:
            continue
        seen.add(key)
        yield line


def _cut(lines: list[str]) -> list[str]:
    """Without what follows a line such as "Notas relacionadas", late in the piece."""
    whole = sum(len(line) for line in lines)
    read = 0
    for position, line in enumerate(lines):
        if read > _CUT_FROM * whole and _matches("cut", line):
            return lines[:position]
        read += len(line)
    return lines


def _without_head(lines: list[str], author: str | None) -> list[str]:
    """Without by-lines, hours and breadcrumbs before the first sentence."""
    first = next((place for place, line in enumerate(lines) if is_prose(line)), 0)
    kept = [line for line in lines[:first] if not _heads(line, author)]
    return kept + lines[first:]


def _heads(line: str, author: str | None) -> bool:
    return _signs(line, author) or byline(line) is not None or _matches("start", line)


def _signs(line: str, author: str | None) -> bool:
    """Whether it is the author's name, alone or with an agency or a place after it."""
    named = bool(author) and f"{letters(line)} ".startswith(f"{letters(author or '')} ")
    return named and len(line.split()) <= len((author or "").split()) + _AFTER_NAME


def _without_tail(lines: list[str]) -> list[str]:
    """Without initials, tags and credits after the last sentence."""
    end = len(lines)
    while end > 1 and (_matches("end", lines[end - 1]) or byline(lines[end - 1])):
        end -= 1
    return lines[:end]
