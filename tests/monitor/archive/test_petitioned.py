"""What texts ask for: one row each, whoever reads the text again."""

from __future__ import annotations

from dataclasses import replace

from monitor.labels import HeardState
from monitor.model import Field, Outcome, Span
from tests.monitor.archive.asking import LAMP, petition, receive, says
from tests.monitor.archive.makers import NOW, analysis, announce, item, keep

TEXT = f"Vecinos: {LAMP}, y el bache de la escuela crece. Llame a Eulogia Pantoja."
HOLE = "el bache de la escuela crece"


def arrive(archive, number=1, text=TEXT):
    announced = item(number)
    announce(archive, announced)
    return keep(archive, announced, text)


def read(archive, of, *petitions, analyzer="lector-1", private=(), failed=None):
    made = replace(
        analysis(of), petitions=petitions, analyzer=analyzer, private=private, failed=failed
    )
    archive.save_analyses([made])


def waiting(archive):
    return [each.quote for each in archive.cases.waiting()]


def test_a_text_that_names_nobody_but_asks_stays_and_one_that_asks_nothing_leaves(archive):
    asking, silent = arrive(archive, 1), arrive(archive, 2)
    read(archive, asking, petition(asking, LAMP))
    read(archive, silent)
    assert archive.clipping(asking.id) == asking
    assert archive.clipping(silent.id) is None
    assert archive.trace(silent.url).outcome is Outcome.IRRELEVANT
    assert waiting(archive) == [LAMP]


def test_several_demands_of_a_text_are_heard_each_with_its_own_words(archive):
    text = arrive(archive)
    private = Span(field=Field.TEXT, start=TEXT.index("Eulogia"), end=len(TEXT) - 1)
    read(
        archive,
        text,
        petition(text, LAMP),
        petition(text, HOLE, category="bache"),
        private=(private,),
    )
    heard = archive.cases.waiting()
    assert {each.quote for each in heard} == {LAMP, HOLE}
    assert all(each.private == () and each.clipping_id == text.id for each in heard)
    assert {each.source_id for each in heard} == {"diario-feed"}


def test_reading_again_adds_nothing_and_takes_away_what_is_no_longer_said(archive):
    text = arrive(archive)
    both = (petition(text, LAMP), petition(text, HOLE, category="bache"))
    read(archive, text, *both)
    read(archive, text, *both, analyzer="lector-2")
    assert len(waiting(archive)) == 2
    read(archive, text, both[0], analyzer="lector-3")
    assert waiting(archive) == [LAMP]
    read(archive, text, analyzer="lector-4", failed="no se pudo")
    assert waiting(archive) == [LAMP]


def test_what_waits_is_as_the_last_reader_says_and_is_looked_at_again(archive):
    text = arrive(archive)
    read(archive, text, petition(text, LAMP, confidence=0.4))
    [new] = archive.cases.waiting()
    with archive.cases.hearing() as desk:
        desk.review(new)
    read(archive, text, petition(text, LAMP, confidence=0.4), analyzer="lector-2")
    assert [each.id for each in archive.cases.in_review()] == [new.id]
    read(archive, text, petition(text, LAMP, confidence=0.99), analyzer="lector-3")
    assert archive.cases.in_review() == []
    assert [each.petition.confidence for each in archive.cases.waiting()] == [0.99]


def test_what_was_decided_is_not_opened_again_by_another_category_or_another_cut(archive):
    folio = receive(archive, 1)
    [source] = archive.cases.demand(folio).sources
    text = archive.clipping(source.clipping_id)
    read(archive, text, petition(text, LAMP, category="electricidad"), analyzer="lector-2")
    read(archive, text, petition(text, f"{LAMP}. Firmado"), analyzer="lector-3")
    assert waiting(archive) == []
    [same] = archive.cases.demand(folio).sources
    assert same == source


def test_another_demand_of_a_text_that_was_decided_is_heard(archive):
    text = arrive(archive)
    lamp = petition(text, LAMP)
    read(archive, text, lamp)
    with archive.cases.hearing() as desk:
        desk.receive(desk.waiting(limit=1)[0], now=NOW)
    read(archive, text, lamp, petition(text, HOLE, category="bache"), analyzer="lector-2")
    assert waiting(archive) == [HOLE]


def test_personal_data_found_later_is_covered_in_what_was_decided(archive):
    quote = "Eulogia Pantoja pide que vengan a ver la luz"
    folio = receive(archive, 1, quote)
    [source] = archive.cases.demand(folio).sources
    text = archive.clipping(source.clipping_id)
    start = text.text.index("Eulogia")
    private = Span(field=Field.TEXT, start=start, end=start + len("Eulogia Pantoja"))
    read(archive, text, petition(text, quote), analyzer="lector-2", private=(private,))
    assert archive.cases.demand(folio).told.startswith("••••••• ••••••• pide")


def test_a_corrected_text_keeps_what_it_still_asks(archive):
    new = says(archive, 1)
    corrected = keep(archive, item(1), f"Corrección. Vecinos: {LAMP}.", revision=2)
    read(archive, corrected, petition(corrected, LAMP))
    [same] = archive.cases.waiting()
    assert (same.id, same.state) == (new.id, HeardState.WAITING)
    emptied = keep(archive, item(1), "Corrección: ya la cambiaron.", revision=3)
    read(archive, emptied)
    assert waiting(archive) == []
