"""The first pages of newspapers: which an edition shows, and their pictures as mails have them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Final

from monitor.config import Config
from monitor.model import Edition
from reports.accounts import published_by
from reports.headlines import headline
from reports.model import Chart, Digest, FrontPage
from reports.words import clean

MOST: Final = 8  # of one edition
WIDTH: Final = 440  # pixels
_COLOURS: Final = 32


def fronts(edition: Edition, config: Config) -> tuple[FrontPage, ...]:
    """Those that have a picture, each outlet once, the most read first."""
    found: dict[str, tuple[int, str, FrontPage]] = {}
    for clipping in edition.fronts:
        if clipping.file:
            outlet = published_by(clipping, config)
            front = FrontPage(
                id="",
                outlet=clean(outlet.name),
                title=headline(clipping),
                file=clipping.file,
                day=config.local(clipping.published_at).date() if clipping.published_at else None,
            )
            found[outlet.id] = (-(outlet.reach or 0), outlet.id, front)
    ordered = (front for _, _, front in sorted(found.values(), key=lambda each: each[:2])[:MOST])
    return tuple(replace(each, id=f"portada-{number}") for number, each in enumerate(ordered, 1))


def pictures(digest: Digest, kept: Callable[[str], bytes]) -> Iterator[Chart]:
    """As small as a mail can carry; one whose file is gone or damaged is told without it."""
    from PIL import Image

    for front in digest.fronts:
        try:
            with Image.open(BytesIO(kept(front.file)), formats=("JPEG", "PNG")) as whole:
                small = whole.convert("RGB")
        except (OSError, ValueError, Image.DecompressionBombError):
            continue
        small.thumbnail((WIDTH, 2 * WIDTH))
        into = BytesIO()
        small.quantize(_COLOURS).save(into, "PNG", optimize=True)
        yield Chart(
            id=front.id,
            png=into.getvalue(),
            alt=f"Primera plana de {front.outlet}: {front.title}",
            width=small.width,
            height=small.height,
        )
