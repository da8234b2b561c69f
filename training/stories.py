"""Learns from labelled groups how likely two notes tell one event: `python -m training.stories`.

Writes `frequencies.tsv` (in how many notes of ours each word is) and `likeness.json` (the weights
of a pair, of a story and of staying alone) into `monitor/stories`. `python -m
training.crossed` says how well each fifth of the stories is grouped by what the others taught.
Deterministic; takes a minute.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from monitor.stories import likeness, stream
from monitor.stories.likeness import FEATURES, NEVER, STORY_FEATURES, features, story_features
from monitor.stories.manner import MANNERS
from monitor.stories.placing import EVENT_REACH, Member, Newcomer, Placed, fit, is_copy
from monitor.stories.profile import Piece, read, shipped
from monitor.stories.words import words
from training.choosing import Choice, Weights, chosen
from training.labelled import LABELLED, rows

HERE = Path("monitor/stories")
STORIES = (LABELLED / "stories.jsonl", Path("tests/labelled/stories_events.jsonl"))
PROSE = (LABELLED / "readings.jsonl",)
CROWD = 4  # days
TOGETHER = 4  # sentences that make a note
LEAST = 2  # notes that a word must be in
_CACHES = (likeness._models, likeness._counted, likeness._counted_of_story)  # noqa: SLF001
RIDGE = 1.0  # pulls every weight towards nothing

Matrix = np.ndarray[Any, np.dtype[np.float64]]
Models = dict[str, tuple[Sequence[str], Weights]]  # what they weigh, and how
AGAINST = frozenset({"other_numbers", "elsewhere", "other_kind", "hours", "days", "since", "age"})
EITHER = frozenset({"brief", "size"})


def piece(row: dict[str, Any]) -> Piece:
    title, text = row.get("title") or "", row["text"]
    return Piece(
        id=str(row["id"]),
        title=title,
        text=text,
        published_at=datetime.fromisoformat(row["published"]),
    )


def write_frequencies() -> None:
    prose = [row["text"] for row in rows(PROSE)]
    notes = ["\n".join(prose[at : at + TOGETHER]) for at in range(0, len(prose), TOGETHER)]
    seen: Counter[int] = Counter(key for note in notes for key in words(note).counts)
    told = [read(piece(row)).keys for row in rows(STORIES)]
    seen.update(key for each in told for key in each)
    kept = sorted((key, n) for key, n in seen.items() if n >= LEAST)
    lines = ["# In how many notes of ours each word is: key, notes; the first key has all notes."]
    lines += [f"{key:x}\t{n}" for key, n in [(0, len(notes) + len(told)), *kept]]
    (HERE / "frequencies.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    shipped.cache_clear()


def pairs(labelled: Sequence[dict[str, Any]]) -> Iterator[Any]:
    """(features, same event, weight) of each note with those before it that an index finds."""
    story = {str(row["id"]): str(row["story"]) for row in labelled}
    past = stream.Stream()
    for each in sorted((piece(row) for row in labelled), key=lambda p: (p.published_at, p.id)):
        reading = read(each)
        new = past.weigh(reading)
        yield from _with_earlier(new, past, story)
        past.keep(new, Placed(story_id=each.id), seen=reading.keys)


def _with_earlier(
    new: Newcomer, past: stream.Stream, story: dict[str, str]
) -> Iterator[tuple[tuple[float, ...], bool, float]]:
    inside = [
        member
        for member in past.members.values()
        if abs(new.note.published_at - member.note.published_at) <= EVENT_REACH
    ]
    same = [each for each in inside if story[each.id] == story[new.id]]
    near = (past.members[one] for one in past.near(new.note.profile))
    others = [each for each in near if story[each.id] != story[new.id]]
    for member in same:
        yield features(new.note, member.note), True, 1 / len(same)
    for member in others:
        yield features(new.note, member.note), False, 1 / len(others)


def fitted(examples: Sequence[Any], names: Sequence[str]) -> tuple[float, list[float]]:
    """Bias and weights of the likeliest logistic model in which no likeness speaks against.

    Features that say nearly the same would else get large weights of both signs, which hold for
    the notes they were learnt from and for no others.
    """
    values = np.array([each[0] for each in examples])
    truth = np.array([each[1] for each in examples], dtype=float)
    worth = np.array([each[2] for each in examples])
    used = [at for at, column in enumerate(values.T) if column.std() > 1e-9]
    while True:
        bias, weights = _newton(values[:, used], truth, worth)
        scaled = weights * values[:, used].std(axis=0)
        pulls = [scale * sign(names[at]) for at, scale in zip(used, scaled, strict=True)]
        if min(pulls) >= 0:
            found = dict(zip(used, weights, strict=True))
            return bias, [float(found.get(at, 0.0)) for at in range(len(names))]
        used.pop(pulls.index(min(pulls)))


def sign(name: str) -> int:
    """Whether a feature may only speak for one event (1), only against it (-1), or both (0)."""
    plain = name.rpartition(".")[2]
    if plain in AGAINST:
        return -1
    return 0 if plain in EITHER else 1


def _newton(values: Matrix, truth: Matrix, worth: Matrix) -> tuple[float, Matrix]:
    scale = values.std(axis=0)
    design = np.hstack([np.ones((len(values), 1)), values / scale])
    pull = RIDGE * np.eye(design.shape[1])
    pull[0, 0] = 1e-6
    found = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ found))
        slope = design.T @ (worth * (chance - truth)) + pull @ found
        curve = (design * (worth * chance * (1 - chance))[:, None]).T @ design + pull
        step = np.linalg.solve(curve, slope)
        found -= step
        if float(np.abs(step).max()) < 1e-9:
            break
    return float(found[0]), found[1:] / scale


def choices(labelled: Sequence[dict[str, Any]]) -> Iterator[Choice]:
    """What each note could choose from, the true stories before it being as they are.

    What has a copy is left out: its text decides.
    """
    true = {str(row["id"]): str(row["story"]) for row in labelled}
    past = stream.Stream()
    pieces = [piece(row) for row in labelled]
    for each in sorted(pieces, key=lambda one: (one.published_at, one.id)):
        reading = read(each)
        new = past.weigh(reading)
        around = past.around(new)
        found = _worth(new, around) if not any(is_copy(new, one) for one in around) else {}
        if found:
            right = list(found).index(true[each.id]) if true[each.id] in found else None
            yield Choice(tuple(found.values()), new.note.profile.manner, right)
        past.keep(new, Placed(story_id=true[each.id]), seen=reading.keys)


def _worth(new: Newcomer, around: Iterable[Member]) -> dict[str, tuple[float, ...]]:
    """The features of each story that is not too old."""
    members: dict[str, list[Member]] = {}
    for member in around:
        members.setdefault(member.story_id, []).append(member)
    return {
        story: story_features(new.note, [member.note for member in its])
        for story, its in sorted(members.items())
        if fit(new, its) > NEVER
    }


def crowded(labelled: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same notes in a few days: as many at a time as a real press has, and as many alike."""
    whole = timedelta(days=CROWD)
    first = datetime(2026, 10, 1, tzinfo=UTC)
    return [
        row
        | {
            "published": (
                first + (datetime.fromisoformat(row["published"]) - first) % whole
            ).isoformat()
        }
        for row in labelled
    ]


def write_model(models: Models) -> None:
    kept = {
        model: {
            "bias": round(bias, 4),
            "weights": {n: round(float(w), 4) for n, w in zip(names, weights, strict=True)},
        }
        for model, (names, (bias, weights)) in models.items()
    }
    (HERE / "likeness.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    for cached in _CACHES:  # of what was there before
        cached.cache_clear()


def learn(labelled: Sequence[dict[str, Any]]) -> str:
    """Write the model of these rows; what it was learnt from, in a line."""
    streams = (labelled, crowded(labelled))
    examples = [pair for each in streams for pair in pairs(each)]
    models: Models = {"pair": (tuple(FEATURES), fitted(examples, tuple(FEATURES)))}
    unknown = {"story": (STORY_FEATURES, 0.0), "new": (MANNERS, 0.0)}
    for model, (names, bias) in unknown.items():
        models[model] = (names, (bias, [0.0] * len(names)))
    write_model(models)
    groups = [one for each in streams for one in choices(each)]
    story, new = chosen(groups, signs=[*map(sign, STORY_FEATURES)])
    write_model(models | {"story": (STORY_FEATURES, story), "new": (MANNERS, new)})
    return f"{len(labelled)} notes, {len(examples)} pairs, {len(groups)} choices of a story"


def main() -> None:
    write_frequencies()
    print(learn(list(rows(STORIES))))


if __name__ == "__main__":
    main()
