"""The command `add`: what it says, what it keeps, and how it ends."""

from __future__ import annotations

import json

NOTE = (
    "Vecinos reclaman por el agua en Xaltepec\n\nVecinos de La Joya dijeron que el gobierno de "
    "Xaltepec no ha mandado pipas desde el lunes y que la alcaldesa de Xaltepec no los recibió.\n"
)


def test_a_file_is_added_once_and_found(sintesis, tmp_path) -> None:
    place = tmp_path / "nota ñ.txt"
    place.write_text(NOTE, "utf-8")
    status, printed, _ = sintesis("add", str(place), "--outlet", "heraldo", "--json")
    (added,) = json.loads(printed)
    assert (status, added["outcome"]) == (0, "clipped")
    assert added["subjects"]
    assert added["outlet_id"] == "heraldo"

    status, printed, _ = sintesis("add", str(place), "--outlet", "heraldo")
    assert (status, printed[:15]) == (0, "Ya estaba desde")
    status, printed, _ = sintesis("find", '"no ha mandado pipas"')
    assert "Vecinos reclaman por el agua" in printed


def test_what_names_nobody_says_how_to_keep_it(sintesis, tmp_path) -> None:
    place = tmp_path / "deporte.txt"
    place.write_text("Gana el equipo\n\nEl equipo de la costa ganó anoche por dos goles a cero.\n")
    status, printed, _ = sintesis("add", str(place), "--outlet", "heraldo")
    assert status == 0
    assert "--keep" in printed
    status, printed, _ = sintesis("add", str(place), "--outlet", "heraldo", "--keep")
    assert (status, printed.startswith("Archivada: «Gana el equipo»")) == (0, True)


def test_what_cannot_be_read_ends_badly_and_says_why(sintesis, tmp_path) -> None:
    place = tmp_path / "roto.pdf"
    place.write_bytes(b"%PDF-1.7 nada")
    status, printed, _ = sintesis("add", str(place), "--outlet", "heraldo")
    assert status == 1
    assert "roto.pdf" in printed


def test_a_wrong_use_is_told(sintesis, tmp_path) -> None:
    place = tmp_path / "nota.txt"
    place.write_text(NOTE, "utf-8")
    for arguments, words in (
        ((str(place),), "--outlet"),
        ((str(place), "--outlet", "nadie"), "nadie"),
        ((str(tmp_path / "no-esta.txt"), "--outlet", "heraldo"), "no-esta.txt"),
        ((str(place), str(place), "--title", "x", "--outlet", "heraldo"), "una en una"),
    ):
        status, _, complained = sintesis("add", *arguments)
        assert (status, words in complained) == (2, True), complained
