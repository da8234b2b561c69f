"""The fictional press: what is published, when, and how each outlet tells it."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from monitor import configfile
from monitor.demo.answers import Answer
from monitor.demo.notes import Note, dated, moment
from monitor.demo.press import Press

ZONE = ZoneInfo("America/Mexico_City")
PRESS = Press(today=date(2026, 11, 23), zone=ZONE)
CHANNELS = [(paper.id, channel) for paper in PRESS.papers.values() for channel in paper.channels]
XML = [
    (o, c) for o, c in CHANNELS if c.format in {"rss", "rss-spanish", "rss-posts", "atom", "rdf"}
]
JSON = [(o, c) for o, c in CHANNELS if c.format.startswith("json")]
BASE = "http://127.0.0.1:8601"


def asked(outlet_id: str, path: str, *, until: datetime | None = None) -> Answer:
    return PRESS.answer(outlet_id, path, base=BASE, until=until)


def note(slug: str) -> Note:
    return next(note for note in PRESS.notes if note.slug == slug)


def page(slug: str, *, until: datetime | None = None) -> str:
    found = note(slug)
    charset = PRESS.papers[found.outlet_id].charset
    return asked(found.outlet_id, found.path, until=until).body.decode(charset)


def test_twelve_outlets_publish_at_least_sixty_notes_in_three_days():
    assert len(PRESS.papers) == 12
    assert len(PRESS.notes) >= 60
    assert {note.outlet_id for note in PRESS.notes} == set(PRESS.papers)
    assert len({(note.outlet_id, note.path) for note in PRESS.notes}) == len(PRESS.notes)


def test_every_morning_has_its_news_and_all_is_out_before_the_third():
    eve = PRESS.mornings[0] - timedelta(days=1)
    for before, morning in zip([eve, *PRESS.mornings], PRESS.mornings, strict=False):
        assert sum(before < note.appears_at <= morning for note in PRESS.notes) >= 10
    assert [m.astimezone(ZONE).isoformat()[5:16] for m in PRESS.mornings] == [
        "11-21T07:00",
        "11-22T07:00",
        "11-23T07:00",
    ]


def test_nothing_is_told_with_a_mark_left_in_it():
    for each in PRESS.notes:
        for version in each.versions:
            text = "\n".join((version.title, each.summary, *version.paragraphs))
            assert not re.search(r"[{}]|\s\s|^\s*$", text.lstrip("\n"), re.MULTILINE), each.slug


def test_days_are_told_from_the_day_of_the_note():
    assert dated("este {dia}, {fecha}; ayer {dia-1}", date(2026, 11, 23)) == (
        "este lunes, 23 de noviembre; ayer domingo"
    )
    assert dated("{fecha+9}", date(2026, 11, 23)) == "2 de diciembre"


@given(day=st.integers(-400, 400), hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_an_hour_is_one_of_the_outlets_clock(day: int, hour: int, minute: int):
    found = moment(f"{day} {hour:02}:{minute:02}", today=date(2026, 11, 23), zone=ZONE)
    local = found.astimezone(ZONE)
    assert found.tzinfo is UTC
    assert local.date() - date(2026, 11, 23) == timedelta(days=day)
    assert (local.hour, local.minute) == (hour, minute)


def test_an_hour_that_is_none_is_refused():
    with pytest.raises(ValueError, match="DÍA HH:MM"):
        moment("ayer", today=date(2026, 11, 23), zone=ZONE)


@settings(max_examples=15, deadline=None)
@given(today=st.dates(date(2024, 1, 1), date(2040, 12, 31)))
def test_any_day_may_be_today(today: date):
    press = Press(today=today, zone=ZONE)
    assert len(press.notes) == len(PRESS.notes)
    assert max(note.appears_at for note in press.notes) < press.mornings[2]


@pytest.mark.parametrize(("outlet_id", "channel"), XML)
def test_every_xml_feed_is_well_formed_and_tells_what_is_published(outlet_id, channel):
    answer = asked(outlet_id, channel.path)
    parsed = feedparser.parse(answer.body)
    published = PRESS.published(outlet_id)
    assert not parsed.bozo
    assert len(parsed.entries) == len(published) > 0
    assert parsed.entries[0].link.partition("?")[0] == BASE + published[0].path


@pytest.mark.parametrize(("outlet_id", "channel"), JSON)
def test_every_json_feed_tells_what_is_published(outlet_id, channel):
    answer = asked(outlet_id, channel.path)
    items = json.loads(answer.body)["items"]
    assert answer.content_type == "application/feed+json"
    assert [item["url"] for item in items] == [
        BASE + each.path for each in PRESS.published(outlet_id)
    ]


def test_the_news_sitemap_gives_titles_and_dates():
    answer = asked("planamayor", "/sitemap-noticias.xml")
    tree = etree.fromstring(answer.body)
    names = {"n": "http://www.google.com/schemas/sitemap-news/0.9"}
    titles = tree.xpath("//n:news/n:title/text()", namespaces=names)
    assert len(titles) == len(PRESS.published("planamayor"))
    assert len(tree.xpath("//n:publication_date", namespaces=names)) == len(titles)


def test_the_sitemap_index_leads_to_the_notes():
    index = etree.fromstring(asked("pregon", "/sitemap.xml").body)
    [address] = index.xpath("//*[local-name()='loc']/text()")
    notes = etree.fromstring(asked("pregon", address.removeprefix(BASE)).body)
    found = notes.xpath("//*[local-name()='loc']/text()")
    assert found == [BASE + each.path for each in PRESS.published("pregon")]


def test_the_old_weekly_is_in_latin_1_and_its_dates_have_no_zone():
    feed = asked("tezontle", "/noticias.rdf").body
    each = note("disminuye-robo-a-casa-habitacion-comisario")
    answer = asked("tezontle", each.path)
    assert feed.startswith(b'<?xml version="1.0" encoding="ISO-8859-1"?>')
    assert b"<dc:date>2026-11-21T12:00:00</dc:date>" in feed
    assert answer.content_type == "text/html; charset=iso-8859-1"
    assert "disminuyó 12 por ciento" in answer.body.decode("iso-8859-1")


def test_one_outlet_dates_its_feed_in_spanish():
    feed = asked("lomerio", "/rss").body.decode()
    assert "<pubDate>sáb, 21 nov 2026 08:45:00 -0600</pubDate>" in feed


def test_what_is_not_published_yet_is_nowhere():
    slug = "lluvia-inunda-viviendas-santa-cecilia"
    each = note(slug)
    before = each.published_at - timedelta(minutes=1)
    for path in ("/feed/", "/", "/seccion/municipios"):
        assert slug in asked("heraldo", path).body.decode()
        assert slug not in asked("heraldo", path, until=before).body.decode()
    assert asked("heraldo", each.path, until=before).status == 404
    assert asked("heraldo", each.path, until=each.published_at).status == 200


def test_a_note_may_arrive_late():
    late = [each for each in PRESS.notes if each.appears_at - each.published_at > timedelta(days=1)]
    assert late
    for each in late:
        shown = PRESS.published(each.outlet_id, until=each.appears_at - timedelta(minutes=1))
        assert each not in shown


def test_an_edited_note_changes_its_text_its_headline_and_its_date():
    slug = "regidora-acusa-sobreprecio-calles-vivas"
    each = note(slug)
    first, second = each.versions
    before = page(slug, until=second.since - timedelta(minutes=1))
    after = page(slug, until=second.since)
    assert "no había fijado una postura" in before
    assert "no había fijado una postura" not in after
    assert "Quien nada debe, abre el cajón" in after
    assert first.title in before
    assert second.title in after
    assert f'"dateModified": "{second.since.isoformat()}"' in after
    assert f'"datePublished": "{each.published_at.isoformat()}"' in after
    assert second.since.isoformat() in asked("valle", "/atom.xml").body.decode()


def test_a_page_stays_the_same_until_its_note_changes():
    slug = "reportan-falta-de-agua-colonias-norte-xaltepec"
    assert page(slug, until=PRESS.mornings[0]) == page(slug)


def test_agency_copies_share_the_text_and_not_the_headline():
    copies = [
        note(slug)
        for slug in (
            "alcaldesa-olvera-reabre-pozo-14-xaltepec",
            "vuelve-el-agua-al-norte-de-xaltepec",
            "xaltepec-reactivan-pozo-14",
            "alcaldesa-reactiva-pozo-xaltepec-estado-de-mexico",
            "vuelve-agua-norte-xaltepec",
        )
    ]
    texts = [set(each.versions[0].paragraphs) for each in copies]
    assert len({each.versions[0].title for each in copies}) == len(copies)
    assert len({each.outlet_id for each in copies}) == len(copies)
    for text in texts[1:]:
        assert len(text & texts[0]) >= 3
        assert len(text) < len(texts[0])


@pytest.mark.parametrize(
    ("slug", "status"),
    [
        ("agenda-municipal-del-dia", 404),
        ("fe-de-erratas-nota-retirada", 410),
        ("alumbran-unidad-los-olivos", 301),
        ("inundacion-xaltepec-60-casas", 403),
        ("limon-sube-de-precio-tercera-semana", 200),
    ],
)
def test_each_note_answers_as_its_file_says(slug, status):
    each = note(slug)
    assert asked(each.outlet_id, each.path).status == status


def test_a_moved_note_is_where_it_says():
    each = note("alumbran-unidad-los-olivos")
    moved = asked("valle", each.path).location
    assert moved is not None
    assert "340 luminarias" in asked("valle", moved.removeprefix(BASE)).body.decode()


def test_the_paywall_shows_the_first_paragraph_only():
    text = page("cronica-la-noche-que-el-arroyo-entro-santa-cecilia")
    assert "empezó a sonar a piedras" in text
    assert "don Cosme Ávila" not in text
    assert '"isAccessibleForFree": false' in text


def test_robots_asks_not_to_read_one_note():
    robots = asked("valle", "/robots.txt")
    path = note("expediente-pozos-contratos").path
    refused = re.findall(r"^Disallow: (\S+)$", robots.body.decode(), re.MULTILINE)
    assert any(path.startswith(prefix) for prefix in refused)
    others = [each.path for each in PRESS.published("valle") if each.answer != "robots"]
    assert not any(other.startswith(prefix) for other in others for prefix in refused)
    assert asked("heraldo", "/robots.txt").status == 404


def test_a_feed_announces_a_section_page():
    text = page("municipios-lo-mas-reciente")
    assert text.count("<article") > 5


def test_one_feed_address_answers_a_page():
    answer = asked("valle", "/rss/municipios.xml")
    assert answer.status == 200
    assert answer.content_type.startswith("text/html")


def test_one_feed_is_fine_and_then_dies():
    before, after = PRESS.moment("-1 19:59"), PRESS.moment("-1 20:00")
    assert asked("tezontle", "/noticias.rdf", until=before).status == 200
    assert asked("tezontle", "/noticias.rdf", until=after).status == 500


def test_a_page_that_names_nobody_has_no_watched_name():
    for slug in ("limon-sube-de-precio-tercera-semana", "frente-frio-deja-heladas-en-la-sierra"):
        text = " ".join(note(slug).versions[0].paragraphs)
        assert not re.search("Xaltepec|Olvera|Pacheco|ODAX|Raíces", text)


def test_posts_come_whole_and_without_headline():
    parsed = feedparser.parse(asked("vecinal", "/tags/xaltepec.rss").body)
    assert all("title" not in entry for entry in parsed.entries)
    assert any("ay un bache enorme" in entry.summary for entry in parsed.entries)
    items = json.loads(asked("chiflido", "/buscar/xaltepec.json").body)["items"]
    assert any("fuga de agua en calle Azucena" in item["content_text"] for item in items)


def test_the_configuration_of_the_demo_is_a_valid_one(tmp_path):
    addresses = {
        outlet_id: f"http://127.0.0.1:{8601 + n}" for n, outlet_id in enumerate(PRESS.papers)
    }
    file = tmp_path / "sources.yaml"
    file.write_text(PRESS.config_text(addresses=addresses, smtp=("127.0.0.1", 2525)), "utf-8")
    config = configfile.load(file)
    assert len(config.outlets) == 12
    assert len(config.sources) == sum(len(paper.channels) for paper in PRESS.papers.values())
    assert config.reading.allow_hosts == ("127.0.0.1",)
    assert config.mail is not None
    assert config.mail.port == 2525
    mayor = config.subject["alcaldesa"]
    assert [h.name for h in mayor.holders if h.holds_on(PRESS.today)] == [
        "Maricruz Olvera Tinajero"
    ]
    file.write_text(PRESS.config_text(addresses=addresses, smtp=None), "utf-8")
    assert configfile.load(file).mail is None
