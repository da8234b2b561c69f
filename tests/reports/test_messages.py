"""The edition as messages: cut between stories, whole in their markup, and read aloud."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import PieceKind
from reports import digest, numerals, speech
from reports.messages import MOST_PARTS, messages, to_copy
from reports.model import Digest, EditionFigure, StoryEntry, Tally
from reports.numerals import Form
from tests.reports import press
from tests.reports.press import BAD, GOOD

SAMPLE = digest.build(press.sample_edition(), press.config())
EMPTY = digest.build(press.edition(coverage=press.COVERAGE), press.config())
SHAPES = {"positive": "🟢", "neutral": "🟡", "negative": "🔴", "unread": "⚪"}


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@cache
def crowd(number: int, *, letters: int = 0) -> Digest:
    """Stories by turns of who governs and of the government, with that many letters in the text."""
    told = []
    for at in range(number):
        evidence = f"La autoridad municipal entregó la obra número {at} a sus vecinos" + (
            " y vecinas" * (letters // 10) + "."
        )
        piece = press.clipping(
            f"Entregan la obra número {at} en la colonia Jardines",
            evidence,
            outlet_id=press.OUTLETS[at % 6].id,
            hours_before=1 + at / 50,
        )
        subject = "mayor" if at % 2 else "government"
        told.append(press.entry(piece, press.reading(piece, subject, GOOD, evidence)))
    return digest.build(press.edition(*told), press.config())


def titled(title: str, **changes: object) -> Digest:
    """The sample with other words over its first story."""
    section, *others = SAMPLE.sections
    story = replace(section.stories[0], title=title, **changes)  # type: ignore[arg-type]
    return replace(SAMPLE, sections=(replace(section, stories=(story,)), *others))


def every(told: Digest) -> list[StoryEntry]:
    return [story for section in told.sections for story in section.stories]


class Tags(HTMLParser):
    """The tags of a Telegram message, each closed where it must be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.words = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def parsed(part: str) -> Tags:
    tags = Tags()
    tags.feed(part)
    tags.close()
    assert not tags.open
    return tags


def test_the_first_part_says_what_day_and_what_counts() -> None:
    (part,) = messages(SAMPLE).whatsapp
    head, numbers, *_ = part.split("\n\n")
    assert head.splitlines() == [
        "*Síntesis informativa · San Jacinto del Lago*",
        "Lunes 23 de noviembre de 2026, edición matutina",
    ]
    assert numbers.splitlines() == [
        "8 noticias · 15 impactos",
        "🟢 4 positivos · 🟡 2 informativos · 🔴 8 negativos · ⚪ 1 sin analizar",
    ]


def test_the_day_is_compared_with_the_usual() -> None:
    history = [
        EditionFigure(
            day=press.DAY - press.timedelta(days=before), hour="07:00", tally=Tally(neutral=10)
        )
        for before in (1, 2)
    ]
    told = digest.build(press.sample_edition(), press.config(), history=history)
    assert "\n50% más que la media de los 2 días anteriores (10)\n" in messages(told).whatsapp[0]


def test_what_changed_is_said_briefly() -> None:
    change = "+11 impactos (El Faro y 4 más); la nota fue corregida; antes se titulaba «Otra»"
    part = messages(titled("Título", change=change)).whatsapp[0]
    assert " · Actualizada: +11 impactos; la nota fue corregida\n" in part


def test_what_leaves_late_or_unapproved_says_so() -> None:
    cover = replace(SAMPLE.cover, late=True, unapproved=True)
    said = messages(replace(SAMPLE, cover=cover))
    assert "2026, edición matutina (tardía, sin visto bueno)" in said.whatsapp[0].splitlines()[1]
    assert "veintiséis, sin visto bueno. Hay" in said.script


def test_a_summary_that_the_office_wrote_is_whole_and_says_so() -> None:
    first = SAMPLE.sections[0].stories[0].summary[0]
    written = tuple(replace(first, text=each, evidence=False) for each in ("Uno.", "Dos."))
    part = messages(titled("Título", summary=written, edited=True)).whatsapp[0]
    assert " · 6 impactos · resumen editado por la oficina\n" in part
    assert "\nUno. Dos.\n" in part


def test_a_story_is_mark_headline_outlet_sentence_and_address() -> None:
    (part,) = messages(SAMPLE).whatsapp
    story = SAMPLE.sections[0].stories[0]
    block = next(each for each in part.split("\n\n") if story.title in each)
    first, who, why, said, address = block.splitlines()
    assert first == f"🔴 *{story.title}*"
    assert who == "Negativo hacia Presidenta municipal · El Mirador Mexiquense · 6 impactos"
    assert why.startswith("Por qué: negativa hacia Presidenta municipal, a quien responsabiliza")
    assert said == next(each.text for each in story.summary if each.evidence)
    assert address == story.url


def test_doubt_and_changes_are_said() -> None:
    (part,) = messages(SAMPLE).whatsapp
    assert "Negativo hacia Gobierno municipal (por revisar) · La Tolvanera" in part
    assert "Calle y Plaza · Actualizada: la nota fue corregida" in part


@pytest.mark.parametrize("kind", ["whatsapp", "telegram"])
def test_every_story_is_there_with_its_mark_and_word(kind: str) -> None:
    whole = unescape("\n".join(getattr(messages(SAMPLE), kind)))
    for story in every(SAMPLE):
        key = story.stance.value if story.stance else "unread"
        line = next(each for each in whole.splitlines() if story.title in each)
        assert line.startswith(SHAPES[key])
    assert whole.count("⚪") == 2  # in the counts, and the one that could not be analysed


def test_coverage_is_said_at_the_end() -> None:
    (part,) = messages(SAMPLE).whatsapp
    assert part.split("\n\n")[-1].startswith(
        "Cobertura: 10 de 12 medios leídos · 1 bloqueado (403)"
    )


def test_nothing_to_tell_is_one_message() -> None:
    said = messages(EMPTY)
    assert len(said.whatsapp) == len(said.telegram) == 1
    assert "Sin menciones: los medios leídos no publicaron nada" in said.whatsapp[0]
    unread = digest.build(press.edition(), press.config())
    assert "No se pudo leer ningún medio" in messages(unread).whatsapp[0]


def test_parts_are_numbered_and_cut_between_stories() -> None:
    told = crowd(40, letters=150)
    parts = messages(told).whatsapp
    assert 1 < len(parts) <= MOST_PARTS
    for at, part in enumerate(parts, start=1):
        assert units(part) <= 4_000
        assert part.splitlines()[0].endswith(f" ({at}/{len(parts)})")
    blocks = [block for part in parts for block in part.split("\n\n")]
    stories = [each for each in blocks if each.startswith("🟢 *")]
    assert len(stories) == len(every(told))
    assert all(len(each.splitlines()) == 4 for each in stories)


def test_a_section_that_goes_on_is_named_again() -> None:
    parts = messages(crowd(40, letters=150)).whatsapp
    assert parts[1].split("\n\n")[1] == "*PRESIDENTA MUNICIPAL* (sigue)"
    headings = re.findall(r"^\*[A-ZÁÉÍÓÚÑ ]+\*$", "\n".join(parts), flags=re.MULTILINE)
    assert headings == ["*PRESIDENTA MUNICIPAL*", "*GOBIERNO Y PROGRAMAS*"]


@pytest.mark.parametrize("kind", ["whatsapp", "telegram"])
def test_what_does_not_fit_in_full_is_told_in_a_line_and_then_counted(kind: str) -> None:
    some = getattr(messages(crowd(120, letters=200)), kind)
    assert len(some) <= MOST_PARTS
    assert all(f"la obra número {at} en" in "".join(some) for at in range(120))
    told = crowd(600, letters=200)
    parts = getattr(messages(told), kind)
    assert len(parts) <= MOST_PARTS
    hidden = re.findall(r"… y (\d+) noticias? más en la síntesis completa\.", "".join(parts))
    shown = sum(f"la obra número {at} en" in "".join(parts) for at in range(600))
    assert 0 < sum(map(int, hidden)) == 600 - shown


def test_what_is_paid_for_is_only_counted() -> None:
    piece = press.clipping("Gran venta", "El gobierno municipal invita.", kind=PieceKind.SPONSORED)
    paid = press.entry(piece, press.reading(piece, "government", GOOD, piece.text))
    said = messages(digest.build(press.edition(paid), press.config()))
    assert "Gran venta" not in said.whatsapp[0] + said.script
    assert "Además, 1 pieza pagada o aviso aparte." in said.whatsapp[0]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("*Urgente* en la colonia", "🔴 *∗Urgente∗ en la colonia*"),
        ("_Café_ de `olla` ~gratis~", "🔴 *ˍCaféˍ de ˋollaˋ ∼gratis∼*"),
        ("Lo dijo juan_perez_r", "🔴 *Lo dijo juan_perez_r*"),
    ],
)
def test_the_words_of_an_outlet_are_no_markup_in_whatsapp(title: str, shown: str) -> None:
    assert shown in messages(titled(title)).whatsapp[0].splitlines()


def test_an_address_keeps_its_meaning_without_markup() -> None:
    url = "https://faro.example/_nota_/a_b/*x*/~yo"
    part = messages(titled("Título", url=url)).whatsapp[0]
    assert "https://faro.example/%5Fnota%5F/a_b/%2Ax%2A/%7Eyo" in part.splitlines()


def test_the_words_of_an_outlet_are_no_markup_in_telegram() -> None:
    title, url = 'El <b>alcalde</b> & "su" <script>', 'https://faro.example/?a=1&b="2"'
    (part,) = messages(titled(title, url=url)).telegram
    tags = parsed(part)
    assert tags.seen == {"b", "a"}
    assert title in tags.words
    assert '<a href="https://faro.example/?a=1&amp;b=&quot;2&quot;">' in part


HOSTILE = st.text(
    st.sampled_from("a*_~`<>&\"'\n#- 😡ñ|/\\[](){}.…\u202e") | st.characters(codec="utf-8")
)


@given(HOSTILE, st.integers(0, 1_200), st.integers(1, 30))
@settings(max_examples=25, deadline=None)
def test_no_words_break_a_part(said: str, longer: int, stories: int) -> None:
    long = said * (1 + longer // max(1, len(said)))
    section = SAMPLE.sections[0]
    story = replace(
        section.stories[0],
        title=long,
        outlet=long,
        url=f"https://faro.example/{'&' * longer}",
        reasons=(long, long),
        summary=(replace(section.stories[0].summary[0], text=long),),
    )
    many = tuple(replace(story, id=str(at)) for at in range(stories))
    cover = replace(SAMPLE.cover, municipality=long, office=long)
    told = replace(SAMPLE, cover=cover, sections=(replace(section, title=long, stories=many),))
    made = messages(told)
    assert all(units(part) <= 4_000 for part in made.whatsapp)
    for part in made.telegram:
        assert units(part) <= 4_096
        parsed(part)
    for line in "\n".join(made.whatsapp).splitlines():
        assert line.count("*") in {0, 2}
        assert "`" not in line


def test_twice_the_same_messages() -> None:
    again = digest.build(press.sample_edition(), press.config())
    assert messages(SAMPLE) == messages(again)


def test_all_parts_in_one_file() -> None:
    parts = messages(crowd(40, letters=150)).whatsapp
    assert to_copy(parts).rstrip("\n").split("\n———\n") == list(parts)


# the minute


def test_the_minute_says_day_counts_what_presses_and_who_governs() -> None:
    said = speech.script(SAMPLE)
    opening, attention, mayor, rest, coverage = said.strip().split("\n\n")
    assert opening == (
        "Buenos días. Síntesis informativa de San Jacinto del Lago, edición matutina del lunes "
        "veintitrés de noviembre de dos mil veintiséis. Hay ocho noticias, con quince impactos: "
        "positivos, cuatro; informativos, dos; negativos, ocho; sin analizar, uno."
    )
    assert attention.startswith("Requiere atención. Primera: Nueve días sin agua: vecinos de El")
    assert "El motivo: negativa hacia Presidenta municipal" in attention
    assert "en seis de seis impactos." in attention
    assert "Segunda, en redes: Ya van 3 noches sin luz en la Nopalera a ver si" in attention
    assert mayor.startswith("Presidenta municipal. Encienden 320 luminarias nuevas")
    assert rest == (
        "Hay además una noticia en la sección Gobierno y programas, dos en Municipio, una en "
        "Columnas y opinión y una en Estado de México y país."
    )
    assert coverage == "Se leyeron diez de doce medios."


@pytest.mark.parametrize("number", [1, 7, 60, 400])
def test_the_minute_is_a_minute_and_counts_every_story(number: int) -> None:
    told = crowd(number)
    said = speech.script(told)
    assert len(said.split()) <= speech.MINUTE
    read = sum(f"la obra número {at} en" in said for at in range(number))
    left = [_left_in(section.title, said) for section in told.sections]
    assert read + sum(left) == number


def _left_in(title: str, said: str) -> int:
    """How many stories of a section the last line counts."""
    found = re.search(rf"Hay (?:además )?([^.]*?)(?: noticias?)? en (?:la sección )?{title}", said)
    words = {numerals.cardinal(each, Form.FEMININE): each for each in range(401)}
    longest = sorted(words, key=len, reverse=True)
    return next(words[each] for each in longest if found[1].endswith(each)) if found else 0


def test_the_minute_has_no_sign_that_cannot_be_said() -> None:
    title = "😡 *Pierden* $1,250.50 y 38% del agua: #Neza vs @ayto_neza https://t.example/x ☎️"
    said = speech.script(titled(title))
    expected = "Pierden 1250.50 pesos y 38 por ciento del agua: Neza contra ayto neza"
    assert expected in said
    assert not re.search(r"[*#@$%_😡☎]|http", said)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Invierten $4.2 mdp en calles", "Invierten 4.2 millones de pesos en calles"),
        ("Piden $5 millones de pesos", "Piden 5 millones de pesos"),
        ("Piden $300 millones", "Piden 300 millones de pesos"),
        ("Cobran $20 mil por trámite", "Cobran 20 mil pesos por trámite"),
        ("Pagan $200 pesos", "Pagan 200 pesos"),
        ("Piden $500 mil millones", "Piden 500 mil millones de pesos"),
        ("Cuesta $1 millón 200 mil.", "Cuesta 1 millón 200 mil pesos."),
        ("Deben $350.", "Deben 350 pesos."),
        ("Prestan US$5 millones", "Prestan 5 millones de dólares"),
        ("Prestan 5 mdd", "Prestan 5 millones de dólares"),
        ("Suman 1,250,300 vecinos", "Suman 1250300 vecinos"),
        ("Iban a 80 km/h, a 30°C", "Iban a 80 kilómetros por hora, a 30 grados"),
        ("Cierran Av. Bordo, col. El Sol", "Cierran avenida Bordo, colonia El Sol"),
        ("Me\u0301xico y Neza", "México y Neza"),
        ("Sobremesa | Gracias por la alberca", "Sobremesa: Gracias por la alberca"),
    ],
)
def test_signs_are_said_in_words(written: str, said: str) -> None:
    assert speech.spoken(written) == said


@pytest.mark.parametrize(
    ("number", "alone", "masculine", "feminine"),
    [
        (0, "cero", "cero", "cero"),
        (1, "uno", "un", "una"),
        (16, "dieciséis", "dieciséis", "dieciséis"),
        (21, "veintiuno", "veintiún", "veintiuna"),
        (31, "treinta y uno", "treinta y un", "treinta y una"),
        (100, "cien", "cien", "cien"),
        (101, "ciento uno", "ciento un", "ciento una"),
        (500, "quinientos", "quinientos", "quinientas"),
        (1_000, "mil", "mil", "mil"),
        (
            1_721,
            "mil setecientos veintiuno",
            "mil setecientos veintiún",
            "mil setecientas veintiuna",
        ),
        (2_026, "dos mil veintiséis", "dos mil veintiséis", "dos mil veintiséis"),
        (31_000, "treinta y un mil", "treinta y un mil", "treinta y una mil"),
        (1_000_000, "1000000", "1000000", "1000000"),
    ],
)
def test_numbers_in_words(number: int, alone: str, masculine: str, feminine: str) -> None:
    forms = [numerals.cardinal(number, form) for form in Form]
    assert forms == [alone, masculine, feminine]


@given(st.integers(0, numerals.LARGEST), st.integers(0, numerals.LARGEST))
def test_no_two_numbers_sound_alike(one: int, other: int) -> None:
    for form in Form:
        assert (numerals.cardinal(one, form) == numerals.cardinal(other, form)) == (one == other)


@pytest.mark.parametrize(
    ("hour", "greeting"), [(7, "Buenos días"), (17, "Buenas tardes"), (21, "Buenas noches")]
)
def test_the_greeting_is_that_of_the_hour(hour: int, greeting: str) -> None:
    cover = replace(SAMPLE.cover, opened_at=SAMPLE.cover.opened_at.replace(hour=hour))
    assert speech.script(replace(SAMPLE, cover=cover)).startswith(f"{greeting}. ")


def test_the_first_of_the_month_is_said_as_in_mexico() -> None:
    cover = replace(SAMPLE.cover, day=SAMPLE.cover.day.replace(month=12, day=1))
    assert "del martes primero de diciembre de" in speech.script(replace(SAMPLE, cover=cover))


def test_one_of_each_is_said_in_singular() -> None:
    piece = press.clipping("Acusan", "Acusan a la presidenta municipal.")
    told = digest.build(
        press.edition(press.entry(piece, press.reading(piece, "mayor", BAD, piece.text))),
        press.config(),
    )
    said = speech.script(told)
    assert "Hay una noticia, con un impacto: negativos, uno." in said
    assert "Requiere atención. Acusan. El motivo: negativa hacia" in said


def test_a_column_is_said_to_be_one() -> None:
    (section,) = [each for each in SAMPLE.sections if each.id == "columns"]
    told = replace(SAMPLE, sections=(section,))
    assert "\n\nColumnas y opinión. Columna: Café de olla: la cuenta" in speech.script(told)


def test_where_nothing_presses_the_first_of_the_day_are_read() -> None:
    piece = press.clipping("Abre el mercado", "El gobierno municipal abrió el mercado.")
    told = digest.build(
        press.edition(press.entry(piece, press.reading(piece, "government", GOOD, piece.text))),
        press.config(),
    )
    assert "\n\nGobierno y programas. Abre el mercado.\n" in speech.script(told)


def test_nothing_to_tell_is_said_aloud() -> None:
    said = speech.script(EMPTY)
    assert "En esta edición no hay menciones de los temas que se siguen." in said
    assert said.endswith("Se leyeron diez de doce medios.\n")
