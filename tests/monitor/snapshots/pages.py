"""Pages as they arrive, and what is to be kept of them: invented, each different by its number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from monitor.model import Exchange, Page
from monitor.snapshots import Exposure, Shot

NOW = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)
SENT = (("User-Agent", "Sintesis/0.1"), ("Accept", "text/html"))


def page(number: int, body: bytes | None = None, *, kind: str = "text/html") -> Page:
    whole = body or f"<html><body><p>Nota número {number}: año, niñez.</p></body></html>".encode()
    received = (
        ("Content-Type", f"{kind}; charset=utf-8"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", "12"),
        ("X-Sección", "número"),
    )
    return Page(
        url=f"https://diario.example/notas/{number}?v=1",
        body=whole,
        content_type=kind,
        exchange=Exchange(sent=SENT, status=200, reason="OK", received=received),
    )


def exposure(number: int, body: bytes | None = None, *, before: Shot | None = None) -> Exposure:
    return Exposure(
        clipping_id=f"{number:024x}",
        revision=1,
        page=page(number, body),
        at=NOW + timedelta(seconds=number),
        before=before,
    )


def records(path: Path) -> list[tuple[str, str, bytes]]:
    """By another reader: kind, address and body of each, its digests checked."""
    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.any_type, parse_http=False):
            assert record.verify_block_digest(consume=False)
            record.parse_http()
            if record.record_type is WarcRecordType.response:
                assert record.verify_payload_digest(consume=False)
            told = dict(record.headers.items())
            kind = told["WARC-Type"]
            found.append((kind, told.get("WARC-Target-URI", ""), record.reader.read()))
    return found
