"""The steps, what is due, and nothing about where they run.

plan(now) says which jobs are due, by asking the archive;
do(job)   does one, and may be run twice, late, or on another machine.
To add a step: a method here, a line in STEPS, and a question to the archive in `plan`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from monitor import drafting, grouping
from monitor.alerting import Alerter
from monitor.archive import Archive
from monitor.backup import Backer
from monitor.collectors import collect
from monitor.config import Config, Source
from monitor.delivering import Postman
from monitor.errors import CollectError, FetchError, RateLimited
from monitor.fetch import Fetch
from monitor.fetch.mailbox import open_mailbox
from monitor.following import Follower
from monitor.hearing import Hearing
from monitor.keeping import FOLDER, Keeper
from monitor.model import Job
from monitor.packing import Packer
from monitor.plurals import counted
from monitor.publishing import Publisher
from monitor.pushing import Pusher
from monitor.reading import Reader, owners_of
from monitor.relevance import Relevance
from monitor.replying import Open, Replier
from monitor.reporting import Reporter
from monitor.room import LEAST, Room
from monitor.shelving import FOLDER as SNAPSHOTS
from monitor.shelving import Shelf
from monitor.turning import Turner
from monitor.visiting import Visitor
from nlp import Tagger

GATHERING = ("collect", "read", "tag", "group")  # the steps before publishing
TAG_BATCH = 100


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """What a run needs; frozen, shared by threads."""

    config: Config
    archive: Archive
    fetch: Fetch
    folder: Path  # where digests are written
    settings: Path | None = None  # sources.yaml, which is backed up with the archive
    password: str | None = field(default=None, repr=False)  # of the SMTP relay
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)  # its secrets
    receiver: Fetch | None = None  # asks the system that takes our demands; None: nobody does
    load_tagger: Callable[[Config], Tagger] = Tagger
    mailbox: Open = open_mailbox  # of the answers of offices
    stopping: Callable[[], bool] = lambda: False  # whether long steps should leave the rest
    least_room: int = LEAST  # bytes of disk below which nothing new is gathered
    # spaCy's vocabulary is not made for threads.
    _tagging: Lock = field(default_factory=Lock, repr=False)

    @cached_property
    def room(self) -> Room:
        archive = self.archive.backups.place
        places = (self.folder, *((archive,) if archive else ()))
        return Room(places=places, least=self.least_room)

    @cached_property
    def tagger(self) -> Tagger:
        return self.load_tagger(self.config)

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.config, self.fetch, Relevance(self.config), owners_of(self.config))

    @cached_property
    def shelf(self) -> Shelf:
        return Shelf(
            config=self.config,
            archive=self.archive,
            fetch=self.fetch,
            folder=self.folder / SNAPSHOTS,
        )

    @cached_property
    def visitor(self) -> Visitor:
        return Visitor(
            archive=self.archive,
            reader=self.reader,
            shelf=self.shelf,
            pause=self.config.reading.pause,
            stopping=self.stopping,
        )

    @cached_property
    def packer(self) -> Packer:
        return Packer(config=self.config, archive=self.archive, folder=self.folder / SNAPSHOTS)

    @cached_property
    def publisher(self) -> Publisher:
        return Publisher(
            config=self.config,
            archive=self.archive,
            folder=self.folder,
            environment=self.environment,
        )

    @cached_property
    def postman(self) -> Postman:
        return Postman(
            config=self.config,
            archive=self.archive,
            password=self.password,
            environment=self.environment,
        )

    @cached_property
    def alerter(self) -> Alerter:
        return Alerter(
            config=self.config,
            archive=self.archive,
            folder=self.folder,
            environment=self.environment,
        )

    @cached_property
    def reporter(self) -> Reporter:
        return Reporter(
            config=self.config,
            archive=self.archive,
            folder=self.folder,
            environment=self.environment,
        )

    @cached_property
    def hearing(self) -> Hearing:
        return Hearing(config=self.config, archive=self.archive)

    @cached_property
    def turner(self) -> Turner:
        return Turner(config=self.config, archive=self.archive)

    @cached_property
    def follower(self) -> Follower:
        return Follower(config=self.config, archive=self.archive)

    @cached_property
    def replier(self) -> Replier:
        return Replier(
            config=self.config,
            archive=self.archive,
            folder=self.folder,
            password=self.environment.get("SINTESIS_IMAP_PASSWORD"),
            open=self.mailbox,
        )

    @cached_property
    def pusher(self) -> Pusher:
        return Pusher(
            config=self.config,
            archive=self.archive,
            fetch=self.receiver,
            environment=self.environment,
        )

    @cached_property
    def backer(self) -> Backer:
        return Backer(
            config=self.config,
            archive=self.archive,
            folder=self.folder,
            settings=self.settings,
            environment=self.environment,
        )

    def plan(self, now: datetime) -> list[Job]:
        """All that is due. An edition waits for what is being read, but not for ever.

        So does the grouping, which goes by time: what is read in another order, after a kill or on
        other machines, then gives the same stories.
        """
        jobs = [*self._to_gather(now), *self._to_tag()]
        due = drafting.due(self.config, self.archive, now=now)
        reports = self.reporter.due(now=now)
        overdue = any(each.overdue for each in due) or any(each.overdue for each in reports)
        if not jobs or overdue:
            jobs += [*self._to_group(), *self._to_hear()]
        jobs += self._to_turn(now)
        ready = [each for each in due if each.approved or each.overdue or not jobs]
        counted = [each for each in reports if each.overdue or not jobs]
        jobs += [Job(step="publish", key=each.id, lock="publish") for each in ready]
        jobs += [Job(step="report", key=each.id, lock="publish") for each in counted]
        if not jobs:
            jobs += self._to_alert(now)
        jobs += [*self._to_reply(now), *self._to_follow(now), *self._to_backup(now)]
        return [*jobs, *self._to_push(now), *self._to_send(now), *self._to_pack(now)]

    def do(self, job: Job, *, now: datetime) -> str:
        """Do one job; returns what came of it, in words for the terminal."""
        return STEPS[job.step](self, job.key, now)

    # what is due

    def _to_gather(self, now: datetime) -> Iterator[Job]:
        if self.room.is_left():
            yield from self._to_collect(now)
            yield from self._to_read(now)

    def _to_collect(self, now: datetime) -> Iterator[Job]:
        zone = self.config.profile.zone
        for source in self.archive.due(self.config.sources.values(), now=now, zone=zone):
            yield Job(step="collect", key=source.id, lock=f"host:{host_of(source)}")

    def _to_read(self, now: datetime) -> Iterator[Job]:
        for host in self.archive.hosts_waiting(now=now):
            yield Job(step="read", key=host, lock=f"host:{host}")

    def _to_tag(self) -> Iterator[Job]:
        for shard in self.archive.untagged_shards():
            yield Job(step="tag", key=shard, lock=f"tag:{shard}")

    def _to_group(self) -> Iterator[Job]:
        if self.archive.ungrouped(limit=1):
            yield Job(step="group", key="stories", lock="group")

    def _to_hear(self) -> Iterator[Job]:
        if self.archive.cases.waits():
            yield Job(step="hear", key="demands", lock="hear")

    def _to_turn(self, now: datetime) -> Iterator[Job]:
        for folio in self.turner.due(now=now):
            yield Job(step="turn", key=folio, lock=f"folio:{folio}")

    def _to_follow(self, now: datetime) -> Iterator[Job]:
        for errand in self.follower.due(now=now):
            yield Job(step="follow", key=errand, lock=f"folio:{errand.partition(':')[2]}")

    def _to_push(self, now: datetime) -> Iterator[Job]:
        if self.pusher.is_due(now=now):
            yield Job(step="push", key="open311", lock="push")

    def _to_alert(self, now: datetime) -> Iterator[Job]:
        """Once all is grouped and no edition leaves: what it tells needs no alert."""
        for alert_id in self.alerter.due(now=now):
            yield Job(step="alert", key=alert_id, lock="alert")

    def _to_reply(self, now: datetime) -> Iterator[Job]:
        for mailbox in self.replier.due(now=now):
            yield Job(step="reply", key=mailbox, lock="reply")

    def _to_send(self, now: datetime) -> list[Job]:
        return [
            Job(step="send", key=mail_id, lock=f"mail:{mail_id}")
            for mail_id in self.postman.due(now=now)
        ]

    def _to_pack(self, now: datetime) -> Iterator[Job]:
        if day := self.packer.due(now=now):
            yield Job(step="pack", key=day, lock="pack")

    def _to_backup(self, now: datetime) -> Iterator[Job]:
        if self.backer.is_due(now=now):
            yield Job(step="backup", key="archive", lock="backup")

    # the steps

    def collect(self, source_id: str, now: datetime) -> str:
        """Read one source. A source that fails is a fact to record, not a reason to stop."""
        asking = self.archive.vitals.asking(self.config.sources[source_id], now=now)
        source = asking.source
        try:
            harvest = collect(
                source,
                self.fetch,
                memos=asking.memos,
                now=now,
                zone=self.config.zone_of(source),
                environment=self.environment,
            )
        except FetchError as error:
            return self._collect_failed(source, error, kind=error.outcome.value, now=now)
        except CollectError as error:
            return self._collect_failed(source, error, kind=error.kind, now=now)
        Keeper(self.folder / FOLDER).keep(harvest.files)  # before the rows that name them
        new = self.archive.collected(source, harvest, now=now, horizon=self.config.reading.horizon)
        return f"{source_id}: {counted(new, 'nota nueva', 'notas nuevas')}"

    def _collect_failed(
        self, source: Source, error: FetchError | CollectError, *, kind: str, now: datetime
    ) -> str:
        retry_after = error.retry_after if isinstance(error, RateLimited) else None
        if retry_after:
            self.archive.hold_host(host_of(source), until=now + retry_after)
        self.archive.collect_failed(
            source, kind=kind, detail=error.detail, now=now, retry_after=retry_after
        )
        return f"{source.id}: {error.detail}"

    def read(self, host: str, now: datetime) -> str:
        return self.visitor.visit(host, now=now)

    def tag(self, shard: str, now: datetime) -> str:
        tagged = 0
        while not self.stopping() and (batch := self.archive.untagged(shard, limit=TAG_BATCH)):
            with self._tagging:
                analyses = list(self.tagger.pipe(batch))
            self.archive.save_analyses(analyses, parts=self.tagger.parts)
            tagged += len(batch)
        return f"{counted(tagged, 'nota etiquetada', 'notas etiquetadas')}"

    def group(self, key: str, now: datetime) -> str:
        """Put each new clipping into the story of the event that it tells, or into its own."""
        grouped = 0
        while not self.stopping() and (some := grouping.group(self.archive, now=now)):
            grouped += some
        return f"{counted(grouped, 'nota agrupada', 'notas agrupadas')}"

    def hear(self, key: str, now: datetime) -> str:
        """Join each new petition to the demand that says the same, or open one for it."""
        heard = 0
        while not self.stopping() and (some := self.hearing.hear(now=now)):
            heard += some
        return f"{counted(heard, 'petición oída', 'peticiones oídas')}"

    def publish(self, edition_id: str, now: datetime) -> str:
        return self.publisher.publish(edition_id, now=now)

    def alert(self, alert_id: str, now: datetime) -> str:
        return self.alerter.raise_alert(alert_id, now=now)

    def report(self, report_id: str, now: datetime) -> str:
        return self.reporter.publish(report_id, now=now)

    def turn(self, folio: str, now: datetime) -> str:
        return self.turner.turn(folio, now=now)

    def follow(self, errand: str, now: datetime) -> str:
        return self.follower.follow(errand, now=now)

    def reply(self, mailbox: str, now: datetime) -> str:
        return self.replier.read(mailbox, now=now)

    def push(self, key: str, now: datetime) -> str:
        return self.pusher.push(now=now)

    def send(self, mail_id: str, now: datetime) -> str:
        return self.postman.send(mail_id, now=now)

    def backup(self, key: str, now: datetime) -> str:
        return self.backer.run(now=now)

    def pack(self, day: str, now: datetime) -> str:
        return self.packer.pack(day, now=now)


STEPS: Mapping[str, Callable[[Pipeline, str, datetime], str]] = {
    "collect": Pipeline.collect,
    "read": Pipeline.read,
    "tag": Pipeline.tag,
    "group": Pipeline.group,
    "hear": Pipeline.hear,
    "publish": Pipeline.publish,
    "report": Pipeline.report,
    "alert": Pipeline.alert,
    "turn": Pipeline.turn,
    "follow": Pipeline.follow,
    "reply": Pipeline.reply,
    "push": Pipeline.push,
    "send": Pipeline.send,
    "backup": Pipeline.backup,
    "pack": Pipeline.pack,
}


def host_of(source: Source) -> str:
    return urlsplit(source.address).netloc.lower()
