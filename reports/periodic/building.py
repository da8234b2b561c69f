"""What the archive counted of a period → its Report. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from monitor.casework import CaseSurvey
from monitor.config import Config
from monitor.model import Edition, EditionKind, Stance
from monitor.periods import Count, Period, PeriodCounts, PeriodFacts, PieceCount
from reports import words
from reports.accounts import OWN
from reports.coverage import certificate
from reports.demands.building import Points, part
from reports.demands.model import CasesPart
from reports.kinds import PAID
from reports.model import Bar, Figure, Tally
from reports.periodic.comparing import compared, remark
from reports.periodic.model import Change, Head, Report, Signature, SubjectRow
from reports.periodic.stories import stories
from reports.tables import Line, authors, lines, said, span

MOST = 8  # rows of a figure
MOST_AUTHORS = 10
STANCES = ("positive", "neutral", "negative")


def build(
    facts: PeriodFacts,
    config: Config,
    *,
    made_at: datetime,
    cases: CasesPart | None = None,
) -> Report:
    """The same facts give the same report; `made_at` is when it opened."""
    head = _head(facts.period, config, made_at=made_at)
    counted = _counted(facts.now)
    why = _remark(facts, config, made_at=made_at)
    before = None if why else facts.before
    negative, told = stories(facts, config)
    signed = authors(facts.authors, config)
    tally = _tally(counted)
    return Report(
        id=facts.period.id,
        subject=_subject_line(head, facts.now.stories),
        head=head,
        stories=facts.now.stories,
        impacts=tally.total,
        tally=tally,
        against=facts.now.against,
        uncounted=sum(each.notes for each in facts.now.pieces) - tally.total,
        changes=tuple(_changes(facts.now, before, head)),
        remark=why,
        negative=negative,
        told=told,
        figures=tuple(_figures(facts, counted, config)),
        subjects=tuple(_subjects(facts.now, before, config, head)),
        authors=tuple(Signature(name=each.label, notes=each.notes) for each in signed)[
            :MOST_AUTHORS
        ],
        other_authors=max(0, len(signed) - MOST_AUTHORS),
        coverage=certificate(_edition(facts, config), config),
        cases=cases,
    )


def _remark(facts: PeriodFacts, config: Config, *, made_at: datetime) -> str:
    """Why nothing is compared; "" when it is."""
    return remark(
        facts.period,
        began=facts.began,
        before=sum(each.notes for each in _counted(facts.before)),
        now=made_at,
        zone=config.profile.zone,
        language=config.profile.language,
    )


def attended(
    survey: CaseSurvey,
    before: CaseSurvey,
    config: Config,
    *,
    kind: EditionKind,
    points: Points,
) -> CasesPart:
    """The demands of a period, beside those of the period before where any had come then.

    `points` are the centres of their colonias.
    """
    other, language = before.all.received, config.profile.language
    words = compared(survey.all.received, other, kind=kind, language=language) if other else ""
    return part(survey, config, points=points, compared=words)


def own(config: Config) -> tuple[str, ...]:
    """The subjects whose reproaches are told: who governs, the government and what is its."""
    return tuple(subject.id for subject in config.subjects if subject.kind in OWN)


def _head(period: Period, config: Config, *, made_at: datetime) -> Head:
    profile = config.profile
    return Head(
        municipality=words.clean(profile.municipality),
        state=words.clean(profile.state),
        office=words.clean(profile.office),
        language=profile.language,
        kind=period.kind,
        title=said("title", period.kind.value),
        span=said("span", period.kind.value).format(span=span(period, profile.language)),
        first=period.first,
        last=period.last,
        made_at=config.local(made_at),
    )


def _subject_line(head: Head, stories: int) -> str:
    """ "Informe semanal · Villa Clara · Semana del 16 al 22 de noviembre de 2026: 12 noticias"."""
    counts = words.plural(stories, "story", language=head.language) if stories else "sin menciones"
    return f"{head.title} · {head.municipality} · {head.span}: {counts}"


def _counted(counts: PeriodCounts) -> tuple[PieceCount, ...]:
    return tuple(each for each in counts.pieces if each.kind not in PAID)


def _tally(pieces: Iterable[PieceCount]) -> Tally:
    notes = dict.fromkeys((*Stance, None), 0)
    for each in pieces:
        notes[each.stance] += each.notes
    return Tally(
        positive=notes[Stance.POSITIVE],
        neutral=notes[Stance.NEUTRAL],
        negative=notes[Stance.NEGATIVE],
        unread=notes[None],
    )


def _changes(now: PeriodCounts, before: PeriodCounts | None, head: Head) -> Iterator[Change]:
    mine = _numbers(now)
    others: Mapping[str, int | None] = _numbers(before) if before else dict.fromkeys(mine)
    for key, number in mine.items():
        other = others[key]
        yield Change(key=key, now=number, before=other, words=_compared(number, other, head))


def _compared(now: int, before: int | None, head: Head) -> str:
    if before is None:
        return ""
    return compared(now, before, kind=head.kind, language=head.language)


def _numbers(counts: PeriodCounts) -> dict[str, int]:
    tally = _tally(_counted(counts))
    by_stance = {key: getattr(tally, key) for key in STANCES}
    return {
        "stories": counts.stories,
        "impacts": tally.total,
        **by_stance,
        "against": counts.against,
    }


def _subjects(
    now: PeriodCounts, before: PeriodCounts | None, config: Config, head: Head
) -> Iterator[SubjectRow]:
    then = lines(before.subjects, by="subject", config=config) if before else ()
    earlier = {each.key: each.notes for each in then}
    for row in lines(now.subjects, by="subject", config=config):
        known = earlier.get(row.key, 0) if before else None
        yield SubjectRow(
            id=row.key or "",
            name=row.label,
            tally=row.tally or Tally(),
            words=_compared(row.notes, known, head),
        )


def _figures(facts: PeriodFacts, counted: Sequence[PieceCount], config: Config) -> Iterator[Figure]:
    """Those that have something to show."""
    every = {
        "trend": _days(facts.period, counted, config),
        "subject": _bars(facts.now.subjects, "subject", config),
        "outlet": _bars(_by(counted, "outlet_id"), "outlet", config),
        "medium": _bars(_by(counted, "outlet_id"), "medium", config),
        "theme": _bars([each for each in _by(counted, "theme") if each.key], "theme", config),
        "place": _bars(facts.places, "place", config),
    }
    for key, bars in every.items():
        if any(bar.tally.total for bar in bars) and (key != "medium" or len(bars) > 1):
            shown = bars if key == "trend" else bars[:MOST]
            rest = len(bars) - len(shown)
            yield Figure(id=key, title=said("figure", key), bars=shown, left_out=rest)


def _by(pieces: Iterable[PieceCount], name: str) -> list[Count]:
    return [Count(key=getattr(each, name), stance=each.stance, notes=each.notes) for each in pieces]


def _bars(counts: Iterable[Count], by: str, config: Config) -> tuple[Bar, ...]:
    return tuple(map(_bar, lines(counts, by=by, config=config)))


def _bar(line: Line) -> Bar:
    return Bar(label=line.label, tally=line.tally or Tally())


def _day_of_month(day: date, language: str) -> str:
    return str(day.day)


def _days(period: Period, counted: Sequence[PieceCount], config: Config) -> tuple[Bar, ...]:
    """Every day of the period, also those without notes."""
    language = config.profile.language
    of_day: dict[int, list[PieceCount]] = {}
    for each in counted:
        of_day.setdefault((each.day - period.first).days, []).append(each)
    number = (period.last - period.first).days + 1
    days = [period.first + timedelta(days=each) for each in range(number)]
    named = words.weekday if period.kind is EditionKind.WEEKLY else _day_of_month
    return tuple(
        Bar(label=named(day, language), tally=_tally(of_day.get(at, ())))
        for at, day in enumerate(days)
    )


def _edition(facts: PeriodFacts, config: Config) -> Edition:
    """What the certificate asks an edition for."""
    _, until = facts.period.bounds(config.profile.zone)
    return Edition(
        id=facts.period.id,
        day=facts.period.last,
        hour="",
        opened_at=until,
        kind=facts.period.kind,
        coverage=facts.coverage,
    )
