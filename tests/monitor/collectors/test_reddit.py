"""Reddit, against a server that answers as its interface and its feeds do."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import pytest

from monitor.collectors import posts, reddit
from monitor.collectors.entries import Context
from monitor.config import Source
from monitor.errors import CollectError, MissingToken, RateLimited, RefusedToken
from tests.monitor.collectors.networks import NOTHING, Asked, Said, gather, serving, source_of
from tests.monitor.collectors.samples import MEXICO, NOW, expected, samples, source, told

SECRETS = {"REDDIT_CLIENT_ID": "oficina", "REDDIT_CLIENT_SECRET": "un-secreto-de-prueba"}


@pytest.mark.parametrize("sample", samples("reddit"), ids=lambda path: path.stem)
def test_a_sample_gives_what_is_expected(sample) -> None:
    context = Context(source=source("feed"), base=reddit.SITE, zone=MEXICO, now=NOW)
    found = posts.items(reddit.parse(json.loads(sample.read_bytes())), context)
    assert [told(item) for item in found] == expected(sample)


def thing(number: int, *, kind: str = "t3", **more: Any) -> dict[str, Any]:
    data = {
        "name": f"{kind}_{number}",
        "title": f"Asunto {number}",
        "selftext": "Lo cuento aquí.",
        "author": "vecino",
        "created_utc": 1_787_270_400.0 + 60 * number,
        "edited": False,
        "permalink": f"/r/vallealto/comments/{number}/asunto/",
        "is_self": True,
    }
    return {"kind": kind, "data": {**data, **more}}


def listing(rows: list[Any], after: str | None = None) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"children": rows, "after": after}}


class Server:
    """A forum with so many posts; the higher a number, the newer its post."""

    def __init__(self, count: int) -> None:
        self.things = {number: thing(number) for number in range(count)}
        self.listed = set(self.things)
        self.refuses: dict[str, Said] = {}

    def __call__(self, asked: Asked) -> Any:
        if asked.path in self.refuses:
            return self.refuses[asked.path]
        if asked.path == "/robots.txt":
            return Said(body=b"User-agent: *\nAllow: /\n")
        if asked.path == "/api/v1/access_token":
            return self.opened(asked)
        if asked.headers.get("authorization") != "Bearer pase":
            return Said(status=403, body={"message": "Forbidden", "error": 403})
        if asked.path == "/api/info":
            wanted = [int(name.removeprefix("t3_")) for name in asked.get("id").split(",")]
            return listing([self.things[each] for each in wanted if each in self.things])
        if asked.path == "/r/vallealto/comments":
            return listing([thing(900, kind="t1", title=None, selftext=None, body="Aquí también")])
        return self.page(asked)

    def opened(self, asked: Asked) -> Any:
        given = b64decode(asked.headers["authorization"].removeprefix("Basic ")).decode()
        if given != "oficina:un-secreto-de-prueba" or b"client_credentials" not in asked.body:
            return Said(status=401, body={"message": "Unauthorized", "error": 401})
        return {"access_token": "pase", "expires_in": 86_400}

    def page(self, asked: Asked) -> Any:
        before = int(asked.get("after").removeprefix("t3_") or 10**9)
        rows = sorted((n for n in self.listed if n < before), reverse=True)
        shown = rows[: int(asked.get("limit"))]
        after = f"t3_{shown[-1]}" if len(rows) > len(shown) else None
        return listing([self.things[number] for number in shown], after)


def test_a_forum_is_read_page_by_page_with_one_pass() -> None:
    server = Server(150)
    with serving(server) as network:
        forum = source_of("reddit", network, account="r/vallealto")
        first = gather(forum, **SECRETS)
        assert len(first.items) == 150
        second = gather(forum, memos=first.memos, **SECRETS)
        assert len(second.items) == 100
        assert second.gone == ()
        assert network.paths().count("/api/v1/access_token") == 1
        assert network.paths().count("/r/vallealto/new") == 3
        assert "/robots.txt" not in network.paths()


def test_what_was_deleted_or_removed_is_told() -> None:
    server = Server(20)
    with serving(server) as network:
        forum = source_of("reddit", network, account="r/vallealto")
        first = gather(forum, **SECRETS)
        server.listed -= {19, 5, 3}
        server.things[19] = thing(19, author="[deleted]", selftext="[deleted]")
        server.things[5] = thing(5, removed_by_category="moderator")
        second = gather(forum, memos=first.memos, **SECRETS)  # 3 stands, only not listed
        assert second.gone == ("t3_19", "t3_5")
        assert gather(forum, memos=second.memos, **SECRETS).gone == ()


def test_comments_of_a_forum_are_read_where_they_are_wished() -> None:
    with serving(Server(2)) as network:
        wished = source_of("reddit", network, account="r/vallealto", comments=True)
        found = gather(wished, **SECRETS)
        assert [item.text for item in found.items][2:] == ["Aquí también"]
        assert gather(wished, memos=found.memos, **SECRETS).gone == ()
        search = source_of("reddit", network, query="bache", comments=True)
        assert "comentarios" in (gather(search, **SECRETS).note or "")


@pytest.mark.parametrize(
    ("keys", "path", "query"),
    [
        ({"account": "vallealto"}, "/r/vallealto/new", {}),
        ({"account": "/r/uno+dos/"}, "/r/uno+dos/new", {}),
        ({"account": "u/ana_lectora"}, "/user/ana_lectora/submitted", {"sort": "new"}),
        ({"query": "valle alto"}, "/search", {"q": "valle alto", "sort": "new"}),
        ({"account": "r/a1", "query": "agua"}, "/r/a1/search", {"q": "agua", "restrict_sr": "1"}),
        ({"account": "u/ana", "query": "agua"}, "/search", {"q": "author:ana agua"}),
    ],
)
def test_each_question_is_asked_as_reddit_wants_it(keys, path: str, query: dict[str, str]) -> None:
    with serving(Server(1)) as network:
        gather(source_of("reddit", network, **keys), **SECRETS)
        assert network.asked[-1].path == path
        assert query.items() <= dict(network.asked[-1].query).items()


@pytest.mark.parametrize("account", ["r/a b", "x/../y", "https://a.example", "r/"])
def test_an_account_that_is_none_is_told(account: str) -> None:
    with serving(Server(1)) as network, pytest.raises(CollectError, match="no es r/FORO"):
        gather(source_of("reddit", network, account=account))


def test_wrong_secrets_are_told_and_never_shown() -> None:
    wrong = {**SECRETS, "REDDIT_CLIENT_SECRET": "otra-clave-mala"}
    with serving(Server(1)) as network, pytest.raises(RefusedToken) as refused:
        gather(source_of("reddit", network, account="r/vallealto"), **wrong)
    assert "REDDIT_CLIENT_SECRET" in str(refused.value)
    assert "otra-clave-mala" not in str(refused.value)


def test_a_closed_forum_is_told_with_its_reason() -> None:
    server = Server(1)
    body = {"reason": "private", "message": "Forbidden", "error": 403}
    server.refuses = {"/r/cerrado/new": Said(status=403, body=body), "/r/nada/new": NOTHING}
    with serving(server) as network:
        for name in ("cerrado", "nada"):
            with pytest.raises(CollectError, match=f"no muestra «r/{name}»"):
                gather(source_of("reddit", network, account=f"r/{name}"), **SECRETS)


def test_a_pause_that_it_asks_for_is_kept() -> None:
    server = Server(1)
    server.refuses = {"/r/a1/new": Said(status=429, headers={"x-ratelimit-reset": "421"})}
    with serving(server) as network, pytest.raises(RateLimited) as limited:
        gather(source_of("reddit", network, account="r/a1"), **SECRETS)
    assert limited.value.retry_after.total_seconds() == 421


ENTRY = """<entry><author><name>/u/{who}</name></author><category term="vallealto"/>
<content type="html">{content}</content><id>{id}</id>
<link href="https://www.reddit.com/r/vallealto/comments/1/asunto/{tail}"/>
<updated>2026-08-21T10:00:00+00:00</updated><published>2026-08-21T10:00:00+00:00</published>
<title>{title}</title></entry>"""
FORMULA = (
    '&amp;#32; submitted by &amp;#32; &lt;a href="https://www.reddit.com/user/ana"&gt; /u/ana '
    '&lt;/a&gt; &lt;br/&gt; &lt;span&gt;&lt;a href="https://a.example"&gt;[link]&lt;/a&gt;'
    '&lt;/span&gt; &amp;#32; &lt;span&gt;&lt;a href="https://b.example"&gt;[comments]&lt;/a&gt;'
    "&lt;/span&gt;"
)


def atom(*entries: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>/r/vallealto/new.rss</id><title>Valle</title>{''.join(entries)}</feed>"
    ).encode()


def test_without_an_application_its_feeds_are_read() -> None:
    body = f"&lt;p&gt;Hay un bache, dice /u/otro. ¿Qué hago?&lt;/p&gt; {FORMULA}"
    post = ENTRY.format(who="ana", content=body, id="t3_1", tail="", title="Bache en Sauces")
    said = ENTRY.format(
        who="eva", content="&lt;p&gt;Llame al 072&lt;/p&gt;", id="t1_7", tail="7/",
        title="/u/eva on Bache en Sauces",
    )  # fmt: skip
    server = Server(0)
    server.refuses = {
        "/r/vallealto/new.rss": Said(body=atom(post)),
        "/r/vallealto/comments.rss": Said(body=atom(said)),
    }
    with serving(server) as network:
        found = gather(source_of("reddit", network, account="r/vallealto", comments=True))
    first, second = found.items
    assert first.text == "Bache en Sauces\nHay un bache, dice /u/otro. ¿Qué hago?"
    assert (first.guid, first.author, first.title) == ("t3_1", "ana", "Bache en Sauces")
    assert second.text == "Llame al 072"
    assert found.gone == ()
    assert network.asked[0].path == "/robots.txt"


@pytest.mark.parametrize(
    "refusal",
    [
        {"/robots.txt": Said(body=b"User-agent: *\nDisallow: /\n")},
        {"/r/vallealto/new.rss": Said(status=403, body=b"<p>whoa there, pardner</p>")},
    ],
)
def test_where_its_feeds_are_closed_it_says_what_it_needs(refusal: dict[str, Said]) -> None:
    server = Server(0)
    server.refuses = refusal
    with serving(server) as network, pytest.raises(MissingToken, match="REDDIT_CLIENT_ID"):
        gather(source_of("reddit", network, account="r/vallealto"))


@pytest.mark.parametrize(
    "value",
    [None, 7, [], {"data": {"children": {}}}, {"data": {"children": [1, {"data": 5}, {}]}},
     {"data": {"children": [{"data": {"name": 1, "title": [], "created_utc": "x", "edited": True,
                                      "crosspost_parent_list": [1], "permalink": 4}}]}}],
)  # fmt: skip
def test_an_interface_that_changed_breaks_nothing(value: Any) -> None:
    kind = Source(kind="reddit", account="r/a1", id="red", outlet_id="red")
    context = Context(source=kind, base=reddit.SITE, zone=MEXICO, now=NOW)
    assert posts.items(reddit.parse(value), context) == ()


def one_post(**more: Any) -> posts.Post:
    (found,) = reddit.parse(listing([thing(1, title="Ya se cayó", selftext="", **more)]))
    return found


def test_a_post_says_what_its_pictures_its_options_and_its_original_say() -> None:
    gallery = {"items": [{"caption": "La barda de la primaria"}, {"media_id": "a"}]}
    assert one_post(gallery_data=gallery).pictures == ("La barda de la primaria", "")
    poll = {"options": [{"text": "Sí"}, {"text": "No"}]}
    assert one_post(poll_data=poll).text.splitlines()[-2:] == ["- Sí", "- No"]
    original = {"title": "Se cae una barda en La Cantera", "selftext": "Fue anoche."}
    again = one_post(
        crosspost_parent_list=[original], is_self=False, url="/r/valle/comments/9/barda/"
    )
    said = [line for line in again.text.splitlines() if line]
    assert said == ["Ya se cayó", *original.values()]
