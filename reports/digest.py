"""Edition → Digest: what the day's report says, as data. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from statistics import fmean

from monitor.config import Config, Subject
from monitor.model import Edition, Entry, Field, Span
from reports.accounts import Account, accounts, reading_of, tally, unnamed
from reports.coverage import certificate
from reports.figures import figures
from reports.model import (
    Cover,
    DayFigure,
    Digest,
    Impact,
    Quote,
    Section,
    StoryEntry,
    SubjectMark,
)
from reports.sections import SECTIONS
from reports.sentences import shorten, summary
from reports.words import clean, link, plural, short_date, word

NOON = time(12)
ENOUGH_HISTORY = 3  # days, before a mean says something
WINDOW = 14
UNTITLED = "(sin título)"


def build(edition: Edition, config: Config, *, history: Sequence[DayFigure] = ()) -> Digest:
    """All that one digest says. `history` has a figure for each day before, in any order."""
    told = accounts(edition, config)
    cover = _cover(edition, config, told=told, history=history)
    return Digest(
        id=edition.id,
        subject=_subject_line(cover),
        cover=cover,
        sections=tuple(_sections(told, config)),
        figures=figures(told, today=DayFigure(day=edition.day, tally=cover.tally), history=history),
        coverage=certificate(edition, config),
        unnamed=unnamed(edition, config),
    )


def _cover(
    edition: Edition, config: Config, *, told: Sequence[Account], history: Sequence[DayFigure]
) -> Cover:
    stances = [account.stance_of(entry) for account in told for entry in account.entries]
    due = datetime.combine(edition.day, _hour(edition), config.profile.zone)
    return Cover(
        municipality=clean(config.profile.municipality),
        state=clean(config.profile.state),
        office=clean(config.profile.office),
        day=edition.day,
        edition="morning" if _hour(edition) < NOON else "evening",
        late=edition.opened_at - due > config.profile.digest.patience,
        opened_at=config.local(edition.opened_at),
        stories=len(told),
        impacts=len(stances),
        tally=tally(stances),
        usual=_usual(edition, history),
    )


def _hour(edition: Edition) -> time:
    return time.fromisoformat(edition.hour)


def _usual(edition: Edition, history: Sequence[DayFigure]) -> float | None:
    since = edition.day - timedelta(days=WINDOW)
    window = [each.tally.total for each in history if since <= each.day < edition.day]
    return fmean(window) if len(window) >= ENOUGH_HISTORY else None


def _subject_line(cover: Cover) -> str:
    """ "Síntesis informativa · Villa Clara · 23 nov 2026, edición matutina: 12 noticias"."""
    edition = word("edition", cover.edition).lower()
    late = " (tardía)" if cover.late else ""
    counts = plural(cover.stories, "story") if cover.stories else "sin menciones"
    day = short_date(cover.day)
    return f"Síntesis informativa · {cover.municipality} · {day}, {edition}{late}: {counts}"


def _sections(told: Sequence[Account], config: Config) -> Iterator[Section]:
    untold = list(told)
    for chapter in SECTIONS:
        chosen = chapter.choose(untold)
        taken = {account.story_id for account in chosen}
        untold = [account for account in untold if account.story_id not in taken]
        stories = tuple(
            replace(_story(account, config), reasons=chapter.explain(account)) for account in chosen
        )
        if stories:
            yield Section(id=chapter.id, title=clean(chapter.title(config)), stories=stories)


def _story(account: Account, config: Config) -> StoryEntry:
    clipping = account.lead.clipping
    about = account.subjects[0] if account.subjects else None
    shown = _witness(account, about)
    evidence = _evidence(shown, about)
    return StoryEntry(
        id=account.story_id,
        title=shorten(clipping.title, 300) or UNTITLED,
        url=link(clipping.url),
        outlet=clean(account.outlets[0].name),
        author=clean(clipping.author or "") or None,
        published_at=config.local(clipping.published_at),
        kind=clipping.kind,
        stance=account.stance_to(about) if about else None,
        subjects=tuple(_mark(account, subject) for subject in account.subjects),
        summary=summary(
            clipping,
            needed=_needed(account.lead, about),
            evidence=evidence if shown is account.lead else None,
        ),
        quote=_quote(account, shown, evidence),
        impacts=tuple(_impacts(account, config)),
        updated=account.updated,
    )


def _mark(account: Account, subject: Subject) -> SubjectMark:
    return SubjectMark(id=subject.id, name=clean(subject.name), stance=account.stance_to(subject))


def _witness(account: Account, about: Subject | None) -> Entry:
    """The first piece that treats the subject as the story does: the lead, if it can be."""
    if about is None:
        return account.lead
    stance = account.stance_to(about)
    for entry in account.entries:
        reading = reading_of(entry, about.id)
        if reading and reading.stance is stance:
            return entry
    return account.lead


def _evidence(entry: Entry, about: Subject | None) -> Span | None:
    reading = reading_of(entry, about.id) if about else None
    return reading.evidence if reading else None


def _needed(entry: Entry, about: Subject | None) -> tuple[Span, ...]:
    """Where the summary must pass: the evidence, or else the first time the text names him."""
    evidence = _evidence(entry, about)
    if about is None or evidence is None:
        return ()
    if evidence.field is Field.TEXT:
        return (evidence,)
    named = (each.at for each in entry.analysis.mentions if each.subject_id == about.id)
    return tuple(each for each in named if each.field is Field.TEXT)[:1]


def _quote(account: Account, shown: Entry, evidence: Span | None) -> Quote | None:
    """The lead shows its evidence in headline or summary; another piece must be quoted."""
    if evidence is None or shown is account.lead:
        return None
    outlet = account.outlets[account.entries.index(shown)]
    said = shorten(evidence.of(shown.clipping))
    return Quote(text=said, outlet=clean(outlet.name)) if said else None


def _impacts(account: Account, config: Config) -> Iterator[Impact]:
    for entry, outlet in zip(account.entries, account.outlets, strict=True):
        clipping = entry.clipping
        yield Impact(
            clipping_id=clipping.id,
            revision=clipping.revision,
            outlet=clean(outlet.name),
            title=shorten(clipping.title, 300) or UNTITLED,
            url=link(clipping.url),
            published_at=config.local(clipping.published_at),
            stance=account.stance_of(entry),
        )
