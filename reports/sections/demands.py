"""Demanda ciudadana: what citizens ask for, what waits beyond its term and what was attended.

It takes no story: its words come from the register of demands, with personal data covered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.casework import CaseNews, Demand
from monitor.config import SECTIONS, Config
from reports import cases
from reports.accounts import Account
from reports.cases import said
from reports.model import CaseFamily, CaseGroup, CaseLine, Cases, Section
from reports.sentences import shorten

ID = "demands"
MOST = {"fresh": 12, "overdue": 8, "attended": 6}  # lines; the rest are counted
ROOM = 140  # characters of what one says


def title(config: Config) -> str:
    return said("section", "title")


def fits(account: Account) -> bool:
    return False


def with_cases(
    sections: Iterable[Section], news: CaseNews | None, config: Config
) -> tuple[Section, ...]:
    """The sections and that of demands in its place, where the office's page has it."""
    found = list(sections)
    told = _told(news, config) if news else None
    chosen = config.profile.digest.sections
    if told is None or (chosen and ID not in chosen):
        return tuple(found)
    here = next((each for each in found if each.id == ID), None)
    if here:
        return tuple(replace(each, cases=told) if each is here else each for each in found)
    at = sum(_comes_before(each) for each in found)
    mine = Section(id=ID, title=title(config), stories=(), cases=told)
    return (*found[:at], mine, *found[at:])


def _comes_before(section: Section) -> bool:
    return section.id in SECTIONS and SECTIONS.index(section.id) < SECTIONS.index(ID)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A group before it has words."""

    id: str
    demands: Sequence[Demand]
    total: int
    when: Callable[[Demand, str], str]


def _told(news: CaseNews, config: Config) -> Cases | None:
    """None where there is nothing to say."""
    parts = (
        _Part(id="fresh", demands=news.received, total=news.received_count, when=_until),
        _Part(id="overdue", demands=news.overdue, total=news.overdue_count, when=_since),
        _Part(id="attended", demands=news.attended, total=news.attended_count, when=_nothing),
    )
    total = sum(each.total for each in parts)
    if not total:
        return None
    counted = {
        each.id: cases.plural(each.total, each.id, config.profile.language) for each in parts
    }
    return Cases(
        counts=said("section", "counts", **counted),
        note=said("section", "note"),
        total=total,
        groups=tuple(_group(each, config) for each in parts if each.total),
    )


def _group(part: _Part, config: Config) -> CaseGroup:
    shown = part.demands[: MOST[part.id]]
    return CaseGroup(
        id=part.id,
        title=said("section", part.id),
        total=part.total,
        families=tuple(_families(shown, part, config)),
        left_out=part.total - len(shown),
    )


def _families(shown: Sequence[Demand], part: _Part, config: Config) -> Iterator[CaseFamily]:
    """By category: that of a risk to life, then the fullest; within each as they came."""
    found: dict[str, list[Demand]] = {}
    for each in shown:
        found.setdefault(cases.category(each, config), []).append(each)
    for name, alike in sorted(found.items(), key=_pressing):
        yield CaseFamily(title=name, lines=tuple(_line(each, part, config) for each in alike))


def _pressing(family: tuple[str, list[Demand]]) -> tuple[bool, int, str]:
    name, alike = family
    return not any(map(cases.is_urgent, alike)), -len(alike), name


def _line(demand: Demand, part: _Part, config: Config) -> CaseLine:
    language = config.profile.language
    return CaseLine(
        folio=demand.folio,
        place=cases.place_of(demand.address) or said("section", "unplaced"),
        office=cases.office_of(demand, config) or said("section", "unassigned"),
        state=said("state", demand.state.value).lower(),
        due=part.when(demand, language),
        sources=cases.plural(len(demand.sources), "source", language),
        told=shorten(demand.told, ROOM),
        urgent=cases.is_urgent(demand),
    )


def _until(demand: Demand, language: str) -> str:
    if demand.due_on is None or not demand.is_open:
        return ""
    return said("weekly", "line_due", day=cases.day_of(demand.due_on, language))


def _since(demand: Demand, language: str) -> str:
    if demand.due_on is None:
        return ""
    return said("weekly", "line_overdue", day=cases.day_of(demand.due_on, language))


def _nothing(demand: Demand, language: str) -> str:
    return ""
