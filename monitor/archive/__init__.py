"""The archive: the only package that speaks SQL, and the only state there is.

Whatever is due is found by asking it; whatever is saved twice is saved once. Each method is one
transaction; its words are in the module of its table. Times are aware, and UTC when they come out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta, tzinfo

from monitor.archive import (
    analyses,
    clippings,
    corrections,
    doubles,
    editions,
    health,
    ledger,
    linkless,
    outbox,
    snapshots,
    sources,
    stories,
    visits,
)
from monitor.archive.alerting import Alerts
from monitor.archive.amending import Corrected, Correction, Label
from monitor.archive.backups import Backups
from monitor.archive.cases import Cases
from monitor.archive.database import alone, open_engine, reading, writing
from monitor.archive.departed import Departures
from monitor.archive.drafting import Drafts
from monitor.archive.find import Asked, find
from monitor.archive.given import Given
from monitor.archive.migrate import migrate
from monitor.archive.past import Past
from monitor.archive.records import (
    Counts,
    EditionCount,
    Found,
    MailState,
    Read,
    SourceState,
    StoredDigest,
    StoryState,
    Trace,
    Waiting,
)
from monitor.archive.schema import TELLING
from monitor.archive.snapshots import Snapshots
from monitor.archive.tallies import Tallies
from monitor.archive.trace import trace
from monitor.archive.vitals import Vitals
from monitor.config import Source
from monitor.model import (
    Analysis,
    Channel,
    Clipping,
    Edition,
    EditionKind,
    Entry,
    Harvest,
    Mail,
    PieceKind,
    SourceReport,
    Stance,
)

__all__ = ["Archive"]


class Archive:
    """One archive, on SQLite or PostgreSQL; many threads may use it at once."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        self.past = Past(self._engine)
        self.drafts = Drafts(self._engine)
        self.snapshots = Snapshots(self._engine)
        self.given = Given(self._engine)
        self.vitals = Vitals(self._engine)
        self.alerts = Alerts(self._engine)
        self.cases = Cases(self._engine)
        self.tallies = Tallies(self._engine)
        self.departures = Departures(self._engine)

    def migrate(self) -> None:
        """Prepare the tables, or bring them up to date; refuse those of a newer program."""
        migrate(self._engine)

    def close(self) -> None:
        self._engine.dispose()

    def exclusive(self) -> AbstractContextManager[None]:
        """Run alone on it, or `ArchiveBusy`; a killed process lets go by itself."""
        return alone(self._engine)

    # sources

    def due(self, given: Iterable[Source], *, now: datetime, zone: tzinfo = UTC) -> list[Source]:
        """Those to read now; one never read is due, one whose host is held or closed is not."""
        with reading(self._engine) as db:
            return sources.due(db, given, now=now, zone=zone)

    def collected(
        self, source: Source, harvest: Harvest, *, now: datetime, horizon: timedelta
    ) -> int:
        """Enter what a source announced; how many addresses nobody had announced before."""
        with writing(self._engine) as db:
            own, twice = doubles.without(db, harvest.items, source_id=source.id, now=now)
            own = linkless.known_by_words(db, own, source_id=source.id, now=now)
            added, new = ledger.announce(db, own, source_id=source.id, now=now, horizon=horizon)
            visits.succeeded(db, source, harvest, announced=new, doubled=twice, now=now)
            sources.save_memos(db, source.id, harvest)
            return added

    def collect_failed(
        self,
        source: Source,
        *,
        kind: str,
        detail: str,
        now: datetime,
        retry_after: timedelta | None = None,
    ) -> None:
        """Record that a source could not be read; it is tried later and later, never dropped."""
        with writing(self._engine) as db:
            visits.failed(db, source, kind=kind, detail=detail, now=now, wait=retry_after)

    def hurry(self, source_ids: Sequence[str], *, now: datetime) -> None:
        with writing(self._engine) as db:
            visits.hurry(db, source_ids, now=now)

    def hold_host(self, host: str, *, until: datetime) -> None:
        """The host asked for a pause: nothing of it is due before."""
        with writing(self._engine) as db:
            sources.hold_host(db, host, until=until)

    def source_states(self) -> dict[str, SourceState]:
        with reading(self._engine) as db:
            return sources.states(db)

    # read

    def hosts_waiting(self, *, now: datetime) -> list[str]:
        with reading(self._engine) as db:
            return ledger.hosts_waiting(db, now=now)

    def to_read(self, host: str, *, now: datetime, limit: int = 50) -> list[Waiting]:
        """The items of a host to read now, those that wait longest first."""
        with reading(self._engine) as db:
            return ledger.to_read(db, host, now=now, limit=limit)

    def save_reads(self, reads: Iterable[Read], *, now: datetime) -> None:
        given = list(reads)
        with writing(self._engine) as db:
            known_as = clippings.add(db, [read.clipping for read in given if read.clipping])
            ledger.settle(db, ledger.told_apart(given, known_as), now=now)
            snapshots.add(db, [shot for read in given for shot in read.shots])

    # tag

    def untagged_shards(self) -> list[str]:
        """The first hex digits of the clippings that wait: at most 16 jobs, disjoint."""
        with reading(self._engine) as db:
            return clippings.untagged_shards(db)

    def untagged(self, shard: str, *, limit: int = 100) -> list[Clipping]:
        with reading(self._engine) as db:
            return clippings.untagged(db, shard, limit=limit)

    def save_analyses(
        self, given: Iterable[Analysis], *, parts: Mapping[str, str] | None = None
    ) -> None:
        """Keep what the NLP read, and its parts; what, first read, names nobody leaves."""
        with writing(self._engine) as db:
            analyses.save(db, given, parts=parts or {})

    def stale(
        self,
        analyzer: str,
        *,
        since: datetime | None = None,
        before: Clipping | None = None,
        limit: int = 100,
    ) -> list[Clipping]:
        """What another analyzer read last, the newest first, below `before`."""
        with reading(self._engine) as db:
            return analyses.stale(db, analyzer, since=since, before=before, limit=limit)

    def stale_counts(self, analyzer: str, *, since: datetime | None = None) -> dict[str, int]:
        with reading(self._engine) as db:
            return analyses.stale_counts(db, analyzer, since=since)

    def analyzer_parts(self, analyzer: str) -> dict[str, str]:
        """What an analyzer was made of; nothing when it was never said."""
        with reading(self._engine) as db:
            return analyses.parts_of(db, analyzer)

    # correct

    def correct(self, made: Correction, *, now: datetime) -> None:
        """Keep a correction for ever and apply it at once; `CorrectionError` says why not."""
        with writing(self._engine) as db:
            corrections.correct(db, made, now=now)

    def corrections(self, *, review: bool = False, limit: int = 100) -> list[Corrected]:
        """The newest first; with `review`, only those that somebody must look at again."""
        with reading(self._engine) as db:
            return corrections.listed(db, review=review, limit=limit)

    def labels(self) -> list[Label | None]:
        """What the corrections that count teach; None where no words name the subject."""
        with reading(self._engine) as db:
            return list(corrections.labels(db))

    # group

    def ungrouped(self, *, limit: int = 200) -> list[Clipping]:
        with reading(self._engine) as db:
            return stories.ungrouped(db, limit=limit)

    @contextmanager
    def grouping(self) -> Iterator[stories.Desk]:
        """One transaction of grouping, in which nobody else groups or corrects a story."""
        with writing(self._engine) as db:
            stories.alone(db)
            yield stories.Desk(db)

    def story(self, clipping_id: str) -> StoryState | None:
        """The story of a clipping; the id of a story is that of one of its clippings."""
        with reading(self._engine) as db:
            return stories.story(db, clipping_id)

    def merge_stories(self, story_ids: Sequence[str], *, by: str, now: datetime) -> str | None:
        """Make them one for ever, as an analyst says; its id, or None when none is known."""
        with writing(self._engine) as db:
            return stories.merge(db, story_ids, by=by, now=now)

    def split_story(self, clipping_ids: Sequence[str], *, by: str, now: datetime) -> str | None:
        """Give these of one story, not all of it, one of their own for ever: its id, or None."""
        with writing(self._engine) as db:
            return stories.split(db, clipping_ids, by=by, now=now)

    # editions

    def open_edition(
        self,
        edition_id: str,
        *,
        day: date,
        hour: str,
        now: datetime,
        kind: EditionKind = EditionKind.DAILY,
    ) -> datetime | None:
        """When that edition opened first; None once it is told."""
        with writing(self._engine) as db:
            return editions.open_edition(db, edition_id, day=day, hour=hour, now=now, kind=kind)

    def unreported(self, *, now: datetime, since: datetime) -> tuple[Entry, ...]:
        """All that no edition told as it now stands, by publication."""
        with reading(self._engine) as db:
            return editions.unreported(db, now=now, since=since)

    def coverage(self, given: Iterable[Source], *, now: datetime) -> tuple[SourceReport, ...]:
        """How each source stands, and what it gave since the last edition was told."""
        with reading(self._engine) as db:
            return sources.coverage(db, given, now=now)

    def close_edition(
        self, edition: Edition, *, digest: StoredDigest, mails: Sequence[Mail], now: datetime
    ) -> bool:
        """Tell an edition with its messages, once; False when its draft changed meanwhile."""
        with writing(self._engine) as db:
            return editions.close_edition(db, edition, digest=digest, mails=mails, now=now)

    def digests(
        self, *, limit: int = 30, kinds: Collection[EditionKind] = TELLING
    ) -> list[StoredDigest]:
        with reading(self._engine) as db:
            return editions.digests(db, limit=limit, kinds=kinds)

    def history(self, *, until: date, days: int = 14) -> tuple[EditionCount, ...]:
        """What the editions of these days told, the first first; of `until` too."""
        with reading(self._engine) as db:
            return editions.history(db, until=until, days=days)

    def digest(self, edition_id: str) -> StoredDigest | None:
        with reading(self._engine) as db:
            return editions.digest(db, edition_id)

    @property
    def backups(self) -> Backups:
        return Backups(self._engine)

    # outbox

    def mails_due(
        self, *, now: datetime, channels: Collection[Channel] = tuple(Channel)
    ) -> list[str]:
        with reading(self._engine) as db:
            return outbox.due(db, now=now, channels=channels)

    def claim(
        self, mail_id: str, *, now: datetime, channels: Collection[Channel] = tuple(Channel)
    ) -> Mail | None:
        """Take a message to send it now; None when it is not there to be taken."""
        with writing(self._engine) as db:
            return outbox.claim(db, mail_id, now=now, channels=channels)

    def delivered(
        self,
        mail_id: str,
        *,
        accepted: Sequence[str],
        refused: Mapping[str, str],
        now: datetime,
    ) -> None:
        """The server took it for some, and for good not for others (address: reason)."""
        with writing(self._engine) as db:
            outbox.delivered(db, mail_id, accepted=accepted, refused=refused, now=now)

    def postponed(
        self, mail_id: str, *, reason: str, unsure: bool, now: datetime, retry_at: datetime
    ) -> None:
        """It did not leave, or, when unsure, nobody knows: it is due again at `retry_at`."""
        with writing(self._engine) as db:
            outbox.postponed(db, mail_id, reason=reason, unsure=unsure, now=now, retry_at=retry_at)

    def mails(self, edition_id: str | None = None) -> list[MailState]:
        """The newest first; with an edition, only its own."""
        with reading(self._engine) as db:
            return outbox.states(db, edition_id)

    # find, why, health

    def find(
        self,
        query: str | None,
        *,
        outlet: str | None = None,
        subject: str | None = None,
        stance: Stance | None = None,
        theme: str | None = None,
        kind: PieceKind | None = None,
        entity: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 50,
    ) -> list[Found]:
        """The best first, the newest first without words; `QueryError` says what is wrong."""
        asked = Asked(
            outlet=outlet,
            subject=subject,
            stance=stance,
            theme=theme,
            kind=kind,
            entity=entity,
            since=since,
            until=until,
        )
        with reading(self._engine) as db:
            return find(db, query, asked, limit=limit)

    def clipping(self, clipping_id: str) -> Clipping | None:
        with reading(self._engine) as db:
            return clippings.latest(db, clipping_id)

    def trace(self, url: str) -> Trace | None:
        """All facts of a canonical address; None when it was never announced."""
        with reading(self._engine) as db:
            return trace(db, url)

    def counts(self) -> Counts:
        with reading(self._engine) as db:
            return health.count(db)

    def check(self) -> list[str]:
        return health.check(self._engine)

    def advice(self) -> list[str]:
        """What could be better on this machine although nothing is wrong."""
        return health.advice(self._engine)
