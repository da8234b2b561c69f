"""A chat hears each part once, in order, and nobody hears its address."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Channel, Mail
from reports import chat
from reports.chat import Markup
from reports.smtp import Delivery
from tests.reports.conftest import free_port
from tests.reports.room import SECRET, Room

SOON = timedelta(seconds=10)


@pytest.fixture
def room() -> Iterator[Room]:
    opened = Room()
    yield opened
    opened.close()


def message(*parts: str, address: str = "json://a", number: int = 1) -> Mail:
    return chat.compose("2026-11-23T07:00", chat.chats("jefes", address)[number - 1], parts)


def said(delivery: Delivery) -> str:
    return " ".join([delivery.postponed or "", *delivery.refused.values()])


def test_the_next_part_arrives_as_it_was_written(room: Room) -> None:
    words = "*Síntesis* <b> & «ñ»\n\n🔴 Nota _uno_"
    waiting = message(words, "dos")
    assert waiting.channel is Channel.CHAT
    assert waiting.recipients == ("jefes 1.1", "jefes 1.2")
    assert chat.send(waiting, room.address, deadline=SOON) == Delivery(accepted=("jefes 1.1",))
    assert room.heard == [words]


def test_what_arrived_does_not_go_again(room: Room) -> None:
    waiting = replace(message("uno", "dos", "tres"), recipients=("jefes 1.3", "jefes 1.2"))
    assert chat.arrived(waiting) == 1
    assert chat.send(waiting, room.address, deadline=SOON).accepted == ("jefes 1.2",)
    assert room.heard == ["dos"]


@pytest.mark.parametrize("code", [500, 502, 429, 408])
def test_a_failure_of_the_service_may_pass(room: Room, code: int) -> None:
    room.answers = [code]
    delivery = chat.send(message("uno"), room.address, deadline=SOON)
    assert delivery.postponed == f"el servicio del chat contesta con error {code}"
    assert not delivery.unsure
    assert chat.send(message("uno"), room.address, deadline=SOON).accepted


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410])
def test_an_address_that_the_service_refuses_is_refused_for_all_parts(
    room: Room, code: int
) -> None:
    room.answers = [code]
    delivery = chat.send(message("uno", "dos"), room.address, deadline=SOON)
    assert set(delivery.refused) == {"jefes 1.1", "jefes 1.2"}
    assert str(code) in said(delivery)


def test_silence_leaves_everybody_in_doubt(room: Room) -> None:
    room.silent.set()
    delivery = chat.send(message("uno"), room.address, deadline=timedelta(seconds=0.7))
    assert delivery.postponed == "el chat no contestó a tiempo"
    assert delivery.unsure
    assert room.heard == ["uno"]


def test_nobody_listens(room: Room) -> None:
    delivery = chat.send(message("uno"), f"json://127.0.0.1:{free_port()}", deadline=SOON)
    assert delivery == Delivery(postponed="no se pudo conectar con el chat")


def test_without_an_address_it_waits() -> None:
    for nothing in (None, "", "  "):
        delivery = chat.send(message("uno"), nothing, deadline=SOON)
        assert delivery.postponed
        assert not delivery.refused


@pytest.mark.parametrize("wrong", ["hola", "nada://x", "json://", "tgram://corto"])
def test_an_address_that_nobody_understands_is_refused_with_the_reason(wrong: str) -> None:
    delivery = chat.send(message("uno", "dos"), wrong, deadline=SOON)
    assert set(delivery.refused) == {"jefes 1.1", "jefes 1.2"}
    assert "no se entiende la dirección" in said(delivery)


def test_each_address_of_a_list_has_its_own_message(room: Room) -> None:
    both = f"tgram://{SECRET}/1  {room.address}"
    first, second = chat.chats("jefes", both)
    assert (first.markup, second.markup) == (Markup.HTML, Markup.PLAIN)
    mine, other = (chat.compose("e", each, ("uno",)) for each in (first, second))
    assert mine.id != other.id
    assert other.recipients == ("jefes 2.1",)
    assert chat.send(other, both, deadline=SOON).accepted == ("jefes 2.1",)
    gone = chat.send(other, room.address, deadline=SOON)
    assert "ya no tiene esa dirección" in said(gone)


def test_html_is_told_as_text_where_nobody_reads_html(room: Room) -> None:
    [telegram] = chat.chats("jefes", "tgram://x/1")
    told = chat.compose(
        "e", telegram, ('<b><a href="https://a.test/?x=1&amp;y">Pozo</a></b> &amp; <i>agua',)
    )
    assert chat.send(told, room.address, deadline=SOON).accepted
    assert room.heard == ["Pozo https://a.test/?x=1&y & agua"]


@contextmanager
def logged() -> Iterator[StringIO]:
    """Whatever anybody logs, as an office that looks for a fault would have it."""
    log, root = StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(log), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield log
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


@pytest.mark.parametrize("code", [200, 500, 404])
def test_the_address_is_in_no_message_and_no_log(
    room: Room, code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    room.answers = [code]
    with logged() as log:
        delivery = chat.send(message("uno"), room.address, deadline=SOON)
        wrong = chat.send(message("uno"), f"nada://{SECRET}", deadline=SOON)
    written = "".join(capfd.readouterr())
    for each in (repr(delivery), repr(wrong), log.getvalue(), written):
        assert SECRET not in each
        assert "127.0.0.1" not in each


@given(
    text=st.lists(st.text(alphabet="añ 🔴\n.", max_size=90), max_size=12).map("\n\n".join),
    room=st.integers(20, 200),
)
def test_a_text_is_cut_in_parts_that_fit_and_nothing_is_lost(text: str, room: int) -> None:
    parts = chat.cut(text, room)
    assert all(0 < len(each.encode("utf-16-le")) // 2 <= room for each in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_text_is_cut_between_paragraphs_when_it_can_be() -> None:
    assert chat.cut("uno uno\n\ndos dos\n\ntres", 17) == ("uno uno\n\ndos dos", "tres")
