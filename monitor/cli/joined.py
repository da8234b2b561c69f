"""Which labelled petitions would be one demand, heard one after another as the walk hears them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from monitor.casework import Demand, Heard
from monitor.config import Config
from monitor.configdemands import Scope
from monitor.demands import joining
from monitor.labels import DemandState
from monitor.model import Petition

Row = Mapping[str, Any]
Told = tuple[Row, Petition]
_THEN = datetime(2026, 11, 20, 18, tzinfo=UTC)  # all of one day: labelled rows tell none


def joiner(config: Callable[[Row], Config]) -> Callable[[Sequence[Told]], Sequence[str]]:
    """Petitions of rows → the demand of each, in their order."""

    def join(told: Sequence[Told]) -> Sequence[str]:
        waiting: dict[tuple[str, str], dict[str, Demand]] = defaultdict(dict)
        found = []
        for number, (row, petition) in enumerate(told):
            home, category = str(row.get("home", "")), petition.category
            among = waiting[home, category]
            akin = (each for kin in joining.kin(category) for each in waiting[home, kin].values())
            point = config(row).taxonomy[category].scope is Scope.POINT
            heard = _heard(row, petition)
            same = joining.choose(heard, [*among.values(), *akin], point=point)
            demand = _with(same, heard) if same else _demand(str(number), heard)
            waiting[home, demand.category][demand.folio] = demand
            found.append(demand.folio)
        return found

    return join


def _with(demand: Demand, heard: Heard) -> Demand:
    return replace(demand, sources=(*demand.sources, heard))


def _heard(row: Row, petition: Petition) -> Heard:
    return Heard(
        id=str(row.get("id", "")),
        clipping_id=str(row.get("id", "")),
        revision=1,
        source_id="",
        outlet_id="",
        url=None,
        title="",
        published_at=_THEN,
        quote=row["text"][petition.at.start : petition.at.end],
        petition=petition,
    )


def _demand(folio: str, heard: Heard) -> Demand:
    petition = heard.petition
    return Demand(
        folio=folio,
        state=DemandState.RECEIVED,
        category=petition.category,
        confidence=petition.confidence,
        urgency=petition.urgency,
        reason=petition.reason,
        competence=petition.competence,
        body=petition.body,
        office_id=None,
        address=petition.address,
        heard_at=_THEN,
        last_heard_at=_THEN,
        received_at=_THEN,
        sources=(heard,),
    )
