"""Forgets the personal data of citizens once the office's retention is over, and says what it did.

What must be forgotten is asked of the archive (`archive.erasing`); here is when, and for whom.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from monitor.archive import Archive
from monitor.archive.erasing import Erased
from monitor.config import Config
from monitor.errors import CaseError
from monitor.keeping import PROOFS
from monitor.plurals import counted
from monitor.removing import Remover

BY: Final = "sintesis"
ASTRAY: Final = timedelta(days=60)  # so long without reading a source, the clock may be wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was covered, or would be."""

    before: datetime  # demands closed before then
    folios: tuple[str, ...] = ()
    rejected: int = 0  # texts that were no demand
    erased: Erased = field(default_factory=Erased)
    files: int = 0  # that came with answers
    copies: int = 0  # records and originals of the posts
    dry_run: bool = False

    @property
    def words(self) -> str:
        """What it did, in a sentence."""
        day = f"{self.before:%d/%m/%Y}"
        copies = counted(self.copies, "copia guardada", "copias guardadas")
        if not self.folios and not self.rejected:
            if self.copies and not self.dry_run:
                return f"De lo que se anonimizó antes se retiraron {copies}."
            return f"Nada por anonimizar: ninguna demanda cerrada antes del {day} guarda datos."
        closed = counted(len(self.folios), "demanda cerrada", "demandas cerradas")
        what = f"{closed} antes del {day}"
        if self.rejected:
            what += f" y {counted(self.rejected, 'texto')} que no eran demandas"
        if self.dry_run:
            return f"Se anonimizarían {what}, y se retirarían {copies}."
        done = self.erased
        return (
            f"Se anonimizaron {what}: {counted(done.quotes, 'cita')}, "
            f"{counted(done.posts, 'publicación', 'publicaciones')}, "
            f"{counted(done.letters, 'correo')}, {counted(done.replies, 'respuesta')}, "
            f"{copies} y {counted(self.files, 'archivo')} de evidencia."
        )


def forget(
    config: Config,
    archive: Archive,
    *,
    folder: Path,
    now: datetime,
    dry_run: bool = False,
    by: str = BY,
) -> Forgotten:
    """Cover what is due; killed in the middle, what is left is due the next time.

    `folder` is that of the editions, where copies and what came with answers are kept.

    Raises:
        OSError: the disk takes no new file; nothing that was covered is shown again.
        CaseError: the clock is far from when a source was last read; nothing is forgotten then.
    """
    eraser = archive.cases.eraser
    _trust(eraser.last_read(), now=now)
    before = now - config.demands.retention
    folios, rejected = eraser.due(before=before), eraser.rejected(before=before)
    found = Forgotten(
        before=config.local(before),
        folios=tuple(folios),
        rejected=len(rejected),
        dry_run=dry_run,
    )
    removals = archive.snapshots.removals
    networks = [outlet.id for outlet in config.outlets if outlet.medium == "network"]
    if dry_run:
        posts = eraser.posts(folios, rejected, networks=networks)
        return replace(found, copies=removals.held({*posts, *removals.pending()}))
    if not (folios or rejected or removals.pending()):
        return found
    files = sum(_removed(folder / PROOFS / folio) for folio in folios)
    parts = [eraser.erase(each, networks=networks, by=by, now=now) for each in folios]
    parts.append(eraser.erase_rejected(rejected, networks=networks, now=now))
    eraser.sweep()
    copies = Remover(config=config, archive=archive, folder=folder).remove(now=now)
    return replace(found, erased=_sum(parts), files=files, copies=copies)


def _removed(proofs: Path) -> int:
    """Take away what came with the answers about a folio; how many files there were."""
    count = sum(each.is_file() for each in proofs.rglob("*")) if proofs.is_dir() else 0
    shutil.rmtree(proofs, ignore_errors=True)
    return count


def _sum(parts: list[Erased]) -> Erased:
    return Erased(
        quotes=sum(each.quotes for each in parts),
        posts=sum(each.posts for each in parts),
        letters=sum(each.letters for each in parts),
        replies=sum(each.replies for each in parts),
    )


def _trust(last: datetime | None, *, now: datetime) -> None:
    """What is forgotten does not come back: a clock that jumped must forget nothing."""
    if last is not None and abs(now - last) > ASTRAY:
        raise CaseError(
            f"el reloj dice {now:%d/%m/%Y} y la última lectura de una fuente fue el "
            f"{last:%d/%m/%Y}: revise el reloj, o lea antes las fuentes («sintesis collect»); "
            "no se anonimizó nada"
        )
