"""Whose names are covered in what the public says, and whose are news."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config import Outlet, Source
from monitor.model import Clipping, PieceKind
from nlp import Tagger
from nlp.faults import reason
from tests.nlp.conftest import CONFIG, DAY

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "names.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    sources = (Source(kind="feed", url="https://red.example/@vecinos_jacinto"),)
    network = Outlet(id="red", name="Red", scope="local", medium="network", sources=sources)
    return Tagger(CONFIG.model_copy(update={"outlets": (network,)}))


def covered(tagger: Tagger, text: str, *, kind: PieceKind = PieceKind.POST) -> list[str]:
    piece = Clipping(
        id="0" * 24,
        revision=1,
        source_id="red-feed",
        outlet_id="medio",
        url=None,
        title="",
        text=text,
        kind=kind,
        published_at=DAY,
        collected_at=DAY,
    )
    [analysis] = tagger.pipe([piece])
    assert analysis.mentions
    return [each.of(piece) for each in analysis.private]


@pytest.mark.parametrize(("name", "text"), ROWS)
def test_a_neighbour_is_covered_and_an_official_is_not(tagger, name, text):
    assert covered(tagger, text) == ([name] if name != "-" else [])


def test_in_a_note_that_asks_for_nothing_names_are_news(tagger):
    text = "Juana Pérez Solís ganó el concurso de tamales de San Jacinto, cel 55 1234 5678."
    assert covered(tagger, text, kind=PieceKind.NOTE) == ["55 1234 5678"]


def test_the_offices_own_profiles_are_everybodys(tagger):
    assert covered(tagger, "Sigan a @vecinos_jacinto en San Jacinto") == []
    assert covered(tagger, "Sigan a @lupe_zz9 en San Jacinto") == ["@lupe_zz9"]


def test_offsets_hold_where_letters_are_decomposed(tagger):
    text = "Nin\u0303os de San Jacinto sin agua. Me llamo Yaretzi Solís"
    assert covered(tagger, text) == ["Yaretzi Solís"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("no se traga", "paso: ValueError: no se traga"),
        ("cannot read no hay luz", "paso: ValueError"),
        ("cannot read 5512345678", "paso: ValueError: cannot read ••••••••••"),
        ("", "paso: ValueError"),
    ],
)
def test_a_fault_never_quotes_what_it_chokes_on(said, told):
    assert reason("paso", ValueError(said), ["Vecinos, no hay  luz en San Jacinto"]) == told
