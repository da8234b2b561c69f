"""Whom the law asks."""

from __future__ import annotations

import pytest

from monitor.labels import Competence
from monitor.model import Address
from nlp.demands.competence import Bodies

OURS = (Competence.OURS, "")


@pytest.mark.parametrize(
    ("category", "said", "competence", "body"),
    [
        ("bache", "hay un bache en mi calle", Competence.OURS, ""),
        ("electricidad", "se va la luz diario", Competence.FEDERAL, "CFE"),
        ("riesgo", "el transformador echa chispas", Competence.FEDERAL, "CFE"),
        ("riesgo", "una grieta cruza la casa", Competence.OURS, ""),
        ("riesgo", "los cables de internet cuelgan", Competence.PRIVATE, "telefónica"),
        ("salud", "en el IMSS no hay camas", Competence.FEDERAL, "IMSS"),
        ("salud", "no hay medicamento en el centro de salud", Competence.STATE, "Salud"),
        ("salud", "la ambulancia no llegó", Competence.OURS, ""),
        ("escuela", "no hay maestra desde septiembre", Competence.FEDERAL, "SEP"),
        ("transporte-publico", "el Mexibús no pasa", Competence.STATE, "Teleférico"),
        ("transporte-publico", "los microbuses corren", Competence.STATE, "Movilidad"),
        ("olores", "apesta el canal de la Compañía", Competence.FEDERAL, "Conagua"),
        ("bache", "un bache en la carretera federal", Competence.FEDERAL, "SICT"),
        ("apoyo-social", "no llega la pensión del bienestar", Competence.FEDERAL, "Bienestar"),
        ("tramite", "horas de fila en el módulo de licencias", Competence.STATE, "Movilidad"),
        ("robo", "asaltan diario y no hay patrullas", Competence.OURS, ""),
    ],
)
def test_a_category_and_its_words_say_who_attends(jarales, category, said, competence, body):
    found, name = Bodies(jarales).competence(category, said)
    assert found is competence
    assert body in name
    assert bool(name) is bool(body)


def test_the_capital_has_other_bodies_than_a_state(jarales, tecolotes):
    said = "un bache enorme en Eje 5"
    assert Bodies(jarales).competence("bache", said) == OURS
    assert Bodies(tecolotes).competence("bache", said)[0] is Competence.STATE


def test_the_street_of_the_address_tells_too(tecolotes):
    place = Address(street="Calzada Ermita", municipality="Tecolotes")
    assert Bodies(tecolotes).competence("bache", "un hoyo", address=place)[0] is Competence.STATE


def test_a_place_of_a_neighbour_is_the_neighbours_whatever_it_is(jarales):
    place = Address(settlement="Loma Bonita", municipality="San Blas Tecuaro")
    assert Bodies(jarales).competence("electricidad", "no hay luz", address=place) == (
        Competence.NEIGHBOUR,
        "San Blas Tecuaro",
    )


def test_a_place_of_ours_is_no_neighbours_however_it_is_called(tecolotes):
    for name in ("Tecolotes", "Alcaldía Tecolotes", ""):
        place = Address(municipality=name)
        assert Bodies(tecolotes).competence("arbol", "poden un árbol", address=place) == OURS


def test_a_body_that_only_the_sentence_names_must_be_above_us(jarales):
    bodies = Bodies(jarales)
    assert bodies.competence("riesgo", "cuelga sobre la banqueta", told="un cable de CFE") == (
        Competence.FEDERAL,
        "Comisión Federal de Electricidad (CFE)",
    )
    assert bodies.competence("salud", "no hay médico", told="ni ambulancia ni médico")[0] is (
        Competence.STATE
    )


def test_a_category_that_nobody_knows_is_ours(jarales):
    assert Bodies(jarales).competence("inventada", "CFE") == OURS
