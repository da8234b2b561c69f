"""What is dropped in a folder walks to the archive, with its original or with its reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.collectors.files import fingerprint
from monitor.config import Source
from monitor.keeping import FOLDER, Keeper
from monitor.local import tick
from monitor.model import Item, Outcome
from monitor.pipeline import GATHERING, Pipeline

BROKEN = b"%PDF-1.7 nada"
NOTE = (
    "Inaugura alcaldesa pozo en La Joya\n\nLa alcaldesa de Xaltepec, Maribel Ontiveros, inauguró "
    "este viernes un pozo de agua que dará servicio a cuatro mil familias.\n"
)


@pytest.fixture
def drop(tmp_path):
    place = tmp_path / "entradas"
    place.mkdir()
    return place


@pytest.fixture
def pipeline(config, archive, web, folder, drop):
    outlet = config.outlets[0]
    source = Source(kind="folder", folder=str(drop), id=f"{outlet.id}-folder", outlet_id=outlet.id)
    mine = outlet.model_copy(update={"sources": (source,)})
    config = type(config).model_construct(**{**dict(config), "outlets": (mine,)})
    return Pipeline(config=config, archive=archive, fetch=web, folder=folder)


def test_a_dropped_file_is_archived_with_its_original(pipeline, drop, folder):
    (drop / "pozo.txt").write_text(NOTE, "utf-8")
    (drop / "roto.pdf").write_bytes(BROKEN)
    later = datetime.now(UTC) + timedelta(minutes=1)
    tick(pipeline, clock=lambda: later, steps=GATHERING)
    (found,) = pipeline.archive.find("cuatro mil familias")
    clipping = pipeline.archive.clipping(found.clipping.id)
    assert clipping.url is None
    assert Keeper(folder / FOLDER).path(clipping.file).read_text("utf-8") == NOTE

    reason = Item(source_id=clipping.source_id, guid=fingerprint("", BROKEN), url=None, title="")
    row = pipeline.archive.given.standing(reason.id)
    assert row.outcome is Outcome.NO_TEXT
    assert "roto.pdf" in row.item.summary
    (state,) = pipeline.archive.source_states().values()
    assert (state.failures, "roto.pdf" in (state.note or "")) == (0, True)
