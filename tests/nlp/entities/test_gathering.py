"""From names to the entities of a piece: full forms, counts, kinds, and what is left out."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.model import EntityKind, Field, Place, PlaceKind, Span
from nlp.components.entities import unwatched
from nlp.entities.framing import frames
from nlp.entities.gathering import MOST, entities
from nlp.entities.model import Name
from nlp.entities.sifting import sifted
from nlp.piece import Piece, Unit
from nlp.referring import Found


def piece(text, title=""):
    return Piece(Unit(title), Unit(text), date(2026, 11, 20), f"{title}\n{text}")


def told(text, *names, title=""):
    """The entities of a piece in which these words, in this order, are names."""
    one = piece(text, title)
    found, at = [], 0
    for kind, words in names:
        start = one.whole.index(words, at)
        at = start + len(words)
        found.append(Name(start, at, kind))
    return entities(one, found)


def counted(*given, **more):
    return [(each.name, each.times) for each in told(*given, **more)]


def test_a_surname_counts_for_the_whole_name():
    text = "Rodrigo Zaldívar habló. Zaldívar se fue con Ana. Después volvió ZALDÍVAR."
    names = [("PER", "Rodrigo Zaldívar"), ("PER", "Zaldívar"), ("PER", "Ana"), ("PER", "ZALDÍVAR")]
    assert counted(text, *names) == [("Rodrigo Zaldívar", 3), ("Ana", 1)]


def test_a_surname_of_the_title_counts_for_the_name_of_the_text():
    [one] = told(
        "Habló Rodrigo Zaldívar.",
        ("PER", "Zaldívar"),
        ("PER", "Rodrigo Zaldívar"),
        title="Zaldívar, a juicio",
    )
    assert (one.name, one.times, one.at.field) == ("Rodrigo Zaldívar", 2, Field.TEXT)


def test_a_surname_that_two_people_share_is_nobodys():
    text = "Ana Ruiz y Luis Ruiz fueron. Ruiz habló."
    names = [("PER", "Ana Ruiz"), ("PER", "Luis Ruiz"), ("PER", "Ruiz")]
    assert counted(text, *names) == [("Ana Ruiz", 1), ("Luis Ruiz", 1), ("Ruiz", 1)]


def test_two_surnames_are_told_apart_from_one():
    text = "Ana Ruiz Montes llegó. Ana Ruiz habló. Ruiz Montes salió. Ruiz volvió."
    names = [("PER", "Ana Ruiz Montes"), ("PER", "Ana Ruiz"), ("PER", "Ruiz Montes")]
    assert counted(text, *names, ("PER", "Ruiz")) == [("Ana Ruiz Montes", 4)]


@pytest.mark.parametrize(
    ("whole", "short"),
    [
        ("Instituto Mexicano del Seguro Social", "IMSS"),
        ("Comisión Nacional del Agua", "Conagua"),
        ("Secretaría de Movilidad", "Semovi"),
    ],
)
def test_an_acronym_counts_for_what_it_stands_for(whole, short):
    text = f"La {whole} ({short}) dijo que no. {short} no irá."
    assert counted(text, ("ORG", whole), ("ORG", short), ("ORG", short)) == [(whole, 3)]


def test_initials_count_without_parentheses_too():
    text = "El IMSS, o sea el Instituto Mexicano del Seguro Social."
    names = [("ORG", "IMSS"), ("ORG", "Instituto Mexicano del Seguro Social")]
    assert counted(text, *names) == [("Instituto Mexicano del Seguro Social", 2)]


def test_what_stands_in_parentheses_may_be_somebody_else():
    text = "El Partido del Sur (PRI y otros) fue."
    assert len(told(text, ("ORG", "Partido del Sur"), ("ORG", "PRI"))) == 2


def test_the_kind_is_that_of_most_places():
    text = "Tepexco dijo. En Tepexco. A Tepexco."
    [one] = told(text, ("ORG", "Tepexco"), ("LOC", "Tepexco"), ("LOC", "Tepexco"))
    assert (one.kind, one.times) == (EntityKind.PLACE, 3)


def test_the_form_that_is_not_all_in_capitals_is_shown_where_it_stands():
    [one] = told("Fue ANA RUIZ. Ana Ruiz fue.", ("PER", "ANA RUIZ"), ("PER", "Ana Ruiz"))
    assert (one.name, one.at.start) == ("Ana Ruiz", 14)


def test_only_the_most_named_are_kept_and_those_come_first():
    words = [f"Pueblo{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(MOST + 5)]
    text = " ".join([*words, words[-1]])
    found = told(text, *(("LOC", word) for word in [*words, words[-1]]))
    assert len(found) == MOST
    assert (found[0].name, found[0].times, found[1].name) == (words[-1], 2, words[0])


def watching(text, *watched):
    return tuple(
        Found(
            start=text.index(words),
            end=text.index(words) + len(words),
            subject_id="x",
            form="full",
            holder=None,
        )
        for words in watched
    )


@pytest.mark.parametrize(
    ("text", "watched", "name", "stays"),
    [
        ("dijo Marisol Quintanar", "Marisol Quintanar", "Marisol Quintanar", False),
        ("dijo Marisol Quintanar Ruelas", "Marisol Quintanar", "Marisol Quintanar Ruelas", False),
        ("Hospital de San Jacinto", "San Jacinto", "Hospital de San Jacinto", True),
        ("el DIF San Jacinto", "DIF", "DIF San Jacinto", False),
        ("Marisol Quintanar y la Quintanar", "Marisol Quintanar", "Quintanar", False),
        ("Marisol Quintanar y Ana Ruiz", "Marisol Quintanar", "Ana Ruiz", True),
    ],
)
def test_who_is_watched_is_left_out(text, watched, name, stays):
    start = text.rindex(name)
    names = [Name(start, start + len(name), "PER")]
    assert bool(unwatched(names, watching(text, watched), text)) is stays


@pytest.mark.parametrize(
    ("line", "framed"),
    [
        ("TOLUCA, Méx., 22 de noviembre (Agencia Sol).- La alcaldesa habló.", "TOLUCA, Méx., "),
        ("Tepexco.— Vecinos cerraron la calle.", "Tepexco.—"),
        ("Por Juan Pérez", "Por Juan Pérez"),
        ("Por Juan Pérez votaron pocos", ""),
        ("Por: Juan Pérez", "Por: Juan Pérez"),
        ("Foto: Cuartoscuro", "Foto: Cuartoscuro"),
        ("Con información de Ana Ruiz", "Con información de Ana Ruiz"),
        ("Luis Robles / Corresponsal", "Luis Robles / Corresponsal"),
        ("Por culpa de Ana Ruiz no hay agua.", ""),
        ("Ana Ruiz –que no estaba– votó.", ""),
        ("La alcaldesa de Tepexco dijo: no.- Y se fue.", ""),
    ],
)
def test_datelines_and_credits_frame_the_text(line, framed):
    found = "".join(line[start:end] for start, end in frames(line))
    assert found.startswith(framed) if framed else not found


def test_a_tagged_note_tells_who_else_is_in_it(tag):
    text = (
        "TEPEXCO, Méx., 20 de noviembre (Agencia Sol).- Marisol Quintanar recibió al senador "
        "Rodrigo Zaldívar Montes en la colonia Loma Bonita.\n"
        "“No habrá agua”, dijo Zaldívar a la Comisión Nacional del Agua (Conagua)."
    )
    found = [(one.kind.value, one.name, one.times) for one in tag(text, "Quintanar").entities]
    assert found == [
        ("person", "Rodrigo Zaldívar Montes", 2),
        ("organisation", "Comisión Nacional del Agua", 2),
        ("place", "Loma Bonita", 1),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "name", "ground"),
    [
        ("se desbordó el arroyo del Molino", "ORG", "Molino", True),
        ("entre el puente de las Dalias", "ORG", "Dalias", True),
        ("en las avenidas de las Dalias y del Molino", "ORG", "Dalias y del Molino", True),
        ("fuga en calle Azucena", "PER", "Azucena", True),
        ("bache en av. Universidad", "ORG", "Universidad", True),
        ("sobre las calles Benito Juárez y", "PER", "Benito Juárez", True),
        ("la denuncia del Molino", "ORG", "Molino", False),
        ("el rancho de Rodrigo Zaldívar", "PER", "Rodrigo Zaldívar", False),
        ("el puente de Rodrigo Zaldívar", "PER", "Rodrigo Zaldívar", False),
        ("el pozo de la Comisión del Agua", "ORG", "Comisión del Agua", False),
        ("el pozo de Pemex", "ORG", "Pemex", False),
        ("el tanque de la CFE", "ORG", "CFE", False),
        ("el parque que Grupo Olmo", "ORG", "Grupo Olmo", False),
        ("el parque. Grupo Olmo", "ORG", "Grupo Olmo", False),
    ],
)
def test_a_name_that_a_place_carries_is_a_place(text, kind, name, ground):
    start = text.index(name)
    [one] = sifted(piece(text), [Name(start + 1, start + 1 + len(name), kind)], ())
    assert one.kind == ("LOC" if ground else kind)


def test_a_name_inside_an_address_is_a_place_and_one_beside_it_is_not():
    text = "Fuga en Azucena esq con Molino, dijo Molino."
    one = Piece(Unit("Agua"), Unit(text), date(2026, 11, 20), f"Agua\n{text}")
    address = Place(
        kind=PlaceKind.CROSSING, name="Azucena y Molino", at=Span(field=Field.TEXT, start=8, end=30)
    )
    landmark = replace(address, kind=PlaceKind.LANDMARK)
    inside, beside = text.index("Molino") + 5, text.rindex("Molino") + 5
    names = [Name(inside, inside + 6, "ORG"), Name(beside, beside + 6, "ORG")]
    assert [each.kind for each in sifted(one, names, [address])] == ["LOC", "ORG"]
    assert list(sifted(one, names, [landmark])) == names


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Los Olivos de Tepexco", "LOC"), ("Los Olivos", "LOC"), ("Los Olivos Textil", "ORG")],
)
def test_a_colonia_and_its_municipality_are_a_place(name, kind):
    text = f"Obras en {name}"
    colonia = Place(
        kind=PlaceKind.SETTLEMENT, name="Los Olivos", at=Span(field=Field.TEXT, start=9, end=19)
    )
    [told] = sifted(piece(text), [Name(10, 10 + len(name), "ORG")], [colonia])
    assert told.kind == kind


@pytest.mark.parametrize(
    ("words", "kind", "nobody"),
    [
        ("Drenaje", "ORG", True),
        ("Gobierno", "ORG", True),
        ("Drenaje", "PER", True),
        ("Cruz", "PER", False),
        ("Fiscalía", "ORG", False),
        ("Morena", "ORG", False),
        ("DRENAJE", "ORG", False),
        ("Quetzalfin", "ORG", False),
        ("Encino", "LOC", False),
    ],
)
def test_a_common_noun_by_itself_is_nobody(words, kind, nobody):
    assert bool(told(f"Lo dijo {words} ayer.", (kind, words))) is not nobody


def test_a_common_noun_that_shortens_a_name_counts_for_it():
    text = "Lilia Molino habló. Después, Molino se fue con Molino Rojo."
    names = [("PER", "Lilia Molino"), ("PER", "Molino"), ("ORG", "Molino Rojo")]
    assert counted(text, *names) == [("Lilia Molino", 2), ("Molino Rojo", 1)]


def test_a_tagged_note_tells_neither_streams_nor_departments_as_bodies(tag):
    text = (
        "El desbordamiento del arroyo del Molino costó el puesto al jefe de Drenaje, Iván Rosas "
        "Lira, informó Marisol Quintanar junto al puente del Molino."
    )
    found = tag(text, "Renuncia el jefe de Drenaje").entities
    bodies = [one.name for one in found if one.kind is EntityKind.ORGANISATION]
    assert (bodies, [one.name for one in found if one.kind is EntityKind.PERSON]) == (
        [],
        ["Iván Rosas Lira"],
    )
