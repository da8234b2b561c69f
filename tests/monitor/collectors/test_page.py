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


@pytest.mark.timeout(10)
def test_links_without_words_below_thousands_of_headlines_end_soon() -> None:
    links = "".join(f'<a href="/2026/08/21/nota-de-hoy-{n}"><img></a>' for n in range(5_000))
    body = f"<body><div>{'<h2>Uno</h2>' * 5_000}{links}</div></body>"
    assert len(parse(body.encode())) == page.MOST


def test_a_million_links_are_bounded() -> None:
    rows = "".join(
        f"<h2><a href='/2026/08/21/nota-numero-{n}-del-valle'>Nota {n} del valle norte hoy</a></h2>"
        for n in range(5_000)
    )
    assert len(parse(f"<main>{rows}</main>".encode())) == page.MOST


HEADLINES = (
    "Vecinos cierran avenida por falta de agua",
    "Abre la clínica nueva de la colonia Centro",
    "Tapan 340 baches en La Cantera esta semana",
    "Anuncian drenaje en tres colonias del valle",
)


def cards(form: str) -> str:
    """A card for each note; what varies in it: {n}, {title} and the first {words} of it."""
    return "".join(
        form.format(n=number, title=title, words=" ".join(title.split()[:3]))
        for number, title in enumerate(HEADLINES)
    )


def titles(body: str, **more: str) -> tuple[str, ...]:
    return tuple(item.title for item in parse(f"<body>{body}</body>".encode(), **more))


LINKED = '<article><h2><a href="/2026/08/21/nota-{n}">{title}</a></h2></article>'
MENU = '<nav><a href="/2026/08/19/especial">Todo lo que hay que saber del especial</a></nav>'


@pytest.mark.parametrize(
    "wrapper",
    [
        '<form id="aspnetForm">{}</form>',
        '<div class="header-menu-wrapper">{}</div>',
        '<section class="seccion-social">{}</section>',
        '<form><div id="menu-y-contenido">{}</div></form>',
    ],
)
def test_what_wraps_a_whole_page_is_no_furniture(wrapper: str) -> None:
    body = wrapper.format(MENU + cards(LINKED))
    assert titles(body) == HEADLINES


def test_a_menu_that_shows_some_notes_is_furniture_still() -> None:
    menu = "<div class='mega-menu'>{}</div>".format(
        '<h3><a href="/2026/08/01/vieja">Una nota vieja que muestra el menú</a></h3>'
    )
    assert titles(menu + cards(LINKED)) == HEADLINES


def test_a_menu_of_many_words_is_furniture_where_headlines_stand_elsewhere() -> None:
    row = '<li><a href="/tramites/el-tramite-{n}-de-hoy">El trámite {n} de la ventanilla</a></li>'
    menu = f"<ul class='menu'>{''.join(row.format(n=n) for n in range(40))}</ul>"
    assert titles(menu + cards(LINKED)) == HEADLINES


@pytest.mark.parametrize(
    "card",
    [
        '<div><h3>{title}</h3><a href="/2026/08/21/nota-{n}">Leer nota completa</a></div>',
        '<div><h3>{title}</h3><a href="/2026/08/21/nota-{n}"><img src="{n}.jpg" alt=""></a></div>',
        '<div><a href="/2026/08/21/nota-{n}"><img src="{n}.jpg" alt="{title}"></a></div>',
        '<h2><a href="/2026/08/21/nota-{n}" title="{title}">{words}...</a></h2>',
        '<h2><a href="/2026/08/21/nota-{n}">{title}</a></h2>'
        '<a href="/2026/08/21/nota-{n}/#comments"><img src="c.png" alt="Imagen: {title}"></a>',
    ],
)  # fmt: skip
def test_the_headline_of_a_card_is_found_where_it_stands(card: str) -> None:
    assert titles(cards(card)) == HEADLINES


def test_a_headline_of_several_cards_is_of_none_of_them() -> None:
    box = "<h3>Las notas relacionadas con esta</h3>"
    bare = '<a href="/2026/08/21/nota-de-hoy-{n}"><img src="{n}.jpg"></a>'
    two = "<div><h3>Uno de los dos</h3><h3>Otro de los dos</h3>{}</div>"
    assert titles(two.format(cards(bare))) == ("",) * 4  # the pages have titles
    both = cards(LINKED.replace("nota-", "nota-de-hoy-"))
    assert titles(box + both + cards(bare)) == HEADLINES  # its own words are surer


def test_notes_below_the_host_are_of_the_outlet_and_those_beside_it_are_not() -> None:
    there = '<h2><a href="https://{host}/2026/08/21/nota-{{n}}">{{title}}</a></h2>'
    assert titles(cards(there.format(host="local.diario.example.mx"))) == HEADLINES
    for other in ("estatal.example.mx", "eldiario.example.mx", "example.mx"):
        with pytest.raises(CollectError):
            titles(cards(there.format(host=other)))


def test_a_page_of_videos_lists_videos() -> None:
    body = cards('<h2><a href="/videos/nota-{n}-de-la-semana">{title}</a></h2>')
    with pytest.raises(CollectError):
        titles(body)
    asked = source("page").model_copy(update={"url": "https://diario.example.mx/videos/"})
    found = page.parse(asked, body.encode(), now=NOW, zone=MEXICO)
    assert tuple(item.title for item in found) == HEADLINES
