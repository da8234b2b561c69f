"""Everything around a petition, asked at once."""

from __future__ import annotations

from datetime import date

from monitor.labels import Competence, Urgency
from nlp import places, sentences
from nlp.demands.circumstances import Circumstances, Said
from nlp.demands.scope import scopes

DAY = date(2026, 11, 23)


def read(config, text, *said):
    ranges = [
        Said(start=text.index(part), end=text.index(part) + len(part), category=category)
        for part, category in said
    ]
    lines = list(sentences.split(text))
    found = places.reader(config).read(text, lines)
    return Circumstances(config).read(text, ranges, places=found, sentences=lines, day=DAY)


def test_a_petition_has_all_that_the_text_tells_of_it(jarales):
    text = "Desde hace 12 días en la col. Modelo, calle Nardo 14: coladera sin tapa, cayó un niño"
    [found] = read(jarales, text, ("coladera sin tapa, cayó un niño", "drenaje"))
    assert (found.address.street, found.address.number) == ("Nardo", "14")
    assert found.address.settlement == "Modelo"
    assert found.urgency is Urgency.LIFE
    assert "sin tapa" in found.reason
    assert (found.competence, found.body) == (Competence.OURS, "")
    assert found.since == date(2026, 11, 11)


def test_petitions_of_one_text_keep_to_their_own_words(jarales):
    text = (
        "En la colonia Modelo llevan 20 días sin agua y hay enfermos. "
        "En la colonia Valle de Luces piden pintar un tope."
    )
    water, bump = read(
        jarales,
        text,
        ("llevan 20 días sin agua y hay enfermos", "falta-de-agua"),
        ("piden pintar un tope", "senalamiento"),
    )
    assert (water.since, bump.since) == (date(2026, 11, 3), None)
    assert (water.urgency, bump.urgency) == (Urgency.LIFE, Urgency.NORMAL)
    assert (water.address.settlement, bump.address.settlement) == ("Modelo", "Valle de Luces")


def test_no_petition_no_answer(jarales):
    assert read(jarales, "Buenos días") == ()


def test_a_sentence_without_petition_is_of_the_one_before_it():
    text = "Hay una fuga. Lleva un mes. Hay un bache. Es grande."
    lines = list(sentences.split(text))
    said = [(0, 12), (text.index("Hay un bache"), text.index(" Es"))]
    leak, hole = scopes(text, said, lines)
    assert "Lleva un mes" in leak.around
    assert "bache" not in leak.around
    assert "Es grande" in hole.around
    assert "mes" not in hole.around


def test_two_petitions_of_one_sentence_do_not_share_their_words():
    text = "no hay luz y tiran basura"
    light, waste = scopes(text, [(0, 10), (13, 25)], [(0, len(text))])
    assert "basura" not in light.told
    assert "luz" not in waste.told
