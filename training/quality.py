"""`make quality`: measures what we ship on the test parts and writes it into `docs/quality.md`.

    python -m training.quality [OUTSIDE.jsonl…]

OUTSIDE are labelled rows of others, `{"text", "target", "label", …}` or `{"text", "demand",
"category"}`, that trained nothing. Between its two marks the document is ours alone to write; the
words around them are written by hand.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from nlp import readings
from nlp.encoder import Encoder
from nlp.evaluate import readings as scoring
from nlp.evaluate import stance
from nlp.linear import Linear
from nlp.reader import StanceReader
from nlp.readings import HEADS, by_rules
from training import demand_quality
from training.labelled import LABELLED, rows
from training.readings import IGNORED, read_rows

DOCUMENT = Path("docs/quality.md")
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
TRAIN, TEST = LABELLED / "readings.jsonl", LABELLED / "readings_test.jsonl"
Chances = Callable[[str, int, int, bool], Mapping[str, Any]]
SHOWN = 3  # examples of each kind of error
TASKS = Path("training/tasks.tsv")  # task, file, then the scores to print


def main(outside: Sequence[str]) -> None:
    test = list(rows([TEST]))
    reader = readings.reader().chances
    parts = [
        _readings(test, reader),
        _tasks(),
        _outside([file for file in outside if not _demands(file)]),
        demand_quality.told([file for file in outside if _demands(file)]),
        _reliability(test, reader),
        _outlets(test, reader),
        _errors(test, reader),
    ]
    text = DOCUMENT.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    told = "\n\n".join(part for part in parts if part)
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{told}\n\n{END}{after}", encoding="utf-8")
    print(told)


def _readings(test: Sequence[Any], reader: Chances) -> str:
    readers: dict[str, Chances] = {
        "the commonest label": _majority(test),
        "rules and word lists": _ruled,
        "n-grams + linear": _split_scores(Linear(Path("nlp/models/linear.npz")).scores),
        "encoder as it comes + linear": _frozen(),
        "**what we ship**": reader,
    }
    heads = ("macro_f1", "hard.macro_f1", "tone.macro_f1", "responsible.macro_f1", "voice.macro_f1")
    lines = [
        "| readings of a mention, macro-F1 | stance | hard rows | tone | responsible | voice |",
        "|---|---|---|---|---|---|",
    ]
    scores: dict[str, Any] = {}
    for name, chances in readers.items():
        scores = scoring.evaluate(test, chances)
        lines.append(f"| {name} | " + " | ".join(_figure(scores, head) for head in heads) + " |")
    hard = sorted(
        key.split(".")[1]
        for key in scores
        if key.count(".") == 2 and key.endswith("macro_f1") and key.startswith("hard.")
    )
    kinds = ", ".join(f"{kind} {scores[f'hard.{kind}.accuracy']:.2f}" for kind in hard)
    return "\n".join(lines) + (
        f"\n\n{scores['n']} targets of {len(test)} texts, all of an author, towns and outlets that"
        f" trained nothing. Shown the names that it never sees, it scores"
        f" {_figure(scores, 'named.macro_f1')}. Calibration error: stance {scores['ece']:.3f}, tone"
        f" {scores['tone.ece']:.3f}, responsible {scores['responsible.ece']:.3f}, voice"
        f" {scores['voice.ece']:.3f}.\n\nAccuracy of the stance on hard rows, by kind: {kinds}."
    )


def _figure(scores: Mapping[str, Any], key: str) -> str:
    if scores.get(key) is None:
        return "–"
    low, high = scores[f"{key}_ci"]
    return f"{scores[key]:.3f} [{low:.3f}, {high:.3f}]"


def _majority(test: Sequence[Any]) -> Chances:
    targets = [target for row in test for target in row["targets"]]
    counts = {
        head: np.array([sum(t.get(head) == name for t in targets) for name in names], float)
        for head, names in HEADS.items()
    }
    return lambda *_: {head: count / count.sum() for head, count in counts.items()}


def _ruled(text: str, start: int, end: int, named: bool) -> Mapping[str, Any]:
    even = {head: np.full(len(names), 1 / len(names)) for head, names in HEADS.items()}
    said = by_rules(text, start, end) + np.array([0, 0.3, 0])
    return even | {"label": np.exp(said) / np.exp(said).sum()}


def _split_scores(scores: Callable[[str, int, int], np.ndarray]) -> Chances:
    def chances(text: str, start: int, end: int, named: bool) -> Mapping[str, Any]:
        found, first = {}, 0
        every = scores(text, start, end)
        for head, names in HEADS.items():
            raised = np.exp(every[first : first + len(names)] - every.max())
            found[head] = raised / raised.sum()
            first += len(names)
        return found

    return chances


def _frozen() -> Chances:
    """Means of the untrained half's states, of the text and of the target, and a linear model."""
    encoder = Encoder()

    def means(text: str, start: int, end: int) -> np.ndarray:
        pieces = encoder.wording.marked(text, start, end)
        states = encoder.states(pieces)[0]
        return np.concatenate([states.mean(0), states[pieces.first : pieces.last].mean(0)])

    given = read_rows([TRAIN])
    matrix = np.stack([means(row.text, row.start, row.end) for row in given])
    classes = np.array([row.classes for row in given])
    models = []
    for number in range(len(HEADS)):
        known = classes[:, number] != IGNORED
        model = LogisticRegression(C=0.3, max_iter=500)
        models.append(model.fit(matrix[known], classes[known, number]))

    def scores(text: str, start: int, end: int) -> np.ndarray:
        its = means(text, start, end)[None]
        return np.concatenate([model.decision_function(its)[0] for model in models])

    return _split_scores(scores)


def _tasks() -> str:
    lines = ["| task, file | rows | scores [95 % interval] |", "|---|---|---|"]
    for line in TASKS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            task, file, *keys = line.split("\t")
            scores = _evaluated(task, file)
            told = ", ".join(f"{key} {_figure(scores, key)}" for key in keys)
            lines.append(f"| {task}, `{file}` | {scores.get('n', '')} | {told} |")
    return "\n".join(lines)


def _evaluated(task: str, file: str) -> dict[str, Any]:
    command = Path(sys.executable).with_name("sintesis")
    told = subprocess.run(
        [command, "evaluate", task, file, "--json"], check=True, capture_output=True, text=True
    )
    scores: dict[str, Any] = json.loads(told.stdout)
    return scores


def _outside(files: Sequence[str]) -> str:
    if not files:
        return ""
    lines = [
        "| stance on labels of others, which trained nothing | rows | macro-F1 | accuracy |",
        "|---|---|---|---|",
    ]
    for file in files:
        given = list(rows([Path(file)]))
        scores = stance.evaluate(given, StanceReader())
        name = Path(file).stem
        figures = " | ".join(_figure(scores, key) for key in ("macro_f1", "accuracy"))
        lines.append(f"| {name} | {scores['n']} | {figures} |")
    return "\n".join(lines)


def _demands(file: str) -> bool:
    """Are these rows of citizen demands, and not of stances?"""
    return "demand" in next(iter(rows([Path(file)])), {})


def _reliability(test: Sequence[Any], reader: Chances) -> str:
    """One line for each shelf of probabilities: what it promised, what it held."""
    lines = ["| stance, probability said | right | rows | |", "|---|---|---|---|"]
    for sure, right, count in scoring.reliability(test, reader, "label"):
        lines.append(f"| {sure:.2f} | {right:.2f} | {count} | {'█' * round(right * 20)} |")
    return "\n".join(lines)


def _outlets(test: Sequence[Any], reader: Chances) -> str:
    scores = scoring.evaluate(test, reader)
    lines = ["| outlet of the test part | rows | stance, accuracy |", "|---|---|---|"]
    for key in sorted(scores):
        if key.startswith("outlet.") and key.endswith(".accuracy"):
            name = key.removeprefix("outlet.").removesuffix(".accuracy")
            lines.append(f"| {name} | {scores[f'{key}_n']} | {_figure(scores, key)} |")
    return "\n".join(lines)


def _errors(test: Sequence[Any], reader: Chances) -> str:
    said = scoring.predictions(test, reader)
    wrong = [each for each in said if each["label"] != each["predicted_label"]]
    wrong.sort(key=lambda each: -each["confidence"])
    lines = ["Where it is surest and wrong, by kind of error:", ""]
    for label, mistaken in sorted({(each["label"], each["predicted_label"]) for each in wrong}):
        some = [e for e in wrong if (e["label"], e["predicted_label"]) == (label, mistaken)]
        lines.append(f"- **{label} read as {mistaken}** ({len(some)})")
        lines += [f"  - {_shown(each)}" for each in some[:SHOWN]]
    return "\n".join(lines)


def _shown(each: Mapping[str, Any]) -> str:
    text, start, end = each["text"], each["start"], each["end"]
    marked = f"{text[:start]}**{text[start:end]}**{text[end:]}".replace("\n", " ")
    return f"{marked} ({each['confidence']:.2f})"


if __name__ == "__main__":
    main(sys.argv[1:])
