"""The bytes of an answer, taken off the wire and inflated without holding more than a limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

from monitor.errors import TooLarge, Unreachable

RAW_LIMIT = 5_000_000  # bytes on the wire, whatever they inflate to
_MAGIC = b"\x1f\x8b"
_TEXT = (b"<", b"{", b"[")
_MEMBERS = 16  # of one gzip; each costs the same to open, however little it holds


def whole(chunks: Iterable[bytes], *, encoding: str, limit: int, url: str) -> bytes:
    """The decoded body; more than the limit is TooLarge, less than was announced Unreachable."""
    body = b"".join(_decoded(chunks, encoding=encoding, limit=limit, url=url))
    if len(body) > limit:
        raise TooLarge(url, f"pasa de {limit // 1000} kB: no se lee")
    return body


def opening(chunks: Iterable[bytes], *, encoding: str, limit: int, url: str) -> bytes:
    """As much of the decoded body as the limit allows."""
    return b"".join(_decoded(chunks, encoding=encoding, limit=limit, url=url))[:limit]


def _decoded(chunks: Iterable[bytes], *, encoding: str, limit: int, url: str) -> Iterator[bytes]:
    wire = _counted(chunks, url)
    match encoding.strip().lower():
        case "" | "identity" | "none" | "binary" | "utf-8" | "utf8" | "iso-8859-1":
            return _plain(wire, limit)  # a charset is said in the wrong header by some
        case "gzip" | "x-gzip":
            return _inflated_if_packed(wire, limit, url)
        case other:
            raise Unreachable(url, f"contesta con una compresión que no pedimos: {other[:40]}")


def _counted(chunks: Iterable[bytes], url: str) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > RAW_LIMIT:
            raise TooLarge(url, f"pasa de {RAW_LIMIT // 1000} kB en la red: no se lee")
        yield chunk


def _plain(chunks: Iterator[bytes], limit: int) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        yield chunk
        total += len(chunk)
        if total > limit:
            return


def _inflated_if_packed(chunks: Iterator[bytes], limit: int, url: str) -> Iterator[bytes]:
    """Inflate, unless it begins as text: some servers say that they packed what they did not."""
    first = next(chunks, b"")
    rest = chain((first,) if first else (), chunks)
    if first.lstrip()[:1] in _TEXT:
        return _plain(rest, limit)
    return _inflated(rest, limit, url)


def _inflated(chunks: Iterator[bytes], limit: int, url: str) -> Iterator[bytes]:
    """Inflate gzip, member after member, and stop one byte after the limit."""
    inflater, members, total, began = _inflater(), 1, 0, False
    for chunk in chunks:
        rest, began = chunk, True
        while rest:
            if inflater.eof:
                if not _MAGIC.startswith(rest[:2]):
                    break  # padding after the end, which everybody ignores
                inflater, members = _inflater(), members + 1
            if members > _MEMBERS:
                raise Unreachable(url, "la respuesta comprimida está dañada")
            part, rest = _step(inflater, rest, limit + 1 - total, url)
            total += len(part)
            yield part
            if total > limit:
                return
    if began and not inflater.eof:
        raise Unreachable(url, "la respuesta comprimida llegó cortada")


def _inflater() -> zlib._Decompress:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)


def _step(inflater: zlib._Decompress, data: bytes, room: int, url: str) -> tuple[bytes, bytes]:
    try:
        part = inflater.decompress(data, room)
    except zlib.error as error:
        raise Unreachable(url, "la respuesta comprimida está dañada") from error
    return part, inflater.unused_data if inflater.eof else inflater.unconsumed_tail
