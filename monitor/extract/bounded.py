"""The extraction in a child that may be killed: a page that never ends costs one page."""

from __future__ import annotations

from datetime import datetime, tzinfo

from monitor.extract import extract
from monitor.model import Article, Item, Outcome, Page, Rejected
from monitor.sandbox import Killed, Sandbox

SECONDS = 20
MEGABYTES = 2048  # of address space, most of it libraries
CHILDREN = 2  # one for each core of an office machine

_SANDBOX = Sandbox(seconds=SECONDS, megabytes=MEGABYTES, children=CHILDREN)


def extract_bounded(page: Page, *, zone: tzinfo, now: datetime, hint: Item) -> Article | Rejected:
    """`extract`, within 20 s and 2 GB.

    A page that takes longer has no text that we can read; one whose child was ended from outside,
    as when the machine is shut down, is UNREACHABLE: worth another try.
    """
    try:
        return _SANDBOX.call(_extract, page, zone, now, hint)
    except Killed as killed:
        outcome = Outcome.NO_TEXT if killed.late else Outcome.UNREACHABLE
        return Rejected(outcome=outcome, detail=f"su lectura {killed}")


def _extract(page: Page, zone: tzinfo, now: datetime, hint: Item) -> Article | Rejected:
    return extract(page.body, url=page.url, charset=page.charset, zone=zone, now=now, hint=hint)
