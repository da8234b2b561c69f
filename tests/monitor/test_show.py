"""What leaves for a terminal or a folder is nothing that anybody obeys."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.show import print_table, safe
from monitor.keeping import Keeper, name_of

ORDERS = "\x1b\x07\x08\x9b\u202e\u2066"


@given(st.text(), st.sampled_from(ORDERS), st.text())
def test_a_terminal_obeys_nothing_that_the_press_wrote(before: str, order: str, after: str) -> None:
    assert order not in safe(f"{before}{order}[31m{after}")
    assert safe("Año de sequía: «sin agua» 💧") == "Año de sequía: «sin agua» 💧"


@pytest.mark.parametrize("name", ["../sintesis.db", "/etc/passwd", "a/b.pdf", "", ".", "..", ".x"])
def test_a_kept_file_is_below_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="kept file"):
        Keeper(tmp_path).path(name)


def test_a_kept_file_is_kept_once_and_whole(tmp_path: Path) -> None:
    keeper, name = Keeper(tmp_path), name_of(b"un periodico", ".PDF")
    keeper.keep({name: b"un periodico"})
    keeper.keep({name: b"otra cosa"})
    assert name.endswith(".pdf")
    assert keeper.path(name).read_bytes() == b"un periodico"
    assert [each.name for each in tmp_path.rglob("*.*")] == [name]


def test_no_word_of_a_table_is_broken_where_all_have_room(capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    headings = ("", "recibidas", "abiertas", "vencidas", "atendidas", "a tiempo", "mediana")
    rows = [
        ("Dirección de Servicios Públicos", "2", "1", "0", "1", "100%", "1.2 días"),
        ("sin dependencia", "1", "1", "0", "0", "—", "—"),
    ]
    print_table(headings, rows)
    printed = capsys.readouterr().out
    for word in ("Dirección", "dependencia", "atendidas", "Públicos"):
        assert word in printed.split()
    assert max(map(len, printed.splitlines())) <= 80
