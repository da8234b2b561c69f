"""A clipping as the pipeline reads it: composed letters, one text, offsets that lead back.

spaCy's tokenizer is quadratic on runs without white space and a text may be endless: runs are cut
and the text that gets tokens is bounded, both without moving a single offset.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from monitor.model import Clipping, Field, PieceKind, Span

LONGEST_RUN = 300  # characters without white space
LONGEST_MARKS = 40  # marks in a row: each costs the tokenizer a walk over those that follow
LONGEST_TEXT = 100_000  # characters that are read; the rest is only searched for watched names
_RUN = re.compile(rf"[^\w\s]{{{LONGEST_MARKS}}}(?=[^\w\s])|\S{{{LONGEST_RUN}}}(?=\S)")
_CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A title or a text in composed form; `moves` tells where composing took characters away."""

    text: str
    moves: tuple[tuple[int, int], ...] = ()  # (offset from here on, characters taken away so far)

    def original(self, offset: int) -> int:
        if not self.moves:
            return offset
        place = bisect_right(self.moves, (offset, len(self.text) * 2)) - 1
        return offset + (self.moves[place][1] if place >= 0 else 0)


@dataclass(frozen=True, slots=True)
class Piece:
    """A title and a text; `[start, end)` of the whole stands for one of the title or the text."""

    title: Unit
    text: Unit
    day: date  # local day of publication
    whole: str  # title, line end, text
    kind: PieceKind = PieceKind.NOTE  # as its page states it

    @property
    def body(self) -> int:
        """Where the text begins in the whole."""
        return len(self.title.text) + 1

    def tokenised(self, places: Iterable[int]) -> str:
        """What gets tokens, no offset moved: the paragraphs of these places, the rest blank."""
        wanted = {self.whole.count("\n", 0, place) for place in places}
        lines = self.whole[:LONGEST_TEXT].split("\n")
        shown = (line if n in wanted else " " * len(line) for n, line in enumerate(lines))
        return _RUN.sub(lambda run: run[0][:-1] + " ", "\n".join(shown))

    def span(self, start: int, end: int) -> Span:
        if start < self.body:
            title = self.title
            return Span(field=Field.TITLE, start=title.original(start), end=title.original(end))
        first, last = (self.text.original(offset - self.body) for offset in (start, end))
        return Span(field=Field.TEXT, start=first, end=last)


def piece(clipping: Clipping, day: date) -> Piece:
    title, text = _unit(clipping.title), _unit(clipping.text)
    return Piece(title, text, day, f"{title.text}\n{text.text}", clipping.kind)


def _unit(text: str) -> Unit:
    """The text with n + tilde as ñ: a letter of its own only when it is one character."""
    if unicodedata.is_normalized("NFC", text):
        return Unit(text)
    parts, moves, done, gone = [], [], 0, 0
    for cluster in _CLUSTER.finditer(text):
        composed = unicodedata.normalize("NFC", cluster[0])
        parts += [text[done : cluster.start()], composed]
        done = cluster.end()
        gone += len(cluster[0]) - len(composed)
        moves.append((done - gone, gone))
    return Unit("".join([*parts, text[done:]]), tuple(moves))
