"""From a newspaper dropped in a folder to its front page in the edition."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from monitor.config import Outlet, Source
from monitor.local import tick
from monitor.pipeline import Pipeline
from tests.conftest import NOW
from tests.monitor.newsprint.drawn import STREET, drawn


@pytest.fixture
def pipeline(config, archive, web, folder, tmp_path):
    """The office of the tests, with one newspaper."""
    dropped = tmp_path / "periodicos"
    dropped.mkdir()
    paper = dropped / f"cronista-{NOW.date()}.pdf"
    paper.write_bytes(
        drawn(f"#head(30pt)[Inaugura la alcaldesa Maribel Ontiveros un pozo]\n{STREET}")
    )
    before = (NOW - timedelta(hours=1)).timestamp()
    os.utime(paper, (before, before))
    source = Source(kind="print", folder=str(dropped), id="cronista-print-1", outlet_id="cronista")
    outlet = Outlet(
        id="cronista", name="El Cronista", scope="local", medium="newspaper", sources=(source,)
    )
    office = config.model_copy(update={"outlets": (outlet,)})
    return Pipeline(config=office, archive=archive, fetch=web, folder=folder)


def test_a_front_page_is_in_the_edition_with_its_picture(pipeline, folder):
    for minutes in (0, 20, 24 * 60):  # read once it lies as it lay; told the next morning
        now = NOW + timedelta(minutes=minutes)
        tick(pipeline, clock=lambda now=now: now)
    pages = list(folder.glob("*/sintesis.html"))
    shown = [
        each
        for each in pages
        if "Inaugura la alcaldesa Maribel Ontiveros un pozo" in each.read_text("utf-8")
    ]
    assert shown
    assert (shown[0].parent / "figuras" / "portada-1.png").read_bytes().startswith(b"\x89PNG")
