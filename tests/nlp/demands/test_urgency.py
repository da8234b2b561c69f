"""How urgent a demand is, and the words that say so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.labels import Urgency
from nlp.demands.urgency import CUES, LEVELS, cues, features, probabilities, urgency


@pytest.mark.parametrize(
    ("said", "category", "words"),
    [
        ("huele a gas en toda la calle y los niños están adentro", "riesgo", "huele a gas"),
        ("la coladera sigue sin tapa y ayer se cayó una niña", "drenaje", "sin tapa"),
        ("el árbol está a punto de caer sobre la parada de la escuela", "arbol", "a punto de caer"),
        ("SE OYEN BALAZOS AHORITA, HAY NIÑOS", "violencia", "BALAZOS"),
        ("llevamos 20 días sin agua y mi papá está en diálisis", "falta-de-agua", "diálisis"),
        ("vive sola, está enferma y no come", "asistencia-social", "enferma"),
    ],
)
def test_risk_to_life_is_told_with_its_words(said, category, words):
    level, reason = urgency(said, category)
    assert level is Urgency.LIFE
    assert words in reason


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("llevamos 9 días sin agua los vecinos", "falta-de-agua"),
        ("diario asaltan a los alumnos saliendo de la escuela", "robo"),
        ("se metió el agua negra a seis casas, perdimos los muebles", "inundacion"),
    ],
)
def test_many_people_damages_and_many_days_are_high(said, category):
    assert urgency(said, category)[0] is Urgency.HIGH


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("pongan un bote en el parque", "parque"),
        ("una fuguita chiquita en la banqueta", "fuga-de-agua"),
        ("poden los árboles que tapan el letrero", "arbol"),
        ("el puesto ocupa media banqueta", "ambulantaje"),
    ],
)
def test_what_can_wait_is_normal_and_needs_no_reason(said, category):
    assert urgency(said, category) == (Urgency.NORMAL, "")


@pytest.mark.parametrize("before", ["no hay ", "sin ", "no hubo ", "ni "])
def test_a_no_takes_a_cue_away(before):
    assert "hurt" in cues("hubo heridos")
    assert "hurt" not in cues(f"chocó {before}heridos")


def test_without_a_cover_is_a_cue_although_it_says_without():
    assert "uncovered" in cues("coladera sin tapa")


def test_a_cue_begins_a_word():
    assert "shots" not in cues("llegaron los repartidores, la alarma sonó")


def test_a_cue_in_its_own_words_counts_more_than_around():
    said, around = "tapen el bache", "tapen el bache. Ayer hubo un herido en la esquina."
    assert cues(said, around=around)["hurt"] == (0.5, "herido")
    assert cues("hubo un herido", around=f"{around} hubo un herido")["hurt"][0] == 1.0


def test_a_category_that_nobody_weighed_is_read_by_its_words():
    assert urgency("huele a gas, hay niños enfermos en el hospital", "mi-categoria")[0] in LEVELS


@given(st.text(max_size=200))
def test_probabilities_are_of_all_levels_and_agree_with_the_level(said):
    likely = probabilities(features(said, "bache"))
    assert sum(likely.values()) == pytest.approx(1)
    assert likely[urgency(said, "bache")[0]] == pytest.approx(max(likely.values()))


def test_every_cue_has_a_name_of_its_own():
    assert len({cue.name for cue in CUES}) == len(CUES)
