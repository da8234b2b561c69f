"""From an open edition to the director's inbox: build, keep, close, send; each exactly once.

Files are written before the edition closes, and the mail is a row of the same transaction that
closes it, so that a kill at any instant repeats work but neither loses nor doubles a digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType

from monitor import checkup
from monitor.addressing import Letter, messages
from monitor.archive import Archive
from monitor.archive.records import DraftState, EditionCount, StoredDigest
from monitor.casework import CaseNews
from monitor.config import Config
from monitor.copies import Copies, link_to
from monitor.keeping import FOLDER, Keeper
from monitor.leaving import doors
from monitor.model import Edition, EditionKind, Entry, Mail
from monitor.snapshots import FOLDER as SNAPSHOTS
from reports import digest, render, rss
from reports.clothes import Clothes, dress
from reports.fronts import pictures
from reports.mail import heading_of
from reports.model import Digest, EditionFigure, Tally
from reports.sections import demands

PAGE = "sintesis.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionHour:
    """An edition that is due: its id is its local day and hour."""

    day: date
    hour: str  # "07:00"

    @property
    def id(self) -> str:
        return f"{self.day.isoformat()}T{self.hour}"


def due_edition(config: Config, *, now: datetime) -> EditionHour | None:
    """The last edition of today whose hour has come; an earlier one that was missed goes in it."""
    local = config.local(now)
    hours = [hour for hour in config.profile.digest.hours if hour <= local.time()]
    if not hours:
        return None
    return EditionHour(day=local.date(), hour=max(hours).strftime("%H:%M"))


def next_edition(config: Config, *, now: datetime) -> EditionHour:
    """The one that follows: of a later hour of today, or the first of tomorrow."""
    local = config.local(now)
    later = [hour for hour in config.profile.digest.hours if hour > local.time()]
    day = local.date() if later else local.date() + timedelta(days=1)
    hour = min(later or config.profile.digest.hours)
    return EditionHour(day=day, hour=hour.strftime("%H:%M"))


def extraordinary(config: Config, *, now: datetime) -> EditionHour:
    """An edition of this very minute, outside the schedule."""
    local = config.local(now)
    return EditionHour(day=local.date(), hour=local.strftime("%H:%M"))


def leaves_at(config: Config, draft: DraftState) -> datetime | None:
    """When a draft leaves: at its hour, or once it is approved; None while it waits for that."""
    hour = moment_of(config, draft.day, draft.hour)
    if draft.approved_at:
        return max(hour, draft.approved_at)
    asked = config.profile.digest.approval
    if asked is None or asked.unapproved == "wait":
        return None
    return max(hour, draft.opened_at) + config.profile.digest.patience


def moment_of(config: Config, day: date, hour: str) -> datetime:
    local = datetime.combine(day, time.fromisoformat(hour), config.profile.zone)
    return local.astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    config: Config
    archive: Archive
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)  # of the chats

    def edition(
        self,
        edition_id: str,
        *,
        opened_at: datetime,
        now: datetime,
        kind: EditionKind = EditionKind.DAILY,
    ) -> Edition:
        """What no edition has told yet, as it stands now; of one that is approved, what it held.

        What was edited is read first: what is edited meanwhile is then seen when it closes.
        """
        day, _, hour = edition_id.partition("T")
        since = now - self.config.reading.horizon
        told_at = min(self.archive.cases.news.last_told() or since, now)
        approved, edits = self._approved(edition_id, kind), self.archive.drafts.edits(edition_id)
        if approved:
            entries = self.archive.drafts.held(edition_id)
        else:
            entries = self.archive.unreported(now=now, since=since)
        stories = {each.story_id for each in entries}
        named = {each.subject_id for entry in entries for each in entry.analysis.readings}
        return Edition(
            id=edition_id,
            day=date.fromisoformat(day),
            hour=hour,
            opened_at=opened_at,
            entries=entries,
            kind=kind,
            coverage=checkup.coverage(self.config, self.archive, now=now),
            before=self.archive.past.told_of(stories, since=since),
            tellings=self.archive.past.tellings(stories, since=since),
            unheard=self.archive.past.unheard(named, now=now),
            unattended=self._unattended(entries, now),
            approved=approved,
            edits=edits,
            asked=(told_at, now),
            fronts=self.archive.past.fronts(since=told_at, until=now),
        )

    def _unattended(self, entries: Iterable[Entry], now: datetime) -> dict[str, tuple[str, date]]:
        clippings = (each.clipping.id for each in entries)
        return self.archive.cases.news.unattended(clippings, today=self.config.local(now).date())

    def _approved(self, edition_id: str, kind: EditionKind) -> bool | None:
        """None where nobody asks for a visto bueno."""
        draft = self.archive.drafts.state(edition_id)
        if draft and draft.approved_at:
            return True
        asked = self.config.profile.digest.approval and kind is EditionKind.DAILY
        return False if asked else None

    def build(self, edition: Edition) -> Digest:
        """Its digest, which says how it compares with what was told before."""
        told = self.archive.history(until=edition.day, days=digest.WINDOW)
        history = (_figure(each) for each in told if (each.day, each.hour) < _place(edition))
        built = digest.build(
            edition, self.config, history=tuple(history), cases=self._cases(edition)
        )
        seal = self.archive.cases.seals.head(before=edition.opened_at)
        return replace(built, seal=seal)

    def _cases(self, edition: Edition) -> CaseNews | None:
        if edition.asked is None:
            return None
        since, until = edition.asked
        today, most = self.config.local(until).date(), max(demands.MOST.values())
        return self.archive.cases.news.between(since=since, until=until, today=today, most=most)

    def publish(
        self, edition_id: str, *, now: datetime, kind: EditionKind = EditionKind.DAILY
    ) -> str:
        """Build, write, and close in one transaction with its mail."""
        day, _, hour = edition_id.partition("T")
        opened_at = self.archive.open_edition(
            edition_id, day=date.fromisoformat(day), hour=hour, now=now, kind=kind
        )
        if opened_at is None:
            return f"edición {edition_id}: ya se había publicado"
        draft = self.archive.drafts.state(edition_id)
        left_at = (draft and leaves_at(self.config, draft)) or opened_at
        edition = self.edition(edition_id, opened_at=left_at, now=now, kind=kind)
        built = self.build(edition)
        kept = Keeper(self.folder / FOLDER)
        shown = tuple(pictures(built, lambda name: kept.path(name).read_bytes()))
        worn = dress(built, branding=self.config.profile.branding, fronts=shown)
        stored = StoredDigest(
            edition_id=edition_id,
            day=edition.day,
            hour=hour,
            subject=built.subject,
            html=worn.html,
            text=worn.text,
            data=worn.data,
            closed_at=now,
            kind=kind,
        )
        written = write_files(stored, self.folder, worn.files)
        self._write_copies(written, edition, built, worn)
        self._write_feeds(stored)
        letter = Letter(heading=heading_of(built), kind=kind, worn=worn, digest=built)
        mails = self._mails(letter, sent_at=left_at)
        if not self.archive.close_edition(edition, digest=stored, mails=mails, now=now):
            return f"edición {edition_id}: cambió mientras se armaba; se arma otra vez"
        return "; ".join(
            [f"edición {edition_id}: {_impacts(edition)}, en {written}", *worn.lacking]
        )

    def _mails(self, letter: Letter, *, sent_at: datetime) -> list[Mail]:
        return messages(
            letter,
            self.config,
            sent_at=sent_at,
            environment=self.environment,
            doors=doors(self.config, self.archive),
        )

    def _write_copies(self, place: Path, edition: Edition, built: Digest, worn: Clothes) -> None:
        """Each kept page beside that of the edition, which then links to it; a mail has none."""
        copies = Copies(config=self.config, archive=self.archive, folder=self.folder / SNAPSHOTS)
        links = {}
        for clipping_id, page in copies.beside(edition.entries):
            links[clipping_id] = link_to(clipping_id)
            write(place / links[clipping_id], page.encode())
        if links:
            linked = render.html(built, charts=worn.charts, copies=links)
            write(place / PAGE, linked.encode())

    def _write_feeds(self, newest: StoredDigest) -> None:
        """Each section as a feed, beside the editions: `feeds/mayor.xml`."""
        told = [newest.data, *self.archive.past.data(limit=rss.EDITIONS - 1)]
        home = self.config.profile.contact
        for section_id, feed in rss.feeds(told, home=home).items():
            write(self.folder / "feeds" / f"{section_id}.xml", feed)


def write_files(
    stored: StoredDigest, folder: Path, files: Mapping[str, bytes] = MappingProxyType({})
) -> Path:
    """Write the digest's clothes under `folder/<edition>/`, each whole or not at all.

    `files` are those that the archive does not keep, by their names: "figuras/trend.png".
    """
    place = folder / stored.edition_id.replace(":", "")
    kept = {
        PAGE: stored.html.encode(),
        "sintesis.txt": stored.text.encode(),
        "sintesis.json": stored.data.encode(),
    }
    for name, content in {**files, **kept}.items():
        write(place / name, content)
    return place


def write(path: Path, content: bytes) -> None:
    """A file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    partial.write_bytes(content)
    partial.replace(path)


def _impacts(edition: Edition) -> str:
    count = len(edition.entries)
    return f"{count} impacto" if count == 1 else f"{count} impactos"


def _place(edition: Edition) -> tuple[date, str]:
    return edition.day, edition.hour


def _figure(told: EditionCount) -> EditionFigure:
    return EditionFigure(
        day=told.day,
        hour=told.hour,
        stories=told.stories,
        tally=Tally(
            positive=told.positive,
            neutral=told.neutral,
            negative=told.negative,
            unread=told.unread,
        ),
    )
