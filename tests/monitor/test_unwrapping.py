"""Wrapped links: the address inside where they hold it, and never another one."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.unwrapping import LONGEST
from monitor.urls import canonical

NOTE = "https://diario.example.mx/local/tapan-baches?id=5"
CODED = quote(NOTE, safe="")


def base64(said: bytes) -> str:
    return urlsafe_b64encode(said).decode().rstrip("=")


def of_google_news(address: str, light: str = "") -> str:
    """The id of a piece as Google News made it while it still held the address."""
    fields = b'\x08\x13"' + _length(address) + address.encode()
    return base64(fields + (b"\xd2\x01" + _length(light) + light.encode() if light else b""))


def _length(address: str) -> bytes:
    size = len(address)
    return bytes([size]) if size < 128 else bytes([size & 127 | 128, size >> 7])


OF_SUBSTACK = base64(json.dumps({"e": NOTE, "p": 1, "u": 22}).encode())


@pytest.mark.parametrize(
    "wrapped",
    [
        f"https://www.google.com.mx/url?rct=j&sa=t&url={CODED}&ct=ga&usg=AOv",
        f"https://news.google.com/articles/{of_google_news(NOTE)}?hl=es-419",
        f"https://news.google.com/rss/articles/{of_google_news(NOTE, NOTE + '/amp')}?oc=5",
        f"https://news.google.com/read/{of_google_news(NOTE)}",
        f"https://substack.com/redirect/2/{OF_SUBSTACK}.AbC-dEf",
        f"https://x1.mjt.lu/lnk/AAA/1/bbb/{base64(NOTE.encode())}",
        f"https://xyz.r.us-east-1.awstrack.me/L0/{CODED}/1/0100018f-77aa/firma=123",
        f"https://nam02.safelinks.protection.outlook.com/?url={CODED}&data=05%7C01",
        f"https://l.instagram.com/?u={CODED}&e=AT0",
        f"https://www.youtube.com/redirect?event=video&q={CODED}",
        f"https://r.search.yahoo.com/_ylt=Awr/RV=2/RE=17/RO=10/RU={CODED}/RK=2/RS=x-",
        f"https://www.bing.com/news/apiclick.aspx?ref=FexRss&url={CODED}&c=1",
        f"https://l.facebook.com/l.php?u={quote(f'https://google.com/url?q={CODED}', safe='')}",
    ],
)
def test_the_address_inside(wrapped: str) -> None:
    assert canonical(wrapped) == NOTE


def test_a_long_address_of_google_news() -> None:
    long = "https://diario.example.mx/" + "-".join(["palabra"] * 40)
    assert canonical(f"https://news.google.com/rss/articles/{of_google_news(long)}") == long


def test_what_a_code_packs_is_unpacked_within_bounds() -> None:
    packed = base64(zlib.compress(json.dumps({"l": NOTE}).encode()))
    assert canonical(f"https://substack.com/redirect/2/{packed}.x") == NOTE
    bomb = base64(zlib.compress(b"{" + b" " * 5_000_000))
    link = f"https://substack.com/redirect/2/{bomb}"
    assert canonical(link) in (link, None)


@pytest.mark.parametrize(
    "kept",
    [
        "https://news.google.com/rss/articles/CBMiXkFVX3lxTE1abcDEF?oc=5",
        "https://boletin.us1.list-manage.com/track/click?u=1a2b&id=77&e=99",
        "https://u123.ct.sendgrid.net/ls/click?upn=u001.abcdef",
        "https://diario.example.mx/compartir?url=https://otro.example.mx/nota",
        "https://substack.com/redirect/2/no-es-base64",
        "https://substack.com/redirect/0a1b2c3d?j=eyJ1IjoiMSJ9",
    ],
)
def test_what_holds_no_address_stays_as_it_is(kept: str) -> None:
    assert canonical(kept) == kept


@pytest.mark.parametrize(
    "inside",
    ["javascript:alert(1)", "file:///etc/passwd", "http://user@diario.example.mx/", "http://a\\b/"],
)
def test_an_address_that_is_none_is_refused_inside_too(inside: str) -> None:
    assert canonical(f"https://www.google.com/url?url={quote(inside, safe='')}") is None


def test_wrapped_for_ever_is_no_address() -> None:
    link = NOTE
    for _ in range(60):
        link = f"https://google.com/url?q={quote(link, safe=':/?=')}"
    assert canonical(link[:LONGEST]) is None


@given(st.binary(max_size=300))
def test_any_code_gives_an_address_or_stays(said: bytes) -> None:
    found = canonical(f"https://news.google.com/articles/{base64(said) or 'a'}")
    assert found is None or canonical(found) == found
