"""How a story is told: by its fullest original, under a fair headline, in few words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Analysis, Clipping, Entry, Field, PieceKind, Reading, Span, Stance
from reports.telling import headline, lead, news, summary
from reports.telling.heading import load
from reports.telling.lines import is_caption, leans, lines
from tests.reports.press import OPENED

FULL = (
    "Una tubería de 36 pulgadas reventó la madrugada del lunes en la avenida Hidalgo y dejó sin "
    "agua a tres colonias de Atlamaya. "
    "Foto: cortesía del Ayuntamiento. "
    "Asimismo, el paso quedó cerrado en los dos sentidos. "
    "El director del organismo de agua, Braulio Tenorio, calculó que la reparación terminará el "
    "martes y que 15 pipas recorrerán La Era, Ojo de Agua y San Isidro. "
    "Agregó que el tubo tenía cuarenta años. "
    "Vecinos de La Era reclamaron que la fuga se había reportado desde el sábado sin que nadie "
    "acudiera. "
    "En la primaria Amanecer se suspendieron las clases de 600 alumnos por falta de agua."
)
BRIEF = (
    "La ruptura de un ducto en la avenida Hidalgo dejó sin agua a La Era, Ojo de Agua y San "
    "Isidro; el director Braulio Tenorio ofreció 15 pipas."
)
OTHER = (
    "Atlamaya amaneció con un río en la avenida Hidalgo por la tubería que reventó de madrugada. "
    "Tres colonias de Atlamaya no tendrán agua hasta el martes, según el organismo de agua."
)


def entry(
    key,
    title,
    text,
    *,
    hours=0,
    outlet="faro",
    kind=PieceKind.NOTE,
    stance=Stance.NEUTRAL,
    told=None,
):
    clipping = Clipping(
        id=key,
        revision=1,
        source_id="s",
        outlet_id=outlet,
        url=None,
        title=title,
        text=text,
        published_at=OPENED + timedelta(hours=hours),
        collected_at=OPENED,
        kind=kind,
    )
    evidence = Span(field=Field.TEXT, start=0, end=5)
    reading = Reading(subject_id="government", stance=stance, evidence=evidence, mentions=1)
    analysis = Analysis(clipping_id=key, revision=1, analyzer="a", readings=(reading,))
    return Entry(clipping=clipping, analysis=analysis, story_id="s", told=told)


FUGA = entry("a", "Megafuga deja sin agua a tres colonias de Atlamaya", FULL, hours=1)
NOTA = entry("b", "Se rompe tubería en Hidalgo; tres colonias sin agua en Atlamaya", BRIEF)
RIO = entry("c", "¡Un río en plena avenida! El desastre de la fuga", OTHER, stance=Stance.NEGATIVE)


def test_the_fullest_leads():
    assert lead([NOTA, RIO, FUGA]) is FUGA


def test_an_original_leads_and_not_its_later_copy():
    copy = entry("0", "Otra cabeza", f"Redacción. {FULL} Con información de agencias.", hours=3)
    assert lead([copy, FUGA]) is FUGA


def test_the_whole_text_leads_and_not_an_earlier_piece_of_it():
    cut = entry("0", "Adelanto", FULL[:300], hours=-2, outlet="republica")
    assert lead([cut, FUGA], weight={"republica": 3_000_000, "faro": 10}.__getitem__) is FUGA


def test_of_two_originals_the_weightier_outlet_leads():
    one = entry("0", "Una", OTHER, outlet="portal")
    readers = {"portal": 100, "republica": 3_000_000}
    two = entry("1", "Dos", OTHER[::-1], outlet="republica")
    assert lead([one, two], weight=readers.__getitem__) is two


FEATURE = (
    "El primer papel lleva un sello azul del once de marzo. Nadie lo abrió en la ventanilla de "
    "palacio. Doña Chayo guarda las copias en una caja de galletas, junto a los recibos. "
    "La tubería de la avenida Hidalgo reventó la madrugada del lunes y dejó sin agua a tres "
    "colonias de Atlamaya, como lo habían anunciado los papeles. "
)


def test_a_feature_that_opens_on_a_detail_does_not_lead():
    feature = entry("0", "Los papeles de la caja de galletas", FEATURE * 2 + FULL[::-1])
    assert lead([feature, NOTA, FUGA]) is FUGA
    assert lead([feature, FUGA]) is FUGA


def test_the_first_sentence_of_a_summary_tells_the_event():
    feature = entry("0", "Los papeles de la caja de galletas", FEATURE)
    for others in ([NOTA.clipping, FUGA.clipping], []):
        said = summary(feature.clipping, others, title=NOTA.clipping.title)
        assert said[0].text.startswith("La tubería de la avenida Hidalgo reventó")


@pytest.mark.parametrize("kind", [PieceKind.COLUMN, PieceKind.POST])
def test_news_leads_before_opinion_and_posts(kind):
    assert lead([entry("0", "Otra", FULL * 2, kind=kind), NOTA]) is NOTA


def test_what_its_own_words_show_to_be_opinion_leads_no_more_than_a_column():
    longer = entry("0", "Otra", FULL * 2)
    read = replace(longer, analysis=replace(longer.analysis, kind=PieceKind.COLUMN))
    assert lead([longer, NOTA]) is longer
    assert lead([read, NOTA]) is NOTA


def test_the_headline_is_central_and_takes_no_side():
    assert headline([FUGA, NOTA, RIO]) in {FUGA.clipping.title, NOTA.clipping.title}


def test_a_loaded_headline_stands_only_when_there_is_no_other():
    loaded = entry("d", "¡Fracaso histórico! Exhiben desastre por agua en Atlamaya", FULL)
    assert load(loaded) > load(FUGA)
    assert headline([loaded, FUGA]) == FUGA.clipping.title
    assert headline([loaded]) == loaded.clipping.title


@pytest.mark.parametrize("word", ["polémica", "vergonzosa"])
def test_a_loaded_word_is_known_in_any_of_its_forms(word):
    plain = entry("d", "Aprueba cabildo de Atlamaya la obra de la avenida Hidalgo", FULL)
    loaded = entry("e", f"Aprueba cabildo de Atlamaya la {word} obra de la avenida Hidalgo", FULL)
    assert load(loaded) > load(plain)


def test_a_headline_in_capitals_or_of_a_column_gives_way():
    shouted = entry("0", FUGA.clipping.title.upper(), FULL)
    column = entry("1", FUGA.clipping.title + " y nadie responde", FULL, kind=PieceKind.COLUMN)
    assert headline([shouted, column, FUGA]) == FUGA.clipping.title


def test_a_summary_says_what_and_who_and_how_many_and_stands_alone():
    said = summary(FUGA.clipping, [NOTA.clipping, RIO.clipping], title=FUGA.clipping.title)
    texts = [each.text for each in said]
    assert 2 <= len(texts) <= 3
    assert sum(map(len, texts)) <= 460
    assert texts[0].startswith("Una tubería de 36 pulgadas")
    assert "15 pipas" in texts[1]
    whole = " ".join(texts)
    assert all(part not in whole for part in ("Foto", "Asimismo", "Agregó"))
    assert {each.clipping_id for each in said} == {"a"}


def test_a_summary_does_not_say_twice_the_same():
    twice = f"{OTHER} {OTHER.replace('amaneció', 'despertó')} {BRIEF}"
    said = summary(entry("e", "Fuga", twice).clipping, title="Fuga")
    assert len({each.text[:40] for each in said}) == len(said)
    assert not any("despertó" in each.text for each in said)


def test_a_brief_lead_is_completed_by_another_piece():
    short = entry("0", "Fuga", BRIEF).clipping
    said = summary(short, [FUGA.clipping])
    assert said[0].clipping_id == "0"
    assert "a" in {each.clipping_id for each in said}


@pytest.mark.parametrize(
    "sentence",
    [
        "Asimismo, el paso quedó cerrado en los dos sentidos de la avenida Hidalgo.",
        "Por su parte, la regidora Alma Reyes pidió cuentas al tesorero del municipio.",
        "Ella recordó que el programa benefició a doscientas familias de la colonia.",
        "Agregó que las obras del colector terminarán en noviembre de este año.",
        "“Eso no es cierto”, dijo la regidora en el cabildo de Atlamaya el martes.",
        "Lo anterior fue confirmado por los bomberos de tres municipios vecinos.",
        "La funcionaria recordó que el programa benefició a doscientas familias.",
        "Su director explicó que las obras del colector terminarán en noviembre.",
    ],
)
def test_a_sentence_that_needs_another_one_leans(sentence):
    assert leans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Este martes reabrió el mercado Morelos de Atlamaya tras catorce meses.",
        "Vecinos de La Era reclamaron que la fuga se reportó desde el sábado.",
        "La alcaldesa Nadia Quiroga inauguró el pozo 9 en la colonia La Era.",
        "Murió en el hospital regional una de las nueve personas lesionadas.",
        "El director de Aguas, Braulio Tenorio, ofreció 15 pipas a los vecinos.",
        "Asia Morales ganó la medalla de oro en el torneo de San Isidro.",
    ],
)
def test_a_sentence_that_stands_alone_does_not_lean(sentence):
    assert not leans(sentence)


@pytest.mark.parametrize(
    "said", ["FOTO: Especial", "Foto cortesía de vecinos.", "Lee también: más"]
)
def test_captions_and_invitations_are_known(said):
    assert is_caption(said)


def test_a_quotation_is_there_whole_or_not_at_all():
    text = (
        "La alcaldesa de Atlamaya visitó a los vecinos de La Era este lunes por la mañana. “Les "
        "fallamos con los tiempos. Hoy vuelve el agua a la colonia”, dijo a los vecinos de La Era."
    )
    shown = [each.text for each in lines(entry("e", "", text).clipping)]
    assert all(each.count("“") == each.count("”") for each in shown)


def test_what_new_pieces_add_is_found():
    later = entry(
        "f",
        "Restablecen el agua en Atlamaya",
        f"{OTHER} El servicio volvió a La Era treinta y ocho horas después, con 40 metros de tubo "
        "nuevo, informó Tenorio. Una familia sufrió la pérdida de sus muebles y pedirá el pago.",
        hours=30,
    )
    said = [each.text for each in news([later], [FUGA.clipping, RIO.clipping])]
    assert any("40 metros" in each for each in said)
    assert not any("río" in each for each in said)


def test_a_copy_adds_nothing():
    copy = entry("f", "Otra cabeza", FULL, hours=9)
    assert news([copy], [FUGA.clipping]) == ()


def test_nothing_is_new_in_a_story_that_nobody_told():
    assert news([FUGA, RIO]) == ()


def test_what_an_entry_said_when_it_was_told_was_said():
    edited = entry(
        "a",
        FUGA.clipping.title,
        f"{FULL} Murió un trabajador de 34 años en la zanja que abrió la cuadrilla.",
        told=FUGA.clipping,
    )
    assert [each.text for each in news([edited])] == [
        "Murió un trabajador de 34 años en la zanja que abrió la cuadrilla."
    ]


@given(st.text(max_size=400), st.text(max_size=60))
def test_any_text_can_be_told(text, title):
    odd = entry("a", title, text)
    assert lead([odd]) is odd
    assert isinstance(headline([odd]), str)
    assert sum(len(each.text) for each in summary(odd.clipping, title=title)) <= 460
    assert news([odd], [odd.clipping]) == ()


@given(st.permutations([FUGA, NOTA, RIO]))
def test_the_order_of_the_pieces_does_not_matter(entries):
    assert lead(entries) is lead([FUGA, NOTA, RIO])
    assert headline(entries) == headline([FUGA, NOTA, RIO])
