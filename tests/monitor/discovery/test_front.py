"""What pages say of themselves: names, ids, families, candidates; nothing of it can break us."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Source
from monitor.discovery import own_address
from monitor.discovery.front import Candidate, Found, Front, read_front, sitemaps_of, usual
from monitor.discovery.identity import outlet_id, outlet_name
from monitor.discovery.knowledge import families, family, family_of, guess, host_of, scope_of
from tests.monitor.discovery.sites import announced, front


@pytest.mark.parametrize(
    ("said", "host", "name"),
    [
        (["El Faro | El diario de la sierra"], "elfaro.example", "El Faro"),
        (["Noticias de la Sierra - Faronet"], "faronet.example", "Faronet"),
        (["Municipios - La Voz Rota"], "lavozrota.mx", "La Voz Rota"),
        (["Estado Archives - El Faro Digital"], "elfarodigital.com", "El Faro Digital"),
        (["El Faro del Valle » Feed"], "127.0.0.1", "El Faro del Valle"),
        (["Inicio", "", "RSS", "Radio Cumbre: la señal del valle"], "xyz.mx", "Radio Cumbre"),
        (["Semanario El Tezontle » Feed de los comentarios"], "", "Semanario El Tezontle"),
        (["Diario Ñandú"], "diarionandu.mx", "Diario Ñandú"),
        (["RSS", "Feed"], "faro.example", "faro.example"),
        ([], "", "Sin nombre"),
        (["faro.example"], "faro.example", "faro.example"),
    ],
)
def test_the_name_is_the_part_that_looks_like_the_host(said, host, name) -> None:
    assert outlet_name(said, host) == name


@pytest.mark.parametrize(
    ("name", "taken", "identity"),
    [
        ("El Sol de Xaltepec (OEM)", (), "el-sol-de-xaltepec"),
        ("Ñandú & Cía.", (), "nandu-cia"),
        ("24 Horas", {"24-horas"}, "24-horas-2"),
        ("24 Horas", {"24-horas", "24-horas-2"}, "24-horas-3"),
        ("«»", (), "medio"),
    ],
)
def test_an_id_is_short_plain_and_not_taken(name, taken, identity) -> None:
    assert outlet_id(name, taken) == identity


@pytest.mark.parametrize(
    ("name", "host", "scope", "medium"),
    [
        ("Gobierno de Xaltepec", "xaltepec.example", "government", "government"),
        ("Sala de noticias", "www.xaltepec.gob.mx", "government", "government"),
        ("Agencia Nexo", "nexo.mx", "local", "agency"),
        ("Radio Cumbre 98.5 FM", "cumbre.mx", "local", "radio"),
        ("Canal 44 TV", "canal44.mx", "local", "television"),
        ("Semanario El Tezontle", "tezontle.mx", "local", "magazine"),
        ("Diario Valle Norte", "dvn.mx", "local", "newspaper"),
        ("Lomerío", "lomerio.mx", "local", "digital"),
        ("Radiografía", "radiografia.mx", "local", "digital"),
    ],
)
def test_what_an_outlet_is_is_guessed_by_whole_words(name, host, scope, medium) -> None:
    guessed = guess(name, host)
    assert (guessed.scope, guessed.medium) == (scope, medium)


def test_folders_tell_how_far_outlets_reach() -> None:
    told = [scope_of(each) for each in ("Prensa Nacional", "Edomex", "Medios locales", "Varios")]
    assert told == ["national", "state", "local", None]


@pytest.mark.parametrize("known", families()[:-1], ids=lambda each: each.name)
def test_a_family_is_told_by_its_marks_or_by_its_generator(known) -> None:
    marks = "".join(f"<script src='https://faro.example{mark}a.js'>" for mark in known.marks) * 3
    assert family_of(marks, "") == known
    assert family_of("", f"Un {known.generator} 6.8") == known


def test_one_banner_of_another_site_is_no_family() -> None:
    assert family_of("<img src='https://otro.example/wp-content/a.png'>", "").name == ""


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("/rss", "feed"), ("/rss.xml", "feed"), ("/feed/", "feed"), ("/canal/atom.xml", "feed"),
        ("/comunicados.rss", "feed"), ("/?format=feed&type=rss", "feed"), ("/feed.json", "feed"),
        ("/arc/outboundfeeds/rss/category/mexico/?outputType=xml", "feed"),
        ("/noticias/feedback", None), ("/rssa-noticia-del-valle", None), ("/nota.xml.html", None),
        ("https://otro.example/rss", None), ("mailto:a@b.example", None), ("/comments/feed/", None),
        ("javascript:feed()", None), ("http://[::1/rss", None),
        ("https://u:p@faro.example/rss", None),
    ],
)  # fmt: skip
def test_links_that_look_like_feeds_of_this_site(link: str, kind: str | None) -> None:
    page = front(body=f'<a href="{link}">Suscríbase</a>').encode()
    found = [each.kind for each in read_front(page, "https://www.faro.example/").candidates]
    assert found == ([kind] if kind else [])


def test_a_link_named_rss_is_one_wherever_it_leads() -> None:
    page = front(body='<a href="/servicios/canales"><i></i>RSS</a>').encode()
    (found,) = read_front(page, "https://faro.example/").candidates
    assert found.url == "https://faro.example/servicios/canales"


def test_relative_addresses_are_of_the_base_that_the_page_states() -> None:
    head = '<base href="https://faro.example/portal/">' + announced("x").replace("{base}", "rss/")
    (found,) = read_front(front(head).encode(), "https://faro.example/").candidates
    assert found.url == "https://faro.example/portal/rss/x"


def test_what_is_announced_in_other_types_is_no_feed() -> None:
    head = "".join(
        f'<link rel="alternate" type="{kind}" href="https://faro.example/{n}">'
        for n, kind in enumerate(("application/json", "application/json+oembed", "text/html"))
    )
    assert not read_front(front(head).encode(), "https://faro.example/").candidates


def test_maps_of_news_come_first_and_those_of_pictures_never() -> None:
    robots = "\n".join(
        f"Sitemap: https://faro.example/{name}.xml"
        for name in ("posts", "imagenes", "category-sitemap", "autores", "news", "posts")
    )
    found = sitemaps_of(f"User-agent: *\n{robots}\nsitemap: /relativo.xml", "https://faro.example/")
    assert [each.url.rsplit("/", 1)[1] for each in found] == [
        "news.xml",
        "posts.xml",
        "relativo.xml",
    ]


def test_a_folder_of_a_shared_host_is_an_outlet_of_its_own() -> None:
    def first(url: str) -> str:
        shown = Front(url=url, name="x", family="", candidates=())
        return usual(shown, family(""))[0].url

    assert first("https://oem.com.mx/elsoldexaltepec") == "https://oem.com.mx/elsoldexaltepec/feed/"
    assert first("https://faro.example/municipios") == "https://faro.example/feed/"


def test_the_interface_says_where_a_site_begins() -> None:
    interface = Candidate(
        kind="wordpress",
        url="https://faro.example/sierra/wp-json/wp/v2/posts",
        found=Found.INTERFACE,
    )
    shown = Front(
        url="https://faro.example/sierra/temas/", name="x", family="WordPress",
        candidates=(interface,),
    )  # fmt: skip
    assert usual(shown, family("WordPress"))[0].url == "https://faro.example/sierra/feed/"


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ('<link rel="canonical" href="https://faro.example/a">', "https://faro.example/a"),
        ('<meta property="og:url" content="https://faro.example/">', "https://faro.example/"),
        (announced("").replace("{base}", "https://faro.example/feed/"), "https://faro.example/"),
        ("", None),
    ],
)
def test_a_saved_page_may_say_where_it_is_from(head: str, address: str | None) -> None:
    assert own_address(front(head).encode()) == address


def test_a_copy_is_named_by_the_host_of_its_original() -> None:
    page = (
        "<title>Noticias de la Sierra - Faronet</title>"
        '<link rel="canonical" href="https://www.faronet.example/sierra/">'
    )
    assert read_front(page.encode(), "http://127.0.0.1:8000/").name == "Faronet"
    assert read_front(page.encode(), "https://otro.example/").name != ""


def test_the_host_of_an_outlet() -> None:
    told = {host_of(f"https://{each}/") for each in ("www.a.mx", "m.a.mx", "a.mx", "rss.a.mx")}
    assert told == {"a.mx"}
    assert host_of("https://t.me/canal") == "t.me"


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_page_breaks_it(body: bytes) -> None:
    shown = read_front(b"<html><head>" + body, "https://faro.example/")
    assert shown.name
    assert not shown.candidates or shown.candidates[0].url


@given(st.text(max_size=80))
def test_every_candidate_can_be_a_source(link: str) -> None:
    head = f'<link rel="alternate" type="application/rss+xml" href="{link}">'
    body = f'<a href="{link}">RSS</a>'
    shown = read_front(front(head, body).encode(), "https://faro.example/")
    for each in shown.candidates:
        assert Source(kind=each.kind, url=each.url).address.startswith("http")


@pytest.mark.parametrize(
    ("head", "urls"),
    [
        ('<link rel="alternate" href="/feed/" title="RSS">', ["/feed/"]),
        ('<link type="application/rss+xml" href="/canal">', ["/canal"]),
        ('<LINK REL="Alternate" TYPE="Application/RSS+XML" HREF="/canal">', ["/canal"]),
        ('<link rel="alternate" type="application/json" href="/feed.json">', ["/feed.json"]),
        ('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/8">', []),
        ('<link rel="alternate" hreflang="en" href="/en/">', []),
        ('<link rel="alternate" type="application/rss+xml" href="/?feed=comments-rss2">', []),
        ('<link rel="alternate" type="text/xml" href="feed:{site}/canal">', ["/canal"]),
        ('<a href="feed://diario.example.mx/rss.xml">Canal</a>', ["/rss.xml"]),
    ],
)
def test_what_is_announced_by_halves_is_found_and_comments_never(
    head: str, urls: list[str]
) -> None:
    site = "https://diario.example.mx"
    found = read_front(head.replace("{site}", site).encode(), f"{site}/")
    assert [each.url.removeprefix(site) for each in found.candidates] == urls


def test_maps_named_on_one_line_are_apart() -> None:
    robots = "Sitemap: https://a.example.mx/news.xml, https://a.example.mx/mapa.xml"
    assert [each.url for each in sitemaps_of(robots, "https://a.example.mx/")] == [
        "https://a.example.mx/news.xml"
    ]


@pytest.mark.parametrize(
    ("paths", "kept"),
    [
        (["/feed/", "/en/feed/"], ["/feed/"]),
        (["/en/feed/", "/feed/"], ["/feed/"]),
        (["/en/feed/"], ["/en/feed/"]),  # all that it has
        (["/feed/", "/es/feed/"], ["/feed/", "/es/feed/"]),
        (["/feed/", "/df/local/feed/"], ["/feed/", "/df/local/feed/"]),
    ],
)
def test_a_feed_in_another_language_says_what_ours_says(paths: list[str], kept: list[str]) -> None:
    site = "https://diario.example.mx"
    page = "".join(announced(path) for path in paths).replace("{base}", site)
    found = read_front(page.encode(), f"{site}/")
    assert [each.url.removeprefix(site) for each in found.candidates] == kept
