"""The tables of `docs/quality.md` on citizen demands: what we ship beside what would be simpler.

Every line is fitted on the same rows and judged on the same texts. Rows of others, `{"text",
"category"}`, are cut in five: four parts teach the same recipe their own classes, one judges it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

import nlp.demands
from nlp.demands import deciding, features, linear
from nlp.demands.detecting import windows
from nlp.demands.features import BUCKETS
from nlp.demands.linear import Row
from nlp.evaluate import demands as scoring
from nlp.evaluate.bootstrap import score
from nlp.evaluate.classes import accuracy, f1, macro_f1
from nlp.evaluate.offices import Offices
from training.demand_heads import STRENGTH, as_sparse
from training.demand_rows import Example, example, examples
from training.labelled import LABELLED, rows

LISTED = 2 * len(features.names("categories"))  # the dense columns that lists fill
PARTS = 5  # of rows of others: the last one judges


@dataclass(frozen=True, slots=True)
class Judged:
    """What a head sees of one thing, the class that it is, and the text that it is of."""

    row: Row
    truth: str
    home: str = ""
    said: str = ""  # by what we ship


def told(outside: Sequence[str]) -> str:
    train = [*examples(rows([LABELLED / "demands.jsonl"]))]
    test = [*examples(rows([LABELLED / "demands_test.jsonl"]))]
    parts = [_detected(train, test), _classified(_runs(train), _runs(test)), _reliable()]
    parts += [_of_others(file) for file in outside]
    return "\n\n".join(parts)


def _detected(train: Sequence[Example], test: Sequence[Example]) -> str:
    model = linear.shipped()
    seen, judged = ([_of_text(one, model) for one in some] for some in (train, test))
    truth = np.array([one.demands for one in train])
    wanted = [one.demands for one in test]
    voices: dict[str, Sequence[bool]] = {
        "every text demands": [True] * len(test),
        "a word of any list": [bool(sum(c.lists.sum() for c in one.clauses)) for one in test],
    }
    for name, (words, dense) in {
        "words and letters + linear": (True, False),
        "encoder and lists + linear": (False, True),
        "**what we ship**": (True, True),
    }.items():
        fitted = LogisticRegression(C=STRENGTH["text"], max_iter=1000)
        fitted.fit(_matrix(seen, words=words, dense=dense), truth)
        scores = fitted.decision_function(_matrix(judged, words=words, dense=dense))
        voices[name] = (scores >= deciding.shipped().text).tolist()
    lines = ["| does a text demand anything? | F1 |", "|---|---|"]
    for name, said in voices.items():
        counts = [(int(a and b), int(a), int(b)) for a, b in zip(said, wanted, strict=True)]
        lines.append(f"| {name} | {_figure(score('f1', counts, f1), 'f1')} |")
    return "\n".join(lines)


def _of_text(one: Example, model: linear.Linear) -> Row:
    words = linear.of_words(one.clauses, model.rarity)
    return linear.of_text(words, model.meant(*one.raw))


def _runs(given: Sequence[Example]) -> list[Judged]:
    model, names = linear.shipped(), features.names("categories")
    return [
        Judged(
            linear.of_category(one.clauses, run, model.meant(*one.raw), model.rarity),
            names[one.truth[run.start]],
            one.home,
            names[int(model.category(one.clauses, run, model.meant(*one.raw)).argmax())],
        )
        for one in given
        for run in one.runs()
    ]


def _voices(train: Sequence[Judged], test: Sequence[Judged]) -> dict[str, list[str]]:
    """What each way of classifying says of the test."""
    return {
        "the commonest": _commonest(train, test),
        "lists of words": _by_lists(train, test),
        "nearest mean of the encoder": _nearest(train, test),
        "encoder + linear": _fitted(train, test, words=False, dense=slice(LISTED, None)),
        "words and letters + linear": _fitted(train, test, words=True, dense=slice(0, 0)),
        "the same with the lists": _fitted(train, test, words=True, dense=slice(0, LISTED)),
        "the blend of all": _fitted(train, test, words=True, dense=slice(None)),
    }


def _classified(train: Sequence[Judged], test: Sequence[Judged]) -> str:
    lines = ["| of which category? | macro-F1 | top-1 | office top-1 |", "|---|---|---|---|"]
    office = Offices(LABELLED).office
    shipped = {"**what we ship: the blend, taught phrases too**": [one.said for one in test]}
    for name, said in {**_voices(train, test), **shipped}.items():
        pairs = [(one.truth, each) for one, each in zip(test, said, strict=True)]
        right = [
            (str(office({"home": one.home}, one.truth)), str(office({"home": one.home}, each)))
            for one, each in zip(test, said, strict=True)
            if office({"home": one.home}, one.truth)
        ]
        lines.append(f"| {name} | {_scored(pairs)} | {_figure(score('a', right, accuracy), 'a')} |")
    return "\n".join(lines)


def _of_others(file: str) -> str:
    given = [row for row in rows([Path(file)]) if row.get("category")]
    parts: tuple[list[Judged], list[Judged]] = ([], [])
    for row in given:
        last = crc32(row["text"].encode()) % PARTS == PARTS - 1
        if one := _whole(row):
            parts[last].append(one)
    train, test = parts
    lines = [
        f"| labels of others: {Path(file).stem}, {len(train)} teach, {len(test)} judge "
        "| macro-F1 | accuracy |",
        "|---|---|---|",
    ]
    for name, said in _voices(train, test).items():
        pairs = [(one.truth, each) for one, each in zip(test, said, strict=True)]
        lines.append(f"| {name} | {_scored(pairs)} |")
    return "\n".join(lines)


def _whole(row: Mapping[str, Any]) -> Judged | None:
    """The first window of a text, as one demand."""
    model = linear.shipped()
    window = next(windows(row["text"]), None)
    if window is None:
        return None
    one = example(window, {"demands": []})
    run = range(len(one.clauses))
    seen = linear.of_category(one.clauses, run, model.meant(*one.raw), model.rarity)
    return Judged(seen, row["category"])


def _commonest(train: Sequence[Judged], test: Sequence[Judged]) -> list[str]:
    [(common, _)] = Counter(one.truth for one in train).most_common(1)
    return [common] * len(test)


def _by_lists(train: Sequence[Judged], test: Sequence[Judged]) -> list[str]:
    """The class that the list with most words usually means."""
    lists = LISTED // 2
    usual: dict[int, Counter[str]] = {}
    for one in train:
        usual.setdefault(int(one.row.dense[:lists].argmax()), Counter())[one.truth] += 1
    [common] = set(_commonest(train, test[:1]))
    means = {place: counts.most_common(1)[0][0] for place, counts in usual.items()}
    return [means.get(int(one.row.dense[:lists].argmax()), common) for one in test]


def _nearest(train: Sequence[Judged], test: Sequence[Judged]) -> list[str]:
    names = sorted({one.truth for one in train})
    means = np.stack(
        [
            np.mean([o.row.dense[LISTED:] for o in train if o.truth == name], axis=0)
            for name in names
        ]
    )
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    return [names[int((means @ one.row.dense[LISTED:]).argmax())] for one in test]


def _fitted(
    train: Sequence[Judged], test: Sequence[Judged], *, words: bool, dense: slice
) -> list[str]:
    seen, judged = (
        _matrix([one.row for one in some], words=words, dense=dense) for some in (train, test)
    )
    model = LinearSVC(C=STRENGTH["category"], random_state=0)
    model.fit(seen, [one.truth for one in train])
    return [str(name) for name in model.predict(judged)]


def _matrix(seen: Sequence[Row], *, words: bool, dense: slice | bool) -> csr_matrix:
    columns = slice(None) if dense is True else slice(0, 0) if dense is False else dense
    parts = [as_sparse(seen, BUCKETS)] if words else []
    table = np.stack([row.dense[columns] for row in seen])
    return hstack([*parts, csr_matrix(table)] if table.shape[1] else parts).tocsr()


def _reliable() -> str:
    offices = Offices(LABELLED)
    reader = scoring.Reader(
        petitions=offices.petitions,
        category=offices.category,
        office=offices.office,
        sure=nlp.demands.sure(),
    )
    lines = ["| demand, probability said | right | petitions | |", "|---|---|---|---|"]
    for sure, right, count in scoring.reliability(
        [*rows([LABELLED / "demands_test.jsonl"])], reader
    ):
        lines.append(f"| {sure:.2f} | {right:.2f} | {count} | {'█' * round(right * 20)} |")
    return "\n".join(lines)


def _scored(pairs: Sequence[tuple[str, str]]) -> str:
    found = score("f", pairs, macro_f1, rounds=200) | score("a", pairs, accuracy)
    return f"{_figure(found, 'f')} | {_figure(found, 'a')}"


def _figure(scores: Mapping[str, Any], key: str) -> str:
    low, high = scores[f"{key}_ci"]
    return f"{scores[key]:.3f} [{low:.3f}, {high:.3f}]"
