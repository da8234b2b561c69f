"""YouTube's feed of a channel, against a server that answers as it does."""

from __future__ import annotations

import pytest

from monitor.collectors import posts, youtube
from monitor.collectors.entries import Context
from monitor.errors import CollectError, MissingToken, Unreachable
from tests.monitor.collectors.networks import NOTHING, Asked, Said, gather, serving, source_of
from tests.monitor.collectors.samples import MEXICO, NOW, expected, samples, source, told

CHANNEL = "UCvalleAlto0000000000000"
OTHER = "UCotroCanal0000000000000"


@pytest.mark.parametrize("sample", samples("youtube"), ids=lambda path: path.stem)
def test_a_sample_gives_what_is_expected(sample) -> None:
    context = Context(source=source("feed"), base=youtube.SITE, zone=MEXICO, now=NOW)
    found = posts.items(youtube.parse(context, sample.read_bytes()), context)
    assert [told(item) for item in found] == expected(sample)


def entry(number: int, views: int) -> str:
    """The entry of an hour; the higher its number, the newer."""
    moment = f"2026-08-20T{number:02}:00:00+00:00"
    return (
        f"<entry><id>yt:video:{number:011}</id><title>Video {number}</title>"
        f'<link rel="alternate" href="https://www.youtube.com/watch?v={number:011}"/>'
        f"<published>{moment}</published><updated>2026-08-21T00:{views % 60:02}:00+00:00</updated>"
        f"<media:group><media:description>Lo que pasó</media:description></media:group></entry>"
    )


PAGE = f"""<html><head><link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}">
</head><body><a href="/channel/{OTHER}">Otro</a></body></html>""".encode()


class Server:
    """A channel with so many videos, of which its feed shows the newest five."""

    def __init__(self, count: int) -> None:
        self.videos = set(range(1, count + 1))
        self.private: set[int] = set()
        self.unlisted: set[int] = set()
        self.views = 0
        self.page = PAGE
        self.down = False

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(body=b"User-agent: *\nDisallow: /feeds/videos.xml\nDisallow: /api/\n")
        if asked.path == "/feeds/videos.xml":
            known = CHANNEL in (asked.get("channel_id"), asked.get("playlist_id"))
            known = known or asked.get("playlist_id").startswith("PL")
            return Said(body=self.feed()) if known else NOTHING
        if asked.path in ("/videos", "/commentThreads"):
            return self.interface(asked)
        if asked.path == "/oembed":
            return self.shown(int(asked.get("url").rpartition("=")[2]))
        return Said(body=self.page) if asked.path == "/@valletv" else NOTHING

    def feed(self) -> bytes:
        self.views += 1
        listed = sorted(self.videos - self.private - self.unlisted, reverse=True)[:5]
        head = (
            '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" '
            'xmlns:media="http://search.yahoo.com/mrss/"><title>Valle</title>'
        )
        return (head + "".join(entry(each, self.views) for each in listed) + "</feed>").encode()

    def interface(self, asked: Asked) -> Said:
        if asked.headers.get("x-goog-api-key") != "una-llave":
            return Said(status=403, body={"error": {"message": "no"}})
        if asked.path == "/videos":
            standing = self.videos - self.private
            ids = [each for each in asked.get("id").split(",") if int(each) in standing]
            return Said(body={"items": [{"id": each} for each in ids]})
        told = {"textDisplay": f"Dicho de {int(asked.get('videoId'))}", "publishedAt": "2026-08-21"}
        said = {"id": f"c{asked.get('videoId')}", "snippet": told}
        return Said(body={"items": [{"snippet": {"topLevelComment": said}}]})

    def shown(self, number: int) -> Said:
        if self.down:
            return Said(status=503)
        if number in self.private:
            return Said(status=401, body=b"Unauthorized")
        return Said(body={"title": "a"}) if number in self.videos else NOTHING


def test_a_channel_is_read_by_its_id_without_asking_for_its_page() -> None:
    with serving(Server(7)) as network:
        found = gather(source_of("youtube", network, account=CHANNEL))
        assert [item.title for item in found.items] == [f"Video {n}" for n in (7, 6, 5, 4, 3)]
        assert found.items[0].text == "Video 7\nLo que pasó"
        assert network.paths() == ["/feeds/videos.xml"]


def test_a_name_is_looked_up_once() -> None:
    with serving(Server(2)) as network:
        channel = source_of("youtube", network, account="@valletv")
        first = gather(channel)
        assert len(first.items) == 2
        again = gather(channel, memos=first.memos)
        assert len(again.items) == 2
        assert network.paths().count("/@valletv") == 1
        feeds = [asked for asked in network.asked if asked.path == "/feeds/videos.xml"]
        assert {asked.get("channel_id") for asked in feeds} == {CHANNEL}


def test_a_playlist_is_read_too() -> None:
    with serving(Server(2)) as network:
        assert len(gather(source_of("youtube", network, account="PLsesiones000000")).items) == 2


def test_more_views_are_no_revision() -> None:
    with serving(Server(3)) as network:
        channel = source_of("youtube", network, account=CHANNEL)
        first, second = gather(channel).items, gather(channel).items
    assert [each.fingerprint for each in first] == [each.fingerprint for each in second]


def test_what_is_deleted_or_private_is_told_and_what_is_unlisted_is_not() -> None:
    server = Server(5)
    with serving(server) as network:
        channel = source_of("youtube", network, account=CHANNEL)
        first = gather(channel)
        server.videos.remove(4)
        server.private, server.unlisted = {3}, {2}
        server.down = True
        assert gather(channel, memos=first.memos).gone == ()
        server.down = False
        second = gather(channel, memos=first.memos)
        assert set(second.gone) == {f"yt:video:{4:011}", f"yt:video:{3:011}"}
        assert gather(channel, memos=second.memos).gone == ()


def test_a_channel_that_is_not_there_is_told() -> None:
    server = Server(1)
    with serving(server) as network:
        with pytest.raises(CollectError, match="no hay un canal «nadie»"):
            gather(source_of("youtube", network, account="nadie"))
        with pytest.raises(CollectError, match="revise su id"):
            gather(source_of("youtube", network, account=OTHER))
        server.page = b"<html><title>Antes de continuar</title></html>"
        with pytest.raises(CollectError, match="el que empieza con UC"):
            gather(source_of("youtube", network, account="valletv"))


def test_a_server_that_is_down_is_to_be_tried_later() -> None:
    def down(asked: Asked) -> Said:
        return Said(status=502)

    with serving(down) as network, pytest.raises(Unreachable):
        gather(source_of("youtube", network, account=CHANNEL))


def test_what_needs_a_key_says_so() -> None:
    with serving(Server(1)) as network:
        for keys in ({"query": "bache"}, {"account": CHANNEL, "comments": True}):
            with pytest.raises(MissingToken, match="YOUTUBE_API_KEY"):
                gather(source_of("youtube", network, **keys))
        assert network.asked == []


def test_with_a_key_comments_are_read_and_what_is_gone_is_asked_at_once() -> None:
    server = Server(5)
    with serving(server) as network:
        channel = source_of("youtube", network, account=CHANNEL, comments=True)
        first = gather(channel, YOUTUBE_API_KEY="una-llave")
        assert [item.text for item in first.items][5:] == [f"Dicho de {n}" for n in (5, 4, 3, 2, 1)]
        server.videos.remove(4)
        server.unlisted = {2}
        second = gather(channel, memos=first.memos, YOUTUBE_API_KEY="una-llave")
        assert second.gone == (f"yt:video:{4:011}",)
        assert "/oembed" not in network.paths()
        assert "una-llave" not in str(second)


def test_a_short_is_the_video_that_a_search_finds() -> None:
    context = Context(source=source("feed"), base=youtube.SITE, zone=MEXICO, now=NOW)
    short = Server(1).feed().replace(b"watch?v=", b"shorts/")
    (post,) = youtube.parse(context, short)
    assert post.url == f"https://www.youtube.com/watch?v={1:011}"
