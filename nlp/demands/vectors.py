"""What each clause of a text means there, from the encoder's lower half, read once for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from nlp.encoder import BEGIN, END, LONGEST, PREFIX, Encoder, Pieces, Vectors

CLAUSE: Final = 60  # pieces of a clause that are read

Ids = tuple[int, ...]


def of(encoder: Encoder, clauses: Sequence[str]) -> tuple[Vectors, Vectors]:
    """The mean state of each clause, and of all: (clauses, width) and (width,)."""
    opening = encoder.wording.ids(PREFIX)
    rows: list[Vectors] = []
    means: list[Vectors] = []
    for some in _shelves([encoder.wording.ids(clause)[:CLAUSE] for clause in clauses], opening):
        inner = [piece for clause in some for piece in clause]
        pieces = Pieces((BEGIN, *opening, *inner, END), 1, 1 + len(opening) + len(inner))
        states = encoder.states(pieces)[0]
        means.append(states[1 : pieces.last].mean(axis=0))
        at = 1 + len(opening)
        for clause in some:
            rows.append(states[at : at + max(1, len(clause))].mean(axis=0))
            at += len(clause)
    return np.stack(rows), np.mean(means, axis=0)


def _shelves(clauses: Sequence[Ids], opening: Ids) -> Iterator[list[Ids]]:
    """As many clauses at a time as the encoder takes."""
    room = LONGEST - 2 - len(opening)
    some: list[Ids] = []
    for clause in clauses:
        if some and sum(map(len, some)) + len(clause) > room:
            yield some
            some = []
        some.append(clause)
    yield some
