"""What is remembered of hosts is bounded, however many of them a run meets."""

from __future__ import annotations

import gc
import tracemalloc
import weakref
from collections import Counter
from collections.abc import Callable

import httpx
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Unreachable
from monitor.fetch.answers import Answer
from monitor.fetch.recent import Recent
from monitor.fetch.robots import Robots
from monitor.fetch.turns import Turns


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 5))), st.integers(5, 12))
def test_law_no_more_than_the_limit_is_kept_and_the_latest_always(learnt, limit):
    recent = Recent[int](limit=limit, weigh=lambda value: value)
    for key, value in learnt:
        recent.learn(key, value)
        assert recent.get(key) == value
    kept = [recent.get(key) or 0 for key in "abcdef"]
    assert sum(kept) <= limit
    assert len(recent) == sum(bool(value) for value in kept)


def test_what_was_learnt_longest_ago_is_forgotten_first():
    recent = Recent[int](limit=2)
    for key in ("a", "b", "a", "c"):
        recent.learn(key, 1)
    assert (recent.get("a"), recent.get("b"), recent.get("c")) == (1, None, 1)


def growth(work: Callable[[int], None], *, until_full: int) -> int:
    """Bytes that twice as much of `work` holds more than what fills whatever it fills."""
    tracemalloc.start()
    try:
        for number in range(until_full):
            work(number)
        gc.collect()
        full = tracemalloc.get_traced_memory()[0]
        for number in range(until_full, 2 * until_full):
            work(number)
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - full
    finally:
        tracemalloc.stop()


def test_any_number_of_hosts_takes_the_memory_of_the_last_ten_thousand(clock):
    turns = Turns(monotonic=clock.monotonic, sleep=clock.sleep)

    def visit(number: int) -> None:
        with turns.turn(f"medio{number}.example", pause=1.0):
            clock.now += 0.1
        turns.bar(f"medio{number}.example", seconds=60)

    assert growth(visit, until_full=12_000) < 300_000


class Sites:
    """A robots.txt of so many bytes for every site, and how often each was asked for it."""

    def __init__(self, clock, *, size: int) -> None:
        self.asked = Counter[str]()
        self.robots = Robots(ask=self.ask, monotonic=clock.monotonic)
        self.body = b"# nada\n" * (size // 7)

    def ask(self, url: httpx.URL) -> Answer:
        self.asked[url.host] += 1
        return Answer(url=url, status=200, reason="OK", headers=httpx.Headers(), body=self.body)

    def visit(self, number: int) -> None:
        self.robots.rules(httpx.URL(f"https://medio{number}.example/nota"))


def test_the_rules_of_many_small_sites_are_kept(clock):
    sites = Sites(clock, size=700)
    for number in (*range(1_500), *range(1_500)):
        sites.visit(number)
    assert set(sites.asked.values()) == {1}


def test_huge_rules_are_kept_for_few_sites(clock):
    sites = Sites(clock, size=490_000)
    for number in (*range(8), 7, 0):
        sites.visit(number)
    assert sites.asked["medio7.example"] == 1
    assert sites.asked["medio0.example"] == 2


def test_a_failure_that_is_kept_holds_nothing_of_what_was_at_work(clock):
    held: list[weakref.ref[Sites]] = []

    def ask(url: httpx.URL) -> Answer:
        at_work = Sites(clock, size=7)
        held.append(weakref.ref(at_work))
        try:
            raise OSError(at_work)
        except OSError as error:
            raise Unreachable(str(url), "no contestó") from error

    robots = Robots(ask=ask, monotonic=clock.monotonic)
    rules = robots.rules(httpx.URL("https://medio.example/nota"))
    gc.collect()
    assert rules.failure is not None
    assert held[0]() is None
