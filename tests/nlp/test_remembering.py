"""What is remembered of words is bounded: a run of weeks meets new ones without end."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from itertools import islice, product

import pytest

from monitor.archive import words as searched
from monitor.stories import senses
from monitor.stories import words as told
from nlp.demands import features
from nlp.entities import model

FULL = 18_000  # new words, after which no more are remembered
BLOCKS = 10_000  # of memory: fewer than any of these would take for as many words again


def invented() -> Iterator[str]:
    syllables = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "pro", "que", "ro", "sal", "tran"]
    return ("".join(parts) for parts in product(syllables, repeat=5))


def search(said: list[str]) -> None:
    for _ in searched.words(" ".join(said)):
        pass


def tell(said: list[str]) -> None:
    for word in said:
        told.stem(word)
        senses.kinds(word)
        senses.senses(word)


def demand(said: list[str]) -> None:
    features.families(said)


def name(said: list[str]) -> None:
    model.shipped().names(f"Dijo {' '.join(said)}.")


@pytest.mark.parametrize("work", [search, tell, demand, name])
def test_words_without_end_take_the_memory_of_the_last_thousands(
    work: Callable[[list[str]], None],
) -> None:
    words = invented()
    filling, full = blocks(work, words), blocks(work, words)
    assert full - filling < BLOCKS


def blocks(work: Callable[[list[str]], None], words: Iterator[str]) -> int:
    """The most that this process held while it met so many new words."""
    most = 0
    for _ in range(FULL // 1_000):
        work(list(islice(words, 1_000)))
        gc.collect()
        most = max(most, sys.getallocatedblocks())
    return most
