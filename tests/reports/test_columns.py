"""The text part in a window of 80 columns, whatever the press and the office wrote."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from monitor.model import Stance
from reports import digest, render
from reports.model import Bar, Digest, Figure, Tally
from tests.reports import press
from tests.reports.test_charts import SAMPLE
from tests.reports.worn import TEXTS

WINDOW = 80
LETTERS = "aeiouñáé.-,«»*/:#@0123456789"
WORDS = some.lists(some.text(LETTERS, min_size=1, max_size=200), min_size=1, max_size=8)
PATHS = some.text("abc123/-?=&", max_size=220)
NUMBERS = some.integers(min_value=0, max_value=9_999)


def wide(text: str) -> list[str]:
    """The lines that a window cuts; an address alone on its line cannot be helped."""
    lines = (each for each in text.splitlines() if len(each) > WINDOW)
    return [each for each in lines if len(each.split()) > 1 or "://" not in each]


def _told(words: str, address: str) -> Digest:
    pieces = [
        press.clipping(words, f"{words} dijo. Algo más.", outlet_id=each, author=words, url=address)
        for each in ("faro", "calle")
    ]
    entries = [
        press.entry(piece, press.reading(piece, "mayor", Stance.NEGATIVE, words), story="una")
        for piece in pieces
    ]
    return digest.build(press.edition(*entries), press.config(municipality=words))


@pytest.mark.parametrize("name", TEXTS)
def test_no_line_is_cut(name: str) -> None:
    assert wide(TEXTS[name]) == []


@settings(max_examples=60, deadline=None)
@given(WORDS, PATHS)
def test_no_line_is_cut_whatever_is_written(words: list[str], path: str) -> None:
    address = f"https://faro.example/{path}"
    text = render.text(_told("A" + " ".join(words), address))
    assert wide(text) == []
    assert address in text


@settings(max_examples=60, deadline=None)
@given(some.text(LETTERS, min_size=1, max_size=90), NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_no_row_of_a_figure_is_cut(
    label: str, positive: int, neutral: int, negative: int, unread: int
) -> None:
    tally = Tally(positive=positive, neutral=neutral, negative=negative, unread=unread)
    figure = Figure(id="outlet", title="Impactos por medio", bars=(Bar(label=label, tally=tally),))
    assert wide(render.text(replace(SAMPLE, figures=(figure,)))) == []


def test_a_word_is_broken_only_where_no_line_holds_it() -> None:
    text = render.text(_told(f"Dijo {'z' * 60} y {'y' * 150} ayer", "https://faro.example/1"))
    assert "z" * 60 in text
    assert "y" * 150 not in text
    assert "".join(text.split()).count("y" * 150) >= 1
