"""The stories of a period, each told once: who leads it and how it treats us. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.config import Config, Subject
from monitor.model import Stance
from monitor.periods import PeriodFacts, StoryCount
from reports import telling, words
from reports.accounts import OWN, Account, accounts_of
from reports.headlines import byline
from reports.impacts import brief
from reports.kinds import kind_of, reproduces_release
from reports.periodic.model import PeriodStory

FEW = 3
Told = tuple[PeriodStory, ...]


def stories(facts: PeriodFacts, config: Config) -> tuple[Told, Told]:
    """Those most negative towards our own, and those with more impacts; both lists in order.

    A story that most of its impacts tell otherwise is not told as negative, though some are.
    """
    accounts = _accounts(facts, config)
    against = (
        _story(each, accounts[each.story_id], config)
        for each in facts.most_negative
        if each.story_id in accounts
    )
    negative = tuple(each for each in against if each.stance is Stance.NEGATIVE)
    above = {each.id: each for each in negative}
    told = tuple(
        replace(above[each.story_id], told_above=True)
        if each.story_id in above
        else _story(each, accounts[each.story_id], config)
        for each in _told(facts.most_told)
        if each.story_id in accounts
    )
    return negative, told


def _told(most: Sequence[StoryCount]) -> Sequence[StoryCount]:
    """Those that several pieces tell; when there are none, the first few."""
    return [each for each in most if each.impacts > 1] or most[:FEW]


def _accounts(facts: PeriodFacts, config: Config) -> Mapping[str, Account]:
    """The widest telling of each story: its news before a column about it."""
    found: dict[str, Account] = {}
    for account in accounts_of(facts.entries, config):
        known = found.get(account.story_id)
        if known is None or (account.id == account.story_id and known.id != account.story_id):
            found[account.story_id] = account
    return found


def _story(count: StoryCount, account: Account, config: Config) -> PeriodStory:
    lead, outlet = account.lead, account.outlets[0]
    about = _about(account)
    return PeriodStory(
        id=count.story_id,
        title=telling.headline([lead]),
        url=words.link(lead.clipping.url),
        outlet=words.clean(outlet.name),
        author=byline(lead.clipping, outlet.name),
        day=config.local(lead.clipping.published_at).date(),
        kind=kind_of(lead),
        release=reproduces_release(lead, outlet),
        stance=account.stance_to(about) if about else None,
        subject=words.clean(about.name) if about else None,
        summary=brief(lead),
        impacts=count.impacts,
        negative=count.negative,
        outlets=tuple(_name(each, config) for each in count.outlets),
    )


def _about(account: Account) -> Subject | None:
    """The weightiest of our own that is treated ill; else the weightiest that it names."""
    ill = (
        each
        for each in account.subjects
        if each.kind in OWN and account.stance_to(each) is Stance.NEGATIVE
    )
    return next(ill, account.subjects[0] if account.subjects else None)


def _name(outlet_id: str, config: Config) -> str:
    outlet = config.outlet.get(outlet_id)
    return words.clean(outlet.name if outlet else outlet_id)
