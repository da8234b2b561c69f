"""The register of a search: `find --xlsx` and `find --csv`."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pandas as pd


def test_a_search_leaves_its_register_in_both_forms(sintesis, tmp_path):
    book, plain = tmp_path / "agua.xlsx", tmp_path / "agua.csv"
    status, printed, said = sintesis("find", "agua", "--xlsx", str(book), "--csv", str(plain))
    assert (status, printed) == (0, "")
    _, listed, _ = sintesis("find", "agua", "--limit", "10000", "--json")
    notes = json.loads(listed)
    assert f"{len(notes)} notas en {book}" in said
    read = pd.read_excel(book)
    assert list(read["Link"]) == [note["url"] for note in notes]
    assert read["Fecha"].dt.date.astype(str).tolist() == [
        note["published_at"][:10] for note in notes
    ]
    rows = list(csv.DictReader(StringIO(plain.read_text(encoding="utf-8-sig"))))
    assert [row["Link"] for row in rows] == list(read["Link"])
    assert [row["Sentimiento"] for row in rows] == list(read["Sentimiento"].fillna(""))


def test_the_stances_of_the_register_are_those_of_the_search(sintesis, tmp_path):
    book = tmp_path / "negativas.xlsx"
    _, printed, _ = sintesis(
        "find", "--subject", "alcaldesa", "--stance", "negative", "--xlsx", str(book), "--json"
    )
    read = pd.read_excel(book)
    assert len(read) == len(json.loads(printed)) > 0
    assert set(read["Sentimiento"]) == {"Negativo"}


def test_a_file_holds_all_and_a_limit_still_limits(sintesis, tmp_path):
    book = tmp_path / "todo.xlsx"
    sintesis("find", "--xlsx", str(book))
    everything = len(pd.read_excel(book))
    assert everything > 20
    sintesis("find", "--xlsx", str(book), "--limit", "3")
    assert len(pd.read_excel(book)) == 3


def test_twice_the_same_search_gives_the_same_bytes(sintesis, tmp_path):
    books = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for book in books:
        sintesis("find", "agua", "--xlsx", str(book))
    assert books[0].read_bytes() == books[1].read_bytes()


def test_a_search_that_finds_nothing_leaves_the_headings(sintesis, tmp_path):
    book = tmp_path / "nada.xlsx"
    status, _, said = sintesis("find", "hipopótamo", "--xlsx", str(book))
    assert status == 0
    assert "0 notas" in said
    assert pd.read_excel(book).shape == (0, 18)


def test_a_folder_that_is_not_there_is_said(sintesis, tmp_path):
    status, _, complaint = sintesis("find", "agua", "--csv", str(tmp_path / "no" / "a.csv"))
    assert status == 1
    assert "Traceback" not in complaint
    assert "a.csv" in complaint
