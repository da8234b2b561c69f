"""The scores of an extractor are those that one counts by hand."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.errors import SintesisError
from monitor.model import Article, Outcome, Rejected
from nlp.evaluate import read_rows
from nlp.evaluate.extraction import evaluate, predictions, word_f1

MEXICO = ZoneInfo("America/Mexico_City")
PIECE = Article(
    title="Abren el “parque”",
    text="Abren el parque.\nCuesta poco.",
    author="Ana Luna",
    published_at=datetime(2026, 11, 18, 2, tzinfo=UTC),
)


def reads(body: bytes, url: str) -> Article | Rejected:
    return Rejected(outcome=Outcome.NOT_ARTICLE) if b"lista" in body else PIECE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "nota.html").write_bytes(b"nota")
    (tmp_path / "lista.html.gz").write_bytes(gzip.compress(b"lista"))
    return tmp_path


def test_every_score_is_counted_over_the_rows_that_state_it(folder: Path) -> None:
    rows = [
        {
            "html": "nota.html",
            "article": True,
            "text": "Abren el parque. Cuesta mucho.",
            "with": ["el parque", "fuga"],
            "without": ["Cuesta poco", "Te puede interesar"],
            "title": 'Abren el "parque"',
            "date": "2026-11-17",
            "author": "Otra Persona",
        },
        {"html": "lista.html.gz", "article": False},
    ]
    got = evaluate(rows, reads, folder=folder, zone=MEXICO)
    assert got["n"] == 2
    assert got["words.f1"] == 0.8
    assert got["snippets.precision"] == 0.5
    assert got["snippets.recall"] == 0.5
    assert (got["title"], got["date"], got["author"]) == (1.0, 1.0, 0.0)
    assert (got["article"], got["article_n"]) == (1.0, 2)
    assert got["pages_per_cpu_s"] > 0


def test_what_no_row_states_is_null(folder: Path) -> None:
    got = evaluate([{"html": "nota.html"}], reads, folder=folder)
    assert got["words.f1"] is None
    assert got["title_ci"] is None


def test_a_refused_page_scores_nothing(folder: Path) -> None:
    rows = [{"html": "lista.html.gz", "text": "Abren el parque", "title": "Abren"}]
    got = evaluate(rows, reads, folder=folder)
    assert (got["words.f1"], got["title"]) == (0.0, 0.0)


def test_predictions_are_rows_to_compare(folder: Path) -> None:
    rows = [{"html": "nota.html"}, {"html": "lista.html.gz"}]
    read, refused = predictions(rows, reads, folder=folder, zone=MEXICO)
    assert (read["date"], read["text"]) == ("2026-11-17", PIECE.text)
    assert refused["rejected"] == "not_article"


def test_words_count_as_often_as_they_stand() -> None:
    assert word_f1("agua agua luz", "agua luz") == pytest.approx(0.8)
    assert word_f1("", "agua") == 0.0


def test_a_file_that_cannot_be_read_says_which_and_where(folder: Path) -> None:
    broken = folder / "filas.jsonl"
    broken.write_text('{"html": "a"}\n\n[1]\n')
    with pytest.raises(SintesisError, match="línea 3"):
        read_rows(broken)
    with pytest.raises(SintesisError, match=r"falta\.html"):
        evaluate([{"html": "falta.html"}], reads, folder=folder)
