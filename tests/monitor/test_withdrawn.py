"""What becomes, for a person who asks, of a post that its author took back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from monitor.archive import Archive
from monitor.cli.registering import shown, write_register
from monitor.config import Config
from monitor.local import tick
from monitor.model import Harvest
from monitor.pipeline import Pipeline
from monitor.why import explain
from tests.conftest import FEED, NOW, POSTS

POST = "https://red.test/p/1"
SAYS = "Vecina Ticla dice que la alcaldesa Maribel Ontiveros no atiende los baches de Xaltepec."
WHEN = "Fri, 21 Aug 2026 06:00:00 -0600"
HOUR = NOW + timedelta(minutes=30)


@pytest.fixture
def pipeline(config, archive, web, folder, rss) -> Pipeline:
    web.pages[FEED] = rss()
    web.pages[POSTS] = rss(
        {"title": "Baches", "link": POST, "guid": "p1", "description": SAYS, "pubDate": WHEN}
    )
    return Pipeline(config=config, archive=archive, fetch=web, folder=folder)


def take_back(archive: Archive, config: Config) -> None:
    (source,) = config.outlet["vecinos"].sources
    guid = archive.trace(POST).item.guid
    horizon = config.reading.horizon
    archive.collected(source, Harvest(gone=(guid,)), now=HOUR, horizon=horizon)


def go(pipeline: Pipeline, *steps: str) -> None:
    tick(pipeline, clock=lambda: NOW, steps=steps or None)


def why(pipeline: Pipeline) -> Any:
    return explain(POST, config=pipeline.config, archive=pipeline.archive, now=HOUR)


def test_of_a_post_that_an_edition_told_it_says_since_when_it_is_gone(pipeline):
    go(pipeline)
    assert "retiró" not in why(pipeline).sentence
    take_back(pipeline.archive, pipeline.config)
    verdict = why(pipeline)
    assert verdict.code == "told"
    local = pipeline.config.local(HOUR)
    noticed = f"se notó el {local.day} de agosto, {local:%H:%M}"
    assert f"su autor la retiró: {noticed}" in verdict.sentence


def test_of_a_post_that_nobody_read_it_says_why_it_does_not_come(pipeline):
    go(pipeline, "collect")
    take_back(pipeline.archive, pipeline.config)
    go(pipeline, "read")
    verdict = why(pipeline)
    assert verdict.code == "gone"
    assert verdict.sentence == "No viene porque su autor la retiró antes de que se leyera."


def test_an_edition_to_come_tells_it_as_taken_back(pipeline):
    go(pipeline, "collect", "read", "tag", "group")
    take_back(pipeline.archive, pipeline.config)
    go(pipeline)
    (stored,) = pipeline.archive.digests()
    assert "retirada por su autor" in stored.html
    assert "retirada por su autor" in stored.text


def test_what_a_search_gives_away_has_none_of_its_words(pipeline, tmp_path):
    go(pipeline)
    take_back(pipeline.archive, pipeline.config)
    (found,) = pipeline.archive.find("baches")
    bare = shown(found, pipeline.config)
    assert "Ticla" not in str(bare)
    assert "baches" not in str(bare)
    file = tmp_path / "registro.csv"
    for each in (bare, found):
        write_register([each], {"csv": file}, config=pipeline.config, now=HOUR)
        written = file.read_text(encoding="utf-8")
        assert POST in written
        assert "Negativo" in written or "Neutral" in written
        assert "Ticla" not in written
