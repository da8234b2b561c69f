"""What is counted is what `find` lists, on both databases: every note once, by its local day."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.archive.amending import Correction, Verdict
from monitor.archive.counted import Scope
from monitor.archive.find import Asked
from monitor.errors import QueryError
from monitor.model import (
    Field,
    PieceKind,
    Place,
    PlaceKind,
    Span,
    Stance,
)
from monitor.periods import OTHERS, AuthorCount, Count, Total
from tests.monitor.archive.makers import NOW
from tests.monitor.archive.told import kept

MEXICO = ZoneInfo("America/Mexico_City")
RANKS = {"alcaldesa": 0, "gobierno": 1, "lugar": OTHERS + 4}
GOOD, PLAIN, BAD = Stance.POSITIVE, Stance.NEUTRAL, Stance.NEGATIVE
EVERY = 10_000


@pytest.fixture
def full(archive):
    """A week of notes of every sort."""
    days = [NOW - timedelta(days=each) for each in range(5)]
    mayor = kept(archive, 1, ("alcaldesa", BAD), ("gobierno", GOOD), theme="agua", author="Ana Ruz")
    kept(archive, 2, ("gobierno", GOOD), at=days[1], theme="agua", story=mayor.id)
    kept(archive, 3, ("gobierno", BAD), at=days[1], outlet="radio", author="ana ruz")
    kept(archive, 4, ("lugar", PLAIN, 9), ("gobierno", BAD), at=days[2], kind=PieceKind.COLUMN)
    kept(archive, 5, ("lugar", PLAIN), at=days[4], kind=PieceKind.SPONSORED, author="Bruno Paz")
    kept(archive, 6, at=days[3], outlet="radio", failed="no se pudo leer")
    corrected = kept(archive, 7, ("alcaldesa", GOOD), at=days[3], author="Bruno Paz")
    archive.correct(
        Correction(
            clipping_id=corrected.id,
            subject_id="alcaldesa",
            verdict=Verdict.READ,
            stance=BAD,
            by="Elvira",
        ),
        now=NOW,
    )
    absent = kept(archive, 8, ("alcaldesa", GOOD), ("gobierno", PLAIN), at=days[2])
    archive.correct(
        Correction(
            clipping_id=absent.id,
            subject_id="alcaldesa",
            verdict=Verdict.NOT_MENTIONED,
            by="Elvira",
        ),
        now=NOW,
    )
    return archive


def notes(counts: list[Count]) -> dict[str | None, int]:
    found: Counter[str | None] = Counter()
    for each in counts:
        found[each.key] += each.notes
    return dict(found)


def weightiest(readings) -> Stance | None:
    """The stance of a note, worked out again from what `find` says of it."""
    ordered = sorted(
        readings,
        key=lambda each: (
            RANKS[each.subject_id] >= OTHERS or each.stance is Stance.NEUTRAL,
            RANKS[each.subject_id],
            -each.mentions,
        ),
    )
    return ordered[0].stance if ordered else None


ASKED = [
    Asked(),
    Asked(outlet="radio"),
    Asked(subject="gobierno"),
    Asked(stance=BAD),
    Asked(subject="alcaldesa", stance=BAD),
    Asked(theme="agua"),
    Asked(kind=PieceKind.COLUMN),
    Asked(since=NOW - timedelta(days=3), until=NOW),
]


@pytest.mark.parametrize("asked", ASKED)
def test_every_count_is_of_what_find_lists(full, asked):
    scope = Scope(asked=asked)
    tallies = full.tallies
    found = full.find(None, limit=EVERY, **{name: getattr(asked, name) for name in Asked.__slots__})
    assert found
    assert tallies.total(scope) == Total(
        notes=len(found), stories=len({each.story_id for each in found})
    )
    by_outlet = tallies.by_column("outlet", scope, ranks=RANKS)
    assert notes(by_outlet) == Counter(each.clipping.outlet_id for each in found)
    assert notes(tallies.by_column("kind", scope, ranks=RANKS)) == Counter(
        each.kind.value for each in found
    )
    assert notes(tallies.by_column("theme", scope, ranks=RANKS)) == Counter(
        each.theme for each in found
    )
    assert notes(tallies.by_day(scope, ranks=RANKS, zone=MEXICO)) == Counter(
        each.clipping.published_at.astimezone(MEXICO).date().isoformat() for each in found
    )


@pytest.mark.parametrize("asked", [each for each in ASKED if not each.stance])
def test_a_note_has_the_stance_towards_the_weightiest_that_it_names(full, asked):
    found = full.find(None, limit=EVERY, **{name: getattr(asked, name) for name in Asked.__slots__})
    of_them = (
        [each for each in one.readings if asked.subject in (None, each.subject_id)] for one in found
    )
    counts = full.tallies.by_column("outlet", Scope(asked=asked), ranks=RANKS)
    by_stance: Counter[Stance | None] = Counter()
    for each in counts:
        by_stance[each.stance] += each.notes
    assert by_stance == Counter(map(weightiest, of_them))


def test_subjects_and_stances_are_counted_as_find_filters_them(full):
    by_subject = {(each.key, each.stance): each.notes for each in full.tallies.by_subject(Scope())}
    by_stance = {each.stance: each.notes for each in full.tallies.by_stance(Scope())}
    for stance in Stance:
        assert by_stance.get(stance, 0) == len(full.find(None, stance=stance, limit=EVERY))
        for subject in RANKS:
            listed = full.find(None, subject=subject, stance=stance, limit=EVERY)
            assert by_subject.get((subject, stance), 0) == len(listed), (subject, stance)
    assert by_subject["alcaldesa", BAD] == 2  # one read so, one corrected
    assert by_stance[None] == 1  # what could not be read


def test_a_correction_of_one_note_hides_no_other(full):
    named = full.find(None, subject="alcaldesa", limit=EVERY)
    assert {each.clipping.title for each in named} == {"N 1", "N 7"}


def test_words_are_sought_as_find_seeks_them(full):
    assert full.tallies.total(Scope(query="bache")).notes == 8
    assert full.tallies.total(Scope(query="luminarias")).notes == 0
    with pytest.raises(QueryError):
        full.tallies.total(Scope(query='"sin cerrar'))


def test_some_kinds_may_be_left_out(full):
    scope = Scope(without=[PieceKind.SPONSORED])
    assert full.tallies.total(scope).notes == 7
    assert "sponsored" not in notes(full.tallies.by_column("kind", scope, ranks=RANKS))


def test_authors_are_counted_without_a_stance(full):
    assert set(full.tallies.by_author(Scope())) == {
        AuthorCount(author="Ana Ruz", outlet_id="diario", notes=1),
        AuthorCount(author="ana ruz", outlet_id="radio", notes=1),
        AuthorCount(author="Bruno Paz", outlet_id="diario", notes=2),
    }


def at_place(kind, name, municipality=None, confidence=0.9):
    span = Span(field=Field.TEXT, start=0, end=2)
    return Place(kind=kind, name=name, at=span, municipality=municipality, confidence=confidence)


def test_places_are_colonias_and_crossings_of_ours(archive):
    colonia, street = PlaceKind.SETTLEMENT, PlaceKind.STREET
    kept(
        archive,
        1,
        ("gobierno", BAD),
        places=(
            at_place(colonia, "La Joya"),
            at_place(colonia, "LA JOYA", "Xaltepec"),
            at_place(street, "Calle 7 número 12"),
            at_place(colonia, "Centro", "Otro Lugar"),
        ),
    )
    kept(archive, 2, ("gobierno", GOOD), places=(at_place(colonia, "La Joya", "XALTEPEC"),))
    kept(archive, 3, places=(at_place(colonia, "Las Palmas", confidence=0.2),), failed="no")
    counts = archive.tallies.by_place(Scope(), ranks=RANKS, ours=["Xaltepec"])
    assert {(each.key, each.stance, each.notes) for each in counts} == {
        ("LA JOYA", BAD, 1),
        ("LA JOYA", GOOD, 1),
    }


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        # Until October 2022 the summer of Mexico City was five hours behind, not six.
        (datetime(2022, 7, 1, 5, 30, tzinfo=UTC), "America/Mexico_City", date(2022, 7, 1)),
        (datetime(2023, 7, 1, 5, 30, tzinfo=UTC), "America/Mexico_City", date(2023, 6, 30)),
        (datetime(2026, 3, 8, 8, 30, tzinfo=UTC), "America/Tijuana", date(2026, 3, 8)),
        (datetime(2026, 11, 22, 23, 59, 59, 900_000, tzinfo=UTC), "UTC", date(2026, 11, 22)),
        (datetime(2026, 11, 22, 18, 15, tzinfo=UTC), "Asia/Kathmandu", date(2026, 11, 23)),
        (datetime(2026, 11, 22, 18, 14, tzinfo=UTC), "Asia/Kathmandu", date(2026, 11, 22)),
    ],
)
def test_a_note_is_of_its_local_day(archive, moment, zone, day):
    kept(archive, 1, ("gobierno", PLAIN), published_at=moment)
    [count] = archive.tallies.by_day(Scope(), ranks=RANKS, zone=ZoneInfo(zone))
    assert count == Count(key=day.isoformat(), stance=PLAIN, notes=1)


def test_nothing_is_counted_of_an_empty_archive(archive):
    tallies = archive.tallies
    assert tallies.total(Scope()) == Total(notes=0, stories=0)
    assert tallies.by_subject(Scope()) == tallies.by_stance(Scope()) == []
    assert tallies.by_column("outlet", Scope(), ranks={}) == []
    assert tallies.began() is None
