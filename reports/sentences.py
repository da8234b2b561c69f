"""Whole sentences of a Spanish text, by their offsets, and which of them tell a piece best."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from monitor.model import Clipping, Field, Span
from reports.model import Sentence
from reports.words import clean

BOUNDARY = re.compile(r"[.!?…][.!?…»”’\"')\]]*(?=\s+[\"'«“‘(\[—–-]*[¿¡A-ZÁÉÍÓÚÜÑ])")
LAST_WORD = re.compile(r"[\w.]*$")
MOST = 3
ROOM = 460  # characters of a summary; the sentences that must be there may go beyond
LONGEST = 700  # of one sentence: beyond it, a text without full stops
SHORTEST = 30  # a credit, a place and date


@cache
def abbreviations() -> frozenset[str]:
    lines = (files("reports") / "abbreviations.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line and not line.startswith("#"))


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """`[start, end)` of each sentence; a line break always ends one."""
    return tuple(
        span
        for line in re.finditer(r"[^\n]+", text)
        for span in _of_line(text, line.start(), line.end())
    )


def _of_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    opened = start
    for found in BOUNDARY.finditer(text, start, end):
        if _is_abbreviation(text, opened, found):
            continue
        yield from _trimmed(text, opened, found.end())
        opened = found.end()
    yield from _trimmed(text, opened, end)


def _is_abbreviation(text: str, opened: int, found: re.Match[str]) -> bool:
    """ "Lic.", "Méx.", or the initial of a name; only a full stop can close one."""
    if found.group() != ".":
        return False
    match = LAST_WORD.search(text, opened, found.start())
    last = match.group() if match else ""
    return last.lower() in abbreviations() or (len(last) == 1 and last.isupper())


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = left + len(piece.strip())
    if left < right:
        yield left, right


def summary(
    clipping: Clipping, *, needed: Sequence[Span], evidence: Span | None
) -> tuple[Sentence, ...]:
    """Two or three sentences in the order of the text: those needed first, then its opening."""
    spans = sentences(clipping.text)
    kept = {index for span in needed if (index := _holding(spans, span)) is not None}
    for index in _opening(clipping, spans):
        if not kept or (len(kept) < MOST and _length(spans, {*kept, index}) <= ROOM):
            kept.add(index)
    shown = _holding(spans, evidence) if evidence else None
    chosen = sorted(
        index for index in kept if not _repeats(clipping.text[slice(*spans[index])], clipping.title)
    )
    return tuple(
        Sentence(
            text=shorten(clipping.text[slice(*spans[index])]),
            evidence=index == shown,
            gap=position > 0 and index != chosen[position - 1] + 1,
        )
        for position, index in enumerate(chosen)
    )


def _opening(clipping: Clipping, spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    """The first sentences that say something the title does not."""
    for index, span in enumerate(spans[: 2 * MOST]):
        said = clean(clipping.text[slice(*span)])
        if len(said) >= SHORTEST and not _repeats(said, clipping.title):
            yield index


def _repeats(said: str, title: str) -> bool:
    """A post has its own words for a title."""
    return clean(said).casefold().rstrip(".… ") == clean(title).casefold().rstrip(".… ")


def _length(spans: Sequence[tuple[int, int]], kept: set[int]) -> int:
    return sum(spans[index][1] - spans[index][0] for index in kept)


def _holding(spans: Sequence[tuple[int, int]], span: Span) -> int | None:
    """The sentence in which a span of the text begins."""
    if span.field is not Field.TEXT:
        return None
    return next((at for at, (_, end) in enumerate(spans) if span.start < end), None)


def shorten(text: str, room: int = LONGEST) -> str:
    """Clean, and whole unless it is no sentence at all but a text without full stops."""
    said = clean(text)
    if len(said) <= room:
        return said
    return said[:room].rpartition(" ")[0].rstrip(",;: ") + "…"
