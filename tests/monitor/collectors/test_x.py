"""X, against a server that answers as its interface does."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.collectors import posts, x
from monitor.collectors.entries import Context
from monitor.errors import CollectError, MissingToken, RateLimited, RefusedToken, Unreachable
from tests.monitor.collectors.networks import Asked, Said, gather, serving, source_of
from tests.monitor.collectors.samples import MEXICO, NOW, expected, samples, source, told

SECRET = {"X_BEARER_TOKEN": "pase-de-la-oficina"}
EPOCH = 1_288_834_974_657


@pytest.mark.parametrize("sample", samples("x"), ids=lambda path: path.stem)
def test_a_sample_gives_what_is_expected(sample) -> None:
    context = Context(source=source("feed"), base=x.SITE, zone=MEXICO, now=NOW)
    found = posts.items(x.parse(json.loads(sample.read_bytes())), context)
    assert [told(item) for item in found] == expected(sample)


def number_of(minutes: int) -> str:
    """The id of a post of so many minutes ago."""
    moment = NOW - timedelta(minutes=minutes)
    return str((round(moment.timestamp() * 1000) - EPOCH) << 22)


def row(minutes: int, text: str = "", **more: Any) -> dict[str, Any]:
    number = number_of(minutes)
    said_at = (NOW - timedelta(minutes=minutes)).astimezone(UTC)
    return {
        "id": number,
        "author_id": "7",
        "created_at": said_at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "text": text or f"Publicación de hace {minutes} minutos",
        "edit_history_tweet_ids": [number],
        **more,
    }


class Server:
    """An account with posts of so many minutes ago."""

    def __init__(self, *minutes: int) -> None:
        self.rows = {number_of(each): row(each) for each in minutes}
        self.answers: list[dict[str, Any]] = []
        self.refuses: dict[str, Said] = {}
        self.broken_after: int | None = None
        self.served = 0  # posts that were paid for

    def __call__(self, asked: Asked) -> Any:
        path = asked.path.removeprefix("/2/")
        if asked.headers.get("authorization") != "Bearer pase-de-la-oficina":
            return Said(status=401, body={"title": "Unauthorized", "status": 401})
        if path in self.refuses:
            return self.refuses[path]
        if path.startswith("users/by/username/"):
            return self.user(path.rpartition("/")[2])
        if path == "tweets":
            return self.standing(asked.get("ids").split(","))
        if "conversation_id" in asked.get("query"):
            return self.listed(asked, self.answers)
        return self.listed(asked, list(self.rows.values()))

    def user(self, name: str) -> Any:
        if name != "cabildoabierto":
            return {"errors": [{"title": "Not Found Error", "detail": "Could not find user"}]}
        return {"data": {"id": "7", "name": "Cabildo Abierto", "username": name}}

    def standing(self, ids: list[str]) -> Any:
        lost = [each for each in ids if each not in self.rows]
        kind = "https://api.twitter.com/2/problems/resource-not-found"
        errors = [{"value": each, "resource_type": "tweet", "type": kind} for each in lost]
        return {"data": [self.rows[each] for each in ids if each in self.rows], "errors": errors}

    def listed(self, asked: Asked, rows: list[dict[str, Any]]) -> Any:
        rows = [each for each in rows if int(each["id"]) > int(asked.get("since_id") or 0)]
        start = int(asked.get("pagination_token") or 0)
        if self.broken_after is not None and start >= self.broken_after:
            return Said(status=500)
        page = rows[start : start + int(asked.get("max_results"))]
        self.served += len(page)
        more = start + len(page) < len(rows)
        meta = {"result_count": len(page)} | (
            {"next_token": str(start + len(page))} if more else {}
        )
        users = [{"id": "7", "name": "Cabildo Abierto", "username": "cabildoabierto"}]
        return (
            {"data": page, "includes": {"users": users}, "meta": meta} if page else {"meta": meta}
        )


def test_without_its_token_nothing_is_asked() -> None:
    with serving(Server()) as network, pytest.raises(MissingToken, match="falta X_BEARER_TOKEN"):
        gather(source_of("x", network, query="bache"))
    assert network.asked == []


def test_an_account_is_read_page_by_page_and_paid_for_once() -> None:
    server = Server(*range(10, 240))
    with serving(server) as network:
        feed = source_of("x", network, account="@cabildoabierto")
        first = gather(feed, **SECRET)
        assert len(first.items) == 230
        listings = [each for each in network.asked if each.path == "/2/users/7/tweets"]
        assert [each.get("pagination_token") for each in listings] == ["", "100", "200"]
        assert listings[0].get("start_time") == "2026-08-15T13:30:00Z"
        server.rows = {number_of(1): row(1)} | server.rows
        second = gather(feed, memos=first.memos, **SECRET)
        assert [item.guid for item in second.items] == [number_of(1)]
        assert server.served == 231
        assert network.asked[-2].get("since_id") == number_of(10)


def test_the_name_of_an_account_is_asked_for_once() -> None:
    with serving(Server(10)) as network:
        for _ in range(3):
            gather(source_of("x", network, account="cabildoabierto"), **SECRET)
        assert network.paths().count("/2/users/by/username/cabildoabierto") == 1


def test_a_search_puts_together_what_the_source_says() -> None:
    with serving(Server(10)) as network:
        gather(source_of("x", network, query="bache OR fuga", hashtag="#ValleAlto"), **SECRET)
        gather(source_of("x", network, query="bache", account="@vecina"), **SECRET)
        gather(source_of("x", network, query="bache OR fuga"), **SECRET)
    asked = [each.get("query") for each in network.asked]
    assert asked == ["(bache OR fuga) (#ValleAlto)", "(bache) from:vecina", "bache OR fuga"]


def test_what_was_long_ago_is_not_asked_from_again() -> None:
    """A search refuses a since_id older than a week."""
    server = Server(10)
    with serving(server) as network:
        feed = source_of("x", network, query="bache")
        first = gather(feed, **SECRET)
        gather(feed, memos=first.memos, now=NOW + timedelta(days=9), **SECRET)
    searches = [each for each in network.asked if each.path == "/2/tweets/search/recent"]
    assert searches[-1].get("since_id") == ""
    assert searches[-1].get("start_time") == "2026-08-24T13:30:00Z"


def test_what_is_taken_back_is_asked_for_once_an_hour() -> None:
    server = Server(*range(10, 20))
    with serving(server) as network:
        feed = source_of("x", network, account="cabildoabierto")
        first = gather(feed, **SECRET)
        del server.rows[number_of(12)]
        second = gather(feed, memos=first.memos, **SECRET)
        assert second.gone == (number_of(12),)
        del server.rows[number_of(13)]
        memos = {**first.memos, **second.memos}
        soon = gather(feed, memos=memos, now=NOW + timedelta(minutes=30), **SECRET)
        assert soon.gone == ()
        later = gather(feed, memos=memos, now=NOW + timedelta(minutes=61), **SECRET)
        assert later.gone == (number_of(13),)


def test_what_is_only_out_of_sight_is_not_taken_back() -> None:
    server = Server(10, 11)
    with serving(server) as network:
        feed = source_of("x", network, account="cabildoabierto")
        first = gather(feed, **SECRET)
        kind = "https://api.twitter.com/2/problems/not-authorized-for-resource"
        errors = [{"value": number_of(10), "resource_type": "tweet", "type": kind}]
        for answer in ({"errors": errors}, Said(status=503), Said(body=b"<html>"), []):
            server.refuses = {"tweets": answer if isinstance(answer, Said) else Said(body=answer)}
            assert gather(feed, memos=first.memos, **SECRET).gone == ()


def test_an_edited_post_is_a_revision_of_itself() -> None:
    server = Server(10)
    with serving(server) as network:
        feed = source_of("x", network, account="cabildoabierto")
        first = gather(feed, **SECRET)
        versions = [number_of(10), number_of(4)]
        server.rows[number_of(4)] = row(4, "Corrijo", edit_history_tweet_ids=versions)
        second = gather(feed, memos=first.memos, **SECRET)
    (before,), (after,) = first.items, second.items
    assert after.id == before.id
    assert after.published_at == before.published_at
    assert after.fingerprint != before.fingerprint
    assert after.text == "Corrijo"


def test_answers_to_older_posts_are_read_too_and_once() -> None:
    server = Server(10, 11)
    with serving(server) as network:
        feed = source_of("x", network, account="cabildoabierto", comments=True)
        first = gather(feed, **SECRET)
        server.answers = [row(2, "Mi calle sigue igual", conversation_id=number_of(11))]
        second = gather(feed, memos=first.memos, **SECRET)
        assert [item.text for item in second.items] == ["Mi calle sigue igual"]
        asked = [each.get("query") for each in network.asked if each.get("query")][-1]
        assert asked == f"conversation_id:{number_of(10)} OR conversation_id:{number_of(11)}"
        memos = {**first.memos, **second.memos}
        assert gather(feed, memos=memos, **SECRET).items == ()
        assert second.gone == ()


def test_an_answer_that_cannot_be_had_costs_no_post() -> None:
    server = Server(10)
    server.refuses = {"tweets/search/recent": Said(status=403, body={"title": "Forbidden"})}
    with serving(server) as network:
        found = gather(source_of("x", network, account="cabildoabierto", comments=True), **SECRET)
    assert len(found.items) == 1


def test_where_a_page_is_missing_the_next_reading_asks_again() -> None:
    server = Server(*range(10, 240))
    server.broken_after = 100
    with serving(server) as network:
        feed = source_of("x", network, query="bache")
        first = gather(feed, **SECRET)
        assert len(first.items) == 100
        assert first.note is not None
        server.broken_after = None
        assert len(gather(feed, memos=first.memos, **SECRET).items) == 230


def test_the_pause_that_it_asks_for_is_kept() -> None:
    server = Server(10)
    reset = str(int(datetime(2026, 8, 21, 13, 42, tzinfo=UTC).timestamp()))
    headers = {"x-rate-limit-reset": reset, "Date": "Fri, 21 Aug 2026 13:30:00 GMT"}
    server.refuses = {"tweets/search/recent": Said(status=429, headers=headers)}
    with serving(server) as network, pytest.raises(RateLimited) as limited:
        gather(source_of("x", network, query="bache"), **SECRET)
    assert limited.value.retry_after == timedelta(minutes=12)


@pytest.mark.parametrize(
    "said",
    [
        Said(status=429, body={"type": "https://api.twitter.com/2/problems/usage-capped"}),
        Said(status=402, body={"title": "CreditsDepleted", "detail": "no credits"}),
    ],
    ids=["cap", "credit"],
)
def test_without_credit_it_waits_for_tomorrow(said: Said) -> None:
    server = Server(10)
    server.refuses = {"tweets/search/recent": said}
    with serving(server) as network, pytest.raises(RateLimited, match="crédito") as limited:
        gather(source_of("x", network, query="bache"), **SECRET)
    assert limited.value.retry_after == timedelta(hours=24)


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (401, RefusedToken, "no aceptó X_BEARER_TOKEN"),
        (403, RefusedToken, "no alcanza"),
        (400, CollectError, "no entendió la pregunta; .*: «Operator not allowed»"),
        (500, Unreachable, "500"),
    ],
)
def test_a_refusal_says_what_to_do(status: int, kind: type[Exception], words: str) -> None:
    server = Server(10)
    body = {"title": "Invalid", "detail": "Operator not allowed", "status": status}
    server.refuses = {"tweets/search/recent": Said(status=status, body=body)}
    with serving(server) as network, pytest.raises(kind, match=words) as refused:
        gather(source_of("x", network, query="bache"), **SECRET)
    assert SECRET["X_BEARER_TOKEN"] not in str(refused.value)


def test_an_account_that_is_not_there_is_told() -> None:
    with serving(Server()) as network, pytest.raises(CollectError, match="no hay una cuenta «eco»"):
        gather(source_of("x", network, account="eco"), **SECRET)


@pytest.mark.parametrize(
    "value",
    [None, 7, [], {"data": {}}, {"data": [3, {"id": 4}, {"text": "sin número"}]},
     {"data": [{"id": "9", "text": 5, "attachments": {"media_keys": {"a": 1}},
                "edit_history_tweet_ids": [None, "abc"], "entities": {"urls": "no"}}]},
     {"data": [{"id": "9" * 400, "text": "a", "referenced_tweets": [{"type": "quoted"}],
                "edit_history_tweet_ids": ["1", "9" * 20]}], "includes": {"users": [None]}},
     {"data": [{"id": "9", "text": "a", "withheld": {"country_codes": "MX"}}]}],
)  # fmt: skip
def test_an_interface_that_changed_breaks_nothing(value: Any) -> None:
    assert all(post.id for post in x.parse(value))
