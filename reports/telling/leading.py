"""Which piece leads a story: the fullest original that opens with the event, of most weight."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from monitor.folding import compose, fold
from monitor.model import Entry, PieceKind
from reports.kinds import is_opinion
from reports.telling.opening import details

FULL = 2500  # characters: beyond, more text says no more
WHOLE = 0.85  # of the longest copy: what is shorter lost something
COPY = 0.6  # of the word pairs of the shorter one
REACH = 0.12  # what ten times the readers are worth, beside a whole text

Weight = Callable[[str], int]  # readers of an outlet; 0 when nobody knows


def _unknown(outlet_id: str) -> int:
    return 0


def lead(entries: Sequence[Entry], *, weight: Weight = _unknown) -> Entry:
    """The entry that tells the story: news before opinion and posts, originals before copies."""
    texts = {entry.clipping.id: _pairs(entry) for entry in entries}
    detailed = details([entry.clipping for entry in entries])
    return min(
        entries,
        key=lambda entry: (
            entry.clipping.kind is PieceKind.POST,
            is_opinion(entry),
            not entry.analysis.readings,
            _is_copy(entry, entries, texts),
            entry.clipping.id in detailed,
            -round(_fullness(entry) + REACH * math.log10(1 + weight(entry.clipping.outlet_id)), 6),
            entry.clipping.published_at,
            entry.clipping.id,
        ),
    )


def _fullness(entry: Entry) -> float:
    return min(len(entry.clipping.text), FULL) / FULL


def _is_copy(
    entry: Entry, entries: Sequence[Entry], texts: dict[str, frozenset[tuple[str, str]]]
) -> bool:
    """Whether the text is in another piece that is older or says clearly more."""
    return any(
        _precedes(other, entry) and _same(texts[entry.clipping.id], texts[other.clipping.id])
        for other in entries
        if other.clipping.id != entry.clipping.id
    )


def _precedes(one: Entry, other: Entry) -> bool:
    """Of two copies, the first one: the earlier, unless the later one has the whole text."""
    mine, its = len(one.clipping.text), len(other.clipping.text)
    if mine < WHOLE * its:
        return False
    if its < WHOLE * mine:
        return True
    first = (one.clipping.published_at, one.clipping.id)
    return first < (other.clipping.published_at, other.clipping.id)


def _same(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> bool:
    return bool(one and other) and len(one & other) >= COPY * min(len(one), len(other))


def _pairs(entry: Entry) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(fold(compose(entry.clipping.text)).split()))
