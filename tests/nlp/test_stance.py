"""Towards whom a sentence takes sides, by who does and who receives, as the rules read it."""

import pytest

from monitor.model import Field, Mention, Span, Stance
from nlp.components.compose import readings
from nlp.reader import StanceReader
from nlp.stances.conjugation import conjugated
from nlp.stances.scoring import score

POSITIVE, NEUTRAL, NEGATIVE = Stance.POSITIVE, Stance.NEUTRAL, Stance.NEGATIVE
LEAST = 0.3  # below this score nobody takes sides


def ruled(text, target):
    start = text.casefold().find(target.casefold())
    return score(text, start, start + len(target))


def side(total):
    return NEUTRAL if abs(total) < LEAST else POSITIVE if total > 0 else NEGATIVE


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Quintanar entrega patrullas", POSITIVE),
        ("Entrega Quintanar patrullas", POSITIVE),
        ("Vecinos reconocen a Quintanar", POSITIVE),
        ("Quintanar fue reconocida por los vecinos", POSITIVE),
        ("Vecinos acusan a Quintanar de mentir", NEGATIVE),
        ("Quintanar fue acusada de nepotismo", NEGATIVE),
        ("Quintanar, criticada por su silencio", NEGATIVE),
        ("A Quintanar la acusan los vecinos", NEGATIVE),
        ("Quintanar acusa a los diputados", NEUTRAL),
        ("El diputado fue criticado por Quintanar", NEUTRAL),
        ("Quintanar no ha cumplido sus promesas", NEGATIVE),
        ("Quintanar cumplió sus promesas", POSITIVE),
        ("Sin corrupción en el gobierno de Quintanar", NEUTRAL),
        ("Corrupción en el gobierno de Quintanar", NEGATIVE),
        ("Quintanar denuncia corrupción en la aduana", NEUTRAL),
        ("Quintanar niega actos de corrupción", NEUTRAL),
        ("Critican la gestión de Quintanar", NEGATIVE),
        ("Aplauden el trabajo de Quintanar", POSITIVE),
        ("Quintanar permitió la tala, acusan vecinos", NEGATIVE),
        ("Balacera deja tres muertos, informa Quintanar", NEUTRAL),
        ("Asesinan a comerciante cerca de la casa de Quintanar", NEUTRAL),
        ("Quintanar invita a la población a limpiar sus azoteas", NEUTRAL),
        ("Quintanar rinde protesta ante el cabildo", NEUTRAL),
        ("Quintanar asistió a la entrega de diplomas", NEUTRAL),
        ("“Somos el mejor gobierno, un éxito”, dijo Quintanar", NEUTRAL),
        # What changes decides whether more or less of it is good.
        ("Baja el robo en la gestión de Quintanar", POSITIVE),
        ("Cae aprobación de Quintanar", NEGATIVE),
        ("Quintanar reduce homicidios", POSITIVE),
        ("Quintanar recorta becas", NEGATIVE),
        ("Congreso recorta presupuesto de Quintanar", NEUTRAL),
        # Who owns a complaint, and to whom it goes.
        ("Críticas de Quintanar al Congreso", NEUTRAL),
        ("Llueven críticas a Quintanar", NEGATIVE),
        ("Vecinos de Quintanar denuncian fraude", NEUTRAL),
        # Another one acts: after a semicolon, in the plural, in a dateline.
        ("Quintanar sesiona; oposición abandona a las familias", NEUTRAL),
        ("QUINTANAR, Méx., 3 de mayo.- Vecinos cumplieron diez días sin agua", NEUTRAL),
        ("Fiscal acusa a diputado durante la visita de Quintanar", NEUTRAL),
        ("Un exalcalde acusado de peculado saludó a Quintanar", NEUTRAL),
        # Forms that look like verbs or calls.
        ("Mi beca Quintanar llegó a tiempo", NEUTRAL),
        ("Policías de Quintanar desvían el tránsito", NEUTRAL),
        ("Quintanar escuchó los reclamos de los afectados", NEUTRAL),
        # An attack with weapons is an event, one with words takes sides.
        ("Atacan a balazos a Quintanar", NEUTRAL),
        ("Diputados arremeten contra Quintanar", NEGATIVE),
        ("Empresarios, contra Quintanar", NEGATIVE),
        # Others speak of it, in quotes or denying.
        ("Regidora sobre Quintanar: «es un fracaso»", NEGATIVE),
        ("Vecinos desmienten que Quintanar los haya abandonado", POSITIVE),
        ("Rechazan el basurero que impulsa Quintanar", NEGATIVE),
        # What is not done.
        ("Ni el síndico ni Quintanar han dado la cara", NEGATIVE),
        ("Quintanar nunca mandó maquinaria para desazolvar", NEGATIVE),
        ("Quintanar entregó uniformes, pero familias denuncian que están rotos", NEGATIVE),
        ("El conteo fue el día en que Quintanar arrancó la obra", NEUTRAL),
        # Posts call out.
        ("ya basta Quintanar llevamos semanas sin agua", NEGATIVE),
        ("gracias Quintanar ya hay luz en mi calle", POSITIVE),
    ],
)
def test_stance_is_towards_the_target_not_the_mood_of_the_event(text, stance):
    assert side(ruled(text, "Quintanar")) is stance


def test_the_same_sentence_treats_two_targets_apart():
    text = "Bermejo entrega becas; vecinos acusan a Quintanar de mentir"
    reader = StanceReader()
    assert reader(text, "Quintanar")[0] is NEGATIVE
    assert reader(text, "Bermejo")[0] is POSITIVE


def test_the_rules_tell_two_targets_of_one_clause_apart():
    text = "El PRD acusa a Quintanar mientras Bermejo entrega becas"
    assert side(ruled(text, "Quintanar")) is NEGATIVE
    assert side(ruled(text, "Bermejo")) is POSITIVE


def test_a_question_and_a_maybe_are_less_sure():
    plain = ruled("Acusan a Quintanar de robo", "Quintanar")
    asked = ruled("¿Acusan a Quintanar de robo?", "Quintanar")
    assert plain < asked < LEAST


@pytest.mark.parametrize("target", ["", "Bermejo", "€"])
def test_a_target_that_is_not_there_is_neutral(target):
    assert StanceReader()("Acusan a Quintanar", target)[0] is NEUTRAL


def test_without_offsets_the_target_is_found_whatever_its_spelling():
    assert StanceReader()("Acusan a MARISOL  Quintánar", "Marisol Quintanar")[0] is NEGATIVE


@pytest.mark.parametrize(
    ("infinitive", "form"),
    [
        ("entregar", "entregue"),
        ("rechazar", "rechacen"),
        ("exigir", "exijan"),
        ("construir", "construye"),
        ("destituir", "destituyeron"),
        ("fortalecer", "fortalezca"),
        ("apoyar", "apoyó"),
        ("cumplir", "cumpliria"),
    ],
)
def test_the_spelling_of_a_verb_follows_its_ending(infinitive, form):
    assert form in dict(conjugated(infinitive))


def mention(stance, confidence, *, title=False, start=0):
    at = Span(field=Field.TITLE if title else Field.TEXT, start=start, end=start + 1)
    return Mention(
        subject_id="x", at=at, evidence=at, stance=stance, confidence=confidence, form="full"
    )


@pytest.mark.parametrize(
    ("mentions", "stance", "evidence"),
    [
        ([mention(NEUTRAL, 1, title=True), mention(NEUTRAL, 1, start=5)], NEUTRAL, 5),
        ([mention(NEGATIVE, 0.6, title=True), *[mention(POSITIVE, 0.9, start=5)] * 3], NEGATIVE, 0),
        ([mention(NEUTRAL, 1, title=True), mention(POSITIVE, 0.6, start=5)], POSITIVE, 5),
        ([mention(POSITIVE, 0.6, start=1), mention(NEGATIVE, 0.6, start=5)], NEUTRAL, 1),
        ([mention(NEGATIVE, 0.6, start=1), mention(NEGATIVE, 0.9, start=5)], NEGATIVE, 5),
        ([*[mention(NEUTRAL, 1, start=1)] * 3, mention(POSITIVE, 0.6, start=5)], NEUTRAL, 1),
        ([*[mention(NEUTRAL, 1, start=1)] * 3, mention(POSITIVE, 0.8, start=5)], POSITIVE, 5),
    ],
)
def test_a_reading_follows_the_title_then_the_vote(mentions, stance, evidence):
    [reading] = readings(mentions)
    assert (reading.stance, reading.evidence.start) == (stance, evidence)
    assert reading.mentions == len(mentions)
