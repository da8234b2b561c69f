"""Whose a demand is and how long it has: the rules of `demands` in sources.yaml. Pure.

A new condition of a rule is a field of `Route` and a line of `_fits`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.casework import Demand
from monitor.config import Config, Office
from monitor.configdemands import Route, Scope
from monitor.folding import compose, fold
from monitor.labels import Competence, Urgency

NOT_HERE = (Competence.NEIGHBOUR, Competence.PRIVATE)  # nobody of ours has anything to do there


class Held(StrEnum):
    """Why a demand waits for a person before it is turned; its words are in `words.toml`."""

    PLACE = "place"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """To which office, and its term in business days."""

    office: Office
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """It is another authority's; an office of ours that takes such things is told of it."""

    office: Office | None = None


Decision = Turn | Elsewhere | Held


def decide(demand: Demand, config: Config) -> Decision:
    """What is done with a demand that was received.

    What endangers a life is turned although its place is unknown or another should attend it:
    somebody must look at once.
    """
    turn = turn_of(demand, config)
    urgent = demand.urgency is Urgency.LIFE and demand.competence not in NOT_HERE
    if demand.competence is not Competence.OURS and not (urgent and turn):
        told = None if demand.competence in NOT_HERE or turn is None else turn.office
        return Elsewhere(office=told)
    if turn is None:
        return Held.OFFICE
    return Held.PLACE if needs_place(demand, config) and not urgent else turn


def needs_place(demand: Demand, config: Config) -> bool:
    """Whether nobody can be sent yet: somebody must ask where it is."""
    category = config.taxonomy.get(demand.category)
    return bool(demand.missing) and (category is None or category.scope is not Scope.NOWHERE)


def turn_of(demand: Demand, config: Config) -> Turn | None:
    """The first rule that fits, else the office that lists its category; None without either."""
    route = next((each for each in config.demands.routes if _fits(each, demand)), None)
    office = config.office.get(route.office) if route else _attending(demand.category, config)
    return Turn(office=office, days=term_of(demand, config, route)) if office else None


def term_of(demand: Demand, config: Config, route: Route | None = None) -> int:
    """Business days: the rule's, else the category's, which an urgency only makes shorter."""
    if route and route.term:
        return route.term
    category, terms = config.taxonomy.get(demand.category), config.demands.terms
    days = (category.term if category else None) or terms.normal
    caps = {Urgency.LIFE: terms.life, Urgency.HIGH: terms.high}
    return min(days, caps.get(demand.urgency, days))


def term_at(office: Office, demand: Demand, config: Config) -> int:
    """Its term in an office that a person chose: of the first rule that sends it there, if any."""
    fitting = (each for each in config.demands.routes if each.office == office.id)
    return term_of(demand, config, next((each for each in fitting if _fits(each, demand)), None))


def _attending(category: str, config: Config) -> Office | None:
    return next((each for each in config.offices if category in each.categories), None)


def _fits(route: Route, demand: Demand) -> bool:
    colonias = {_folded(each) for each in route.settlements}
    return (
        (not route.categories or demand.category in route.categories)
        and (not colonias or _folded(demand.address.settlement) in colonias)
        and (not route.urgency or demand.urgency in route.urgency)
    )


def _folded(name: str) -> str:
    return " ".join(fold(compose(name)).split())
