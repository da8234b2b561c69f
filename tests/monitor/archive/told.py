"""Notes that are read, tagged and in a story, all at once: all invented."""

from __future__ import annotations

from dataclasses import replace

from monitor.archive.records import Read
from monitor.model import Field, Harvest, Item, Outcome, Reading, Span
from tests.monitor.archive.makers import HORIZON, NOW, analysis, clipping, group, source

TEXT = "La alcaldesa y el gobierno repararon los baches del Centro."


def kept(archive, number, *readings, at=NOW, outlet="diario", story=None, seen=NOW, **changes):
    """A note read, tagged with (subject, stance) and in a story, all at once."""
    address = f"https://{outlet}.example/{number}"
    announced = Item(
        source_id=f"{outlet}-feed", guid=address, url=address, title=f"N {number}", published_at=at
    )
    archive.collected(source(outlet), Harvest(items=(announced,)), now=seen, horizon=HORIZON)
    found = {key: changes.pop(key) for key in ("theme", "places", "failed") if key in changes}
    piece = replace(clipping(announced, TEXT), outlet_id=outlet, **changes)
    archive.save_reads([Read(item_id=piece.id, outcome=Outcome.CLIPPED, clipping=piece)], now=NOW)
    said = replace(analysis(piece, *(subject for subject, _, *_ in readings)), **found)
    whole = Span(field=Field.TEXT, start=0, end=len(TEXT))
    said = replace(
        said,
        readings=tuple(
            Reading(subject_id=subject, stance=stance, evidence=whole, mentions=(*more, 1)[0])
            for subject, stance, *more in readings
        ),
    )
    archive.save_analyses([said])
    group(archive, piece.id, story=story)
    return piece
