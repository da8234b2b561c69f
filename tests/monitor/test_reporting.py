"""The reports of a week and a month: their numbers, when they leave, and that they leave once."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.config import Digest, MailServer, Outlet, Source
from monitor.configvalues import Moment
from monitor.local import tick
from monitor.model import EditionKind, PieceKind, Stance
from monitor.periods import month_of, week_of
from monitor.pipeline import Pipeline
from monitor.reporting import Reporter, periods_due
from reports.kinds import PAID
from reports.tables import ranks
from tests.monitor.archive.asking import receive
from tests.monitor.archive.told import kept

MEXICO = ZoneInfo("America/Mexico_City")
GOOD, PLAIN, BAD = Stance.POSITIVE, Stance.NEUTRAL, Stance.NEGATIVE
EVERY = 10_000
BEGAN = datetime(2026, 10, 1, 12, tzinfo=UTC)
WEEK = week_of(date(2026, 11, 16))  # 2026-W47
MONDAY = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)  # 08:05 in Mexico City
OWN = {"alcaldesa", "gobierno"}


@pytest.fixture
def office(config):
    """Told of a week on Mondays at eight, of a month on its first day at nine."""
    digest = Digest(hours=("07:00",), weekly="lunes 08:00", monthly="1 09:00")
    server = MailServer(host="127.0.0.1", sender="Síntesis <sintesis@xaltepec.test>")
    radio = Outlet(
        id="radio",
        name="Radio Monte",
        scope="local",
        medium="radio",
        sources=(Source(kind="feed", url="https://radio.test/rss"),),
    )
    profile = config.profile.model_copy(update={"digest": digest})
    return type(config)(
        profile=profile, subjects=config.subjects, outlets=(*config.outlets, radio), mail=server
    )


@pytest.fixture
def reporter(office, archive, folder):
    return Reporter(config=office, archive=archive, folder=folder)


@pytest.fixture
def pipeline(office, archive, folder, web):
    return Pipeline(config=office, archive=archive, fetch=web, folder=folder)


NAMED = (
    (("alcaldesa", GOOD),),
    (("alcaldesa", PLAIN), ("gobierno", BAD)),
    (("gobierno", BAD), ("municipio", PLAIN, 5)),
    (("municipio", PLAIN),),
    (("alcaldesa", BAD), ("municipio", PLAIN)),
    (),
)
KINDS = (*[PieceKind.NOTE] * 4, PieceKind.COLUMN, PieceKind.SPONSORED, PieceKind.POST)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=MEXICO)


@pytest.fixture
def fortnight(archive):
    """Two weeks of notes of every sort, with those of the minutes around each border."""
    story = ""
    for number in range(70):
        named = NAMED[number % len(NAMED)]
        at = local(date(2026, 11, 9), 0) + timedelta(hours=number * 4.8, minutes=-1)
        piece = kept(
            archive,
            number,
            *named,
            at=at.astimezone(UTC),
            outlet=("heraldo", "radio", "vecinos")[number % 3],
            story=story if number % 4 else None,
            seen=BEGAN,
            kind=KINDS[number % len(KINDS)],
            author=("Ana Ruz", "ANA RUZ", None, "Bruno Paz", "Redacción")[number % 5],
            theme=("agua", "obras", None)[number % 3],
            **({} if named else {"failed": "no se pudo leer"}),
        )
        story = piece.id
    return archive


def found(archive, period, *, every: bool = False, **asked):
    since, until = period.bounds(MEXICO)
    notes = archive.find(None, since=since, until=until, limit=EVERY, **asked)
    return [each for each in notes if every or each.kind not in PAID]


def stance_of(note, config) -> Stance | None:
    weights = ranks(config)
    ordered = sorted(
        note.readings,
        key=lambda one: (
            one.subject_id not in OWN or one.stance is Stance.NEUTRAL,
            weights[one.subject_id],
            -one.mentions,
        ),
    )
    return ordered[0].stance if ordered else None


def tally(stances) -> dict[str, int]:
    counted = Counter(each.value if each else "unread" for each in stances)
    return {key: counted[key] for key in ("positive", "neutral", "negative", "unread")}


def numbers(told) -> dict[str, int]:
    return {key: getattr(told, key) for key in ("positive", "neutral", "negative", "unread")}


@pytest.mark.parametrize("period", [WEEK, WEEK.before, month_of(WEEK.first)])
def test_every_number_is_what_find_lists(reporter, office, fortnight, period):
    report = reporter.build(period, made_at=MONDAY)
    notes = found(fortnight, period)
    stances = [stance_of(each, office) for each in notes]
    assert report.impacts == len(notes) > 20
    assert report.stories == len({each.story_id for each in notes})
    assert numbers(report.tally) == tally(stances)
    assert report.uncounted == len(found(fortnight, period, every=True)) - len(notes) > 0
    assert report.against == sum(
        any(one.subject_id in OWN and one.stance is BAD for one in each.readings) for each in notes
    )
    figures = {each.id: each.bars for each in report.figures}
    days = Counter(each.clipping.published_at.astimezone(MEXICO).date() for each in notes)
    assert [bar.tally.total for bar in figures["trend"]] == [
        days[period.first + timedelta(days=number)]
        for number in range((period.last - period.first).days + 1)
    ]
    outlets = Counter(office.outlet[each.clipping.outlet_id].name for each in notes)
    assert {bar.label: bar.tally.total for bar in figures["outlet"]} == outlets
    themes = Counter(each.theme for each in notes if each.theme)
    assert sorted(bar.tally.total for bar in figures["theme"]) == sorted(themes.values())


def test_every_subject_is_what_find_lists(reporter, office, fortnight):
    report = reporter.build(WEEK, made_at=MONDAY)
    assert {row.id for row in report.subjects} == {"alcaldesa", "gobierno", "municipio"}
    for row in report.subjects:
        for stance in Stance:
            listed = found(fortnight, WEEK, subject=row.id, stance=stance)
            assert getattr(row.tally, stance.value) == len(listed)


def test_a_week_is_compared_with_the_one_before(reporter, office, fortnight):
    report = reporter.build(WEEK, made_at=MONDAY)
    before = reporter.build(WEEK.before, made_at=MONDAY)
    changes = {each.key: each for each in report.changes}
    assert report.remark == ""
    assert changes["impacts"].now == report.impacts
    assert changes["impacts"].before == before.impacts
    assert changes["stories"].before == before.stories
    assert changes["negative"].before == before.tally.negative
    assert changes["against"].before == before.against
    assert "la semana anterior" in changes["impacts"].words


def test_stories_are_told_once_with_all_their_impacts(reporter, office, fortnight):
    report = reporter.build(WEEK, made_at=MONDAY)
    notes = found(fortnight, WEEK)
    impacts = Counter(each.story_id for each in notes)
    most = sorted(impacts.values(), reverse=True)
    assert [each.impacts for each in report.told] == [each for each in most[:8] if each > 1]
    negative = Counter(
        each.story_id
        for each in notes
        if any(one.subject_id in OWN and one.stance is BAD for one in each.readings)
    )
    assert report.negative
    assert {each.stance for each in report.negative} == {BAD}
    for story in (*report.negative, *report.told):
        assert (story.impacts, story.negative) == (impacts[story.id], negative[story.id])
        assert set(story.outlets) == {
            office.outlet[each.clipping.outlet_id].name
            for each in notes
            if each.story_id == story.id
        }
    above = {each.id for each in report.negative}
    assert [each.told_above for each in report.told] == [each.id in above for each in report.told]


def test_who_signs_is_counted_without_a_stance(reporter, fortnight):
    report = reporter.build(WEEK, made_at=MONDAY)
    press = [each for each in found(fortnight, WEEK) if each.clipping.outlet_id != "vecinos"]
    signed = Counter((each.clipping.author or "").casefold() for each in press)
    assert {each.name.casefold(): each.notes for each in report.authors} == {
        "ana ruz": signed["ana ruz"],
        "bruno paz": signed["bruno paz"],
    }


def test_the_same_archive_gives_the_same_bytes(reporter, fortnight):
    from reports.periodic.clothes import data, dress

    report = reporter.build(WEEK, made_at=MONDAY)
    branding = reporter.config.profile.branding
    once, again = (dress(each, branding=branding) for each in (report, report))
    assert once == again
    assert data(report) == data(reporter.build(WEEK, made_at=MONDAY))
    assert once.files["sintesis.pdf"].startswith(b"%PDF")
    assert not once.lacking


@pytest.mark.parametrize(
    ("moment", "ids"),
    [
        (local(date(2026, 11, 23), 7, 59), {"2026-10"}),
        (local(date(2026, 11, 23), 8), {"2026-10", "2026-W47"}),
        (local(date(2026, 11, 29), 23, 59), {"2026-10", "2026-W47"}),
        (local(date(2026, 11, 30), 7), {"2026-10"}),
        (local(date(2026, 12, 1), 8, 59), {"2026-W48"}),
        (local(date(2026, 12, 1), 9), {"2026-11", "2026-W48"}),
    ],
)
def test_a_report_is_due_from_its_hour_until_the_next_period(office, moment, ids):
    assert {each.id for each in periods_due(office, now=moment)} == ids


def test_without_the_keys_none_is_due(config):
    assert list(periods_due(config, now=MONDAY)) == []


def test_the_day_of_the_month_and_of_the_week_are_heeded(office):
    digest = office.profile.digest.model_copy(
        update={
            "weekly": Moment(day=4, hour=office.profile.digest.hours[0]),
            "monthly": Moment(day=25, hour=office.profile.digest.hours[0]),
        }
    )
    profile = office.profile.model_copy(update={"digest": digest})
    changed = office.model_copy(update={"profile": profile})
    assert list(periods_due(changed, now=MONDAY)) == []
    friday = local(date(2026, 11, 27), 7)
    assert [each.id for each in periods_due(changed, now=friday)] == ["2026-W47", "2026-10"]


def published(pipeline, kind) -> list[str]:
    return [each.edition_id for each in pipeline.archive.digests(kinds=[kind])]


def settled(pipeline) -> None:
    """As when nothing waits any more, or patience ends."""
    pipeline.plan(MONDAY)
    later = MONDAY + pipeline.config.profile.digest.patience
    tick(pipeline, clock=lambda: later, steps=["report"])


def test_a_week_is_told_once_with_its_mail(pipeline, fortnight, folder):
    settled(pipeline)
    assert published(pipeline, EditionKind.WEEKLY) == ["2026-W47"]
    [mail] = pipeline.archive.mails("2026-W47")
    assert [each.address for each in mail.recipients] == ["direccion@xaltepec.test"]
    for name in ("sintesis.html", "sintesis.txt", "sintesis.json", "sintesis.pdf"):
        assert (folder / "2026-W47" / name).stat().st_size > 0
    later = MONDAY + timedelta(hours=5)
    assert not [job for job in pipeline.plan(later) if job.step == "report"]
    assert "ya se había publicado" in pipeline.report("2026-W47", later)
    assert len(pipeline.archive.mails("2026-W47")) == 1


def test_a_report_tells_nothing_for_the_editions(pipeline, fortnight):
    before = pipeline.archive.unreported(now=MONDAY, since=BEGAN)
    settled(pipeline)
    assert published(pipeline, EditionKind.WEEKLY)
    assert pipeline.archive.unreported(now=MONDAY, since=BEGAN) == before


def test_a_report_waits_for_what_is_being_read_but_not_for_ever(pipeline, fortnight):
    assert any(job.step == "collect" for job in pipeline.plan(MONDAY))
    assert not [job for job in pipeline.plan(MONDAY) if job.step == "report"]
    patience = pipeline.config.profile.digest.patience
    late = [job for job in pipeline.plan(MONDAY + patience) if job.step == "report"]
    assert {job.key for job in late} == {"2026-W47", "2026-10"}


def test_one_that_was_missed_leaves_later_the_same_period(reporter, fortnight):
    thursday, next_week = MONDAY + timedelta(days=3), MONDAY + timedelta(days=6, hours=22)
    assert "2026-W47" in {each.id for each in reporter.due(now=thursday)}
    assert "2026-W47" not in {each.id for each in reporter.due(now=next_week)}


def test_of_before_the_archive_nothing_leaves(reporter, archive):
    assert reporter.due(now=MONDAY) == []
    kept(archive, 1, ("gobierno", PLAIN), seen=MONDAY)
    assert reporter.due(now=MONDAY) == []
    late = MONDAY + timedelta(days=7)
    assert [each.id for each in reporter.due(now=late)] == ["2026-W48"]


def test_the_first_week_says_from_when_it_counts(reporter, archive):
    kept(
        archive, 1, ("gobierno", PLAIN), at=local(date(2026, 11, 19), 9), seen=MONDAY - timedelta(5)
    )
    report = reporter.build(WEEK, made_at=MONDAY)
    assert report.remark.startswith("El acervo empieza el miércoles 18 de noviembre de 2026")
    assert all(each.before is None and each.words == "" for each in report.changes)


def test_an_empty_week_is_told_as_one(reporter, archive):
    kept(archive, 1, ("gobierno", PLAIN), at=BEGAN, seen=BEGAN)
    reporter.publish("2026-W47", now=MONDAY)
    stored = archive.digest("2026-W47")
    assert stored.subject.endswith("sin menciones")
    assert "SIN MENCIONES" in stored.text
    told = json.loads(stored.data)
    assert (told["impacts"], told["stories"], told["figures"]) == (0, 0, [])


def test_a_week_that_goes_on_is_not_compared(reporter, fortnight):
    report = reporter.build(WEEK, made_at=local(date(2026, 11, 20), 12))
    assert report.remark.startswith(
        "Todavía no termina: se cuenta hasta el viernes 20 de noviembre"
    )


def test_coverage_is_of_the_period(reporter, archive, fortnight):
    """Of three outlets two were read; the third began to fail before and gave nothing."""
    source = reporter.config.sources["radio-feed"]
    archive.collect_failed(source, kind="blocked", detail="contesta 403", now=BEGAN)
    coverage = reporter.build(WEEK, made_at=MONDAY).coverage
    assert (coverage.read, coverage.total) == (2, 3)
    assert "bloqueado (403): Radio Monte" in coverage.sentence


def test_the_demands_of_the_week_are_in_its_report(reporter, archive):
    assert reporter.build(WEEK, made_at=MONDAY).cases is None
    since, _ = WEEK.bounds(MEXICO)
    for number in range(3):
        receive(archive, number, now=since + timedelta(hours=number - 1))
    told = reporter.build(WEEK, made_at=MONDAY).cases
    survey = archive.cases.survey(since=since, until=since + timedelta(days=7), today=MONDAY.date())
    assert told.received == survey.all.received == 2
    assert [each.id for each in told.tables] == ["category", "settlement"]
