"""WordPress: posts, pages of posts, what changed since, and interfaces that are closed."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from monitor.collectors import wordpress
from monitor.errors import Blocked, CollectError
from monitor.model import Exchange, Page
from tests.monitor.collectors.networks import NOTHING, Asked, Said, gather, serving, source_of
from tests.monitor.collectors.samples import MEXICO, NOW, expected, samples, source, told


def parse(body: str | bytes, *, text: str = "page"):
    body = body.encode() if isinstance(body, str) else body
    return wordpress.parse(source("wordpress", text=text), body, now=NOW, zone=MEXICO)


@pytest.mark.parametrize("sample", samples("wordpress"), ids=lambda path: path.stem)
def test_a_sample_gives_what_is_expected(sample) -> None:
    assert [told(item) for item in parse(sample.read_bytes(), text="entry")] == expected(sample)


@pytest.mark.parametrize(
    "body",
    [
        '{"code": "rest_no_route", "message": "No se ha encontrado la ruta."}',
        "<html><body>Portada</body></html>",
        "",
        "[" * 100_000,
        '{"a": 1}',
    ],
)
def test_a_site_without_the_interface_says_what_to_use(body: str) -> None:
    with pytest.raises(CollectError, match="kind: feed"):
        parse(body)


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("https://a.mx", "https://a.mx/wp-json/wp/v2/posts"),
        ("https://a.mx/blog/", "https://a.mx/blog/wp-json/wp/v2/posts"),
        ("https://a.mx/wp-json/wp/v2/posts?categories=3", None),
        ("https://a.mx/?rest_route=/wp/v2/posts", None),
    ],
)
def test_the_interface_is_found_from_the_front_page(given: str, asked: str | None) -> None:
    assert wordpress.address(given) == (asked or given)


class Site:
    """Answers page by page, as WordPress does."""

    def __init__(self, posts: list[dict[str, object]]) -> None:
        self.posts, self.asked = posts, []

    def __call__(self, url: str, **_: object) -> Page:
        query = parse_qs(urlsplit(url).query)
        self.asked.append(query)
        since = query.get("modified_after", [""])[0]
        posts = [each for each in self.posts if str(each["modified_gmt"]) > since]
        size, page = int(query["per_page"][0]), int(query["page"][0])
        headers = (("X-WP-TotalPages", str(-(-len(posts) // size))),)
        body = json.dumps(posts[(page - 1) * size : page * size]).encode()
        exchange = Exchange(sent=(), status=200, reason="OK", received=headers)
        return Page(url=url, body=body, exchange=exchange)


def post(number: int) -> dict[str, object]:
    return {
        "id": number,
        "link": f"https://a.mx/{number}",
        "title": {"rendered": f"Nota {number}"},
        "date_gmt": f"2026-08-21T0{number // 60}:{number % 60:02}:00",
        "modified_gmt": f"2026-08-21T0{number // 60}:{number % 60:02}:00",
    }


def test_every_page_is_asked_and_later_only_what_changed() -> None:
    site = Site([post(number) for number in reversed(range(120))])
    first = wordpress.collect(source("wordpress"), site, memos={}, now=NOW, zone=MEXICO)
    assert len(first.items) == 120
    assert [query["page"] for query in site.asked] == [["1"], ["2"], ["3"]]
    site.posts.insert(0, post(400))
    second = wordpress.collect(source("wordpress"), site, memos=first.memos, now=NOW, zone=MEXICO)
    titles = {item.title for item in second.items}
    assert "Nota 400" in titles
    assert len(titles) <= 62  # the new one, and an hour before what was seen last
    assert len(site.asked) == 5


def test_many_pages_are_cut_and_told() -> None:
    site = Site([post(number) for number in range(420)])
    found = wordpress.collect(source("wordpress"), site, memos={}, now=NOW, zone=MEXICO)
    assert len(found.items) == wordpress.PAGES * wordpress.PER_PAGE
    assert found.note


def test_a_closed_interface_is_a_refusal() -> None:
    def closed(url: str, **_: object) -> Page:
        raise Blocked(url, "nos niega la entrada (403)")

    with pytest.raises(Blocked):
        wordpress.collect(source("wordpress"), closed, memos={}, now=NOW, zone=MEXICO)


def test_what_was_read_stays_when_a_later_page_fails_and_the_rest_is_asked_again() -> None:
    failing = ["2"]

    def answer(asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return NOTHING
        if asked.get("page") in failing:
            return Said(status=400, body={"code": "rest_post_invalid_page_number"})
        page = int(asked.get("page"))
        return Said(body=[post(100 + page)], headers={"X-WP-TotalPages": "2"})

    with serving(answer) as site:
        first = gather(source_of("wordpress", site))
        assert [item.title for item in first.items] == ["Nota 101"]
        assert "páginas leídas: 1 de 2" in (first.note or "")
        failing.clear()
        second = gather(source_of("wordpress", site), memos=first.memos)
    assert [item.title for item in second.items] == ["Nota 101", "Nota 102"]


def test_a_site_that_gives_few_is_asked_for_few() -> None:
    def answer(asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return NOTHING
        if int(asked.get("per_page")) > 10 or asked.get("orderby"):
            return Said(status=400, body={"code": "rest_invalid_param"})
        return Said(body=[post(1)], headers={"X-WP-TotalPages": "40"})

    with serving(answer) as site:
        found = gather(source_of("wordpress", site))
    assert [item.title for item in found.items] == ["Nota 1"]
    assert found.note is None


def test_an_interface_without_pretty_addresses_is_found() -> None:
    def answer(asked: Asked) -> Said:
        if asked.path == "/" and asked.get("rest_route") == "/wp/v2/posts":
            page = int(asked.get("page"))
            return Said(body=[post(page)], headers={"X-WP-TotalPages": "2"})
        return NOTHING

    with serving(answer) as site:
        found = gather(source_of("wordpress", site))
    assert [item.title for item in found.items] == ["Nota 1", "Nota 2"]


def test_warnings_before_an_answer_are_passed_over() -> None:
    warning = "<br />\n<b>Deprecated</b>: uso [viejo] en <b>/a.php</b> línea <b>1</b><br />\n"
    (item,) = parse(warning + json.dumps([post(1)]))
    assert item.title == "Nota 1"


def test_a_post_without_a_universal_date_has_that_of_the_site() -> None:
    (item,) = parse(
        json.dumps([post(1) | {"date_gmt": "0000-00-00T00:00:00", "date": "2026-08-20T22:00:00"}])
    )
    assert item.published_at is not None
    assert item.published_at.isoformat() == "2026-08-21T04:00:00+00:00"
