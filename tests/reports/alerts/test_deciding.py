"""Which stories cannot wait: thresholds, growth, what was told, quiet hours."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Alerts
from monitor.model import PieceKind
from reports.alerts.deciding import due, is_quiet
from reports.alerts.model import Pace, Raised
from tests.reports import press
from tests.reports.alerts.conftest import PRESS, note, notes, office, told

HOUR = timedelta(hours=1)
DAY = press.DAY
CALM = Pace(notes=0)
USUAL = {DAY - timedelta(days=back): 3 for back in range(1, 29)}
BLOCKED = "Comerciantes bloquean la avenida Juárez en San Jacinto."


def blocked(outlet: str, **said: object):
    text = said.pop("text", BLOCKED)
    return note(outlet, stance=press.PLAIN, subject="place", text=text, story="cierre", **said)


def earlier(story: str, *, ago: timedelta, **sizes: int) -> Raised:
    return Raised(story_id=story, at=press.OPENED - ago, sizes=sizes)


@pytest.mark.parametrize(("number", "raised"), [(2, False), (3, True), (9, True)])
def test_a_story_negative_in_three_outlets_cannot_wait(alerts, number, raised):
    assert bool(alerts(notes(number))) is raised


def test_the_reason_says_towards_whom_and_where(alerts):
    (alert,) = alerts(notes(4))
    (reason,) = alert.reasons
    assert (reason.key, reason.size) == ("negative", 4)
    assert reason.words == (
        "negativa hacia Presidenta municipal en 4 medios: El Faro del Oriente, Radio del Lago, "
        "Calle y Plaza y La Tolvanera"
    )
    assert reason.proof
    assert reason.proof.text.startswith("Vecinos acusan a la presidenta municipal")
    assert reason.proof.url


def test_many_outlets_are_named_in_part(alerts):
    (alert,) = alerts(notes(9))
    assert "en 9 medios: " in alert.reasons[0].words
    assert alert.reasons[0].words.endswith(" y 4 más")


def test_the_office_says_how_many_outlets_are_enough(alerts):
    assert alerts(notes(1), office(words=(), negative_outlets=1))
    assert not alerts(notes(4), office(words=(), negative_outlets=5))


@pytest.mark.parametrize(
    "said",
    [
        {"stance": press.GOOD},
        {"stance": press.PLAIN},
        {"subject": "rival"},
        {"subject": "place"},
        {"confidence": 0.5},  # to be reviewed
        {"kind": PieceKind.COLUMN},
        {"kind": PieceKind.SPONSORED},
    ],
)
def test_what_is_no_sure_reproach_of_the_press_to_our_own_can_wait(alerts, said):
    assert not alerts(notes(9, **said))


def test_two_notes_of_one_outlet_are_one(alerts):
    same = [note("faro", hours=hours) for hours in (1.0, 2.0, 3.0)]
    assert not alerts(same)


def test_an_own_page_is_no_outlet(alerts):
    assert not alerts([*notes(2), note("gaceta")])


def test_people_in_networks_need_more_voices(alerts):
    def posts(number: int):
        return [
            note("vecinos", author=f"Vecina {each}", kind=PieceKind.POST, hours=each + 1.0)
            for each in range(number)
        ]

    assert not alerts(posts(8))
    (alert,) = alerts(posts(9))
    assert "en 9 publicaciones de redes" in alert.reasons[0].words
    (alert,) = alerts([*notes(2), *posts(3)])
    assert "en 2 medios: El Faro del Oriente y Calle y Plaza, y 3 publicaciones" in (
        alert.reasons[0].words
    )
    assert alert.reasons[0].proof
    assert alert.reasons[0].proof.outlet != "Vecinos de San Jacinto"
    assert not alerts([note("vecinos", author="Una", hours=each + 1.0) for each in range(20)])


def test_a_word_that_cannot_wait_in_two_outlets_near_the_municipality(alerts):
    both = [blocked("faro"), blocked("calle")]
    (alert,) = alerts(both, office())
    (reason,) = alert.reasons
    assert reason.key == "cierres"
    assert reason.words == "«bloquean» en 2 medios: El Faro del Oriente y Calle y Plaza"
    assert reason.proof
    assert reason.proof.text == BLOCKED
    assert not alerts(both[:1], office())
    assert not alerts(both, office(words=()))
    assert not alerts(both, office(words=("granizo",)))


def test_a_word_far_from_the_municipality_can_wait(alerts):
    far = (
        "El festival de San Jacinto abre hoy con danza y un mercado de flores en la plaza. "
        "Habrá tamales. Habrá música. En Oaxaca, maestros bloquean la autopista desde el lunes."
    )
    title = "Abre el festival con danza y flores"
    both = [blocked(outlet, text=far, title=title) for outlet in ("faro", "calle")]
    assert not alerts(both, office())


def test_a_headline_that_names_us_is_told_by_the_sentences_under_it(alerts):
    text = "Comerciantes bloquean la avenida Juárez. Piden hablar con el gobierno municipal."
    both = [
        note(outlet, stance=press.PLAIN, subject="government", text=text, story="cierre")
        for outlet in ("faro", "calle")
    ]
    assert [each.reasons[0].key for each in alerts(both, office())] == ["cierres"]


def test_a_drill_can_wait(alerts):
    title = "Simulacro en San Jacinto: bloquean la avenida"
    assert not alerts([blocked("faro", title=title), blocked("calle", title=title)], office())


def test_an_hour_far_above_the_usual_is_told_of_the_story_that_made_it(alerts):
    hour = notes(9, stance=press.PLAIN, hours=0.5)
    (alert,) = alerts(hour, pace=Pace(notes=14, before=USUAL))
    (reason,) = alert.reasons
    assert (
        reason.words == "14 notas en una hora, 9 de ellas de esta noticia; lo normal a esta hora: 3"
    )
    assert not alerts(hour, pace=Pace(notes=14, before={}))
    assert not alerts(hour, office(words=(), spike=False), pace=Pace(notes=14, before=USUAL))


def test_a_spike_of_many_small_stories_is_of_none(alerts):
    pace = Pace(notes=20, before=USUAL)
    assert not alerts(notes(4, stance=press.PLAIN, hours=0.5), pace=pace)
    assert not alerts(notes(9, stance=press.PLAIN, hours=1.5), pace=pace)  # of another hour


def test_what_an_edition_told_is_not_told_again_until_it_doubles(alerts):
    assert not alerts(told(notes(4)))
    assert not alerts([*told(notes(4)), *notes(7)[4:]])
    assert alerts([*told(notes(4)), *notes(8)[4:]])


def test_what_an_edition_told_as_neutral_may_turn(alerts):
    calm = told(notes(4, stance=press.PLAIN))
    assert alerts([*calm, *notes(7)[4:]])


def test_a_story_alerts_again_when_it_has_doubled_and_an_hour_has_gone(alerts):
    before = (earlier("fuga", ago=2 * HOUR, negative=4),)
    assert not alerts(notes(7), raised=before)
    assert alerts(notes(8), raised=before)
    assert not alerts(notes(9), raised=(earlier("fuga", ago=HOUR / 2, negative=3),))
    assert alerts(notes(8), raised=(earlier("otra", ago=HOUR / 2, negative=3),))


def test_a_new_reason_alerts_again_and_comes_first(alerts):
    text = f"{press.SUBJECTS[0].name} ignora a quienes bloquean San Jacinto desde ayer."
    entries = [note(each, text=text) for each in PRESS[:4]]
    (alert,) = alerts(entries, office(), raised=(earlier("fuga", ago=2 * HOUR, negative=4),))
    assert [each.key for each in alert.reasons] == ["cierres", "negative"]


def test_without_alerts_in_the_file_there_are_none(alerts):
    assert due(notes(9), press.config(), pace=CALM, raised=(), now=press.OPENED) == ()


@pytest.mark.parametrize(
    ("hour", "quiet"),
    [("21:59", False), ("22:00", True), ("00:00", True), ("06:29", True), ("06:30", False)],
)
def test_quiet_hours_pass_midnight(hour, quiet):
    assert is_quiet(Alerts(quiet="22:00-06:30"), time.fromisoformat(hour)) is quiet


@pytest.mark.parametrize(("hour", "quiet"), [("12:59", False), ("13:00", True), ("15:00", False)])
def test_quiet_hours_may_be_of_the_afternoon(hour, quiet):
    assert is_quiet(Alerts(quiet="13:00-15:00"), time.fromisoformat(hour)) is quiet
    assert not is_quiet(Alerts(), time.fromisoformat(hour))


def test_what_stood_in_quiet_hours_leaves_at_their_end(alerts):
    quiet = office(words=(), quiet="22:00-07:00")
    entries = notes(3, hours=5.0)
    assert not alerts(entries, quiet, after=timedelta(minutes=-1))
    assert alerts(entries, quiet)


def test_the_id_is_one_for_a_story_and_an_hour_of_the_clock(alerts):
    at = [timedelta(minutes=each) for each in (1, 59, 61)]
    first, same, later = (alerts(notes(3), after=each)[0].id for each in at)
    assert first == same != later
    assert first.startswith("alerta-2026-11-23T07-")


@given(st.integers(0, 9), st.integers(0, 9), st.integers(1, 6))
def test_more_outlets_are_never_fewer_alerts(few, more, least):
    config = office(negative_outlets=least)

    def alerted(number: int) -> set[str]:
        found = due(notes(number), config, pace=CALM, raised=(), now=press.OPENED)
        return {each.story_id for each in found}

    assert alerted(few) <= alerted(min(9, few + more))


@given(st.integers(1, 5), st.integers(1, 3))
def test_stories_are_judged_apart(stories, outlets):
    """As many stories as there are alert as often as one of them alone."""
    config = office(words=(), negative_outlets=outlets)
    one = notes(outlets)
    many = [each for key in range(stories) for each in notes(outlets, story=f"noticia-{key}")]
    alone = due(one, config, pace=CALM, raised=(), now=press.OPENED)
    together = due(many, config, pace=CALM, raised=(), now=press.OPENED)
    assert len(together) == stories * len(alone)


def test_days_are_local():
    """At 19:00 of the Monday it is already Tuesday in UTC; the hour is compared as a Monday."""
    config = office(words=())
    evening = press.OPENED + timedelta(hours=12)
    weekdays = {day: 3 for day in USUAL if day.weekday() < 5}
    weekends = {day: 300 for day in USUAL if day.weekday() >= 5}
    hour = notes(9, stance=press.PLAIN, hours=-11.5)
    pace = Pace(notes=14, before={**weekdays, **weekends})
    assert due(hour, config, pace=pace, raised=(), now=evening)
    saturday = date(2026, 11, 28) - DAY
    assert not due(
        notes(9, stance=press.PLAIN, hours=-11.5 - saturday.days * 24),
        config,
        pace=pace,
        raised=(),
        now=evening + saturday,
    )
