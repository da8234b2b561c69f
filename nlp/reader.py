"""The stance of one text towards one target, for whoever has no clipping at hand."""

from __future__ import annotations

from monitor.model import Stance
from nlp import readings
from nlp.flat import flatten, spelling


class StanceReader:
    """Reads rows of labelled files as the pipeline reads the sentences of a clipping."""

    def __call__(
        self, text: str, target: str, start: int | None = None, end: int | None = None
    ) -> tuple[Stance, float]:
        """The stance and how sure it is; without offsets, of the first place that names it."""
        if start is None or end is None:
            start, end = _place(text, target)
        stance = readings.reader()(text, start, end).stance
        return stance.label, stance.confidence


def _place(text: str, target: str) -> tuple[int, int]:
    flat, words = flatten(text), spelling(target)
    found = flat.text.find(words) if words else -1
    if found < 0:
        return 0, 0
    return flat.original(found), flat.original(found + len(words) - 1) + 1
