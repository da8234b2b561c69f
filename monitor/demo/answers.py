"""What a server answers to one request: the border between what is published and HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status and a body; `modified` and the body's hash serve conditional requests."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html"
    modified: datetime | None = None
    location: str | None = None
    compressed: bool = False


def notice(status: int, words: str) -> Answer:
    """A small page of the server itself."""
    page = f"<!doctype html><html lang=es><title>{status}</title><h1>{status}</h1><p>{words}</p>"
    return Answer(status=status, body=page.encode(), content_type="text/html; charset=utf-8")
