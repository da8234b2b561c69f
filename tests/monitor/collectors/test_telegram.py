"""Telegram, against a server that shows the public page of a channel."""

from __future__ import annotations

import html

import pytest

from monitor.collectors import posts, telegram
from monitor.collectors.entries import Context
from monitor.errors import CollectError, RefusedByRobots
from tests.monitor.collectors.networks import NOTHING, Asked, Said, gather, serving, source_of
from tests.monitor.collectors.samples import MEXICO, NOW, expected, samples, source, told


@pytest.mark.parametrize("sample", samples("telegram"), ids=lambda path: path.stem)
def test_a_sample_gives_what_is_expected(sample) -> None:
    context = Context(source=source("feed"), base=telegram.SITE, zone=MEXICO, now=NOW)
    sheet = telegram.parse(sample.read_text(encoding="utf-8"))
    assert [told(item) for item in posts.items(sheet.posts, context)] == expected(sample)
    assert "alertavalle/204" in sheet.ids  # a picture without words is no item, but it stands
    assert sheet.before == "201"


def message(number: int, text: str) -> str:
    moment = f"2026-08-20T{number // 60:02}:{number % 60:02}:00+00:00"
    spoken = f'<div class="tgme_widget_message_text js-message_text">{html.escape(text)}</div>'
    return (
        f'<div class="tgme_widget_message js-widget_message" data-post="alerta/{number}">'
        f"{spoken if text else ''}"
        f'<a class="tgme_widget_message_date" href="https://t.me/alerta/{number}">'
        f'<time datetime="{moment}" class="time">1</time></a></div>'
    )


class Server:
    """A channel with so many messages, twenty to a page."""

    def __init__(self, count: int) -> None:
        self.shown = {number: f"Aviso {number}" for number in range(1, count + 1)}
        self.robots = b""

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(body=self.robots)
        if asked.path == "/s/cerrado":
            return Said(status=302, headers={"Location": "/cerrado"})
        if asked.path == "/cerrado":
            return Said(body=b'<div class="tgme_page">Contact @cerrado right away.</div>')
        if asked.path != "/s/alerta":
            return NOTHING
        return Said(body=self.page(asked).encode(), headers={"Content-Type": "text/html"})

    def page(self, asked: Asked) -> str:
        limit = int(asked.get("before") or 10**6)
        rows = [n for n in self.shown if n < limit and asked.get("q") in self.shown[n]]
        last = rows[-20:]
        older = last and len(rows) > len(last)
        more = f'<a class="tme_messages_more" data-before="{last[0]}"></a>' if older else ""
        body = "".join(message(number, self.shown[number]) for number in last)
        return f'<html><div class="tgme_channel_info"></div>{more}{body}</html>'


def test_a_channel_is_read_page_by_page_until_what_was_read() -> None:
    server = Server(70)
    with serving(server) as network:
        channel = source_of("telegram", network, account="@alerta")
        first = gather(channel)
        assert [item.guid for item in first.items] == [f"alerta/{n}" for n in range(70, 0, -1)]
        befores = [asked.get("before") for asked in network.asked if asked.path == "/s/alerta"]
        assert befores == ["", "51", "31", "11"]
        server.shown[71] = "Lo de hoy"
        second = gather(channel, memos=first.memos)
        assert second.items[0].text == "Lo de hoy"
        assert second.gone == ()
        assert len(network.paths()) < 10


def test_what_is_taken_back_is_told_once_something_newer_stands() -> None:
    server = Server(40)
    with serving(server) as network:
        channel = source_of("telegram", network, account="https://t.me/s/alerta")
        first = gather(channel)
        del server.shown[35], server.shown[40]
        server.shown[38] = ""  # its words are gone, its picture stands
        second = gather(channel, memos=first.memos)
        assert second.gone == ("alerta/35",)
        server.shown[41] = "Otro aviso"
        third = gather(channel, memos=second.memos)
        assert third.gone == ("alerta/40",)
        assert gather(channel, memos=third.memos).gone == ()


def test_an_edited_message_is_a_revision() -> None:
    server = Server(3)
    with serving(server) as network:
        channel = source_of("telegram", network, account="alerta")
        before = gather(channel).items
        server.shown[2] = "Aviso 2, corregido"
        after = gather(channel).items
    same = [old.fingerprint == new.fingerprint for old, new in zip(before, after, strict=True)]
    assert same == [True, False, True]
    assert [old.id for old in before] == [new.id for new in after]


def test_a_search_in_a_channel_takes_nothing_back() -> None:
    server = Server(30)
    with serving(server) as network:
        search = source_of("telegram", network, account="alerta", query="Aviso 1")
        first = gather(search)
        assert len(first.items) == 11
        assert network.asked[-1].get("q") == "Aviso 1"
        del server.shown[15]
        assert gather(search, memos=first.memos).gone == ()


def test_a_label_is_searched_and_comments_are_said_not_to_be_seen() -> None:
    with serving(Server(1)) as network:
        found = gather(
            source_of("telegram", network, account="alerta", hashtag="agua", comments=True)
        )
        assert network.asked[-1].get("q") == "#agua"
        assert "comentarios" in (found.note or "")


def test_what_is_no_public_channel_is_told() -> None:
    with serving(Server(1)) as network:
        with pytest.raises(CollectError, match="no muestra página pública"):
            gather(source_of("telegram", network, account="cerrado"))
        with pytest.raises(CollectError, match="no es el nombre de un canal"):
            gather(source_of("telegram", network, account="t.me/+AbCd"))


def test_robots_is_asked() -> None:
    server = Server(1)
    server.robots = b"User-agent: *\nDisallow: /s/\n"
    with serving(server) as network, pytest.raises(RefusedByRobots):
        gather(source_of("telegram", network, account="alerta"))


@pytest.mark.parametrize(
    "text",
    ["", "<", "<html>" + "<div>" * 5_000, *(f'<div class="tgme_widget_message" {each}>' for each in
     ('data-post="../x/1"', "data-post", 'data-post="canal/1"', 'data-post="canal/uno"'))],
)  # fmt: skip
def test_a_page_that_changed_breaks_nothing(text: str) -> None:
    context = Context(source=source("feed"), base=telegram.SITE, zone=MEXICO, now=NOW)
    assert posts.items(telegram.parse(text).posts, context) == ()
