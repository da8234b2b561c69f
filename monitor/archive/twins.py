"""Pieces that arrive under two addresses: told by the address that the page itself states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, and_, or_, select

from monitor.archive.rows import chunks, clipping_of
from monitor.archive.schema import clippings, revisions
from monitor.folding import fold
from monitor.model import Clipping, computed_id


def twins(db: Connection, firsts: Sequence[Clipping]) -> dict[str, str]:
    """Which of these new clippings are here under another address: that address, by id."""
    known = _stating(db, firsts)
    here = {clipping.id for alike in known.values() for clipping in alike}
    found: dict[str, str] = {}
    for clipping in firsts:
        if not clipping.url or clipping.id in here:
            continue
        if any(_same(clipping, other) for other in known[clipping.url]):
            found[clipping.id] = clipping.url
        else:
            known[clipping.url].append(clipping)
    return found


def _stating(db: Connection, firsts: Sequence[Clipping]) -> defaultdict[str, list[Clipping]]:
    """The clippings that are here with these ids or addresses, by address."""
    latest = and_(
        revisions.c.clipping_id == clippings.c.id, revisions.c.revision == clippings.c.revision
    )
    known: defaultdict[str, list[Clipping]] = defaultdict(list)
    for some in chunks([clipping.id for clipping in firsts]):
        keys = [computed_id(each.url) for each in firsts if each.url and each.id in set(some)]
        its = or_(clippings.c.id.in_(some), clippings.c.url_id.in_(keys))
        for row in db.execute(select(revisions).join(clippings, latest).where(its)):
            known[row.url or ""].append(clipping_of(row))
    return known


def _same(clipping: Clipping, other: Clipping) -> bool:
    # The page's word is not enough: a template may state one address for all its notes.
    alike = clipping.text == other.text or fold(clipping.title) == fold(other.title)
    return alike and clipping.id != other.id
