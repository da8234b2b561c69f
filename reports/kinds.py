"""What kind of piece each entry is, and what follows: opinion apart, what is paid for uncounted."""

from __future__ import annotations

from monitor.config import Outlet
from monitor.model import Entry, PieceKind, Voice

OPINION = frozenset({PieceKind.COLUMN, PieceKind.OPINION, PieceKind.EDITORIAL, PieceKind.CARTOON})
PAID = frozenset({PieceKind.SPONSORED, PieceKind.NOTICE})  # no outlet's own word: never counted


def kind_of(entry: Entry) -> PieceKind:
    """As its words tell it, or else as its page says; a post is always a post."""
    said = entry.clipping.kind
    if said is PieceKind.POST or entry.analysis.kind is None:
        return said
    return entry.analysis.kind


def is_opinion(entry: Entry) -> bool:
    return kind_of(entry) in OPINION


def is_paid(entry: Entry) -> bool:
    return kind_of(entry) in PAID


def is_front_page(entry: Entry) -> bool:
    return kind_of(entry) is PieceKind.FRONT_PAGE


def is_post(entry: Entry, outlet: Outlet) -> bool:
    return outlet.medium == "network" or entry.clipping.kind is PieceKind.POST


def is_official(outlet: Outlet) -> bool:
    """An office's own page."""
    return "government" in {outlet.scope, outlet.medium}


def reproduces_release(entry: Entry, outlet: Outlet) -> bool:
    """An outlet prints what an office wrote; the office's own page only publishes it."""
    if is_official(outlet) or is_opinion(entry) or is_post(entry, outlet):
        return False
    voices = [each.voice for each in entry.analysis.readings]
    written = bool(voices) and all(each is Voice.RELEASE for each in voices)
    return written or kind_of(entry) is PieceKind.RELEASE
