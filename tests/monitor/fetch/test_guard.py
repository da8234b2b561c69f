"""An address is judged by its numbers, all of them, however it is written; nothing is dialled."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import NotAllowed
from monitor.fetch.dialling import in_turn
from monitor.fetch.guard import INNER_NETWORKS, is_inner, make_guard

INNER_TABLE = """
0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24
224.0.0.0/4 240.0.0.0/4 255.255.255.255/32
::/128 ::1/128 ::/96 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/32 2001:2::/48
2001:10::/28 2001:20::/28 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10
fec0::/10 ff00::/8
"""
OUTER_TABLE = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
148.243.1.1 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 187.141.0.1 191.255.255.255
192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 201.144.0.1 223.255.255.255
2001:200::1 2606:4700::1111 2800:3f0:4001::1 2a00:1450:4001::1
"""
INNER, OUTER = INNER_TABLE.split(), OUTER_TABLE.split()


def hosts_of(network):
    ends = int(network.network_address), int(network.broadcast_address)
    kind = IPv4Address if network.version == 4 else IPv6Address
    return st.one_of(st.sampled_from(ends), st.integers(*ends)).map(kind)


@pytest.mark.parametrize("network", INNER)
def test_every_inner_network_is_inner_from_end_to_end(network):
    @given(hosts_of(ip_network(network)))
    def check(address):
        assert is_inner(str(address))

    check()


@pytest.mark.parametrize("address", OUTER)
def test_the_public_internet_is_not_inner(address):
    assert not is_inner(address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_in_ipv6_clothes_is_never_dialled(address):
    number = int(address)
    clothes = [(0xFFFF << 32), 0, (0x64FF9B << 96), (0x2002 << 112) | (number << 80)]
    assert all(is_inner(str(IPv6Address(prefix | number))) for prefix in clothes)


@given(st.ip_addresses())
def test_nothing_is_public_that_the_library_calls_private(address):
    if address.is_private or address.is_multicast or address.is_reserved or address.is_loopback:
        assert is_inner(str(address))


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "0x7f.1", "fe80::1%eth0", "1.2.3.4.5"])
def test_what_is_no_number_is_inner(text):
    assert is_inner(text)


def test_the_table_repeats_nothing():
    for network in INNER_NETWORKS:
        wider = [other for other in INNER_NETWORKS if other.version == network.version]
        assert sum(network.subnet_of(other) for other in wider) == 1


@given(st.lists(st.sampled_from(OUTER), max_size=3), st.sampled_from(INNER), st.integers(0, 3))
def test_one_inner_answer_among_many_is_enough(outer, inner, place):
    answers = [*outer[:place], inner.partition("/")[0], *outer[place:]]
    with pytest.raises(NotAllowed):
        make_guard([]).checked("diario.example", answers, url="http://diario.example/")


@pytest.mark.parametrize(
    ("answers", "order"),
    [
        (["1.1.1.1"], ["1.1.1.1"]),
        (["::1", "::2", "::3", "1.1.1.1"], ["::1", "1.1.1.1", "::2", "::3"]),
        (["1.1.1.1", "2.2.2.2", "::1"], ["1.1.1.1", "::1", "2.2.2.2"]),
    ],
)
def test_both_kinds_of_address_get_a_try(answers, order):
    assert list(in_turn(answers)) == order


def test_a_trusted_host_may_be_anywhere():
    guard = make_guard(["intranet.example"])
    assert guard.checked("intranet.example", ["10.0.0.7"], url="") == ("10.0.0.7",)
    with pytest.raises(NotAllowed):
        guard.checked("otra.example", ["10.0.0.7"], url="")


@pytest.mark.parametrize(
    ("trusted", "host"),
    [
        ("Intranet.Example", "intranet.example."),
        ("[::1]", "::1"),
        ("::0001", "::1"),
        ("peñón.example", "xn--pen-8mak.example"),
    ],
)
def test_a_host_is_trusted_in_any_spelling(trusted, host):
    assert make_guard([trusted]).trusts(host)


@pytest.mark.parametrize("host", ["intranet.example.evil.example", "evil-intranet.example", ""])
def test_a_host_that_only_resembles_is_not_trusted(host):
    assert not make_guard(["intranet.example"]).trusts(host)


@pytest.mark.parametrize(
    "url",
    [
        "http://diario.example/nota?id=7",
        "https://diario.example:443/",
        "http://diario.example:443/",
        "https://diario.example:80/",
        "http://intranet.example:8080/",
        "http://diario.example/una nota con ñ",
        " http://diario.example/ ",
    ],
)
def test_an_ordinary_address_may_be_opened(url):
    assert make_guard(["intranet.example"]).parsed(url).host.endswith("example")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/nota",
        "//diario.example/",
        "ftp://diario.example/",
        "file:///etc/passwd",
        "gopher://diario.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "http:///nota",
        "http://ana@diario.example/",
        "http://ana:clave@diario.example/",
        "http://diario.example\\@intranet.example/",
        "http://diario.example/\\..\\x",
        "http://diario.example/a\tb",
        "http://diario.example/a\r\nHost: x",
        "http://diario.example/a\x00b",
        "http://diario.example/a\x85b",
        "http://diario.example:22/",
        "http://diario.example:8080/",
        "http://diario.example:0/",
        "http://diario.example:99999/",
        "http://diario.example:abc/",
        "http://[::1/",
        "http://[fe80::1%25eth0]:8080/",
        "http://" + "a" * 5_000 + "/",
        "http://\ud800.example/",
        "http://diario .example/",
    ],
)
def test_any_other_address_is_refused_as_written(url):
    with pytest.raises(NotAllowed) as caught:
        make_guard(["intranet.example"]).parsed(url)
    assert str(caught.value).isprintable()
    assert "clave" not in str(caught.value)


@given(st.text(max_size=60).map("http://".__add__) | st.text(max_size=60))
def test_no_text_breaks_the_guard(text):
    try:
        address = make_guard([]).parsed(text)
    except NotAllowed:
        return
    assert address.scheme in ("http", "https")
    assert not address.userinfo
    assert address.port in (None, 80, 443)
