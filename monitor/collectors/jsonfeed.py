"""Reads JSON Feed 1 and 1.1 (jsonfeed.org), of which feedparser knows nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from monitor.collectors.entries import Entry


def is_feed(value: Any) -> bool:
    """A JSON Feed says so in its version; sloppy ones give the number alone."""
    if not isinstance(value, dict) or not isinstance(value.get("items", []), list):
        return False
    version = _text(value.get("version"))
    return "jsonfeed.org" in version or (version in ("1", "1.0", "1.1") and "items" in value)


def entries(feed: Mapping[str, Any]) -> Iterator[Entry]:
    """Every item that is an object, in the words of the feed."""
    house = _authors(feed)
    for item in feed.get("items", []):
        if isinstance(item, dict):
            yield Entry(
                guid=_text(item.get("id")),
                link=_text(item.get("url")) or _text(item.get("external_url")),
                title=_text(item.get("title")),
                summary=_text(item.get("summary")),
                bodies=(_text(item.get("content_html")), _escaped(item.get("content_text"))),
                author=_authors(item) or house,
                published=_text(item.get("date_published")),
                updated=_text(item.get("date_modified")),
            )


def _authors(node: Mapping[str, Any]) -> str:
    """Names of `authors` (1.1) or `author` (1)."""
    authors = node.get("authors") or [node.get("author")]
    people = authors if isinstance(authors, list) else []
    names = (_text(person.get("name")) for person in people if isinstance(person, dict))
    return ", ".join(name for name in names if name)


def _text(value: Any) -> str:
    """A number is a usual id; anything else that is not text says nothing."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def _escaped(value: Any) -> str:
    """Plain text as the HTML that shows it."""
    text = _text(value).replace("&", "&amp;").replace("<", "&lt;")
    return text.replace("\n", "<br>")
