"""Edition → Digest: what the day's report says, as data. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from statistics import fmean

from monitor.casework import CaseNews
from monitor.config import Config, Subject
from monitor.model import Clipping, Edition, Entry, Field, Span
from reports import editing, telling
from reports.accounts import Account, accounts, reading_of, tally, unnamed
from reports.changes import change, earlier
from reports.coverage import certificate
from reports.editing import Edited
from reports.figures import figures
from reports.fronts import fronts
from reports.gist import added, fits, gist, without
from reports.headlines import byline, headline, quotable
from reports.impacts import impact
from reports.kinds import is_official, kind_of, reproduces_release
from reports.model import (
    Cover,
    Digest,
    EditionFigure,
    Impact,
    Quote,
    Section,
    Sentence,
    StoryEntry,
    SubjectMark,
    Usual,
)
from reports.others import others
from reports.sayings import sayings
from reports.sections import attention, chapters, demands, mayor, placed
from reports.sentences import is_said
from reports.shielding import shielded
from reports.topics import places_of, theme_of
from reports.treatment import is_doubtful, treatment
from reports.words import clean, link, plural, short_date, word

NOON = time(12)
EXTRAORDINARY = "extraordinary"
ENOUGH_HISTORY = 2  # editions, before a mean says something
WINDOW = 14
LAG = timedelta(hours=1)  # between a note and its feed, and no wonder


def build(
    edition: Edition,
    config: Config,
    *,
    history: Sequence[EditionFigure] = (),
    cases: CaseNews | None = None,
) -> Digest:
    """All that one digest says. `history` has what was told before it, in any order.

    `cases` are the citizen demands since then; without them nothing is said of any.
    """
    edition = shielded(edition, config)
    every = accounts(edition, config)
    said = editing.edited(edition.edits, every)
    told = editing.kept(every, said)
    news = [account for account in told if not account.paid]
    cover = _cover(edition, config, told=told, history=history)
    sections = _sections(told, config, edition=edition, said=said, last=_last(history, config))
    return Digest(
        id=edition.id,
        subject=_subject_line(cover),
        cover=cover,
        sections=placed(demands.with_cases(sections, cases, config), config),
        sayings=sayings(news, config),
        others=others(news, config),
        figures=figures(told, cover=cover, history=history),
        coverage=certificate(edition, config),
        unnamed=unnamed(edition, config),
        fronts=fronts(edition, config),
    )


def _cover(
    edition: Edition, config: Config, *, told: Sequence[Account], history: Sequence[EditionFigure]
) -> Cover:
    stances = [account.stance_of(entry) for account in told for entry in account.counted]
    like = _like(edition, history)
    name = _edition(edition, config)
    return Cover(
        municipality=clean(config.profile.municipality),
        state=clean(config.profile.state),
        office=clean(config.profile.office),
        mayor=clean(mayor.title(config)),
        day=edition.day,
        edition=name,
        late=name != EXTRAORDINARY and _is_late(edition, config),
        opened_at=config.local(edition.opened_at),
        stories=sum(not account.paid for account in told),
        impacts=len(stances),
        tally=tally(stances),
        usual=fmean(each.tally.total for each in like) if _is_enough(like) else None,
        compared=len(like),
        means=_means(like) if _is_enough(like) else None,
        followed=sum(_is_followed(account) for account in told) if history else None,
        uncounted=sum(len(account.entries) for account in told) - len(stances),
        language=config.profile.language,
        unapproved=edition.approved is False,
    )


def _edition(edition: Edition, config: Config) -> str:
    """By its hour, when it is one of those on which the office counts."""
    if _hour(edition) not in config.profile.digest.hours:
        return EXTRAORDINARY
    return "morning" if _hour(edition) < NOON else "evening"


def _is_late(edition: Edition, config: Config) -> bool:
    due = datetime.combine(edition.day, _hour(edition), config.profile.zone)
    return edition.opened_at - due > config.profile.digest.patience


def _hour(edition: Edition) -> time:
    return time.fromisoformat(edition.hour)


def _like(edition: Edition, history: Sequence[EditionFigure]) -> list[EditionFigure]:
    """The editions of the same hour in the days before."""
    since = edition.day - timedelta(days=WINDOW)
    return [
        each for each in history if since <= each.day < edition.day and each.hour == edition.hour
    ]


def _is_enough(like: Sequence[EditionFigure]) -> bool:
    return len(like) >= ENOUGH_HISTORY


def _means(like: Sequence[EditionFigure]) -> Usual:
    counted = [each.stories for each in like if each.stories is not None]
    return Usual(
        stories=fmean(counted) if len(counted) == len(like) else None,
        positive=fmean(each.tally.positive for each in like),
        neutral=fmean(each.tally.neutral for each in like),
        negative=fmean(each.tally.negative for each in like),
    )


def _is_followed(account: Account) -> bool:
    """An edition told it before."""
    return not account.paid and (account.telling is not None or account.updated)


def _subject_line(cover: Cover) -> str:
    """ "Síntesis informativa · Villa Clara · 23 nov 2026, edición matutina: 12 noticias"."""
    edition = word("edition", cover.edition).lower()
    late = " (tardía)" if cover.late else ""
    counts = (
        plural(cover.stories, "story", language=cover.language)
        if cover.stories
        else "sin menciones"
    )
    day = short_date(cover.day, cover.language)
    mark = f" ({word('cover', 'unapproved')})" if cover.unapproved else ""
    return f"Síntesis informativa · {cover.municipality} · {day}, {edition}{late}{mark}: {counts}"


def _sections(
    told: Sequence[Account],
    config: Config,
    *,
    edition: Edition,
    said: Edited,
    last: datetime | None,
) -> Iterator[Section]:
    """`last`: when the edition before this one was due; None when this is the first."""
    for chapter, chosen in editing.arranged(chapters(config), told, said):
        stories = tuple(
            replace(
                _story(
                    account,
                    config,
                    about=chapter.about(account),
                    before=_before(account, edition),
                    written=editing.summary(account, said),
                ),
                reasons=editing.reasons(chapter, account, said),
                score=attention.score(account),
                earlier=earlier(account),
                fresh=not (last is None or account.paid or _is_followed(account)),
                tardy=_is_tardy(account.lead, last),
            )
            for account in chosen
        )
        if stories:
            yield Section(id=chapter.id, title=clean(chapter.title(config)), stories=stories)


def _last(history: Sequence[EditionFigure], config: Config) -> datetime | None:
    places = [(each.day, time.fromisoformat(each.hour)) for each in history]
    return datetime.combine(*max(places), config.profile.zone) if places else None


def _is_tardy(entry: Entry, last: datetime | None) -> bool:
    """It was published well before the last edition, and no edition told it."""
    if last is None or entry.told_revision is not None:
        return False
    return entry.clipping.published_at < last - LAG


def _before(account: Account, edition: Edition) -> tuple[Clipping, ...]:
    """What editions told of it; of the news of its story nothing is told with a column."""
    told = edition.before.get(account.story_id, ())
    if account.telling is not None:
        return tuple(each for each in told if each.id in account.telling.clipping_ids)
    return told if account.id == account.story_id else ()


def _story(
    account: Account,
    config: Config,
    *,
    about: Subject | None,
    before: Sequence[Clipping],
    written: tuple[Sentence, ...],
) -> StoryEntry:
    """`written` stands in the place of the summary, where somebody of the office wrote one."""
    clipping = account.lead.clipping
    shown = _witness(account, about)
    evidence = _evidence(shown, about)
    title = _headline(account)
    marked = evidence if shown is account.lead else None
    told = gist(account, title=title, needed=_needed(account.lead, about), evidence=marked)
    news = added(account, before, told, title=title)
    return StoryEntry(
        id=account.id,
        title=title,
        url=link(clipping.url),
        outlet=clean(account.outlets[0].name),
        author=byline(clipping, account.outlets[0].name),
        published_at=config.local(clipping.published_at),
        kind=kind_of(account.lead),
        theme=theme_of(account),
        release=reproduces_release(account.lead, account.outlets[0]),
        stance=account.stance_to(about) if about else None,
        subjects=tuple(_mark(account, each) for each in _first(about, account.subjects)),
        named=tuple(_mark(account, each) for each in account.named(about)) if about else (),
        treatment=treatment(shown, about, config),
        summary=written or without(told, news),
        edited=bool(written),
        added=news,
        quote=_quote(account, shown, evidence, title=title, told=written or told),
        impacts=tuple(_impacts(account, config)),
        updated=account.updated,
        change=change(account, title=title, language=config.profile.language),
        places=places_of(account, config),
        headline_of=_whose(account, title),
    )


def _headline(account: Account) -> str:
    """The most neutral that the lead piece bears out, of its press; of what is no news, its own."""
    lead = account.lead
    pairs = zip(account.entries, account.outlets, strict=True)
    press = [entry for entry, outlet in pairs if account.news and not is_official(outlet)]
    return telling.headline(
        [lead, *(each for each in press if each is not lead and fits(each, lead))]
    )


def _whose(account: Account, title: str) -> str | None:
    pairs = zip(account.entries, account.outlets, strict=True)
    whose = [outlet for entry, outlet in pairs if headline(entry.clipping) == title]
    return clean(whose[0].name) if whose and whose[0] is not account.outlets[0] else None


def _first(about: Subject | None, subjects: Sequence[Subject]) -> list[Subject]:
    return sorted(subjects, key=lambda each: each is not about)


def _mark(account: Account, subject: Subject) -> SubjectMark:
    return SubjectMark(id=subject.id, name=clean(subject.name), stance=account.stance_to(subject))


def _witness(account: Account, about: Subject | None) -> Entry:
    """The first piece that surely treats the subject as the story does: the lead, if it can be."""
    if about is None:
        return account.lead
    stance = account.stance_to(about)
    read = ((entry, reading_of(entry, about.id)) for entry in account.entries)
    alike = [(entry, each) for entry, each in read if each and each.stance is stance]
    sure = (entry for entry, each in alike if not is_doubtful(each))
    return next(sure, alike[0][0] if alike else account.lead)


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


def _quote(
    account: Account, shown: Entry, evidence: Span | None, *, title: str, told: Sequence[Sentence]
) -> Quote | None:
    """The evidence, when neither the headline nor the summary of the lead shows it."""
    if evidence is None or any(each.evidence for each in told):
        return None
    if shown is account.lead and is_said(evidence.of(shown.clipping), title):
        return None
    outlet = account.outlets[account.entries.index(shown)]
    said = quotable(shown.clipping, evidence)
    return Quote(text=said, outlet=clean(outlet.name)) if said else None


def _impacts(account: Account, config: Config) -> Iterator[Impact]:
    for entry, outlet in zip(account.entries, account.outlets, strict=True):
        yield impact(entry, outlet, stance=account.stance_of(entry), config=config)
