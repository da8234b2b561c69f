"""The walk of a datum, from a feed entry to a digest, and what may go wrong on its way."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.archive.amending import Correction, Verdict
from monitor.errors import Blocked, Paywalled, RateLimited, Unreachable
from monitor.local import tick
from monitor.model import Job, Outcome, Stance
from monitor.pipeline import GATHERING, Pipeline
from tests.conftest import FEED, NOW, POSTS

NOTE = "https://www.heraldo.test/pozo/"
BODY = (
    "La alcaldesa Maribel Ontiveros inauguró este viernes un pozo de agua en la colonia La Joya, "
    "que dará servicio a cuatro mil familias del oriente de Xaltepec, según informó el gobierno.",
    "Ontiveros recorrió las obras con vecinos y aseguró que en octubre quedará lista la red de "
    "distribución, una demanda que los colonos habían presentado desde hace más de seis años.",
    "Los vecinos pidieron además que se repare el alumbrado de la avenida Hidalgo, apagado desde "
    "julio, y que haya rondines de vigilancia a la salida de las escuelas de la zona.",
)
SAME_DAY = "Fri, 21 Aug 2026 06:00:00 -0600"


@pytest.fixture
def pipeline(config, archive, web, folder):
    return Pipeline(config=config, archive=archive, fetch=web, folder=folder)


@pytest.fixture
def press(web, rss, page):
    """One note in the newspaper and one post in the network."""
    web.pages[FEED] = rss({"title": "Abren pozo", "link": NOTE, "pubDate": SAME_DAY})
    web.pages[NOTE] = page("Inaugura alcaldesa pozo en La Joya", *BODY)
    web.pages[POSTS] = rss(
        {
            "guid": "p1",
            "title": "Vecina",
            "description": "Xaltepec sin agua otra vez, ay un bache enorme en calle 5",
            "pubDate": SAME_DAY,
        }
    )
    return web


def go(pipeline, now=NOW):
    return tick(pipeline, clock=lambda: now)


def test_a_feed_entry_walks_to_the_digest(pipeline, press, folder):
    assert go(pipeline) > 0
    (stored,) = pipeline.archive.digests()
    assert stored.edition_id == "2026-08-21T07:00"
    assert "Inaugura alcaldesa pozo en La Joya" in stored.html
    assert "Heraldo de Xaltepec" in stored.text
    assert (folder / "2026-08-21T0700" / "sintesis.html").read_text() == stored.html
    assert pipeline.archive.counts().clippings == 2


def test_the_mayor_is_tagged_with_the_sentence_that_names_her(pipeline, press):
    go(pipeline)
    (found,) = pipeline.archive.find("pozo", subject="alcaldesa")
    (reading,) = [each for each in found.readings if each.subject_id == "alcaldesa"]
    assert reading.stance is not Stance.NEGATIVE
    assert "alcaldesa" in reading.evidence.of(found.clipping).lower()


def test_running_twice_changes_nothing(pipeline, press):
    go(pipeline)
    before = pipeline.archive.counts()
    assert go(pipeline) == 0
    go(pipeline, NOW + timedelta(minutes=16))
    assert pipeline.archive.counts() == before


def test_without_smtp_the_digest_goes_to_files_and_says_so(pipeline, press):
    go(pipeline)
    assert pipeline.archive.mails() == []


def test_a_page_that_names_nobody_keeps_its_row_and_not_its_text(pipeline, press, page):
    press.pages[NOTE] = page("Crece el turismo en la costa", "Miles de visitantes llegaron. " * 20)
    go(pipeline)
    trace = pipeline.archive.trace(NOTE)
    assert trace.outcome is Outcome.IRRELEVANT
    assert trace.clipping is None


def test_an_excluded_context_is_no_mention(pipeline, press, page):
    press.pages[NOTE] = page("Baja el nivel de la presa", "La presa Xaltepec está al 40%. " * 20)
    go(pipeline)
    assert pipeline.archive.trace(NOTE).outcome is Outcome.IRRELEVANT


def test_a_changed_article_is_a_new_revision_and_goes_out_again(pipeline, press, page):
    go(pipeline)
    press.pages[NOTE] = page("Corrige alcaldesa dato del pozo en La Joya", *BODY, "Fe de erratas.")
    tomorrow = NOW + timedelta(days=1)
    go(pipeline, tomorrow)
    trace = pipeline.archive.trace(NOTE)
    assert trace.clipping.revision == 2
    assert trace.edition_id == "2026-08-22T07:00"
    assert "Corrige alcaldesa" in pipeline.archive.digest("2026-08-22T07:00").html


def test_an_unchanged_page_is_not_a_revision(pipeline, press):
    go(pipeline)
    for hours in (4, 13, 30):
        go(pipeline, NOW + timedelta(hours=hours))
    assert pipeline.archive.trace(NOTE).clipping.revision == 1
    assert press.asked.count(NOTE) == 3  # first seen, after 3 hours, after 12


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Blocked(NOTE, "403"), Outcome.BLOCKED),
        (Paywalled(NOTE, "402"), Outcome.PAYWALLED),
    ],
)
def test_an_address_that_fails_for_good_is_a_row_with_its_reason(pipeline, press, error, outcome):
    press.pages[NOTE] = error
    go(pipeline)
    trace = pipeline.archive.trace(NOTE)
    assert trace.outcome is outcome
    assert error.detail in trace.detail
    assert trace.read_at is None


def test_an_address_that_fails_for_now_is_tried_again_ever_later_then_told(pipeline, press):
    press.pages[NOTE] = Unreachable(NOTE, "el sitio no contesta")
    moment = NOW
    for _ in range(12):
        go(pipeline, moment)
        trace = pipeline.archive.trace(NOTE)
        if trace.read_at is None:
            break
        assert trace.read_at > moment
        moment = trace.read_at
    assert trace.outcome is Outcome.UNREACHABLE
    assert press.asked.count(NOTE) == 6


def test_a_host_that_asks_for_a_pause_is_left_alone_until_then(pipeline, press):
    press.pages[NOTE] = RateLimited(NOTE, "429", retry_after=timedelta(hours=2))
    go(pipeline)
    go(pipeline, NOW + timedelta(hours=1))
    assert press.asked.count(NOTE) == 1
    go(pipeline, NOW + timedelta(hours=2, minutes=1))
    assert press.asked.count(NOTE) == 2


@pytest.fixture
def many(press, rss, page):
    """Nine notes of one outlet."""
    addresses = [f"https://www.heraldo.test/nota-{number}/" for number in range(9)]
    entries = ({"title": f"N {a}", "link": a, "pubDate": SAME_DAY} for a in addresses)
    press.pages[FEED] = rss(*entries)
    for number, address in enumerate(addresses):
        press.pages[address] = page(f"Nota {number} de la alcaldesa de Xaltepec", *BODY)
    return addresses


@pytest.mark.parametrize("pause", [timedelta(0), timedelta(seconds=1)])
def test_a_host_that_does_not_answer_is_left_for_later_and_loses_nothing(
    pipeline, press, many, pause
):
    reading = pipeline.config.reading.model_copy(update={"pause": pause})
    slow = pipeline.config.model_dump() | {"reading": reading}
    pipeline = replace(pipeline, config=type(pipeline.config).model_validate(slow))
    pages = {address: press.pages[address] for address in many}
    press.pages |= {address: Unreachable(address, "sin respuesta") for address in many}
    go(pipeline)
    assert sum(press.asked.count(address) for address in many) == 2
    press.pages |= pages
    go(pipeline, NOW + timedelta(minutes=10))
    assert pipeline.archive.counts().clippings == 1 + len(many)


def test_a_run_that_is_asked_to_stop_leaves_the_rest_and_keeps_what_it_read(pipeline, press, many):
    tick(pipeline, clock=lambda: NOW, steps=["collect"])
    asked_pages = press.asked
    asked_pages.clear()
    stoppable = replace(pipeline, stopping=lambda: len(asked_pages) >= 3)
    host = "www.heraldo.test"
    stoppable.do(Job(step="read", key=host, lock=host), now=NOW)
    assert len(asked_pages) == 3
    assert stoppable.archive.counts().clippings == 3


def test_what_was_clipped_stays_although_its_page_is_gone(pipeline, press):
    go(pipeline)
    del press.pages[NOTE]
    go(pipeline, NOW + timedelta(hours=4))
    trace = pipeline.archive.trace(NOTE)
    assert trace.outcome is Outcome.CLIPPED
    assert trace.clipping.revision == 1


def test_a_refusal_at_a_second_reading_does_not_end_the_readings(pipeline, press, page):
    go(pipeline)
    press.pages[NOTE] = Blocked(NOTE, "403")
    go(pipeline, NOW + timedelta(hours=4))
    press.pages[NOTE] = page("Corrige alcaldesa dato del pozo en La Joya", *BODY)
    go(pipeline, NOW + timedelta(hours=13))
    assert pipeline.archive.trace(NOTE).clipping.revision == 2


def test_a_clipped_page_that_stops_answering_is_not_asked_for_ever(pipeline, press):
    go(pipeline)
    press.pages[NOTE] = Unreachable(NOTE, "el sitio no contesta")
    moment = NOW + timedelta(hours=4)
    for _ in range(20):
        go(pipeline, moment)
        moment = pipeline.archive.trace(NOTE).read_at
        if moment is None:
            break
    assert moment is None
    assert press.asked.count(NOTE) == 1 + 6
    assert pipeline.archive.trace(NOTE).clipping


def test_an_item_whose_source_was_removed_stops_nobody(pipeline, press):
    tick(pipeline, clock=lambda: NOW, steps=["collect"])
    fewer = pipeline.config.model_dump() | {"outlets": pipeline.config.outlets[1:]}
    without = replace(pipeline, config=type(pipeline.config).model_validate(fewer))
    go(without)
    assert "ya no está en sources.yaml" in without.archive.trace(NOTE).detail
    assert without.archive.counts().clippings == 1


@pytest.mark.parametrize("answer", [b"<html><body>No es un canal</body></html>", b""])
def test_a_failing_source_backs_off_and_stops_nothing(pipeline, press, answer):
    press.pages[FEED] = answer
    go(pipeline)
    assert pipeline.archive.counts().editions == 1
    state = pipeline.archive.source_states()["heraldo-feed"]
    assert state.failures == 1
    assert state.detail
    assert state.next_check_at >= NOW + 2 * pipeline.config.sources["heraldo-feed"].every / 2


def test_a_machine_that_slept_through_seven_still_sends(pipeline, press):
    go(pipeline, NOW + timedelta(hours=12))
    assert [each.edition_id for each in pipeline.archive.digests()] == ["2026-08-21T07:00"]


def test_a_clock_that_goes_back_after_an_edition_tells_nothing_twice(pipeline, press):
    go(pipeline)
    told = pipeline.archive.digests()
    assert len(told) == 1
    for started_again in (pipeline, replace(pipeline)):
        for back in (timedelta(hours=2), timedelta(minutes=20), timedelta(0)):
            go(started_again, NOW - back)
    assert pipeline.archive.digests() == told


def test_without_room_nothing_new_is_gathered_and_the_edition_still_leaves(
    pipeline, press, rss, page, caplog
):
    go(pipeline, NOW - timedelta(hours=8))
    press.pages[FEED] = rss({"title": "Otra", "link": f"{NOTE}2", "pubDate": SAME_DAY})
    press.pages[f"{NOTE}2"] = page("La alcaldesa reabre el puente", *BODY)
    short = replace(pipeline, least_room=2**70)
    for _ in range(2):
        go(short)
    assert pipeline.archive.counts().clippings == 2  # the note and the post of before
    assert "2026-08-21T07:00" in [each.edition_id for each in pipeline.archive.digests()]
    assert caplog.text.count("de disco en") == 1
    go(pipeline)
    assert pipeline.archive.counts().clippings == 3


def test_before_its_hour_there_is_no_edition(pipeline, press):
    go(pipeline, NOW - timedelta(hours=1))
    assert pipeline.archive.digests() == []


def test_the_edition_waits_for_what_is_being_read_but_not_for_ever(pipeline, press):
    def steps(now):
        return {job.step for job in pipeline.plan(now)}

    assert "publish" not in steps(NOW)
    assert "publish" in steps(NOW + pipeline.config.profile.digest.patience)


def test_a_late_arrival_goes_out_in_the_next_edition(pipeline, press, rss, page):
    first = press.pages[FEED]
    press.pages[FEED] = rss()
    go(pipeline)
    press.pages[FEED] = first
    go(pipeline, NOW + timedelta(days=1))
    assert pipeline.archive.trace(NOTE).edition_id == "2026-08-22T07:00"


def test_the_zone_of_the_source_comes_before_that_of_the_profile(pipeline, press, rss):
    press.pages[FEED] = rss({"title": "x", "link": NOTE, "pubDate": "21/08/2026 05:00"})
    feed = pipeline.config.sources["heraldo-feed"].model_copy(update={"timezone": "America/Cancun"})
    heraldo = pipeline.config.outlets[0].model_copy(update={"sources": (feed,)})
    moved = pipeline.config.model_dump() | {"outlets": (heraldo, *pipeline.config.outlets[1:])}
    there = replace(pipeline, config=type(pipeline.config).model_validate(moved))
    tick(there, clock=lambda: NOW, steps=["collect"])
    assert there.archive.trace(NOTE).item.published_at == NOW.replace(hour=10, minute=0)


def test_copies_of_one_text_are_one_story_with_its_impacts(pipeline, press, rss, page):
    copy = "https://www.heraldo.test/municipios/pozo-joya/"
    press.pages[FEED] = rss(
        {"title": "Abren pozo", "link": NOTE, "pubDate": SAME_DAY},
        {"title": "Tendrán agua", "link": copy, "pubDate": SAME_DAY},
    )
    press.pages[copy] = page("Tendrán agua cuatro mil familias de La Joya", *BODY)
    go(pipeline)
    stories = {pipeline.archive.trace(url).story_id for url in (NOTE, copy)}
    assert len(stories) == 1


def test_a_bug_is_loud(pipeline, press):
    def broken(config):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        go(replace(pipeline, load_tagger=broken))


def test_the_digest_that_leaves_next_bears_what_was_corrected_and_the_told_one_does_not_change(
    pipeline, press
):
    tick(pipeline, clock=lambda: NOW, steps=GATHERING)
    note = pipeline.archive.trace(NOTE).clipping
    before = pipeline.publisher.build(
        pipeline.publisher.edition("2026-08-21T07:00", opened_at=NOW, now=NOW)
    )
    made = Correction(
        clipping_id=note.id,
        subject_id="alcaldesa",
        verdict=Verdict.READ,
        stance=Stance.NEGATIVE,
        evidence="apagado desde julio",
    )
    pipeline.archive.correct(made, now=NOW)
    go(pipeline)
    (stored,) = pipeline.archive.digests()
    tally = json.loads(stored.data)["cover"]["tally"]
    assert tally["negative"] == before.cover.tally.negative + 1
    assert "apagado desde julio" in stored.text
    pipeline.archive.correct(replace(made, stance=Stance.POSITIVE), now=NOW)
    assert go(pipeline, NOW + timedelta(minutes=1)) == 0
    assert pipeline.archive.digests() == [stored]
