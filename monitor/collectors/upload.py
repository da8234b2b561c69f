"""What a person gives by hand, with `sintesis add`: nothing is asked of it, it comes by itself.

A source of this kind lets an outlet stand in the file that only has what the office adds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from monitor.collectors import files
from monitor.collectors.entries import Context
from monitor.config import Source
from monitor.fetch import Fetch
from monitor.model import Harvest, Item, Memo


def collect(
    source: Source,
    fetch: Fetch,
    *,
    memos: Mapping[str, Memo],
    now: datetime,
    zone: tzinfo,
) -> Harvest:
    """Nothing: what it has was given already."""
    return Harvest(unchanged=True)


def parse(
    source: Source, body: bytes, *, name: str = "", now: datetime, zone: tzinfo
) -> tuple[Item, ...]:
    """The pieces of what is given; pure."""
    return files.read(Context(source=source, base="", zone=zone, now=now), name, body)
