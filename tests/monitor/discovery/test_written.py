"""What is chosen of what answers, and the YAML and words that tell it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.discovery import Discovery
from monitor.discovery.choice import judged, overlap, pace
from monitor.discovery.front import Candidate, Found, Front
from monitor.discovery.trial import Opened, Trial
from monitor.discovery.written import outlet_of, verdict
from monitor.model import Item, Outcome
from tests.monitor.collectors.samples import MEXICO
from tests.monitor.discovery.sites import LONG, NOW, moment


def items(numbers: Iterable[int], *, text: str = "", title: str = "Nota") -> tuple[Item, ...]:
    return tuple(
        Item(
            source_id="s",
            guid=str(n),
            url=f"https://faro.example/{n}",
            title=f"{title} {n}" if title else "",
            text=text or None,
            published_at=moment(n),
        )
        for n in numbers
    )


def trial(path: str, shown: Sequence[Item] = (), *, kind: str = "feed", **more: Any) -> Trial:
    found = Found.PAGE if kind == "page" else Found.ANNOUNCED
    candidate = Candidate(kind=kind, url=f"https://faro.example{path}", found=found)
    return Trial(candidate=candidate, items=tuple(shown), **more)


FAILED = {"failure": "unreachable", "detail": "no contesta"}


def discovery(*trials: Trial, **more: Any) -> Discovery:
    shown = Front(url="https://faro.example/", name="El Faro", family="", candidates=())
    return Discovery(address=shown.url, front=shown, choice=judged(trials, now=NOW), **more)


def written(found: Discovery) -> Any:
    return outlet_of(found, taken=(), now=NOW, zone=MEXICO)


def test_a_map_that_holds_more_of_the_same_time_joins_the_feed() -> None:
    feed, news = (
        trial("/feed/", items(range(0, 20, 2))),
        trial("/m", items(range(60)), kind="sitemap"),
    )
    choice = judged([news, feed], now=NOW)
    assert choice.chosen == (feed, news)


def test_a_map_that_only_remembers_longer_does_not() -> None:
    feed, news = trial("/feed/", items(range(10))), trial("/m", items(range(90)), kind="sitemap")
    choice = judged([news, feed], now=NOW)
    assert choice.chosen == (feed,)
    assert [each.trial for each in choice.repeats] == [news]


def test_the_same_notes_by_other_addresses_are_known_by_their_titles() -> None:
    other = tuple(
        Item(source_id="s", guid=item.guid, url=f"{item.url}?amp", title=item.title.upper(),
             published_at=item.published_at)
        for item in items(range(10))
    )  # fmt: skip
    assert overlap(trial("/b", other), trial("/a", items(range(10)))) == (10, 10)


def test_of_two_feeds_of_the_same_the_one_with_its_text_is_chosen() -> None:
    short, long = trial("/rss", items(range(10))), trial("/atom/largo", items(range(10), text=LONG))
    assert judged([short, long], now=NOW).chosen == (long,)


def test_the_feed_that_publishes_more_is_the_one_of_the_whole_site() -> None:
    section = trial("/a", items(range(0, 60, 6), title="Columna"))
    whole = trial("/del-sitio-entero.xml", items(range(10)))
    assert judged([section, whole], now=NOW).ranked == (whole, section)


def test_a_dead_feed_is_last_and_not_chosen_beside_a_living_one() -> None:
    dead, alive = trial("/feed/", items(range(900, 940))), trial("/p", items(range(5)), kind="page")
    choice = judged([dead, alive], now=NOW)
    assert choice.chosen == (alive,)
    assert choice.ranked == (alive, dead)
    assert judged([dead], now=NOW).chosen == (dead,)


@pytest.mark.parametrize(("hours", "every"), [(0.5, 15), (2, 30), (24, 60)])
def test_what_publishes_more_is_visited_more(hours: float, every: int) -> None:
    found = tuple(
        Item(source_id="s", guid=str(n), url=None, title=str(n),
             published_at=NOW - timedelta(hours=hours * n))
        for n in range(10)
    )  # fmt: skip
    assert pace(trial("/", found)) == timedelta(minutes=every)


@given(st.lists(st.lists(st.integers(0, 40), max_size=12), max_size=5))
def test_what_is_chosen_is_of_what_works_and_says_all_that_is_new(sets: list[list[int]]) -> None:
    trials = [trial(f"/{n}", items(sorted(set(each)))) for n, each in enumerate(sets)]
    choice = judged(trials, now=NOW)
    assert set(choice.chosen) <= set(choice.ranked)
    assert len(choice.ranked) + len(choice.failed) == len(trials)
    assert bool(choice.chosen) == any(each.works for each in trials)
    assert not {each.trial for each in choice.repeats} & set(choice.chosen)


def test_posts_without_title_carry_all_that_there_is() -> None:
    outlet = written(discovery(trial("/tags/x.rss", items(range(9), text="Un bache", title=""))))
    assert outlet.sources[0].keys["text"] == "entry"


def test_a_feed_with_its_text_is_read_from_it_only_where_pages_are_shut() -> None:
    whole = trial("/feed/", items(range(9), text=LONG))
    shut = Opened(url="https://faro.example/0", outcome=Outcome.BLOCKED, detail="nos niega")
    assert "text" not in written(discovery(whole)).sources[0].keys
    assert written(discovery(whole, opened=shut)).sources[0].keys["text"] == "entry"
    assert (
        "text" not in written(discovery(trial("/f", items(range(9))), opened=shut)).sources[0].keys
    )
    assert "nos niega" in verdict(discovery(whole, opened=shut))


def test_what_was_announced_and_did_not_answer_today_is_written_as_such() -> None:
    silent = trial("/feed/", passing=True, **FAILED)
    gone = trial("/rss", failure="not_found", detail="404")
    (source,) = written(discovery(silent, gone)).sources
    assert source.url.endswith("/feed/")
    assert "no contesta" in source.remark
    assert written(discovery(gone)) is None


def test_a_feed_that_did_not_answer_stands_beside_the_page_that_did() -> None:
    page = trial("/", items(range(5)), kind="page")
    silent, section = (
        trial("/feed/", passing=True, **FAILED),
        trial("/a/feed/", passing=True, **FAILED),
    )
    outlet = written(discovery(section, silent, page))
    assert [(each.kind, each.url) for each in outlet.sources] == [
        ("feed", "https://faro.example/feed/"),
        ("page", "https://faro.example/"),
    ]
    assert any("/a/feed/" in note for note in outlet.notes)


def test_where_it_moved_to_is_what_is_written() -> None:
    moved = trial("/feed/", items(range(5)), moved_to="https://faro.example/canal.xml")
    assert written(discovery(moved)).sources[0].url == "https://faro.example/canal.xml"


def test_of_a_saved_page_the_feed_of_the_whole_site_is_written() -> None:
    shown = Front(url="https://faro.example/", name="El Faro", family="", candidates=())
    untried = tuple(
        Candidate(kind=kind, url=f"https://faro.example{path}", found=Found.ANNOUNCED)
        for kind, path in (("wordpress", "/wp-json/wp/v2/posts"), ("feed", "/seccion/feed/"),
                           ("feed", "/feed/"))
    )  # fmt: skip
    outlet = written(Discovery(address=shown.url, front=shown, untried=untried))
    assert [each.url for each in outlet.sources] == ["https://faro.example/feed/"]
    assert "sin probar" in outlet.sources[0].remark
    assert len(outlet.notes) == 2
