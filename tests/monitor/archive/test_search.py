"""Search: the same found on both databases, whatever is typed."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.archive import Archive
from monitor.archive.query import parse
from monitor.archive.words import wanted, words
from monitor.errors import QueryError
from monitor.folding import fold
from monitor.model import Stance
from tests.monitor.archive.makers import (
    analysis,
    announce,
    group,
    item,
    keep,
    tell_of,
)

PRESS = {
    1: ("Inundaciones en la colonia Centro", "El agua subió. La alcaldía mandó bombas."),
    2: ("Reparan baches", "Cuadrillas taparon los baches de la calle Juárez."),
    3: ("Nueva banqueta", "Un bache quedó sin reparar en la banqueta del año pasado."),
    4: ("El pingüino", "La vacuna contra covid-19 llega; el ano es otra palabra."),
    5: ("Comerciantes ingleses", "Un inglés recibió a la alcaldesa en Xaltepec."),
}


@pytest.fixture
def press(archive: Archive) -> Archive:
    for number, (title, text) in PRESS.items():
        tell_of(archive, number, title=title, text=text)
    return archive


def found(archive: Archive, query: str | None, **filters: object) -> set[int]:
    numbers = {item(number).id: number for number in range(20)}
    return {numbers[each.clipping.id] for each in archive.find(query, **filters)}


MEANT: dict[str, set[int]] = {
    "inundacion": {1},
    "INUNDACIÓN": {1},
    "alcaldia": {1},
    "alcaldía": {1},
    "alcaldías": {1},
    "bache": {2, 3},
    "baches": {2, 3},
    "banquetas": {3},
    "año": {3},
    "años": {3},
    "ano": {4},
    "pinguino": {4},
    "inglés": {5},
    "ingleses": {5},
    "recibir": {5},
    "bache banqueta": {3},
    "bache AND banqueta": {3},
    "bache OR inundación": {1, 2, 3},
    "bache -banqueta": {2},
    "bache NOT banqueta": {2},
    "-bache": {1, 4, 5},
    "NOT (bache OR agua)": {4, 5},
    "(bache OR agua) centro": {1},
    "bache OR agua centro": {1, 2, 3},
    "-(bache juarez)": {1, 3, 4, 5},
    '"los baches de la calle"': {2},
    "“LOS BACHES de la calle”": {2},
    "«baches los»": set(),
    '"reparan baches cuadrillas"': set(),
    '"bache"': {3},
    '-"bache"': {1, 2, 4, 5},
    "covid-19": {4},
    "19-covid": set(),
    "¿baches?": {2, 3},
    "bache or banqueta": set(),
    "bache * ^ {title} : NEAR": set(),
    "e": set(),
}


def test_words_find_what_they_mean(press) -> None:
    assert {query: found(press, query) for query in MEANT} == MEANT


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('bache "sin cerrar', "comillas que se abren en el carácter 7"),
        ("(bache", "paréntesis que se abre en el carácter 1"),
        ("bache)", r"sobra un «\)» en el carácter 6"),
        ("a ()", r"falta una palabra antes de «\)» en el carácter 4"),
        ("AND bache", "falta una palabra antes de «AND» en el carácter 1"),
        ("bache OR", "termina donde falta una palabra"),
        ("bache AND OR agua", "antes de «OR» en el carácter 11"),
        ("NOT", "no tiene palabras"),
        ("¿?", "no tiene palabras"),
        ("palabra " * 33, "33 palabras: el límite es de 32"),
        ('"' + "una " * 40 + '"', "40 palabras"),
        ("a" * 1001, "demasiado larga"),
        ("(" * 40 + "a" + ")" * 40, "anidados"),
        ("NOT " * 40 + "a", "anidados"),
    ],
)
def test_what_cannot_be_understood_says_where(query, said) -> None:
    with pytest.raises(QueryError, match=said):
        parse(query)


HOSTILE = st.text(
    st.sampled_from(list("añbAND OR NOT()\"“«-*^:{}+,.'\\%_&|!<>~;=@#$[]/?\0\n\t1ü🟢\ud800")),
    max_size=60,
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=HOSTILE | st.text(max_size=60))
def test_whatever_is_typed_is_answered_or_refused(archive, query) -> None:
    with suppress(QueryError):
        assert archive.find(query) == []


WORDS = ["bache", "baches", "agua", "año", "ano", "la", "alcaldía", "reparó", "calle", "Centro"]
NOTE = st.tuples(
    st.lists(st.sampled_from(WORDS), max_size=4), st.lists(st.sampled_from(WORDS), max_size=12)
)
NODE = st.recursive(
    st.sampled_from(WORDS)
    | st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(
        lambda words: f'"{" ".join(words)}"'
    ),
    lambda node: st.one_of(
        st.tuples(node, st.sampled_from([" AND ", " OR ", " ", " NOT "]), node).map("".join),
        node.map(lambda one: f"({one})"),
        node.map(lambda one: f"NOT {one}"),
    ),
    max_leaves=5,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(notes=st.lists(NOTE, min_size=1, max_size=4), queries=st.lists(NODE, min_size=3, max_size=5))
def test_both_databases_find_the_same(sqlite_url, postgres_url, notes, queries) -> None:
    archives = [Archive(sqlite_url), Archive(postgres_url)]
    start = archives[0].counts().items
    for archive in archives:
        for number, (title, text) in enumerate(notes, start):
            tell_of(archive, number, title=" ".join(title), text=" ".join(text))
    for query in queries:
        here, there = (
            {each.clipping.id for each in archive.find(query, limit=10_000)} for archive in archives
        )
        plain = {each.clipping.id for each in archives[0].find(_folded(query), limit=10_000)}
        assert here == there == plain
    for archive in archives:
        archive.close()


def _folded(query: str) -> str:
    """The query without accents, its operators as they were."""
    words = (
        word if word.strip("()") in ("AND", "OR", "NOT") else fold(word)
        for word in query.split(" ")
    )
    return " ".join(words)


PLURALS = """
año años|día días|obra obras|río ríos|luz luces|juez jueces|joven jóvenes|imagen imágenes
camión camiones|policía policías|país países|árbol árboles|red redes|ley leyes|dulce dulces
inglés ingleses|orden órdenes|autobús autobuses|taxi taxis|niño niños|colonia colonias|voz voces
"""


@pytest.mark.parametrize("pair", PLURALS.strip().replace("\n", "|").split("|"))
def test_one_and_many_find_each_other(pair) -> None:
    one, many = pair.split()
    for asked, told in ((one, many), (many, one), (fold(one), many), (many.upper(), one)):
        (word,) = words(told)
        assert set(wanted(fold(asked.lower()))) & set(word.stems), (asked, told)


def test_a_title_weighs_more_than_a_text(archive) -> None:
    tell_of(archive, 1, title="Otra cosa", text="Se habla de luminarias una vez en la nota.")
    tell_of(archive, 2, title="Luminarias nuevas", text="Se habla de otra cosa en esta nota.")
    first, second = archive.find("luminaria")
    assert (first.clipping.id, second.clipping.id) == (item(2).id, item(1).id)
    assert first.score > second.score > 0


def test_filters_narrow_with_and_without_words(press) -> None:
    tell_of(press, 6, text="Critican el bache.", subjects=("alcaldesa",), stance=Stance.NEGATIVE)
    assert found(press, "bache", subject="alcaldesa") == {6}
    assert found(press, None, subject="alcaldesa", stance=Stance.NEGATIVE) == {6}
    assert found(press, "bache", stance=Stance.NEUTRAL) == {2, 3}
    assert found(press, None, subject="gobierno", stance=Stance.NEGATIVE) == set()
    assert found(press, None, outlet="otro") == set()
    assert found(press, "bache", outlet="diario") == {2, 3, 6}
    third = item(3).published_at
    assert found(press, None, since=third) == {3, 4, 5, 6}
    assert found(press, None, until=third) == {1, 2}
    assert found(press, "bache", since=third, until=third + timedelta(minutes=1)) == {3}


def test_without_words_the_newest_come_first(press) -> None:
    keys = [each.clipping.id for each in press.find(None, limit=2)]
    assert keys == [item(5).id, item(4).id]
    assert press.find("  ", limit=1)[0].snippet.startswith("Un inglés")


def test_what_is_found_says_what_was_read_in_it(press) -> None:
    (hit,) = press.find("bombas")
    assert (hit.story_id, hit.clipping.title) == (item(1).id, "Inundaciones en la colonia Centro")
    assert [reading.subject_id for reading in hit.readings] == ["gobierno"]


def test_the_words_of_a_correction_replace_the_old_ones(archive) -> None:
    tell_of(archive, 1, text="Hubo tres lesionados.")
    second = keep(archive, item(1), "Hubo cuatro heridos.", revision=2)
    archive.save_analyses([analysis(second, "gobierno")])
    assert found(archive, "lesionados") == set()
    assert found(archive, "heridos") == {1}
    assert archive.check() == []


def test_the_line_shown_is_around_the_first_hit(archive) -> None:
    text = (
        "Principio. " + "relleno sin nada " * 60 + "\nAquí está el bache profundo. " + "cola " * 99
    )
    tell_of(archive, 1, text=text)
    (hit,) = archive.find("baches")
    assert hit.snippet.startswith("…Aquí está el bache profundo. cola")
    assert hit.snippet.endswith("cola…")
    assert len(hit.snippet) <= 260
    assert archive.find('"el bache profundo"')[0].snippet == hit.snippet
    assert archive.find("numero")[0].snippet.startswith("Principio. relleno")


def test_texts_too_long_for_an_index_are_kept_and_found_by_their_beginning(archive) -> None:
    long = "inicio " + " ".join(f"palabra{number}" for number in range(60_000))
    tell_of(archive, 1, title="x" * 5000, text=long + "ñ" * 3000)
    (hit,) = archive.find("inicio palabra7")
    assert hit.clipping.text.startswith("inicio")
    assert archive.check() == []


def test_what_waits_for_the_nlp_is_not_found_by_words_yet(archive) -> None:
    announce(archive, item(1))
    kept = keep(archive, item(1), "Un bache.")
    assert archive.find("bache") == []
    archive.save_analyses([analysis(kept, "gobierno")])
    group(archive, kept.id)
    assert len(archive.find("bache")) == 1
