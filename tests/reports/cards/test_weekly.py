"""The weekly mail of an office: what is overdue first, what it asks for with no personal data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.casework import CaseFigures
from monitor.labels import DemandState
from reports import cards
from reports.cards import telling
from tests.reports import asked

DEMANDS = (
    asked.demand("2026-00031", due_on=date(2026, 12, 20)),
    asked.demand("2026-00032", due_on=date(2026, 11, 27)),
    asked.demand("2026-00033", due_on=date(2026, 11, 20)),
    asked.demand("2026-00034", due_on=date(2026, 11, 18)),
    asked.demand("2026-00035", due_on=None),
    asked.demand("2026-00036", state=DemandState.ATTENDED),
)


def told(demands=DEMANDS, figures=None):
    return telling.weekly(asked.SERVICES, demands, asked.config(), figures=figures, now=asked.NOW)


def test_what_is_overdue_goes_first_and_what_was_answered_is_not_there():
    groups = told().groups
    assert [each.title for each in groups] == [
        "Vencidas",
        "Vencen en los próximos siete días",
        "Con más plazo",
        "Sin plazo",
    ]
    assert [line.folio for each in groups for line in each.lines] == [
        "2026-00034",
        "2026-00033",
        "2026-00032",
        "2026-00031",
        "2026-00035",
    ]


def test_the_subject_counts():
    assert told().subject == (
        "Demandas abiertas de Dirección de Servicios Urbanos: 5 abiertas, 2 vencidas"
    )
    assert told([]).subject.endswith("ninguna")


@pytest.mark.parametrize("said", ["Chela", "Ordaz", "55 1234 0000"])
def test_it_covers_personal_data(said):
    letter = cards.weekly(asked.SERVICES, DEMANDS, asked.config(), now=asked.NOW)
    assert "Fresno 118" in letter.html
    assert said not in letter.html + letter.text + letter.subject


def test_it_says_how_the_office_does():
    figures = CaseFigures(key="servicios", received=9, attended=3, in_time=3, overdue=1)
    assert "75%" in told(figures=figures).figures.replace("\N{NO-BREAK SPACE}", "")
    timed = replace(figures, median_days=2.5)
    assert "mediana de 2.5 días" in told(figures=timed).figures
    assert told(figures=CaseFigures(key="servicios")).figures == ""


def test_an_office_with_nothing_open_is_told_so():
    letter = cards.weekly(asked.SERVICES, [], asked.config(), now=asked.NOW)
    assert "Esta semana no tiene demandas abiertas." in letter.text
    assert "Esta semana no tiene demandas abiertas." in letter.html
