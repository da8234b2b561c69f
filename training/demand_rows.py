"""The labelled demands as training sees them: what is seen of a window, what is true of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from monitor.config import Config
from nlp import lexicons, places, sentences
from nlp.demands import features, linear, vectors
from nlp.demands.detecting import Window, windows
from nlp.demands.linear import Clause
from nlp.demands.towns import Town, Towns
from nlp.encoder import Vectors, encoder
from nlp.evaluate import offices
from nlp.places.municipalities import Home
from training.labelled import LABELLED

PHRASES = LABELLED / "demands_phrases.tsv"
HALF = 0.5  # of a clause, or of what it says, that must be labelled


@dataclass(frozen=True, slots=True)
class Example:
    """A window of a labelled text: what is seen of it, and what is true of each clause."""

    author: str
    home: str
    window: Window
    clauses: tuple[Clause, ...]
    raw: tuple[Vectors, Vectors]
    truth: tuple[int, ...]  # a category for each clause; -1 where it demands nothing
    elsewhere: bool = False  # what it demands is another municipality's

    @property
    def demands(self) -> bool:
        return max(self.truth) >= 0

    def runs(self) -> Iterator[range]:
        """The clauses of each labelled demand."""
        start = 0
        for place in range(1, len(self.truth) + 1):
            if place == len(self.truth) or self.truth[place] != self.truth[start]:
                if self.truth[start] >= 0:
                    yield range(start, place)
                start = place


def examples(given: Iterable[Mapping[str, Any]]) -> Iterator[Example]:
    for row in given:
        towns = named(row["text"], row["home"])
        for window in windows(row["text"], towns):
            yield example(window, row)


def example(window: Window, row: Mapping[str, Any]) -> Example:
    return Example(
        author=str(row.get("author", "")),
        home=str(row.get("home", "")),
        window=window,
        clauses=tuple(map(linear.read, window.texts)),
        raw=vectors.of(encoder(), window.texts),
        truth=tuple(_truth(clause, row["demands"]) for clause in window.ranges),
        elsewhere=row.get("reason") == "elsewhere",
    )


def phrases() -> list[Example]:
    """What people say of each category in few words, which stand in no text."""
    numbers = {name: place for place, name in enumerate(features.names("categories"))}
    return [
        replace(example(window, {"demands": []}), truth=(numbers[name],) * len(window.ranges))
        for name, text in (lexicons.rows_of(PHRASES) if PHRASES.exists() else ())
        for window in windows(text)
    ]


def named(text: str, home: str) -> tuple[Town, ...]:
    """The municipalities of a labelled text, as the pipeline would find them."""
    reader, towns = _of_home(home)
    return towns.named(text, reader.read(text, sentences.split(text)))


@cache
def _of_home(home: str) -> tuple[places.PlaceReader, Towns]:
    config = configs()[home]
    profile = config.profile
    known = places.gazetteer.read(Path(config.gazetteer)) if config.gazetteer else None
    at = Home(name=profile.municipality, called=profile.places, state=profile.state)
    return places.reader(config), Towns(at, *([known] if known else []))


@cache
def configs() -> Mapping[str, Config]:
    """The configuration of each municipality that the rows speak of."""
    return offices.configs(LABELLED)


def _truth(clause: tuple[int, int], demands: Sequence[Mapping[str, Any]]) -> int:
    start, end = clause
    for demand in demands:
        first, last = demand["span"]
        shared = min(end, last) - max(start, first)
        if shared >= HALF * (end - start) or shared >= HALF * (last - first):
            return features.names("categories").index(demand["category"])
    return -1
