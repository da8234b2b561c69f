"""Facebook, Instagram and Threads, against a server that answers as their interface does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest

from monitor.collectors import facebook, graph, instagram, posts, threads
from monitor.collectors.entries import Context
from monitor.errors import CollectError, MissingToken, RateLimited, RefusedToken, Unreachable
from tests.monitor.collectors.networks import Asked, Said, gather, serving, source_of
from tests.monitor.collectors.samples import MEXICO, NOW, expected, samples, source, told

CLAVE = "EAAB-clave-de-la-oficina-0123456789"
SECRETS = {"FACEBOOK_TOKEN": CLAVE, "INSTAGRAM_TOKEN": CLAVE, "THREADS_TOKEN": CLAVE}
NETWORKS: Mapping[str, ModuleType] = {
    "facebook": facebook,
    "instagram": instagram,
    "threads": threads,
}
SAMPLES = [(kind, sample) for kind in NETWORKS for sample in samples(kind)]


@pytest.mark.parametrize(
    ("kind", "sample"), SAMPLES, ids=[f"{kind}-{sample.stem}" for kind, sample in SAMPLES]
)
def test_a_sample_gives_what_is_expected(kind: str, sample) -> None:
    network = NETWORKS[kind]
    context = Context(source=source("feed"), base=network.SITE, zone=MEXICO, now=NOW)
    found = posts.items(network.parse(json.loads(sample.read_bytes())), context)
    assert [told(item) for item in found] == expected(sample)


def row(number: int, text: str = "") -> dict[str, Any]:
    """A post of any of the three; the higher its number, the older."""
    at = f"2026-08-{20 - number // 1440:02}T{23 - number % 1440 // 60:02}:{59 - number % 60:02}"
    words = text or f"Publicación {number}"
    page = f"https://red.example.mx/p/{number}/"
    return {
        "id": f"5_{number}",
        "message": words,
        "caption": words,
        "text": words,
        "permalink_url": page,
        "permalink": page,
        "created_time": f"{at}:00+0000",
        "timestamp": f"{at}:00+0000",
        "username": "vallealto",
    }


def refusal(code: int, *, subcode: int = 0, message: str = "motivo", status: int = 400) -> Said:
    error = {"message": message, "type": "OAuthException", "code": code, "error_subcode": subcode}
    return Said(status=status, body={"error": error})


NOT_THERE = refusal(100, subcode=33, message="Unsupported get request")


class Server:
    """An account with so many posts, on whichever path it is asked."""

    def __init__(self, count: int = 3) -> None:
        self.shown = {f"5_{number}": row(number) for number in range(count)}
        self.comments: dict[str, Any] = {}
        self.refuses: dict[str, Said] = {}
        self.lagging: set[str] = set()
        self.usage: dict[str, str] = {}

    def __call__(self, asked: Asked) -> Any:
        assert asked.headers["authorization"] == f"Bearer {CLAVE}"
        path = asked.path.removeprefix("/")
        if path in self.refuses:
            return self.refuses[path]
        if path.startswith("5_") and "/" not in path:
            return {"id": path} if path in self.shown else NOT_THERE
        if path.endswith(("/comments", "/conversation")):
            return Said(body=self.comments.get(path.partition("/")[0], {"data": []}))
        if path == "ig_hashtag_search":
            return {"data": [{"id": "17843"}]}
        return self.listed(asked)

    def listed(self, asked: Asked) -> Any:
        rows = [each for key, each in self.shown.items() if key not in self.lagging]
        start = int(asked.get("after") or 0)
        page = rows[start : start + int(asked.get("limit"))]
        after = str(start + len(page))
        paging: dict[str, Any] = {"cursors": {"after": after}}
        if start + len(page) < len(rows):
            address = "https://graph.facebook.com/v24.0/5/posts"
            paging["next"] = f"{address}?access_token={CLAVE}&limit=50&after={after}"
        return Said(body={"data": page, "paging": paging}, headers=self.usage)


def read(kind: str, server: Server, *, account: str = "5", **keys: Any) -> Any:
    with serving(server) as network:
        return gather(source_of(kind, network, account=account, **keys), **SECRETS), network


@pytest.mark.parametrize("kind", NETWORKS)
def test_without_its_token_nothing_is_asked(kind: str) -> None:
    with serving(Server()) as network:
        with pytest.raises(MissingToken, match=f"falta {kind.upper()}_TOKEN"):
            gather(source_of(kind, network, account="5"))
        assert network.asked == []


@pytest.mark.parametrize("kind", NETWORKS)
def test_every_page_is_read_once_and_the_token_is_in_no_address(kind: str) -> None:
    server = Server(130)
    with serving(server) as network:
        feed = source_of(kind, network, account="5")
        first = gather(feed, **SECRETS)
        assert len(first.items) == 130
        assert [each.get("after") for each in network.asked] == ["", "50", "100"]
        assert CLAVE not in str([(each.path, each.query) for each in network.asked])
        second = gather(feed, memos=first.memos, **SECRETS)
        assert len(second.items) == 50
        assert len(network.asked) == 4
    assert CLAVE not in str(first)


@pytest.mark.parametrize("kind", NETWORKS)
def test_what_is_taken_back_is_told_and_what_the_listing_leaves_out_is_not(kind: str) -> None:
    server = Server(40)
    with serving(server) as network:
        feed = source_of(kind, network, account="5")
        first = gather(feed, **SECRETS)
        del server.shown["5_0"], server.shown["5_7"]
        server.lagging = {"5_3"}
        second = gather(feed, memos=first.memos, **SECRETS)
        assert set(second.gone) == {"5_0", "5_7"}
        assert gather(feed, memos=second.memos, **SECRETS).gone == ()


@pytest.mark.parametrize("answer", [Said(status=500), refusal(190, status=401), refusal(2)])
def test_without_an_answer_nothing_counts_as_taken_back(answer: Said) -> None:
    server = Server(5)
    with serving(server) as network:
        feed = source_of("facebook", network, account="5")
        first = gather(feed, **SECRETS)
        del server.shown["5_2"]
        server.refuses = {"5_2": answer}
        later = gather(feed, memos=first.memos, **SECRETS)
        assert later.gone == ()
        assert len(later.items) == 4


COMMENT = {
    "id": "5_0_77",
    "message": "¿Y el bache de la esquina?",
    "text": "¿Y el bache de la esquina?",
    "created_time": "2026-08-21T13:00:00+0000",
    "timestamp": "2026-08-21T13:00:00+0000",
    "permalink": "https://red.example.mx/p/77",
}


@pytest.mark.parametrize("kind", NETWORKS)
def test_comments_are_read_where_they_are_wished(kind: str) -> None:
    server = Server(3)
    server.comments = {"5_0": {"data": [COMMENT, {"id": "5_0_78"}, None]}}
    silent, _ = read(kind, server)
    assert len(silent.items) == 3
    found, _ = read(kind, server, comments=True)
    (said,) = [item for item in found.items if item.guid == "5_0_77"]
    assert said.text == "¿Y el bache de la esquina?"
    assert said.url not in {item.url for item in found.items if item is not said}
    assert "5_0_77" not in str(found.memos)  # an answer is nothing that the account published


def test_a_comment_of_instagram_stands_below_its_publication() -> None:
    server = Server(1)
    answer = {**COMMENT, "id": "79", "text": "Lo mismo aquí"}
    server.comments = {"5_0": {"data": [{**COMMENT, "id": "77", "replies": {"data": [answer]}}]}}
    found, _ = read("instagram", server, comments=True)
    assert [item.url for item in found.items[1:]] == [
        "https://red.example.mx/p/0/c/77/",
        "https://red.example.mx/p/0/c/79/",
    ]


def test_comments_that_cannot_be_had_cost_no_post() -> None:
    server = Server(3)
    server.comments = {"5_1": {"data": [COMMENT]}}
    server.refuses = {"5_0/comments": NOT_THERE, "5_2/comments": refusal(10, status=403)}
    found, _ = read("facebook", server, comments=True)
    assert len(found.items) == 4
    assert "FACEBOOK_TOKEN no alcanza" in (found.note or "")


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        (refusal(190), RefusedToken, "venció"),
        (Said(status=401), RefusedToken, "venció"),
        (refusal(4), RateLimited, "esperar"),
        (refusal(17, status=403), RateLimited, "esperar"),
        (refusal(32), RateLimited, "esperar"),
        (refusal(613), RateLimited, "esperar"),
        (refusal(80001), RateLimited, "esperar"),
        (refusal(10, status=403), RefusedToken, "FACEBOOK_TOKEN no alcanza"),
        (refusal(803), CollectError, "no existe"),
        (refusal(100, message="Tried accessing nonexisting field"), CollectError, "nonexisting"),
        (Said(status=500), Unreachable, "500"),
    ],
)
def test_a_refusal_says_what_to_do(said: Said, kind: type[Exception], words: str) -> None:
    server = Server()
    server.refuses = {"5/posts": said}
    with pytest.raises(kind, match=words):
        read("facebook", server)


def test_a_refusal_that_repeats_the_token_is_told_without_it() -> None:
    server = Server()
    server.refuses = {
        "5/posts": refusal(190, message=f"Malformed access token {CLAVE}" + "a" * 300)
    }
    with pytest.raises(RefusedToken) as refused:
        read("facebook", server)
    assert "Malformed access token ***" in str(refused.value)
    assert CLAVE[:8] not in str(refused.value)


@pytest.mark.parametrize(
    "usage",
    [
        {"X-App-Usage": '{"call_count": 95, "total_time": 3}'},
        {"X-Business-Use-Case-Usage": '{"5": [{"type": "pages", "total_cputime": 91}]}'},
    ],
    ids=["app", "business"],
)
def test_before_its_questions_are_spent_it_stops_by_itself(usage: dict[str, str]) -> None:
    server = Server(130)
    server.usage = usage
    found, network = read("facebook", server, comments=True)
    assert len(found.items) == 50
    assert len(network.asked) == 1
    assert "quedan pocas consultas" in (found.note or "")
    assert found.memos == {}  # what was left is asked for again


def test_an_account_of_use_that_is_not_one_is_nothing() -> None:
    server = Server(60)
    server.usage = {"X-App-Usage": "[" * 9000, "X-Page-Usage": '{"call_count": "99"}'}
    assert len(read("facebook", server)[0].items) == 60


def test_a_hashtag_of_instagram_is_asked_in_the_name_of_the_account() -> None:
    found, network = read("instagram", Server(2), hashtag="#ValleAlto")
    assert [each.path for each in network.asked] == ["/ig_hashtag_search", "/17843/recent_media"]
    assert network.asked[0].get("q") == "ValleAlto"
    assert {each.get("user_id") for each in network.asked} == {"5"}
    assert "username" not in network.asked[1].get("fields")
    assert len(found.items) == 2


@pytest.mark.parametrize(
    ("keys", "path", "asked"),
    [
        ({"account": "me"}, "/me/threads", {}),
        ({"account": "@cabildo"}, "/profile_posts", {"username": "cabildo"}),
        ({"account": None, "query": "bache"}, "/keyword_search", {"q": "bache"}),
        (
            {"account": None, "hashtag": "#ValleAlto"},
            "/keyword_search",
            {"q": "ValleAlto", "search_mode": "TAG"},
        ),
    ],
)
def test_threads_is_asked_as_the_source_says(
    keys: dict[str, Any], path: str, asked: dict[str, str]
) -> None:
    _, network = read("threads", Server(2), **keys)
    assert network.asked[0].path == path
    assert asked.items() <= dict(network.asked[0].query).items()


def test_what_a_search_no_longer_finds_is_not_taken_back() -> None:
    server = Server(9)
    with serving(server) as network:
        feed = source_of("threads", network, query="bache")
        first = gather(feed, **SECRETS)
        del server.shown["5_4"]
        assert gather(feed, memos=first.memos, **SECRETS).gone == ()


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
@pytest.mark.parametrize(
    "value",
    [None, 7, [], {}, {"data": {}}, {"data": [1, {"id": 5}, {"message": "sin número"}]},
     {"data": [{"id": "1", "message": 5, "attachments": {"data": [{"subattachments": []}]},
                "reposted_post": [], "quoted_post": "a", "parent_id": "2"}]}],
)  # fmt: skip
def test_an_interface_that_changed_breaks_nothing(network: ModuleType, value: Any) -> None:
    assert all(post.id for post in network.parse(value))


@pytest.mark.parametrize(
    "link", ["", "https://[malo", "https://red.example/?access_token=a", 5, None]
)
def test_a_next_page_that_says_nothing_is_the_end(link: Any) -> None:
    assert graph.next_page({"paging": {"next": link}}) is None
