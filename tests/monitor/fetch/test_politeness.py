"""One request at a time per host, a pause between two, and silence when a host asks for it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from monitor.errors import NotFound, RateLimited, Unreachable
from monitor.fetch.turns import Closed, Turns

DATE = "Mon, 23 Nov 2026 12:00:00 GMT"


def test_one_host_is_asked_one_thing_at_a_time(fetch, web):
    running, most = [], []

    def script(talk):
        running.append(talk)
        most.append(len(running))
        talk.wait(0.02)
        running.remove(talk)
        talk.write(b"HTTP/1.1 200 x\r\ncontent-length: 1\r\n\r\nx")

    urls = [web.script(f"/{number}", script) for number in range(12)]
    with ThreadPoolExecutor(6) as threads:
        assert [page.body for page in threads.map(fetch, urls)] == [b"x"] * 12
    assert max(most) == 1
    assert [asked.path for asked in web.asked].count("/robots.txt") == 1


def test_two_hosts_are_asked_at_once(make_fetcher, web):
    fetch = make_fetcher(allow_hosts=["127.0.0.1", "localhost"], resolve=lambda *_: ["127.0.0.1"])
    both = {"count": 0}

    def script(talk):
        both["count"] += 1
        for _ in range(200):
            if both["count"] == 2:
                break
            talk.wait(0.01)
        talk.write(b"HTTP/1.1 200 x\r\ncontent-length: 1\r\n\r\n%d" % (both["count"] == 2))

    web.script("/", script)
    with ThreadPoolExecutor(2) as threads:
        urls = [web.url("/"), f"http://localhost:{web.port}/"]
        assert [page.body for page in threads.map(fetch, urls)] == [b"1", b"1"]


def test_there_is_a_pause_between_two_requests(make_fetcher, web, clock):
    fetch = make_fetcher(pause=timedelta(seconds=2), monotonic=clock.monotonic, sleep=clock.sleep)
    fetch(web.answer("/a", b"x"))
    assert clock.slept == [2]  # robots.txt came first
    clock.now += 0.5
    fetch(web.answer("/b", b"x"))
    assert clock.slept == [2, 1.5]
    clock.now += 10
    fetch(web.answer("/c", b"x"))
    assert clock.slept == [2, 1.5]


def test_another_host_need_not_wait(make_fetcher, web, clock):
    fetch = make_fetcher(
        pause=timedelta(seconds=2),
        allow_hosts=["127.0.0.1", "otro.example"],
        resolve=lambda *_: ["127.0.0.1"],
        monotonic=clock.monotonic,
        sleep=clock.sleep,
    )
    web.answer("/robots.txt", status=404)
    fetch(web.answer("/a", b"x"))
    clock.slept.clear()
    with pytest.raises(NotFound):
        fetch(f"http://otro.example:{web.port}/b")
    assert clock.slept == [2]  # its own, after its own robots.txt


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("5", 5), ("0.5", 2), ("1e9", 60), ("900", 60), ("nada", 2), ("-3", 2)],
)
def test_a_crawl_delay_is_honoured_within_reason(make_fetcher, web, clock, asked, seconds):
    fetch = make_fetcher(pause=timedelta(seconds=2), monotonic=clock.monotonic, sleep=clock.sleep)
    web.answer("/robots.txt", f"User-agent: *\nCrawl-delay: {asked}\n".encode())
    fetch(web.answer("/a", b"x"))
    assert clock.slept == [seconds]


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [
        (429, "120", 120),
        (503, "120", 120),
        (429, "0", 60),
        (429, "-5", 60),
        (429, "9" * 400, 86_400),
        (429, "604800", 86_400),
        (429, "Mon, 23 Nov 2026 12:10:00 GMT", 600),
        (429, "Sun, 22 Nov 2026 12:10:00 GMT", 60),
        (429, "Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        (429, "luego", 900),
        (503, "mañana temprano".encode().decode("latin-1"), 900),
        (503, "2026-11-23T12:10:00Z", 900),
        (429, "", 900),
    ],
)
def test_a_host_that_asks_for_a_pause_gets_it(make_fetcher, web, clock, status, header, seconds):
    fetch = make_fetcher(monotonic=clock.monotonic, sleep=clock.sleep)
    url = web.answer("/a", b"x", status=status, retry_after=header, date=DATE)
    web.answer("/b", b"x")
    with pytest.raises(RateLimited) as first:
        fetch(url)
    assert first.value.retry_after == timedelta(seconds=seconds)
    clock.now += seconds - 10
    with pytest.raises(RateLimited) as second:
        fetch(web.url("/b"))
    assert second.value.retry_after == timedelta(seconds=10)
    assert web.paths() == ["/a"]
    clock.now += 11
    assert fetch(web.url("/b")).body == b"x"


def test_a_host_that_asked_for_a_pause_is_refused_without_waiting(make_fetcher, web, clock):
    fetch = make_fetcher(pause=timedelta(seconds=2), monotonic=clock.monotonic, sleep=clock.sleep)
    with pytest.raises(RateLimited):
        fetch(web.answer("/a", b"x", status=429, retry_after="120"))
    clock.slept.clear()
    with pytest.raises(RateLimited):
        fetch(web.url("/b"))
    assert clock.slept == []


def test_who_waited_for_a_turn_hears_that_the_host_wants_a_pause(fetch, web):
    waiting = threading.Event()

    def script(talk):
        waiting.set()
        talk.wait(0.3)  # the others come to wait meanwhile
        talk.write(b"HTTP/1.1 429 x\r\nretry-after: 90\r\ncontent-length: 0\r\n\r\n")

    fetch(web.answer("/known", b"x"))
    url = web.script("/a", script)
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(fetch, url)
        assert waiting.wait(5)
        others = [threads.submit(fetch, web.url(f"/{number}")) for number in range(3)]
        assert all(isinstance(task.exception(9), RateLimited) for task in (first, *others))
    assert web.paths() == ["/known", "/a"]


def test_a_503_that_asks_for_nothing_is_just_a_failure(fetch, web):
    with pytest.raises(Unreachable) as caught:
        fetch(web.answer("/a", b"x", status=503))
    assert not isinstance(caught.value, RateLimited)
    assert fetch(web.answer("/b", b"x")).body == b"x"


def test_retry_after_counts_although_the_body_drips(make_fetcher, web):
    fetch = make_fetcher(deadline=timedelta(seconds=1))

    def script(talk):
        talk.write(b"HTTP/1.1 503 x\r\nretry-after: 300\r\ncontent-length: 99\r\n\r\n")
        talk.wait(5)

    with pytest.raises(RateLimited):
        fetch(web.script("/a", script))


def test_closing_wakes_who_waits_for_a_turn():
    turns = Turns(monotonic=lambda: 0.0)
    with turns.turn("a", pause=0):
        pass
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(lambda: turns.turn("a", pause=3_600).__enter__())
        turns.close()
        assert isinstance(waiting.exception(5), Closed)


def test_hosts_without_number_are_forgotten():
    turns = Turns(monotonic=lambda: 0.0)
    for number in range(10_050):
        turns.bar(f"host{number}", seconds=60)
    assert turns.barred("host0") == 0
    assert turns.barred("host10049") == 60


def answered(turns: Turns, clock, *, seconds: float, pause: float = 1.0) -> float:
    """One request that takes so long; how long it had to wait for its turn."""
    before = clock.now
    with turns.turn("lento.example", pause=pause):
        waited = clock.now - before
        clock.now += seconds
    return waited


def test_a_host_that_answers_slowly_is_left_alone_for_longer(clock):
    turns = Turns(monotonic=clock.monotonic, sleep=clock.sleep)
    assert answered(turns, clock, seconds=5) == 0
    assert answered(turns, clock, seconds=5) == pytest.approx(10)
    for _ in range(30):
        answered(turns, clock, seconds=0.1)
    assert answered(turns, clock, seconds=0.1) == pytest.approx(1)  # it is quick again


def test_no_slowness_makes_a_pause_endless_and_none_shortens_what_was_asked(clock):
    turns = Turns(monotonic=clock.monotonic, sleep=clock.sleep)
    for _ in range(5):
        answered(turns, clock, seconds=600)
    assert answered(turns, clock, seconds=1) == pytest.approx(30)
    assert answered(turns, clock, seconds=1, pause=60) == pytest.approx(60)


def test_one_slow_answer_weighs_less_than_the_usual_ones(clock):
    turns = Turns(monotonic=clock.monotonic, sleep=clock.sleep)
    for _ in range(20):
        answered(turns, clock, seconds=0.2)
    answered(turns, clock, seconds=10)
    assert 1 < answered(turns, clock, seconds=0.2) < 10


def test_where_no_pause_is_wished_slowness_makes_none(clock):
    turns = Turns(monotonic=clock.monotonic, sleep=clock.sleep)
    answered(turns, clock, seconds=5, pause=0)
    assert answered(turns, clock, seconds=5, pause=0) == 0


def test_a_slow_site_is_asked_seldom_by_the_fetcher_too(make_fetcher, web, clock):
    fetch = make_fetcher(pause=timedelta(seconds=1), monotonic=clock.monotonic, sleep=clock.sleep)

    def script(talk):
        clock.now += 8
        talk.write(b"HTTP/1.1 200 x\r\ncontent-length: 1\r\n\r\nx")

    fetch(web.answer("/known", b"x"))
    fetch(web.script("/a", script))
    fetch(web.script("/b", script))
    assert clock.slept[-1] == pytest.approx(2 * 0.3 * 8)
