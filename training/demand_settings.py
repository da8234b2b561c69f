"""Measures every threshold of `nlp.demands.deciding`, on each author by what the others taught."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from zlib import crc32

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import f1_score

from nlp.demands import deciding, features, linear
from nlp.demands.deciding import Group, Seen, Settings
from nlp.demands.detecting import DemandReader
from nlp.demands.linear import Linear, Meant
from nlp.encoder import encoder
from training.demand_heads import fit
from training.demand_rows import Example, configs

MISSED = 0.015  # of the texts that demand may be read no further; most were not told either
RIGHT = 0.975  # of what turns by itself, on authors that taught nothing: new ones are harder
LOST = 0.01  # of the texts that demand may be told nothing, that less is told of others
PRESS = "a0"  # rows of the press, nearly all of which demand nothing
FEWEST = 60  # petitions from which a share is believed

Floats = np.ndarray[Any, np.dtype[np.float32]]


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
    second=(0.0,) * 6,
    sharpness=3.0,
    confidence=(0.0,) * 7,
    least=0.0,
    sure=1.0,
)


def measured(given: Sequence[Example], extra: Sequence[Example]) -> Settings:
    """Every threshold, on each author by what the others taught."""
    parts = _parts(given)
    held = [
        one
        for part in sorted(set(parts))
        for one in _held(
            [one for one, its in zip(given, parts, strict=True) if its == part],
            Linear(fit([one for one, its in zip(given, parts, strict=True) if its != part], extra)),
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
    return _sure(held, _least(held, _confident(held, settings)))


def _parts(given: Sequence[Example]) -> list[str]:
    """Who is held together: each author, and a share of the press that demands nothing."""
    authors = sorted({one.author for one in given if one.author != PRESS})
    return [
        one.author
        if one.author != PRESS
        else authors[crc32(one.window.texts[0].encode()) % len(authors)]
        for one in given
    ]


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
                signs.append(deciding.apart(each.seen, logs, {first: order[0]}, place))
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
        for more in (0.5, 1.0)  # a demand that is lost costs more than one told twice
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
        [
            deciding.signs(each.seen, group, shares, each.one.clauses)
            for each, group, shares, _ in told
        ]
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


def _confidence(each: Held, group: Group, shares: Floats, settings: Settings) -> float:
    return deciding.confidence(deciding.signs(each.seen, group, shares, each.one.clauses), settings)


def _least(held: Sequence[Held], settings: Settings) -> Settings:
    """Below which confidence nothing is told, so that few texts that demand are lost."""
    best: dict[int, tuple[float, bool]] = {}
    for each, group, shares, _ in _told(held, settings):
        sure, _ = best.get(id(each), (0.0, False))
        best[id(each)] = max(sure, _confidence(each, group, shares, settings)), each.one.demands
    right = [sure for sure, demands in best.values() if demands]
    wrong = np.array([sure for sure, demands in best.values() if not demands])
    least = float(np.quantile(right, LOST))
    print(f"demands: {(wrong < least).mean():.2f} of {len(wrong)} false alarms are not told")
    return replace(settings, least=round(least, 3))


def _sure(held: Sequence[Held], settings: Settings) -> Settings:
    """From which confidence the office is right as often as is asked."""
    names = features.names("categories")
    judged = []
    for each, group, shares, truth in _told(held, settings):
        if each.one.elsewhere:
            continue  # its place says so, and it is turned to nobody
        said = names[int(shares.argmax())]
        sure = _confidence(each, group, shares, settings)
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
