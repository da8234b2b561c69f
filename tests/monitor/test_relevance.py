"""The law of the funnel: what the text names, the bytes of its page never hide."""

from __future__ import annotations

import html
import json
import unicodedata
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Alias, Config, Holder, Profile, Subject, SubjectKind
from monitor.relevance import Relevance

CONFIG = Config(
    profile=Profile(
        municipality="Nezahualcóyotl",
        state="México",
        places=("Nezahualcóyotl", "Neza"),
        demonyms=("nezahualcoyotlense",),
        contact="prensa@example.org",
    ),
    subjects=(
        Subject(
            id="alcaldia",
            name="Presidencia municipal",
            kind=SubjectKind.MAYOR,
            roles=("alcalde", "edil", "presidente municipal"),
            holders=(Holder(name="Íñigo Peñaloza Güemes"), Holder(name="Aleida Alavez")),
        ),
        Subject(
            id="municipio",
            name="El municipio",
            kind=SubjectKind.PLACE,
            aliases=(Alias(text="Nezahualcóyotl"), Alias(text="ODAPAS")),
            excluded=("presa Nezahualcóyotl",),
        ),
        Subject(
            id="comedor",
            name="Comedores",
            kind=SubjectKind.PROGRAMME,
            aliases=(Alias(text="La Ola", needs=("programa", "becas")), Alias(text="Año Nuevo")),
        ),
    ),
    outlets=(),
)
WATCH = Relevance(CONFIG)
NAMES = [
    "Íñigo Peñaloza Güemes",
    "Aleida Alavez",
    "NEZAHUALCÓYOTL",
    "edil nezahualcoyotlense",
    "presidente municipal de Neza",
    "alcalde de Nezahualcóyotl",
    "ODAPAS",
    "programa La Ola",
    "Año Nuevo",
]
NAMED_ENTITIES = {code: f"&{name};" for code, name in html.entities.codepoint2name.items()}


def named(text: str) -> str:
    return text.translate({code: name for code, name in NAMED_ENTITIES.items() if code > 0x7F})


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "latin-1": lambda text: text.encode("latin-1", "xmlcharrefreplace"),
    "cp1252": lambda text: text.encode("cp1252", "xmlcharrefreplace"),
    "utf-8 twice": lambda text: text.encode().decode("latin-1").encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
    "named": lambda text: named(text).encode("ascii", "xmlcharrefreplace"),
    "decimal": lambda text: text.encode("ascii", "xmlcharrefreplace"),
    "hexadecimal": lambda text: "".join(
        letter if letter.isascii() else f"&#x{ord(letter):X};" for letter in text
    ).encode(),
    "json": lambda text: json.dumps(text).encode(),
}
SEPARATORS = [" ", "\n", "\u00a0", "&nbsp;", "  ", "\r\n\t", "</b> <i class='x'>", "<br>"]


def page(text: str, encoding: str) -> bytes:
    return ENCODINGS[encoding](f"<html><body><h1>Nota</h1><p>{text}</p></body></html>")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_found_in_every_encoding_of_its_page(name: str, encoding: str) -> None:
    text = f"En el acto estuvo “{name}”, según se informó."
    assert WATCH.in_text(text)
    assert WATCH.in_page(page(text, encoding))


@pytest.mark.parametrize("separator", SEPARATORS)
def test_what_parts_two_words_of_a_name_does_not_hide_it(separator: str) -> None:
    assert WATCH.in_page(page(f"Dijo <b>Aleida{separator}Alavez</i> ayer", "utf-8"))


@pytest.mark.parametrize(
    "spelling",
    [
        "<span class='dropcap'>N</span>ezahualcóyotl",
        "Nezahual&shy;cóyotl",
        "Nezahual\u200bcóyotl",
        "Nezahual<wbr>cóyotl",
        "Nezahualc\u00f3\u00adyotl",
    ],
)
def test_what_stands_inside_a_word_does_not_hide_it(spelling: str) -> None:
    assert WATCH.in_page(page(f"<p>{spelling}, Méx.- El cabildo sesionó.", "utf-8"))


LETTERS = st.text(alphabet="abcñáéíóúüN zeÑ\n\u00a0.,“”—¿¡-", max_size=40)


@given(LETTERS, st.sampled_from(NAMES), LETTERS, st.sampled_from(sorted(ENCODINGS)))
def test_law_what_the_text_names_the_page_never_hides(
    before: str, name: str, after: str, encoding: str
) -> None:
    text = f"{before} {name} {after}"
    if WATCH.in_text(text):
        assert WATCH.in_page(page(text, encoding))


@given(st.text(max_size=60), st.binary(max_size=200))
def test_law_any_text_and_any_bytes_are_read(text: str, body: bytes) -> None:
    assert WATCH.in_text(text) is None or WATCH.in_page(page(text, "utf-8"))
    assert WATCH.in_page(body) in (True, False)


@pytest.mark.parametrize(
    ("text", "alias"),
    [
        ("Habló ALEIDA  ALAVEZ en la plaza", "Aleida Alavez"),
        ("El edil nezahualcoyotlense acudió", "edil nezahualcoyotlense"),
        ("Vecinos de Nezahualcoyotl protestan", "Nezahualcóyotl"),
        ("Odapas reparó la fuga", "ODAPAS"),
        ("Aleida\nAlavez\u00a0habló", "Aleida Alavez"),
    ],
)
def test_the_text_says_which_name_was_found(text: str, alias: str) -> None:
    assert WATCH.in_text(text) == alias


@pytest.mark.parametrize(
    "text",
    [
        "El equipo nezahualcoyotlista perdió",
        "Aleida habló con Alavez",
        "La presa Nezahualcóyotl subió de nivel",
        "La ola llegó a la playa",
        "El ano nuevo",  # ñ is a letter of its own
        "ODAPASA es otra empresa",
        "",
    ],
)
def test_whole_words_and_their_context_decide(text: str) -> None:
    assert WATCH.in_text(text) is None


def test_an_excluded_phrase_hides_only_itself() -> None:
    text = "De la presa Nezahualcóyotl a las calles de Nezahualcóyotl"
    assert WATCH.in_text(text) == "Nezahualcóyotl"


def test_an_alias_that_needs_context_is_found_with_it() -> None:
    assert WATCH.in_text("Abren las becas de La Ola para jóvenes") == "La Ola"


@pytest.mark.parametrize(
    "body",
    [
        page("El alcalde de Tezontla inauguró la feria con el edil de Xochipala", "utf-8"),
        page("Aleida habló" + " palabra" * 2_000 + " con Alavez", "utf-8"),
        b"",
        b"\x00\xff\xfe",
    ],
)
def test_a_page_that_names_nobody_is_refused_by_its_bytes(body: bytes) -> None:
    assert not WATCH.in_page(body)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("La alcaldesa Aleida Alaves visitó el mercado", "Aleida Alavez"),
        ("Fue en Netzahualcóyotl donde ocurrió", "Nezahualcóyotl"),
        ("Peñalosa Guemes, Íñigo, rindió protesta", "Íñigo Peñaloza Güemes"),
    ],
)
def test_the_nearest_name_is_told_for_a_misspelt_one(text: str, name: str) -> None:
    assert WATCH.nearest(text) == name


def test_nothing_is_near_where_nothing_is_alike() -> None:
    assert WATCH.nearest("La tormenta dejó viviendas anegadas en la costa") is None


def test_many_municipalities_with_the_same_offices_are_told_apart() -> None:
    random = Random(7)
    names = ["".join(random.choices("bcdflmnrst", k=3)) + "uatlan" for _ in range(300)]
    subjects = tuple(
        Subject(
            id=f"s{number}",
            name=name,
            kind=SubjectKind.OTHER,
            aliases=(Alias(text=f"alcalde de {name}"), Alias(text=f"gobierno de {name}")),
        )
        for number, name in enumerate(names)
    )
    watch = Relevance(CONFIG.model_copy(update={"subjects": subjects}))
    assert not watch.in_page(
        page("El alcalde de Tezontla y el gobierno de Xochipala. " * 50, "utf-8")
    )
    assert watch.in_page(page(f"El alcalde de <b>{names[7].title()}</b> acudió", "utf-8"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Habló la alcaldesa Iturbide en la feria", "alcaldesa Iturbide"),
        ("rosalba yturbide no viene", "rosalba yturbide"),
        ("ya vieron a Rosalva Iturvide?", "rosalva iturvide"),
        ("Iturbide marcó dos goles", None),
    ],
)
def test_a_surname_after_its_office_and_a_name_spelt_by_ear_are_kept(
    text: str, name: str | None
) -> None:
    mayor = Subject(
        id="presidenta",
        name="Presidenta",
        kind=SubjectKind.MAYOR,
        roles=("alcaldesa",),
        holders=(Holder(name="Rosalba Iturbide", short=("Iturbide",)),),
    )
    watch = Relevance(CONFIG.model_copy(update={"subjects": (mayor,)}))
    assert watch.in_text(text) == name
    assert watch.in_page(page(text, "utf-8")) is (name is not None)
