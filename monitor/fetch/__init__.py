"""The only door to the network: what a fetch promises, and the one who keeps the promise.

Code asks for a `Fetch`; the rim builds one `Fetcher`, which is loaded only when it is named, so
that whoever needs the limits alone does not pay for an HTTP library.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from monitor.model import Memo, Page

if TYPE_CHECKING:
    from monitor.fetch.fetcher import Fetcher

__all__ = ["FEED_LIMIT", "PAGE_LIMIT", "Fetch", "Fetcher"]

PAGE_LIMIT = 3_000_000  # bytes, after decompression
FEED_LIMIT = 10_000_000


class Fetch(Protocol):
    """Gives the page at an address, or raises a `FetchError`; with a memo, `unchanged` on a 304.

    With `headers` the address is of a documented interface, which is asked by its own terms and
    not by robots.txt; with `content` it is a POST. Neither is told to another host, nor shown.
    """

    def __call__(
        self,
        url: str,
        *,
        limit: int = PAGE_LIMIT,
        memo: Memo | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Page: ...


def __getattr__(name: str) -> Any:
    if name == "Fetcher":
        from monitor.fetch.fetcher import Fetcher

        return Fetcher
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
