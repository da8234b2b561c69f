"""Drafts: what is approved leaves as it was, once; what was changed is kept with who and when."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest

from monitor.archive import Archive
from monitor.archive.amending import Correction, Verdict
from monitor.edits import EditAction
from monitor.errors import CorrectionError, DraftError
from monitor.model import Edition, EditionKind, Stance
from tests.monitor.archive.makers import (
    NOW,
    analysis,
    close,
    digest,
    edition,
    group,
    item,
    keep,
    tell_of,
)

SINCE = NOW - timedelta(days=3)
MORNING, EVENING, TOMORROW = "2026-11-23T07:00", "2026-11-23T18:00", "2026-11-24T07:00"
LATER = NOW + timedelta(hours=11)


def open_draft(archive: Archive, key: str = MORNING, *, now=NOW) -> None:
    day, _, hour = key.partition("T")
    archive.drafts.open(key, day=date.fromisoformat(day), hour=hour, now=now)


def approve(archive: Archive, key: str = MORNING, *, by: str = "Elvira", now=NOW) -> int:
    return archive.drafts.approve(key, by=by, now=now, since=SINCE)


def drop(archive: Archive, key: str = MORNING, *, story: str = "a1", now=NOW) -> int:
    return archive.drafts.edit(
        key, EditAction.DROP, story_id=story, before="mayor", after="", by="Elvira", now=now
    )


def approved_edition(archive: Archive, key: str = MORNING) -> Edition:
    held = edition(key, *archive.drafts.held(key))
    return replace(held, approved=True, edits=archive.drafts.edits(key))


def unreported(archive: Archive, now=LATER):
    return archive.unreported(now=now, since=SINCE)


def test_what_comes_after_the_approval_waits_for_the_next_edition(archive) -> None:
    first = tell_of(archive, 1)
    open_draft(archive)
    assert approve(archive) == 1
    second = tell_of(archive, 2)
    assert [each.clipping for each in archive.drafts.held(MORNING)] == [first]
    assert [each.clipping for each in unreported(archive)] == [second]
    assert archive.close_edition(
        approved_edition(archive), digest=digest(edition(MORNING)), mails=[], now=NOW
    )
    assert [each.clipping for each in unreported(archive)] == [second]
    assert archive.trace(first.url).edition_id == MORNING


def test_what_was_approved_is_told_as_it_was_though_it_changed(archive) -> None:
    first = tell_of(archive, 1, text="Uno.")
    archive.correct(
        Correction(
            clipping_id=first.id,
            subject_id="gobierno",
            verdict=Verdict.READ,
            stance=Stance.NEGATIVE,
        ),
        now=NOW,
    )
    open_draft(archive)
    approve(archive)
    second = keep(archive, item(1), "Dos.", revision=2)
    assert unreported(archive) == ()  # not before what was approved leaves
    for _ in range(2):  # while the NLP has not read the new one, and after
        (held,) = archive.drafts.held(MORNING)
        assert (held.clipping, held.analysis.revision) == (first, 1)
        assert held.analysis.readings[0].stance is Stance.NEGATIVE
        archive.save_analyses([analysis(second, "gobierno")])
    assert unreported(archive) == ()
    close(archive, approved_edition(archive))
    (entry,) = unreported(archive)
    assert (entry.clipping, entry.told_revision) == (second, 1)


def test_a_merge_after_the_approval_does_not_change_what_was_approved(archive) -> None:
    first, second = tell_of(archive, 1), tell_of(archive, 2)
    open_draft(archive)
    approve(archive)
    group(archive, second.id, story=first.id, absorbed=(second.id,))
    assert {each.story_id for each in archive.drafts.held(MORNING)} == {first.id, second.id}


def test_what_an_extraordinary_edition_told_meanwhile_is_not_told_again(archive) -> None:
    tell_of(archive, 1)
    entries = unreported(archive)
    open_draft(archive)
    approve(archive)
    close(archive, replace(edition("2026-11-23T06:50", *entries), kind=EditionKind.EXTRAORDINARY))
    assert archive.drafts.held(MORNING) == ()
    close(archive, approved_edition(archive))
    assert archive.digest(MORNING)


def test_an_approved_draft_cannot_be_changed_nor_approved_again(archive) -> None:
    open_draft(archive)
    approve(archive)
    with pytest.raises(DraftError, match="ya tiene el visto bueno de Elvira"):
        approve(archive, by="Otra persona")
    with pytest.raises(DraftError, match="ya no cambia"):
        drop(archive)
    assert archive.drafts.state(MORNING).approved_by == "Elvira"


def test_a_told_edition_cannot_be_changed_nor_approved(archive) -> None:
    open_draft(archive)
    close(archive, edition(MORNING))
    with pytest.raises(DraftError, match="ya salió"):
        approve(archive)
    with pytest.raises(DraftError, match="ya salió"):
        drop(archive)


def test_a_draft_that_is_not_there_is_said(archive) -> None:
    with pytest.raises(DraftError, match="no hay un borrador"):
        approve(archive)


def test_a_later_draft_takes_all_that_an_unapproved_one_had(archive) -> None:
    open_draft(archive)
    number = drop(archive)
    undo = {"story_id": "a1", "before": str(number), "after": "", "by": "Elvira", "now": NOW}
    archive.drafts.edit(MORNING, EditAction.UNDO, **undo)
    open_draft(archive, EVENING, now=LATER)
    assert [each.edition_id for each in archive.drafts.waiting()] == [EVENING]
    dropped, undone = archive.drafts.edits(EVENING)
    assert (dropped.action, dropped.made_by, dropped.made_at) == (EditAction.DROP, "Elvira", NOW)
    assert (undone.action, undone.before) == (EditAction.UNDO, str(dropped.number))
    assert len(archive.drafts.edits(MORNING)) == 2
    with pytest.raises(DraftError, match=f"pasaron a la edición {EVENING}"):
        approve(archive)
    open_draft(archive, EVENING, now=LATER)
    assert len(archive.drafts.edits(EVENING)) == 2


@pytest.mark.parametrize("end", ["told", "approved"])
def test_a_later_draft_takes_nothing_of_one_that_was_told_or_approved(archive, end) -> None:
    open_draft(archive)
    drop(archive)
    if end == "approved":
        approve(archive)
    else:
        close(archive, edition(MORNING))
    open_draft(archive, EVENING, now=LATER)
    assert archive.drafts.edits(EVENING) == ()
    expected = [MORNING, EVENING] if end == "approved" else [EVENING]
    assert [each.edition_id for each in archive.drafts.waiting()] == expected


def test_a_draft_takes_nothing_of_one_that_another_took_over(archive) -> None:
    open_draft(archive)
    drop(archive)
    open_draft(archive, EVENING, now=LATER)
    close(archive, edition(EVENING))
    open_draft(archive, TOMORROW, now=LATER)
    assert archive.drafts.edits(TOMORROW) == ()


def test_an_edition_that_changed_since_it_was_built_is_not_told(archive) -> None:
    tell_of(archive, 1)
    open_draft(archive)
    stale = replace(edition(MORNING, *unreported(archive)), approved=False)
    told = {"digest": digest(stale), "mails": [], "now": NOW}
    drop(archive)
    assert archive.close_edition(stale, **told) is False
    edited = replace(stale, edits=archive.drafts.edits(MORNING))
    approve(archive)
    assert archive.close_edition(edited, **told) is False
    assert archive.digest(MORNING) is None
    assert archive.close_edition(approved_edition(archive), **told) is True


def test_a_correction_that_a_piece_does_not_admit_leaves_no_edit(archive) -> None:
    first = tell_of(archive, 1)
    open_draft(archive)
    good = Correction(
        clipping_id=first.id, subject_id="gobierno", verdict=Verdict.READ, stance=Stance.NEGATIVE
    )
    change = {"story_id": first.id, "before": "", "after": "", "by": "Elvira", "now": NOW}
    made = [good, replace(good, clipping_id="0" * 24)]
    with pytest.raises(CorrectionError):
        archive.drafts.edit(MORNING, EditAction.STANCE, made=made, **change)
    assert archive.drafts.edits(MORNING) == ()
    assert archive.corrections() == []
    archive.drafts.edit(MORNING, EditAction.STANCE, made=[good], **change)
    assert len(archive.corrections()) == 1


def test_of_two_that_approve_at_once_one_does(archive) -> None:
    tell_of(archive, 1)
    open_draft(archive)
    together = Barrier(4)

    def try_to(by: str) -> bool:
        together.wait()
        try:
            approve(archive, by=by)
        except DraftError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(try_to, ("Ana", "Bea", "Carmen", "Delia")))
    assert won.count(True) == 1
    assert (
        archive.drafts.state(MORNING).approved_by
        == ("Ana", "Bea", "Carmen", "Delia")[won.index(True)]
    )
    assert len(archive.drafts.held(MORNING)) == 1


def test_approving_while_it_leaves_either_comes_first_or_too_late(archive) -> None:
    for number in range(6):
        key = f"2026-11-{10 + number}T07:00"
        tell_of(archive, number)
        open_draft(archive, key)
        built = replace(edition(key, *unreported(archive)), approved=False)
        together = Barrier(2)

        def leave(built=built, together=together) -> bool:
            together.wait()
            return archive.close_edition(built, digest=digest(built), mails=[], now=NOW)

        def agree(key=key, together=together) -> bool:
            together.wait()
            try:
                return approve(archive, key) >= 0
            except DraftError:
                return False

        with ThreadPoolExecutor(2) as pool:
            left, agreed = pool.submit(leave), pool.submit(agree)
        assert left.result() is not agreed.result()
        if agreed.result():
            close(archive, approved_edition(archive, key))
        assert unreported(archive) == ()
