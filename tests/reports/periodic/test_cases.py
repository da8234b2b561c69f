"""The demands within the report of a week: page, text, paper and data tell the same."""

from __future__ import annotations

import json

from monitor.config import Branding
from reports.periodic import building, clothes
from tests.reports import asked, week
from tests.reports.demands.counted import EMPTY, POINTS, figures, survey
from tests.reports.printed import words


def report(cases=None, before=EMPTY):
    config, kind = asked.config(), week.WEEK.kind
    part = building.attended(cases, before, config, kind=kind, points=POINTS) if cases else None
    return building.build(week.facts(), config, made_at=asked.NOW, cases=part)


def test_every_garment_tells_them():
    worn = clothes.dress(report(survey()), branding=Branding())
    paper = words(worn.files["sintesis.pdf"])
    for each in ("120 recibidas: 30 abiertas (6 vencidas) y 84 atendidas", "Loma Bonita"):
        assert all(each in told for told in (worn.html, worn.text, paper))
    assert json.loads(worn.data)["cases"]["received"] == 120
    assert "figuras/demands-map.png" in worn.files
    assert 'src="figuras/demands-map.png"' in worn.html


def test_an_office_that_follows_none_has_no_word_of_them():
    worn = clothes.dress(report(), branding=Branding())
    told = (worn.html, worn.text, words(worn.files["sintesis.pdf"]))
    assert all("Demandas ciudadanas" not in each for each in told)


def test_a_week_without_any_says_so():
    worn = clothes.dress(report(EMPTY), branding=Branding())
    assert "No se recibió ninguna demanda en el periodo." in worn.text


def test_they_stand_beside_those_of_the_week_before():
    before = survey(all=figures("", 100))
    text = clothes.text(report(survey(), before))
    assert "Recibidas: 20% más que la semana anterior (100)." in " ".join(text.split())
    assert "Recibidas:" not in clothes.text(report(survey(), EMPTY))
