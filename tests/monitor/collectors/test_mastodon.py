"""Mastodon, against a server that answers as its interface does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from monitor.collectors import mastodon, posts
from monitor.collectors.entries import Context
from monitor.errors import CollectError, MissingToken, RateLimited, RefusedToken, Unreachable
from tests.monitor.collectors.networks import NOTHING, Asked, Said, gather, serving, source_of
from tests.monitor.collectors.samples import MEXICO, NOW, expected, samples, source, told

TOKEN = "un-secreto-de-prueba"


@pytest.mark.parametrize("sample", samples("mastodon"), ids=lambda path: path.stem)
def test_a_sample_gives_what_is_expected(sample) -> None:
    context = Context(source=source("feed"), base="https://red.example", zone=MEXICO, now=NOW)
    found = posts.items(mastodon.parse(json.loads(sample.read_bytes())), context)
    assert [told(item) for item in found] == expected(sample)


def status(number: int, text: str = "", **more: Any) -> dict[str, Any]:
    moment = f"2026-08-20T{number // 60:02}:{number % 60:02}:00.000Z"
    return {
        "id": str(number),
        "created_at": moment,
        "edited_at": None,
        "visibility": "public",
        "url": f"https://red.example/@veci/{number}",
        "content": f"<p>{text or f'Publicación {number}'}</p>",
        "account": {"id": "9", "acct": "veci", "display_name": "Vecina"},
        "media_attachments": [],
        **more,
    }


class Server:
    """A server with one account; the higher a number, the newer its post."""

    def __init__(self, count: int) -> None:
        self.shown = {number: status(number) for number in range(100, 100 + count)}
        self.unlisted: set[int] = set()
        self.answers: dict[str, Any] = {}
        self.refuses: dict[str, Said] = {}
        self.closed = False

    def __call__(self, asked: Asked) -> Any:
        path = asked.path.removeprefix("/api/")
        if self.closed and asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Said(status=401, body={"error": "This method requires an authenticated user"})
        if path in self.refuses:
            return self.refuses[path]
        if path == "v1/accounts/lookup":
            return {"id": "9", "acct": "veci"} if asked.get("acct") == "veci" else NOTHING
        if path == "v2/search":
            return {"accounts": [], "statuses": self.listed(asked), "hashtags": []}
        if path.endswith("/context"):
            return {"ancestors": [], "descendants": self.answers.get(path.split("/")[2], [])}
        if path.startswith("v1/statuses/"):
            return self.shown.get(int(path.rpartition("/")[2]), NOTHING)
        return self.listed(asked)

    def listed(self, asked: Asked) -> list[Any]:
        before = int(asked.get("max_id") or 10**9)
        rows = [
            row
            for number, row in sorted(self.shown.items(), reverse=True)
            if number < before and number not in self.unlisted
        ]
        return rows[: int(asked.get("limit"))]


def test_an_account_is_found_by_its_name_and_read_page_by_page() -> None:
    server = Server(90)
    with serving(server) as network:
        feed = source_of("mastodon", network, account="@veci")
        first = gather(feed)
        assert len(first.items) == 90
        statuses = [each for each in network.asked if each.path == "/api/v1/accounts/9/statuses"]
        assert [each.get("max_id") for each in statuses] == ["", "150", "110", "100"]
        server.shown[190] = status(190, "Lo de hoy")
        second = gather(feed, memos=first.memos)
        assert second.items[0].text == "Lo de hoy"
        assert len(second.items) == 40
        assert second.gone == ()


def test_a_hashtag_is_asked_as_it_is_written() -> None:
    with serving(Server(3)) as network:
        assert len(gather(source_of("mastodon", network, hashtag="#Árbol/Caído")).items) == 3
        assert network.asked[0].path == "/api/v1/timelines/tag/%C3%81rbol%2FCa%C3%ADdo"


def test_an_account_may_be_asked_for_some_of_what_it_says() -> None:
    with serving(Server(3)) as network:
        gather(source_of("mastodon", network, account="veci", hashtag="#obra"))
        assert network.asked[-1].path == "/api/v1/accounts/9/statuses"
        assert network.asked[-1].get("tagged") == "obra"
        gather(source_of("mastodon", network, account="veci", query="obra"), MASTODON_TOKEN=TOKEN)
        assert network.asked[-1].path == "/api/v2/search"
        assert network.asked[-1].get("account_id") == "9"


def test_what_is_taken_back_is_told_once_the_server_says_so() -> None:
    server = Server(30)
    with serving(server) as network:
        feed = source_of("mastodon", network, hashtag="ValleAlto")
        first = gather(feed)
        del server.shown[129], server.shown[115]
        server.unlisted = {120}
        second = gather(feed, memos=first.memos)
        assert second.gone == ("129", "115")
        server.refuses = {"v1/statuses/120": Said(status=500)}
        del server.shown[110]
        assert gather(feed, memos=second.memos).gone == ()  # it could not be asked: later
        server.refuses = {}
        assert gather(feed, memos=second.memos).gone == ("110",)


def test_an_edited_post_is_a_revision() -> None:
    server = Server(2)
    with serving(server) as network:
        feed = source_of("mastodon", network, account="veci")
        before = gather(feed).items
        server.shown[100] = status(100, edited_at="2026-08-21T02:00:00.000Z")
        after = gather(feed).items
    assert [old.fingerprint == new.fingerprint for old, new in zip(before, after, strict=True)] == [
        True,
        False,
    ]


def test_answers_are_read_where_they_are_wished() -> None:
    server = Server(2)
    server.answers = {"101": [status(400, "La mía también", in_reply_to_id="101")]}
    with serving(server) as network:
        assert len(gather(source_of("mastodon", network, account="veci")).items) == 2
        feed = source_of("mastodon", network, account="veci", comments=True)
        found = gather(feed)
        assert [item.text for item in found.items][2:] == ["La mía también"]
        assert gather(feed, memos=found.memos).gone == ()


def test_a_search_needs_a_token_and_sends_it() -> None:
    with serving(Server(3)) as network:
        search = source_of("mastodon", network, query="bache Sauces")
        with pytest.raises(MissingToken, match="MASTODON_TOKEN"):
            gather(search)
        assert network.asked == []
        found = gather(search, MASTODON_TOKEN=TOKEN)
        assert len(found.items) == 3
        assert network.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
        assert network.asked[0].get("q") == "bache Sauces"
        assert network.asked[0].get("type") == "statuses"
        assert len(network.asked) == 1


def test_a_server_that_shows_nothing_to_strangers_says_what_it_needs() -> None:
    server = Server(1)
    server.closed = True
    with serving(server) as network:
        feed = source_of("mastodon", network, account="veci")
        with pytest.raises(MissingToken, match="MASTODON_TOKEN"):
            gather(feed)
        with pytest.raises(RefusedToken, match="no aceptó MASTODON_TOKEN") as refused:
            gather(feed, MASTODON_TOKEN="otra-clave")
        assert "otra-clave" not in str(refused.value)
        assert len(gather(feed, MASTODON_TOKEN=TOKEN).items) == 1


def test_an_account_that_is_not_there_is_told() -> None:
    with serving(Server(1)) as network, pytest.raises(CollectError, match="no hay una cuenta «x»"):
        gather(source_of("mastodon", network, account="x"))


@pytest.mark.parametrize("number", ["../../v1/apps", "", None, 9])
def test_a_number_that_is_none_is_not_asked(number: Any) -> None:
    server = Server(1)
    server.refuses = {"v1/accounts/lookup": Said(body={"id": number})}
    with serving(server) as network, pytest.raises(CollectError, match="no dice cuál"):
        gather(source_of("mastodon", network, account="veci"))


def test_a_pause_that_it_asks_for_is_kept() -> None:
    server = Server(1)
    headers = {
        "X-RateLimit-Reset": "2026-08-21T14:00:00.000Z",
        "Date": "Fri, 21 Aug 2026 13:50:00 GMT",
    }
    server.refuses = {"v1/timelines/tag/a": Said(status=429, headers=headers)}
    with serving(server) as network, pytest.raises(RateLimited) as limited:
        gather(source_of("mastodon", network, hashtag="a"))
    assert 595 <= limited.value.retry_after.total_seconds() <= 600


def test_a_server_that_is_down_is_to_be_tried_later() -> None:
    server = Server(1)
    server.refuses = {"v1/timelines/tag/a": Said(status=502)}
    with serving(server) as network, pytest.raises(Unreachable):
        gather(source_of("mastodon", network, hashtag="a"))


@pytest.mark.parametrize(
    "value",
    [None, 7, {}, {"statuses": {}}, [1, None, {}], [{"reblog": {}, "account": 5}],
     [{"id": 5, "content": 7, "media_attachments": {"a": 1}, "poll": {"options": 3}, "quote": []}]],
)  # fmt: skip
def test_an_interface_that_changed_breaks_nothing(value: Any) -> None:
    context = Context(source=source("feed"), base="https://red.example", zone=MEXICO, now=NOW)
    assert posts.items(mastodon.parse(value), context) == ()


@pytest.mark.parametrize("visibility", ["private", "direct"])
def test_what_was_not_said_to_everybody_is_not_told_by_who_shows_it_again(visibility: str) -> None:
    closed = status(7, "Entre nosotros", visibility=visibility)
    assert list(mastodon.parse([status(8, "", reblog=closed)])) == []
    (quoting,) = mastodon.parse([status(9, "Miren", quote={"quoted_status": closed})])
    assert quoting.text == "Miren"


def test_a_name_is_told_without_its_pictures_and_a_poll_without_what_it_does_not_say() -> None:
    emojis = [{"shortcode": "verificada"}, {"shortcode": 3}, {}]
    account = {"acct": "veci", "display_name": "Vecina :verificada: de :norte:", "emojis": emojis}
    poll = {"options": [{"title": "Sí"}, {"title": None}, {"title": "No"}]}
    (post,) = mastodon.parse([status(1, "¿Pasó la pipa?", account=account, poll=poll)])
    assert post.author == "Vecina de :norte:"
    assert post.text.splitlines() == ["¿Pasó la pipa?", "- Sí", "- No"]
    only = account | {"display_name": ":verificada:"}
    (post,) = mastodon.parse([status(1, account=only)])
    assert post.author == "veci"
