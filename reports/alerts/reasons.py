"""Why a story cannot wait: who says so, in how many outlets, and the sentence that shows it.

People in networks count too, several for one outlet; opinion, what is paid for and an office's own
page do not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from monitor.config import Config, Outlet, Subject
from monitor.model import Entry, Field, Reading, Span, Stance
from reports.accounts import OWN, WEIGHT, outlet_of
from reports.alerts.model import Pace, Proof, Reason
from reports.alerts.near import Said, said_near
from reports.alerts.phrases import enumerated, outlets_and_posts
from reports.alerts.unusual import alike, is_unusual, usual
from reports.alerts.wordlist import WordList, of_the_office, ours
from reports.headlines import quotable
from reports.kinds import is_official, is_opinion, is_paid, is_post
from reports.treatment import is_doubtful
from reports.words import clean, link, number_in_words

NEGATIVE, SPIKE = "negative", "spike"
POSTS = 3  # of as many people in networks is made what one outlet weighs
AGREEING = 2  # outlets that must say a word
HOUR = timedelta(hours=1)
SHARE = 3  # a spike is a story's when it gave the third part of the hour …
NOTES = 3  # … and no fewer notes
SUBJECTS = 2  # named in a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """Who says something of a story."""

    outlets: tuple[str, ...]  # of the press, the widest reach first
    posts: int  # people in networks

    @property
    def size(self) -> int:
        return len(self.outlets) + self.posts // POSTS


def counted(entries: Iterable[Entry], config: Config) -> tuple[Entry, ...]:
    """What may alert: news and posts, the earliest first."""
    news = (each for each in entries if not is_opinion(each) and not is_paid(each))
    foreign = (each for each in news if not is_official(outlet_of(each, config)))
    return tuple(sorted(foreign, key=lambda each: (each.clipping.published_at, each.clipping.id)))


def voices(entries: Iterable[Entry], config: Config) -> Voices:
    outlets: dict[str, Outlet] = {}
    people: set[tuple[str, str]] = set()
    for entry in entries:
        outlet = outlet_of(entry, config)
        if is_post(entry, outlet):
            people.add((outlet.id, entry.clipping.author or entry.clipping.id))
        else:
            outlets.setdefault(outlet.id, outlet)
    widest = sorted(outlets.values(), key=lambda each: -(each.reach or 0))
    return Voices(outlets=tuple(clean(each.name) for each in widest), posts=len(people))


def negative(entries: Sequence[Entry], config: Config, *, least: int) -> Iterator[Reason]:
    """It treats our own ill in so many outlets, surely."""
    against = [
        (entry, reading, subject)
        for entry in entries
        for reading in entry.analysis.readings
        if (subject := config.subject.get(reading.subject_id))
        and subject.kind in OWN
        and reading.stance is Stance.NEGATIVE
        and not is_doubtful(reading)
    ]
    who = voices((entry for entry, _, _ in against), config)
    if who.size < least:
        return
    _, at = min((_surest(*each, config=config), at) for at, each in enumerate(against))
    entry, reading, _ = against[at]
    names = enumerated(_weightiest([subject for _, _, subject in against]))
    yield Reason(
        key=NEGATIVE,
        size=who.size,
        words=f"negativa hacia {names} en {outlets_and_posts(who.outlets, who.posts)}",
        proof=_proof(entry, reading.evidence, config),
    )


def _surest(
    entry: Entry, reading: Reading, subject: Subject, *, config: Config
) -> tuple[bool, int, float, bool]:
    """What shows it best: the press before a post, who weighs most, and a text before a title."""
    sure = 1.0 if reading.corrected else reading.confidence
    posted = is_post(entry, outlet_of(entry, config))
    return posted, WEIGHT[subject.kind], -sure, reading.evidence.field is Field.TITLE


def _weightiest(subjects: Sequence[Subject]) -> list[str]:
    times = Counter(each.id for each in subjects)
    ordered = sorted(
        {each.id: each for each in subjects}.values(),
        key=lambda each: (WEIGHT[each.kind], -times[each.id], each.id),
    )
    return [clean(each.name) for each in ordered[:SUBJECTS]]


def _proof(entry: Entry, span: Span, config: Config) -> Proof | None:
    said = quotable(entry.clipping, span)
    outlet = outlet_of(entry, config)
    found = Proof(text=said, outlet=clean(outlet.name), url=link(entry.clipping.url))
    return found if said else None


def word_list(config: Config) -> WordList:
    settings = config.profile.alerts
    return ours() if settings is None or settings.words is None else of_the_office(settings.words)


def words(entries: Sequence[Entry], config: Config) -> Iterator[Reason]:
    """Several outlets say near the municipality a word that cannot wait."""
    listed = word_list(config)
    found: dict[str, list[tuple[Entry, Said]]] = {}
    for entry in entries:
        for said in said_near(entry, config, listed):
            found.setdefault(said.group, []).append((entry, said))
    for group, hits in sorted(found.items()):
        who = voices((entry for entry, _ in hits), config)
        if who.size >= AGREEING:
            first, said = hits[0]
            yield Reason(
                key=group,
                size=who.size,
                words=f"{_shown(hits)} en {outlets_and_posts(who.outlets, who.posts)}",
                proof=_proof(first, said.sentence, config),
            )


def _shown(hits: Sequence[tuple[Entry, Said]]) -> str:
    """The form that most pieces have: «bloqueo»."""
    times = Counter(said.word for _, said in hits)
    return f"«{min(times, key=lambda each: (-times[each], each))}»"


def spike(entries: Sequence[Entry], pace: Pace, *, now: datetime, today: datetime) -> Reason | None:
    """It gave a good part of an hour that gave far more notes than is usual then."""
    before = alike(today.date(), pace.before)
    its = sum(_is_of_the_hour(each, now) for each in entries)
    if its < max(NOTES, ceil(pace.notes / SHARE)) or not is_unusual(pace.notes, before):
        return None
    share = f", {number_in_words(its)} de ellas de esta noticia" if its < pace.notes else ""
    middle = number_in_words(round(usual(before)))
    said = (
        f"{number_in_words(pace.notes)} notas en una hora{share}; lo normal a esta hora: {middle}"
    )
    return Reason(key=SPIKE, size=its, words=said)


def _is_of_the_hour(entry: Entry, now: datetime) -> bool:
    return entry.told_revision is None and now - HOUR < entry.clipping.published_at <= now
