"""The command `demands replies`: what waits for a person, read, settled or dropped."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from monitor.archive.replied import Fate, Proof, Reply
from monitor.labels import DemandState, StepAction
from monitor.local import utc_now
from tests.monitor.demands.asking import BY, FOLIO, bad, good
from tests.monitor.demands.offices import demand


@pytest.fixture
def waiting(turned):
    """An answer that nobody could tell, with a telephone in it and a photograph beside."""
    reply = Reply(
        id="abcdef0123456789abcdef01",
        folio=None,
        sender="obras@x.example",
        subject="Re: bache",
        text="Se acudió; el vecino dejó su celular 55 1234 5678.",
        files=(Proof(name="foto.jpg", path="evidencias/sin-folio/0a.jpg", digest="0a", size=9),),
        received_at=utc_now() - timedelta(hours=1),
        fate=Fate.QUARANTINED,
        reason="no dice de qué folio es",
    )
    turned.cases.replies.take(reply, now=utc_now())
    return turned


def test_what_waits_is_listed_with_its_reason_and_covered(waiting, desk):
    out = " ".join(good(desk("replies")).split())
    assert "abcdef01" in out
    [told] = json.loads(good(desk("replies", "--json")))
    assert told["reason"] == "no dice de qué folio es"
    assert "1234" not in out + told["says"]
    assert "Se acudió" in told["says"]


def test_whoever_reads_it_whole_is_written_down(waiting, desk):
    assert "55 1234 5678" in good(desk("replies", "show", "abcdef", *BY))
    assert bad(desk("replies", "show", "abcdef"))
    assert "no hay una respuesta" in bad(desk("replies", "show", "zz", *BY))


def test_settled_it_changes_the_folio_that_is_said(waiting, desk):
    assert "--folio" in bad(desk("replies", "settle", "abcdef", *BY))
    asked = ("replies", "settle", "abcdef", "--folio", FOLIO, "--state", "atendida")
    assert "queda en «atendida»" in good(desk(*asked, *BY))
    assert demand(waiting).state is DemandState.ATTENDED
    last = waiting.cases.steps(FOLIO)[-1]
    assert (last.by, last.evidence) == ("Elvira Sosa", "evidencias/sin-folio/0a.jpg")
    assert last.note.startswith("Se acudió")
    assert "ya no espera" in bad(desk(*asked, *BY)) or "no puede pasar" in bad(desk(*asked, *BY))
    assert "Ninguna respuesta espera" in good(desk("replies"))
    assert waiting.cases.replies.find("abcdef").folio == FOLIO


def test_without_a_state_it_is_a_note(waiting, desk):
    good(desk("replies", "settle", "abcdef", "--folio", FOLIO, "--note", "Irán el lunes", *BY))
    last = waiting.cases.steps(FOLIO)[-1]
    assert (last.action, last.note) == (StepAction.NOTED, "Irán el lunes")


def test_dropped_it_waits_no_more_and_is_still_told(waiting, desk):
    good(desk("replies", "drop", "abcdef", *BY))
    assert "Ninguna respuesta espera" in good(desk("replies"))
    [told] = json.loads(good(desk("replies", "--all", "--json")))
    assert (told["fate"], told["settled_by"], told["says"]) == ("dropped", "Elvira Sosa", "")
    assert demand(waiting).state is DemandState.ROUTED
