"""The catalogues of colonias that we ship with the two offices, and the demo's."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.configfile import load
from monitor.demo.notes import NEWSROOM
from nlp import places
from nlp.places import gazetteer

ROOT = Path(__file__).parents[3]
OFFICES = {"sources.yaml": ("Nezahualcóyotl", 87), "examples/iztapalapa.yaml": ("Iztapalapa", 199)}


@pytest.mark.parametrize("file", OFFICES)
def test_an_office_has_the_colonias_of_its_municipality_and_of_its_neighbours(file):
    seat, count = OFFICES[file]
    config = load(ROOT / file)
    assert config.gazetteer is not None
    rows = gazetteer.settlements(Path(config.gazetteer))
    own = [row for row in rows if row.municipality == seat]
    assert len(own) == count
    assert len({row.municipality for row in rows}) >= 8
    assert places.home(config.profile, gazetteer.gazetteer(rows)).name == seat


@pytest.mark.parametrize("file", OFFICES)
def test_its_rows_are_whole_and_each_stands_once(file):
    rows = gazetteer.settlements(Path(str(load(ROOT / file).gazetteer)))
    assert len(set(rows)) == len(rows)
    for row in rows:
        assert row.postcode.isdigit()
        assert len(row.postcode) == 5
        assert row.kind
        assert row.state


def test_every_colonia_of_the_demo_has_a_centre_of_its_own():
    rows = gazetteer.settlements(NEWSROOM / "lugares.csv")
    centres = [(row.latitude, row.longitude) for row in rows]
    assert None not in {value for centre in centres for value in centre}
    assert len(set(centres)) == len(rows)
