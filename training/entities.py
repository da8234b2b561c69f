"""Trains the recogniser of names: `python -m training.entities` writes `nlp/models/entities.npz`.

Always the same weights from the same labelled rows. `--without AUTHOR` leaves one author's rows
out and prints how well their names are found.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from spacy.lang.es.stop_words import STOP_WORDS

from monitor.folding import fold
from nlp.entities import features, tags
from nlp.entities.model import FILE, Recogniser
from nlp.entities.tokens import Token, lines
from nlp.entities.words import NONE, Lists, Word, known
from nlp.evaluate import entities as evaluation
from training import crf, labelled
from training.names import more

Row = dict[str, Any]
SWAPS = 2
PENALTY = 1.0
ROUNDS = 60
SEED = 7
UNLISTED = 6  # one name of so many is trained as one of no list
WHOLE = Lists.FIRST | Lists.LAST | Lists.PLACE | Lists.ORGANISATION
FAINT = 0.02  # a weight nearer to zero is not shipped
OTHERS = tuple(
    labelled.LABELLED / f"{name}.jsonl"
    for name in ("mentions_train", "places", "quotes", "stories", "themes")
)
ROWS = (labelled.LABELLED / "readings.jsonl", labelled.LABELLED / "names.jsonl")


def common(rows: Sequence[Row]) -> frozenset[int]:
    """Words that these texts, and those of other tasks, write in lower case outside of names."""
    return frozenset().union(_others(), *(_lower(row["text"], row["entities"]) for row in rows))


@cache
def _others() -> frozenset[int]:
    rows = (row for row in labelled.rows(OTHERS) if row.get("part") != "test")
    told = frozenset().union(*(_lower(row["text"], ()) for row in rows))
    return told | {crc32(fold(word).encode()) for word in STOP_WORDS}


def _lower(text: str, names: Sequence[tuple[int, int, str]]) -> frozenset[int]:
    return frozenset(
        crc32(fold(token.word).encode())
        for line in lines(text)
        for token in line
        if token.word.islower() and not any(s <= token.start < e for s, e, _ in names)
    )


def train(rows: Sequence[Row], file: Path) -> None:
    told = more(rows, swaps=SWAPS, seed=SEED)
    authors = sorted({row["author"] for row in told})
    sheets = [_sheet(told, rows, author) for author in authors]
    chain = _chain(sheets)
    weights, follow = crf.fit(chain, penalty=PENALTY, rounds=ROUNDS)
    weights[np.abs(weights) < FAINT] = 0
    scale = np.abs(weights).max() / 127
    np.savez_compressed(
        file,
        weights=np.round(weights / scale).astype(np.int8),
        scale=np.float32(scale),
        follow=follow.astype(np.float32),
        common=np.array(sorted(common(rows)), dtype=np.uint32),
    )


def _sheet(
    told: Sequence[Row], rows: Sequence[Row], author: str
) -> tuple[features.Sheet, list[list[int]]]:
    """One author's texts and tags; what words are common, the others say."""
    words = common([row for row in rows if row["author"] != author])
    own = [row for row in told if row["author"] == author]
    read = [(line, row) for row in own for line in lines(row["text"])]
    truth = [_tags(line, row) for line, row in read]
    return features.sheet((line for line, _ in read), _memory(words, author)), truth


def _memory(words: frozenset[int], author: str) -> Callable[[str], Word]:
    """Some words of each author are taken for unlisted: most names that come are in no list."""
    memory: dict[str, Word] = {}

    def remembered(word: str) -> Word:
        if word not in memory:
            draw = crc32(f"{author} {word}".encode()) % UNLISTED
            memory[word] = known(word, words, unlisted=NONE if draw else WHOLE)
        return memory[word]

    return remembered


def _tags(line: Sequence[Token], row: Row) -> list[int]:
    first = {token.start: place for place, token in enumerate(line)}
    last = {token.end: place for place, token in enumerate(line)}
    spans = [
        (first[start], last[end], kind)
        for start, end, kind in row["entities"]
        if start in first and end in last
    ]
    return tags.of(len(line), spans)


def _chain(sheets: Sequence[tuple[features.Sheet, list[list[int]]]]) -> crf.Chain:
    numbers: list[int] = []
    sequences: list[tuple[int, int]] = []
    edge = [tags.OUTSIDE] * features.EDGES
    for _, truth in sheets:
        numbers += edge
        for one in truth:
            sequences.append((len(numbers), len(numbers) + len(one)))
            numbers += [*one, *edge]
    return crf.Chain(
        rows=sparse.vstack([_matrix(page) for page, _ in sheets]).tocsr(),
        tags=np.array(numbers),
        batches=list(crf.batches(sequences)),
        allowed=tags.allowed(),
        ends=tags.allowed()[:, tags.OUTSIDE],
    )


def _matrix(page: features.Sheet) -> sparse.csr_matrix:
    """A row for each word of the page."""
    ids = {id(word): _by_place(word) for word in page.words}
    told = [ids[id(word)] for word in page.words]
    size = len(told)
    near = [
        np.concatenate([told[(at + offset) % size][place] for at in range(size)])
        for place, offset in enumerate(features.PLACES)
    ]
    counts = [np.array([len(each[place]) for each in told]) for place in range(len(near))]
    mixed = features.mixed_ids(page)
    parts = [
        _rows(seen, np.roll(count, -offset))
        for seen, count, offset in zip(near, counts, features.PLACES, strict=True)
    ]
    parts.append(_rows(mixed.T.ravel(), np.full(size, len(mixed))))
    return sum(parts[1:], start=parts[0])


def _by_place(word: Word) -> list[NDArray[np.uint64]]:
    ids, starts = features.word_ids(word)
    return np.split(ids, starts[1:])


def _rows(ids: NDArray[np.uint64], counts: NDArray[np.intp]) -> sparse.csr_matrix:
    ends = np.concatenate([[0], np.cumsum(counts)])
    ones = np.ones(len(ids), dtype=np.float32)
    return sparse.csr_matrix(
        (ones, ids.astype(np.int64), ends), shape=(len(counts), 2**features.BITS)
    )


def _kept(rows: Sequence[Row], author: str | None) -> Iterator[Row]:
    return (row for row in rows if row["author"] != author)


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", metavar="AUTHOR")
    parser.add_argument("--to", type=Path, default=FILE)
    given = parser.parse_args(arguments)
    rows = list(labelled.rows(path for path in ROWS if path.exists()))
    train(list(_kept(rows, given.without)), given.to)
    if given.without:
        left = [row for row in rows if row["author"] == given.without]
        print(evaluation.evaluate(left, Recogniser(given.to)))


if __name__ == "__main__":
    main(sys.argv[1:])
