"""The reports of a week and of a month: when they leave, and out to the office, each exactly once.

One leaves on its day and hour with what the archive holds then of the period that ended; one that
was missed, with the machine off, leaves later while the period that follows lasts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from monitor.addressing import Letter, messages
from monitor.archive import Archive
from monitor.archive.records import StoredDigest
from monitor.archive.surveys import Survey
from monitor.casework import Asked, CaseSurvey
from monitor.config import Config
from monitor.leaving import doors
from monitor.model import Edition, EditionKind
from monitor.periods import PERIODS, Period, parse
from monitor.publishing import write_files
from reports.demands.building import DOTS, Points, part
from reports.demands.model import CasesPart
from reports.kinds import PAID
from reports.periodic.building import attended, build, own
from reports.periodic.clothes import dress, heading
from reports.periodic.model import Report
from reports.tables import ranks

WEEK_MARK: Final = "-W"  # of the id of a week


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReport:
    """A report whose hour has come."""

    id: str
    overdue: bool  # it waited enough for what is being read


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    config: Config
    archive: Archive
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)  # of the chats

    def due(self, *, now: datetime) -> list[DueReport]:
        """The reports to tell now; opens those whose turn it is to open."""
        return [
            DueReport(
                id=period.id,
                overdue=now - opened_at >= self.config.profile.digest.patience,
            )
            for period in periods_due(self.config, now=now)
            if self._has_any(period) and (opened_at := self._open(period, now=now))
        ]

    def _has_any(self, period: Period) -> bool:
        """Whether the archive had begun when it ended: of what came before it there is nothing."""
        began = self.archive.tallies.began()
        _, until = period.bounds(self.config.profile.zone)
        return began is not None and began < until

    def _open(self, period: Period, *, now: datetime) -> datetime | None:
        hour = f"{self.config.local(now):%H:%M}"
        return self.archive.open_edition(
            period.id, day=period.last, hour=hour, now=now, kind=period.kind
        )

    def build(self, period: Period, *, made_at: datetime) -> Report:
        """What the archive holds now of a period; nothing changes in it."""
        profile = self.config.profile
        survey = Survey(
            zone=profile.zone,
            sources=tuple(self.config.sources.values()),
            ranks=ranks(self.config),
            own=own(self.config),
            ours=(profile.municipality, *profile.places),
            without=tuple(PAID),
        )
        return build(
            self.archive.tallies.facts(period, survey),
            self.config,
            made_at=made_at,
            cases=self._cases(period, made_at=made_at),
        )

    def _cases(self, period: Period, *, made_at: datetime) -> CasesPart | None:
        """None where no demand was ever received: the office does not follow them."""
        cases = self.archive.cases
        found = self._surveyed(period, made_at=made_at)
        if not found.all.received and not cases.count(Asked()):
            return None
        return attended(
            found,
            self._surveyed(period.before, made_at=made_at),
            self.config,
            kind=period.kind,
            points=self._points(found),
        )

    def demands(self, survey: CaseSurvey) -> CasesPart:
        """What a report says of any days, without those before them."""
        return part(survey, self.config, points=self._points(survey))

    def _points(self, survey: CaseSurvey) -> Points:
        places = (each.key for each in survey.by_settlement[:DOTS])
        return self.archive.cases.news.points(places, since=survey.since, until=survey.until)

    def _surveyed(self, period: Period, *, made_at: datetime) -> CaseSurvey:
        since, until = period.bounds(self.config.profile.zone)
        today = self.config.local(made_at).date()
        return self.archive.cases.survey(since=since, until=until, today=today)

    def publish(self, report_id: str, *, now: datetime) -> str:
        """Build, write, and close in one transaction with its messages."""
        period = period_of(report_id)
        opened_at = self._open(period, now=now)
        if opened_at is None:
            return f"informe {report_id}: ya se había publicado"
        report = self.build(period, made_at=opened_at)
        worn = dress(report, branding=self.config.profile.branding)
        edition = Edition(
            id=report.id,
            day=period.last,
            hour=f"{report.head.made_at:%H:%M}",
            opened_at=opened_at,
            kind=period.kind,
        )
        stored = StoredDigest(
            edition_id=report.id,
            day=edition.day,
            hour=edition.hour,
            subject=report.subject,
            html=worn.html,
            text=worn.text,
            data=worn.data,
            closed_at=now,
            kind=period.kind,
        )
        written = write_files(stored, self.folder, worn.files)
        letter = Letter(heading=heading(report), kind=period.kind, worn=worn)
        mails = messages(
            letter,
            self.config,
            sent_at=opened_at,
            environment=self.environment,
            doors=doors(self.config, self.archive),
        )
        self.archive.close_edition(edition, digest=stored, mails=mails, now=now)
        return "; ".join([f"{report.subject}, en {written}", *worn.lacking])


def period_of(report_id: str) -> Period:
    """The period of the id of a report."""
    kind = EditionKind.WEEKLY if WEEK_MARK in report_id else EditionKind.MONTHLY
    period = parse(report_id, kind=kind)
    assert period, report_id
    return period


def periods_due(config: Config, *, now: datetime) -> Iterator[Period]:
    """The last week and the last month, once the hour has come at which the office wants them."""
    settings = config.profile.digest
    local = config.local(now).replace(tzinfo=None)
    for kind, moment in (
        (EditionKind.WEEKLY, settings.weekly),
        (EditionKind.MONTHLY, settings.monthly),
    ):
        if moment is None:
            continue
        current = PERIODS[kind](local.date())
        days = moment.day if kind is EditionKind.WEEKLY else moment.day - 1
        leaves = datetime.combine(current.first + timedelta(days=days), moment.hour)
        if leaves <= local:
            yield current.before
