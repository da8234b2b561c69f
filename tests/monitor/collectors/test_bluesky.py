"""Bluesky, against a server that answers as its interface does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from monitor.collectors import bluesky, posts
from monitor.collectors.entries import Context
from monitor.errors import CollectError, MissingToken, RateLimited, RefusedToken
from tests.monitor.collectors.networks import Asked, Said, gather, serving, source_of
from tests.monitor.collectors.samples import MEXICO, NOW, expected, samples, source, told

SECRETS = {"BLUESKY_HANDLE": "oficina.example", "BLUESKY_APP_PASSWORD": "aaaa-bbbb-cccc"}


@pytest.mark.parametrize("sample", samples("bluesky"), ids=lambda path: path.stem)
def test_a_sample_gives_what_is_expected(sample) -> None:
    feed = source("feed")
    context = Context(source=feed, base=bluesky.SITE, zone=MEXICO, now=NOW)
    found = posts.items(bluesky.parse(json.loads(sample.read_bytes())), context)
    assert [told(item) for item in found] == expected(sample)


def uri(number: int) -> str:
    return f"at://did:plc:ecos/app.bsky.feed.post/{number}"


def view(number: int, text: str = "") -> dict[str, Any]:
    moment = f"2026-08-{20 - number // 1440:02}T{23 - number % 1440 // 60:02}:{59 - number % 60:02}"
    return {
        "uri": uri(number),
        "author": {"did": "did:plc:ecos", "handle": "ecos.example", "displayName": "Ecos"},
        "record": {"text": text or f"Publicación {number}", "createdAt": f"{moment}:00.000Z"},
        "indexedAt": f"{moment}:00.000Z",
    }


class Server:
    """An account with so many posts; the higher a number, the older its post."""

    def __init__(self, count: int) -> None:
        self.shown = {number: view(number) for number in range(count)}
        self.lagging: set[int] = set()  # left out of the listing, but they stand
        self.hidden: set[int] = set()  # left out of the listing
        self.answers: dict[int, Any] = {}
        self.refuses: dict[str, Said] = {}
        self.page = 50

    def __call__(self, asked: Asked) -> Any:
        method = asked.path.removeprefix("/xrpc/")
        if method in self.refuses:
            return self.refuses[method]
        doors = {
            "app.bsky.feed.getAuthorFeed": self.feed,
            "app.bsky.feed.searchPosts": self.search,
            "com.atproto.server.createSession": self.session,
            "app.bsky.feed.getPosts": self.posts,
            "app.bsky.feed.getPostThread": self.thread,
        }
        return doors[method](asked)

    def _slice(self, asked: Asked) -> tuple[list[Any], str]:
        start = int(asked.get("cursor") or 0)
        listed = [each for number, each in self.shown.items() if number not in self.lagging]
        rows = listed[start : start + int(asked.get("limit"))]
        return rows, str(start + len(rows)) if start + len(rows) < len(listed) else ""

    def feed(self, asked: Asked) -> Any:
        rows, cursor = self._slice(asked)
        return {"feed": [{"post": row} for row in rows], "cursor": cursor}

    def search(self, asked: Asked) -> Any:
        if asked.headers.get("authorization") != "Bearer pase":
            return Said(status=403, body={"error": "Forbidden"})
        rows, cursor = self._slice(asked)
        return {"posts": rows, "cursor": cursor}

    def session(self, asked: Asked) -> Any:
        given = json.loads(asked.body)
        if given["password"] != SECRETS["BLUESKY_APP_PASSWORD"]:
            return Said(status=401, body={"error": "AuthenticationRequired"})
        return {"accessJwt": "pase", "handle": given["identifier"]}

    def posts(self, asked: Asked) -> Any:
        standing = {each["uri"]: each for each in self.shown.values()}
        return {"posts": [standing[each] for each in asked.every("uris") if each in standing]}

    def thread(self, asked: Asked) -> Any:
        number = int(asked.get("uri").rpartition("/")[2])
        if number in self.hidden:
            return Said(status=400, body={"error": "NotFound"})
        return {"thread": {"post": self.shown[number], "replies": self.answers.get(number, [])}}


def test_an_account_needs_no_permission_and_is_read_once() -> None:
    server = Server(130)
    with serving(server) as network:
        feed = source_of("bluesky", network, account="@ecos.example")
        first = gather(feed)
        assert len(first.items) == 130
        assert [asked.get("cursor") for asked in network.asked] == ["", "50", "100"]
        assert {asked.get("actor") for asked in network.asked} == {"ecos.example"}
        assert "authorization" not in network.asked[0].headers
        second = gather(feed, memos=first.memos)
        assert len(second.items) == 50
        assert len(network.asked) == 4
        assert second.gone == ()


def test_the_address_of_a_profile_is_its_account() -> None:
    with serving(Server(1)) as network:
        profile = "https://bsky.app/profile/ecos.example"
        assert len(gather(source_of("bluesky", network, account=profile)).items) == 1
        assert network.asked[0].get("actor") == "ecos.example"


def test_what_is_taken_back_is_told_and_what_the_listing_leaves_out_is_not() -> None:
    server = Server(40)
    with serving(server) as network:
        feed = source_of("bluesky", network, account="ecos.example")
        first = gather(feed)
        del server.shown[0], server.shown[7]  # the newest too
        server.lagging = {3}
        second = gather(feed, memos=first.memos)
        assert set(second.gone) == {uri(0), uri(7)}
        assert gather(feed, memos=second.memos).gone == ()


def test_without_an_answer_nothing_counts_as_taken_back() -> None:
    server = Server(10)
    with serving(server) as network:
        feed = source_of("bluesky", network, account="ecos.example")
        first = gather(feed)
        del server.shown[4]
        for refusal in (Said(status=500), Said(body={"error": "otra cosa"}), Said(body=b"<html>")):
            server.refuses = {"app.bsky.feed.getPosts": refusal}
            later = gather(feed, memos=first.memos)
            assert later.gone == ()
            assert len(later.items) == 9


def test_an_edited_post_is_a_revision() -> None:
    server = Server(3)
    with serving(server) as network:
        feed = source_of("bluesky", network, account="ecos.example")
        before = gather(feed)
        server.shown[1] = view(1, "Otra cosa")
        after = gather(feed, memos=before.memos)
    changed = [new.id for old, new in zip(before.items, after.items, strict=True)
               if old.fingerprint != new.fingerprint]  # fmt: skip
    assert changed == [before.items[1].id]


def test_answers_are_read_where_they_are_wished() -> None:
    server = Server(3)
    deeper = {"post": {**view(201), "record": {"text": "Y la mía"}}}
    server.answers = {
        0: [
            {"post": {**view(200), "record": {"text": "Mi calle sigue igual"}}, "replies": [deeper]}
        ],
        1: [{"$type": "app.bsky.feed.defs#blockedPost", "blocked": True}, None, "nada"],
    }
    server.hidden = {2}
    with serving(server) as network:
        silent = gather(source_of("bluesky", network, account="ecos.example"))
        assert "/xrpc/app.bsky.feed.getPostThread" not in network.paths()
        assert len(silent.items) == 3
        feed = source_of("bluesky", network, account="ecos.example", comments=True)
        told = gather(feed)
        assert {"Mi calle sigue igual", "Y la mía"} <= {item.text for item in told.items}
        again = gather(feed, memos=told.memos)
        assert again.gone == ()  # an answer is nothing that an account published


@pytest.mark.parametrize("given", [{}, {"BLUESKY_HANDLE": "oficina.example"}])
def test_a_search_says_what_it_needs(given: dict[str, str]) -> None:
    with serving(Server(1)) as network:
        for asked in ({"query": "bache"}, {"hashtag": "ValleAlto"}):
            with pytest.raises(MissingToken, match="BLUESKY_APP_PASSWORD"):
                gather(source_of("bluesky", network, **asked), **given)
        assert network.asked == []


def test_a_search_opens_one_session_and_keeps_it() -> None:
    with serving(Server(60)) as network:
        for words in ({"query": "bache Sauces"}, {"hashtag": "#ValleAlto"}):
            found = gather(source_of("bluesky", network, **words), **SECRETS)
            assert len(found.items) == 60
        assert network.paths().count("/xrpc/com.atproto.server.createSession") == 1
        asked = [each.get("q") for each in network.asked if each.get("q")]
        assert asked == ["bache Sauces"] * 2 + ["#ValleAlto"] * 2
        assert SECRETS["BLUESKY_APP_PASSWORD"] not in str(found)


def test_a_wrong_password_is_told_and_never_shown() -> None:
    wrong = {**SECRETS, "BLUESKY_APP_PASSWORD": "otra-clave-mala"}
    with serving(Server(1)) as network, pytest.raises(RefusedToken) as refused:
        gather(source_of("bluesky", network, query="bache"), **wrong)
    assert "BLUESKY_APP_PASSWORD" in str(refused.value)
    assert "otra-clave-mala" not in str(refused.value)


def test_a_pause_that_it_asks_for_is_kept() -> None:
    server = Server(1)
    server.refuses = {
        "app.bsky.feed.getAuthorFeed": Said(status=429, headers={"ratelimit-reset": "300"})
    }
    with serving(server) as network, pytest.raises(RateLimited) as limited:
        gather(source_of("bluesky", network, account="ecos.example"))
    assert limited.value.retry_after.total_seconds() == 300


def test_an_account_that_is_not_there_is_told() -> None:
    server = Server(1)
    body = {"error": "InvalidRequest", "message": "Profile not found"}
    server.refuses = {"app.bsky.feed.getAuthorFeed": Said(status=400, body=body)}
    with serving(server) as network, pytest.raises(CollectError, match="no hay una cuenta «eco»"):
        gather(source_of("bluesky", network, account="eco"))


@pytest.mark.parametrize(
    "value",
    [None, 7, [], {}, {"feed": {}}, {"feed": [1, {"post": []}]}, {"posts": [{"record": {}}]},
     {"feed": [{"post": {"uri": "at://a", "record": {"text": 5}, "embed": {"images": {"a": 1}}}}]},
     {"posts": [{"uri": "at://a", "record": {"text": "a"}, "embed": {"media": {"items": [3]}}}]}],
)  # fmt: skip
def test_an_interface_that_changed_breaks_nothing(value: Any) -> None:
    assert all(post.id for post in bluesky.parse(value))


def test_a_page_that_cannot_be_asked_for_is_the_last() -> None:
    asked = []

    def endless(request: Asked) -> Any:
        asked.append(request.get("cursor"))
        return {
            "feed": [{"post": view(len(asked))}],
            "cursor": "\ud800" if len(asked) == 2 else "b",
        }

    with serving(endless) as network:
        assert len(gather(source_of("bluesky", network, account="ecos.example")).items) == 2
    assert asked == ["", "b"]


def linked(text: str, shown: str, address: Any, **place: int) -> dict[str, Any]:
    """A post in which some words are a link, told in bytes as the network does."""
    start = len(text[: text.index(shown)].encode())
    index = {"byteStart": start, "byteEnd": start + len(shown.encode()), **place}
    features = [{"$type": "app.bsky.richtext.facet#link", "uri": address}]
    return {"text": text, "facets": [{"index": index, "features": features}]}


NOTE = "https://diario.example.mx/2026/08/obra-en-la-cantera"


@pytest.mark.parametrize("end", ["...", "…"])
def test_a_link_that_is_cut_is_told_whole(end: str) -> None:
    shown = f"diario.example.mx/2026/08/ob{end}"
    record = linked(f"📣 Señalan daños: {shown} ¿y el alcalde?", shown, NOTE)
    assert bluesky.unfolded(record) == f"📣 Señalan daños: {NOTE} ¿y el alcalde?"
    quote = {"record": {"author": {"displayName": "Ecos"}, "value": record}}
    (post,) = bluesky.parse({"posts": [view(1, "Lo dicen") | {"embed": quote}]})
    assert NOTE in post.text


@pytest.mark.parametrize(
    "record",
    [
        linked("Lea la nota de hoy...", "la nota", NOTE),  # words of its own: they stay
        linked("Lea esto...", "esto...", 7),
        linked("Lea esto...", "esto...", NOTE, byteEnd=900),
        linked("Lea esto...", "esto...", NOTE, byteStart=-3),
    ],
)
def test_a_link_that_is_not_cut_or_makes_no_sense_changes_nothing(record: Any) -> None:
    assert bluesky.unfolded(record) == record["text"]
