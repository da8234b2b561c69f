"""Which places a reader finds, against `{"text", "home", "called"?, "part"?, "places": […]}`.

A place of a row is `{"start", "end", "kind", "municipality"}`, offsets in the text and `null` where
the text does not settle the municipality; `home` is the municipality whose press it is. A place is
right when its characters and its kind are; the municipality is judged of those that are right. The
catalogue is `lugares.csv` beside the file, and the baseline marks its names wherever they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.errors import SintesisError
from monitor.model import PlaceKind
from nlp import sentences
from nlp.evaluate.bootstrap import mean, score
from nlp.evaluate.classes import Counts, compared, scores
from nlp.places import PlaceReader, gazetteer, names
from nlp.places.gazetteer import EMPTY, Gazetteer
from nlp.places.municipalities import Home
from nlp.places.words import words

Row = Mapping[str, Any]
Said = Mapping[tuple[int, int, str], str | None]  # the municipality by span and kind
CATALOGUE = "lugares.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Reads the places of a row, whoever's press it is."""

    known: Gazetteer
    home: Home

    def __call__(self, row: Row) -> Said:
        text = row["text"]
        found = PlaceReader(home_of(row, self.home), self.known).read(text, sentences.split(text))
        return {(one.start, one.end, one.kind.value): one.municipality for one in found}


def catalogue(folder: Path, *, otherwise: str | None = None) -> Gazetteer:
    """The catalogue beside a labelled file; else the configuration's; else none."""
    beside = folder / CATALOGUE
    file = beside if beside.exists() else Path(otherwise) if otherwise else None
    return gazetteer.read(file) if file else EMPTY


def home_of(row: Row, otherwise: Home) -> Home:
    if "home" not in row:
        return otherwise
    return Home(name=str(row["home"]), called=tuple(row.get("called", ())))


def evaluate(rows: Sequence[Row], read: Callable[[Row], Said], known: Gazetteer) -> dict[str, Any]:
    """Scores of all places, of each kind, of the municipality, and the catalogue's alone."""
    pairs = [(_truth(row, number), read(row)) for number, row in enumerate(rows, start=1)]
    result: dict[str, Any] = {"n": len(rows)}
    result |= scores([_counts(*pair) for pair in pairs], "spans.")
    for kind in PlaceKind:
        of_kind = [_counts(_of(truth, kind), _of(said, kind)) for truth, said in pairs]
        result |= scores([one for one in of_kind if one[1] or one[2]], f"{kind.value}.")
    result |= score("municipality.accuracy", [*_municipalities(pairs)], mean)
    by_name = [
        (truth, named(row["text"], known)) for (truth, _), row in zip(pairs, rows, strict=True)
    ]
    result |= scores([_counts(*pair) for pair in by_name], "baseline.gazetteer.")
    return result


def predictions(rows: Sequence[Row], read: Callable[[Row], Said]) -> list[dict[str, Any]]:
    """What was said of each row, beside the truth."""
    return [
        {
            "text": row["text"],
            "places": _written(_truth(row, number), row["text"]),
            "predicted": _written(read(row), row["text"]),
        }
        for number, row in enumerate(rows, start=1)
    ]


def named(text: str, known: Gazetteer) -> Said:
    """The baseline: every name of the catalogue is a colonia, wherever it stands."""
    told = words(text)
    found: dict[tuple[int, int, str], str | None] = {}
    done = 0
    for place in range(len(told)):
        if place < done or not told.word(place):
            continue
        if one := names.listed(told, place, known):
            municipalities = {row.municipality for row in known.rows(one.key)}
            only = municipalities.pop() if len(municipalities) == 1 else None
            span = (told.starts[one.first], told.ends[one.end - 1], PlaceKind.SETTLEMENT.value)
            found[span] = only
            done = one.end
    return found


def _truth(row: Row, number: int) -> Said:
    try:
        return {
            (int(one["start"]), int(one["end"]), PlaceKind(one["kind"]).value): one["municipality"]
            for one in row["places"]
            if isinstance(row["text"], str)
        }
    except (KeyError, TypeError, ValueError) as failure:
        kinds = ", ".join(PlaceKind)
        raise SintesisError(
            f"Fila {number}: se esperaba «text» y «places», una lista de start, end, "
            f"kind ({kinds}) y municipality; falla {failure}."
        ) from failure


def _of(said: Said, kind: PlaceKind) -> Said:
    return {span: where for span, where in said.items() if span[2] == kind.value}


def _counts(truth: Said, said: Said) -> Counts:
    return compared(truth.keys(), said.keys())


def _municipalities(pairs: Iterable[tuple[Said, Said]]) -> Iterable[float]:
    for truth, said in pairs:
        yield from (float(said[span] == truth[span]) for span in truth.keys() & said.keys())


def _written(said: Said, text: str) -> list[dict[str, Any]]:
    return [
        {"start": start, "end": end, "kind": kind, "words": text[start:end], "municipality": where}
        for (start, end, kind), where in sorted(said.items())
    ]
