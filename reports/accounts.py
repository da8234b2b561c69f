"""How the press told each story of an edition: its impacts, who leads it, what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from monitor.config import Config, Outlet, Subject, SubjectKind
from monitor.folding import fold
from monitor.model import Clipping, Edition, Entry, Reading, Stance, computed_id
from monitor.telling import Telling
from reports.kinds import is_front_page, is_official, is_opinion, is_paid, is_post, kind_of
from reports.model import Tally
from reports.telling import lead

WEIGHT = {  # what an office reads first
    kind: place
    for place, kind in enumerate(
        (
            SubjectKind.MAYOR,
            SubjectKind.GOVERNMENT,
            SubjectKind.PROGRAMME,
            SubjectKind.DEPARTMENT,
            SubjectKind.PLACE,
            SubjectKind.PERSON,
            SubjectKind.OTHER,
        )
    )
}
OWN = frozenset(
    {SubjectKind.MAYOR, SubjectKind.GOVERNMENT, SubjectKind.PROGRAMME, SubjectKind.DEPARTMENT}
)
SEVEREST_FIRST = (Stance.NEGATIVE, Stance.POSITIVE, Stance.NEUTRAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One story: its entries with the lead first, its subjects with the weightiest first."""

    id: str  # of the story, or of what is told apart from its news
    story_id: str
    entries: tuple[Entry, ...]
    outlets: tuple[Outlet, ...]  # of each entry
    subjects: tuple[Subject, ...]
    share: float = 0.0  # of all the readers that the file knows, those of its outlets
    telling: Telling | None = None  # of the last edition that told it
    unheard: Mapping[str, int] = field(default_factory=dict)  # days, by subject
    unattended: Mapping[str, tuple[str, date]] = field(default_factory=dict)  # by clipping

    @property
    def lead(self) -> Entry:
        return self.entries[0]

    @property
    def kinds(self) -> frozenset[SubjectKind]:
        return frozenset(subject.kind for subject in self.subjects)

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(outlet.scope for outlet in self.outlets)

    @property
    def opinion(self) -> bool:
        return is_opinion(self.lead)

    @property
    def paid(self) -> bool:
        """Nothing but what somebody paid for, or notices."""
        return is_paid(self.lead)

    @property
    def social(self) -> bool:
        """Nobody but people in networks tells it."""
        return is_post(self.lead, self.outlets[0]) and not self.paid

    @property
    def front(self) -> bool:
        """Nothing but front pages of newspapers."""
        return all(map(is_front_page, self.entries))

    @property
    def news(self) -> bool:
        return not (self.opinion or self.social or self.paid or self.front)

    @property
    def counted(self) -> tuple[Entry, ...]:
        """What goes into the numbers: never a piece that is paid for."""
        return () if self.paid else self.entries

    @property
    def reach(self) -> int:
        return max(outlet.reach or 0 for outlet in self.outlets)

    @property
    def audience(self) -> int:
        """How many outlets carry it."""
        return len({outlet.id for outlet in self.outlets})

    @property
    def readers(self) -> int:
        """Those of all its outlets, as far as the file knows them."""
        return sum(readers_of(self.outlets).values())

    @property
    def joined(self) -> tuple[Outlet, ...]:
        """The outlets of the impacts that it has since an edition told it."""
        if self.telling is None:
            return ()
        pairs = zip(self.entries, self.outlets, strict=True)
        return tuple(outlet for entry, outlet in pairs if entry.told_revision is None)

    @property
    def updated(self) -> bool:
        """An earlier edition told another revision of one of its pieces."""
        return any(is_corrected(entry) for entry in self.entries)

    def stance_of(self, entry: Entry) -> Stance | None:
        """How one impact treats us: the weightiest of our own that it takes a side on.

        When it takes none, how it treats the weightiest subject that it names.
        """
        read = [(each.kind, reading_of(entry, each.id)) for each in self.subjects]
        found = [(kind, each.stance) for kind, each in read if each]
        sides = (stance for kind, stance in found if kind in OWN and stance is not Stance.NEUTRAL)
        return next(sides, found[0][1] if found else None)

    def stance_to(self, subject: Subject) -> Stance:
        """How most impacts treat a subject; when they tie, the one that worries more."""
        found = [each.stance for each in self.readings(subject)]
        return max(SEVEREST_FIRST, key=found.count)

    def named(self, about: Subject) -> tuple[Subject, ...]:
        """Two to show, three when the third is not treated neutrally: the reader's own first.

        The place is there only when nothing says more.
        """
        said = [each for each in self.subjects if each.kind is not SubjectKind.PLACE]
        ordered = sorted(
            said or self.subjects,
            key=lambda each: (each is not about, self._is_neutral(each), -self._mentions(each)),
        )
        third = (each for each in ordered[2:3] if not self._is_neutral(each))
        return (*ordered[:2], *third)

    def _is_neutral(self, subject: Subject) -> bool:
        return self.stance_to(subject) is Stance.NEUTRAL

    def _mentions(self, subject: Subject) -> int:
        return sum(each.mentions for each in self.readings(subject))

    def readings(self, subject: Subject) -> tuple[Reading, ...]:
        each = (reading_of(entry, subject.id) for entry in self.entries)
        return tuple(reading for reading in each if reading)


def readers_of(outlets: Iterable[Outlet]) -> dict[str, int]:
    """Readers or visits a month of each outlet that says them, by its id."""
    return {outlet.id: outlet.reach for outlet in outlets if outlet.reach}


def reading_of(entry: Entry, subject_id: str) -> Reading | None:
    return next((each for each in entry.analysis.readings if each.subject_id == subject_id), None)


def is_corrected(entry: Entry) -> bool:
    return entry.told_revision not in {None, entry.clipping.revision}


def tally(stances: Iterable[Stance | None]) -> Tally:
    found = list(stances)
    return Tally(
        positive=found.count(Stance.POSITIVE),
        neutral=found.count(Stance.NEUTRAL),
        negative=found.count(Stance.NEGATIVE),
        unread=found.count(None),
    )


def accounts(edition: Edition, config: Config) -> tuple[Account, ...]:
    """Every story that names somebody, or that could not be analysed; the widest first.

    Opinion and what is paid for are told apart from the news of their story.
    """
    return tuple(_placed(each, edition) for each in accounts_of(edition.entries, config))


def _placed(account: Account, edition: Edition) -> Account:
    """With what the editions before say of it."""
    return replace(
        account,
        telling=edition.tellings.get(account.id),
        unheard=dict(edition.unheard),
        unattended=dict(edition.unattended),
    )


def accounts_of(told: Iterable[Entry], config: Config) -> tuple[Account, ...]:
    """The same of entries of no edition."""
    grouped: dict[tuple[str, str], list[Entry]] = {}
    for entry in told:
        grouped.setdefault((entry.story_id, _apart(entry)), []).append(entry)
    found = (_account(entries, config) for entries in grouped.values() if _is_told(entries))
    return tuple(sorted(found, key=_widest))


def _apart(entry: Entry) -> str:
    """Copies of one column go together, and no two columns do; nothing for a piece of news."""
    if not is_opinion(entry) and not is_paid(entry):
        return ""
    return computed_id(kind_of(entry), fold(entry.clipping.author or entry.clipping.title))


def unnamed(edition: Edition, config: Config) -> int:
    """Pieces that no account holds."""
    return len(edition.entries) - sum(len(each.entries) for each in accounts(edition, config))


def _is_told(entries: Sequence[Entry]) -> bool:
    return any(each.analysis.readings or each.analysis.failed for each in entries)


def _account(entries: Sequence[Entry], config: Config) -> Account:
    first = lead(_worthiest(entries, config), weight=lambda key: _reach(config.outlet.get(key)))
    others = sorted(entries, key=lambda entry: _following(entry, config))
    ordered = (first, *(entry for entry in others if entry is not first))
    story_id, apart = first.story_id, _apart(first)
    outlets = tuple(outlet_of(entry, config) for entry in ordered)
    everybody = sum(readers_of(config.outlets).values())
    return Account(
        id=f"{story_id}-{apart}" if apart else story_id,
        story_id=story_id,
        entries=ordered,
        outlets=outlets,
        subjects=_subjects(ordered, config),
        share=sum(readers_of(outlets).values()) / everybody if everybody else 0.0,
    )


def _worthiest(entries: Sequence[Entry], config: Config) -> Sequence[Entry]:
    """Those among which the lead is chosen: the press, else an office's page, a front page, posts.

    A release is older than whoever prints it, but a digest tells what the press says.
    """

    def distance(entry: Entry) -> tuple[bool, bool, bool]:
        outlet = outlet_of(entry, config)
        return is_post(entry, outlet), is_front_page(entry), is_official(outlet)

    nearest = min(map(distance, entries))
    return [entry for entry in entries if distance(entry) == nearest]


def _reach(outlet: Outlet | None) -> int:
    return (outlet.reach if outlet else None) or 0


def _following(entry: Entry, config: Config) -> tuple[bool, bool, int, float, str]:
    """A piece before a post, one that names somebody, the widest reach, then the earliest."""
    outlet = outlet_of(entry, config)
    return (
        is_post(entry, outlet),
        not entry.analysis.readings,
        -_reach(outlet),
        entry.clipping.published_at.timestamp(),
        entry.clipping.id,
    )


def outlet_of(entry: Entry, config: Config) -> Outlet:
    """The outlet of an entry's clipping."""
    return published_by(entry.clipping, config)


def published_by(clipping: Clipping, config: Config) -> Outlet:
    """The outlet; what was once read of an outlet that the file no longer has keeps its id."""
    known = config.outlet.get(clipping.outlet_id)
    return known or Outlet.model_construct(
        id=clipping.outlet_id,
        name=clipping.outlet_id,
        scope="local",
        medium="digital",
        reach=None,
        sources=(),
    )


def _subjects(entries: Sequence[Entry], config: Config) -> tuple[Subject, ...]:
    mentions: dict[str, int] = {}
    for entry in entries:
        for reading in entry.analysis.readings:
            count = mentions.get(reading.subject_id, 0)
            mentions[reading.subject_id] = count + reading.mentions
    found = [_subject(each, config) for each in mentions]
    return tuple(sorted(found, key=lambda each: (WEIGHT[each.kind], -mentions[each.id], each.id)))


def _subject(subject_id: str, config: Config) -> Subject:
    known = config.subject.get(subject_id)
    return known or Subject.model_construct(id=subject_id, name=subject_id, kind=SubjectKind.OTHER)


def _widest(account: Account) -> tuple[int, int, float, str]:
    published = account.lead.clipping.published_at.timestamp()
    return (-len(account.entries), -account.reach, published, account.id)
