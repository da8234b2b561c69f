"""What a site asks of robots is read first, believed for a day, and kept."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import NotFound, RateLimited, RefusedByRobots, Unreachable
from monitor.fetch.robots import parsed

WILD = b"""\
User-agent: *
Disallow: /privado/
Disallow: /*.pdf$
Disallow: /*?replytocom=
Allow: /privado/boletin
"""


@pytest.mark.parametrize(
    ("path", "open_"),
    [
        ("/nota", True),
        ("/privado/nota", False),
        ("/privado/boletin-7", True),
        ("/acta.pdf", False),
        ("/acta.pdf?v=2", True),
        ("/nota?replytocom=4", False),
    ],
)
def test_the_rules_of_a_site_are_kept(fetch, web, path, open_):
    web.answer("/robots.txt", WILD)
    url = web.answer(path, b"x")
    if open_:
        assert fetch(url).body == b"x"
        return
    with pytest.raises(RefusedByRobots) as caught:
        fetch(url)
    assert "Sintesis" in str(caught.value)
    assert web.url("/robots.txt") in str(caught.value)
    assert web.paths() == []


def test_a_rule_for_us_wins_over_the_rule_for_all(fetch, web):
    web.answer("/robots.txt", b"User-agent: *\nDisallow:\n\nUser-agent: sintesis\nDisallow: /\n")
    with pytest.raises(RefusedByRobots):
        fetch(web.answer("/nota", b"x"))


def test_where_a_redirect_leads_is_asked_for_leave_too(make_fetcher, web):
    fetch = make_fetcher(
        allow_hosts=["127.0.0.1", "otro.example"], resolve=lambda *_: ["127.0.0.1"]
    )
    web.answer("/robots.txt", b"User-agent: *\nDisallow: /secreto\n")
    url = web.answer("/a", status=302, location=f"http://otro.example:{web.port}/secreto")
    with pytest.raises(RefusedByRobots, match=r"otro\.example"):
        fetch(url)
    assert web.paths() == ["/a"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_site_without_rules_forbids_nothing(fetch, web, status):
    web.answer("/robots.txt", b"User-agent: *\nDisallow: /\n", status=status)
    assert fetch(web.answer("/nota", b"x")).body == b"x"


def test_a_site_that_cannot_say_is_asked_again_later(make_fetcher, web, clock):
    fetch = make_fetcher(monotonic=clock.monotonic, sleep=clock.sleep)
    web.answer("/robots.txt", status=500)
    url = web.answer("/nota", b"x")
    for _ in range(2):
        with pytest.raises(Unreachable, match=r"robots\.txt"):
            fetch(url)
    assert [asked.path for asked in web.asked] == ["/robots.txt"]
    web.answer("/robots.txt", status=404)
    clock.now += 3_601
    assert fetch(url).body == b"x"


def test_rules_are_believed_for_a_day(make_fetcher, web, clock):
    fetch = make_fetcher(monotonic=clock.monotonic, sleep=clock.sleep)
    url = web.answer("/nota", b"x")
    fetch(url)
    web.answer("/robots.txt", b"User-agent: *\nDisallow: /\n")
    clock.now += 23 * 3_600
    fetch(url)
    clock.now += 2 * 3_600
    with pytest.raises(RefusedByRobots):
        fetch(url)


def test_old_rules_hold_while_the_site_cannot_say(make_fetcher, web, clock):
    fetch = make_fetcher(monotonic=clock.monotonic, sleep=clock.sleep)
    web.answer("/robots.txt", b"User-agent: *\nDisallow: /secreto\n")
    fetch(web.answer("/nota", b"x"))
    web.answer("/robots.txt", status=500)
    clock.now += 25 * 3_600
    assert fetch(web.url("/nota")).body == b"x"
    with pytest.raises(RefusedByRobots):
        fetch(web.answer("/secreto", b"x"))


def test_a_site_that_limits_even_its_rules_is_left_alone(fetch, web):
    web.answer("/robots.txt", status=429, retry_after="120")
    with pytest.raises(RateLimited) as caught:
        fetch(web.answer("/nota", b"x"))
    assert timedelta(seconds=100) < caught.value.retry_after <= timedelta(seconds=120)


def test_rules_may_be_somewhere_else(fetch, web):
    web.answer("/robots.txt", status=301, location="/reglas")
    web.answer("/reglas", b"User-agent: *\nDisallow: /\n")
    with pytest.raises(RefusedByRobots):
        fetch(web.answer("/nota", b"x"))


def test_a_huge_file_of_rules_is_read_as_far_as_the_limit(fetch, web):
    rows = b"".join(b"Disallow: /a%d/*/b*c\n" % number for number in range(60_000))
    web.answer("/robots.txt", b"User-agent: *\nDisallow: /secreto\n" + rows)
    began = time.process_time()
    with pytest.raises(RefusedByRobots):
        fetch(web.answer("/secreto", b"x"))
    assert time.process_time() - began < 10


def test_a_hostile_pattern_does_not_hang_us(fetch, web):
    web.answer("/robots.txt", b"User-agent: *\nDisallow: /" + b"*a" * 60 + b"$\n")
    began = time.process_time()
    with pytest.raises(NotFound):
        fetch(web.url("/" + "a" * 2_000 + "b"))
    assert time.process_time() - began < 5


def test_a_file_that_names_thousands_of_robots_is_read_in_time():
    names = b"".join(b"User-agent: a%d\n" % number for number in range(2_000))
    rules = b"".join(b"Disallow: /b%d\n" % number for number in range(2_500))
    began = time.process_time()
    found = parsed(names + b"User-agent: *\nDisallow: /secreto\n" + rules)
    assert time.process_time() - began < 1  # every rule kept for every robot: 5 s and 350 MB
    assert not found.can_fetch("http://diario.example/secreto", "Sintesis")


@pytest.mark.parametrize(
    "agent",
    ["Sintesis", "SINTESIS", "Sintesis/0.1", "sintesis  # el lector", "*", "otro\nUser agent *"],
)
def test_a_group_names_us_in_many_ways(agent):
    rules = parsed(f"User-agent: {agent}\nDisallow: /\n".encode())
    assert not rules.can_fetch("http://diario.example/nota", "Sintesis")


@pytest.mark.parametrize("agent", ["GPTBot", "sint", "Sintesis-Bot", "sintesisbot", "bot*"])
def test_a_group_of_others_is_not_ours(agent):
    rules = parsed(f"User-agent: {agent}\nDisallow: /\n".encode())
    assert rules.can_fetch("http://diario.example/nota", "Sintesis")


LINES = ["User-agent: *", "Disallow: /", "Disallow: //[", "Disallow: %ed%a0%80", "Allow: *$",
         "Crawl-delay: ", "Request-rate: 1/", "Visit-time: 9-", "Sitemap: ", ":", "#"]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(LINES), st.text(max_size=8)), max_size=6), st.binary())
def test_no_file_of_rules_breaks_us(lines, noise):
    body = "\n".join(map("".join, lines)).encode("utf-8", "replace") + b"\n" + noise
    assert parsed(body).can_fetch("http://diario.example/nota?id=1", "Sintesis") in (True, False)


def test_rules_that_are_no_text_forbid_nothing(fetch, web):
    web.answer("/robots.txt", bytes(range(256)) * 20)
    assert fetch(web.answer("/nota", b"x")).body == b"x"
