"""Feeds of every kind: what they say, in plain text and with right dates; why one is none."""

from __future__ import annotations

import gzip
import random
from datetime import timedelta, tzinfo
from io import BytesIO
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.collectors import COLLECTORS, answers, feed
from monitor.errors import CollectError, EmptyFeed, NotAFeed, NotFound, TooLarge
from monitor.model import Harvest, Item, Memo, Page
from monitor.sourcekinds import KINDS
from tests.conftest import Web
from tests.monitor.collectors.samples import (
    DATA,
    MEXICO,
    NOW,
    expected,
    samples,
    source,
    told,
)

FEED = source().address
NAMES = [sample.name for sample in samples("feed")]
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{}</channel></rss>'


def parse(body: bytes | str, *, text: str = "page", zone: tzinfo = MEXICO) -> list[Item]:
    body = body.encode() if isinstance(body, str) else body
    return list(feed.parse(source(text=text), body, now=NOW, zone=zone))


def harvest(web: Web, memos: dict[str, Memo] | None = None) -> Harvest:
    return feed.collect(source(), web, memos=memos or {}, now=NOW, zone=MEXICO)


def test_every_kind_of_source_has_its_collector() -> None:
    assert tuple(COLLECTORS) == tuple(KINDS)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_gives_what_is_expected(name: str) -> None:
    sample = DATA / "feed" / name
    items = parse(sample.read_bytes(), text="entry" if ".entry" in name else "page")
    assert [told(item) for item in items] == expected(sample)
    assert all(item.source_id == "diario" and item.guid for item in items)


@pytest.mark.parametrize(
    ("one", "other"), list(combinations([name for name in NAMES if "latin1_" in name], 2))
)
def test_what_a_feed_says_of_its_charset_changes_nothing(one: str, other: str) -> None:
    first, second = (parse((DATA / "feed" / name).read_bytes()) for name in (one, other))
    assert first == second
    assert "Jardín Núñez" in first[0].title


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8", "us-ascii", "no-such", "rot13", None])
def test_what_the_header_says_of_the_charset_neither(charset: str | None) -> None:
    for name in ("utf8_said_to_be_latin1.in", "latin1_said_to_be_utf8.in", "utf16.in"):
        body = (DATA / "feed" / name).read_bytes()
        (item,) = feed.parse(
            source(), body, content_type="text/xml", charset=charset, now=NOW, zone=MEXICO
        )
        assert item.title == "Señalan daños en el Jardín Núñez “por años”"


def test_a_charset_of_other_languages_is_honoured() -> None:
    text = RSS.format("<item><title>Łódź i Kraków: ścieżki</title></item>")
    body = text.replace('"1.0"?', '"1.0" encoding="iso-8859-2"?').encode("iso-8859-2")
    assert parse(body)[0].title == "Łódź i Kraków: ścieżki"


def test_an_hour_without_a_zone_is_of_the_zone_given() -> None:
    body = RSS.format("<item><title>x</title><pubDate>20/08/2026 22:00</pubDate></item>")
    assert parse(body)[0].published_at.isoformat() == "2026-08-21T04:00:00+00:00"  # type: ignore[union-attr]
    (item,) = parse(body, zone=ZoneInfo("America/Cancun"))
    assert item.published_at.isoformat() == "2026-08-21T03:00:00+00:00"  # type: ignore[union-attr]


def test_a_long_title_is_cut_at_a_word() -> None:
    (item,) = parse(RSS.format(f"<item><title>{'palabra ' * 200}</title></item>"))
    assert len(item.title) <= 500
    assert item.title.endswith("palabra…")
    (item,) = parse(RSS.format(f"<item><title>{'x' * 9_000_000}</title></item>"))
    assert item.title == "x" * 499 + "…"


def test_an_entry_without_anything_is_told_from_no_other() -> None:
    items = parse(RSS.format("<item/><item><title>a</title></item><item><title>a</title></item>"))
    assert len(items) == 3
    assert len({item.id for item in items}) == 2


def test_a_date_of_change_that_is_ahead_is_no_change_at_each_reading() -> None:
    ahead = (NOW + timedelta(hours=20)).isoformat()
    atom = (DATA / "feed" / "atom_based.in").read_text(encoding="utf-8")
    body = atom.replace("2026-08-21T07:10:00-06:00", ahead).encode()
    first, second = (
        feed.parse(source(), body, now=NOW + timedelta(hours=n), zone=MEXICO)[0] for n in (0, 1)
    )
    assert first.fingerprint == second.fingerprint
    assert first.updated_at is None


def test_entries_that_share_an_id_are_told_apart_by_their_words() -> None:
    entry = "<item><guid>0</guid><description>{}</description></item>"
    body = RSS.format("".join(entry.format(words) for words in ("uno", "dos", "uno")))
    ids = [item.id for item in parse(body)]
    assert ids[0] == ids[2] != ids[1]
    assert ids == [item.id for item in parse(body)]


def test_an_entry_is_known_by_its_address_whatever_its_id_says() -> None:
    entry = "<item><guid isPermaLink='false'>{}</guid><link>https://a.example.mx/n/{}</link></item>"

    def ids(*entries: tuple[str, str]) -> list[str]:
        return [item.id for item in parse(RSS.format("".join(entry.format(*e) for e in entries)))]

    first = ids(("mañana", "1"), ("mañana", "2"))
    assert len(set(first)) == 2  # an id that is used again joins no notes
    assert ids(("tarde", "1?utm_source=rss"), ("noche", "2#x")) == first  # one that moves, neither


def test_an_id_of_one_source_is_not_that_of_another() -> None:
    body = RSS.format("<item><guid>7</guid><description>Aviso de corte</description></item>")
    (mine,), (theirs,) = (
        feed.parse(source().model_copy(update={"id": name}), body.encode(), now=NOW, zone=MEXICO)
        for name in ("uno", "dos")
    )
    assert mine.guid == theirs.guid
    assert mine.id != theirs.id


def test_a_changed_entry_has_another_fingerprint_and_the_same_id() -> None:
    atom = (DATA / "feed" / "atom_based.in").read_text(encoding="utf-8")
    before = parse(atom)
    after = parse(atom.replace("2026-08-19T12:00:00Z", "2026-08-19T13:00:00Z"))
    assert [item.id for item in before] == [item.id for item in after]
    assert before[0].fingerprint == after[0].fingerprint
    assert before[1].fingerprint != after[1].fingerprint


def test_the_newest_of_too_many_are_taken_and_it_is_said(web: Web) -> None:
    entries = [
        f"<item><title>{n}</title><link>https://a.example.mx/nota/{n}</link>"
        f"<pubDate>{(NOW - timedelta(minutes=n)).isoformat()}</pubDate></item>"
        for n in range(700)
    ]
    random.Random(4).shuffle(entries)
    web.pages[FEED] = RSS.format("".join(entries)).encode()
    found = harvest(web)
    assert sorted(int(item.title) for item in found.items) == list(range(500))
    assert found.note == "recortado a 500 de 700 entradas"


def test_collect_remembers_what_it_read(web: Web) -> None:
    body = RSS.format("<item><title>x</title></item>").encode()
    web.pages[FEED] = Page(
        url=FEED, body=body, etag='"a"', last_modified="hoy", moved_to="https://b.example.mx/"
    )
    found = harvest(web)
    assert found.memos == {
        FEED: Memo(etag='"a"', last_modified="hoy", body_hash=answers.body_hash(body))
    }
    assert found.moved_to == "https://b.example.mx/"
    assert not found.unchanged
    assert found.note is None


class ParsedAgain(Exception):
    pass


@pytest.fixture
def no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ParsedAgain

    monkeypatch.setattr("monitor.sandbox.Sandbox.call", refuse)
    monkeypatch.setattr("feedparser.parse", refuse)


@pytest.mark.usefixtures("no_parser")
def test_a_304_is_not_parsed(web: Web) -> None:
    web.pages[FEED] = Page(url=FEED, body=b"", unchanged=True)
    found = harvest(web, {FEED: Memo(etag='"a"')})
    assert found.unchanged
    assert found.items == ()


@pytest.mark.usefixtures("no_parser")
def test_a_body_seen_before_is_not_parsed_but_its_memo_is_kept(web: Web) -> None:
    body = b"whatever it is"
    web.pages[FEED] = Page(url=FEED, body=body, etag='"new"')
    known = Memo(etag='"old"', body_hash=answers.body_hash(body))
    found = harvest(web, {FEED: known})
    assert found.unchanged
    assert found.memos[FEED].etag == '"new"'


@pytest.mark.usefixtures("no_parser")
def test_another_body_is_parsed(web: Web) -> None:
    web.pages[FEED] = b"<rss/>"
    with pytest.raises(ParsedAgain):
        harvest(web, {FEED: Memo(body_hash=answers.body_hash(b"<rss></rss>"))})


PAGE = (
    "<!DOCTYPE html><html><head><title>Portada</title>{}</head>"
    "<body><article><h1>Una nota</h1><item><title>x</title></item></article></body></html>"
)


@pytest.mark.parametrize(
    "body",
    [
        PAGE.format(""),
        "\n\n<!-- caché --><html lang='es'><body>403</body></html>",
        '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x.dtd"><html/>',
    ],
)
def test_a_page_where_a_feed_should_be_says_so(web: Web, body: str) -> None:
    web.pages[FEED] = body.encode()
    with pytest.raises(NotAFeed, match="una página HTML, no un canal RSS") as refused:
        harvest(web)
    assert refused.value.source_id == "diario"


def test_a_page_that_announces_its_feed_gives_the_remedy() -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="https://diario.example.mx/rss">'
    with pytest.raises(NotAFeed, match=r"la página anuncia este: https://diario\.example\.mx/rss"):
        parse(PAGE.format(link))


@pytest.mark.parametrize(
    "body",
    ['{"posts": []}', "[1, 2]", '{"version": "2.0", "items": []}', "null", "7", '{"items": 3}'],
)
def test_json_that_is_no_feed_is_refused(body: str) -> None:
    with pytest.raises(NotAFeed):
        parse(body)


@pytest.mark.parametrize("body", ["hola", "<nota><para>ti</para></nota>", "%PDF-1.7", "<", "{"])
def test_anything_else_is_refused(body: str) -> None:
    with pytest.raises(NotAFeed):
        parse(body)


def test_a_site_map_in_place_of_a_feed_gives_the_remedy() -> None:
    with pytest.raises(NotAFeed, match="kind: sitemap"):
        parse((DATA / "sitemap" / "plain.in").read_bytes())


@pytest.mark.parametrize("body", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b"\0\0\0\0"])
def test_an_answer_without_content_says_so(web: Web, body: bytes) -> None:
    web.pages[FEED] = body
    with pytest.raises(EmptyFeed):
        harvest(web)


def test_a_feed_without_entries_is_well(web: Web) -> None:
    web.pages[FEED] = (DATA / "feed" / "empty_channel.in").read_bytes()
    assert harvest(web).items == ()


@pytest.mark.parametrize("reference", ["&#x110000;", "&#0;", "&#xD800;", "&#99999999999;", "&#31;"])
def test_a_reference_to_no_character_costs_only_itself(reference: str) -> None:
    body = RSS.format(f"<item><title>a{reference}b &ntilde;</title></item><item/>")
    assert [item.title for item in parse(body)] == ["ab ñ", ""]


def test_what_feedparser_drops_on_the_floor_is_picked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = feed.feedparser.parse

    def clumsy(stream: BytesIO, **options: object) -> object:
        if b"broken" in stream.getvalue():
            raise KeyError("links")
        return whole(stream, **options)

    monkeypatch.setattr("feedparser.parse", clumsy)
    body = RSS.format("</broken><item><title>Nota</title></item>")
    assert [item.title for item in parse(body)] == ["Nota"]
    with pytest.raises(CollectError, match="dañado"):
        parse(RSS.format("<item><title>broken</title></item>"))


def test_a_packed_feed_is_opened() -> None:
    body = (DATA / "feed" / "rdf.in").read_bytes()
    assert parse(gzip.compress(body)) == parse(body)


def test_a_packed_bomb_is_not_opened() -> None:
    with pytest.raises(TooLarge):
        parse(gzip.compress(b" " * 30_000_000))


def test_what_the_door_refuses_passes_as_it_is(web: Web) -> None:
    web.pages[FEED] = NotFound(FEED, "no existe")
    with pytest.raises(NotFound):
        harvest(web)


SENTINEL = "palabra-que-solo-esta-en-el-archivo"


def test_no_file_of_ours_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secreto.txt"
    secret.write_text(SENTINEL)
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    body = RSS.format("<item><title>a &x; b</title></item>").replace("<rss", f"{doctype}<rss")
    assert SENTINEL not in repr(parse(body))
    for path in (str(secret), secret.as_uri()):  # feedparser opens what looks like an address
        with pytest.raises(NotAFeed):
            parse(path)


def laughs(levels: int) -> str:
    lines = ['<!ENTITY a0 "ja">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, levels)]
    return "\n".join(lines)


HOSTILE = {
    "laughs": f"<!DOCTYPE rss [{laughs(10)}]>" + RSS.format("<item><title>&a9;</title></item>"),
    "blanks before": "\n" * 300_000 + RSS.format("<item><title>x</title></item>"),
    "blanks in the prologue": "<?xml version='1.0'?>" + "\n" * 300_000 + "<rss version='2.0'/>",
    "deep": "<rss version='2.0'><channel>" + "<a>" * 100_000,
    "brackets": RSS.format("<item><title>&nbsp;" + "<" * 50_000),
    "bold title": RSS.format(f"<item><title><![CDATA[{'<b>' * 200_000}]]></title></item>"),
    "declarations": "<!DOCTYPE a [" * 20_000,
    "comments": "<!--a-->" * 50_000 + "<",
    "open feeds": "<html>" + "<feed " * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_made_to_harm_ends_soon(web: Web, name: str) -> None:
    web.pages[FEED] = HOSTILE[name].encode()
    try:
        found = harvest(web)
    except CollectError:
        return
    assert all(len(item.title) <= 500 for item in found.items)


def test_what_does_not_end_is_a_failure_with_its_reason(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monitor.sandbox import Sandbox

    hasty = Sandbox(seconds=4, megabytes=1_000)
    monkeypatch.setattr(feed, "_SANDBOX", hasty)
    web.pages[FEED] = RSS.format(f"<item><author>{'a' * 200_000}</author></item>").encode()
    with pytest.raises(CollectError, match="no se pudo leer en 20 s") as failed:
        harvest(web)
    assert failed.value.source_id == "diario"
    web.pages[FEED] = RSS.format("<item><title>x</title></item>").encode()
    assert len(harvest(web).items) == 1
    hasty.close()


BODIES = [sample.read_bytes() for sample in samples("feed")]
cuts = st.tuples(
    st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.binary(max_size=6) | st.just(b"]]>")
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(BODIES), st.lists(cuts, min_size=1, max_size=6))
def test_a_damaged_feed_gives_items_or_a_reason(
    body: bytes, wounds: list[tuple[float, int, bytes]]
) -> None:
    for place, length, put in wounds:
        at = int(place * len(body))
        body = body[:at] + put + body[at + length :]
    try:
        items = parse(body, text="entry")
    except (CollectError, TooLarge):
        return
    for item in items:
        assert item.guid
        assert item.url is None or item.url.startswith(("http://", "https://"))
        assert not {"\0", "\u202e", "\u200b"} & set(item.title + item.summary + (item.text or ""))
        told(item)
        (item.title + item.summary + (item.text or "")).encode("utf-8")
        assert item.published_at is None or item.published_at <= NOW


@pytest.mark.parametrize(
    ("name", "charset", "mended"),
    [
        ("latin1_said_to_be_utf8.in", None, True),
        ("utf8_said_to_be_latin1.in", None, True),
        ("utf8_said_to_be_latin1.in", "utf-8", False),  # the header says what it is
        ("utf8_with_half_a_letter.in", None, True),
        ("latin1_truly.in", None, False),
        ("utf16.in", None, False),
        ("rss_wordpress.in", "utf-8", False),
        ("rss_wordpress.in", "rot13", False),
    ],
)
def test_a_feed_says_whether_its_letters_had_to_be_mended(
    name: str, charset: str | None, mended: bool
) -> None:
    web = Web()
    body = (DATA / "feed" / name).read_bytes()
    web.pages[FEED] = Page(url=FEED, body=body, content_type="application/xml", charset=charset)
    assert harvest(web).mended is mended
