"""The guard where every address answers: run by test_sealed.py, in a network of its own."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from monitor.errors import FetchError, NotAllowed, Unreachable
from monitor.fetch import Fetcher
from monitor.fetch.dialling import resolve

PUBLIC = "93.184.216.34"
OTHER_PUBLIC = "2606:4700::6810:84e5"
SPELLINGS = """
127.0.0.1 127.1 127.0.1 2130706433 017700000001 0x7f000001 0x7f.1 0177.0.0.1 0 0.0.0.0 127.8.8.8
localhost LOCALHOST localhost. [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1]
[::127.0.0.1] 127。0。0。1 １２７.0.0.1 ⑫7.0.0.1 %31%32%37.0.0.1 127.0.0.1.
10.0.0.1 10.1 167772161 100.64.0.1 169.254.169.254 2852039166 0xa9fea9fe 169.254.43518
172.16.0.1 192.168.1.1 3232235777 198.18.0.1 [::ffff:10.0.0.1] [::ffff:169.254.169.254]
[fc00::1] [64:ff9b::a00:1] [2002:a00:1::1]
"""


def fetcher(**changes):
    wishes = {"contact": "monitor@valle.example", "pause": timedelta(0)}
    return Fetcher(**(wishes | {"deadline": timedelta(seconds=5)} | changes))


def names(answers):
    """A resolver that knows these names, and asks the system for the rest."""
    return lambda host, port: answers[host] if host in answers else resolve(host, port)


def test_the_trap_catches(trap):
    """Without the guard all of this would be reached: what follows proves something."""
    for host in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "fc00::1", "64:ff9b::a00:1", "::1"):
        shown = f"[{host}]" if ":" in host else host
        with fetcher(allow_hosts=[host]) as fetch:
            assert fetch(f"http://{shown}/").body == b"hola"
        assert trap.reached[-1] == host


@pytest.mark.parametrize("host", SPELLINGS.split())
def test_no_spelling_of_an_inner_address_is_dialled(trap, host):
    with fetcher() as fetch, pytest.raises(FetchError) as caught:
        fetch(f"http://{host}/latest/meta-data/")
    assert trap.reached == []
    assert isinstance(caught.value, NotAllowed | Unreachable)


@pytest.mark.parametrize("host", SPELLINGS.split())
def test_no_redirect_leads_to_an_inner_address(trap, host):
    trap.location = f"http://{host}/latest/meta-data/"
    fetch = fetcher(resolve=names({"diario.example": [PUBLIC]}))
    with fetch, pytest.raises((NotAllowed, Unreachable)):
        fetch("http://diario.example/")
    assert set(trap.reached) == {PUBLIC}


def test_a_public_address_is_dialled(trap):
    with fetcher(resolve=names({"diario.example": [PUBLIC, OTHER_PUBLIC]})) as fetch:
        assert fetch("http://diario.example/").body == b"hola"
    assert set(trap.reached) == {PUBLIC}


def test_the_second_address_serves_when_the_first_is_dead(trap):
    with fetcher(resolve=names({"diario.example": ["148.243.1.1", OTHER_PUBLIC]})) as fetch:
        assert fetch("http://diario.example/").body == b"hola"
    assert set(trap.reached) == {OTHER_PUBLIC}


@pytest.mark.parametrize("inner", ["127.0.0.1", "169.254.169.254", "::1", "fc00::1"])
@pytest.mark.parametrize("first", [True, False])
def test_a_name_with_one_inner_answer_is_not_dialled_at_all(trap, inner, first):
    answers = [inner, PUBLIC] if first else [PUBLIC, inner]
    fetch = fetcher(resolve=names({"diario.example": answers}))
    with fetch, pytest.raises(NotAllowed, match="interna"):
        fetch("http://diario.example/")
    assert trap.reached == []


@pytest.mark.parametrize("turns", [1, 2, 3, 4])
def test_a_name_that_changes_between_check_and_use_gains_nothing(trap, turns):
    """Rebinding: public for so many questions, then the own machine, and again."""
    answers = itertools.cycle([[PUBLIC]] * turns + [["127.0.0.1"]])
    with fetcher(resolve=lambda *_: next(answers)) as fetch:
        for number in range(8):
            try:
                fetch(f"http://diario.example/{number}")
            except (NotAllowed, Unreachable):
                continue
    assert set(trap.reached) == {PUBLIC}


def test_each_connection_asks_for_the_name_once(trap):
    asked = []

    def resolve_once(host, port):
        asked.append(host)
        return [PUBLIC]

    with fetcher(resolve=resolve_once) as fetch:
        fetch("http://diario.example/")
    assert len(asked) == len(trap.reached) == 2  # robots.txt and the page


@pytest.mark.parametrize("port", [22, 25, 8080, 65535])
def test_no_other_port_is_dialled(trap, port):
    fetch = fetcher(resolve=names({"diario.example": [PUBLIC]}))
    with fetch, pytest.raises(NotAllowed, match="puerto"):
        fetch(f"http://diario.example:{port}/")
    assert trap.reached == []


def test_a_trusted_name_opens_only_itself(trap):
    answers = {"intranet.example": ["10.0.0.1"], "otra.example": ["10.0.0.1"]}
    with fetcher(allow_hosts=["intranet.example"], resolve=names(answers)) as fetch:
        assert fetch("http://intranet.example:8080/").body == b"hola"
        with pytest.raises(NotAllowed):
            fetch("http://otra.example/")
        with pytest.raises(NotAllowed):
            fetch("http://10.0.0.1/")


def test_no_proxy_of_the_environment_is_used(trap, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:8080")
    with fetcher(resolve=names({"diario.example": [PUBLIC]})) as fetch:
        fetch("http://diario.example/")
    assert set(trap.reached) == {PUBLIC}
