"""Collectors: what each kind of source announces.

To add a kind: a module with `collect` and a pure `parse`, its line below, its table in
`monitor/sourcekinds.toml`, a sample in `tests/data/KIND`, and a row in `docs/configuracion.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from monitor.collectors import (
    bluesky,
    facebook,
    feed,
    folder,
    instagram,
    mastodon,
    newsletter,
    newspaper,
    page,
    reddit,
    sitemap,
    telegram,
    threads,
    upload,
    wordpress,
    x,
    youtube,
)
from monitor.config import Source
from monitor.errors import MissingToken
from monitor.fetch import Fetch
from monitor.model import Harvest, Memo
from monitor.sourcekinds import KINDS

# (source, fetch, *, memos, now, zone) -> Harvest; raises FetchError and CollectError, no other.
# One whose kind has tokens is given `tokens` too: of its variables, those that are set.
Collector = Callable[..., Harvest]

COLLECTORS: Mapping[str, Collector] = {
    "feed": feed.collect,
    "sitemap": sitemap.collect,
    "page": page.collect,
    "wordpress": wordpress.collect,
    "newsletter": newsletter.collect,
    "folder": folder.collect,
    "upload": upload.collect,
    "print": newspaper.collect,
    "bluesky": bluesky.collect,
    "mastodon": mastodon.collect,
    "reddit": reddit.collect,
    "telegram": telegram.collect,
    "youtube": youtube.collect,
    "x": x.collect,
    "facebook": facebook.collect,
    "instagram": instagram.collect,
    "threads": threads.collect,
}


def collect(
    source: Source,
    fetch: Fetch,
    *,
    memos: Mapping[str, Memo],
    now: datetime,
    zone: tzinfo,
    environment: Mapping[str, str],
) -> Harvest:
    """What a source announces now. Raises `FetchError` or `CollectError`."""
    kind = KINDS[source.kind]
    told: dict[str, Any] = {}
    if kind.variables:
        told["tokens"] = {
            name: environment[name] for name in kind.variables if environment.get(name)
        }
    if kind.token and kind.token not in told["tokens"]:
        raise MissingToken(
            source.id, f"falta {kind.token}; póngala en el entorno o quite la fuente"
        )
    return COLLECTORS[source.kind](source, fetch, memos=memos, now=now, zone=zone, **told)
