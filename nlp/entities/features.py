"""From the tokens of a text to the ids of the features of each, all at once in numpy.

A feature of several words mixes the numbers of those words: to add one, a line in `_mixed`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.entities import gazetteer
from nlp.entities.tokens import EDGE, Token
from nlp.entities.words import NAMES, Shape, Word

Ids = NDArray[np.uint64]
BITS = 18  # of a feature's id
EDGES = 2  # before the first line, and after each
PLACES = (0, -2, -1, 1, 2)  # from which places a word sees another: its own first
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5],
    dtype=np.uint64,
)
_SALTS = np.arange(1, len(PLACES) + 1, dtype=np.uint64) * _FACTORS[2]
_STARTERS = {Shape.EDGE, Shape.STOP, Shape.OPENING, Shape.COLON, Shape.DASH, Shape.MARK}
_MIXED_CASE, _LOWER, _UPPER, _TITLE = range(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """For each token the run of capitalised words it stands in, by its first and last place."""

    first: NDArray[np.intp]  # 0, an edge, outside a run
    last: NDArray[np.intp]
    anchor: NDArray[np.intp]  # the word that governs the run: "vecinos de la *colonia* X"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The tokens of a text between edges: two before each line and two after the last."""

    tokens: list[Token]
    words: list[Word]
    case: NDArray[np.uint64]  # how the line is written
    marks: NDArray[np.uint64]  # names that our lists hold whole
    runs: Runs


def sheet(lines: Iterable[list[Token]], known: Callable[[str], Word]) -> Sheet:
    tokens, case = [EDGE] * EDGES, [0] * EDGES
    for line in lines:
        tokens += [*line, *[EDGE] * EDGES]
        case += [*[_case(line)] * len(line), *[0] * EDGES]
    words = [known(token.word) for token in tokens]
    return Sheet(
        tokens=tokens,
        words=words,
        case=np.array(case, dtype=np.uint64),
        marks=np.array(_marks(words), dtype=np.uint64),
        runs=_runs(words, case),
    )


def _case(line: Sequence[Token]) -> int:
    """Mixed, as press writes; or all of it lower, upper, or In Title Case."""
    words = [token.word for token in line if len(token.word) > 3 and token.word.isalpha()]
    if not any(token.word[0].isupper() for token in line):
        return _LOWER
    upper = sum(word.isupper() for word in words)
    if upper >= 3 and upper > 0.8 * len(words):
        return _UPPER
    titled = sum(word[0].isupper() for word in words)
    return _TITLE if titled >= 4 and titled > 0.8 * len(words) else _MIXED_CASE


def _marks(words: Sequence[Word]) -> list[int]:
    marks = [gazetteer.OUTSIDE] * len(words)
    done = 0
    for at, word in enumerate(words):
        if word.opens and at >= done:
            ahead = [each.folded for each in words[at : at + gazetteer.LONGEST]]
            length, kind = gazetteer.longest(ahead)
            marks[at : at + length] = [kind, *[kind + 2] * (length - 1)][:length]
            done = at + length
    return marks


def _runs(words: Sequence[Word], case: Sequence[int]) -> Runs:
    size = len(words)
    first, last, anchor = ([0] * size for _ in range(3))
    at = 0
    while at < size:
        if words[at].shape not in NAMES or case[at] == _UPPER:
            at += 1
            continue
        end = _run_end(words, at)
        first[at:end] = [at] * (end - at)
        last[at:end] = [end - 1] * (end - at)
        anchor[at:end] = [_anchor(words, at)] * (end - at)
        at = end
    return Runs(first=np.array(first), last=np.array(last), anchor=np.array(anchor))


def _run_end(words: Sequence[Word], at: int) -> int:
    """Past the last capitalised word that only links and numbers part from the first."""
    end = at + 1
    ahead = end
    while ahead < len(words) and ahead - end < 3:
        shape = words[ahead].shape
        if shape in NAMES or (shape is Shape.NUMBER and ahead == end):
            end = ahead + 1
        elif shape not in (Shape.LINK, Shape.JOINT):
            break
        ahead += 1
    return end


def _anchor(words: Sequence[Word], at: int) -> int:
    """The last word before a run that is no link."""
    for before in range(at - 1, max(at - 5, -1), -1):
        if words[before].shape is not Shape.LINK:
            return before
    return 0


def mixed_ids(page: Sheet) -> Ids:
    """(features, tokens): the ids of what several words say together."""
    low = np.array([word.low for word in page.words], dtype=np.uint64)
    shape = np.array([word.shape for word in page.words], dtype=np.uint64)
    lists = np.array([word.lists for word in page.words], dtype=np.uint64)
    rows = [*_neighbours(low, shape, lists, page), *_run_rows(low, shape, lists, page.runs)]
    return mixed(np.arange(1, len(rows) + 1, dtype=np.uint64)[:, None] * _FACTORS[3], rows)


def word_ids(word: Word) -> tuple[Ids, list[int]]:
    """The ids that the word gives to whoever sees it, and where those of each of PLACES begin."""
    own, near = len(word.own), len(word.near)
    sizes = [own, *[near] * (len(PLACES) - 1)]
    ids = np.array([*word.own, *word.near * (len(PLACES) - 1)], dtype=np.uint64)
    starts = [0, *(own + near * place for place in range(len(PLACES) - 1))]
    return mixed(np.repeat(_SALTS, sizes), ids), starts


def mixed(salt: Ids, rows: Sequence[Ids] | Ids) -> Ids:
    """Ids of BITS bits, spread evenly."""
    spread: Ids = (np.asarray(rows, dtype=np.uint64) + salt) * _FACTORS[0]
    spread ^= spread >> np.uint64(29)
    spread *= _FACTORS[1]
    spread >>= np.uint64(64 - BITS)
    return spread


def _pair(*columns: Ids) -> Ids:
    pair: Ids = columns[0] * _FACTORS[0]
    for column, factor in zip(columns[1:], _FACTORS[1:], strict=False):
        pair += column * factor
    return pair


def _shifted(column: Ids, by: int) -> Ids:
    return np.roll(column, -by)


def _neighbours(low: Ids, shape: Ids, lists: Ids, page: Sheet) -> list[Ids]:
    before, after = _shifted(low, -1), _shifted(low, 1)
    lists_before, lists_after = _shifted(lists, -1), _shifted(lists, 1)
    shape_before, shape_after = _shifted(shape, -1), _shifted(shape, 1)
    starts = np.isin(shape_before, list(_STARTERS)).astype(np.uint64)
    return [
        _pair(page.case, shape, shape_before),
        _pair(page.case, low),
        _pair(page.case, lists, shape),
        _pair(starts, shape, lists),
        _pair(starts, shape, lists_after, shape_after),
        _pair(shape_before, shape, shape_after),
        _pair(lists_before, lists, shape),
        _pair(lists, lists_after, shape, shape_after),
        _pair(lists_before, lists, lists_after, shape),
        _pair(before, lists, shape),
        _pair(before, shape),
        _pair(after, shape),
        _pair(low, after),
        _pair(before, low),
        _pair(_shifted(low, -2), before, shape),
        _pair(after, _shifted(low, 2), shape),
        _pair(before, after, shape),
        _pair(page.marks, shape),
        _pair(page.marks, _shifted(page.marks, 1), shape),
        _pair(page.marks, page.case),
    ]


def _run_rows(low: Ids, shape: Ids, lists: Ids, runs: Runs) -> list[Ids]:
    """What the run says to each of its words; a word of no run sees the edge."""
    places = np.arange(len(low))
    inside = runs.first > 0
    place = np.where(inside, np.minimum(places - runs.first, 4) + 1, 0).astype(np.uint64)
    rest = np.where(inside, np.minimum(runs.last - places, 4) + 1, 0).astype(np.uint64)
    before = np.where(inside, runs.first - 1, 0)
    after = np.where(inside, np.minimum(runs.last + 1, len(low) - 1), 0)
    first, last, anchor = runs.first, runs.last, runs.anchor
    return [
        _pair(place, rest, shape),
        _pair(place, rest, lists[first], lists[last]),
        _pair(place, lists[first], lists),
        _pair(low[first], place),
        _pair(low[first], rest, shape),
        _pair(low[before], place),
        _pair(low[before], lists[first], shape[first]),
        _pair(low[anchor], place),
        _pair(low[anchor], lists[first]),
        _pair(lists[anchor], lists[first], lists[last], place),
        _pair(low[anchor], low[before], shape),
        _pair(low[after], place, rest),
        _pair(low[after], lists[first]),
        _pair(shape[before], shape[after], lists[first], place),
        _pair(low[before], low[after], rest),
        _pair(lists[last], shape, rest),
    ]
