"""Whole sentences of a Spanish text, by their offsets, and which of them tell a piece best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from monitor.model import Clipping, Field, Span
from reports import quotations
from reports.datelines import body
from reports.model import Sentence
from reports.words import clean

BOUNDARY = re.compile(r"[.!?…][.!?…»”’\"')\]]*(?=\s+[\"'«“‘(\[—–-]*[¿¡A-ZÁÉÍÓÚÜÑ])")
LAST_WORD = re.compile(r"[\w.]*$")
MOST = 3
ROOM = 460  # characters of a summary; the sentences that must be there may go beyond
ENOUGH = 160  # of the preferred ones: with less, the opening completes them
LONGEST = 700  # of one sentence: beyond it, a text without full stops
OPENERS = 3  # sentences that a dateline may open: a headline and a lead may stand before
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
    clipping: Clipping,
    *,
    title: str,
    needed: Sequence[Span],
    evidence: Span | None,
    preferred: Sequence[int] = (),
) -> tuple[Sentence, ...]:
    """Two or three sentences in the order of the text: those needed first, then the preferred.

    `preferred` are places of sentences; where they say too little, the opening completes them.
    `title` stands over it and is not said again. A quotation is there from its first sentence to
    its last, or it is not there.
    """
    spans = sentences(clipping.text)
    shown = [_shown(clipping.text, spans, place, title=title) for place in range(len(spans))]
    kept = _kept(clipping.text, spans, shown, needed, preferred)
    marked = _holding(spans, evidence) if evidence else None
    chosen = sorted(kept)
    return tuple(
        Sentence(
            text=shown[place],
            evidence=place == marked,
            gap=position > 0 and place != chosen[position - 1] + 1,
        )
        for position, place in enumerate(chosen)
    )


def _shown(text: str, spans: Sequence[tuple[int, int]], place: int, *, title: str) -> str:
    """A sentence as the reader sees it: the opening has no dateline and does not say the title."""
    said = clean(text[slice(*spans[place])])
    if place < OPENERS:
        said = body(said)
        return "" if is_said(said, title) else shorten(said)
    return shorten(said)


def _kept(
    text: str,
    spans: Sequence[tuple[int, int]],
    shown: Sequence[str],
    needed: Sequence[Span],
    preferred: Sequence[int],
) -> set[int]:
    units = quotations.units(text, spans)
    kept: set[tuple[int, ...]] = set()
    for span in needed:
        place = _holding(spans, span)
        unit = units[place] if place is not None else None
        if unit and _length(shown, {unit}) <= LONGEST:
            kept.add(unit)
    for at, place in enumerate([*preferred, *range(min(len(spans), 2 * MOST))]):
        if at >= len(preferred) and preferred and _length(shown, kept) >= ENOUGH:
            break
        unit = units[place] if len(shown[place]) >= SHORTEST else None
        room = ROOM if kept else LONGEST
        if unit and len(kept) < MOST and _length(shown, kept | {unit}) <= room:
            kept.add(unit)
    return {place for unit in kept for place in unit if shown[place]}


def is_said(words: str, title: str) -> bool:
    """A post has its own words for a title."""
    return clean(words).casefold().rstrip(".… ") in clean(title).casefold()


def _length(shown: Sequence[str], units: Iterable[tuple[int, ...]]) -> int:
    return sum(len(shown[place]) for unit in units for place in unit)


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
    return said[: room - 1].rpartition(" ")[0].rstrip(",;: ") + "…"
