"""What requires attention: sure reproaches that blame our own first; a bad event is no reproach."""

from __future__ import annotations

from monitor.model import Entry, PieceKind, Responsible, Stance, Tone
from reports import digest
from reports.model import Section
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
    assert found.stories[0].reasons == ("el suceso es malo", "llegó a la prensa nacional")


def test_a_doubtful_reproach_of_a_department_waits_for_review() -> None:
    assert attention(piece("water", BAD, number=1, confidence=0.5)) is None
    assert attention(piece("water", BAD, number=1)) is not None


def test_nobody_pays_to_be_here() -> None:
    paid = PieceKind.SPONSORED
    assert attention(piece("mayor", BAD, number=1, kind=paid)) is None


def test_one_message_weighs_less_than_the_press() -> None:
    message = piece("mayor", BAD, number=1, outlet_id="vecinos", kind=PieceKind.POST)
    assert titles(message, piece("mayor", BAD, number=2)) == ["Nota 2", "Nota 1"]
