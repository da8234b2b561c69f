"""Quién más sale: who is in the news and nobody configured; never who writes it."""

from __future__ import annotations

import time

from monitor.config import Holder, Subject, SubjectKind
from monitor.model import EntityKind, Entry, PieceKind
from reports import digest, render
from reports.model import Other
from tests.reports import press
from tests.reports.press import PLAIN

ORGANISATION = EntityKind.ORGANISATION


def piece(
    *names: str,
    number: int = 0,
    outlet_id: str = "faro",
    story: str | None = None,
    author: str | None = None,
    kind: PieceKind = PieceKind.NOTE,
    entity: EntityKind = EntityKind.PERSON,
) -> Entry:
    text = f"En la nota {number} el municipio habló con {', '.join(names)} de varios asuntos."
    made = press.clipping(
        f"Nota {number}", text, outlet_id=outlet_id, author=author, kind=kind, hours_before=number
    )
    return press.entry(
        made,
        press.reading(made, "place", PLAIN, text),
        story=story,
        entities=[press.person(made, name, entity) for name in names],
    )


def found(*entries: Entry, subjects: tuple[Subject, ...] = press.SUBJECTS) -> list[Other]:
    config = press.config(subjects=subjects)
    return list(digest.build(press.edition(*entries), config).others)


def names(*entries: Entry, subjects: tuple[Subject, ...] = press.SUBJECTS) -> list[str]:
    return [each.name for each in found(*entries, subjects=subjects)]


def test_who_is_in_several_pieces_is_counted_and_linked() -> None:
    entries = [
        piece("Tomás Rivas", number=1, story="a"),
        piece("Tomás Rivas", number=2, story="a", outlet_id="calle"),
        piece("Tomás Rivas", "Una Sola Vez", number=3, outlet_id="lago"),
    ]
    [other] = found(*entries)
    assert (other.name, other.stories, other.impacts) == ("Tomás Rivas", 2, 3)
    assert len(other.where) == 2  # one piece a story
    assert all(each.url and each.url.startswith("https://") for each in other.where)


def test_a_shorter_form_counts_for_the_only_fuller_one() -> None:
    entries = [
        piece("Tomás Rivas Ordaz", number=1),
        piece("Tomás Rivas", "Rivas", number=2),
        piece("TOMAS RIVAS", number=3),
    ]
    assert [(each.name, each.impacts) for each in found(*entries)] == [("Tomás Rivas Ordaz", 3)]


def test_a_surname_of_two_is_nobody() -> None:
    entries = [
        piece("Tomás Rivas", "Elena Rivas", number=1),
        piece("Rivas", number=2),
        piece("Rivas", number=3),
    ]
    assert names(*entries) == []


def test_neither_outlets_nor_who_signs_nor_whom_we_follow() -> None:
    mayor = Subject(
        id="mayor",
        name="Presidenta municipal",
        kind=SubjectKind.MAYOR,
        holders=(Holder(name="Maribel Ochoa Lara", aliases=("Maribel Ochoa",)),),
    )
    entries = [
        piece("Lucía Peñaloza", "Maribel Ochoa", "Sergio Núñez", number=1, author="Lucía Peñaloza"),
        piece("Lucía Peñaloza", "Maribel Ochoa Lara", number=2, author="Ana Ríos y Sergio Núñez"),
        piece("Sergio Núñez", number=3),
        piece("Agencia Solaris", "El Faro del Oriente", number=4, entity=ORGANISATION),
        piece("Agencia Solaris", "Faro del Oriente", number=5, entity=ORGANISATION),
    ]
    assert names(*entries, subjects=(*press.SUBJECTS[1:], mayor)) == []


def test_who_bears_the_name_of_the_place_is_not_the_place() -> None:
    place = Subject(
        id="place", name="San Jacinto del Lago", kind=SubjectKind.PLACE, aliases=("San Jacinto",)
    )
    words = ("San Jacinto", "Cruz Roja de San Jacinto")
    entries = [piece(*words, number=number, entity=ORGANISATION) for number in (1, 2)]
    subjects = (*(each for each in press.SUBJECTS if each.id != "place"), place)
    assert names(*entries, subjects=subjects) == ["Cruz Roja de San Jacinto"]


def test_people_come_first_and_only_the_most_named() -> None:
    letters = ["Abad", "Bueno", "Cano", "Duarte", "Ebrard", "Fierro", "Garza", "Haro"]
    people = [f"Ana {each}" for each in letters]
    entries = [piece(*people, number=number) for number in (1, 2)]
    entries += [piece("Cruz Roja", number=number, entity=ORGANISATION) for number in (3, 4, 5)]
    assert names(*entries) == [*people[:6], "Cruz Roja"]


def test_a_common_noun_is_nobody() -> None:
    entries = [piece("la contraloría", number=number, entity=ORGANISATION) for number in (1, 2)]
    assert names(*entries) == []


def test_only_the_press_counts() -> None:
    post, paid = PieceKind.POST, PieceKind.SPONSORED
    entries = [
        piece("Tomás Rivas", number=1),
        piece("Tomás Rivas", number=2, outlet_id="vecinos", kind=post),
        piece("Tomás Rivas", number=3, kind=paid),
    ]
    assert names(*entries) == []


def test_both_clothes_have_it_and_an_edition_without_others_does_not() -> None:
    entries = [piece("Tomás Rivas", number=number, story="a") for number in (1, 2)]
    told = digest.build(press.edition(*entries), press.config())
    for clothes in (render.html(told), render.text(told)):
        assert "quién más sale" in clothes.lower()
        assert "2 notas de la misma noticia" in clothes
    empty = digest.build(press.edition(piece(number=1)), press.config())
    assert "quién más sale" not in render.html(empty).lower()


def test_a_large_edition_is_quick() -> None:
    people = [f"Nombre{first} Apellido{last}" for first in range(20) for last in range(10)]
    entries = [piece(*people[number : number + 40], number=number) for number in range(160)]
    since = time.process_time()
    assert len(names(*entries)) == 6
    assert time.process_time() - since < 5
