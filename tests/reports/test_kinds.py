"""What kind of piece each is: opinion apart, releases said, what is paid for in no number."""

from __future__ import annotations

import pytest

from monitor.model import Entry, PieceKind, Stance, Voice
from reports import digest, render
from reports.model import Digest
from tests.reports import press
from tests.reports.press import BAD, GOOD, PLAIN

TEXT = "El gobierno municipal anunció obras en catorce colonias del poniente de la ciudad."


def piece(
    page: PieceKind = PieceKind.NOTE,
    words: PieceKind | None = None,
    *,
    outlet_id: str = "faro",
    stance: Stance = PLAIN,
    voice: Voice = Voice.OUTLET,
    story: str | None = None,
    number: float = 1,
) -> Entry:
    made = press.clipping(
        f"Anuncian obras {number}", TEXT, kind=page, outlet_id=outlet_id, hours_before=number
    )
    reading = press.reading(made, "government", stance, TEXT, voice=voice)
    return press.entry(made, reading, kind=words, story=story)


def told(*entries: Entry) -> Digest:
    return digest.build(press.edition(*entries), press.config())


@pytest.mark.parametrize(
    ("page", "words", "section", "kind"),
    [
        (PieceKind.NOTE, None, "government", PieceKind.NOTE),
        (PieceKind.NOTE, PieceKind.COLUMN, "columns", PieceKind.COLUMN),
        (PieceKind.COLUMN, None, "columns", PieceKind.COLUMN),
        (PieceKind.NOTE, PieceKind.SPONSORED, "paid", PieceKind.SPONSORED),
        (PieceKind.NOTE, PieceKind.NOTICE, "paid", PieceKind.NOTICE),
        (PieceKind.NOTE, PieceKind.AGENDA, "government", PieceKind.AGENDA),
        (PieceKind.POST, PieceKind.COLUMN, "networks", PieceKind.POST),
    ],
)
def test_the_words_say_the_kind_before_the_page(
    page: PieceKind, words: PieceKind | None, section: str, kind: PieceKind
) -> None:
    [found] = told(piece(page, words)).sections
    assert (found.id, found.stories[0].kind) == (section, kind)


def test_what_is_paid_for_is_told_last_and_counted_nowhere() -> None:
    paid = piece(words=PieceKind.SPONSORED, stance=BAD)
    built = told(paid, piece(stance=GOOD, number=2))
    assert [each.id for each in built.sections] == ["government", "paid"]
    assert (built.cover.stories, built.cover.impacts, built.cover.uncounted) == (1, 1, 1)
    assert (built.cover.tally.positive, built.cover.tally.total) == (1, 1)
    assert all(bar.tally.negative == 0 for figure in built.figures for bar in figure.bars)
    for clothes in (render.html(built), render.text(built)):
        assert "1 pieza pagada o aviso aparte; no se cuenta." in clothes
        assert "Contenido patrocinado" in clothes
        assert "contenido pagado y avisos" in clothes.lower()


def test_an_edition_of_nothing_but_notices_is_not_empty() -> None:
    built = told(piece(words=PieceKind.NOTICE))
    page, plain = render.html(built), render.text(built)
    assert "SIN MENCIONES" not in plain
    assert ">Sin menciones<" not in page
    assert all("Anuncian obras" in clothes for clothes in (page, plain))


@pytest.mark.parametrize("apart", [PieceKind.SPONSORED, PieceKind.COLUMN])
def test_what_is_no_news_is_told_apart_from_the_news_of_its_story(apart: PieceKind) -> None:
    other = piece(words=apart, stance=GOOD, story="a", number=9, outlet_id="republica")
    built = told(other, piece(stance=BAD, story="a", outlet_id="calle"))
    news, rest = (each for section in built.sections for each in section.stories)
    assert (news.outlet, news.stance, len(news.impacts)) == ("Calle y Plaza", BAD, 1)
    assert (rest.outlet, rest.kind) == ("Diario de la Mañana", apart)
    assert news.id != rest.id
    assert built.cover.impacts == (1 if apart is PieceKind.SPONSORED else 2)


def test_copies_of_a_column_are_one_and_two_columns_are_two() -> None:
    column = PieceKind.COLUMN
    copies = [piece(column, story="a", outlet_id=each) for each in ("faro", "calle")]
    other = piece(column, story="a", number=3)
    [section] = told(*copies, other).sections
    assert [len(each.impacts) for each in section.stories] == [2, 1]


@pytest.mark.parametrize(
    ("entry", "release"),
    [
        (piece(PieceKind.RELEASE), True),
        (piece(words=PieceKind.RELEASE), True),
        (piece(voice=Voice.RELEASE), True),
        (piece(PieceKind.RELEASE, outlet_id="gaceta"), False),  # its own page publishes it
        (piece(PieceKind.COLUMN, voice=Voice.RELEASE), False),
        (piece(PieceKind.POST, voice=Voice.RELEASE), False),
        (piece(), False),
    ],
)
def test_a_release_that_the_press_prints_says_so(entry: Entry, release: bool) -> None:
    built = told(entry)
    [story] = [each for section in built.sections for each in section.stories]
    assert story.release is release
    assert ("reproduce boletín" in render.html(built)) is release
    assert ("reproduce boletín" in render.text(built)) is release


def test_the_press_leads_before_the_office_that_wrote_it() -> None:
    own = piece(PieceKind.RELEASE, outlet_id="gaceta", story="a", number=5)
    built = told(own, piece(voice=Voice.RELEASE, story="a"))
    [story] = [each for section in built.sections for each in section.stories]
    assert (story.outlet, story.release) == ("El Faro del Oriente", True)
    alone = told(own)
    assert "Boletín" in render.html(alone)
