"""An edition that asks for its visto bueno: when it opens, when it leaves, and with what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Approval, Config, Digest
from monitor.drafting import matching, shortened
from monitor.edits import EditAction
from monitor.errors import DraftError
from monitor.local import tick
from monitor.pipeline import Pipeline
from nlp import Tagger
from tests.conftest import FEED, NOW

SEVEN = NOW - timedelta(minutes=30)  # 07:00 in Mexico City
OPENING = SEVEN - timedelta(minutes=45)
EIGHTEEN = SEVEN + timedelta(hours=11)
MORNING, EVENING = "2026-08-21T07:00", "2026-08-21T18:00"
DATE = "Fri, 21 Aug 2026 05:00:00 -0600"


class Office:
    """A pipeline whose clock is in our hands, and a newspaper that prints what we say."""

    def __init__(self, pipeline: Pipeline, web, rss, page) -> None:
        self.pipeline, self.archive = pipeline, pipeline.archive
        self._web, self._rss, self._page = web, rss, page
        self._entries: list[dict[str, str]] = []

    def prints(self, title: str, text: str) -> None:
        address = f"https://www.heraldo.test/{len(self._entries)}/"
        self._entries.append({"title": title, "link": address, "pubDate": DATE})
        self._web.pages[FEED] = self._rss(*self._entries)
        self._web.pages[address] = self._page(title, text)

    def at(self, moment) -> None:
        tick(self.pipeline, clock=lambda: moment)

    def told(self, key: str = MORNING):
        return self.archive.digest(key)

    def approve(self, moment, key: str = MORNING, by: str = "Elvira") -> int:
        since = moment - self.pipeline.config.reading.horizon
        return self.archive.drafts.approve(key, by=by, now=moment, since=since)

    def story(self, moment, key: str = MORNING) -> str:
        (entry,) = self.archive.unreported(now=moment, since=moment - timedelta(days=3))
        return entry.story_id

    def edit(self, action: EditAction, story: str, *, after: str = "", key: str = MORNING) -> None:
        self.archive.drafts.edit(
            key, action, story_id=story, before="", after=after, by="Elvira", now=OPENING
        )


POOL = (
    "La alcaldesa Maribel Ontiveros inauguró este viernes un pozo de agua en la colonia La Joya, "
    "que dará servicio a cuatro mil familias del oriente de Xaltepec, según informó el gobierno."
)
LIGHTS = (
    "La alcaldesa Maribel Ontiveros revisó este viernes el alumbrado de la avenida Hidalgo de "
    "Xaltepec, apagado desde julio, y pidió que se repare antes del inicio de clases."
)


_TAGGERS: list[Tagger] = []


def the_tagger(config: Config) -> Tagger:
    """One for all of these tests: they watch for the same people, at different hours."""
    if not _TAGGERS:
        _TAGGERS.append(Tagger(config))
    return _TAGGERS[0]


def office_of(config, archive, web, folder, rss, page, *, unapproved: str) -> Office:
    asked = Digest(hours=("07:00", "18:00"), approval=Approval(unapproved=unapproved))
    profile = config.profile.model_copy(update={"digest": asked})
    config = config.model_copy(update={"profile": profile})
    pipeline = Pipeline(
        config=config, archive=archive, fetch=web, folder=folder, load_tagger=the_tagger
    )
    office = Office(pipeline, web, rss, page)
    office.prints("Inaugura alcaldesa pozo en La Joya", POOL)
    return office


@pytest.fixture
def office(config, archive, web, folder, rss, page) -> Office:
    return office_of(config, archive, web, folder, rss, page, unapproved="wait")


@pytest.fixture
def hasty(config, archive, web, folder, rss, page) -> Office:
    """An office whose editions leave, approved or not."""
    return office_of(config, archive, web, folder, rss, page, unapproved="send")


def test_a_draft_opens_before_its_hour_and_not_sooner(office) -> None:
    office.at(OPENING - timedelta(minutes=1))
    assert office.archive.drafts.waiting() == []
    office.at(OPENING)
    (draft,) = office.archive.drafts.waiting()
    assert (draft.edition_id, draft.opened_at) == (MORNING, OPENING)


def test_an_approved_edition_leaves_at_its_hour_with_what_it_held(office) -> None:
    office.at(OPENING)
    assert office.approve(OPENING + timedelta(minutes=5)) == 1
    office.prints("Alcaldesa revisa el alumbrado", LIGHTS)
    office.at(SEVEN - timedelta(minutes=1))
    assert office.told() is None
    office.at(SEVEN)
    assert "Inaugura alcaldesa pozo" in office.told().text
    assert "alumbrado" not in office.told().text
    assert "visto bueno" not in office.told().text.lower()
    assert "tardía" not in office.told().text
    office.at(EIGHTEEN)
    office.approve(EIGHTEEN, EVENING)
    office.at(EIGHTEEN)
    assert "alumbrado" in office.told(EVENING).text
    assert "Inaugura alcaldesa pozo" not in office.told(EVENING).text


def test_an_edition_that_nobody_approves_waits_and_then_leaves_late(office) -> None:
    office.at(OPENING)
    office.at(SEVEN + timedelta(hours=2))
    assert office.told() is None
    office.approve(SEVEN + timedelta(hours=2))
    office.at(SEVEN + timedelta(hours=2, seconds=15))
    assert "tardía: salió a las 09:00" in " ".join(office.told().html.split())


def test_an_edition_that_nobody_approves_leaves_marked_where_the_office_says_so(hasty) -> None:
    hasty.at(OPENING)
    hasty.at(SEVEN + timedelta(minutes=19))
    assert hasty.told() is None
    hasty.at(SEVEN + timedelta(minutes=20))
    assert "sin visto bueno" in hasty.told().subject
    assert "tardía" not in hasty.told().subject
    with pytest.raises(DraftError, match="ya salió"):
        hasty.approve(SEVEN + timedelta(minutes=21))


def test_a_machine_that_was_off_gives_as_much_time_as_one_that_was_not(hasty) -> None:
    late = SEVEN + timedelta(hours=1)
    hasty.at(late)
    assert hasty.told() is None
    hasty.approve(late + timedelta(minutes=10))
    hasty.at(late + timedelta(minutes=10))
    assert "sin visto bueno" not in hasty.told().subject


def test_what_waited_too_long_goes_with_the_next_edition_and_so_do_its_edits(office) -> None:
    office.at(OPENING)
    office.edit(EditAction.SUMMARY, office.story(OPENING), after="Un pozo más.")
    office.prints("Alcaldesa revisa el alumbrado", LIGHTS)
    evening = EIGHTEEN - timedelta(minutes=45)
    office.at(evening)
    with pytest.raises(DraftError, match=EVENING):
        office.approve(evening)
    office.approve(evening, EVENING)
    office.at(EIGHTEEN)
    assert office.told() is None
    assert "Un pozo más." in office.told(EVENING).text
    assert "alumbrado" in office.told(EVENING).text


def test_what_was_approved_leaves_although_the_next_draft_is_open(office) -> None:
    office.at(OPENING)
    office.approve(OPENING)
    office.prints("Alcaldesa revisa el alumbrado", LIGHTS)
    evening = EIGHTEEN - timedelta(minutes=30)
    office.at(evening)  # the machine was off all day
    assert "Inaugura alcaldesa pozo" in office.told().text
    assert [each.edition_id for each in office.archive.drafts.waiting()] == [EVENING]


def test_a_dropped_story_is_not_told_later_until_it_changes(office, page) -> None:
    office.at(OPENING)
    office.edit(EditAction.DROP, office.story(OPENING))
    office.approve(OPENING)
    office.at(SEVEN)
    assert "Inaugura alcaldesa pozo" not in office.told().html
    office.at(EIGHTEEN)
    office.approve(EIGHTEEN, EVENING)
    office.at(EIGHTEEN)
    assert "Inaugura alcaldesa pozo" not in office.told(EVENING).html
    office.pipeline.fetch.pages["https://www.heraldo.test/0/"] = page(
        "Inaugura alcaldesa pozo en La Joya", POOL, "Fe de erratas: el pozo está en La Palma."
    )
    tomorrow = SEVEN + timedelta(days=1)
    office.at(tomorrow)
    office.approve(tomorrow, "2026-08-22T07:00")
    office.at(tomorrow)
    assert "Inaugura alcaldesa pozo" in office.told("2026-08-22T07:00").html


def test_an_edition_approved_before_the_office_stopped_asking_still_leaves(office) -> None:
    office.at(OPENING)
    office.approve(OPENING)
    plain = office.pipeline.config.profile.model_copy(update={"digest": Digest(hours=("18:00",))})
    config = office.pipeline.config.model_copy(update={"profile": plain})
    other = Pipeline(
        config=config,
        archive=office.archive,
        fetch=office.pipeline.fetch,
        folder=office.pipeline.folder,
    )
    tick(other, clock=lambda: SEVEN)
    assert "Inaugura alcaldesa pozo" in office.told().text


def test_the_same_draft_gives_the_same_bytes(office) -> None:
    office.at(OPENING)
    office.edit(EditAction.PIN, office.story(OPENING), after="attention")
    office.approve(OPENING)
    publisher = office.pipeline.publisher
    once, twice = (
        publisher.build(publisher.edition(MORNING, opened_at=SEVEN, now=SEVEN)) for _ in range(2)
    )
    assert once == twice
    assert once.sections[0].stories[0].reasons[0] == "fijada por Elvira"


IDS = st.from_regex(r"[0-9a-f]{24}(-[0-9a-f]{24})?", fullmatch=True)


@given(st.lists(IDS, unique=True))
def test_a_short_id_means_the_story_that_it_was_shown_for(ids) -> None:
    for whole, short in shortened(ids).items():
        assert whole.startswith(short.partition("-")[0])
        assert matching(short, ids) == [whole]
        assert matching(whole, ids) == [whole]


def test_a_part_of_an_id_means_every_story_that_begins_so_the_news_before_its_columns() -> None:
    news, column, other = "abcdef01", "abcdef01-99aa", "abc99999"
    assert matching("abc", [news, column, other]) == [news, other]
    assert matching("abcd", [news, column, other]) == [news]
    assert matching("abcd-99", [news, column, other]) == [column]
    assert matching("abcd", [column, other]) == [column]
    assert matching("f", [news, column]) == []
