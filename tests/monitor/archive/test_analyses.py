"""Analyses: kept whole, by the analyzer that read last, and found by what they say."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from monitor.archive import Archive
from monitor.archive.database import open_engine, writing
from monitor.archive.migrate import STEPS
from monitor.errors import QueryError
from monitor.model import (
    Address,
    Analysis,
    Competence,
    Entity,
    EntityKind,
    Field,
    Mention,
    Petition,
    PieceKind,
    Place,
    PlaceKind,
    Quote,
    Reading,
    Responsible,
    Span,
    Stance,
    Tone,
    Urgency,
    Voice,
)
from tests.monitor.archive.makers import (
    NOW,
    analysis,
    announce,
    close,
    edition,
    group,
    item,
    keep,
    tell_of,
)

TEXT = "La alcaldesa visitó Loma Bonita. —Habrá agua —dijo Beatriz Ñúñez Ocampo."
SPANS = st.builds(
    Span, field=st.sampled_from(Field), start=st.integers(0, 40), end=st.integers(41, 80)
)
LIKELY = st.floats(0, 1)
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


def members(kind, /, **strategies):
    assert set(strategies) == {each.name for each in fields(kind)} - {"corrected"}
    return st.lists(st.builds(kind, **strategies), max_size=3).map(tuple)


MENTIONS = members(
    Mention,
    subject_id=st.sampled_from(["alcaldesa", "gobierno"]),
    at=SPANS,
    evidence=SPANS,
    stance=st.sampled_from(Stance),
    confidence=LIKELY,
    form=st.sampled_from(["full", "role"]),
    holder=st.none() | NAMES,
    alias=NAMES,
    identity=LIKELY,
    tone=st.sampled_from(Tone),
    tone_confidence=LIKELY,
    responsible=st.sampled_from(Responsible),
    responsible_confidence=LIKELY,
    voice=st.sampled_from(Voice),
    voice_confidence=LIKELY,
)
READINGS = members(
    Reading,
    subject_id=NAMES,
    stance=st.sampled_from(Stance),
    evidence=SPANS,
    mentions=st.integers(1, 9),
    confidence=LIKELY,
    tone=st.sampled_from(Tone),
    responsible=st.sampled_from(Responsible),
    voice=st.sampled_from(Voice),
)
PARTS = {
    "clipping_id": st.just(""),
    "revision": st.just(1),
    "analyzer": st.just("lector-1"),
    "mentions": MENTIONS,
    "readings": READINGS,
    "entities": members(
        Entity, kind=st.sampled_from(EntityKind), name=NAMES, at=SPANS, times=st.integers(1, 9)
    ),
    "quotes": members(
        Quote,
        words=SPANS,
        speaker=NAMES,
        by=st.none() | SPANS,
        subject_id=st.none() | NAMES,
        verb=NAMES,
    ),
    "places": members(
        Place,
        kind=st.sampled_from(PlaceKind),
        name=NAMES,
        at=SPANS,
        municipality=st.none() | NAMES,
        postcode=st.none() | st.just("57000"),
        confidence=LIKELY,
    ),
    "petitions": members(
        Petition,
        at=SPANS,
        category=NAMES,
        confidence=LIKELY,
        urgency=st.sampled_from(Urgency),
        reason=NAMES,
        address=st.builds(
            Address,
            street=NAMES,
            between=st.lists(NAMES, max_size=2).map(tuple),
            settlement=NAMES,
            latitude=st.none() | st.floats(-90, 90),
        ),
        competence=st.sampled_from(Competence),
        body=NAMES,
        since=st.none() | st.dates(),
    ),
    "private": st.lists(SPANS, max_size=2).map(tuple),
    "kind": st.none() | st.sampled_from(PieceKind),
    "theme": st.none() | st.just("agua"),
    "theme_confidence": LIKELY,
    "language": st.sampled_from(["es", "en"]),
    "vector": st.binary(max_size=384),
    "failed": st.none(),
}
WHOLE = st.builds(Analysis, **PARTS)


def kept(archive: Archive, key: str) -> Analysis:
    trace = archive.trace(item(int(key)).url or "")
    assert trace is not None
    assert trace.analysis is not None
    return trace.analysis


def test_the_law_below_knows_every_field() -> None:
    assert set(PARTS) == {each.name for each in fields(Analysis)}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(whole=WHOLE)
def test_an_analysis_comes_out_as_it_went_in(archive, whole) -> None:
    number = archive.counts().items + 1
    announce(archive, item(number))
    clipping = keep(archive, item(number), TEXT)
    # One that names nobody would leave.
    named = replace(whole, mentions=whole.mentions or analysis(clipping, "gobierno").mentions)
    given_ = replace(named, clipping_id=clipping.id)
    archive.save_analyses([given_])
    assert kept(archive, str(number)) == given_


def full(of, **changes) -> Analysis:
    name = Span(field=Field.TEXT, start=50, end=70)
    base = replace(
        analysis(of, "alcaldesa"),
        entities=(Entity(kind=EntityKind.PERSON, name="Beatriz Ñúñez Ocampo", at=name, times=2),),
        theme="agua",
        kind=PieceKind.INTERVIEW,
    )
    return replace(base, **changes)


@pytest.fixture
def three(archive):
    """An interview on water that names Beatriz, an unread column, and one that only says Ocampo."""
    for number in (1, 2, 3):
        announce(archive, item(number))
    first = keep(archive, item(1), TEXT)
    second = keep(archive, item(2), "Sin agua en la calle Ocampo.")
    third = keep(archive, item(3), "Nada de eso dijo Ocampo.")
    archive.save_analyses(
        [
            full(first),
            full(second, entities=(), kind=None, theme="movilidad"),
            replace(analysis(third, "gobierno"), theme=None),
        ]
    )
    return archive


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"theme": "agua"}, {1}),
        ({"theme": "deportes"}, set()),
        ({"kind": PieceKind.INTERVIEW}, {1}),
        ({"kind": PieceKind.NOTE}, {2, 3}),
        ({"entity": "OCAMPO"}, {1}),
        ({"entity": "beatriz ñuñez"}, {1}),
        ({"entity": "beatriz nunez"}, set()),
        ({"entity": "camp"}, set()),
        ({"entity": "Ocampo", "theme": "movilidad"}, set()),
        ({"subject": "alcaldesa", "theme": "movilidad"}, {2}),
    ],
)
def test_notes_are_found_by_theme_kind_and_who_else_is_named(three, asked, numbers) -> None:
    found = three.find(None, **asked)
    assert {each.clipping.id for each in found} == {item(number).id for number in numbers}


def test_a_name_without_letters_is_no_name(three) -> None:
    with pytest.raises(QueryError, match="no es un nombre"):
        three.find(None, entity="¡!")


def test_what_is_found_says_its_kind_and_its_theme(three) -> None:
    (found,) = three.find("alcaldesa")
    assert (found.kind, found.theme) == (PieceKind.INTERVIEW, "agua")


# retag


def test_the_stale_are_those_of_another_analyzer_the_newest_first(archive) -> None:
    old = [tell_of(archive, number) for number in (1, 2, 3)]
    announce(archive, item(4))
    fresh = keep(archive, item(4), TEXT)
    announce(archive, item(5))
    keep(archive, item(5), "Esta aún no se lee.")
    archive.save_analyses([replace(analysis(fresh, "gobierno"), analyzer="lector-2")])
    assert archive.stale("lector-2") == [old[2], old[1], old[0]]
    assert archive.stale("lector-1") == [fresh]
    assert archive.stale("lector-2", before=old[2], limit=1) == [old[1]]
    assert archive.stale("lector-2", since=old[1].published_at) == [old[2], old[1]]
    assert archive.stale_counts("lector-2") == {"lector-1": 3}
    assert archive.stale_counts("lector-2", since=old[2].published_at) == {"lector-1": 1}


def test_going_down_the_stale_meets_each_once_though_hours_are_the_same(archive) -> None:
    same = [replace(item(number), published_at=NOW) for number in range(7)]
    announce(archive, *same)
    archive.save_analyses(
        [analysis(keep(archive, each, f"Texto {each.guid}"), "gobierno") for each in same]
    )
    met, before = [], None
    while batch := archive.stale("lector-2", before=before, limit=2):
        met += [each.id for each in batch]
        before = batch[-1]
    assert sorted(met) == sorted(each.id for each in same)


def test_a_retag_takes_the_place_of_the_stale_analysis_and_of_nothing_else(archive) -> None:
    told = tell_of(archive, 1)
    close(
        archive,
        edition("2026-11-23T07:00", *archive.unreported(now=NOW, since=NOW - timedelta(days=9))),
    )
    again = replace(analysis(told, "alcaldesa", stance=Stance.NEGATIVE), analyzer="lector-2")
    archive.save_analyses([again])
    assert kept(archive, "1") == again
    assert archive.stale_counts("lector-2") == {}
    assert archive.counts().mentions == 1
    assert archive.unreported(now=NOW, since=NOW - timedelta(days=9)) == ()  # told is told
    trace = archive.trace(told.url)
    assert trace.story_id == told.id
    assert [each.readings for each in archive.find("baches")] == [again.readings]
    assert archive.check() == []


def test_a_retag_that_finds_nobody_loses_no_note(archive) -> None:
    told = tell_of(archive, 1)
    archive.save_analyses([replace(analysis(told), analyzer="lector-2")])
    assert archive.clipping(told.id) == told
    assert archive.unreported(now=NOW, since=NOW - timedelta(days=9)) == ()


def test_what_cannot_be_read_again_keeps_what_was_read(archive) -> None:
    sound = tell_of(archive, 1)
    archive.save_analyses([replace(analysis(sound, failed="se atraganta"), analyzer="lector-2")])
    assert kept(archive, "1") == analysis(sound, "gobierno")
    assert archive.stale_counts("lector-2") == {"lector-1": 1}


def test_a_retag_that_is_killed_halfway_leaves_what_was(archive) -> None:
    sound = tell_of(archive, 1)

    @event.listens_for(archive._engine, "before_cursor_execute")
    def kill(_db, _cursor, statement, _parameters, _context, _many) -> None:
        if statement.startswith("DELETE FROM analyses"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.save_analyses([replace(analysis(sound, "alcaldesa"), analyzer="lector-2")])
    event.remove(archive._engine, "before_cursor_execute", kill)
    assert kept(archive, "1") == analysis(sound, "gobierno")
    assert archive.stale("lector-2") == [sound]


def test_what_could_never_be_read_leaves_the_stale_either_way(archive) -> None:
    announce(archive, item(1))
    clipping = keep(archive, item(1), TEXT)
    archive.save_analyses([analysis(clipping, failed="se atraganta")])
    again = replace(analysis(clipping, failed="otra vez"), analyzer="lector-2")
    archive.save_analyses([again])
    assert archive.stale("lector-2") == []
    assert kept(archive, "1") == again
    archive.save_analyses([replace(analysis(clipping, "gobierno"), analyzer="lector-3")])
    group(archive, clipping.id)
    assert len(archive.unreported(now=NOW, since=NOW - timedelta(days=9))) == 1


def test_the_parts_of_an_analyzer_are_remembered_once(archive) -> None:
    clipping = tell_of(archive, 1)
    assert archive.analyzer_parts("lector-1") == {}
    archive.save_analyses([analysis(clipping, "gobierno")], parts={"spacy": "3.8", "code": "abc"})
    assert archive.analyzer_parts("lector-1") == {"code": "abc", "spacy": "3.8"}
    archive.save_analyses([analysis(clipping, "gobierno")], parts={"code": "otro"})
    archive.save_analyses([analysis(clipping, "gobierno")])
    assert archive.analyzer_parts("lector-1") == {"code": "abc", "spacy": "3.8"}
    assert archive.analyzer_parts("nadie") == {}


# archives of before

_OLD = (
    "INSERT INTO items (id, source_id, guid, url, host, title, summary, first_seen_at, outcome,"
    " detail, attempts) VALUES ('n1', 's', 'n1', 'https://diario.example/1', 'diario.example',"
    " 'Título', '', '2026-11-22 12:00:00', 'clipped', '', 0)",
    "INSERT INTO clippings (number, id, revision, outlet_id, published_at, tagged_by, about,"
    " story_id, told_revision) VALUES (1, 'n1', 1, 'diario', '2026-11-22 12:00:00', 'lector-0',"
    " 'gobierno', 'n1', 0)",
    "INSERT INTO revisions (clipping_id, revision, source_id, outlet_id, url, title, text,"
    " fingerprint, kind, published_at, collected_at) VALUES ('n1', 1, 's', 'diario',"
    " 'https://diario.example/1', 'Título', 'El gobierno.', 'f', 'nota', '2026-11-22 12:00:00',"
    " '2026-11-22 12:00:00')",
    "INSERT INTO analyses (clipping_id, revision, analyzer) VALUES ('n1', 1, 'lector-0')",
    "INSERT INTO mentions (clipping_id, revision, analyzer, position, subject_id, stance,"
    " evidence_field, evidence_start, evidence_end, at_field, at_start, at_end, confidence, form)"
    " VALUES ('n1', 1, 'lector-0', 0, 'gobierno', 'negative', 'text', 0, 12, 'text', 3, 11, 0.5,"
    " 'full')",
    "INSERT INTO readings (clipping_id, revision, analyzer, position, subject_id, stance,"
    " evidence_field, evidence_start, evidence_end, mentions)"
    " VALUES ('n1', 1, 'lector-0', 0, 'gobierno', 'negative', 'text', 0, 12, 1)",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(request, tmp_path) -> str:
    """An archive of the first version, with one note that was read."""
    sqlite = request.param == "sqlite"
    url = (
        f"sqlite:///{tmp_path / 'viejo.db'}"
        if sqlite
        else request.getfixturevalue("empty_postgres_url")
    )
    engine = open_engine(url)
    with writing(engine) as db:
        config = Config(attributes={"connection": db})
        config.set_main_option("script_location", str(STEPS))
        command.upgrade(config, "0001")
        for statement in _OLD:
            db.execute(text(statement))
    engine.dispose()
    return url


def test_what_an_archive_of_before_holds_is_read_well_and_is_stale(old_url) -> None:
    archive = Archive(old_url)
    archive.migrate()
    at, evidence = (Span(field=Field.TEXT, start=a, end=b) for a, b in ((3, 11), (0, 12)))
    (entry,) = archive.unreported(now=NOW, since=NOW - timedelta(days=9))
    assert entry.analysis == Analysis(
        clipping_id="n1",
        revision=1,
        analyzer="lector-0",
        mentions=(
            Mention(
                subject_id="gobierno",
                at=at,
                evidence=evidence,
                stance=Stance.NEGATIVE,
                confidence=0.5,
                form="full",
            ),
        ),
        readings=(
            Reading(subject_id="gobierno", stance=Stance.NEGATIVE, evidence=evidence, mentions=1),
        ),
    )
    assert [each.id for each in archive.stale("lector-1")] == ["n1"]
    assert archive.analyzer_parts("lector-0") == {}
    archive.close()
