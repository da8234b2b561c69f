"""Reads again what an older analyzer read: the newest first, in batches, beside a run at work.

What is stale is a question to the archive, so a retag that is killed goes on where it was. Each
note keeps its old analysis until the new one is saved; its story and the editions that told it
stay as they are. What was never read goes before what is read again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from monitor.archive import Archive
from monitor.model import Analysis
from nlp import Tagger

BATCH: Final = 50  # notes of one transaction: others write between two of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Redone:
    """What one batch came to."""

    read: int  # have a new analysis
    kept: tuple[str, ...]  # ids of those that could not be read again: they keep the old one


def stale(archive: Archive, tagger: Tagger, *, since: datetime | None) -> dict[str, int]:
    """How many notes each other analyzer read last."""
    return archive.stale_counts(tagger.analyzer, since=since)


def retag(
    archive: Archive, tagger: Tagger, *, since: datetime | None, limit: int | None = None
) -> Iterator[Redone]:
    """Read again at most `limit` notes published since; one batch a step.

    It goes from the newest to the oldest and never back: a note that cannot be read is met once.
    """
    before, left = None, limit
    while left is None or left > 0:
        _tag_waiting(archive, tagger)
        size = BATCH if left is None else min(BATCH, left)
        batch = archive.stale(tagger.analyzer, since=since, before=before, limit=size)
        if not batch:
            return
        analyses = list(tagger.pipe(batch))
        archive.save_analyses(analyses, parts=tagger.parts)
        yield _redone(analyses)
        before, left = batch[-1], None if left is None else left - len(batch)


def _redone(analyses: list[Analysis]) -> Redone:
    failed = tuple(each.clipping_id for each in analyses if each.failed)
    return Redone(read=len(analyses) - len(failed), kept=failed)


def _tag_waiting(archive: Archive, tagger: Tagger) -> None:
    for shard in archive.untagged_shards():
        while batch := archive.untagged(shard, limit=BATCH):
            archive.save_analyses(list(tagger.pipe(batch)), parts=tagger.parts)
