"""What is kept of a page, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """A page to keep, or the picture of one, and of which clipping."""

    clipping_id: str
    revision: int
    page: Page
    at: datetime
    before: Shot | None = None  # where the same bytes are kept already
    is_picture: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A record of a WARC file (*copia guardada*)."""

    clipping_id: str
    revision: int
    url: str
    at: datetime
    digest: str  # sha256 of the page's bytes, 64 hex digits
    file: str  # below the folder of snapshots, with "/"
    offset: int
    size: int  # bytes of the records in the file
    record_id: str
    is_revisit: bool = False  # the bytes are in an earlier record
    is_picture: bool = False  # of the note, not its page
