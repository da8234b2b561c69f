"""A turn at one host: what waits there is read in small batches; a kill repeats at most one.

A host has its turn, and then the others theirs; one that does not answer is left for later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from monitor.archive import Archive
from monitor.archive.records import Read, Waiting
from monitor.errors import RateLimited
from monitor.plurals import counted
from monitor.reading import WITHOUT_SOURCE, Reader
from monitor.shelving import Shelf

BATCH: Final = 20  # rows of one transaction …
AT_RISK: Final = timedelta(seconds=1)  # … and the most waiting that a kill can make us repeat
TURN: Final = 60  # batches of one host before the plan is looked at again
DOWN: Final = timedelta(minutes=5)  # a host that does not answer is left alone for so long
SILENCES: Final = 2  # pages in a row without an answer: the host is down


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    archive: Archive
    reader: Reader
    shelf: Shelf
    pause: timedelta  # between two pages of one host
    stopping: Callable[[], bool]  # whether to leave the rest

    def visit(self, host: str, *, now: datetime) -> str:
        """Read what waits at a host; what came of it, in words."""
        done: list[Read] = []
        for _ in range(TURN):
            waiting = self.archive.to_read(host, now=now, limit=self._batch)
            reads, goes_on = self._some(host, waiting, now, before=done[-SILENCES:])
            self.archive.save_reads(self.shelf.shelved(reads, now=now), now=now)
            done += [replace(read, page=None) for read in reads]
            if not waiting or not goes_on:
                break
        read = counted(len(done), "nota leída", "notas leídas")
        kept = sum(each.clipping is not None for each in done)
        return f"{host or 'entradas'}: {read}, {kept} nos nombran"

    def _some(
        self, host: str, waiting: Sequence[Waiting], now: datetime, *, before: Sequence[Read]
    ) -> tuple[list[Read], bool]:
        """What could be read, and whether the host may be asked for more."""
        reads: list[Read] = []
        for each in waiting:
            if self.stopping():
                return reads, False
            try:
                reads.append(self.reader.read(each, now=now))
            except RateLimited as error:
                self.archive.hold_host(host, until=now + error.retry_after)
                return reads, False
            if _is_down([*before, *reads]):
                self.archive.hold_host(host, until=now + DOWN)
                return reads, False
        return reads, True

    @property
    def _batch(self) -> int:
        return max(1, min(BATCH, AT_RISK // self.pause)) if self.pause else BATCH


def _is_down(reads: Sequence[Read]) -> bool:
    """Whether the last pages asked for gave no answer at all."""
    last = reads[-SILENCES:]
    return len(last) == SILENCES and all(
        read.outcome is None and read.detail != WITHOUT_SOURCE for read in last
    )
