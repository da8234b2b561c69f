"""Which edition is which, and what its digest knows of those before."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from monitor.archive.records import StoredDigest
from monitor.local import tick
from monitor.model import Edition
from monitor.pipeline import Pipeline
from monitor.publishing import next_edition
from reports.model import Digest
from tests.conftest import FEED, NOW

SAME_DAY = "Fri, 21 Aug 2026 06:00:00 -0600"


@pytest.fixture
def pipeline(config, archive, web, folder, rss, page):
    note = "https://www.heraldo.test/pozo/"
    web.pages[FEED] = rss({"title": "Abren pozo", "link": note, "pubDate": SAME_DAY})
    web.pages[note] = page(
        "Inaugura alcaldesa pozo en La Joya",
        "La alcaldesa Maribel Ontiveros inauguró este viernes un pozo de agua en la colonia La "
        "Joya, que dará servicio a cuatro mil familias del oriente de Xaltepec.",
    )
    return Pipeline(config=config, archive=archive, fetch=web, folder=folder)


def built(pipeline, key: str, now) -> Digest:
    publisher = pipeline.publisher
    return publisher.build(publisher.edition(key, opened_at=now, now=now))


def of_day(before: int, archive, *, total: int) -> None:
    """An edition of days before, told with so many impacts."""
    then = NOW - timedelta(days=before)
    tally = {"positive": 0, "neutral": total, "negative": 0, "unread": 0}
    key = f"{then.date()}T07:00"
    stored = StoredDigest(
        edition_id=key,
        day=then.date(),
        hour="07:00",
        subject="",
        html="",
        text="",
        data=json.dumps({"cover": {"tally": tally}}),
        closed_at=then,
    )
    told = Edition(id=key, day=then.date(), hour="07:00", opened_at=then)
    archive.close_edition(told, digest=stored, mails=[], now=then)


def test_a_digest_says_how_it_compares(pipeline):
    of_day(1, pipeline.archive, total=4)
    of_day(2, pipeline.archive, total=2)
    tick(pipeline, clock=lambda: NOW)
    stored = pipeline.archive.digest("2026-08-21T07:00")
    assert "la media de los 2 días anteriores (3)" in stored.text
    assert "Impactos por día" in stored.html


def test_what_was_told_is_counted_in_the_next(pipeline, web, rss, page):
    tick(pipeline, clock=lambda: NOW)
    other = "https://www.heraldo.test/otro/"
    web.pages[FEED] = rss({"title": "Otro pozo", "link": other, "pubDate": SAME_DAY})
    web.pages[other] = page(
        "Alcaldesa de Xaltepec revisa el alumbrado",
        "La alcaldesa Maribel Ontiveros revisó este viernes el alumbrado de la avenida Hidalgo de "
        "Xaltepec, apagado desde julio, y pidió que se repare antes del inicio de clases.",
    )
    later = NOW + timedelta(hours=10)
    tick(pipeline, clock=lambda: later)
    told = built(pipeline, "2026-08-22T07:00", later)
    [trend] = [each for each in told.figures if each.id == "trend"]
    assert [bar.tally.total for bar in trend.bars] == [1, 1]


def test_the_sections_are_feeds_that_hold_what_earlier_editions_told(
    pipeline, web, rss, page, folder
):
    tick(pipeline, clock=lambda: NOW)
    assert titles(folder / "feeds" / "mayor.xml") == ["Inaugura alcaldesa pozo en La Joya"]
    other = "https://www.heraldo.test/otro/"
    web.pages[FEED] = rss({"title": "Otro acto", "link": other, "pubDate": SAME_DAY})
    web.pages[other] = page(
        "Alcaldesa de Xaltepec revisa el alumbrado",
        "La alcaldesa Maribel Ontiveros revisó este viernes el alumbrado de la avenida Hidalgo de "
        "Xaltepec, apagado desde julio, y pidió que se repare antes del inicio de clases.",
    )
    tick(pipeline, clock=lambda: NOW + timedelta(days=1))
    assert titles(folder / "feeds" / "mayor.xml") == [
        "Alcaldesa de Xaltepec revisa el alumbrado",
        "Inaugura alcaldesa pozo en La Joya",
    ]


def titles(feed: Path) -> list[str]:
    return [entry.title for entry in feedparser.parse(feed.read_bytes()).entries]


def test_an_edition_does_not_compare_itself_with_itself_or_those_that_follow(pipeline):
    of_day(1, pipeline.archive, total=4)
    tick(pipeline, clock=lambda: NOW)
    told = built(pipeline, "2026-08-20T07:00", NOW)
    assert not [each for each in told.figures if each.id == "trend"]


@pytest.mark.parametrize(
    ("hours", "key"), [(-1, "2026-08-21T07:00"), (0, "2026-08-22T07:00"), (17, "2026-08-22T07:00")]
)
def test_the_next_edition_is_the_one_that_follows(config, hours, key):
    assert next_edition(config, now=NOW + timedelta(hours=hours)).id == key
