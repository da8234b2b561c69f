"""How soon a demand must be attended, and the words that show it: risk to life before all else.

A cue is a line of `nlp/lexicons/demands/urgency.tsv`; how much each counts is fitted from our
labelled texts by `python -m training.urgency` and stands, to be read, in `urgency_weights.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final

from monitor.folding import fold
from monitor.labels import Urgency
from nlp import lexicons
from nlp.demands import since

SAID, TOLD, NEAR = 1.0, 0.7, 0.5  # how much a cue counts in its words, its sentence, around it
LEVELS: Final = (Urgency.NORMAL, Urgency.HIGH, Urgency.LIFE)
_REACH: Final = 24  # characters before a cue in which a "no" takes it away
_LASTS: Final = ((1, "hours"), (3, "few"), (8, "some"), (25, "many"))
_NEGATED: Final = re.compile(
    r"(?:\b(?:no (?:hay|hubo|se|es|son|fue|hace\w*)|no|sin|ni|nadie|nunca|evitar))\s+(?:\w+\s+)?$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words that make a demand more urgent, or less."""

    name: str
    negatable: bool  # "sin heridos" is no cue
    told: bool  # its words may be the reason
    late: bool  # … but after those of other cues: who suffers it, and not what happens
    words: re.Pattern[str]


CUES: Final = tuple(
    Cue(
        name=name,
        negatable=marks.startswith("yes"),
        told="mute" not in marks,
        late="late" in marks,
        words=re.compile(rf"(?<!\w)(?:{pattern})"),
    )
    for name, marks, pattern in lexicons.rows("demands/urgency.tsv")
)


_LATE: Final = frozenset(cue.name for cue in CUES if cue.late)


def _weights() -> Mapping[str, tuple[float, float]]:
    return {
        name: (float(high), float(life))
        for name, high, life in lexicons.rows("demands/urgency_weights.tsv")
    }


_WEIGHTS: Final = _weights()


def urgency(said: str, category: str, *, told: str = "", around: str = "") -> tuple[Urgency, str]:
    """The level, and the words that give it; "" where only the category does.

    `said` are the words of the petition, `told` its sentence, `around` what stands beside it.
    """
    found = cues(said, told, around)
    level = _highest(_valued(found, category))
    return level, _reason(found, level) if level is not Urgency.NORMAL else ""


def cues(said: str, told: str = "", around: str = "") -> dict[str, tuple[float, str]]:
    """Every cue with how much it counts and its words, and how long it lasts."""
    whole = max((said, told, around), key=len)
    folded = fold(whole)
    ranges = [(*_place(said, whole), SAID), (*_place(told, whole), TOLD)]
    found: dict[str, tuple[float, str]] = {"always": (1.0, "")}
    for cue in CUES:
        best = max(_matches(cue, folded, ranges), default=(0.0, 0, 0))
        if best[0]:
            value, start, end = best
            found[cue.name] = (value, whole[-start:end] if cue.told else "")
    for text in (said, told, around):
        if (days := since.days(text)) is not None:
            found[f"lasts.{_lasts(days)}"] = (1.0, since.duration(text))
            break
    return found


def _place(part: str, whole: str) -> tuple[int, int]:
    start = whole.find(part) if part else -1
    return (start, start + len(part)) if start >= 0 else (0, 0)


def _matches(
    cue: Cue, folded: str, ranges: Sequence[tuple[int, int, float]]
) -> Iterator[tuple[float, int, int]]:
    """How much each of its words counts, where they begin (the first is the greatest) and end."""
    for match in cue.words.finditer(folded):
        start, end = match.span()
        before = folded[max(0, start - _REACH) : start]
        if cue.negatable and _NEGATED.search(before):
            continue
        value = next((worth for low, high, worth in ranges if low <= start < high), NEAR)
        yield value, -start, end


def features(said: str, category: str, *, told: str = "", around: str = "") -> dict[str, float]:
    """What the weights are of."""
    return _valued(cues(said, told, around), category)


def _valued(found: Mapping[str, tuple[float, str]], category: str) -> dict[str, float]:
    return {name: value for name, (value, _) in found.items()} | {f"category={category}": 1.0}


def _lasts(days: int) -> str:
    return next((name for most, name in _LASTS if days < most), "long")


def _highest(given: Mapping[str, float]) -> Urgency:
    high, life = _score(given, 0), _score(given, 1)
    scores = dict(zip(LEVELS, (0.0, high, life), strict=True))
    return max(LEVELS, key=lambda level: scores[level])


def _score(given: Mapping[str, float], column: int) -> float:
    return sum(_WEIGHTS[name][column] * value for name, value in given.items() if name in _WEIGHTS)


def probabilities(given: Mapping[str, float]) -> dict[Urgency, float]:
    """How likely each level is, of features."""
    odds = (1.0, exp(_score(given, 0)), exp(_score(given, 1)))
    return {level: each / sum(odds) for level, each in zip(LEVELS, odds, strict=True)}


def _reason(found: Mapping[str, tuple[float, str]], level: Urgency) -> str:
    """The words that count most for the level, at most two."""
    column = LEVELS.index(level) - 1
    ranked = sorted(_counted(found, column), reverse=True)
    chosen = [" ".join(words.split()) for _, _, words in ranked[:2]]
    return ", ".join(dict.fromkeys(chosen))


def _counted(
    found: Mapping[str, tuple[float, str]], column: int
) -> Iterator[tuple[bool, float, str]]:
    for name, (value, words) in found.items():
        weight = _WEIGHTS.get(name, (0.0, 0.0))[column] * value
        if words and weight > 0:
            yield name not in _LATE, weight, words
