"""Lists of subscriptions: what other readers wrote, what is known already, ours for others."""

from __future__ import annotations

import os
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import Config
from monitor.discovery import opml
from monitor.errors import SintesisError
from tests.monitor.discovery.sites import NOW

DAY = "2026-11-23"


def listed(*outlines: str, title: str = "Mis medios") -> bytes:
    body = "".join(outlines)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head><title>{title}</title>'
        f"</head><body>{body}</body></opml>"
    ).encode()


def feed(title: str, url: str) -> str:
    name = quoteattr(title)
    return f'<outline type="rss" text={name} title={name} xmlUrl={quoteattr(url)}/>'


def folder(name: str, *inner: str) -> str:
    return f"<outline text={quoteattr(name)}>{''.join(inner)}</outline>"


def config(*outlets: dict[str, object]) -> Config:
    return Config.model_validate(
        {
            "profile": {
                "municipality": "Xaltepec",
                "state": "México",
                "places": ["Xaltepec"],
                "contact": "a@b.example",
            },
            "subjects": [{"id": "x", "name": "X", "kind": "place", "aliases": ["Xaltepec"]}],
            "outlets": list(outlets),
        }
    )


FARO = {
    "id": "el-faro",
    "name": "El Faro",
    "scope": "state",
    "medium": "newspaper",
    "sources": [{"kind": "feed", "url": "https://www.elfaro.example/rss.xml"}],
}


def test_folders_within_folders_tell_how_far_an_outlet_reaches() -> None:
    body = listed(
        folder(
            "Medios",
            folder("Nacionales", feed("La Plana » Feed", "https://laplana.example/feed/?a=1&b=2")),
            folder("Estado de México", feed("Radio Cumbre", "https://cumbre.example/rss")),
        ),
        feed("Semanario El Tezontle", "https://tezontle.example/rss"),
    )
    found = opml.imported(opml.read(body), None, day=DAY)
    told = [(each.id, each.name, each.scope, each.medium) for each in found.outlets]
    assert told == [
        ("la-plana", "La Plana", "national", "digital"),
        ("radio-cumbre", "Radio Cumbre", "state", "radio"),
        ("semanario-el-tezontle", "Semanario El Tezontle", "local", "magazine"),
    ]
    assert found.outlets[0].sources[0].url == "https://laplana.example/feed/?a=1&b=2"
    assert "Medios / Nacionales" in found.outlets[0].sources[0].remark


def test_feeds_of_one_host_are_one_outlet_but_where_hosts_are_shared() -> None:
    body = listed(
        feed("El Universo Nación", "https://www.eluniverso.example/rss/nacion.xml"),
        feed("El Universo", "https://eluniverso.example/rss/portada.xml"),
        feed("El Sol de Xaltepec", "https://oem.com.mx/elsoldexaltepec/rss"),
        feed("El Sol de Tulpan", "https://oem.com.mx/elsoldetulpan/rss"),
    )
    found = opml.imported(opml.read(body), None, day=DAY)
    names = {outlet.name: len(outlet.sources) for outlet in found.outlets}
    assert names == {"El Universo Nación": 2, "El Sol de Xaltepec": 1, "El Sol de Tulpan": 1}


def test_what_is_read_already_is_told_and_more_of_an_outlet_goes_to_it() -> None:
    body = listed(
        feed("El Faro", "http://elfaro.example/rss.xml"),
        feed("El Faro Opinión", "https://elfaro.example/opinion.xml"),
        feed("El Faro Opinión", "https://elfaro.example/opinion.xml?utm_source=lector"),
        feed("Otra", "https://otra.example/rss"),
    )
    found = opml.imported(opml.read(body), config(FARO), day=DAY)
    assert [each.url for each in found.known] == [
        "http://elfaro.example/rss.xml",
        "https://elfaro.example/opinion.xml?utm_source=lector",
    ]
    (source,) = found.sources["el-faro"]
    assert source.url == "https://elfaro.example/opinion.xml"
    assert [outlet.id for outlet in found.outlets] == ["otra"]


def test_an_id_that_is_taken_gets_a_number() -> None:
    body = listed(feed("El Faro", "https://elfaro-del-sur.example/rss"))
    (outlet,) = opml.imported(opml.read(body), config(FARO), day=DAY).outlets
    assert outlet.id == "el-faro-2"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/rss",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "",
        "https://u@a.example/",
    ],
)
def test_what_cannot_be_read_is_told(url: str) -> None:
    found = opml.imported(
        opml.read(listed(feed("Raro", url), feed("B", "https://b.mx/"))), None, day=DAY
    )
    assert [outlet.name for outlet in found.outlets] == ["B"]
    assert len(found.refused) <= 1


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body>Hola</body></html>", b"\x89PNG\r\n", b"https://faro.example/", b"{}"],
)
def test_what_is_no_list_is_told(body: bytes) -> None:
    with pytest.raises(SintesisError, match="OPML"):
        opml.read(body)


def test_entities_neither_grow_nor_open_files(tmp_path) -> None:
    secret = tmp_path / "secreto"
    secret.write_text("la clave", encoding="utf-8")
    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10 if n else "ja" * 10}">' for n in range(9))
    body = (
        f'<!DOCTYPE opml [{bomb}<!ENTITY s SYSTEM "file://{secret}">]><opml version="2.0"><body>'
        '<outline text="&b8;&s;" xmlUrl="https://a.example/rss"/></body></opml>'
    ).encode()
    (found,) = opml.read(body)
    assert len(found.title) < 1_000
    assert "clave" not in found.title


def test_a_list_without_end_is_bounded() -> None:
    assert len(
        opml.read(listed(*(feed("A", f"https://a.example/{n}") for n in range(20_000))))
    ) == (opml.MOST)
    deep = "<outline text='a'>" * 30_000 + feed("A", "https://a.example/")
    assert len(opml.read(listed(deep))) <= 1
    with pytest.raises(SintesisError, match="MB"):
        opml.read(os.urandom(opml.LIMIT + 1))


def test_what_we_write_is_opml_by_folders() -> None:
    sources = [*FARO["sources"], {"kind": "sitemap", "url": "https://elfaro.example/mapa.xml"}]
    cumbre = FARO | {
        "id": "cumbre", "name": "Cumbre & Cía", "scope": "local",
        "sources": [{"kind": "feed", "url": "https://cumbre.example/rss?a=1&b=2"}],
    }  # fmt: skip
    shown = config(FARO | {"sources": sources}, cumbre)
    root = ElementTree.fromstring(opml.write(shown, now=NOW))
    folders = root.findall("./body/outline")
    assert [each.get("text") for each in folders] == ["Locales", "Estatales"]
    assert [each.attrib for each in folders[0]] == [
        {
            "text": "Cumbre & Cía", "title": "Cumbre & Cía", "type": "rss",
            "xmlUrl": "https://cumbre.example/rss?a=1&b=2", "htmlUrl": "https://cumbre.example/",
        }
    ]  # fmt: skip
    assert opml.left_out(shown) == 1


NAMES = st.text(
    st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x24F), min_size=3, max_size=20
)


@settings(max_examples=25)
@given(st.lists(NAMES, min_size=1, max_size=6, unique_by=str.casefold))
def test_what_we_write_is_read_back(names: list[str]) -> None:
    outlets = [
        FARO | {
            "id": f"medio-{n}", "name": name,
            "sources": [{"kind": "feed", "url": f"https://medio-{n}.example/rss"}],
        }
        for n, name in enumerate(names)
    ]  # fmt: skip
    shown = config(*outlets)
    read = opml.parse(opml.write(shown, now=NOW))
    assert [each.url for each in read] == [source.address for source in shown.sources.values()]
    assert [each.title for each in read] == [outlet.name for outlet in shown.outlets]
    assert len(opml.imported(read, shown, day=DAY).known) == len(names)
    assert {each.scope for each in opml.imported(read, None, day=DAY).outlets} == {"state"}


ONE = listed(feed("Señal de «Xaltepec» & más", "https://senal.example/rss?a=1&b=2")).decode()


@pytest.mark.parametrize(
    "body",
    [
        ONE.replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        ONE.encode("cp1252"),  # it says UTF-8
        ONE.replace('<?xml version="1.0" encoding="UTF-8"?>', "").encode(),
        ONE.replace("UTF-8", "UTF-16").encode("utf-16"),
        b"\xef\xbb\xbf" + ONE.encode(),
        b"\n\n" + ONE.encode(),
        ONE.replace("&amp;", "&").encode(),
    ],
)
def test_a_list_is_read_whatever_it_says_of_its_letters(body: bytes) -> None:
    (found,) = opml.parse(body)
    assert (found.title, found.url) == (
        "Señal de «Xaltepec» & más",
        "https://senal.example/rss?a=1&b=2",
    )


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("feed://elfaro.example/rss", "http://elfaro.example/rss"),
        ("feed:https://elfaro.example/rss", "https://elfaro.example/rss"),
    ],
)
def test_the_scheme_of_readers_of_feeds_is_not_ours(written: str, url: str) -> None:
    (found,) = opml.parse(listed(feed("El Faro", written)))
    assert found.url == url
