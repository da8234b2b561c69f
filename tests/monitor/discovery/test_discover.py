"""Discovery against real sites on loopback: what is found, what is asked, what is chosen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.demo.press import Press
from monitor.demo.server import PressServer
from monitor.discovery import discover, offline
from monitor.discovery.front import Found
from monitor.discovery.trial import REQUESTS
from monitor.fetch import Fetcher
from tests.monitor.collectors.networks import serving
from tests.monitor.collectors.samples import MEXICO
from tests.monitor.discovery.sites import (
    LONG,
    NOTE,
    NOW,
    announced,
    found_at,
    front,
    listing,
    news_map,
    open_outlet,
    post,
    rss,
)

WORDPRESS = (
    '<meta name="generator" content="WordPress 6.8"><script src="/wp-content/a.js"></script>'
)
INTERFACE = '<link rel="https://api.w.org/" href="{base}/wp-json/">'


def chosen(found) -> list[tuple[str, str]]:
    return [(each.candidate.kind, path_of(each.url)) for each in found.choice.chosen]


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_an_announced_feed_is_read_and_a_note_of_it_opened() -> None:
    pages = {"/": front(announced("/canal.xml")), "/canal.xml": rss(range(10), text=LONG)}
    with open_outlet(pages | {"/nota/0": NOTE}) as outlet:
        found = found_at(outlet)
    assert chosen(found) == [("feed", "/canal.xml")]
    assert found.front.name == "El Faro del Valle"
    (trial,) = found.choice.chosen
    assert (len(trial.items), trial.long, trial.newest) == (10, 10, NOW)
    assert found.opened
    assert found.opened.letters > 600


def test_of_a_site_and_its_section_the_site_is_chosen_and_the_section_told_apart() -> None:
    head = announced("/municipios/feed/", title="Municipios") + announced("/feed/")
    pages = {
        "/": front(head),
        "/feed/": rss(range(12)),
        "/municipios/feed/": rss(range(0, 24, 3)),
    }
    with open_outlet(pages) as outlet:
        found = found_at(outlet)
    assert chosen(found) == [("feed", "/feed/")]
    (repeat,) = found.choice.repeats
    assert path_of(repeat.trial.url) == "/municipios/feed/"
    assert (repeat.shared, repeat.shown) == (4, 4)


def test_a_second_feed_that_says_something_else_is_chosen_too() -> None:
    head = announced("/noticias.xml") + announced("/opinion.xml", title="Opinión")
    opinion = rss(range(12)).replace("/nota/", "/columna/").replace("Nota", "Columna")
    pages = {"/": front(head), "/noticias.xml": rss(range(12)), "/opinion.xml": opinion}
    with open_outlet(pages) as outlet:
        found = found_at(outlet)
    assert sorted(chosen(found)) == [("feed", "/noticias.xml"), ("feed", "/opinion.xml")]


def test_feeds_of_comments_are_no_sources() -> None:
    head = announced("/comments/feed/", title="El Faro » Feed de los comentarios")
    pages = {"/": front(head + announced("/feed/")), "/feed/": rss(range(5))}
    with open_outlet(pages) as outlet:
        found = found_at(outlet)
        assert "/comments/feed/" not in outlet.paths()
    assert chosen(found) == [("feed", "/feed/")]


def test_the_feed_of_a_wordpress_that_announces_none_and_its_interface() -> None:
    pages = {"/": front(WORDPRESS + INTERFACE), "/feed/": rss(range(10))}
    with open_outlet(pages, posts=[post(n) for n in range(120)]) as outlet:
        found = found_at(outlet)
    assert found.front.family == "WordPress"
    assert chosen(found) == [("feed", "/feed/")]
    interface = next(each for each in found.choice.ranked if each.candidate.kind == "wordpress")
    assert len(interface.items) == 120
    assert interface.long == 120


def test_a_wordpress_that_closes_its_feed_is_read_by_its_interface() -> None:
    with open_outlet({"/": front(INTERFACE)}, posts=[post(n) for n in range(30)]) as outlet:
        found = found_at(outlet)
    assert chosen(found) == [("wordpress", "/wp-json/wp/v2/posts")]


def test_a_wordpress_in_a_folder_is_asked_there() -> None:
    head = WORDPRESS + INTERFACE.replace("{base}", "{base}/hidalgo")
    pages = {"/hidalgo/": front(head), "/hidalgo/feed/": rss(range(5))}
    with open_outlet(pages) as outlet:
        found = found_at(outlet, "/hidalgo/")
    assert chosen(found) == [("feed", "/hidalgo/feed/")]


def test_an_arc_site_is_asked_where_arc_answers() -> None:
    marks = '<img src="/pf/resources/a.png">' * 4
    arc = "/arc/outboundfeeds/rss/?outputType=xml"
    with open_outlet({"/": front(body=marks), arc: rss(range(20))}) as outlet:
        found = found_at(outlet)
    assert found.front.family == "Arc"
    assert chosen(found) == [("feed", arc)]


def test_the_news_map_of_robots_is_found() -> None:
    robots = (
        "User-agent: *\nDisallow: /buscar\n"
        "Sitemap: {base}/sitemap-imagenes.xml\nSitemap: {base}/mapa-noticias.xml\n"
    )
    pages = {"/": front(), "/robots.txt": robots, "/mapa-noticias.xml": news_map(range(30))}
    with open_outlet(pages) as outlet:
        found = found_at(outlet)
        assert "/sitemap-imagenes.xml" not in outlet.paths()
    assert chosen(found) == [("sitemap", "/mapa-noticias.xml")]
    assert found.choice.chosen[0].candidate.found is Found.ROBOTS


def test_a_feed_that_the_page_links_to_and_a_page_that_lists_feeds() -> None:
    pages = {
        "/": front(body='<footer><a href="/rss/">RSS</a></footer>'),
        "/rss/": front(body='<a href="/rss/portada.xml">Portada</a><a href="/ayuda">Ayuda</a>'),
        "/rss/portada.xml": rss(range(8)),
    }
    with open_outlet(pages) as outlet:
        found = found_at(outlet)
    assert chosen(found) == [("feed", "/rss/portada.xml")]


def test_html_where_a_feed_should_be_is_told_and_the_page_read_instead() -> None:
    pages = {"/": front(announced("/feed/"), listing(range(9))), "/feed/": front()}
    with open_outlet(pages) as outlet:
        found = found_at(outlet)
    assert chosen(found) == [("page", "/")]
    failed = {path_of(each.url): each.failure for each in found.choice.failed}
    assert failed == {"/feed/": "not_a_feed"}


def test_a_feed_that_died_years_ago_does_not_hide_the_page() -> None:
    pages = {"/": front(announced("/feed/"), listing(range(9))), "/feed/": rss(range(8))}
    with open_outlet(pages) as outlet:
        found = found_at(outlet, now=NOW + timedelta(days=700))
    assert chosen(found)[0] == ("page", "/")
    assert ("feed", "/feed/") not in chosen(found)


def test_an_address_that_is_a_feed_is_taken_as_it_is() -> None:
    pages = {"/": front(), "/secreto.xml": rss(range(6))}
    with open_outlet(pages) as outlet:
        found = found_at(outlet, "/secreto.xml")
    assert chosen(found) == [("feed", "/secreto.xml")]
    assert found.choice.chosen[0].candidate.found is Found.GIVEN
    assert found.front.name == "El Faro del Valle"


def test_a_site_that_does_not_let_us_in_is_told_so() -> None:
    with open_outlet({}, refuses={"/": 403}) as outlet:
        found = found_at(outlet)
    assert found.problem
    assert not found.choice.chosen


def test_few_requests_and_none_of_them_twice() -> None:
    with open_outlet({"/": front()}) as outlet:
        found = found_at(outlet)
        paths = outlet.paths()
    assert not found.choice.ranked
    assert len(paths) == len(set(paths)) <= 14


def test_a_page_that_announces_without_end_is_bounded() -> None:
    head = "".join(announced(f"/canal-{n}.xml", title=f"Canal {n}") for n in range(500))
    links = "".join(f'<a href="/rss/{n}.xml">RSS</a>' for n in range(500))
    with open_outlet({"/": front(head, links)}) as outlet:
        found = found_at(outlet)
        assert len(outlet.paths()) <= REQUESTS
    assert found.requests <= REQUESTS


def test_a_server_that_fails_is_left_alone() -> None:
    head = "".join(announced(f"/{n}.xml", title=f"Canal {n}") for n in range(9))
    refuses = {f"/{n}.xml": 500 for n in range(9)}
    with open_outlet({"/": front(head)}, refuses=refuses) as outlet:
        found = found_at(outlet)
        assert outlet.paths() == ["/", "/0.xml", "/1.xml", "/2.xml"]
    assert len(found.choice.failed) >= 9


def test_a_note_whose_page_is_shut_is_known() -> None:
    pages = {"/": front(announced("/feed/")), "/feed/": rss(range(6), text=LONG)}
    with open_outlet(pages, refuses={"/nota/0": 403}) as outlet:
        found = found_at(outlet)
    assert found.opened
    assert found.opened.outcome
    assert found.opened.outcome.value == "blocked"


def test_a_saved_page_is_read_without_the_network() -> None:
    head = WORDPRESS + announced("/feed/").replace("{base}", "https://faro.example")
    page = front(head, listing(range(6))).encode()
    found = offline(page, "https://faro.example/", now=NOW, zone=MEXICO)
    feeds = [each.url for each in found.untried if each.kind == "feed"]
    assert feeds == ["https://faro.example/feed/"]
    assert [len(each.items) for each in found.choice.ranked] == [6]


RIGHT = {
    "heraldo": ("feed", "/feed/"),
    "lomerio": ("feed", "/rss"),
    "tezontle": ("feed", "/noticias.rdf"),
    "valle": ("feed", "/atom.xml"),
    "cumbre": ("feed", "/feed.json"),
    "nexo": ("feed", "/servicio/general.xml"),
    "planamayor": ("sitemap", "/sitemap-noticias.xml"),
    "pregon": ("sitemap", "/sitemap.xml"),
    "plazapublica": ("feed", "/articulos.xml"),
    "gobierno": ("feed", "/comunicados.rss"),
    "vecinal": ("feed", "/tags/xaltepec.rss"),
    "chiflido": ("feed", "/buscar/xaltepec.json"),
}


@pytest.fixture(scope="module")
def demo():
    with (
        PressServer(Press(today=NOW.astimezone(MEXICO).date(), zone=MEXICO)) as press,
        Fetcher(contact="a@b.example", pause=timedelta(0), allow_hosts=["127.0.0.1"]) as fetch,
    ):
        yield press, fetch


@pytest.mark.parametrize("outlet", RIGHT)
def test_the_demo_outlets_are_found_where_they_announce(demo, outlet: str) -> None:
    press, fetch = demo
    found = discover(press.addresses[outlet] + "/", fetch, now=NOW, zone=MEXICO)
    assert chosen(found) == [RIGHT[outlet]]
    assert found.front.name == press.press.papers[outlet].name.partition(" · ")[0]


def test_endless_markup_does_not_stop_it() -> None:
    body = ("<a href='/rss'>" * 3_000 + "<div>" * 3_000).encode()
    with (
        serving(lambda asked: body) as network,
        Fetcher(contact="a@b.example", pause=timedelta(0), allow_hosts=["127.0.0.1"]) as fetch,
    ):
        found = discover(f"{network.url}/", fetch, now=NOW, zone=MEXICO)
    assert not found.choice.chosen


def test_a_front_page_that_only_sends_on_is_followed_within_its_site() -> None:
    sends = '<meta http-equiv="Refresh" content="0; URL=\'{}\'">'
    portal = front(announced("/canal.xml"))
    pages = {"/": sends.format("/portada/"), "/portada/": portal, "/canal.xml": rss(range(5))}
    with open_outlet(pages) as outlet:
        found = found_at(outlet)
    assert chosen(found) == [("feed", "/canal.xml")]
    with open_outlet({"/": sends.format("https://otro.example.com/")}) as outlet:
        assert found_at(outlet).front.url == f"{outlet.url}/"


def test_a_page_that_renews_itself_is_the_page() -> None:
    renews = '<meta http-equiv="refresh" content="300">'
    pages = {"/": front(announced("/canal.xml") + renews), "/canal.xml": rss(range(5))}
    with open_outlet(pages) as outlet:
        found = found_at(outlet)
        assert outlet.paths().count("/") == 1
    assert chosen(found) == [("feed", "/canal.xml")]
