"""Interfaces of networks: asked by their own terms, with a secret that only they see."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from monitor.errors import Blocked, NotAllowed, RateLimited, Unreachable

TOKEN = "un-secreto-de-prueba"


def plain(status: str, *headers: str, body: bytes = b"{}"):
    head = "\r\n".join(
        [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    ).encode()
    return lambda talk: talk.write(head + body)


def test_its_headers_go_with_the_request_and_robots_is_not_asked(fetch, web):
    web.scripts["/robots.txt"] = plain("200 OK", body=b"User-agent: *\nDisallow: /")
    web.scripts["/api"] = plain("200 OK", "Content-Type: application/json")
    page = fetch(web.url("/api"), headers={"Authorization": f"Bearer {TOKEN}"})
    assert page.content_type == "application/json"
    assert [each.path for each in web.asked] == ["/api"]
    assert web.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in repr(page)
    assert page.exchange is not None
    assert TOKEN not in str(page.exchange)


def test_another_host_never_sees_the_secret(make_fetcher, web):
    elsewhere = f"http://localhost:{web.port}/otra"
    web.scripts["/api"] = plain("302 Found", f"Location: {elsewhere}", body=b"")
    web.scripts["/otra"] = plain("302 Found", f"Location: {web.url('/vuelta')}", body=b"")
    web.scripts["/vuelta"] = plain("200 OK")
    fetch = make_fetcher(
        allow_hosts=["127.0.0.1", "localhost"], resolve=lambda host, port: ["127.0.0.1"]
    )
    page = fetch(web.url("/api"), headers={"Authorization": TOKEN})
    said = {each.path: each.headers for each in web.asked}
    assert page.url == web.url("/vuelta")
    assert said["/api"]["authorization"] == TOKEN
    assert "authorization" not in said["/otra"]
    assert "authorization" not in said["/vuelta"]  # what another host asks for gets no secret


def test_the_same_host_is_told_the_secret_after_a_redirect(fetch, web):
    web.scripts["/api"] = plain("307 Temporary Redirect", "Location: /nueva", body=b"")
    web.scripts["/nueva"] = plain("200 OK")
    fetch(web.url("/api"), headers={"Authorization": TOKEN})
    assert web.asked[-1].path == "/nueva"
    assert web.asked[-1].headers["authorization"] == TOKEN


@pytest.mark.parametrize("damaged", [f"{TOKEN}…", f"{TOKEN}\r\nX-Otra: 1", f"{TOKEN}\n", "\ud800"])
def test_a_secret_that_http_cannot_carry_is_told_and_not_sent(fetch, web, damaged):
    web.scripts["/api"] = plain("200 OK")
    with pytest.raises(NotAllowed, match="Authorization") as refused:
        fetch(web.url("/api"), headers={"Authorization": damaged})
    assert TOKEN not in str(refused.value)
    assert web.asked == []


def test_content_is_posted_once_and_a_redirect_is_not_followed(fetch, web):
    web.scripts["/requests"] = plain("303 See Other", "Location: /otra", body=b"")
    with pytest.raises(Unreachable):
        fetch(web.url("/requests"), content=b"a=1")
    assert [each.path for each in web.asked] == ["/requests"]


def test_a_refusal_brings_what_the_interface_says(fetch, web):
    web.scripts["/api"] = plain("403 Forbidden", body=b'{"error": {"code": 190}}')
    with pytest.raises(Blocked) as refused:
        fetch(web.url("/api"), headers={"Authorization": TOKEN})
    assert b"190" in refused.value.told
    assert TOKEN not in str(refused.value)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("x-rate-limit-reset: 1795436100", 900),
        ("x-rate-limit-reset: 1795435201", 60),  # in a second: no hurry
        ("x-rate-limit-reset: 1795000000", 60),  # it was yesterday
        ("x-rate-limit-reset: 99999999999", 86_400),
        ("ratelimit-reset: 999999", 86_400),
        ("x-ratelimit-reset: nunca", 900),
        ("x-ratelimit-reset: 2026-11-23T12:15:00.000Z", 900),
        ("ratelimit-reset: 600", 600),
        ("Retry-After: 120", 120),
    ],
)
def test_a_quota_says_when_it_begins_anew(fetch, web, header, seconds):
    web.scripts["/api"] = plain(
        "429 Too Many Requests", header, "Date: Mon, 23 Nov 2026 12:00:00 GMT"
    )
    with pytest.raises(RateLimited) as limited:
        fetch(web.url("/api"), headers={"Accept": "application/json"})
    assert limited.value.retry_after.total_seconds() == seconds


def test_a_host_that_is_busy_says_for_how_long_and_is_not_asked_until_then(
    make_fetcher, clock, web
):
    fetch = make_fetcher(monotonic=clock.monotonic, sleep=clock.sleep)
    web.scripts["/api"] = plain("503 Service Unavailable", "Retry-After: 300")
    with pytest.raises(RateLimited):
        fetch(web.url("/api"), headers={})
    web.scripts["/api"] = plain("200 OK")
    with pytest.raises(RateLimited) as limited:
        fetch(web.url("/api"), headers={})
    assert limited.value.retry_after.total_seconds() <= 300
    assert len(web.asked) == 1
    clock.sleep(301)
    assert fetch(web.url("/api"), headers={}).body == b"{}"


def test_an_interface_is_asked_in_its_turn_with_our_pauses(make_fetcher, clock, web):
    fetch = make_fetcher(pause=timedelta(seconds=2), monotonic=clock.monotonic, sleep=clock.sleep)
    web.scripts["/api"] = plain("200 OK")
    for _ in range(3):
        fetch(web.url("/api"), headers={})
    assert len(clock.slept) == 2
    assert all(1.5 < seconds <= 2 for seconds in clock.slept)


def test_no_log_tells_the_secret(fetch, web, caplog):
    caplog.set_level(logging.DEBUG)
    web.scripts["/api?access_token=otro-secreto"] = plain("500 Internal Server Error", body=b"ay")
    with pytest.raises(Unreachable) as failed:
        fetch(web.url("/api?access_token=otro-secreto"), headers={"Authorization": TOKEN})
    assert TOKEN not in caplog.text
    assert "otro-secreto" not in str(failed.value)
