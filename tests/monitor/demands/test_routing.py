"""Whose a demand is: rules first, then the office that lists its category; and how long it has."""

from __future__ import annotations

import pytest

from monitor.configdemands import TAXONOMY, Category, Route, Scope, Terms
from monitor.demands.routing import Elsewhere, Held, Turn, decide, term_at
from monitor.labels import Competence, Urgency
from monitor.model import Address

NOWHERE = Address()


def test_the_office_that_lists_the_category_attends_it(town, make_demand):
    config = town()
    assert decide(make_demand(), config) == Turn(office=config.office["obras"], days=10)


def test_the_first_rule_whose_conditions_all_hold_decides(town, make_demand):
    config = town(
        routes=(
            Route(office="agua", categories=("bache",), settlements=("Otra Colonia",)),
            Route(office="proteccion", categories=("bache",), urgency=("high",), term=2),
            Route(office="agua", settlements=("las  PEÑAS",)),
            Route(office="proteccion"),
        )
    )
    assert decide(make_demand(), config) == Turn(office=config.office["agua"], days=10)
    high = make_demand(urgency=Urgency.HIGH)
    assert decide(high, config) == Turn(office=config.office["proteccion"], days=2)
    elsewhere = make_demand(address=Address(settlement="Las Penas"))
    assert decide(elsewhere, config).office.id == "proteccion"  # ñ is a letter of its own


def test_without_an_office_it_waits_for_a_person(town, make_demand):
    assert decide(make_demand(category="ruido"), town()) is Held.OFFICE


def test_without_a_place_it_waits_unless_a_life_is_in_danger(town, make_demand):
    config = town()
    assert decide(make_demand(address=NOWHERE), config) is Held.PLACE
    urgent = make_demand(address=NOWHERE, urgency=Urgency.LIFE)
    assert decide(urgent, config) == Turn(office=config.office["obras"], days=1)


def test_a_procedure_needs_no_place(town, make_demand):
    config = town(routes=(Route(office="obras", categories=("tramite",)),))
    assert decide(make_demand(category="tramite", address=NOWHERE), config).office.id == "obras"


@pytest.mark.parametrize(
    ("urgency", "days"), [(Urgency.NORMAL, 10), (Urgency.HIGH, 3), (Urgency.LIFE, 1)]
)
def test_urgency_makes_a_term_shorter(town, make_demand, urgency, days):
    assert decide(make_demand(urgency=urgency), town()).days == days


def test_urgency_never_makes_a_term_longer(town, make_demand):
    config = town(
        categories=(Category(id="bache", term=2),),
        terms=Terms(life=5, high=8, normal=10),
    )
    assert decide(make_demand(urgency=Urgency.HIGH), config).days == 2


def test_a_category_without_a_term_has_the_usual_one(town, make_demand):
    category = Category(id="bache", term=None)
    config = town(categories=(category,), terms=Terms(normal=7), routes=())
    assert decide(make_demand(), config).days == 7


def test_a_category_that_is_amended_keeps_what_is_not_said(town):
    config = town(categories=(Category(id="robo", competence="state", body="SSC"),))
    assert config.taxonomy["robo"] == TAXONOMY["robo"].model_copy(
        update={"competence": Competence.STATE, "body": "SSC"}
    )
    assert config.taxonomy["robo"].reserved
    assert config.taxonomy["robo"].scope is Scope.AREA


def test_an_authority_goes_with_its_competence():
    assert Category(id="electricidad", term=2).body == TAXONOMY["electricidad"].body
    assert Category(id="electricidad", competence="ours").body is None


def test_the_term_of_a_rule_stands_above_all(town, make_demand):
    config = town(routes=(Route(office="obras", categories=("bache",), term=30),))
    assert decide(make_demand(urgency=Urgency.LIFE), config).days == 30


def test_what_is_of_another_authority_is_not_turned(town, make_demand):
    foreign = make_demand(
        category="electricidad", competence=Competence.FEDERAL, body="CFE", address=NOWHERE
    )
    config = town()
    assert decide(foreign, config) == Elsewhere(office=config.office["proteccion"])
    unlisted = make_demand(category="transporte-publico", competence=Competence.STATE)
    assert decide(unlisted, config) == Elsewhere()


def test_a_danger_is_looked_at_whoever_should_attend_it(town, make_demand):
    cable = make_demand(
        category="electricidad", competence=Competence.FEDERAL, urgency=Urgency.LIFE
    )
    assert decide(cable, town()).office.id == "proteccion"
    there = make_demand(category="riesgo", competence=Competence.NEIGHBOUR, urgency=Urgency.LIFE)
    assert decide(there, town()) == Elsewhere()


@pytest.mark.parametrize("competence", [Competence.NEIGHBOUR, Competence.PRIVATE])
def test_nobody_is_told_of_what_is_not_here_or_of_no_authority(town, make_demand, competence):
    assert decide(make_demand(competence=competence), town()) == Elsewhere()


def test_in_the_office_that_a_person_chose_its_own_rule_gives_the_term(town, make_demand):
    config = town(routes=(Route(office="agua", categories=("bache",), term=4),))
    assert term_at(config.office["agua"], make_demand(), config) == 4
    assert term_at(config.office["proteccion"], make_demand(), config) == 10
