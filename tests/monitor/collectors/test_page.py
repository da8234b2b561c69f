"""Section pages: which links lead to notes, by themselves or by a selector; what is none."""

from __future__ import annotations

import pytest

from monitor.collectors import page
from monitor.errors import CollectError
from monitor.model import Page
from tests.monitor.collectors.samples import DATA, MEXICO, NOW, expected, samples, source, told

SECTION = (DATA / "page" / "section.in").read_bytes()


def parse(body: bytes, *, selector: str | None = None):
    asked = source("page").model_copy(update={"selector": selector})
    return page.parse(asked, body, now=NOW, zone=MEXICO)


@pytest.mark.parametrize("sample", samples("page"), ids=lambda path: path.stem)
def test_a_sample_gives_what_is_expected(sample) -> None:
    assert [told(item) for item in parse(sample.read_bytes())] == expected(sample)


def test_a_selector_says_the_links_or_what_holds_them() -> None:
    by_links = parse(SECTION, selector="article h2 a, article h3 a")
    by_boxes = parse(SECTION, selector="article")
    assert {item.title for item in by_links} == {
        "Vecinos cierran avenida por falta de agua",
        "Tapan 340 baches en La Cantera",
    }
    assert {item.url for item in by_boxes} == {item.url for item in by_links}


@pytest.mark.parametrize(
    ("body", "selector", "words"),
    [
        (b"<html><body><a href='/'>Inicio</a></body></html>", None, "selector"),
        (SECTION, "div.no-existe a", "ning\u00fan enlace"),
        (SECTION, "a[[", "CSS"),
        (b"", None, "selector"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), None, "selector"),
    ],
)
def test_a_page_without_notes_says_what_to_do(body, selector, words) -> None:
    with pytest.raises(CollectError, match=words):
        parse(body, selector=selector)


def test_the_same_bytes_are_read_once() -> None:
    asked = source("page")

    def fetch(url: str, **_: object) -> Page:
        return Page(url=url, body=SECTION)

    first = page.collect(asked, fetch, memos={}, now=NOW, zone=MEXICO)
    second = page.collect(asked, fetch, memos=first.memos, now=NOW, zone=MEXICO)
    assert first.items
    assert second.unchanged
    assert not second.items


def test_a_million_links_are_bounded() -> None:
    rows = "".join(
        f"<h2><a href='/2026/08/21/nota-numero-{n}-del-valle'>Nota {n} del valle norte hoy</a></h2>"
        for n in range(5_000)
    )
    assert len(parse(f"<main>{rows}</main>".encode())) == page.MOST
