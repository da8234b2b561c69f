"""Site maps: plain, of news, indexes, packed; only what is new, and why one is none."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.collectors import answers, sitemap
from monitor.errors import (
    CollectError,
    EmptyFeed,
    FetchError,
    NotAFeed,
    NotFound,
    TooLarge,
    Unreachable,
)
from monitor.model import Harvest, Item, Memo, Page
from tests.conftest import Web
from tests.monitor.collectors.samples import DATA, MEXICO, NOW, expected, samples, source, told

MAP = source("sitemap").address
SITE = "https://diario.example.mx"


def parse(body: bytes | str) -> list[Item]:
    body = body.encode() if isinstance(body, str) else body
    return list(sitemap.parse(source("sitemap"), body, now=NOW, zone=MEXICO))


def harvest(web: Web, memos: dict[str, Memo] | None = None) -> Harvest:
    return sitemap.collect(source("sitemap"), web, memos=memos or {}, now=NOW, zone=MEXICO)


def pieces(*names: str) -> bytes:
    urls = "".join(f"<url><loc>{SITE}/nota/{name}</loc></url>" for name in names)
    return f"<urlset>{urls}</urlset>".encode()


def index(*files: tuple[str, str]) -> bytes:
    """Of (name, hours since it changed or "") pairs."""
    entries = "".join(
        f"<sitemap><loc>{SITE}/{name}.xml</loc>{_changed(hours)}</sitemap>" for name, hours in files
    )
    return f'<?xml version="1.0"?><sitemapindex>{entries}</sitemapindex>'.encode()


def _changed(hours: str) -> str:
    moment = (NOW - timedelta(hours=float(hours or 0))).isoformat()
    return f"<lastmod>{moment}</lastmod>" if hours else ""


def names(found: Harvest) -> set[str]:
    return {str(item.url).rpartition("/")[2] for item in found.items}


@pytest.mark.parametrize("name", [sample.name for sample in samples("sitemap")])
def test_a_sample_gives_what_is_expected(name: str) -> None:
    sample = DATA / "sitemap" / name
    items = parse(sample.read_bytes())
    assert [told(item) for item in items] == expected(sample)


def test_an_item_without_a_title_has_an_empty_one() -> None:
    (item,) = parse(pieces("a"))
    assert item.title == ""
    assert item.published_at is None


def test_only_what_changed_this_week_is_announced() -> None:
    dated = "".join(
        f"<url><loc>{SITE}/nota/{days}</loc><lastmod>{(NOW - timedelta(days=days)).isoformat()}"
        "</lastmod></url>"
        for days in (0, 6, 8, 900)
    )
    found = parse(f"<urlset>{dated}</urlset>")
    assert [str(item.url)[-1] for item in found] == ["0", "6"]


def test_the_newest_of_too_many_are_taken_and_it_is_said(web: Web) -> None:
    entries = "".join(
        f"<url><loc>{SITE}/nota/{n}</loc><lastmod>{(NOW - timedelta(minutes=n)).isoformat()}"
        "</lastmod></url>"
        for n in range(699, -1, -1)
    )
    web.pages[MAP] = f"<urlset>{entries}</urlset>".encode()
    found = harvest(web)
    assert {int(name) for name in names(found)} == set(range(500))
    assert found.note == "recortado a 500 de 700 entradas"


def test_a_packed_map_is_opened_within_limits(web: Web) -> None:
    packed = gzip.compress(pieces("a", "b"))
    web.pages[MAP] = Page(url=MAP, body=packed, content_type="application/octet-stream")
    assert names(harvest(web)) == {"a", "b"}
    web.pages[MAP] = gzip.compress(b" " * 30_000_000)
    with pytest.raises(TooLarge):
        harvest(web)
    for broken in (packed[:-12], b"\x1f\x8b" + b"nada"):
        web.pages[MAP] = broken
        with pytest.raises(Unreachable):
            harvest(web)


def test_a_map_seen_before_is_unchanged(web: Web) -> None:
    web.pages[MAP] = pieces("a")
    first = harvest(web)
    assert not first.unchanged
    again = harvest(web, dict(first.memos))
    assert again.unchanged
    assert again.items == ()
    assert again.memos == first.memos
    web.pages[MAP] = Page(url=MAP, body=b"", unchanged=True)
    assert harvest(web, dict(first.memos)).unchanged


def test_an_index_is_followed_newest_first_and_not_for_ever(web: Web) -> None:
    files = [(f"m{n}", str(n + 1)) for n in range(9)]
    web.pages[MAP] = index(*reversed(files))
    for name, _ in files:
        web.pages[f"{SITE}/{name}.xml"] = pieces(name)
    assert names(harvest(web)) == {"m0", "m1", "m2", "m3", "m4"}
    assert web.asked == [MAP] + [f"{SITE}/m{n}.xml" for n in range(5)]


def test_files_of_an_index_that_did_not_change_this_week_are_not_asked_for(web: Web) -> None:
    web.pages[MAP] = index(("hoy", "2"), ("vieja", "400"))
    web.pages[f"{SITE}/hoy.xml"] = pieces("a")
    assert names(harvest(web)) == {"a"}
    assert f"{SITE}/vieja.xml" not in web.asked


def test_without_dates_pieces_come_before_sections_and_the_highest_number_first(web: Web) -> None:
    web.pages[MAP] = index(
        ("category-sitemap", ""), ("post-sitemap2", ""), ("post-sitemap10", ""), ("author", "")
    )
    harvest_of_nothing(web)
    asked = [address.removeprefix(f"{SITE}/") for address in web.asked[1:]]
    assert asked[:2] == ["post-sitemap10.xml", "post-sitemap2.xml"]


def harvest_of_nothing(web: Web) -> None:
    with pytest.raises(FetchError):
        harvest(web)


def test_an_index_of_indexes_is_followed_two_levels(web: Web) -> None:
    web.pages[MAP] = index(("uno", "1"))
    web.pages[f"{SITE}/uno.xml"] = index(("dos", "1"))
    web.pages[f"{SITE}/dos.xml"] = index(("tres", "1"))
    web.pages[f"{SITE}/tres.xml"] = pieces("hondo")
    assert names(harvest(web)) == set()
    assert f"{SITE}/tres.xml" not in web.asked
    web.pages[f"{SITE}/dos.xml"] = pieces("a")
    assert names(harvest(web)) == {"a"}


def test_an_address_that_cannot_be_is_left_out_of_an_index(web: Web) -> None:
    web.pages[MAP] = index(("a", "1")).replace(
        b"</sitemapindex>", b"<sitemap><loc>//[diario.mx/b.xml</loc></sitemap></sitemapindex>"
    )
    web.pages[f"{SITE}/a.xml"] = pieces("a")
    assert names(harvest(web)) == {"a"}


def test_an_index_that_names_itself_ends(web: Web) -> None:
    web.pages[MAP] = index(("sitemap", "1"), ("otro", "1"))
    web.pages[f"{SITE}/otro.xml"] = index(("sitemap", "1"), ("otro", "1"))
    assert harvest(web).items == ()
    assert len(web.asked) == 2


def test_the_files_of_an_index_are_remembered_and_the_index_is_not(web: Web) -> None:
    web.pages[MAP] = index(("a", ""), ("b", ""))
    web.pages[f"{SITE}/a.xml"], web.pages[f"{SITE}/b.xml"] = pieces("a"), pieces("b")
    memos = dict(harvest(web).memos)
    assert set(memos) == {f"{SITE}/a.xml", f"{SITE}/b.xml"}
    assert harvest(web, memos).unchanged
    web.pages[f"{SITE}/b.xml"] = pieces("b", "c")
    again = harvest(web, memos)
    assert not again.unchanged
    assert names(again) == {"b", "c"}


def test_a_file_that_cannot_be_had_costs_only_itself(web: Web) -> None:
    web.pages[MAP] = index(("a", "1"), ("b", "2"), ("c", "3"))
    web.pages[f"{SITE}/b.xml"] = pieces("b")
    web.pages[f"{SITE}/c.xml"] = b"<!doctype html><html></html>"
    found = harvest(web)
    assert names(found) == {"b"}
    assert found.note == "no se pudieron leer 2 de 3 mapas"


def test_when_no_file_can_be_had_the_source_failed(web: Web) -> None:
    web.pages[MAP] = index(("a", "1"))
    with pytest.raises(NotFound):
        harvest(web)


def test_a_feed_may_be_the_map_of_a_site(web: Web) -> None:
    web.pages[MAP] = (DATA / "feed" / "rdf.in").read_bytes()
    assert [item.title for item in harvest(web).items] == ["Acuerdo número 7: tianguis"]


@pytest.mark.parametrize(
    "body", [b"<!DOCTYPE html><html><body>404</body></html>", b"hola", b"{}", b"<nota/>", b"<"]
)
def test_what_is_no_map_says_so(body: bytes) -> None:
    with pytest.raises(NotAFeed, match="no un mapa del sitio"):
        parse(body)


@pytest.mark.parametrize("body", [b"", b"\n \n"])
def test_an_answer_without_content_says_so(body: bytes) -> None:
    with pytest.raises(EmptyFeed):
        parse(body)


HOSTILE = {
    "laughs": '<!DOCTYPE u [<!ENTITY a "ja"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    + f"<urlset><url><loc>{SITE}/&b;</loc></url></urlset>",
    "file": '<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + f"<urlset><url><loc>{SITE}/x</loc><title>&x;</title></url></urlset>",
    "deep": "<urlset>" + "<url>" * 200_000,
    "attributes": "<urlset " + " ".join(f"a{n}='1'" for n in range(50_000)) + "/>",
    "blanks": "\n" * 1_000_000 + "<urlset/>",
    "ampersands": "<urlset>" + "&" * 300_000,
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_made_to_harm_ends_soon_and_tells_nothing(name: str) -> None:
    told_all = repr(parse(HOSTILE[name]))
    assert "root:" not in told_all
    assert "jaja" not in told_all


def test_a_body_is_hashed_as_it_came(web: Web) -> None:
    packed = gzip.compress(pieces("a"))
    web.pages[MAP] = packed
    assert harvest(web).memos[MAP].body_hash == answers.body_hash(packed)


def test_a_prefix_that_is_not_declared_is_understood() -> None:
    body = (DATA / "sitemap" / "news.in").read_text(encoding="utf-8").replace("xmlns:n=", "x=")
    assert [item.title for item in parse(body)] == ["Cabildo aprueba gasto & deuda"]


BODIES = [sample.read_bytes() for sample in samples("sitemap")] + [index(("a", "1"))]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(BODIES),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=6)), max_size=6),
)
def test_a_damaged_map_gives_items_or_a_reason(
    body: bytes, wounds: list[tuple[float, int, bytes]]
) -> None:
    for place, length, put in wounds:
        at = int(place * len(body))
        body = body[:at] + put + body[at + length :]
    try:
        items = parse(body)
    except (CollectError, FetchError):
        return
    assert all(item.guid and item.url and item.url.startswith("http") for item in items)


def test_of_files_told_apart_by_their_question_the_last_day_comes_first() -> None:
    web = Web()
    days = [f"mapa.php?dia=2026-08-{day:02}" for day in range(1, 22)]
    web.pages[MAP] = "<sitemapindex>{}</sitemapindex>".format(
        "".join(f"<sitemap><loc>{SITE}/{day}</loc></sitemap>" for day in days)
    ).encode()
    web.pages |= {f"{SITE}/{day}": pieces(day[-2:]) for day in days}
    assert names(harvest(web)) == {"21", "20", "19", "18", "17"}


@pytest.mark.parametrize("location", ["/nota/obra", "//diario.example.mx/nota/obra", "nota/obra"])
def test_an_address_written_as_in_a_page_is_whole(location: str) -> None:
    (item,) = parse(f"<urlset><url><loc>{location}</loc></url></urlset>")
    assert item.url == f"{SITE}/nota/obra"
    assert parse("<urlset><url><loc>/</loc></url></urlset>") == []


def test_a_piece_of_today_is_new_whatever_its_date_of_change_says() -> None:
    news = "<news><publication_date>2026-08-21T07:00:00-06:00</publication_date></news>"
    old = "<lastmod>2019-01-01</lastmod>"
    (item,) = parse(f"<urlset><url><loc>{SITE}/nota/obra</loc>{old}{news}</url></urlset>")
    assert item.published_at is not None
    assert item.published_at.isoformat() == "2026-08-21T13:00:00+00:00"
