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


HEADS = (
    "Inaugura la alcaldesa Maribel Ontiveros un pozo",
    "Sube el dólar y baja la bolsa en la capital",  # it names nobody whom the office watches
)


@pytest.mark.parametrize("head", HEADS)
def test_a_front_page_is_in_one_edition_with_its_picture(pipeline, folder, head):
    paper = next((folder.parent / "periodicos").glob("*.pdf"))
    written = paper.stat().st_mtime
    paper.write_bytes(drawn(f"#head(30pt)[{head}]\n{STREET}"))
    os.utime(paper, (written, written))
    for minutes in (0, 20, 24 * 60, 48 * 60):  # read once it lies as it lay; told the next morning
        now = NOW + timedelta(minutes=minutes)
        tick(pipeline, clock=lambda now=now: now)
    pages = list(folder.glob("*/sintesis.html"))
    shown = [each for each in pages if "portada-1.png" in each.read_text("utf-8")]
    assert len(shown) == 1
    assert head in shown[0].read_text("utf-8")
    assert (shown[0].parent / "figuras" / "portada-1.png").read_bytes().startswith(b"\x89PNG")
