"""The analyst's commands, on an office that lived three days: correct, see, export, retag."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.archive import Archive


@pytest.fixture
def archive(office):
    """The archive of that office."""
    archive = Archive(f"sqlite:///{office / 'sintesis.db'}")
    yield archive
    archive.close()


@pytest.fixture
def note(sintesis):
    """A note that names the mayor."""
    _, printed, _ = sintesis("find", "--subject", "alcaldesa", "--limit", "1", "--json")
    (found,) = json.loads(printed)
    assert found["corrected"] == []
    yield found
    sintesis("correct", found["id"], "--subject", "alcaldesa", "--undo")


def stance(sintesis, note) -> str:
    _, printed, _ = sintesis("find", "--subject", "alcaldesa", "--json")
    return {each["id"]: each["readings"]["alcaldesa"] for each in json.loads(printed)}[note["id"]]


def other(note) -> str:
    return "negative" if note["readings"]["alcaldesa"] != "negative" else "positive"


@pytest.mark.parametrize("named_by", ["id", "url"])
def test_a_note_is_corrected_by_its_id_or_its_address(sintesis, note, named_by) -> None:
    status, printed, _ = sintesis(
        "correct", note[named_by], "--subject", "alcaldesa", "--stance", other(note)
    )
    assert status == 0
    assert note["title"] in printed
    assert stance(sintesis, note) == other(note)
    assert "(corregida)" in sintesis("find", "--subject", "alcaldesa", "--limit", "1")[1]
    assert sintesis("correct", note["id"], "--subject", "alcaldesa", "--undo")[0] == 0
    assert stance(sintesis, note) == note["readings"]["alcaldesa"]


def test_corrections_are_listed_with_who_and_how_they_stand(sintesis, note) -> None:
    asked = ("--subject", "alcaldesa", "--stance", other(note), "--by", "Lucía Prado")
    sintesis("correct", note["id"], *asked, "--note", "es ironía")
    status, printed, _ = sintesis("corrections")
    assert status == 0
    assert "vale" in printed
    assert "Lucía" in printed
    _, printed, _ = sintesis("corrections", "--json", "--limit", "1")
    (listed,) = json.loads(printed)
    assert listed["correction"]["note"] == "es ironía"
    assert listed["correction"]["stance"] == other(note)
    assert listed["state"] == "holds"
    assert json.loads(sintesis("corrections", "--review", "--json")[1]) == []


def test_the_export_is_labelled_rows_without_who_corrected(
    sintesis, archive, note, tmp_path
) -> None:
    asked = ("--subject", "alcaldesa", "--stance", other(note), "--by", "Lucía Prado")
    sintesis("correct", note["id"], *asked, "--tone", "negative")
    out = tmp_path / "filas.jsonl"
    assert sintesis("corrections", "export", str(out))[0] == 0
    written = out.read_text(encoding="utf-8")
    assert "Lucía" not in written
    (row,) = map(json.loads, written.splitlines())
    assert {key: row[key] for key in ("author", "entities")} == {
        "author": "correction",
        "entities": [],
    }
    (target,) = row["targets"]
    assert (target["label"], target["tone"]) == (other(note), "negative")
    assert set(target) == {"start", "end", "label", "tone", "responsible", "voice"}
    assert row["text"][target["start"] : target["end"]].strip()
    status, printed, _ = sintesis("evaluate", "stance", str(out), "--json")
    assert (status, json.loads(printed)["n"]) == (0, 1)
    clipping = archive.clipping(note["id"])
    assert row["text"] in f"{clipping.title}\n{clipping.text}"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--subject", "nadie", "--undo"), "No hay un tema «nadie». Hay: "),
        (("--subject", "alcaldesa"), "--not-mentioned o --undo"),
        (("--subject", "alcaldesa", "--undo", "--not-mentioned"), "una sola cosa"),
        (("--subject", "alcaldesa", "--undo", "--tone", "neutral"), "acompañan a --stance"),
        (
            ("--subject", "alcaldesa", "--stance", "neutral", "--evidence", "palabras ausentes"),
            "no dice «palabras ausentes»",
        ),
        (("--subject", "alcaldesa", "--undo"), "no hay qué deshacer"),
    ],
)
def test_what_cannot_be_corrected_is_said_with_its_remedy(sintesis, note, arguments, words) -> None:
    status, _, complaint = sintesis("correct", note["id"], *arguments)
    assert status in (1, 2)
    assert words in complaint


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("la de ayer", "no es la dirección ni el id"),
        ("0" * 24, "no está en el acervo"),
        ("https://diario.example/nada", "sintesis why"),
    ],
)
def test_a_note_that_is_not_there_is_said(sintesis, name, words) -> None:
    status, _, complaint = sintesis("correct", name, "--subject", "alcaldesa", "--undo")
    assert status == 2
    assert words in complaint


def test_retag_counts_redoes_and_leaves_nothing(sintesis, office, archive, note) -> None:
    asked = ("--subject", "alcaldesa", "--stance", other(note))
    sintesis("correct", note["id"], *asked)
    assert sintesis("retag", "--dry-run")[1].startswith("0 notas")
    _make_stale(office)
    _, printed, _ = sintesis("retag", "--dry-run", "--json")
    stale = json.loads(printed)["stale"]
    assert stale > 3
    with archive.exclusive():  # a run is at work, and goes on
        status, printed, _ = sintesis("retag", "--limit", "2")
    assert status == 0
    assert printed.startswith(f"2 notas con etiquetas nuevas; {stale - 2} por volver")
    assert sintesis("retag", "--since", "2100-01-01", "--json")[1].count("0") == 3
    status, printed, _ = sintesis("retag", "--json")
    assert status == 0
    assert json.loads(printed) == {"stale": stale - 2, "retagged": stale - 2, "failed": 0}
    assert stance(sintesis, note) == other(note)
    assert archive.check() == []


def _make_stale(office: Path) -> None:
    """As if a newer program came: watch one more subject."""
    path = office / "sources.yaml"
    text = path.read_text(encoding="utf-8")
    assert "\nsubjects:\n" in text
    more = "  - {id: tianguis, name: Tianguis, kind: programme, aliases: [tianguis]}\n"
    path.write_text(text.replace("\nsubjects:\n", f"\nsubjects:\n{more}", 1), encoding="utf-8")
