"""Where a petition is, as posts and notes say it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import places, sentences
from nlp.demands.locating import Locator


@pytest.mark.parametrize(
    ("text", "settlement"),
    [
        ("No hay agua en la colonia La Esperanza", "La Esperanza"),
        ("no hay agua en la col la esperanza", "La Esperanza"),
        ("NO HAY AGUA EN LA ESPERANZA, YA SON 3 DIAS", "La Esperanza"),
        ("tres baches enormes en la porfirio robles", "Porfirio Robles (La Mora)"),
        ("Vecinos de La Mora piden que se pode un árbol", "Porfirio Robles (La Mora)"),
        ("col. porfirio rovles sin luz", "Porfirio Robles (La Mora)"),
        ("fuga en la metropolitana 2da secc", "Metropolitana Segunda Sección"),
        (
            "Fuga en la Metropolitana, segunda sección, frente al kínder",
            "Metropolitana Segunda Sección",
        ),
        ("en la Villagrán ya no pasa la basura", "General Abundio Villagrán"),
        ("en la ampliación Villagrán no hay luz", "Ampliación General Abundio Villagrán"),
        ("aguas negras en la sección Tecolote de la Sauces", "Sauces Sección Tecolote"),
        ("el camion no sube a Tepoztlixpa", "Santa Lucía Tepoztlixpa"),
        ("se fue la luz en la 12 de octubre", "Doce de Octubre"),
        ("Modelo sin agua, día 4", "Modelo"),
        ("en la valle d luces hay perros", "Valle de Luces"),
        ("Un bache en la calle Nardo, Loma Bonita, ya tronó llantas", "Loma Bonita"),
        ("ya tronó mi llanta en la loma bonita", "Loma Bonita"),
    ],
)
def test_a_colonia_is_known_however_it_is_written(address, text, settlement):
    assert address(text).settlement == settlement
    assert address(text).municipality == "Villa Jarales"


@pytest.mark.parametrize(
    "text",
    [
        "la esperanza es lo último que muere, arreglen la calle",
        "el modelo de gobierno que prometieron no sirve y no hay agua",
        "el señor Porfirio Robles tiró la basura en la calle",
        "la primaria Porfirio Robles no tiene agua",
        "en la avenida Loma Bonita hay un bache",
        "hay un bache en mi calle",
        "una loma muy bonita llena de basura",
    ],
)
def test_words_people_schools_and_streets_are_no_colonia(address, text):
    assert address(text).settlement == ""


def test_an_unknown_colonia_is_told_as_it_is_written(address):
    found = address("Se desbordó el drenaje en la colonia Los Ahuehuetes Viejos, calle Cedro 14.")
    assert (found.settlement, found.street, found.number) == (
        "Los Ahuehuetes Viejos",
        "Cedro",
        "14",
    )


def test_of_a_name_with_sections_and_none_said_only_what_they_share_is_told(address):
    found = address("fuga en la colonia Metropolitana")
    assert (found.settlement, found.postcode) == ("Metropolitana", "")
    assert address("fuga en la colonia Metropolitana, CP 57904").settlement == (
        "Metropolitana Segunda Sección"
    )


def test_the_postcode_and_the_centre_come_with_the_colonia(address):
    found = address("no hay luz en la colonia La Esperanza")
    assert (found.postcode, found.latitude, found.longitude) == ("57902", 19.402, -99.02)
    assert address("no hay luz en la colonia Valle de Luces").latitude is None


@pytest.mark.parametrize(
    ("text", "street", "number", "between"),
    [
        ("bache en calle Nardo #12 col Modelo", "Nardo", "12", ()),
        ("bache en calle Nardo num. 12-B, colonia Modelo", "Nardo", "12-B", ()),
        ("fuga en calle Nardo mz 3 lt 4, colonia Modelo", "Nardo", "Mz 3 Lt 4", ()),
        ("sin luz la calle 14 de la Loma Bonita", "Calle 14", "", ()),
        ("sin luz en oriente 8, la esperanza", "Oriente 8", "", ()),
        ("fuga en lago zirahuén y cedro", "Lago Zirahuén", "", ("Cedro",)),
        ("Fuga en la calle Nardo, entre Cedro y Fresno", "Nardo", "", ("Cedro", "Fresno")),
        ("Bache en avenida Cedros esquina con Nardo", "Cedros", "", ("Nardo",)),
        ("El semáforo de Abundio Nava y Av. Cedros no sirve", "Abundio Nava", "", ("Cedros",)),
        ("Asaltan en el camellón de Abundio Nava", "Abundio Nava", "", ()),
        ("choques diario en 4ta avenida", "4ta Avenida", "", ()),
        ("Ramas caídas, Hortensia Nueva 31 col. Modelo", "Hortensia Nueva", "31", ()),
        ("el árbol enfrente del 45 en calle Nardo se ladea", "Nardo", "45", ()),
        ("calle Nardo 218 y nadie viene", "Nardo", "218", ()),
    ],
)
def test_a_street_its_number_and_what_crosses_it(address, text, street, number, between):
    found = address(text)
    assert (found.street, found.number, found.between) == (street, number, between)


def test_a_count_is_no_number_of_a_house(address):
    assert address("calle Nardo 3 días sin agua").number == ""
    assert address("Calle Nardo, 4 baches en una cuadra").number == ""
    assert address("sin agua en la calle Nardo desde las 5 de la mañana").number == ""
    assert address("sin agua en calle Nardo, 20 familias afectadas").number == ""


def test_a_colonia_after_a_street_is_not_of_its_name(address):
    found = address("Bache en la calle Nardo de la Loma Bonita")
    assert (found.street, found.settlement) == ("Nardo", "Loma Bonita")


@pytest.mark.parametrize(
    ("text", "landmark"),
    [
        ("Un bache frente a la primaria Niños Héroes", "frente a la primaria Niños Héroes"),
        ("la coladera afuera de la secu no tiene tapa", "afuera de la secu"),
        ("hay basura en el mercado y huele mal", "en el mercado"),
        ("fuga a la altura del metro Tecolotes", "a la altura del metro Tecolotes"),
    ],
)
def test_a_landmark_is_told_with_the_words_that_say_how(address, text, landmark):
    assert address(text).landmark == landmark


def test_each_petition_has_the_place_of_its_own_sentence(jarales):
    text = (
        "En la calle Nardo de la colonia Modelo hay una fuga desde ayer. "
        "En la colonia La Esperanza, calle Cedro, siguen sin luz."
    )
    said = [
        (text.index("hay una fuga"), text.index(" desde")),
        (text.index("siguen"), len(text)),
    ]
    lines = list(sentences.split(text))
    found = Locator(jarales).addresses(
        text, said, places=places.reader(jarales).read(text, lines), sentences=lines
    )
    assert [(one.street, one.settlement) for one in found] == [
        ("Nardo", "Modelo"),
        ("Cedro", "La Esperanza"),
    ]


def test_a_place_told_once_is_of_every_petition(address):
    text = (
        "Vecinos de la colonia Modelo se quejaron ayer. La basura lleva días en la esquina. "
        "Además, dijeron, nadie poda los árboles."
    )
    assert address(text, "nadie poda los árboles").settlement == "Modelo"


def test_of_two_places_far_away_none_is_guessed(address):
    far = "Siguieron hablando de lo de siempre, sin acuerdo y sin prisa. " * 12
    text = f"Hablaron vecinos de la colonia Modelo y de la colonia Valle de Luces. {far}No hay luz."
    assert address(text, "No hay luz").settlement == ""


def test_a_homonym_is_ours_unless_the_text_says_another_municipality(address):
    assert address("sin agua en la colonia Loma Bonita").municipality == "Villa Jarales"
    found = address("Sin agua en la colonia Loma Bonita, San Blas Tecuaro, desde el lunes.")
    assert (found.settlement, found.municipality) == ("Loma Bonita", "San Blas Tecuaro")
    assert found.latitude == 19.5
    coded = address("Sin agua en la colonia Loma Bonita, CP 56301")
    assert (coded.municipality, coded.postcode) == ("San Blas Tecuaro", "56301")


def test_a_colonia_that_only_a_neighbour_has_is_the_neighbours(address):
    assert address("No hay luz en la colonia Los Tejocotes").municipality == "San Blas Tecuaro"


def test_a_municipality_alone_says_where_too(address):
    assert address("En San Blas Tecuaro no pasa la basura").municipality == "San Blas Tecuaro"
    passing = "El camión a San Blas Tecuaro no respeta el alto de la calle Nardo"
    assert address(passing).municipality == "Villa Jarales"


def test_a_profile_that_calls_itself_by_its_office_knows_its_colonias(tecolotes):
    text = "No hay agua en la colonia La Esperanza"
    lines = list(sentences.split(text))
    reader = places.reader(tecolotes)
    found = Locator(tecolotes).address(
        text, (0, len(text)), places=reader.read(text, lines), sentences=lines
    )
    assert (found.settlement, found.municipality) == ("La Esperanza", "Tecolotes")


@settings(max_examples=60)
@given(st.text(alphabet="abcdelmnors LEMN.,#12 yx\n", max_size=160), st.data())
def test_whatever_is_written_has_an_address(jarales, text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    lines = list(sentences.split(text))
    found = Locator(jarales).address(
        text, (start, end), places=places.reader(jarales).read(text, lines), sentences=lines
    )
    assert found.municipality
