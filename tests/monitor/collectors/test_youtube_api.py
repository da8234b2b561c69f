"""The Data API of YouTube, against a server that answers as it does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.collectors import youtube_api
from monitor.config import Source
from monitor.errors import CollectError, MissingToken, RateLimited, RefusedToken, Unreachable
from monitor.fetch import Fetcher
from monitor.model import Harvest, Memo
from tests.monitor.collectors.networks import Asked, Network, Said, serving
from tests.monitor.collectors.samples import MEXICO, NOW

KEY = "AIza-clave-de-la-oficina"


def video(number: int) -> dict[str, Any]:
    moment = datetime(2026, 8, 20, 23, 0, tzinfo=UTC) - timedelta(minutes=number)
    return {
        "id": f"v{number}",
        "snippet": {
            "publishedAt": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "title": f"Sesión {number} & acuerdos",
            "description": "La descripción completa, con el orden del día.",
            "channelTitle": "Canal del Valle",
        },
    }


class Server:
    def __init__(self, count: int = 3) -> None:
        self.shown = {f"v{number}": video(number) for number in range(count)}
        self.found = list(self.shown)
        self.threads: dict[str, Any] = {}
        self.refuses: dict[str, Said] = {}

    def __call__(self, asked: Asked) -> Any:
        assert asked.headers["x-goog-api-key"] == KEY
        method = asked.path.removeprefix("/")
        if method in self.refuses:
            return self.refuses[method]
        if method == "search":
            return self.search(asked)
        if method == "videos":
            ids = asked.get("id").split(",")
            return {"items": [self.shown[each] for each in ids if each in self.shown]}
        return self.threads.get(asked.get("videoId"), {"items": []})

    def search(self, asked: Asked) -> Any:
        start = int(asked.get("pageToken") or 0)
        ids = self.found[start : start + int(asked.get("maxResults"))]
        rows = [{"id": {"kind": "youtube#video", "videoId": each}} for each in ids]
        more = start + len(ids) < len(self.found)
        return {"items": rows} | ({"nextPageToken": str(start + len(ids))} if more else {})


def gather(
    network: Network, *, memos: Mapping[str, Memo] | None = None, key: str = KEY, **keys: Any
) -> Harvest:
    source = Source(
        kind="youtube", url=network.url, id="red", outlet_id="red",
        **{"query": "Valle Alto", **keys},
    )  # fmt: skip
    with Fetcher(
        contact="monitor@valle.example", pause=timedelta(0), allow_hosts=["127.0.0.1"]
    ) as fetch:
        return youtube_api.collect(
            source,
            fetch,
            memos=memos or {},
            now=NOW,
            zone=MEXICO,
            tokens={"YOUTUBE_API_KEY": key} if key else {},
        )


def test_a_search_inside_a_channel_wants_its_id() -> None:
    with serving(Server()) as network:
        gather(network, account="UCvalleAlto")
        assert network.asked[0].get("channelId") == "UCvalleAlto"
        with pytest.raises(CollectError, match="empieza con UC"):
            gather(network, account="@ecos")


def refusal(reason: str, *, status: int = 403, message: str = "motivo") -> Said:
    error = {"code": status, "message": message, "errors": [{"reason": reason}]}
    return Said(status=status, body={"error": error})


def test_without_its_key_nothing_is_asked() -> None:
    with serving(Server()) as network:
        with pytest.raises(MissingToken, match="YOUTUBE_API_KEY"):
            gather(network, key="")
        assert network.asked == []


def test_a_search_gives_the_videos_whole_and_the_key_is_in_no_address() -> None:
    with serving(Server(60)) as network:
        found = gather(network)
        assert [each.path for each in network.asked] == ["/search", "/videos"] * 2
        assert KEY not in str([each.query for each in network.asked])
        assert network.asked[0].get("publishedAfter") == "2026-08-14T13:30:00Z"
    assert len(found.items) == 60
    assert found.items[0].title == "Sesión 0 & acuerdos"
    assert "orden del día" in (found.items[0].text or "")
    assert found.items[0].url == "https://www.youtube.com/watch?v=v0"
    assert found.items[0].guid == "yt:video:v0"  # as its channel's feed writes it


def test_another_search_asks_from_a_day_before_the_newest_and_once() -> None:
    with serving(Server(120)) as network:
        first = gather(network)
        del network.asked[:]
        second = gather(network, memos=first.memos)
        assert [each.path for each in network.asked] == ["/search", "/videos"]
        assert network.asked[0].get("publishedAfter") == "2026-08-19T22:30:00Z"
    assert len(second.items) == 50


def test_what_is_taken_back_is_told_and_what_the_search_leaves_out_is_not() -> None:
    server = Server(9)
    with serving(server) as network:
        first = gather(network)
        del server.shown["v4"]
        server.found = [each for each in server.found if each not in ("v2", "v4")]
        assert gather(network, memos=first.memos).gone == ("yt:video:v4",)
        server.refuses = {"videos": Said(status=500)}
        with pytest.raises(Unreachable):
            gather(network, memos=first.memos)


def thread(*said: str) -> dict[str, Any]:
    first, *replies = (
        {
            "id": f"c-{text}",
            "snippet": {
                "textDisplay": text,
                "authorDisplayName": "@vecina",
                "publishedAt": "2026-08-21T12:00:00Z",
                "updatedAt": "2026-08-21T12:30:00Z",
            },
        }
        for text in said
    )
    return {
        "snippet": {"videoId": "v0", "topLevelComment": first},
        "replies": {"comments": replies},
    }


def test_comments_and_what_is_answered_to_them_are_read() -> None:
    server = Server(3)
    server.threads = {"v0": {"items": [thread("¿Y el agua?", "Lo mismo"), {}, None]}}
    with serving(server) as network:
        assert len(gather(network).items) == 3
        found = gather(network, comments=True)
        assert network.asked[-1].get("textFormat") == "plainText"
    said = {item.text: item for item in found.items[3:]}
    assert set(said) == {"¿Y el agua?", "Lo mismo"}
    assert len({item.url for item in found.items}) == 5
    assert said["Lo mismo"].updated_at == datetime(2026, 8, 21, 12, 30, tzinfo=UTC)


def test_a_video_without_comments_costs_nothing_and_a_spent_quota_no_video() -> None:
    server = Server(3)
    server.refuses = {"commentThreads": refusal("commentsDisabled")}
    with serving(server) as network:
        found = gather(network, comments=True)
        assert (len(found.items), found.note) == (3, None)
        assert network.paths().count("/commentThreads") == 3
        server.refuses = {"commentThreads": refusal("quotaExceeded")}
        found = gather(network, comments=True)
        assert len(found.items) == 3
        assert "consultas del día" in (found.note or "")


def test_a_spent_quota_waits_for_its_next_day() -> None:
    server = Server()
    server.refuses = {"search": refusal("quotaExceeded")}
    with serving(server) as network, pytest.raises(RateLimited) as limited:
        gather(network)
    assert limited.value.retry_after == timedelta(hours=17, minutes=30)  # 06:30 where it is kept


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        (
            refusal("badRequest", status=400, message="API key not valid."),
            RefusedToken,
            "no aceptó",
        ),
        (refusal("accessNotConfigured"), RefusedToken, "YOUTUBE_API_KEY"),
        (refusal("rateLimitExceeded"), RateLimited, "esperar"),
        (refusal("invalidChannelId", status=400), CollectError, "no entendió"),
        (Said(status=500), Unreachable, "500"),
        (Said(body=b"<html>"), CollectError, "JSON"),
    ],
)
def test_a_refusal_says_what_to_do(said: Said, kind: type[Exception], words: str) -> None:
    server = Server()
    server.refuses = {"search": said}
    with serving(server) as network, pytest.raises(kind, match=words) as refused:
        gather(network)
    assert KEY not in str(refused.value)


@pytest.mark.parametrize(
    "value", [None, 7, [], {"items": {}}, {"items": [1, {"id": {}}, {"id": "a", "snippet": 3}]}]
)
def test_an_interface_that_changed_breaks_nothing(value: Any) -> None:
    assert list(youtube_api.parse(value)) == []
    assert list(youtube_api.parse_comments(value)) == []
