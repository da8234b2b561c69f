"""From the stories of the last hours to an alert in the outbox: look, write, keep; each once.

What is due is what `look` finds now, from the archive alone: an alert that a kill left unraised is
found again, and one that was raised is not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from monitor.addressing import Letter, messages
from monitor.archive import Archive
from monitor.archive.alerting import AlertState
from monitor.archive.records import StoredDigest
from monitor.config import Alerts, Config
from monitor.leaving import doors
from monitor.model import Edition, EditionKind
from monitor.publishing import write_files
from reports.alerts import deciding, letter, pacing
from reports.alerts.model import Alert, Pace, Raised
from reports.clothes import Clothes
from reports.mail import heading_of

RECENT = timedelta(hours=12)  # a story without anything newer can wait for the edition
SEVERAL = 2  # pieces: no reason holds for one, unless one outlet is enough for the office
WEEKS = 28  # days: an hour is compared with the same hour of each
REMEMBERED = timedelta(days=7)  # what was raised before is no measure of growth
AGAIN = timedelta(minutes=10)  # until another look when nothing arrived: time too makes things due
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(slots=True)
class _Memory:
    """How the archive stood when a look found nothing: it spares looks, and nothing hangs on it."""

    stood: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerter:
    config: Config
    archive: Archive
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)  # of the chats
    _memory: _Memory = field(default_factory=_Memory, repr=False)

    def due(self, *, now: datetime) -> list[str]:
        """The ids of the alerts to raise now; while nothing changes it does not look twice."""
        if self.is_quiet(now=now):
            return []
        stands = self._stands(now)
        if stands == self._memory.stood:
            return []
        found = [each.id for each in self.look(now=now)]
        self._memory.stood = () if found else stands
        return found

    def _stands(self, now: datetime) -> tuple[int, ...]:
        since = now.replace(minute=0, second=0, microsecond=0) - DAY
        return *self.archive.alerts.pulse(since=since), int(now.timestamp() // AGAIN.seconds)

    def is_quiet(self, *, now: datetime) -> bool:
        """Whether no alert may leave now, whatever happens."""
        settings = self.config.profile.alerts
        return settings is None or deciding.is_quiet(settings, self.config.local(now).time())

    def look(self, *, now: datetime, heed_quiet: bool = True) -> tuple[Alert, ...]:
        """What cannot wait now; nothing in quiet hours, unless these are not heeded."""
        settings = self.config.profile.alerts
        if settings is None:
            return ()
        entries = self.archive.alerts.stories(
            recent=now - RECENT,
            since=now - self.config.reading.horizon,
            least=min(SEVERAL, settings.negative_outlets),
        )
        if not entries:
            return ()
        before = [_raised(each) for each in self.archive.alerts.raised(since=now - REMEMBERED)]
        found = deciding.due(
            entries,
            self.config,
            pace=self._pace(settings, now),
            raised=before,
            now=now,
            heed_quiet=heed_quiet,
        )
        return pacing.limited(found, [each for each in before if now - each.at < HOUR], settings)

    def would(self, *, since: datetime, now: datetime) -> tuple[Alert, ...]:
        """What the rules of now would have raised since then, told or not; nothing is kept."""
        settings = self.config.profile.alerts
        if settings is None:
            return ()
        entries = self.archive.alerts.stories(
            recent=since, since=since, least=min(SEVERAL, settings.negative_outlets), told=True
        )
        return pacing.would(entries, self.config, now=now)

    def _pace(self, settings: Alerts, now: datetime) -> Pace:
        if not settings.spike:
            return Pace(notes=0)
        local = self.config.local(now)
        days = [local.date() - number * DAY for number in range(WEEKS + 1)]
        counts = self.archive.alerts.pace({day: _on(day, local) for day in days})
        return Pace(notes=counts.pop(local.date(), 0), before=counts)

    def raise_alert(self, alert_id: str, *, now: datetime) -> str:
        """Write it and keep it with its mail, if it still stands."""
        alert = next((each for each in self.look(now=now) if each.id == alert_id), None)
        if alert is None:
            return f"{alert_id}: ya no hace falta"
        written = letter.build(alert, self.config)
        edition, worn = letter.edition(alert, self.config), letter.dress(written)
        stored = _stored(written, edition, worn)
        place = write_files(stored, self.folder)
        sent = Letter(heading=heading_of(written.digest), kind=EditionKind.ALERT, worn=worn)
        self.archive.alerts.raise_one(
            letter.bare(edition),
            story_id=alert.story_id,
            reason=letter.in_words(alert),
            digest=stored,
            mails=messages(
                sent,
                self.config,
                sent_at=now,
                environment=self.environment,
                doors=doors(self.config, self.archive),
            ),
            now=now,
        )
        return f"{alert_id}: {letter.in_words(alert)}; en {place}"


def _on(day: date, local: datetime) -> datetime:
    """The same hour of the clock on another day."""
    return datetime.combine(day, local.timetz())


def _raised(state: AlertState) -> Raised:
    said = json.loads(state.data)
    sizes = {each["key"]: each["size"] for each in said["reasons"]}
    return Raised(
        story_id=state.story_id, at=state.raised_at, sizes=sizes, about=said.get("about", "")
    )


def _stored(written: letter.Letter, edition: Edition, worn: Clothes) -> StoredDigest:
    return StoredDigest(
        edition_id=edition.id,
        day=edition.day,
        hour=edition.hour,
        subject=written.subject,
        html=worn.html,
        text=worn.text,
        data=worn.data,
        closed_at=edition.opened_at,
        kind=EditionKind.ALERT,
    )
