"""Fits what finds and classifies citizen demands: `python -m training.demands`, minutes of a core.

Rows: `nlp/labelled/demands.jsonl` and, for the categories alone, the phrases of
`demands_phrases.tsv`. Thresholds, how sure a confidence is and what turns by itself are measured
on each author in turn, by what the other authors taught; the test part is not looked at here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from monitor.config import Config
from monitor.configfile import load
from nlp import lexicons, places, sentences
from nlp.demands import deciding, features, linear, vectors
from nlp.demands.deciding import Group, Seen, Settings
from nlp.demands.detecting import DemandReader, Window, windows
from nlp.demands.features import BUCKETS
from nlp.demands.linear import Clause, Linear, Meant, Row
from nlp.demands.towns import Town, Towns
from nlp.encoder import Vectors, encoder
from nlp.places.municipalities import Home
from training.labelled import LABELLED, rows

PHRASES = LABELLED / "demands_phrases.tsv"
OFFICES = LABELLED / "demands_offices.tsv"
SEEN = 2  # clauses: what occurs in fewer says nothing
STRENGTH = {"words": 4.0, "text": 2.0, "clause": 1.0, "category": 0.3}
PHRASE = 0.6  # weight of a phrase that stands in no text
MISSED = 0.005  # of the texts that demand may be read no further
RIGHT = 0.98  # of what turns by itself, on authors that taught nothing: new ones are harder
FEWEST = 60  # petitions from which a share is believed
HALF = 0.5  # of a clause, or of what it says, that must be labelled

Floats = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class Example:
    """A window of a labelled text: what is seen of it, and what is true of each clause."""

    author: str
    home: str
    window: Window
    clauses: tuple[Clause, ...]
    raw: tuple[Vectors, Vectors]
    truth: tuple[int, ...]  # a category for each clause; -1 where it demands nothing

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


def main() -> None:
    given = [*examples(rows([LABELLED / "demands.jsonl"]))]
    extra = phrases()
    settings = measured(given, extra)
    told = {name: getattr(settings, name) for name in Settings.__slots__}
    deciding.SETTINGS.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    np.savez_compressed(linear.MODEL, **fit(given, extra))
    size = linear.MODEL.stat().st_size / 1_000
    print(f"demands: {len(given)} windows, {len(extra)} phrases, {size:.0f} kB, {told}")


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
    return {home: load(OFFICES.parent / path) for home, path in lexicons.rows_of(OFFICES)}


def _truth(clause: tuple[int, int], demands: Sequence[Mapping[str, Any]]) -> int:
    start, end = clause
    for demand in demands:
        first, last = demand["span"]
        shared = min(end, last) - max(start, first)
        if shared >= HALF * (end - start) or shared >= HALF * (last - first):
            return features.names("categories").index(demand["category"])
    return -1


def fit(given: Sequence[Example], extra: Sequence[Example]) -> dict[str, np.ndarray]:
    """The arrays of `demands.npz`."""
    rarity = _rarity(given)
    centre = np.stack(
        [
            np.concatenate([_unit(one.raw[0]) for one in given]).mean(axis=0),
            np.stack([_unit(one.raw[1][None])[0] for one in given]).mean(axis=0),
        ]
    )
    meant = [_meant(one, centre) for one in given]
    of_words = [linear.of_words(one.clauses, rarity) for one in given]
    of_text = [linear.of_text(*pair) for pair in zip(of_words, meant, strict=True)]
    demands = np.array([one.demands for one in given])
    kept = {"rarity": rarity.astype(np.float16), "centre": centre.astype(np.float32)}
    kept |= _head("words", of_words, demands)
    kept |= _head("text", of_text, demands)
    kept |= _clauses(given, meant, rarity)
    return kept | _categories(given, extra, meant, centre, rarity)


def _clauses(
    given: Sequence[Example], meant: Sequence[Meant], rarity: Floats
) -> dict[str, np.ndarray]:
    seen = [
        linear.of_clause(one.clauses, place, its, rarity)
        for one, its in zip(given, meant, strict=True)
        for place in range(len(one.clauses))
    ]
    truth = np.array([each >= 0 for one in given for each in one.truth])
    return _head("clause", seen, truth, columns=2 * BUCKETS)


def _categories(
    given: Sequence[Example],
    extra: Sequence[Example],
    meant: Sequence[Meant],
    centre: Floats,
    rarity: Floats,
) -> dict[str, np.ndarray]:
    """Of whole demands and of each of their clauses, and of the phrases."""
    seen, truth, weights = [], [], []
    every = [*zip(given, meant, strict=True), *((one, _meant(one, centre)) for one in extra)]
    for number, (one, its) in enumerate(every):
        for said in {
            (each.start, each.stop): each for run in one.runs() for each in (run, *_singly(run))
        }.values():
            seen.append(linear.of_category(one.clauses, said, its, rarity))
            truth.append(one.truth[said.start])
            weights.append(PHRASE if number >= len(given) else 1.0)
    return _head("category", seen, np.array(truth), weights=np.array(weights))


def _singly(run: range) -> Iterator[range]:
    return (range(place, place + 1) for place in run)


def _head(
    name: str,
    seen: Sequence[Row],
    truth: np.ndarray,
    *,
    columns: int = BUCKETS,
    weights: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """The weights of one head, as `nlp.demands.linear.Head` reads them."""
    matrix = hstack([_sparse(seen, columns), csr_matrix(np.stack([row.dense for row in seen]))])
    strength = STRENGTH[name]
    model = (
        LinearSVC(C=strength, random_state=0)
        if name == "category"
        else LogisticRegression(C=strength, max_iter=1000)
    )
    model.fit(matrix.tocsr(), truth, sample_weight=weights)
    answers = len(features.names("categories")) if name == "category" else 1
    whole = np.zeros((matrix.shape[1], answers), np.float32)
    bias = np.full(answers, -2.0, np.float32)
    where = model.classes_ if answers > 1 else [0]
    whole[:, where], bias[where] = model.coef_.T, model.intercept_
    hashed = whole[:columns]
    scale = np.maximum(np.abs(hashed).max(axis=0), 1e-9) / 127
    return {
        f"{name}.weights": np.round(hashed / scale).astype(np.int8),
        f"{name}.scale": scale,
        f"{name}.dense": whole[columns:].astype(np.float16),
        f"{name}.bias": bias,
    }


def _sparse(seen: Sequence[Row], columns: int) -> csr_matrix:
    ends = np.cumsum([0, *(len(row.sparse.columns) for row in seen)])
    where = np.concatenate([row.sparse.columns for row in seen])
    values = np.concatenate([row.sparse.values for row in seen])
    return csr_matrix((values, where, ends), shape=(len(seen), columns))


def _rarity(given: Sequence[Example]) -> Floats:
    seen = np.zeros(BUCKETS)
    every = [clause for one in given for clause in one.clauses]
    for clause in every:
        for family in clause.families:
            seen[np.unique(family)] += 1
    rarity = np.log((1 + len(every)) / (1 + seen)) + 1
    rarity[seen < SEEN] = 0
    return rarity.astype(np.float32)


def _meant(one: Example, centre: Floats) -> Meant:
    return linear.centred(*one.raw, centre)


def _unit(given: Vectors) -> Vectors:
    found: Vectors = given / np.linalg.norm(given, axis=1, keepdims=True)
    return found


@dataclass(frozen=True, slots=True)
class Held:
    """An example read by what the other authors taught."""

    one: Example
    model: Linear
    meant: Meant
    words: float
    seen: Seen

    def shares(self, group: Group, settings: Settings) -> Floats:
        scores = self.model.category(self.one.clauses, group.said, self.meant)
        return deciding.chances(scores, settings)


LOOSE = Settings(
    worth=-99.0,
    text=0.0,
    clause=0.0,
    second=(0.0,) * 5,
    sharpness=3.0,
    confidence=(0.0,) * 5,
    sure=1.0,
)


def measured(given: Sequence[Example], extra: Sequence[Example]) -> Settings:
    """Every threshold, on each author by what the others taught."""
    held = [
        one
        for author in sorted({one.author for one in given})
        for one in _held(
            [one for one in given if one.author == author],
            Linear(fit([one for one in given if one.author != author], extra)),
        )
    ]
    truth = np.array([each.one.demands for each in held])
    worth = float(
        np.quantile(
            [each.words for each, is_one in zip(held, truth, strict=True) if is_one], MISSED
        )
    )
    settings = replace(LOOSE, worth=round(worth, 3), text=_best_text(held, truth))
    settings = replace(settings, sharpness=_sharpness(held))
    settings = _best_groups(held, _second(held, settings))
    return _sure(held, _confident(held, settings))


def _held(apart: Sequence[Example], model: Linear) -> Iterator[Held]:
    reader = DemandReader(model, LOOSE, encoder())
    for one in apart:
        meant = model.meant(*one.raw)
        row = linear.of_words(one.clauses, model.rarity)
        seen = reader.seen(one.clauses, model.text(row, meant), meant)
        yield Held(one, model, meant, model.words(row), seen)


def _best_text(held: Sequence[Held], truth: np.ndarray) -> float:
    scores = np.array([each.seen.text for each in held])
    grid = np.linspace(-1, 1, 41)
    values = np.array([f1_score(truth, scores >= one) for one in grid])
    smooth = np.convolve(values, np.ones(7) / 7, mode="same")  # no peak of chance
    print(f"demands: F1 of texts on held authors {values[smooth.argmax()]:.3f}")
    return round(float(grid[smooth.argmax()]), 3)


def _sharpness(held: Sequence[Held]) -> float:
    pairs = [
        (each.model.category(each.one.clauses, run, each.meant), each.one.truth[run.start])
        for each in held
        for run in each.one.runs()
    ]
    right = np.mean([scores.argmax() == wanted for scores, wanted in pairs])
    print(f"demands: categories right on held authors {right:.3f}")

    def lost(sharpness: float) -> float:
        settings = replace(LOOSE, sharpness=sharpness)
        return -float(
            np.mean(
                [
                    np.log(deciding.chances(scores, settings)[wanted] + 1e-9)
                    for scores, wanted in pairs
                ]
            )
        )

    return round(float(min(np.linspace(1, 8, 57), key=lost)), 3)


def _second(held: Sequence[Held], settings: Settings) -> Settings:
    """What tells a second demand from other words for the first."""
    signs, truth = [], []
    for each in held:
        if not each.one.demands:
            continue
        logs = deciding.shares(each.seen.categories, settings)
        order = np.argsort(-each.seen.clauses).tolist()
        first = int(logs[order[0]].argmax())
        for place in order[1:]:
            category = int(logs[place].argmax())
            if each.seen.clauses[place] >= deciding.SCORED and category != first:
                signs.append(deciding.apart(each.seen, logs, [first], place))
                truth.append(each.one.truth[place] == category != each.one.truth[order[0]])
    fitted = _logistic(np.array(signs), np.array(truth))
    print(f"demands: {sum(truth)} of {len(truth)} other clauses demand something else")
    return replace(settings, second=fitted)


def _best_groups(held: Sequence[Held], settings: Settings) -> Settings:
    """The thresholds under which most petitions are found and fewest invented."""
    bias, *weights = settings.second
    tried = [
        replace(settings, clause=clause, second=(round(bias + more, 4), *weights))
        for clause in (-1.75, -1.25, -1.0, -0.75, -0.5, 0.0)
        for more in (-0.5, 0.0, 0.5, 1.0)
    ]
    found = max(tried, key=lambda one: _petitions(held, one) + _clauses_right(held, one))
    print(f"demands: F1 of petitions on held authors {_petitions(held, found):.3f}")
    return found


def _petitions(held: Sequence[Held], settings: Settings) -> float:
    """F1 of groups against labelled demands; one of the category that it meets is right."""
    right = said = true = 0
    for each in held:
        wanted = list(each.one.runs())
        groups = deciding.groups(each.seen, settings)
        hits = {(_hit(group, wanted), group.category) for group in groups}
        right += sum((hit, each.one.truth[run.start]) in hits for hit, run in enumerate(wanted))
        said, true = said + len(groups), true + len(wanted)
    return 2 * right / (said + true)


def _clauses_right(held: Sequence[Held], settings: Settings) -> float:
    """F1 of clauses: no petition should say more, or less, than was labelled."""
    right = said = true = 0
    for each in held:
        told = {place for group in deciding.groups(each.seen, settings) for place in group.said}
        wanted = {place for place, its in enumerate(each.one.truth) if its >= 0}
        right, said, true = right + len(told & wanted), said + len(told), true + len(wanted)
    return 2 * right / (said + true)


def _hit(group: Group, wanted: Sequence[range]) -> int | None:
    shared = [len(set(group.said) & set(run)) for run in wanted]
    return int(np.argmax(shared)) if any(shared) else None


def _told(held: Sequence[Held], settings: Settings) -> Iterator[tuple[Held, Group, Floats, int]]:
    """Every petition that would be told, and the category that it truly is, or -1."""
    for each in held:
        wanted = list(each.one.runs())
        for group in deciding.groups(each.seen, settings):
            hit = _hit(group, wanted)
            truth = -1 if hit is None else each.one.truth[wanted[hit].start]
            yield each, group, each.shares(group, settings), truth


def _confident(held: Sequence[Held], settings: Settings) -> Settings:
    told = list(_told(held, settings))
    signs = np.array(
        [deciding.signs(each.seen.text, group.score, shares) for each, group, shares, _ in told]
    )
    right = np.array([int(shares.argmax()) == truth for _, _, shares, truth in told])

    return replace(settings, confidence=_logistic(signs, right))


def _logistic(signs: np.ndarray, right: np.ndarray) -> tuple[float, ...]:
    """The bias and the weights under which probabilities come true."""

    def lost(weights: np.ndarray) -> float:
        total = np.clip(weights[0] + signs @ weights[1:], -30, 30)
        loss = np.log1p(np.exp(-np.where(right, total, -total))).mean()
        return float(loss + 1e-4 * (weights[1:] ** 2).sum())

    fitted = minimize(lost, np.zeros(signs.shape[1] + 1)).x
    return tuple(round(float(one), 4) for one in fitted)


def _sure(held: Sequence[Held], settings: Settings) -> Settings:
    """From which confidence the office is right as often as is asked."""
    names = features.names("categories")
    judged = []
    for each, group, shares, truth in _told(held, settings):
        said = names[int(shares.argmax())]
        sure = deciding.confidence(each.seen.text, group.score, shares, settings)
        office = offices(each.one.home)
        right = (
            truth >= 0
            and office.get(said) is not None
            and office.get(said) == office.get(names[truth])
        )
        judged.append((sure, right))
    judged.sort(key=lambda one: -one[0])
    shares_right = np.cumsum([right for _, right in judged]) / np.arange(1, len(judged) + 1)
    enough = [
        place for place, share in enumerate(shares_right) if share >= RIGHT and place >= FEWEST
    ]
    last = max(enough, default=0)
    print(
        f"demands: {last / max(1, len(judged)):.2f} of {len(judged)} petitions turn by themselves"
    )
    return replace(settings, sure=round(judged[last][0], 3))


@cache
def offices(home: str) -> Mapping[str, str]:
    """Who attends each category by itself, in the shipped file of a municipality."""
    return {
        category: office.id for office in configs()[home].offices for category in office.categories
    }


if __name__ == "__main__":
    main()
