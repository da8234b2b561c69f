"""The command `demands`: what the desk sees of demands, and what it does to them."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from monitor.archive import Archive
from monitor.casework import CaseFigures
from monitor.cli import USAGE
from monitor.cli.surveyed import _lines
from monitor.configfile import load
from monitor.labels import Competence, DemandState, HeardState, StepAction
from monitor.local import utc_now
from monitor.model import Address
from monitor.turning import Turner
from tests.monitor.demands.asking import BY, FILE, FOLIO, bad, good
from tests.monitor.demands.offices import demand, receive, says


def test_the_list_fits_and_says_how_each_stands(turned, desk):
    out = good(desk("list"))
    assert FOLIO in out
    assert "turnada" in out
    assert "Las Peñas" in out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("--state", "turnada"), True),
        (("--state", "en-atención"), False),
        (("--state", "recibida", "--state", "TURNADA"), True),
        (("--office", "obras"), True),
        (("--office", "agua"), False),
        (("--category", "bache"), True),
        (("--colonia", "las penas"), False),
        (("--colonia", "LAS PEÑAS"), True),
        (("--urgency", "life"), False),
        (("--overdue",), False),
        (("--since", "2001-01-01"), True),
        (("--until", "2001-01-01"), False),
        (("bache", "enorme"), True),
        (("dragón",), False),
    ],
)
def test_every_condition_chooses(turned, desk, asked, found):
    listed = json.loads(good(desk("list", "--json", *asked)))
    assert [each["folio"] for each in listed] == ([FOLIO] if found else [])


def test_what_does_not_exist_is_said(turned, desk):
    assert "en-atención" in bad(desk("list", "--state", "perdida"))
    assert "obras" in bad(desk("list", "--office", "nadie"))
    assert "2026-99" in bad(desk("show", "2026-99", *BY))


def test_a_demand_is_shown_with_its_history_and_without_personal_data(turned, desk):
    out = good(desk("show", "2026-1", *BY))
    assert "calle Fresno" not in out
    assert "hay un bache enorme en la" in out
    assert "obras@x.example" in out
    assert "turnada" in out
    assert max(map(len, out.splitlines())) <= 120  # an address is not cut
    told = json.loads(good(desk("show", FOLIO, "--json", *BY)))
    assert "Fresno" not in json.dumps(told, ensure_ascii=False)


def test_personal_data_are_shown_to_who_says_their_name_and_it_is_written_down(turned, desk):
    assert "--by" in bad(desk("show", FOLIO, "--personal"))
    assert "calle Fresno" in good(desk("show", FOLIO, "--personal", *BY))
    out = good(desk("accesses", FOLIO))
    assert "Elvira Sosa" in out
    assert "con datos personales" in out
    assert "la recibió por correo" in out
    assert [each.what for each in turned.cases.accesses(FOLIO)] == ["card", "show --personal"]


def test_a_state_is_changed_with_its_note_and_proof(turned, desk):
    proof = "https://fotos.example/1.jpg"
    good(desk("update", FOLIO, "--state", "en atención", "--note", "va la cuadrilla", *BY))
    good(desk("update", FOLIO, "--state", "atendida", "--evidence", proof, *BY))
    assert demand(turned).state is DemandState.ATTENDED
    started, attended = turned.cases.steps(FOLIO)[-2:]
    assert (started.note, started.by) == ("va la cuadrilla", "Elvira Sosa")
    assert attended.evidence == proof
    assert "no puede pasar" in bad(desk("update", FOLIO, "--state", "no-procede", *BY))


def test_a_second_person_confirms(turned, desk):
    good(desk("update", FOLIO, "--state", "atendida", *BY))
    assert FOLIO in good(desk("review"))
    assert "confirmación" in bad(desk("update", FOLIO, "--state", "cerrada", *BY))
    assert "otra persona" in bad(desk("confirm", FOLIO, *BY))
    good(desk("confirm", FOLIO, "--by", "Raúl Ocampo"))
    assert demand(turned).state is DemandState.CLOSED


def test_a_demand_goes_to_another_office_and_back_from_the_dead(turned, desk):
    assert "nadie le avisó" in good(desk("reassign", FOLIO, "agua", *BY))
    assert demand(turned).office_id == "agua"
    assert "obras" in bad(desk("reassign", FOLIO, "nadie", *BY))
    assert "reabrir" in bad(desk("reopen", FOLIO, *BY))
    good(desk("update", FOLIO, "--state", "no procede", "--note", "es privado", *BY))
    good(desk("reopen", FOLIO, "--office", "obras", "--note", "sí es calle", *BY))
    again = demand(turned)
    assert (again.state, again.office_id) == (DemandState.ROUTED, "obras")
    assert turned.cases.steps(FOLIO)[-1].action is StepAction.REOPENED
    assert len(turned.cases.letters.states(FOLIO)) == 2


def test_what_it_says_is_put_right_with_what_it_said(turned, desk):
    before = demand(turned).due_on
    good(desk("amend", FOLIO, "--urgency", "alta", "--colonia", "La Loma", *BY))
    found = demand(turned)
    assert found.address.settlement == "La Loma"
    assert before
    assert found.due_on
    assert found.due_on < before
    assert "Las Peñas" in turned.cases.steps(FOLIO)[-1].note
    assert "qué se corrige" in bad(desk("amend", FOLIO, *BY))
    assert "categoría" in bad(desk("amend", FOLIO, "--category", "nada", *BY))


def test_a_category_brings_the_authority_that_it_is_of(turned, desk):
    good(desk("amend", FOLIO, "--category", "electricidad", *BY))
    found = demand(turned)
    assert (found.category, found.competence) == ("electricidad", Competence.FEDERAL)
    assert "CFE" in found.body


def test_what_waits_is_listed_with_why(kept, desk, tmp_path):
    config = load(tmp_path / "sources.yaml")
    for number, said in enumerate(({"address": Address()}, {"category": "ruido"}), start=1):
        folio = receive(kept, number, **said)
        Turner(config=config, archive=kept).turn(folio, now=utc_now())
    out = " ".join(good(desk("review")).split())
    assert "colonia" in out
    assert "dependencia" in out
    rows = json.loads(good(desk("review", "--json")))
    assert {row["id"]: row["why"] for row in rows} == {
        FOLIO: "falta: colonia",
        "2026-00002": "sin dependencia",
    }
    good(desk("amend", FOLIO, "--colonia", "Las Peñas", *BY))
    assert FOLIO not in good(desk("review"))


def _to_review(archive: Archive, number: int = 1, **said: object) -> str:
    new = says(archive, number, confidence=0.4, **said)
    with archive.cases.hearing() as desk:
        desk.review(new)
    return new.id


def test_a_person_accepts_a_text_and_puts_it_right(kept, desk):
    key = _to_review(kept, address=Address())
    assert key[:4] in good(desk("review"))
    good(desk("review", "accept", key[:10], "--colonia", "La Loma", *BY))
    found = demand(kept)
    assert (found.address.settlement, found.confidence) == ("La Loma", 1.0)
    assert kept.cases.steps(FOLIO)[0].by == "Elvira Sosa"
    assert "no es de ninguno" in bad(desk("review", "accept", key, *BY))


def test_a_text_joins_the_demand_that_a_person_says(turned, desk):
    key = _to_review(turned, 2)
    good(desk("review", "accept", key, "--join", FOLIO, *BY))
    assert key in {each.id for each in demand(turned).sources}


def test_a_text_that_says_what_an_open_one_says_joins_it(turned, desk):
    key = _to_review(turned, 2, at=utc_now())
    assert FOLIO in good(desk("review", "accept", key, *BY))
    assert key in {each.id for each in demand(turned).sources}


def test_a_person_rejects_a_text_for_ever(kept, desk):
    key = _to_review(kept)
    good(desk("review", "reject", key, *BY))
    found = kept.cases.heard(key)
    assert found
    assert found.state is HeardState.REJECTED
    assert "Nada espera" in good(desk("review"))


def test_one_is_split_and_merged_again(turned, desk):
    new = says(turned, 2)
    with turned.cases.hearing() as writing:
        writing.join(new, FOLIO, now=utc_now())
    out = good(desk("split", FOLIO, new.id[:8], *BY))
    assert "2026-00002" in out or "-00001" in out
    folios = [each["folio"] for each in json.loads(good(desk("list", "--json")))]
    assert len(folios) == 2
    good(desk("merge", *folios, *BY))
    assert len(json.loads(good(desk("list", "--json")))) == 1
    assert "no tiene un texto" in bad(desk("split", FOLIO, "zzz", *BY))


def test_the_figures_are_those_of_the_archive(turned, desk):
    told = json.loads(good(desk("stats", "--json")))
    assert told["all"]["received"] == 1
    assert told["by_office"][0]["key"] == "obras"
    for by, name in (("office", "Obras"), ("category", "Baches"), ("settlement", "Peñas")):
        out = good(desk("stats", "--by", by))
        assert name in out
        assert max(map(len, out.splitlines())) <= 80
    assert "ninguna demanda" in good(
        desk("stats", "--until", "2001-01-01", "--since", "2001-01-01")
    )


def test_the_page_of_the_figures_has_the_map_beside_it(kept, desk, tmp_path):
    for number, (name, latitude) in enumerate([("Peñas", 19.1), ("Lomas", 19.2), ("Río", 19.3)], 1):
        place = Address(settlement=name, latitude=latitude, longitude=-99.0)
        receive(kept, number, at=utc_now() - timedelta(hours=2), address=place)
    folder = tmp_path / "corte"
    _, _, err = desk("stats", "--page", str(folder))
    assert str(folder / "demandas.html") in err
    page = (folder / "demandas.html").read_text(encoding="utf-8")
    assert "Lomas" in page
    assert [(folder / each).is_file() for each in re.findall(r'src="([^"]+)', page)] == [True]
    assert "Río" in (folder / "mapa.svg").read_text(encoding="utf-8")
    assert "3 recibidas" in (folder / "demandas.txt").read_text(encoding="utf-8")
    assert json.loads((folder / "demandas.json").read_text(encoding="utf-8"))["received"] == 3


def test_the_rows_of_the_figures_add_up(config):
    """Those without an office, or without a colonia, have a row of their own."""
    named = CaseFigures(key="obras", received=2, open=1, overdue=1, attended=1, in_time=1)
    every = CaseFigures(key="", received=5, open=3, overdue=1, attended=2, in_time=2)
    rows = list(_lines(config, "office", [named], every))
    assert [row[:5] for row in rows[1:]] == [
        ("sin dependencia", "3", "2", "0", "1"),
        ("En total", "5", "3", "1", "2"),
    ]
    assert len(list(_lines(config, "settlement", [every], every))) == 2


def test_the_categories_can_be_pasted_in_the_file(desk, tmp_path):
    shown = good(desk("categories"))
    assert "bache" in shown
    assert "Dirección de Obras" in " ".join(shown.split())
    written = good(desk("categories", "--yaml"))
    path = tmp_path / "otro.yaml"
    path.write_text(FILE.split("demands:")[0] + written, encoding="utf-8")
    pasted = load(path)
    assert pasted.taxonomy == load(tmp_path / "sources.yaml").taxonomy


def test_an_empty_name_is_nobody(turned, desk):
    status, _, err = desk("update", FOLIO, "--note", "x", "--by", "  ")
    assert status == USAGE
    assert "--by" in err


def test_what_is_taken_away_is_covered_and_written_down(turned, desk, tmp_path):
    sheet, book = tmp_path / "d.csv", tmp_path / "d.xlsx"
    assert "1 demanda" in good(desk("export", "--csv", str(sheet), *BY))
    assert "calle Fresno" not in sheet.read_text(encoding="utf-8")
    good(desk("export", "--csv", str(sheet), "--personal", *BY))
    assert "calle Fresno" in sheet.read_text(encoding="utf-8")
    good(desk("export", "--xlsx", str(book), "--state", "recibida", *BY))
    assert book.read_bytes().startswith(b"PK")
    ways = [each.what for each in turned.cases.accesses(FOLIO)]
    assert ways == ["card", "export --personal"]
    assert "--csv" in bad(desk("export", *BY))
    assert "--by" in bad(desk("export", "--csv", str(sheet)))


def test_what_is_due_is_forgotten_and_it_says_what(turned, desk):
    assert "Nada por anonimizar" in good(desk("anonymise", "--dry-run", *BY))
    assert json.loads(good(desk("anonymise", "--json", *BY)))["folios"] == []
