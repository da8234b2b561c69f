"""Rows to nouns and back: the only place that knows which column holds which field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Row

from monitor.archive.schema import clean
from monitor.model import Clipping, Item, Memo, PieceKind, computed_id

Noun = TypeVar("Noun", Item, Clipping)
Value = TypeVar("Value", str, int)
Record = dict[str, Any]
AnyRow = Row[*tuple[Any, ...]]
_HOST_LENGTH = 255  # no true host is longer, and an index cannot hold what a false one may be


def cleaned(noun: Noun) -> Noun:
    """The noun as the archive can hold it, so that its computed id is that of its row."""
    values = {field.name: getattr(noun, field.name) for field in fields(noun)}
    changed: Record = {
        name: plain
        for name, value in values.items()
        if type(value) is str and (plain := clean(value)) != value
    }
    return replace(noun, **changed) if changed else noun


def chunks(values: Sequence[Value], size: int = 500) -> Iterator[Sequence[Value]]:
    """As many values as one statement may carry."""
    return (values[start : start + size] for start in range(0, len(values), size))


def short_host(host: str) -> str:
    return clean(host).lower()[:_HOST_LENGTH]


def host_of(url: str | None) -> str:
    try:
        return short_host(urlsplit(url or "").netloc)
    except ValueError:
        return ""


def item_row(item: Item) -> Record:
    return {
        "id": item.id,
        "source_id": item.source_id,
        "guid": item.guid,
        "url": item.url,
        "host": host_of(item.url),
        "title": item.title,
        "summary": item.summary,
        "text": item.text,
        "author": item.author,
        "published_at": item.published_at,
        "updated_at": item.updated_at,
        "kind": item.kind.value if item.kind else None,
        "file": item.file,
    }


def item_of(row: AnyRow) -> Item:
    return Item(
        source_id=row.source_id,
        guid=row.guid,
        url=row.url,
        title=row.title,
        summary=row.summary,
        text=row.text,
        author=row.author,
        published_at=row.published_at,
        updated_at=row.updated_at,
        kind=PieceKind(row.kind) if row.kind else None,
        file=row.file,
    )


def memo_of(row: AnyRow) -> Memo | None:
    memo = Memo(etag=row.etag, last_modified=row.last_modified, body_hash=row.body_hash)
    return None if memo == Memo() else memo


def clipping_row(clipping: Clipping) -> Record:
    """The row of `clippings`: what the archive asks a clipping for."""
    return {
        "id": clipping.id,
        "revision": clipping.revision,
        "outlet_id": clipping.outlet_id,
        "url_id": computed_id(clipping.url) if clipping.url else None,
        "published_at": clipping.published_at,
        "told_revision": 0,
    }


def revision_row(clipping: Clipping) -> Record:
    return {
        "clipping_id": clipping.id,
        "revision": clipping.revision,
        "source_id": clipping.source_id,
        "outlet_id": clipping.outlet_id,
        "url": clipping.url,
        "title": clipping.title,
        "text": clipping.text,
        "fingerprint": clipping.fingerprint,
        "author": clipping.author,
        "section": clipping.section,
        "kind": clipping.kind.value,
        "image_url": clipping.image_url,
        "file": clipping.file,
        "published_at": clipping.published_at,
        "modified_at": clipping.modified_at,
        "collected_at": clipping.collected_at,
    }


def clipping_of(row: AnyRow) -> Clipping:
    """From a row of `revisions`; from its head too, where that was selected with it."""
    return Clipping(
        id=row.clipping_id,
        revision=row.revision,
        source_id=row.source_id,
        outlet_id=row.outlet_id,
        url=row.url,
        title=row.title,
        text=row.text,
        author=row.author,
        section=row.section,
        kind=PieceKind(row.kind),
        image_url=row.image_url,
        file=row.file,
        published_at=row.published_at,
        modified_at=row.modified_at,
        collected_at=row.collected_at,
        withdrawn_at=row._mapping.get("withdrawn_at"),  # noqa: SLF001 - a name of the library
    )
