"""What a story adds since it was last told: sentences of new pieces that no told piece said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.model import Clipping, Entry
from reports.sentences import sentences
from reports.telling.lines import Line, coverage, line, lines, union

MOST = 2
LIKE = 0.6  # of a sentence in one told sentence: it was said
KNOWN = 0.75  # of it anywhere in what was told: little is new
FEWEST = 3  # words, or a figure, that nobody had said


def news(
    entries: Sequence[Entry], told: Sequence[Clipping] = (), *, most: int = MOST
) -> tuple[Line, ...]:
    """Sentences to show after «nuevo:», the one that most new pieces say first.

    `told` has the pieces of the story that earlier editions told; what an entry said when an
    earlier edition told it counts too. Nothing is new in a story that nobody told.
    """
    before = [*told, *(entry.told for entry in entries if entry.told)]
    if not before:
        return ()
    known = [each for piece in before for each in _whole(piece)]
    words = frozenset[str]().union(*(each.words for each in known))
    figures = frozenset[str]().union(*(each.figures for each in known))
    fresh = [
        each
        for entry in entries
        for each in lines(entry.clipping)
        if is_new(each, known, words=words, figures=figures)
    ]
    return tuple(_best(fresh, most=most))


def is_new(
    made: Line, known: Iterable[Line], *, words: frozenset[str], figures: frozenset[str]
) -> bool:
    unsaid = made.words - words
    if coverage(made, known) >= LIKE and not made.figures - figures:
        return False
    return bool(made.figures - figures) or (union(made, words) < KNOWN and len(unsaid) >= FEWEST)


def _whole(piece: Clipping) -> tuple[Line, ...]:
    """All that a piece says, its headline too, whether or not it could stand in a summary."""
    said = [piece.title, *(piece.text[start:end] for start, end in sentences(piece.text))]
    return tuple(line(each, clipping_id=piece.id, at=at) for at, each in enumerate(said))


def _best(fresh: Sequence[Line], *, most: int) -> Iterable[Line]:
    chosen: list[Line] = []
    ordered = sorted(fresh, key=lambda each: (-_borne_out(each, fresh), each.at, each.clipping_id))
    for each in ordered:
        if len(chosen) < most and coverage(each, chosen) < LIKE:
            chosen.append(each)
    return chosen


def _borne_out(made: Line, fresh: Iterable[Line]) -> int:
    """How many pieces say it."""
    return len({each.clipping_id for each in fresh if coverage(made, [each]) >= LIKE})
