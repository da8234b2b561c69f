"""Which stories cannot wait: what is new of them, against what editions and alerts have told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta

from monitor.config import Alerts, Config
from monitor.model import Entry, computed_id
from reports.accounts import WEIGHT
from reports.alerts.model import Alert, Pace, Raised, Reason
from reports.alerts.reasons import counted, negative, spike, words
from reports.shielding import unsigned

APART = timedelta(hours=1)  # between two alerts of one story
GROWTH = 2  # times what was told, to be told again


def due(
    entries: Iterable[Entry],
    config: Config,
    *,
    pace: Pace,
    raised: Iterable[Raised],
    now: datetime,
    heed_quiet: bool = True,
) -> tuple[Alert, ...]:
    """The alerts to raise now, those that more outlets bear out first; none in quiet hours.

    Args:
        entries: whole stories, told or not.
        raised: what the same stories have given before.
    """
    settings = config.profile.alerts
    if settings is None or (heed_quiet and is_quiet(settings, config.local(now).time())):
        return ()
    given: dict[str, list[Raised]] = {}
    for each in raised:
        given.setdefault(each.story_id, []).append(each)
    found = (
        decide(story_id, members, config, pace=pace, raised=given.get(story_id, ()), now=now)
        for story_id, members in stories(map(unsigned, entries)).items()
    )
    return tuple(sorted((each for each in found if each), key=_pressing))


def is_quiet(settings: Alerts, hour: time) -> bool:
    if settings.quiet is None:
        return False
    since, until = settings.quiet
    return since <= hour < until if since < until else hour >= since or hour < until


def stories(entries: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.story_id, []).append(entry)
    return found


def _pressing(alert: Alert) -> tuple[int, str]:
    return -max(each.size for each in alert.reasons), alert.story_id


def decide(
    story_id: str,
    members: Sequence[Entry],
    config: Config,
    *,
    pace: Pace,
    raised: Sequence[Raised],
    now: datetime,
) -> Alert | None:
    """The alert of one story, given the pieces that it has; None while it can wait."""
    if all(each.told_revision for each in members):
        return None
    if any(now - each.at < APART for each in raised):
        return None
    before = _told(members, config, raised)
    found = tuple(_reasons(members, config, pace=pace, now=now))
    news = [each for each in found if each.size >= GROWTH * before.get(each.key, 0)]
    if not news:
        return None
    return Alert(
        id=edition_id(story_id, config.local(now)),
        story_id=story_id,
        reasons=(*news, *(each for each in found if each not in news)),
        entries=tuple(members),
        raised_at=now,
        about=_about(members, config) or news[0].key,
    )


def _about(members: Sequence[Entry], config: Config) -> str:
    named = {each.subject_id for entry in members for each in entry.analysis.readings}
    known = (each for each in config.subjects if each.id in named)
    return min(((WEIGHT[each.kind], each.id) for each in known), default=(0, ""))[1]


def edition_id(story_id: str, local: datetime) -> str:
    """One for a story and an hour of the clock, whoever raises it."""
    return f"alerta-{local:%Y-%m-%dT%H}-{computed_id(story_id)[:8]}"


def _reasons(
    members: Sequence[Entry], config: Config, *, pace: Pace, now: datetime
) -> Iterator[Reason]:
    settings = config.profile.alerts or Alerts()
    entries = counted(members, config)
    yield from _said(entries, config)
    if settings.spike and (found := spike(entries, pace, now=now, today=config.local(now))):
        yield found


def _said(entries: Sequence[Entry], config: Config) -> Iterator[Reason]:
    """What its words say, whenever they were published."""
    settings = config.profile.alerts or Alerts()
    yield from negative(entries, config, least=settings.negative_outlets)
    yield from words(entries, config)


def _told(members: Sequence[Entry], config: Config, raised: Sequence[Raised]) -> Mapping[str, int]:
    """How big each reason was when an edition or an alert told it."""
    by_editions = counted((each for each in members if each.told_revision), config)
    told = {each.key: each.size for each in _said(by_editions, config)}
    for alert in raised:
        for key, size in alert.sizes.items():
            told[key] = max(size, told.get(key, 0))
    return told
