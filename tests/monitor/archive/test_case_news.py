"""What an edition asks of demands: those of its hours, and whatever waits beyond its term."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from monitor.labels import DemandState, StepAction
from tests.monitor.archive.asking import LOMA, change, receive
from tests.monitor.archive.makers import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = date(2026, 12, 10)


def between(archive, since, until, *, most: int = 10):
    return archive.cases.news.between(since=since, until=until, today=TODAY, most=most)


def turned(archive, folio: str, due_on: date) -> None:
    change(archive, folio, StepAction.ROUTED, DemandState.ROUTED, office_id="agua", due_on=due_on)


def test_what_was_received_is_told_in_the_hours_of_one_edition_only(archive):
    first, second = receive(archive, 1), receive(archive, 2, now=NOW + HOUR)
    early, late = between(archive, NOW - HOUR, NOW), between(archive, NOW, NOW + HOUR)
    assert [each.folio for each in early.received] == [first]
    assert [each.folio for each in late.received] == [second]
    assert early.received[0].sources


def test_those_beyond_the_most_are_counted(archive):
    folios = [receive(archive, number, now=NOW + number * HOUR) for number in range(3)]
    news = between(archive, NOW - HOUR, NOW + DAY, most=2)
    assert [each.folio for each in news.received] == folios[:2]
    assert news.received_count == 3


def test_what_is_open_beyond_its_term_is_overdue_whenever_it_came(archive):
    folios = [receive(archive, number) for number in range(3)]
    for folio, days in zip(folios, (-1, -5, 0), strict=True):
        turned(archive, folio, TODAY + timedelta(days=days))
    news = between(archive, NOW + 9 * DAY, NOW + 10 * DAY)
    assert [each.folio for each in news.overdue] == [folios[1], folios[0]]
    assert (news.overdue_count, news.received_count) == (2, 0)


def test_what_was_attended_is_told_when_it_was(archive):
    folio = receive(archive, 1)
    turned(archive, folio, TODAY - DAY)
    done = NOW + 3 * HOUR
    change(archive, folio, StepAction.ATTENDED, DemandState.ATTENDED, now=done)
    assert between(archive, done, done + HOUR).attended == ()
    told = between(archive, NOW, done)
    assert [each.folio for each in told.attended] == [folio]
    assert (told.attended_count, told.overdue_count) == (1, 0)


def test_one_that_was_merged_is_told_with_the_other(archive):
    folios = [receive(archive, number) for number in (1, 2)]
    archive.cases.merge(folios, by="Elvira", now=NOW)
    assert between(archive, NOW - HOUR, NOW).received_count == 1


def test_it_counts_what_the_survey_counts(archive):
    for number in range(4):
        folio = receive(archive, number, now=NOW + number * HOUR)
        if number % 2:
            turned(archive, folio, TODAY - DAY)
    news = between(archive, NOW - HOUR, NOW + DAY)
    survey = archive.cases.survey(since=NOW, until=NOW + DAY, today=TODAY)
    assert news.received_count == survey.all.received == 4
    assert news.overdue_count == survey.all.overdue == 2


def test_a_piece_that_says_an_overdue_demand_is_known(archive):
    folios = [receive(archive, number) for number in (1, 2)]
    due = TODAY - DAY
    turned(archive, folios[0], due)
    turned(archive, folios[1], TODAY)
    pieces = [archive.cases.demand(each).sources[0].clipping_id for each in folios]
    found = archive.cases.news.unattended([*pieces, "nobody"], today=TODAY)
    assert found == {pieces[0]: (folios[0], due)}


def test_before_the_first_edition_there_is_no_last(archive):
    assert archive.cases.news.last_told() is None


def test_a_colonia_is_where_its_demands_say(archive):
    here = replace(LOMA, latitude=19.41, longitude=-99.01)
    receive(archive, 1, address=here)
    receive(archive, 2, address=replace(LOMA, settlement="Sin centro"))
    names = [LOMA.settlement, "Sin centro", "Otra colonia"]
    found = archive.cases.news.points(names, since=NOW, until=NOW + DAY)
    assert found == {LOMA.settlement: (19.41, -99.01)}
    assert archive.cases.news.points(names, since=NOW - DAY, until=NOW) == {}
