"""The step that hears: what texts ask for joins the demand that says the same, or becomes one.

What is not sure enough to be turned by itself waits for a person, unless it only says again what
is open already.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from monitor.archive import Archive
from monitor.archive.case_desk import OURSELVES, Desk
from monitor.casework import Demand, Heard
from monitor.config import Config
from monitor.configdemands import Scope
from monitor.demands import joining
from monitor.model import Petition
from nlp.demands import sure as measured

BATCH: Final = 20  # texts of one transaction: a kill repeats at most so many


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What becomes of what is heard; the archive settles who hears first."""

    config: Config
    archive: Archive

    def hear(self, *, now: datetime) -> int:
        """Hear some of what waits, the oldest first; how many, 0 when nothing waits."""
        with self.archive.cases.hearing() as desk:
            waiting = desk.waiting(limit=BATCH)
            for new in waiting:
                self._place(desk, new, now=now)
        return len(waiting)

    def _place(self, desk: Desk, new: Heard, *, now: datetime) -> None:
        if new.published_at < now - self.config.demands.joining.days:
            desk.reject(new, by=OURSELVES, now=now)  # an old text that is read only now
            return
        same, sure = self.same(desk, new), self._is_sure(new.petition)
        if same and (sure or same.is_open):
            desk.join(new, same.folio, now=self.config.local(now))
        elif sure:
            desk.receive(new, now=self.config.local(now))
        else:
            desk.review(new)

    def _is_sure(self, petition: Petition) -> bool:
        least = self.config.demands.sure
        return petition.confidence >= (measured() if least is None else least)

    def same(self, desk: Desk, new: Heard) -> Demand | None:
        """The demand that says the same, if one does."""
        since = new.published_at - self.config.demands.joining.days
        category = self.config.taxonomy.get(new.petition.category)
        point = category is None or category.scope is Scope.POINT
        found = desk.candidates(new, since=since, categories=joining.kin(new.petition.category))
        return joining.choose(new, found, point=point)
