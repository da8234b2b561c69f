"""Clippings and analyses: revisions beside revisions, and each thing kept once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from monitor.archive import Archive
from monitor.archive.records import Read
from monitor.model import Outcome, PieceKind, Stance
from tests.monitor.archive.makers import (
    HOST,
    NOW,
    analysis,
    announce,
    clipping,
    group,
    item,
    keep,
    tell_of,
)

shared = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def untagged(archive):
    return [each for shard in archive.untagged_shards() for each in archive.untagged(shard)]


def test_a_clipping_comes_out_as_it_went_in(archive) -> None:
    announce(archive, item(1))
    whole = replace(
        clipping(item(1), "Párrafo uno.\nPárrafo dos: ñandú 🟢."),
        author="José Núñez",
        section="Municipios",
        kind=PieceKind.COLUMN,
        image_url="https://diario.example/1.jpg",
        modified_at=NOW,
    )
    archive.save_reads([Read(item_id=whole.id, outcome=Outcome.CLIPPED, clipping=whole)], now=NOW)
    assert untagged(archive) == [whole]


@shared
@given(arrivals=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), max_size=12))
def test_a_revision_is_saved_once_however_it_arrives(archive, arrivals) -> None:
    run = archive.counts().items * 1000
    before = archive.counts()
    for number, revision in arrivals:
        announce(archive, item(run + number))
        keep(archive, item(run + number), f"Texto {revision}", revision=revision)
    after = archive.counts()
    assert after.revisions - before.revisions == len(set(arrivals))
    assert after.clippings - before.clippings == len({number for number, _ in arrivals})
    latest = dict(sorted(arrivals))
    for number, revision in latest.items():
        assert archive.trace(item(run + number).url).clipping.text == f"Texto {revision}"


def test_a_new_revision_is_read_by_the_nlp_again_and_stays_in_its_story(archive) -> None:
    first = tell_of(archive, 1, text="Uno.")
    second = keep(archive, item(1), "Dos.", revision=2)
    assert untagged(archive) == [second]
    archive.save_analyses([analysis(second, "alcaldesa", stance=Stance.NEGATIVE)])
    assert untagged(archive) == []
    assert archive.ungrouped() == []
    trace = archive.trace(first.url)
    assert trace.story_id == first.id
    assert trace.analysis == analysis(second, "alcaldesa", stance=Stance.NEGATIVE)


def test_a_late_analysis_of_an_old_revision_does_not_stand_for_the_new_one(archive) -> None:
    announce(archive, item(1))
    first = keep(archive, item(1), "Uno.")
    second = keep(archive, item(1), "Dos.", revision=2)
    archive.save_analyses([analysis(first, "gobierno")])
    assert untagged(archive) == [second]
    assert archive.trace(first.url).analysis is None


def test_an_analysis_is_kept_once_with_all_it_says(archive) -> None:
    announce(archive, item(1))
    kept = keep(archive, item(1), "La alcaldesa y el gobierno.")
    said = analysis(kept, "alcaldesa", "gobierno", "alcaldesa", stance=Stance.POSITIVE)
    for _ in range(3):
        archive.save_analyses([said, said])
    assert archive.trace(kept.url).analysis == said
    assert archive.counts().mentions == 3


def test_shards_part_what_waits(archive) -> None:
    pieces = [item(number) for number in range(40)]
    announce(archive, *pieces)
    for piece in pieces:
        keep(archive, piece, f"Texto {piece.guid}")
    shards = archive.untagged_shards()
    parts = {shard: {each.id for each in archive.untagged(shard)} for shard in shards}
    assert set().union(*parts.values()) == {piece.id for piece in pieces}
    assert all(key.startswith(shard) for shard, keys in parts.items() for key in keys)
    assert len(archive.untagged(shards[0], limit=1)) == 1


def test_a_clipping_that_names_nobody_leaves_and_its_item_says_why(archive) -> None:
    announce(archive, item(1))
    kept = keep(archive, item(1), "La presa Xaltepec está llena.")
    archive.save_analyses([analysis(kept)])
    trace = archive.trace(kept.url)
    assert (trace.outcome, trace.clipping) == (Outcome.IRRELEVANT, None)
    assert "contexto excluido" in trace.detail
    counts = archive.counts()
    assert (counts.clippings, counts.revisions, counts.items) == (0, 0, 1)
    archive.save_analyses([analysis(kept)])  # late, once more: nothing to hold on to
    assert archive.check() == []


def test_the_text_of_what_leaves_is_not_in_the_file(sqlite_url) -> None:
    archive = Archive(sqlite_url)
    announce(archive, item(1))
    kept = keep(archive, item(1), "zurcido inconfundible")
    archive.save_analyses([analysis(kept)])
    archive.close()
    assert b"inconfundible" not in Path(make_url(sqlite_url).database).read_bytes()


def test_what_cannot_be_read_stays_and_says_so(archive) -> None:
    announce(archive, item(1))
    kept = keep(archive, item(1), "Un texto imposible")
    archive.save_analyses([analysis(kept, failed="tardó demasiado")])
    assert untagged(archive) == []
    assert archive.ungrouped() == []
    trace = archive.trace(kept.url)
    assert (trace.analysis.failed, trace.tagged_by) == ("tardó demasiado", "lector-1")


def test_stories_join_and_their_members_move(archive) -> None:
    one, two, three = (tell_of(archive, number) for number in (1, 2, 3))
    announce(archive, item(4))
    last = keep(archive, item(4), "La copia que las une.")
    archive.save_analyses([analysis(last, "gobierno")])
    assert archive.ungrouped() == [last]
    group(archive, last.id, story=one.id, absorbed=(two.id, three.id))
    assert archive.counts().stories == 1
    members = archive.trace(two.url).members
    assert [each.clipping_id for each in members] == [one.id, two.id, three.id, last.id]
    assert archive.ungrouped() == []


def test_the_oldest_are_grouped_first(archive) -> None:
    announce(archive, item(2), item(1), item(3))
    for number in (3, 1, 2):
        kept = keep(archive, item(number), f"Texto {number}")
        archive.save_analyses([analysis(kept, "gobierno")])
    assert [each.id for each in archive.ungrouped(limit=2)] == [item(1).id, item(2).id]


def test_a_clipping_waits_for_its_next_reading_with_its_latest_text(archive) -> None:
    announce(archive, item(1))
    keep(archive, item(1), "Uno.")
    second = clipping(item(1), "Dos.", revision=2)
    again = NOW + timedelta(hours=3)
    archive.save_reads(
        [Read(item_id=second.id, outcome=Outcome.CLIPPED, clipping=second, read_at=again)], now=NOW
    )
    (waiting,) = archive.to_read(HOST, now=again)
    assert waiting.clipping == second
