"""How likely two notes tell the same event: a logistic model over a few features one can read.

Its numbers are in `likeness.json`, written by `python -m training.stories`. A new feature is a
function of two notes and a line in FEATURES, or of a note beside a story and a line in STORY; then
train again.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from importlib.resources import files

from monitor.stories.copies import similarity
from monitor.stories.manner import MANNERS
from monitor.stories.profile import Profile

DAY = 24.0  # hours
NEVER = -30.0  # log-odds
UNLIKE = -8.0  # log-odds of two notes of a story: beyond, it does not matter how much


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A profile, and when it was published."""

    profile: Profile
    published_at: datetime


Feature = Callable[[Note, Note], float]


def _words(one: Note, other: Note) -> float:
    """Cosine of headline and text."""
    mine, its = one.profile, other.profile
    both = (mine.weights.keys() & its.weights.keys()) - mine.senses
    dot = sum(mine.weights[key] * its.weights[key] for key in both)
    return dot / max(mine.norm * its.norm, 1e-6)


def _senses(one: Note, other: Note) -> float:
    """Cosine of what their words speak of."""
    mine, its = one.profile, other.profile
    dot = sum(mine.weights[key] * its.weights[key] for key in mine.senses & its.senses)
    return dot / max(mine.sense_norm * its.sense_norm, 1e-6)


def _senses_least(one: Note, other: Note) -> float:
    return min(
        _share(one.profile.senses, one.profile.weights, other.profile),
        _share(other.profile.senses, other.profile.weights, one.profile),
    )


def _rare_senses(one: Note, other: Note) -> float:
    """How rare the things are of which both speak."""
    return math.log1p(_beyond(one, other, one.profile.senses & other.profile.senses, least=2.0))


def _rare_words(one: Note, other: Note) -> float:
    mine, its = one.profile, other.profile
    both = (mine.weights.keys() & its.weights.keys()) - mine.senses
    return math.log1p(_beyond(one, other, both, least=3.0))


def _covered(one: Note, other: Note) -> float:
    """How much of what the shorter one says the longer one says too."""
    return max(
        _share(one.profile.weights, one.profile.weights, other.profile),
        _share(other.profile.weights, other.profile.weights, one.profile),
    )


def _headlines(one: Note, other: Note) -> float:
    """Runs of letters that both headlines have."""
    mine, its = one.profile.grams, other.profile.grams
    return 2 * len(mine & its) / max(len(mine) + len(its), 1)


def _headline_in_text(one: Note, other: Note) -> float:
    """How much of a headline the other note says, on average."""
    return (
        _share(one.profile.title, one.profile.weights, other.profile)
        + _share(other.profile.title, other.profile.weights, one.profile)
    ) / 2


def _headline_least(one: Note, other: Note) -> float:
    return min(
        _share(one.profile.title, one.profile.weights, other.profile),
        _share(other.profile.title, other.profile.weights, one.profile),
    )


def _names(one: Note, other: Note) -> float:
    """How much of the names of the one that has fewer the other has."""
    return max(
        _share(one.profile.names, one.profile.weights, other.profile),
        _share(other.profile.names, other.profile.weights, one.profile),
    )


def _names_least(one: Note, other: Note) -> float:
    return min(
        _share(one.profile.names, one.profile.weights, other.profile),
        _share(other.profile.names, other.profile.weights, one.profile),
    )


def _rare_names(one: Note, other: Note) -> float:
    """How rare the names are that both say."""
    return _both(one, other, one.profile.names & other.profile.names)


def _numbers(one: Note, other: Note) -> float:
    return _both(one, other, one.profile.numbers & other.profile.numbers)


def _other_numbers(one: Note, other: Note) -> float:
    """Both have numbers, none in common."""
    mine, its = one.profile.numbers, other.profile.numbers
    return float(bool(mine and its and not mine & its))


def _places(one: Note, other: Note) -> float:
    return _both(one, other, one.profile.places & other.profile.places)


def _elsewhere(one: Note, other: Note) -> float:
    """Both say where, and it is not the same place."""
    mine, its = one.profile.places, other.profile.places
    return float(bool(mine and its and not mine & its))


def _kinds(one: Note, other: Note) -> float:
    """How much of the kinds of event of the one that has fewer the other has."""
    return max(
        _share(one.profile.kinds, one.profile.weights, other.profile),
        _share(other.profile.kinds, other.profile.weights, one.profile),
    )


def _other_kind(one: Note, other: Note) -> float:
    """Both tell of some kind of event, and of none in common."""
    mine, its = one.profile.kinds, other.profile.kinds
    return float(bool(mine and its and not mine & its))


def _hours(one: Note, other: Note) -> float:
    return math.log1p(_apart(one, other))


def _days(one: Note, other: Note) -> float:
    return max(0.0, _apart(one, other) / DAY - 1)


def _apart(one: Note, other: Note) -> float:
    return abs((one.published_at - other.published_at).total_seconds()) / 3600


def _copied(one: Note, other: Note) -> float:
    return similarity(one.profile.signature, other.profile.signature)


def _brief(one: Note, other: Note) -> float:
    """How little the shorter one says."""
    least = min(len(one.profile.weights), len(other.profile.weights))
    return 1 / (1 + least / 10)


FEATURES: Mapping[str, Feature] = {
    "words": _words,
    "covered": _covered,
    "senses": _senses,
    "senses_least": _senses_least,
    "rare_senses": _rare_senses,
    "rare_words": _rare_words,
    "headlines": _headlines,
    "headline_in_text": _headline_in_text,
    "headline_least": _headline_least,
    "names": _names,
    "names_least": _names_least,
    "rare_names": _rare_names,
    "numbers": _numbers,
    "other_numbers": _other_numbers,
    "places": _places,
    "elsewhere": _elsewhere,
    "kinds": _kinds,
    "other_kind": _other_kind,
    "hours": _hours,
    "days": _days,
    "copied": _copied,
    "brief": _brief,
}


def features(one: Note, other: Note) -> tuple[float, ...]:
    return tuple(feature(one, other) for feature in FEATURES.values())


# What a note is compared by with all that the notes of a story say together.
WHOLE: tuple[str, ...] = (
    "words",
    "covered",
    "senses",
    "senses_least",
    "rare_senses",
    "rare_words",
    "headline_in_text",
    "headline_least",
    "names",
    "names_least",
)
WHOLE += ("rare_names", "numbers", "other_numbers", "places", "elsewhere", "kinds", "other_kind")


@dataclass(frozen=True)
class Beside:
    """A note beside the notes of a story."""

    new: Note
    members: Sequence[Note]

    @cached_property
    def odds(self) -> tuple[float, ...]:
        """With each of them."""
        return tuple(max(UNLIKE, logit(self.new, member)) for member in self.members)

    @cached_property
    def likest(self) -> Note:
        return self.members[self.odds.index(max(self.odds))]

    @cached_property
    def story(self) -> Note:
        return whole(self.members)


def _last(beside: Beside) -> float:
    moments = [member.published_at for member in beside.members]
    return beside.odds[moments.index(max(moments))]


def _gaps(beside: Beside) -> list[float]:
    return [_hours(beside.new, member) for member in beside.members]


def _said(beside: Beside) -> float:
    """How much of what the note says the story said."""
    mine = beside.new.profile.weights
    return _share(mine, mine, beside.story.profile)


def _best(feature: Feature) -> Callable[[Beside], float]:
    return lambda beside: feature(beside.new, beside.likest)


def _whole(feature: Feature) -> Callable[[Beside], float]:
    return lambda beside: feature(beside.new, beside.story)


# A note beside the member most like it, and beside all of them as if they were one.
STORY: Mapping[str, Callable[[Beside], float]] = {
    **{f"best.{name}": _best(feature) for name, feature in FEATURES.items()},
    **{f"whole.{name}": _whole(FEATURES[name]) for name in WHOLE},
    "whole.said": _said,
    "best.pair": lambda beside: max(beside.odds),
    "mean.pair": lambda beside: sum(beside.odds) / len(beside.odds),
    "last.pair": _last,
    "since": lambda beside: min(_gaps(beside)),
    "size": lambda beside: math.log(len(beside.members)),
    "age": lambda beside: max(_gaps(beside)),
}
STORY_FEATURES = tuple(STORY)


def story_features(new: Note, members: Sequence[Note]) -> tuple[float, ...]:
    beside = Beside(new, members)
    return tuple(feature(beside) for feature in STORY.values())


def whole(members: Sequence[Note]) -> Note:
    """The notes of a story as one: all their words, names, numbers and places."""
    profiles = [member.profile for member in members]
    weights: dict[int, float] = {}
    for each in profiles:
        for key, weight in each.weights.items():
            weights[key] = max(weight, weights.get(key, 0.0))
    profile = Profile(
        signature=b"",
        weights=weights,
        title=_union(each.title for each in profiles),
        names=_union(each.names for each in profiles),
        numbers=_union(each.numbers for each in profiles),
        places=_union(each.places for each in profiles),
        kinds=_union(each.kinds for each in profiles),
        senses=_union(each.senses for each in profiles),
    )
    return Note(profile=profile, published_at=members[0].published_at)


def _union(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset[int]().union(*sets)


def logit(one: Note, other: Note) -> float:
    """Log-odds that both tell the same event; the same whichever comes first."""
    if one.profile.weights.keys().isdisjoint(other.profile.weights):
        return NEVER  # nothing in common
    bias, counted = _counted()
    return bias + sum(weight * feature(one, other) for feature, weight in counted)


def story_worth(new: Note, members: Sequence[Note]) -> float:
    """What speaks for it that a note tells the event of these, against any other and `alone`."""
    beside = Beside(new, members)
    bias, counted = _counted_of_story()
    return bias + sum(weight * feature(beside) for feature, weight in counted)


def alone(new: Note) -> float:
    """What speaks for it that a note is the first of its event."""
    bias, weights = _models()["new"]
    told = zip(weights, new.profile.manner, strict=False)  # what was kept has lost its manner
    return bias + sum(weight * share for weight, share in told)


def probability(one: Note, other: Note) -> float:
    return 1 / (1 + math.exp(-max(NEVER, min(-NEVER, logit(one, other)))))


def _beyond(one: Note, other: Note, keys: Iterable[int], *, least: float) -> float:
    """How far these words of both are rarer than that."""
    mine, its = one.profile.weights, other.profile.weights
    return sum(max(0.0, min(mine[key], its[key]) - least) for key in keys)


def _both(one: Note, other: Note, keys: Iterable[int]) -> float:
    """How rare the words are that both say."""
    mine, its = one.profile.weights, other.profile.weights
    return math.log1p(sum(sorted(min(mine[key], its[key]) for key in keys)))


def _share(keys: Iterable[int], weights: Mapping[int, float], other: Profile) -> float:
    """What part of these words, by weight, the other says; 0 of nothing."""
    whole = said = 0.0
    for key in keys:
        weight = weights[key]
        whole += weight
        if key in other.weights:
            said += weight
    return said / whole if whole else 0.0


@cache
def _counted() -> tuple[float, tuple[tuple[Feature, float], ...]]:
    """The features of a pair that the model counts, with their weights."""
    bias, weights = _models()["pair"]
    pairs = zip(FEATURES.values(), weights, strict=True)
    return bias, tuple((feature, weight) for feature, weight in pairs if weight)


@cache
def _counted_of_story() -> tuple[float, tuple[tuple[Callable[[Beside], float], float], ...]]:
    bias, weights = _models()["story"]
    features = zip(STORY.values(), weights, strict=True)
    return bias, tuple((feature, weight) for feature, weight in features if weight)


@cache
def _models() -> Mapping[str, tuple[float, tuple[float, ...]]]:
    """Bias and weights, by what they judge."""
    kept = json.loads((files("monitor.stories") / "likeness.json").read_text(encoding="utf-8"))
    return {
        model: (float(kept[model]["bias"]), tuple(float(kept[model]["weights"][n]) for n in names))
        for model, names in (("pair", tuple(FEATURES)), ("story", STORY_FEATURES), ("new", MANNERS))
    }
