"""A watched folder: what is dropped into it is read once, and stays where it is.

A file that may still be copied waits until it lies still. Links are not followed and nothing
outside of the folder is opened.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from stat import S_ISREG
from time import monotonic
from typing import Final

from monitor.collectors import files
from monitor.collectors.entries import Context
from monitor.collectors.files import Dropped
from monitor.config import Source
from monitor.errors import CollectError
from monitor.fetch import Fetch
from monitor.model import Harvest, Item, Memo

STILL: Final = timedelta(seconds=10)  # since a file last changed: its copy is over
DEPTH: Final = 4  # folders within it
SEEN: Final = 20_000  # files of the folder that are looked at
READ: Final = 40  # files of one reading; the rest waits for the next
WEIGHT: Final = 120_000_000  # bytes of one reading
RUN: Final = 300.0  # seconds of one reading
TELLING: Final = 3  # reasons that a note gives
_HALF: Final = (".part", ".partial", ".crdownload", ".tmp", ".download", ".filepart", ".swp")
_NO_FOLLOW: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file of the folder, as it lies there."""

    name: str  # within the folder, as text that can be kept
    stamp: str  # changes when the file does
    changed_at: datetime | None
    size: int
    place: int = field(repr=False)  # the open folder that it lies in
    entry: str = field(repr=False)  # its name there


@dataclass(slots=True, kw_only=True)
class _Bag:
    """What one reading gathers."""

    items: list[Item] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    memos: dict[str, Memo] = field(default_factory=dict)
    flaws: list[str] = field(default_factory=list)
    read: int = 0
    weight: int = 0
    waiting: int = 0
    most: int = READ
    ends: float = field(default_factory=lambda: monotonic() + RUN)

    @property
    def is_full(self) -> bool:
        return self.read >= self.most or self.weight >= WEIGHT or monotonic() >= self.ends


def collect(
    source: Source,
    fetch: Fetch,
    *,
    memos: Mapping[str, Memo],
    now: datetime,
    zone: tzinfo,
) -> Harvest:
    """What was dropped since the last reading. Raises `CollectError` where there is no folder."""
    context = Context(source=source, base="", zone=zone, now=now)
    return gathered(
        context, memos, lambda found, name, body: files.read_bounded(context, name, body)
    )


def gathered(
    context: Context,
    memos: Mapping[str, Memo],
    read: Callable[[Found, str, bytes], Dropped],
    *,
    most: int = READ,
) -> Harvest:
    """What the new files of a source's folder give, each by `read` from its name and its bytes."""
    bag = _Bag(most=most)
    for found in listed(context.source):
        if is_new(found, memos.get(found.name)):
            _take(found, context, bag, known=memos.get(found.name), read=read)
    return Harvest(
        items=tuple(bag.items),
        files=bag.files,
        memos=bag.memos,
        unchanged=not bag.read,
        note=_note(bag),
    )


def is_new(found: Found, known: Memo | None) -> bool:
    """Whether it was never read as it is now."""
    return known is None or known.body_hash != found.stamp


def is_still(found: Found, known: Memo | None, *, now: datetime) -> bool:
    """Whether nobody writes it any more: by the clock, or because it lies as it did before."""
    if known is not None and known.etag == found.stamp:
        return True
    return found.changed_at is None or found.changed_at + STILL <= now


def parse(
    source: Source, body: bytes, *, name: str = "", now: datetime, zone: tzinfo
) -> tuple[Item, ...]:
    """The pieces of a file's bytes; pure."""
    return files.read(Context(source=source, base="", zone=zone, now=now), name, body)


def _take(
    found: Found,
    context: Context,
    bag: _Bag,
    *,
    known: Memo | None,
    read: Callable[[Found, str, bytes], Dropped],
) -> None:
    """Read it now; what cannot be read yet is only remembered as it lies."""
    if not is_still(found, known, now=context.now) or bag.is_full:
        bag.waiting += 1
        bag.memos[found.name] = Memo(etag=found.stamp, body_hash=known.body_hash if known else None)
        return
    name = found.name.rpartition("/")[2]
    if found.size > files.HEAVIEST:
        dropped = files.too_heavy(context, name, found.size)
    elif (body := content(found)) is None:
        bag.waiting += 1
        return
    else:
        dropped = read(found, name, body)
        bag.weight += len(body)
    bag.items += dropped.items
    bag.files |= dropped.kept
    bag.flaws += [dropped.flaw] if dropped.flaw else []
    bag.memos[found.name] = Memo(etag=found.stamp, body_hash=found.stamp)
    bag.read += 1


# the folder


def listed(source: Source) -> Iterator[Found]:
    """The files that lie in it, folders within included; while it runs, their places are open."""
    folder = Path(source.folder or "")
    if not folder.is_dir():
        raise CollectError(source.id, f"no existe la carpeta {folder}; créela o corrija «folder»")
    seen = 0
    for top, folders, names, place in os.fwalk(folder, follow_symlinks=False):
        within = Path(top).relative_to(folder)
        folders[:] = sorted(each for each in folders if each[:1] != ".")
        if len(within.parts) >= DEPTH:
            folders.clear()
        for entry in sorted(names):
            seen += 1
            if seen > SEEN:
                return
            if not _is_half(entry) and (found := _found(entry, within, place)):
                yield found


def _is_half(entry: str) -> bool:
    """Hidden, or what programs leave while they write."""
    return entry[:1] in (".", "~") or entry.lower().endswith(_HALF)


def _found(entry: str, within: Path, place: int) -> Found | None:
    try:
        seen = os.stat(entry, dir_fd=place, follow_symlinks=False)
    except OSError:  # it went away meanwhile
        return None
    if not S_ISREG(seen.st_mode) or seen.st_size == 0:
        return None
    return Found(
        name=os.fsencode(within / entry).decode("utf-8", "backslashreplace"),
        stamp=_stamp(seen),
        changed_at=_moment(max(seen.st_mtime, seen.st_ctime)),
        size=seen.st_size,
        place=place,
        entry=entry,
    )


def content(found: Found) -> bytes | None:
    """Its bytes; None when it is gone, is another one by now or changes while it is read."""
    try:
        handle = os.open(found.entry, _NO_FOLLOW, dir_fd=found.place)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        if _stamp(os.fstat(handle)) != found.stamp:
            return None
        try:
            body = file.read(files.HEAVIEST + 1)
        except OSError:
            return None
        return body if _stamp(os.fstat(handle)) == found.stamp else None


def _stamp(seen: os.stat_result) -> str:
    return f"{seen.st_size}:{seen.st_mtime_ns}"


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def _note(bag: _Bag) -> str | None:
    told = bag.flaws[:TELLING]
    if len(bag.flaws) > TELLING:
        told.append(f"y {len(bag.flaws) - TELLING} archivos más que no se pudieron leer")
    if bag.waiting:
        told.append(f"{bag.waiting} por leer en la próxima visita")
    return "; ".join(told)[:500] or None
