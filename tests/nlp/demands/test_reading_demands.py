"""What a text demands, in which clause and of what category; and who is read for it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlp
from monitor.config import Config, Outlet
from monitor.labels import Competence, Field, PieceKind
from monitor.model import Clipping
from nlp.demands import clauses, deciding, detecting, features, linear, sure
from nlp.demands.towns import OTHER, OURS, Town, shown
from nlp.encoder import encoder
from nlp.evaluate.demands import by_words
from tests.nlp.conftest import CONFIG, Tag, clipping


def said(text: str) -> list[tuple[str, str]]:
    return [(one.category, text[one.start : one.end]) for one in detecting.reader()(text)]


@given(st.text(max_size=300))
def test_clauses_are_in_order_apart_and_say_something(text: str) -> None:
    found = clauses.split(text)
    assert all(start < end for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert all(text[start:end] == text[start:end].strip() for start, end in found)


def test_a_clause_ends_where_a_post_takes_breath() -> None:
    text = (
        "Oigan vecinos no hay agua desde el lunes 😡 y la coladera sigue destapada, ¿cuándo vienen?"
    )
    assert [text[start:end] for start, end in clauses.split(text)] == [
        "Oigan vecinos no hay agua desde el lunes 😡",
        "y la coladera sigue destapada,",
        "¿cuándo vienen?",
    ]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("llevamos ocho dias sin una gota de agua y nadie manda la pipa", "falta-de-agua"),
        ("La lámpara de la esquina lleva un mes fundida, está muy oscuro, cámbienla", "alumbrado"),
        ("ya arreglen el bache de la calle 4, ponchó dos llantas ayer", "bache"),
        ("el camion de la basura no pasa desde hace dos semanas y ya apesta", "basura"),
        ("necesitamos que poden el arbol, las ramas ya tocan los cables", "arbol"),
        ("asaltan diario en la parada y no pasa ni una patrulla", "robo"),
    ],
)
def test_what_is_asked_is_told_with_its_category(text: str, category: str) -> None:
    assert [one for one, _ in said(text)] == [category]


@pytest.mark.parametrize(
    "text",
    [
        "Gracias a la cuadrilla que vino a podar los árboles, quedó hermoso el parque 👏",
        "Se vende lavadora usada, funciona bien, informes por inbox",
        "La alcaldesa anunció que en enero se instalarán dos mil luminarias nuevas",
        "Feliz cumpleaños a mi mamá que cumple 80 añotes 🎂",
        "El domingo hay carrera atlética, cierran la avenida de 7 a 11",
        "",
        "😀😀😀",
    ],
)
def test_what_asks_for_nothing_is_no_demand(text: str) -> None:
    assert said(text) == []


def test_a_text_may_demand_several_things_each_in_its_own_words() -> None:
    text = (
        "No hay agua desde el lunes en toda la colonia y además la coladera de la esquina está "
        "destapada, ya se cayó un señor."
    )
    found = dict(said(text))
    assert found.keys() == {"falta-de-agua", "drenaje"}
    assert found["falta-de-agua"].startswith("No hay agua")
    assert found["drenaje"].startswith("además la coladera")


def test_a_reading_depends_on_nothing_read_before() -> None:
    text = "hay una fuga de agua en la esquina y se tira todo el día"
    first = detecting.reader()(text)
    detecting.reader()("la lampara no prende")
    assert detecting.reader()(text) == first


def test_which_town_is_ours_changes_nothing_but_whose_it_is() -> None:
    text = "En Xaltepec no hay agua desde el lunes, manden pipas"
    at = (3, 11)
    ours = detecting.reader()(text, (Town(*at, ours=True),))
    assert [one.category for one in ours] == ["falta-de-agua"]
    assert shown(text, (0, len(text)), (Town(*at, ours=True),)).startswith(f"En {OURS} no")
    assert shown(text, (0, len(text)), (Town(*at, ours=False),)).startswith(f"En {OTHER} no")
    elsewhere = detecting.reader()(text, (Town(*at, ours=False),))
    assert not elsewhere or elsewhere[0].confidence < ours[0].confidence


def test_every_category_of_the_taxonomy_is_read_and_has_words() -> None:
    assert set(features.names("categories")) == CONFIG.taxonomy.keys()
    assert by_words("se cayó la rama de un árbol") == "arbol"


def test_how_sure_is_sure_was_measured() -> None:
    assert 0.5 < sure() < 1
    assert sure() == deciding.shipped().sure


def test_more_of_each_sign_is_more_confidence() -> None:
    settings = deciding.shipped()
    _, *weights = settings.confidence
    assert all(weight > 0 for weight in weights)


def test_the_petitions_of_a_piece_tell_where_whose_and_since_when(tag: Tag) -> None:
    text = (
        "Vecinos de San Jacinto llevan cinco días sin agua en la colonia Loma Bonita, calle Nogal."
    )
    [petition] = tag(text).petitions
    assert petition.category == "falta-de-agua"
    assert petition.at.field is Field.TEXT
    assert petition.address.settlement == "Loma Bonita"
    assert petition.competence is Competence.OURS
    assert petition.since is not None


def test_what_the_title_begins_the_text_tells(tag: Tag) -> None:
    title = "Sin agua, vecinos de San Jacinto"
    text = "Llevan cinco días sin agua en toda la colonia y piden pipas al municipio."
    petitions = tag(text, title).petitions
    assert petitions
    for petition in petitions:
        whole = title if petition.at.field is Field.TITLE else text
        assert 0 <= petition.at.start < petition.at.end <= len(whole)


def _ours(**given: object) -> Clipping:
    piece = clipping("llevamos ocho dias sin agua en la colonia, manden la pipa por favor")
    values = {name: getattr(piece, name) for name in Clipping.__slots__}
    return Clipping(**{**values, **given})  # type: ignore[arg-type]


def test_what_is_said_to_us_is_read_though_it_names_nobody() -> None:
    source = {"kind": "feed", "url": "https://ejemplo.example/comentarios", "ours": True}
    outlet = Outlet.model_validate(
        {"id": "pagina", "name": "Página", "scope": "local", "medium": "network"}
        | {"sources": [source]}
    )
    config = Config(profile=CONFIG.profile, subjects=CONFIG.subjects, outlets=(outlet,))
    [named] = config.sources
    pieces = [_ours(id="a", source_id=named), _ours(id="b", source_id="otra")]
    [said_to_us, overheard] = nlp.Tagger(config).pipe(pieces)
    assert [one.category for one in said_to_us.petitions] == ["falta-de-agua"]
    assert said_to_us.mentions == overheard.petitions == ()


def test_what_is_hardly_sure_is_not_told() -> None:
    settings = deciding.shipped()
    assert 0 < settings.least < settings.sure
    text = "llevamos ocho dias sin una gota de agua y nadie manda la pipa"
    reader = detecting.reader()
    deaf = replace(settings, least=0.999)
    assert reader(text)
    assert not detecting.DemandReader(linear.shipped(), deaf, encoder())(text)


def test_a_beginning_that_demands_nothing_weighs_on_what_follows() -> None:
    assert deciding.weighed(1.0, 3.0) == 1.0
    assert deciding.weighed(1.0, -5.0) < deciding.weighed(1.0, -1.0) < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "A las seis y media un señor barre pétalos y los amontona contra la banqueta.",
        "Detiene la policía a dos hombres acusados de asaltar una farmacia; llevaban un arma.",
        "La explanada huele a tallo cortado y los marchantes acomodan los cubos de rosas.",
        "Ganó el equipo local por tres goles y la afición festejó en el jardín.",
    ],
)
def test_what_the_press_tells_asks_for_nothing(text: str) -> None:
    assert said(text) == []


def test_a_sentence_on_lamps_and_one_on_garbage_are_two_petitions() -> None:
    text = (
        "La lámpara de la calle Nogal lleva un mes fundida y está muy oscuro. "
        "El camión de la basura no pasa desde hace dos semanas y ya apesta."
    )
    assert {category for category, _ in said(text)} == {"alumbrado", "basura"}


def test_the_whole_sentence_is_quoted_and_no_other(tag: Tag) -> None:
    before = "Los vecinos de San Jacinto se reunieron el martes. "
    told = "Dicen que, desde el lunes, no hay agua en la colonia y nadie manda la pipa."
    petitions = tag(before + told).petitions
    assert petitions
    for petition in petitions:
        assert (before + told)[petition.at.start : petition.at.end] in (told, before.strip())


def test_a_press_release_asks_nothing(tagger: nlp.Tagger) -> None:
    text = "San Jacinto: llevamos cinco días sin agua en la colonia y pedimos una pipa."
    [note] = tagger.pipe([clipping(text)])
    values = {name: getattr(clipping(text), name) for name in Clipping.__slots__}
    [release] = tagger.pipe([Clipping(**{**values, "kind": PieceKind.RELEASE})])
    assert note.petitions
    assert not release.petitions
