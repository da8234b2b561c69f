"""What is read as a citizen demand, against `{"id", "home", "text", "demands": […], "event"?}`.

A demand of a row is `{"span": [start, end], "category", "urgency", "competence", "place": {…}}`; a
row without any demands nothing of us. A text is detected when a petition of ours is told of it, a
petition is right when it meets a labelled one (`petitions.*`: and is of its category). `category.*`
and `office.*` judge the class alone, of the labelled words; `urgency.*`, `settlement.*` and
`competence.*` are of the demands that were found. `turned.*` is what would turn by itself. Rows of
one `event` tell one demand: `joined.*` are of their pairs. Intervals resample whole texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from monitor.errors import SintesisError
from monitor.folding import fold
from monitor.labels import Competence
from monitor.model import Petition
from nlp.demands import features
from nlp.evaluate.bootstrap import mean, score
from nlp.evaluate.classes import Counts, accuracy, macro_f1, scores, summed

Row = Mapping[str, Any]
Range = tuple[int, int]
SHELVES = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 1.01)  # of confidences, where reliability is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How rows are read: each by the configuration of its municipality."""

    petitions: Callable[[Row], Sequence[Petition]]
    category: Callable[[Row, Range], str]  # of words that demand, for granted
    office: Callable[[Row, str], str | None]  # who attends a category there
    join: Callable[[Sequence[tuple[Row, Petition]]], Sequence[str]] | None = None
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Met:
    """A petition that was told, and the labelled demand that it meets."""

    petition: Petition
    demand: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Read:
    """A row as it was read."""

    row: Row
    met: tuple[Met, ...]

    @property
    def demands(self) -> Sequence[Mapping[str, Any]]:
        demands: Sequence[Mapping[str, Any]] = self.row["demands"]
        return demands

    @property
    def found(self) -> list[tuple[Petition, Mapping[str, Any]]]:
        return [(one.petition, one.demand) for one in self.met if one.demand is not None]


def evaluate(rows: Sequence[Row], reader: Reader) -> dict[str, Any]:
    every = _read(rows, reader)
    result: dict[str, Any] = {"n": len(rows), "demands": sum(len(one.demands) for one in every)}
    result |= scores([_detected(one) for one in every], "detection.")
    result |= scores([_spans(one) for one in every], "spans.")
    result |= scores([_spans(one, of_category=True) for one in every], "petitions.")
    result |= _classes(every, reader) | _surroundings(every) | _turned(every, reader)
    if reader.join:
        result |= _joined(every, reader.join)
    return result


def predictions(rows: Sequence[Row], reader: Reader) -> list[dict[str, Any]]:
    """Each row with the petitions that were told of it."""
    return [
        {**one.row, "predicted": [_written(each.petition, one.row["text"]) for each in one.met]}
        for one in _read(rows, reader)
    ]


def by_words(text: str) -> str:
    """The baseline: the category whose list has most words in the text."""
    return features.names("categories")[int(features.listed("categories", text).argmax())]


def reliability(rows: Sequence[Row], reader: Reader) -> list[tuple[float, float, int]]:
    """For each shelf of confidences: what was promised, what was held, of how many."""
    return _shelves([pair for one in _read(rows, reader) for pair in _judged(one)])


def _read(rows: Sequence[Row], reader: Reader) -> list[Read]:
    return [
        Read(row, _met(reader.petitions(_checked(row, number)), row["demands"]))
        for number, row in enumerate(rows, start=1)
    ]


def _checked(row: Row, number: int) -> Row:
    try:
        fine = isinstance(row["text"], str) and all(
            0 <= demand["span"][0] < demand["span"][1] <= len(row["text"]) and demand["category"]
            for demand in row["demands"]
        )
    except (KeyError, TypeError, IndexError):
        fine = False
    if not fine:
        raise SintesisError(f"Fila {number}: se esperaba «text» y «demands», con span y category.")
    return row


def _met(petitions: Iterable[Petition], demands: Sequence[Mapping[str, Any]]) -> tuple[Met, ...]:
    """Each petition of ours with the demand it shares most words with, one with one."""
    told = [one for one in petitions if one.competence is not Competence.NEIGHBOUR]
    shared = sorted(
        (
            (-_shared(petition, demand), at, place)
            for at, petition in enumerate(told)
            for place, demand in enumerate(demands)
            if _shared(petition, demand) > 0
        ),
        key=lambda each: each[0],
    )
    taken: dict[int, int] = {}
    for _, at, place in shared:
        if at not in taken and place not in taken.values():
            taken[at] = place
    return tuple(
        Met(petition, demands[taken[at]] if at in taken else None)
        for at, petition in enumerate(told)
    )


def _shared(petition: Petition, demand: Mapping[str, Any]) -> int:
    start, end = demand["span"]
    return min(petition.at.end, int(end)) - max(petition.at.start, int(start))


def _detected(one: Read) -> Counts:
    said, true = bool(one.met), bool(one.demands)
    return int(said and true), int(said), int(true)


def _spans(one: Read, *, of_category: bool = False) -> Counts:
    right = [
        petition
        for petition, demand in one.found
        if not of_category or petition.category == demand["category"]
    ]
    return len(right), len(one.met), len(one.demands)


def _classes(every: Sequence[Read], reader: Reader) -> dict[str, Any]:
    texts = [_pairs(one, reader) for one in every if one.demands]
    flat = [pair for pairs in texts for pair in pairs]
    result: dict[str, Any] = score("category.top1", texts, lambda some: accuracy(_flat(some)))
    result |= score("category.macro_f1", texts, lambda some: macro_f1(_flat(some)), rounds=200)
    result["baselines"] = {"keywords": summed(_by_words(every))} if flat else {}
    offices = [
        [float(office(true) == office(said)) for true, said in pairs if office(true)]
        for one, pairs in zip((one for one in every if one.demands), texts, strict=True)
        for office in [_office(reader, one.row)]
    ]
    result |= score("office.top1", [some for some in offices if some], _mean_of)
    return result


def _pairs(one: Read, reader: Reader) -> list[tuple[str, str]]:
    return [
        (demand["category"], reader.category(one.row, (demand["span"][0], demand["span"][1])))
        for demand in one.demands
    ]


def _by_words(every: Sequence[Read]) -> list[tuple[str, str]]:
    return [
        (demand["category"], by_words(one.row["text"][slice(*demand["span"])]))
        for one in every
        for demand in one.demands
    ]


def _office(reader: Reader, row: Row) -> Callable[[str], str | None]:
    return lambda category: reader.office(row, category)


def _surroundings(every: Sequence[Read]) -> dict[str, Any]:
    found = [[*one.found] for one in every if one.found]
    urgency = [
        [(d["urgency"], p.urgency.value) for p, d in some if d.get("urgency")] for some in found
    ]
    result = score("urgency.accuracy", _kept(urgency), lambda some: accuracy(_flat(some)))
    result |= score("urgency.macro_f1", _kept(urgency), lambda some: macro_f1(_flat(some)))
    whose = [
        [(d["competence"], p.competence.value) for p, d in some if d.get("competence")]
        for some in found
    ]
    result |= score("competence.accuracy", _kept(whose), lambda some: accuracy(_flat(some)))
    settled = [[_settled(p, d) for p, d in some if "place" in d] for some in found]
    return result | score("settlement.exact", _kept(settled), _mean_of)


def _settled(petition: Petition, demand: Mapping[str, Any]) -> float:
    """The settlement as the label names it, or none where it names none."""
    return float(fold(petition.address.settlement) == fold(demand["place"].get("settlement", "")))


def _judged(one: Read) -> list[tuple[float, bool]]:
    """How sure each petition was, and whether it was a demand of that category."""
    return [
        (
            each.petition.confidence,
            each.demand is not None and each.demand["category"] == each.petition.category,
        )
        for each in one.met
    ]


def _turned(every: Sequence[Read], reader: Reader) -> dict[str, Any]:
    """What would turn by itself: how much of all, and how often to the right office."""
    judged = [_judged(one) for one in every if one.met]
    result = score("ece", judged, lambda some: _ece(_flat(some)), rounds=200)
    told = [
        [
            _is_right(one, each, reader)
            for each in one.met
            if each.petition.confidence >= reader.sure
        ]
        for one in every
    ]
    shares = [[float(each.petition.confidence >= reader.sure) for each in one.met] for one in every]
    result |= score("turned.right", _kept(told), _mean_of)
    return result | score("turned.share", _kept(shares), _mean_of)


def _is_right(one: Read, each: Met, reader: Reader) -> float:
    if each.demand is None:
        return 0.0
    said = reader.office(one.row, each.petition.category)
    return float(said is not None and said == reader.office(one.row, each.demand["category"]))


def _ece(judged: Sequence[tuple[float, bool]]) -> float:
    shelves = _shelves(judged)
    return sum(abs(sure - right) * count for sure, right, count in shelves) / len(judged)


def _shelves(judged: Sequence[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    found = []
    for low, high in pairwise(SHELVES):
        some = [(sure, right) for sure, right in judged if low <= sure < high]
        if some:
            sure, right = (mean([float(one[side]) for one in some]) for side in (0, 1))
            found.append((sure, right, len(some)))
    return found


def _joined(
    every: Sequence[Read], join: Callable[[Sequence[tuple[Row, Petition]]], Sequence[str]]
) -> dict[str, Any]:
    """Pairs of rows of one event, and pairs of rows with petitions of one demand."""
    told = [(one.row, petition) for one in every for petition, _ in one.found]
    said: dict[str, set[str]] = defaultdict(set)
    for (row, _), demand in zip(told, join(told), strict=True):
        said[demand].add(str(row["id"]))
    true: dict[str, set[str]] = defaultdict(set)
    for one in every:
        if one.row.get("event") and one.found:
            true[str(one.row["event"])].add(str(one.row["id"]))
    right, claimed = _couples(true.values()), _couples(said.values())
    return score("joined.precision", [float(one in right) for one in sorted(claimed)], mean) | (
        score("joined.recall", [float(one in claimed) for one in sorted(right)], mean)
    )


def _couples(groups: Iterable[set[str]]) -> set[tuple[str, str]]:
    return {(one, other) for group in groups for one, other in combinations(sorted(group), 2)}


def _flat(some: Iterable[Sequence[Any]]) -> list[Any]:
    return [each for one in some for each in one]


def _kept(some: Iterable[list[Any]]) -> list[list[Any]]:
    return [one for one in some if one]


def _mean_of(some: Iterable[Sequence[float]]) -> float:
    return mean(_flat(some))


def _written(petition: Petition, text: str) -> dict[str, Any]:
    return {
        "span": [petition.at.start, petition.at.end],
        "words": text[petition.at.start : petition.at.end],
        "category": petition.category,
        "confidence": petition.confidence,
        "urgency": petition.urgency.value,
        "competence": petition.competence.value,
        "settlement": petition.address.settlement,
    }
