"""A newspaper read page by page in a child that may be killed: one page costs no other.

A page without text takes some four seconds of a processor and 250 MB; the limits are far above.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import Final

from monitor.newsprint.reading import Issue, Leaf, Unreadable, count, issue, leaf
from monitor.sandbox import Killed, Sandbox

SECONDS: Final = 90  # of a page
MEGABYTES: Final = 4_000  # of addresses, of which little is ever used
ALL: Final = 900.0  # seconds of an issue: the pages after are left, and named

_SANDBOX = Sandbox(seconds=SECONDS, megabytes=MEGABYTES, children=1)


def issue_of(body: bytes, *, names: Collection[str] = ()) -> Issue:
    """The notes of an issue, and which of its pages could not be read.

    Raises:
        Unreadable: it is not a PDF or a picture, or none of its pages can be read.
        NoEngine: it has pages without text, and no engine reads pictures here.
    """
    try:
        total = _SANDBOX.call(count, body)
        leaves, lost = _leaves(body, total)
        if not leaves:
            raise Unreadable("no se pudo leer ninguna de sus páginas")
        return replace(_SANDBOX.call(partial(issue, names=names), leaves), lost=lost)
    except Killed as killed:
        reason = f"tarda más de {SECONDS} s" if killed.late else "no cabe en la memoria"
        raise Unreadable(reason) from killed


def _leaves(body: bytes, total: int) -> tuple[list[Leaf], tuple[int, ...]]:
    found: list[Leaf] = []
    lost: list[int] = []
    ends = monotonic() + ALL
    for number in range(1, total + 1):
        if monotonic() > ends:
            lost.append(number)
            continue
        try:
            found.append(_SANDBOX.call(leaf, body, number))
        except (Killed, Unreadable):
            lost.append(number)
    return found, tuple(lost)
