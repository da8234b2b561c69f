"""Places as they are said in Mexico: what is one, what is none, and where it is."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import sentences
from nlp.places import PlaceReader
from nlp.places.municipalities import Home

OURS, XALTEPEC = "San Jacinto del Valle", "Xaltepec de las Flores"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fuga en la colonia El Mirador.", [("colonia", "El Mirador")]),
        ("Sin luz la Col. El Sol y el barrio San Isidro.", None),
        ("En la Unidad Habitacional Los Olivos no hay agua.", [("colonia", "Los Olivos")]),
        ("Cerraron la avenida de las Dalias.", [("calle", "Dalias")]),
        ("Robo en calle 5 de Febrero 23.", [("calle", "5 de Febrero")]),
        ("Detienen a tres en Oriente 259.", [("calle", "Oriente 259")]),
        ("bache en av bordo de la laguna, vengan", [("calle", "Bordo de la Laguna")]),
        ("Choque en Eje 4 Sur.", [("calle", "Eje 4 Sur")]),
        ("Domicilio conocido, C.P. 56702.", [("cp", "56702")]),
        (
            "Volcó en el km 17.5 de la calzada Ermita Vieja.",
            [("referencia", "km 17.5"), ("calle", "Ermita Vieja")],
        ),
        (
            "Asalto a la altura del Metro Pochotes.",
            [("referencia", "Metro Pochotes")],
        ),
        ("Chocó frente al mercado San Juan.", [("referencia", "mercado San Juan")]),
    ],
)
def test_each_kind_of_place_is_read_with_its_name(said, text, expected):
    found = [(kind, name) for kind, name, _ in said(text)]
    assert found == (expected or [("colonia", "El Sol"), ("colonia", "San Isidro")])


@pytest.mark.parametrize(
    ("text", "streets"),
    [
        ("Chocaron en calle 4 esquina con avenida Central.", ["Calle 4", "Central"]),
        ("El robo fue en Morelos y Av. 6, dijeron.", ["Morelos", "Av. 6"]),
        ("fuga en lago azul esq lago verde col el sol", ["Lago Azul", "Lago Verde"]),
        ("El cruce de Avenida Juárez con calle Pino tendrá semáforo.", ["Juárez", "Pino"]),
        ("Choque en Cóndor y Adolfo Nieto, colonia Las Águilas.", ["Cóndor", "Adolfo Nieto"]),
        ("Choque en Cuarta Avenida y Pino, col. El Sol.", ["Cuarta Avenida", "Pino"]),
        ("Está en calle Sauce, casi esquina con Olmo, desde ayer.", ["Sauce", "Olmo"]),
    ],
)
def test_a_crossing_tells_its_streets_too(said, text, streets):
    found = said(text)
    assert [kind for kind, _, _ in found].count("cruce") == 1
    assert [name for kind, name, _ in found if kind == "calle"] == streets


def test_two_streets_of_a_list_are_no_corner(said):
    found = said("Los trabajos comenzarán en las avenidas de las Dalias y del Molino.")
    assert [(kind, name) for kind, name, _ in found] == [("calle", "Dalias"), ("calle", "Molino")]


def test_a_stretch_lies_between_two_streets(said):
    found = said("El tramo entre las calles Lago Turquesa y Lago Verde sigue cerrado.")
    assert [(kind, name) for kind, name, _ in found] == [
        ("cruce", "entre las calles Lago Turquesa y Lago Verde"),
        ("calle", "Lago Turquesa"),
        ("calle", "Lago Verde"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Corte de agua en las colonias Reforma, Progreso y Evolución Primera Sección.",
        "Colonias afectadas: Reforma, Progreso y Evolución Primera Sección.",
        "Colonias sin agua:\n- Reforma\n- Progreso\n- Evolución Primera Sección\nLlame al 070.",
    ],
)
def test_a_list_has_one_type_and_many_names(said, text):
    assert [name for _, name, _ in said(text)] == [
        "Reforma",
        "Progreso",
        "Evolución Primera Sección",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "El presidente Benito Juárez defendió la República.",
        "La esperanza de los vecinos es que llueva.",
        "El 20 de Noviembre habrá desfile.",
        "El diario El Sol publicó la lista.",
        "Salieron a la calle a protestar.",
        "El equipo Progreso ganó al Reforma.",
        "La iniciativa privada invertirá en la zona.",
        "Las calles de Xaltepec de las Flores lucen limpias.",
        "Frente al reto climático, dijo, hay que unirse.",
        "El pueblo de México merece saber.",
        "Mi canal de YouTube cumple un año.",
        "Un tiroteo en una escuela de Texas dejó tres muertos.",
        "#AMPLIACIÓN El Ejército negó los hechos.",
        "Arranca el programa Calles Vivas y Agua en tu Colonia.",
        "Becas para estudiantes de las 48 colonias de Xaltepec de las Flores.",
        "Se reunieron en Palacio Nacional y Protección Civil, dijo la vocera.",
        "El viento del Norte 30 grados bajó la temperatura.",
        "piden a la comunidad vacunarse, no viajar y no salir",
    ],
)
def test_a_word_a_person_and_a_date_are_no_place(said, text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("no hay luz en la col benito juarez", "Benito Juarez"),
        ("ya van tres asaltos en valle de los pochotes", "Valle de los Pochotes"),
        ("SIN AGUA EN COLONIA EL MIRADOR", "El Mirador"),
        ("En la Col. Evolución 1a Sección faltan coladeras.", "Evolución Primera Sección"),
        ("En la colonia Gral. Felipe Ángeles hay tres pozos.", "General Felipe Ángeles"),
        ("Vecinos de Loma Bonita cerraron la calle.", "Loma Bonita"),
        ("El señor vive en Cerrada Tordo 5, Las Águilas.", "Las Águilas"),
    ],
)
def test_the_catalogue_knows_a_name_however_it_is_written(said, text, name):
    assert name in [found for kind, found, _ in said(text) if kind == "colonia"]


def test_without_a_catalogue_the_grammar_works_and_is_less_sure(reader, alone, said):
    text = "Fuga en la calle Nardo, colonia El Mirador, San Jacinto."
    assert said(text, alone) == said(text)
    spans = list(sentences.split(text))
    pairs = zip(alone.read(text, spans), reader.read(text, spans), strict=True)
    assert all(less.confidence < more.confidence for less, more in pairs)


@pytest.mark.parametrize(
    ("text", "municipality"),
    [
        ("Fuga en la colonia Progreso.", OURS),  # ours by right of being ours
        ("En la colonia Progreso, en Xaltepec de las Flores, hay fuga.", XALTEPEC),
        ("Xaltepec de las Flores.- Fuga en la colonia Progreso.", XALTEPEC),
        ("El alcalde de Xaltepec de las Flores fue a la colonia Progreso.", XALTEPEC),
        ("Fuga en la colonia Progreso, CP 56906.", XALTEPEC),
        ("Fuga en la colonia Progreso, 56906.", XALTEPEC),
        ("Fuga en la colonia La Joya.", XALTEPEC),  # nobody else has one
        ("Fuga en la colonia Tejavanes.", None),  # the catalogue has ours, and not this one
        ("Fuga en la calle Nardo, colonia La Joya.", XALTEPEC),
        ("Fuga en la calle Nardo.", OURS),
        ("Fuga en la colonia Esperanza, alcaldía Iztacoyan.", "Iztacoyan"),
        ("Fuga en la calle Nardo de la colonia Roma, en Bogotá.", None),
    ],
)
def test_the_municipality_is_settled_by_what_the_text_says(said, text, municipality):
    assert {where for kind, _, where in said(text) if kind != "cp"} == {municipality}


def test_a_name_of_several_neighbours_and_not_ours_stays_open(catalogue):
    reader = PlaceReader(Home(name="Otra Villa", called=("Otra Villa",)), catalogue)
    text = "Fuga en la colonia Benito Juárez."
    [one] = reader.read(text, sentences.split(text))
    assert (one.municipality, one.postcode) == (None, None)


def test_each_mention_of_a_colonia_has_the_municipality_of_its_sentence(said):
    ours, theirs = "En San Jacinto, la colonia Progreso ríe.", "En Xaltepec de las Flores"
    text = f"{ours} {theirs}, la colonia Progreso no."
    assert [where for _, _, where in said(text)] == [OURS, XALTEPEC]


def test_a_neighbour_named_once_does_not_move_our_streets(said):
    text = (
        "SAN JACINTO.- Ardió una bodega y llegaron bomberos de Xaltepec de las Flores. "
        "Salieron 16 familias de la calle Maguey."
    )
    assert said(text) == [("calle", "Maguey", OURS)]


def test_a_colonia_brings_its_postcode(reader):
    text = "Fuga en la colonia El Mirador, San Jacinto."
    [one] = reader.read(text, sentences.split(text))
    assert (one.postcode, text[one.start : one.end]) == ("56701", "colonia El Mirador")


VOCABULARY = """
calle colonias col. av. entre y esq esquina con , . : El Sol Morelos 4 CP 56702 km de la los en
frente al mercado San Jacinto x # - ñ 1a Sección
"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\n"])


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_spans_are_true_ordered_and_say_what_they_name(text):
    found = PlaceReader(Home(name=OURS)).read(text, sentences.split(text))
    places = [(one.start, -one.end) for one in found]
    assert places == sorted(places)
    assert len({(one.start, one.end, one.kind) for one in found}) == len(found)
    for one in found:
        assert text[one.start : one.end].strip() == text[one.start : one.end] != ""
        assert one.name
        assert 0 < one.confidence <= 1


@pytest.mark.parametrize(
    "text",
    [
        "!?.,-«»" * 14_000,
        "- " * 50_000,
        "calle " * 16_000,
        "entre " * 16_000,
        "y " * 50_000,
        "colonias " + "A, " * 33_000,
        "En A " * 20_000,
        "calle Lago y " * 7_000,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_of_100_kb_costs_more_than_its_length(reader, text):
    spans = [(0, len(text))]
    before = process_time()
    reader.read(text, spans)
    assert process_time() - before < 3  # it takes a quarter of a second
