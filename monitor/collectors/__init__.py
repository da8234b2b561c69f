"""Collectors: what each kind of source announces.

To add a kind: a module with `collect` and a pure `parse`, its line below, its name in
`monitor.config.SOURCE_KINDS`, and a sample in `tests/data/KIND`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from monitor.collectors import feed, sitemap
from monitor.model import Harvest

# (source, fetch, *, memos, now, zone) -> Harvest; raises FetchError and CollectError, no other.
Collector = Callable[..., Harvest]

COLLECTORS: Mapping[str, Collector] = {
    "feed": feed.collect,
    "sitemap": sitemap.collect,
}
