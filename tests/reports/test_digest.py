"""What a digest says of an edition."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import Outlet, SubjectKind
from monitor.model import Edition, Entry, PieceKind, Stance
from reports import digest, render
from reports.model import Digest, EditionFigure, StoryEntry, Tally, Usual
from reports.words import clean, millions, usual
from tests.reports import press
from tests.reports.press import BAD, GOOD, PLAIN


def built(*entries: Entry, **changes: object) -> Digest:
    return digest.build(press.edition(*entries, **changes), press.config())  # type: ignore[arg-type]


def stories(told: Digest) -> list[StoryEntry]:
    return [story for section in told.sections for story in section.stories]


def one(
    subject: str,
    stance: Stance = PLAIN,
    *,
    outlet_id: str = "faro",
    kind: PieceKind = PieceKind.NOTE,
    story: str | None = None,
    hours_before: float = 2.0,
) -> Entry:
    text = f"Algo se dijo en {outlet_id} de este asunto, hace {hours_before} horas."
    piece = press.clipping(
        f"Título de {outlet_id}", text, outlet_id=outlet_id, kind=kind, hours_before=hours_before
    )
    return press.entry(piece, press.reading(piece, subject, stance, text), story=story)


def test_the_sections_of_the_sample() -> None:
    told = digest.build(press.sample_edition(), press.config())
    assert {
        section.id: [each.title[:12] for each in section.stories] for section in told.sections
    } == {
        "attention": ["Nueve días s", "Ya van 3 noc"],
        "mayor": ["Encienden 32"],
        "government": ["Arranca la r"],
        "municipality": ["Choque entre", "Aviso de cie"],
        "columns": ["Café de olla"],
        "state": ["Rogelio Cant"],
    }
    assert [section.title for section in told.sections] == [
        "Requiere atención",
        "Presidenta municipal",
        "Gobierno y programas",
        "Municipio",
        "Columnas y opinión",
        "Estado de México y país",
    ]


@pytest.mark.parametrize(
    ("entry", "section"),
    [
        (one("mayor"), "mayor"),
        (one("water"), "government"),
        (one("place", outlet_id="republica"), "municipality"),
        (one("rival", outlet_id="republica"), "state"),
        (one("rival"), "municipality"),
        (one("mayor", kind=PieceKind.COLUMN), "columns"),
        (one("mayor", outlet_id="vecinos", kind=PieceKind.POST), "networks"),
        (one("mayor", BAD, kind=PieceKind.COLUMN), "attention"),
        (one("rival", BAD), "municipality"),
    ],
)
def test_where_a_story_is_told(entry: Entry, section: str) -> None:
    assert [each.id for each in built(entry).sections] == [section]


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    outlets = st.sampled_from([each.id for each in press.OUTLETS] + ["desconocido"])
    subjects = st.sampled_from([each.id for each in press.SUBJECTS] + ["olvidado"])
    entries = []
    for number in range(draw(st.integers(0, 12))):
        text = f"Frase {number} de la nota. Otra frase de la nota."
        piece = press.clipping(
            f"Nota {number}",
            text,
            outlet_id=draw(outlets),
            hours_before=draw(st.integers(0, 60)),
            kind=draw(st.sampled_from(PieceKind)),
        )
        named = draw(st.lists(subjects, unique=True, max_size=3))
        readings = [
            press.reading(piece, each, draw(st.sampled_from(Stance)), text) for each in named
        ]
        failed = draw(st.sampled_from([None, "ilegible"]))
        story = f"s{draw(st.integers(0, 5))}"
        entries.append(press.entry(piece, *readings, story=story, failed=failed))
    return press.edition(*entries)


@settings(deadline=None)
@given(edition=editions())
def test_every_piece_is_told_once_and_every_sum_agrees(edition: Edition) -> None:
    told = digest.build(edition, press.config())
    impacts = [each.clipping_id for story in stories(told) for each in story.impacts]
    assert len(set(impacts)) == len(impacts)
    assert len(impacts) + told.unnamed == len(edition.entries)
    assert told.cover.impacts == told.cover.tally.total
    assert told.cover.impacts + told.cover.uncounted == len(impacts)
    paid = [section for section in told.sections if section.id == "paid"]
    assert told.cover.stories == len(stories(told)) - sum(len(each.stories) for each in paid)
    for figure in told.figures:
        if figure.id == "outlet" and not figure.left_out:
            assert sum(bar.tally.total for bar in figure.bars) == told.cover.impacts
    assert told == digest.build(
        replace(edition, entries=tuple(reversed(edition.entries))), press.config()
    )


def test_the_lead_is_the_first_of_the_press_and_the_widest_follow() -> None:
    [story] = stories(
        built(
            one("mayor", outlet_id="vecinos", kind=PieceKind.POST, story="a", hours_before=9),
            one("mayor", outlet_id="tolvanera", story="a", hours_before=8),
            one("mayor", outlet_id="agencia", story="a", hours_before=7),
            one("mayor", outlet_id="lago", story="a", hours_before=1),
        )
    )
    assert [each.outlet for each in story.impacts] == [
        "La Tolvanera",
        "Radio del Lago",
        "Agencia Solaris",
        "Vecinos de San Jacinto",
    ]


def test_the_stance_is_towards_the_weightiest_subject_and_of_most_impacts() -> None:
    entries = [
        one("mayor", GOOD, outlet_id="faro", story="a", hours_before=3),
        one("mayor", BAD, outlet_id="calle", story="a"),
        one("mayor", BAD, outlet_id="lago", story="a"),
    ]
    [story] = stories(built(*entries))
    assert story.stance is BAD
    assert [each.stance for each in story.impacts] == [GOOD, BAD, BAD]
    # the lead shows another stance, so that of the others is quoted with its outlet
    assert story.quote is not None
    assert story.quote.outlet == "Radio del Lago"
    [tied] = stories(built(*entries[:2]))
    assert tied.stance is BAD


def test_the_surest_of_the_pieces_that_treat_it_so_shows_the_stance() -> None:
    def read(outlet_id: str, confidence: float, hours_before: float) -> Entry:
        text = f"Algo malo dijo {outlet_id} de la alcaldesa en su nota de hoy."
        piece = press.clipping("Título", text, outlet_id=outlet_id, hours_before=hours_before)
        reading = press.reading(piece, "mayor", BAD, text, confidence=confidence)
        return press.entry(piece, reading, story="a")

    [story] = stories(built(read("faro", 0.5, 9), read("calle", 0.8, 2)))
    assert story.outlet == "El Faro del Oriente"
    assert story.treatment is not None
    assert (story.treatment.confidence, story.treatment.doubtful) == (0.8, False)
    assert story.quote is not None
    assert story.quote.outlet == "Calle y Plaza"
    [story] = stories(built(read("faro", 0.5, 9), read("calle", 0.4, 2)))
    assert story.treatment is not None
    assert story.treatment.confidence == 0.5


def test_attention_has_five_at_most_and_says_why() -> None:
    entries = [
        one(subject, BAD, outlet_id=each.id, hours_before=number)
        for number, (subject, each) in enumerate(
            (subject, each) for subject in ("water", "mayor") for each in press.OUTLETS[:4]
        )
    ]
    [attention, *rest] = built(*entries).sections
    assert attention.id == "attention"
    assert [story.subjects[0].id for story in attention.stories] == [*["mayor"] * 4, "water"]
    assert attention.stories[0].reasons == ("negativa hacia Presidenta municipal",)
    assert sum(len(section.stories) for section in rest) == 3


def test_many_outlets_require_attention_whatever_they_say() -> None:
    entries = [one("place", outlet_id=each.id, story="a") for each in press.OUTLETS[:5]]
    [section] = built(*entries).sections
    assert (section.id, section.stories[0].reasons) == ("attention", ("la publican 5 medios",))
    [section] = built(*entries[:4]).sections
    assert (section.id, section.stories[0].reasons) == ("municipality", ())


def test_an_update_is_marked_and_the_same_revision_is_not() -> None:
    piece = press.clipping("Nota", "El texto de la nota cambió.", revision=2)
    evidence = press.reading(piece, "place", PLAIN, "El texto")
    for told, marked in ((1, True), (2, False), (None, False)):
        [story] = stories(built(press.entry(piece, evidence, told_revision=told)))
        assert story.updated is marked


@pytest.mark.parametrize(
    ("mayor", "place", "government", "counted"),
    [
        (Stance.NEUTRAL, Stance.NEUTRAL, Stance.NEGATIVE, "negative"),  # it is about us, and ill
        (Stance.POSITIVE, Stance.NEUTRAL, Stance.NEGATIVE, "positive"),  # who governs first
        (Stance.NEUTRAL, Stance.NEGATIVE, Stance.NEUTRAL, "neutral"),  # the place is not our own
    ],
)
def test_an_impact_counts_as_it_treats_us(mayor, place, government, counted) -> None:
    piece = press.clipping("Nota", "El texto de la nota.")
    readings = [
        press.reading(piece, "mayor", mayor, "El texto", mentions=3),
        press.reading(piece, "place", place, "El texto"),
        press.reading(piece, "government", government, "El texto"),
    ]
    told = built(press.entry(piece, *readings))
    assert getattr(told.cover.tally, counted) == told.cover.tally.total == 1


def test_what_could_not_be_analysed_is_told_and_what_names_nobody_is_counted() -> None:
    failed = press.entry(press.clipping("Sin análisis", "Texto."), failed="ilegible")
    nobody = press.entry(press.clipping("De nadie", "Texto de nadie."))
    told = built(failed, nobody)
    assert [(each.title, each.stance) for each in stories(told)] == [("Sin análisis", None)]
    assert (told.unnamed, told.cover.tally.unread) == (1, 1)


def test_hours_are_those_of_the_office() -> None:
    [story] = stories(built(one("mayor", hours_before=8)))
    assert story.published_at.isoformat() == "2026-11-22T23:00:00-06:00"


@pytest.mark.parametrize(
    ("hour", "name"), [("07:00", "morning"), ("18:00", "evening"), ("12:10", "extraordinary")]
)
def test_the_edition_is_named_by_its_hour(hour: str, name: str) -> None:
    assert built(hour=hour).cover.edition == name


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (20, False), (21, True), (150, True)])
def test_an_edition_beyond_its_patience_is_late(minutes: int, late: bool) -> None:
    cover = built(opened_at=press.OPENED + timedelta(minutes=minutes)).cover
    assert cover.late is late


def test_the_subject_line() -> None:
    start = "Síntesis informativa · San Jacinto del Lago · 23 nov 2026, edición"
    assert built().subject == f"{start} matutina: sin menciones"
    assert built(one("mayor")).subject == f"{start} matutina: 1 noticia"
    late = press.OPENED + timedelta(hours=3)
    assert built(opened_at=late).subject == f"{start} matutina (tardía): sin menciones"


def test_the_usual_is_the_mean_of_fourteen_days_before() -> None:
    edition, config = press.edition(one("mayor")), press.config()
    assert digest.build(edition, config, history=[earlier(1, 10)]).cover.usual is None
    enough = [earlier(1, 10), earlier(14, 20), earlier(2, 30), earlier(15, 9000), earlier(0, 9000)]
    cover = digest.build(edition, config, history=enough).cover
    assert (cover.usual, cover.compared) == (20, 3)


def earlier(before: int, impacts: int, hour: str = "07:00") -> EditionFigure:
    tally = Tally(neutral=impacts)
    return EditionFigure(day=press.DAY - timedelta(days=before), hour=hour, tally=tally)


def test_an_edition_is_compared_with_those_of_its_hour() -> None:
    history = [earlier(day, number, hour) for day in (1, 2) for number, hour in HOURS]
    config = press.config()
    for hour, mean in (("07:00", 10), ("18:00", 4), ("12:10", None)):
        told = digest.build(press.edition(one("mayor"), hour=hour), config, history=history)
        assert told.cover.usual == mean


HOURS = ((10, "07:00"), (4, "18:00"))


def test_the_trend_adds_the_editions_of_a_day() -> None:
    history = [earlier(1, 10), earlier(1, 4, "18:00"), earlier(0, 7), earlier(14, 9)]
    edition = press.edition(one("mayor"), hour="18:00")
    told = digest.build(edition, press.config(), history=history)
    [trend] = [figure for figure in told.figures if figure.id == "trend"]
    assert [(bar.label, bar.tally.total) for bar in trend.bars] == [("dom 22", 14), ("lun 23", 8)]
    alone = digest.build(edition, press.config(), history=[earlier(0, 7)])
    assert not [figure for figure in alone.figures if figure.id == "trend"]


def test_an_extraordinary_edition_is_never_late() -> None:
    late = press.OPENED + timedelta(hours=5)
    cover = built(one("mayor"), hour="12:10", opened_at=late).cover
    assert (cover.edition, cover.late) == ("extraordinary", False)
    assert "edición extraordinaria: 1 noticia" in built(one("mayor"), hour="12:10").subject


def named(*stances: tuple[str, Stance, int]) -> list[tuple[str, Stance]]:
    text = "Una sola frase de la nota que los nombra a todos."
    piece = press.clipping("Título", text)
    readings = (press.reading(piece, key, each, text, count) for key, each, count in stances)
    [story] = stories(built(press.entry(piece, *readings)))
    assert len(story.subjects) == len(stances)
    return [(each.id, each.stance) for each in story.named]


def test_two_subjects_are_shown_the_weightiest_first_and_those_not_neutral_before() -> None:
    many = [("place", BAD, 9), ("rival", PLAIN, 5), ("water", GOOD, 1), ("mayor", PLAIN, 1)]
    assert named(*many) == [("mayor", PLAIN), ("water", GOOD)]
    assert named(("mayor", PLAIN, 1), ("water", PLAIN, 1), ("rival", PLAIN, 3)) == [
        ("mayor", PLAIN),
        ("rival", PLAIN),
    ]
    assert len(named(("mayor", BAD, 1), ("water", GOOD, 1), ("rival", BAD, 3))) == 3


def test_the_place_is_shown_only_when_nothing_says_more() -> None:
    assert named(("place", PLAIN, 9)) == [("place", PLAIN)]
    assert named(("place", PLAIN, 9), ("rival", GOOD, 1)) == [("rival", GOOD)]


def test_what_requires_attention_is_told_about_whom_it_treats_ill() -> None:
    good, bad = "La alcaldesa cumplió con la obra.", "El organismo dejó sin agua a la colonia."
    piece = press.clipping("Título", f"{good} {bad} Fin de la nota.")
    readings = (press.reading(piece, "mayor", GOOD, good), press.reading(piece, "water", BAD, bad))
    told = built(press.entry(piece, *readings))
    [story] = stories(told)
    assert told.sections[0].id == "attention"
    assert (story.stance, story.subjects[0].id, story.named[0].id) == (BAD, "water", "water")
    assert [each.text for each in story.summary if each.evidence] == [bad]
    assert story.impacts[0].stance is GOOD


@pytest.mark.parametrize("text", ["Gracias a la alcaldesa por el pozo.", "Hola. Gracias, edil."])
def test_a_post_is_told_once(text: str) -> None:
    piece = press.clipping("", text, outlet_id="vecinos", kind=PieceKind.POST)
    entry = press.entry(piece, press.reading(piece, "mayor", GOOD, "Gracias"))
    [story] = stories(built(entry))
    assert (story.title, story.summary, story.quote) == (text, (), None)


def test_an_evidence_that_no_summary_can_hold_is_quoted_whole() -> None:
    lost = (
        "“El agua no llega. La alcaldesa nunca vino.\nPerdimos todo el mes. Nadie vino”, dijo Eva."
    )
    piece = press.clipping("Título", lost)
    entry = press.entry(piece, press.reading(piece, "mayor", BAD, "La alcaldesa nunca vino."))
    [story] = stories(built(entry))
    assert story.summary == ()
    assert story.quote is not None
    assert story.quote.text == "La alcaldesa nunca vino."


def test_words_of_the_press_are_one_printable_line() -> None:
    outlet = Outlet.model_construct(
        id="malo", name="Me\u202edio\n", scope="local", medium="digital", reach=None, sources=()
    )
    piece = press.clipping(
        "Uno\n\x00dos\u202e tres\ud800", "Texto.", outlet_id="malo", author="\x1b[31mAna\u200b"
    )
    entry = press.entry(piece, press.reading(piece, "mayor", PLAIN, "Texto."))
    told = digest.build(press.edition(entry), press.config(outlets=[outlet]))
    [story] = stories(told)
    assert (story.title, story.author, story.outlet) == ("Uno dos tres", "[31mAna", "Medio")
    assert clean("a\u2028b") == "a b"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        " https://x.example",
        "https://",
        "ftp://x.example/",
        "//x.example",
        "https://[x",
        "https://x.example/\u202e",
        None,
    ],
)
def test_only_addresses_of_the_web_are_links(url: str | None) -> None:
    piece = press.clipping("Nota", "Texto.", url=url)
    entry = press.entry(piece, press.reading(piece, "mayor", PLAIN, "Texto."))
    [story] = stories(built(entry))
    assert story.url is None
    assert story.impacts[0].url is None


def test_a_subject_that_the_file_no_longer_has_keeps_its_id() -> None:
    [story] = stories(built(one("olvidado")))
    assert [(each.id, each.name) for each in story.subjects] == [("olvidado", "olvidado")]


def test_every_kind_of_subject_has_its_weight() -> None:
    from reports.accounts import WEIGHT

    assert set(WEIGHT) == set(SubjectKind)


def of_hour(before: int, tally: Tally, stories: int | None) -> EditionFigure:
    day = press.DAY - timedelta(days=before)
    return EditionFigure(day=day, hour="07:00", tally=tally, stories=stories)


def test_each_stance_has_its_mean_and_so_have_the_stories() -> None:
    history = [
        of_hour(1, Tally(positive=2, neutral=9, negative=1), 6),
        of_hour(2, Tally(positive=1, neutral=4, negative=4), 3),
        of_hour(15, Tally(negative=900), 900),
        replace(of_hour(0, Tally(negative=900), 900), hour="18:00"),
    ]
    told = digest.build(press.edition(one("mayor", BAD)), press.config(), history=history)
    means = told.cover.means
    assert means == Usual(stories=4.5, positive=1.5, neutral=6.5, negative=2.5)
    for shown in (render.html(told), render.text(told)):
        assert "lo normal son 2" in shown
        assert "noticias: lo normal son 4" in " ".join(shown.split())
    unsaid = [replace(each, stories=None) for each in history]
    told = digest.build(press.edition(one("mayor")), press.config(), history=unsaid)
    assert told.cover.means is not None
    assert told.cover.means.stories is None
    assert "noticias: lo normal" not in render.text(told)
    alone = digest.build(press.edition(one("mayor")), press.config(), history=history[:1])
    assert alone.cover.means is None
    assert "lo normal" not in render.html(alone)


@pytest.mark.parametrize(
    ("mean", "said"),
    [
        (0.4, "lo normal es ninguno"),
        (1.2, "lo normal es 1"),
        (2.0, "lo normal son 2"),
        (1250.0, "lo normal son 1,250"),
    ],
)
def test_the_usual_in_words(mean: float, said: str) -> None:
    assert usual(mean) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (950, "950"),
        (41_000, "41 mil"),
        (1_000_000, "1 millón de"),
        (3_320_000, "3.3 millones de"),
        (12_000_000, "12 millones de"),
    ],
)
def test_how_many_read_it_in_words(number: int, said: str) -> None:
    assert millions(number) == said


def test_front_pages_have_their_section_whoever_they_name() -> None:
    told = built(
        one("mayor", kind=PieceKind.FRONT_PAGE, story="a"),
        one("place", outlet_id="calle", kind=PieceKind.FRONT_PAGE, story="b", hours_before=3),
        one("mayor", outlet_id="lago", kind=PieceKind.FRONT_PAGE, story="c", hours_before=4),
        one("mayor", outlet_id="pregon", story="c", hours_before=1),
    )
    assert {section.id: len(section.stories) for section in told.sections} == {
        "mayor": 1,
        "front_pages": 2,
    }
    assert told.sections[0].stories[0].outlet == "El Pregón"
    assert told.sections[1].title == "Primeras planas"
