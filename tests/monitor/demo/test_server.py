"""The press over HTTP: conditional requests, compression, counting, and a clean end."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from monitor.demo.answers import Answer
from monitor.demo.press import Press
from monitor.demo.server import PressServer
from monitor.demo.site import Request, Site
from monitor.errors import SintesisError


def test_every_outlet_has_an_address_of_its_own(server: PressServer, visitor: httpx.Client):
    assert list(server.addresses) == list(server.press.papers)
    assert len(set(server.addresses.values())) == 12
    for outlet_id, address in server.addresses.items():
        assert server.press.papers[outlet_id].name in visitor.get(f"{address}/").text


def test_ports_follow_the_base_port(press: Press):
    with PressServer(press) as found:  # a range that was free a moment ago
        base = int(found.addresses["heraldo"].rpartition(":")[2])
    for first in range(base + 1000, base + 6000, 50):
        try:
            with PressServer(press, base_port=first % 50000 + 10000) as server:
                start = first % 50000 + 10000
                expected = [f"http://127.0.0.1:{start + n}" for n in range(12)]
                assert list(server.addresses.values()) == expected
                return
        except SintesisError:
            continue
    pytest.fail("no range of twelve free ports")


def test_a_taken_port_is_told_in_words():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SintesisError, match=f"127.0.0.1:{port}: no se puede abrir el puerto"):
            Site(lambda _: Answer(), name="x", port=port)


def test_a_feed_that_did_not_change_is_not_sent_again(server: PressServer, visitor: httpx.Client):
    address = f"{server.addresses['valle']}/atom.xml"
    first = visitor.get(address)
    by_tag = visitor.get(address, headers={"If-None-Match": first.headers["ETag"]})
    by_date = visitor.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert (by_tag.status_code, by_tag.content) == (304, b"")
    assert (by_date.status_code, by_date.content) == (304, b"")


def test_a_feed_that_changed_is_sent(server: PressServer, visitor: httpx.Client):
    address = f"{server.addresses['valle']}/atom.xml"
    server.at(server.press.mornings[0])
    first = visitor.get(address)
    server.at(server.press.mornings[1])
    for known in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        second = visitor.get(address, headers=known)
        assert second.status_code == 200
        assert len(second.content) > len(first.content)


def test_a_date_that_cannot_be_read_is_ignored(server: PressServer, visitor: httpx.Client):
    address = f"{server.addresses['valle']}/atom.xml"
    assert visitor.get(address, headers={"If-Modified-Since": "ayer"}).status_code == 200


def test_the_moment_hides_the_future(server: PressServer, visitor: httpx.Client):
    late = next(note for note in server.press.notes if note.appears_at > server.press.mornings[1])
    address = server.addresses[late.outlet_id] + late.path
    server.at(late.appears_at - timedelta(seconds=1))
    assert visitor.get(address).status_code == 404
    server.at(None)
    assert visitor.get(address).status_code != 404


def test_an_outlet_compresses_for_whoever_can_read_it(server: PressServer, visitor: httpx.Client):
    address = f"{server.addresses['heraldo']}/feed/"
    packed = visitor.get(address, headers={"Accept-Encoding": "gzip"})
    plain = visitor.get(address, headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.content == plain.content


def test_head_tells_what_get_would(server: PressServer, visitor: httpx.Client):
    address = f"{server.addresses['gobierno']}/comunicados.rss"
    head, get = visitor.head(address), visitor.get(address)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(get.content))


def test_who_asked_for_what_is_counted(server: PressServer, visitor: httpx.Client):
    visitor.get(f"{server.addresses['heraldo']}/feed/")
    visitor.get(f"{server.addresses['heraldo']}/nada")
    assert server.requests == [Request("heraldo", "/feed/", 200), Request("heraldo", "/nada", 404)]
    assert server.busiest == {"heraldo": 1}


def test_how_many_come_at_the_same_time_is_counted():
    together = threading.Barrier(3)

    def answer(_: str) -> Answer:
        together.wait(timeout=10)
        return Answer(body=b"x")

    site = Site(answer, name="x")
    site.start()
    try:
        with ThreadPoolExecutor(3) as hands:
            found = list(hands.map(httpx.get, [site.address] * 3))
    finally:
        site.stop()
    assert [each.status_code for each in found] == [200] * 3
    assert site.log.busiest == {"x": 3}


def test_it_ends_although_a_visitor_stays_connected(press: Press):
    with httpx.Client() as visitor:
        with PressServer(press) as server:
            visitor.get(f"{server.addresses['heraldo']}/feed/")
            with socket.create_connection(("127.0.0.1", int(server.addresses["nexo"][-5:]))):
                pass
        assert not [t for t in threading.enumerate() if t.name.startswith("site-")]


def test_a_visitor_who_hangs_up_stops_nobody(server: PressServer, visitor: httpx.Client, capfd):
    host, port = server.addresses["heraldo"].removeprefix("http://").split(":")
    for _ in range(5):
        with socket.create_connection((host, int(port))) as rude:
            rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            rude.sendall(b"GET /feed/ HTTP/1.1\r\nHost: x\r\n\r\n")
    assert visitor.get(f"{server.addresses['heraldo']}/feed/").status_code == 200
    assert capfd.readouterr().err == ""
