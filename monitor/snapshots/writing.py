"""Writes WARC files: a batch is one file, whole or not there at all.

A file is written aside, forced to disk and then named; a kill leaves at most a `.part` that nobody
reads. Nothing is ever appended to a file, so that no damage reaches what was kept before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import quote, urlsplit
from uuid import uuid4

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from monitor.model import Exchange
from monitor.snapshots.records import Exposure, Shot

PART: Final = ".part"  # of a file that is being written
SOFTWARE: Final = "Sintesis"
PROFILES: Final = "http://netpreserve.org/warc/1.1/revisit/"
NOT_MODIFIED: Final = 304
# The body is kept as it was read, no longer packed: these would say otherwise.
_PACKING: Final = ("content-encoding", "transfer-encoding", "content-length")
# All that is told of what we ask: whatever else it carried may be a secret.
_ASKED: Final = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "connection",
        "if-modified-since",
        "if-none-match",
        "user-agent",
    }
)
_HEADER_SAFE: Final = "".join(chr(code) for code in range(32, 127))
_PRIVATE: Final = frozenset({"set-cookie", "set-cookie2"})
_ORIGINAL: Final = "X-Archive-Orig-"


def write(folder: Path, batch: Sequence[Exposure], *, now: datetime) -> list[Shot]:
    """Keep these pages in a new file of the day; where each one is."""
    if not batch:
        return []
    name = name_of(now.astimezone(UTC).date(), now=now)
    with opened(folder, name, now=now) as (writer, file):
        return [_shot(writer, file, name, exposure) for exposure in batch]


def name_of(day: date, *, now: datetime) -> str:
    """A name that nobody has, in the folder of that day; it says when it was written."""
    return f"{day:%Y/%m/%d}/{now.astimezone(UTC):%Y%m%dT%H%M%S}-{uuid4().hex[:12]}.warc.gz"


@contextmanager
def opened(folder: Path, name: str, *, now: datetime) -> Iterator[tuple[WARCWriter, BinaryIO]]:
    """A new file below the folder: whole and on the disk once all went well, else not there."""
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(PART)
    try:
        with part.open("wb") as file:
            yield begun(file, place.name, now=now), file
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)  # of a disk that is full
    _settle(place.parent)


def begun(file: BinaryIO, name: str, *, now: datetime) -> WARCWriter:
    """A writer to a new file, whose first record says who wrote it."""
    writer = WARCWriter(file, gzip=True, warc_version="1.1")
    about = {"software": SOFTWARE, "format": "WARC File Format 1.1"}
    info = writer.create_warcinfo_record(name, about)
    info.rec_headers.replace_header("WARC-Date", _instant(now))
    writer.write_record(info)
    return writer


def _settle(folder: Path) -> None:
    """The name itself is on disk, where the system lets us say so."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _shot(writer: WARCWriter, file: BinaryIO, name: str, exposure: Exposure) -> Shot:
    page, exchange, before = exposure.page, exposure.page.exchange, exposure.before
    if exchange is None:
        raise ValueError(f"{page.url}: nobody kept how it was asked for")
    digest = before.digest if before else sha256(page.body).hexdigest()
    headers = _headers(exposure, exchange, digest)
    offset = file.tell()
    record = writer.create_warc_record(
        _plain(page.url),
        "revisit" if before else "response",
        payload=BytesIO(b"" if before else page.body),
        length=0 if before else len(page.body),
        http_headers=_answer(exchange, len(page.body)),
        warc_headers_dict=headers,
    )
    record_id: str = record.rec_headers.get_header("WARC-Record-ID")
    writer.write_record(record)
    writer.write_record(_request(writer, _plain(page.url), exchange, headers, record_id))
    return Shot(
        clipping_id=exposure.clipping_id,
        revision=exposure.revision,
        url=page.url,
        at=exposure.at,
        digest=digest,
        file=name,
        offset=offset,
        size=file.tell() - offset,
        record_id=record_id,
        is_revisit=before is not None,
        is_picture=exposure.is_picture,
    )


def _headers(exposure: Exposure, exchange: Exchange, digest: str) -> dict[str, str]:
    said = {"WARC-Date": _instant(exposure.at), "WARC-Payload-Digest": f"sha256:{digest}"}
    if before := exposure.before:
        said |= {
            "WARC-Profile": f"{PROFILES}{_sameness(exchange)}",
            "WARC-Refers-To": before.record_id,
            "WARC-Refers-To-Target-URI": _plain(before.url),
            "WARC-Refers-To-Date": _instant(before.at),
        }
    return said


def _request(
    writer: WARCWriter, url: str, exchange: Exchange, headers: dict[str, str], of: str
) -> object:
    parts = urlsplit(url)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    sent = ((name, _plain(value)) for name, value in exchange.sent if name.lower() in _ASKED)
    asked = [("Host", parts.netloc), *sent]
    return writer.create_warc_record(
        url,
        "request",
        payload=BytesIO(b""),
        length=0,
        http_headers=StatusAndHeaders(f"GET {target} HTTP/1.1", asked, is_http_request=True),
        warc_headers_dict={"WARC-Date": headers["WARC-Date"], "WARC-Concurrent-To": of},
    )


def _sameness(exchange: Exchange) -> str:
    """How it is known: the server says so, or its bytes do."""
    said = exchange.status == NOT_MODIFIED
    return "server-not-modified" if said else "identical-payload-digest"


def _answer(exchange: Exchange, length: int) -> StatusAndHeaders:
    told = [
        (_plain(f"{_ORIGINAL}{name}" if name.lower() in _PACKING else name), _plain(value))
        for name, value in exchange.received
        if name.lower() not in _PRIVATE
    ]
    told.append(("Content-Length", str(length)))
    status = _plain(f"{exchange.status} {exchange.reason}".strip())
    return StatusAndHeaders(status, told, protocol="HTTP/1.1")


def _plain(text: str) -> str:
    """As a head may hold it: what is not ASCII is written as in an address."""
    return quote(text, safe=_HEADER_SAFE)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
