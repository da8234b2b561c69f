"""What requires attention: sure reproaches that blame our own first; a bad event is no reproach."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from monitor.config import SubjectKind
from monitor.model import Entry, PieceKind, Responsible, Stance, Tone
from monitor.telling import Telling
from reports import digest
from reports.model import Section, StoryEntry
from reports.sections import attention as weighing
from tests.reports import press
from tests.reports.press import BAD, PLAIN


def piece(
    subject: str,
    stance: Stance,
    *,
    number: int,
    story: str | None = None,
    outlet_id: str = "faro",
    kind: PieceKind = PieceKind.NOTE,
    **reading: object,
) -> Entry:
    text = f"Algo se dijo de este asunto en la nota número {number} de la mañana."
    made = press.clipping(
        f"Nota {number}", text, hours_before=number, outlet_id=outlet_id, kind=kind
    )
    found = press.reading(made, subject, stance, text, **reading)  # type: ignore[arg-type]
    return press.entry(made, found, story=story)


def attention(*entries: Entry) -> Section | None:
    first, *_ = digest.build(press.edition(*entries), press.config()).sections
    return first if first.id == "attention" else None


def titles(*entries: Entry) -> list[str]:
    found = attention(*entries)
    return [story.title for story in found.stories] if found else []


def test_who_blames_our_own_comes_first_and_doubt_last() -> None:
    assert titles(
        piece("mayor", BAD, number=1, confidence=0.5),
        piece("mayor", BAD, number=2),
        piece("mayor", BAD, number=3, responsible=Responsible.SUBJECT, tone=Tone.NEGATIVE),
        piece("mayor", BAD, number=4, responsible=Responsible.OTHER),
    ) == ["Nota 3", "Nota 4", "Nota 2", "Nota 1"]


def test_the_reasons_are_said() -> None:
    found = attention(
        piece("mayor", BAD, number=1, responsible=Responsible.SUBJECT, tone=Tone.NEGATIVE)
    )
    assert found is not None
    assert found.stories[0].reasons == (
        "negativa hacia Presidenta municipal, a quien responsabiliza",
        "el suceso es malo",
    )
    doubtful = attention(piece("mayor", BAD, number=1, confidence=0.4))
    assert doubtful is not None
    assert doubtful.stories[0].reasons == ("negativa hacia Presidenta municipal (por revisar)",)


def test_many_impacts_weigh_more_than_one() -> None:
    many = [
        piece("mayor", BAD, number=number, story="a", outlet_id=outlet)
        for number, outlet in enumerate(("faro", "calle", "lago"), start=5)
    ]
    assert titles(piece("mayor", BAD, number=1), *many)[1] == "Nota 1"


def test_a_bad_event_is_here_only_when_many_tell_it() -> None:
    assert attention(piece("place", PLAIN, number=1, tone=Tone.NEGATIVE)) is None
    outlets = ("faro", "calle", "republica")
    told = [
        piece("place", PLAIN, number=number, story="a", outlet_id=outlet, tone=Tone.NEGATIVE)
        for number, outlet in enumerate(outlets, start=1)
    ]
    found = attention(*told)
    assert found is not None
    assert found.stories[0].reasons == (
        "el suceso es malo",
        "llegó a la prensa nacional",
        "suma 3.3 millones de lectores o visitas al mes",
    )


def test_a_doubtful_reproach_of_a_department_waits_for_review() -> None:
    assert attention(piece("water", BAD, number=1, confidence=0.5)) is None
    assert attention(piece("water", BAD, number=1)) is not None


def test_nobody_pays_to_be_here() -> None:
    paid = PieceKind.SPONSORED
    assert attention(piece("mayor", BAD, number=1, kind=paid)) is None


def test_one_message_weighs_less_than_the_press() -> None:
    message = piece("mayor", BAD, number=1, outlet_id="vecinos", kind=PieceKind.POST)
    assert titles(message, piece("mayor", BAD, number=2)) == ["Nota 2", "Nota 1"]


def placed(*entries: Entry, edition: dict[str, object]) -> StoryEntry | None:
    made = replace(press.edition(*entries), **edition)  # type: ignore[arg-type]
    first, *_ = digest.build(made, press.config()).sections
    return first.stories[0] if first.id == "attention" else None


def grown(*, told: int, joined: int, **changes: object) -> StoryEntry | None:
    """A story of which editions told some impacts, and that has others now."""
    telling = Telling(
        edition_id="2026-11-22T07:00",
        day=date(2026, 11, 22),
        hour="07:00",
        title="Nota",
        clipping_ids=frozenset(f"contada{number}" for number in range(told)),
    )
    entries = [
        piece("water", BAD, number=number, story="a", outlet_id=each.id, confidence=0.5, **changes)
        for number, each in enumerate(SMALL[:joined], start=1)
    ]
    return placed(*entries, edition={"tellings": {"a": telling}})


SMALL = [each for each in press.OUTLETS if each.scope == "local" and each.medium == "digital"]


@pytest.mark.parametrize(
    ("told", "joined", "score"),
    [(1, 1, 1), (1, 2, 2), (4, 3, 3), (3, 3, 4), (2, 3, 4), (0, 3, 2)],
)
def test_a_story_that_grows_weighs_more(told: int, joined: int, score: int) -> None:
    story = grown(told=told, joined=joined, tone=Tone.NEUTRAL)
    if score < 3:
        assert story is None
        return
    assert story is not None
    assert story.score == score
    assert story.reasons[-1] == f"creció de {told} a {told + joined} impactos"


def test_who_was_long_unheard_is_said_once() -> None:
    entry = piece("water", BAD, number=1)
    story = placed(entry, edition={"unheard": {"water": 30, "place": 30}})
    assert story is not None
    assert (story.score, story.reasons[-1]) == (
        4,
        "primera vez en 30 días que se nombra a Organismo de Agua",
    )
    known = placed(entry, edition={"unheard": {"mayor": 30}})
    assert known is not None
    assert known.reasons == ("negativa hacia Organismo de Agua",)


def test_a_wide_reach_is_of_several_outlets_that_say_theirs() -> None:
    def reasons(*outlets: str) -> tuple[str, ...]:
        told = [
            piece("mayor", BAD, number=at, story="a", outlet_id=each)
            for at, each in enumerate(outlets, start=1)
        ]
        found = attention(*told)
        assert found is not None
        return found.stories[0].reasons[1:]

    assert reasons("republica") == ("llegó a la prensa nacional",)
    assert reasons("faro", "calle") == ()  # together, a twentieth of all readers
    assert reasons("faro", "republica")[-1] == "suma 3.3 millones de lectores o visitas al mes"


WEIGHTS = {
    "negativa hacia quien gobierna": weighing.OWN[SubjectKind.MAYOR],
    "negativa hacia el gobierno": weighing.OWN[SubjectKind.GOVERNMENT],
    "negativa hacia una dependencia o un programa": weighing.OWN[SubjectKind.DEPARTMENT],
    "lo es en 3 impactos o más": weighing.REPEATED,
    "la lectura es dudosa («por revisar»)": weighing.DOUBTFUL,
    "solo se dice en redes": weighing.SOCIAL,
    "lo responsabiliza": weighing.BLAMED,
    "el suceso es malo": weighing.BAD_EVENT,
    "el suceso es malo y lo cuentan 3 medios o más": weighing.BAD_EVENT_IN_SEVERAL,
    "la publican 5 medios o más": weighing.WIDESPREAD,
    "llegó a la prensa nacional": weighing.NATIONAL,
    "suma una cuarta parte de los lectores conocidos, entre 2 medios o más": weighing.WIDE_REACH,
    "creció: 2 impactos más desde que se contó": weighing.GROWING,
    "creció: 3 más o tantos como tenía": weighing.DOUBLED,
    "primera vez en 30 días (o 14) que se nombra a alguien": weighing.FIRST_TIME,
    "dice una demanda ciudadana cuyo plazo ya venció": weighing.UNATTENDED,
    "la nota fue corregida": weighing.CORRECTED,
}


def test_the_guide_says_what_each_reason_weighs() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guia-usuario.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (.+?) \| ([+−]\d) \|$", guide, flags=re.MULTILINE))
    assert rows == {
        words: f"{'+' if weight > 0 else '−'}{abs(weight)}" for words, weight in WEIGHTS.items()
    }
    assert f"llega a {weighing.ENOUGH} puntos" in guide
