"""Pieces that arrive under two addresses: told by the address that the page itself states.

The outlet may also serve one page under several hosts, or with and without a slash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, and_, or_, select

from monitor import sites
from monitor.archive.rows import chunks, clipping_of
from monitor.archive.schema import clippings, revisions
from monitor.folding import fold
from monitor.likeness import words
from monitor.model import Clipping, computed_id

_AT_ONCE: Final = 200  # clippings: each is looked for under dozens of addresses
_SHARED: Final = 0.5  # of the words of the shorter text


def twins(db: Connection, firsts: Sequence[Clipping]) -> dict[str, str]:
    """Which of these new clippings are here under another address: that address, by id."""
    known = _stating(db, firsts)
    here = {clipping.id for alike in known.values() for clipping in alike}
    found: dict[str, str] = {}
    for clipping in firsts:
        if not clipping.url or clipping.id in here:
            continue
        alike = known[sites.kin_key(clipping.url)]
        if twin := next((other for other in alike if _same(clipping, other)), None):
            found[clipping.id] = twin.url or clipping.url
        else:
            alike.append(clipping)
    return found


def _stating(db: Connection, firsts: Sequence[Clipping]) -> defaultdict[str, list[Clipping]]:
    """The clippings that are here with these ids or addresses, by what their addresses share."""
    latest = and_(
        revisions.c.clipping_id == clippings.c.id, revisions.c.revision == clippings.c.revision
    )
    known: defaultdict[str, list[Clipping]] = defaultdict(list)
    urls = {clipping.id: clipping.url for clipping in firsts}
    for some in chunks(sorted(urls), _AT_ONCE):
        kin = {each for key in some for each in sites.kin(urls[key] or "")}
        keys = sorted(computed_id(each) for each in kin)
        its = or_(clippings.c.id.in_(some), clippings.c.url_id.in_(keys))
        for row in db.execute(select(revisions).join(clippings, latest).where(its)):
            known[sites.kin_key(row.url) if row.url else ""].append(clipping_of(row))
    return known


def _same(clipping: Clipping, other: Clipping) -> bool:
    # The page's word is not enough: a template may state one address, and one title, for all.
    if clipping.id == other.id:
        return False
    if clipping.text == other.text:
        return bool(clipping.text) or fold(clipping.title) == fold(other.title) != ""
    return fold(clipping.title) == fold(other.title) and _is_one_text(clipping.text, other.text)


def _is_one_text(text: str, other: str) -> bool:
    """One may be cut, or carry what surrounds it: most words of the shorter are in the other."""
    mine, theirs = set(words(text)), set(words(other))
    shorter = min(len(mine), len(theirs))
    return shorter == 0 or len(mine & theirs) >= _SHARED * shorter
