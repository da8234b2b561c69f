"""Learns from labelled groups how likely two notes tell one event: `python -m training.stories`.

Writes `frequencies.tsv` (in how many notes of ours each word is) and `likeness.json` (the numbers
of the logistic model) into `monitor/stories`. Deterministic; takes less than a minute.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from monitor.stories import stream
from monitor.stories.likeness import FEATURES, features
from monitor.stories.placing import EVENT_REACH, Member, Newcomer, Placed
from monitor.stories.profile import Piece, read, shipped
from monitor.stories.words import words
from training.labelled import LABELLED, rows

HERE = Path("monitor/stories")
STORIES = (LABELLED / "stories.jsonl",)
PROSE = (LABELLED / "readings.jsonl",)
TOGETHER = 4  # sentences that make a note
LEAST = 2  # notes that a word must be in
RIDGE = 1.0  # pulls every weight towards nothing
NEGATIVES = 12  # of each note, the likest of other events

Vectors = Callable[[str, str], bytes]  # of a title and a text


def piece(row: dict[str, Any], vector: Vectors | None = None) -> Piece:
    title, text = row.get("title") or "", row["text"]
    return Piece(
        id=str(row["id"]),
        title=title,
        text=text,
        published_at=datetime.fromisoformat(row["published"]),
        outlet_id=row.get("outlet") or "",
        vector=vector(title, text) if vector else b"",
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


def pairs(labelled: Sequence[dict[str, Any]], vector: Vectors | None = None) -> Iterator[Any]:
    """(features, same event, weight) of each note with those before it that an index finds."""
    story = {str(row["id"]): str(row["story"]) for row in labelled}
    past = stream.Stream()
    for each in sorted(
        (piece(row, vector) for row in labelled), key=lambda p: (p.published_at, p.id)
    ):
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
    likest = sorted(past.near(new.note.profile), key=lambda one: _shared(new, past.members[one]))
    others = [past.members[one] for one in likest if story[one] != story[new.id]][-NEGATIVES:]
    for member in same:
        yield features(new.note, member.note), True, 1 / len(same)
    for member in others:
        yield features(new.note, member.note), False, 1 / NEGATIVES


def _shared(new: Newcomer, member: Member) -> float:
    mine, its = new.note.profile.weights, member.note.profile.weights
    return sum(weight for key, weight in mine.items() if key in its)


def fitted(examples: Sequence[Any]) -> tuple[float, np.ndarray[Any, Any]]:
    """Bias and weights of the likeliest logistic model, by Newton's method."""
    values = np.array([each[0] for each in examples])
    truth = np.array([each[1] for each in examples], dtype=float)
    worth = np.array([each[2] for each in examples])
    scale = values.std(axis=0)
    used = np.where(scale > 1e-9, 1 / np.maximum(scale, 1e-9), 0.0)
    design = np.hstack([np.ones((len(values), 1)), values * used])
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
    return float(found[0]), found[1:] * used


def write_model(bias: float, weights: np.ndarray[Any, Any], *, trained_on: int) -> None:
    named = {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)}
    model = {"pairs": trained_on, "bias": round(bias, 4), "weights": named}
    (HERE / "likeness.json").write_text(json.dumps(model, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    write_frequencies()
    examples = list(pairs(list(rows(STORIES))))
    bias, weights = fitted(examples)
    write_model(bias, weights, trained_on=len(examples))
    print(f"{len(examples)} pairs")
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f"{name:>18} {weight:8.3f}")


if __name__ == "__main__":
    main()
