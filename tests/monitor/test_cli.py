"""The command line as a person uses it: words, JSON, and the status it leaves with."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from monitor.cli import hoisted, main

LABELLED = Path(__file__).parent.parent / "labelled"

TEXT = (
    "Critican a la alcaldesa de Xaltepec\n\nRegidores de oposición acusaron a la alcaldesa de "
    "Xaltepec, Maricruz Olvera, de ocultar los contratos del alumbrado público.\n"
)


def test_find_tells_title_outlet_stance_and_address(sintesis):
    status, printed, _ = sintesis("find", "agua")
    assert status == 0
    assert "http://127.0.0.1" in printed
    assert any(mark in printed for mark in ("▲", "●", "▼"))


def test_find_in_json_filters_by_stance_and_subject(sintesis):
    _, printed, _ = sintesis("find", "--subject", "alcaldesa", "--stance", "negative", "--json")
    rows = json.loads(printed)
    assert rows
    assert all(row["readings"]["alcaldesa"] == "negative" for row in rows)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("find", '"agua'), "comilla"),
        (("find", "--outlet", "nadie"), "No hay un medio «nadie»"),
        (("find", "--subject", "nadie"), "No hay un tema «nadie»"),
        (("why", "la de ayer"), "no es una dirección"),
        (("digest", "show", "1999-01-01T07:00"), "digest list"),
        (("sources", "check", "nadie"), "sources list"),
        (("evaluate", "extract", "no-existe.jsonl"), "no existe"),
        (("evaluate", "extract", str(LABELLED / "mentions.jsonl")), "falta «html»"),
        (("colect",), "No existe el comando"),
        (("worker",), "PostgreSQL"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_remedy(sintesis, arguments, words):
    status, _, complaint = sintesis(*arguments)
    assert status in (1, 2)
    assert words in complaint
    assert "Traceback" not in complaint


def test_a_wrong_configuration_leaves_with_78_and_names_the_line(tmp_path, capfd):
    wrong = tmp_path / "sources.yaml"
    wrong.write_text("profile:\n  municipalty: Xaltepec\n", encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["-c", str(wrong), "doctor"])
    assert left.value.code == 78
    assert "sources.yaml:2" in capfd.readouterr().err


def test_general_options_are_admitted_after_the_command(office, capfd):
    with pytest.raises(SystemExit) as left:
        main(["find", "agua", "--json", "--config", str(office / "sources.yaml")])
    assert left.value.code == 0
    assert json.loads(capfd.readouterr().out)
    assert hoisted(["worker", "--archive=x", "--", "-c", "y"]) == [
        "--archive=x",
        "worker",
        "--",
        "-c",
        "y",
    ]


@pytest.mark.parametrize("task", ["extract", "stance", "stories"])
def test_evaluate_scores_a_labelled_file_with_intervals(sintesis, tmp_path, task):
    labelled = LABELLED / f"{task}.jsonl"
    said = tmp_path / "dicho.jsonl"
    status, printed, _ = sintesis(
        "evaluate", task, str(labelled), "--json", "--predictions", str(said)
    )
    assert status == 0
    scores = json.loads(printed)
    key = {"extract": "words.f1", "stance": "macro_f1", "stories": "bcubed.f1"}[task]
    low, high = scores[f"{key}_ci"]
    assert low <= scores[key] <= high
    assert len(said.read_text(encoding="utf-8").splitlines()) == scores["n"]


def test_evaluate_mentions_takes_the_subjects_of_the_configuration(sintesis, tmp_path):
    labelled = tmp_path / "menciones.jsonl"
    rows = [
        {"text": "La alcaldesa de Xaltepec abrió un pozo.", "subjects": ["alcaldesa"]},
        {"text": "Subió el precio del limón.", "subjects": []},
    ]
    labelled.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    status, printed, _ = sintesis("evaluate", "mentions", str(labelled), "--json")
    assert status == 0
    assert json.loads(printed)["f1"] == 1.0


def test_why_answers_for_a_note_of_the_archive(sintesis):
    _, printed, _ = sintesis("find", "agua", "--json", "--limit", "1")
    (row,) = json.loads(printed)
    status, sentence, _ = sintesis("why", row["url"])
    assert status == 0
    assert "edición del" in sentence


def test_analyze_quotes_what_shows_the_stance(sintesis, tmp_path):
    note = tmp_path / "nota.txt"
    note.write_text(TEXT, encoding="utf-8")
    status, printed, _ = sintesis("analyze", str(note))
    assert status == 0
    assert "▼ negativo" in printed
    quoted = re.search(r"la prueba: «(.+)»", printed)
    assert quoted
    assert quoted[1] in " ".join(TEXT.split())


def test_analyze_in_json_gives_offsets_that_are_true(sintesis, tmp_path):
    note = tmp_path / "nota.txt"
    note.write_text(TEXT, encoding="utf-8")
    _, printed, _ = sintesis("analyze", str(note), "--json")
    analysis = json.loads(printed)
    assert analysis["mentions"]
    for mention in analysis["mentions"]:
        at = mention["at"]
        assert TEXT.strip()[at["start"] : at["end"]] == mention["words"]


def test_a_note_of_the_archive_is_explained_by_its_address_and_by_its_id(sintesis):
    _, printed, _ = sintesis("find", "agua", "--json", "--limit", "1")
    (row,) = json.loads(printed)
    status, by_address, _ = sintesis("analyze", row["url"], "--explain", "--json")
    assert status == 0
    told = json.loads(by_address)
    assert (told["title"], told["url"]) == (row["title"], row["url"])
    assert told["mentions"]
    assert json.loads(sintesis("analyze", row["id"], "--explain", "--json")[1]) == told


def test_digest_shows_lists_and_reopens(sintesis, tmp_path):
    status, preview, _ = sintesis("digest")
    assert status == 0
    assert "Xaltepec" in preview
    _, listed, _ = sintesis("digest", "list", "--json")
    editions = json.loads(listed)
    assert sum(each["edition"].endswith("T07:00") for each in editions) == 3
    _, shown, _ = sintesis("digest", "show", editions[0]["edition"])
    assert "Xaltepec" in shown
    target = tmp_path / "vista.html"
    assert sintesis("digest", "--html", str(target))[0] == 0
    assert target.read_text(encoding="utf-8").startswith("<!")


def test_an_extraordinary_edition_leaves_once_and_is_told_in_json(sintesis):
    before = len(json.loads(sintesis("digest", "list", "--json")[1]))
    status, printed, told = sintesis("digest", "--now", "--json")
    assert status == 0
    assert json.loads(printed)
    assert "edición" in told
    assert len(json.loads(sintesis("digest", "list", "--json")[1])) == before + 1


def test_sources_list_names_the_failing_and_why(sintesis):
    status, printed, _ = sintesis("sources", "list", "--json")
    assert status == 0
    states = {row["id"]: row["state"] for row in json.loads(printed)}
    failing = [state for state in states.values() if state and state["failures"]]
    assert failing
    assert all(state["detail"] for state in failing)


def test_sources_check_says_what_does_not_answer(sintesis):
    status, printed, _ = sintesis("sources", "check", "--json")  # the press is closed by now
    assert status == 3
    assert all(probe["failure"] == "unreachable" for probe in json.loads(printed))


def test_collect_leaves_with_3_when_some_sources_fail(sintesis):
    status, printed, _ = sintesis("collect", "--force", "--json")
    assert status == 3
    assert json.loads(printed)["failing"]


def test_doctor_tells_what_is_well_and_what_is_not(sintesis):
    _, printed, _ = sintesis("doctor", "--json")
    findings = json.loads(printed)
    assert any(finding["level"] == "ok" for finding in findings)
    assert any("falla" in finding["what"] and finding["remedy"] for finding in findings)


def test_doctor_warns_of_a_starter_that_nobody_edited(tmp_path, capfd):
    target = tmp_path / "sources.yaml"
    with pytest.raises(SystemExit):
        main(["init", str(target)])
    with pytest.raises(SystemExit) as left:
        main(["-c", str(target), "doctor"])
    assert left.value.code == 1
    assert "El perfil todavía dice «<Municipio>»" in capfd.readouterr().out


def test_init_writes_a_file_that_loads_and_spares_what_is_there(tmp_path, capfd):
    target = tmp_path / "mi.yaml"
    with pytest.raises(SystemExit) as left:
        main(["init", str(target)])
    assert left.value.code == 0
    from monitor.configfile import load

    assert load(target).profile.municipality
    with pytest.raises(SystemExit) as left:
        main(["init", str(target)])
    assert left.value.code == 2
    assert "--force" in capfd.readouterr().err


def test_a_second_instance_says_so_and_leaves(office, sintesis):
    from monitor.archive import Archive

    with_it = Archive(f"sqlite:///{office}/sintesis.db")
    with with_it.exclusive():
        status, _, complaint = _apart(office, "run", "--once")
    with_it.close()
    assert status == 75
    assert complaint.strip()


def _apart(office: Path, *arguments: str) -> tuple[int, str, str]:
    from tests.acceptance.office import COMMAND

    done = subprocess.run(
        [*COMMAND, "-c", str(office / "sources.yaml"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_full_disk_under_the_output_is_a_failure(office):
    from tests.acceptance.office import COMMAND

    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [*COMMAND, "-c", str(office / "sources.yaml"), "digest", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert "No se pudo escribir" in done.stderr


def test_a_reader_that_leaves_early_is_no_traceback(office):
    from tests.acceptance.office import COMMAND

    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, "-c", str(office / "sources.yaml"), "find", "agua"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(writing)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_written_for_each_shell(shell, capfd):
    with pytest.raises(SystemExit) as left:
        main(["completion", shell])
    assert left.value.code == 0
    assert "_SINTESIS_COMPLETE" in capfd.readouterr().out
