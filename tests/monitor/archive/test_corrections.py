"""Corrections: for ever, at once, over any retag, and on a later revision only while it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.archive.amending import Correction, Label, Verdict, located
from monitor.errors import ArchiveBusy, CorrectionError
from monitor.model import (
    Analysis,
    Clipping,
    Field,
    Mention,
    Reading,
    Responsible,
    Span,
    Stance,
    Tone,
    Voice,
)
from tests.monitor.archive.makers import NOW, announce, close, edition, group, item, keep

FIRST = "Llovió toda la noche."
NAMES = "La alcaldesa recorrió la zona."
OTHERS = "Vecinos reclaman al gobierno."
TEXT = f"{FIRST} {NAMES}\n{OTHERS}"
SINCE = NOW - timedelta(days=9)


def at(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(field=Field.TEXT, start=start, end=start + len(words))


def read(of: Clipping, *, analyzer: str = "lector-1", **named: str) -> Analysis:
    """An analysis that names each subject with some words, neutral, in the sentence around."""
    found = {
        subject: (
            at(words, of.text),
            at(next(s for s in (NAMES, OTHERS, of.text) if words in s and s in of.text), of.text),
        )
        for subject, words in named.items()
    }
    return Analysis(
        clipping_id=of.id,
        revision=of.revision,
        analyzer=analyzer,
        mentions=tuple(
            Mention(
                subject_id=subject,
                at=words,
                evidence=sentence,
                stance=Stance.NEUTRAL,
                confidence=0.5,
                form="role",
            )
            for subject, (words, sentence) in found.items()
        ),
        readings=tuple(
            Reading(
                subject_id=subject,
                stance=Stance.NEUTRAL,
                evidence=sentence,
                mentions=1,
                confidence=0.5,
                tone=Tone.NEGATIVE,
                voice=Voice.QUOTED,
            )
            for subject, (_, sentence) in found.items()
        ),
    )


@pytest.fixture
def note(archive) -> Clipping:
    """A note that names the mayor and the government, read and in a story."""
    announce(archive, item(1))
    clipping = keep(archive, item(1), TEXT)
    archive.save_analyses([read(clipping, alcaldesa="alcaldesa", gobierno="gobierno")])
    group(archive, clipping.id)
    return clipping


def says(of: Clipping, verdict: Verdict = Verdict.READ, **changes) -> Correction:
    given_ = {"subject_id": "alcaldesa", **changes}
    if verdict is Verdict.READ:
        given_ = {"stance": Stance.POSITIVE, **given_}
    return Correction(clipping_id=of.id, verdict=verdict, **given_)


def readings(archive) -> dict[str, Reading]:
    (entry,) = archive.unreported(now=NOW, since=SINCE)
    (found,) = archive.find(None)
    assert found.readings == entry.analysis.readings
    return {each.subject_id: each for each in entry.analysis.readings}


def revise(archive, of: Clipping, text: str, **named: str) -> Clipping:
    again = keep(archive, item(1), text, revision=of.revision + 1)
    archive.save_analyses([read(again, **named)])
    return again


def test_a_correction_shows_at_once_and_leaves_the_rest_as_it_was(archive, note) -> None:
    before = readings(archive)
    archive.correct(says(note, responsible=Responsible.OTHER), now=NOW)
    after = readings(archive)
    assert after["alcaldesa"] == replace(
        before["alcaldesa"],
        stance=Stance.POSITIVE,
        confidence=1.0,
        responsible=Responsible.OTHER,
        corrected=True,
    )
    assert after["gobierno"] == before["gobierno"]
    assert list(after) == ["alcaldesa", "gobierno"]


def test_find_goes_by_what_the_analyst_says(archive, note) -> None:
    archive.correct(says(note), now=NOW)
    assert archive.find(None, subject="alcaldesa", stance=Stance.POSITIVE)
    assert archive.find(None, subject="alcaldesa", stance=Stance.NEUTRAL) == []
    assert archive.find(None, stance=Stance.NEUTRAL)  # of the government
    archive.correct(says(note, Verdict.NOT_MENTIONED), now=NOW)
    assert archive.find(None, subject="alcaldesa") == []
    assert archive.find(None, stance=Stance.POSITIVE) == []


def test_who_is_not_mentioned_leaves_and_a_note_that_names_nobody_is_not_told(
    archive, note
) -> None:
    archive.correct(says(note, Verdict.NOT_MENTIONED), now=NOW)
    assert list(readings(archive)) == ["gobierno"]
    archive.correct(says(note, Verdict.NOT_MENTIONED, subject_id="gobierno"), now=NOW)
    assert archive.unreported(now=NOW, since=SINCE) == ()
    archive.correct(says(note, Verdict.UNDONE), now=NOW)
    assert list(readings(archive)) == ["alcaldesa"]


def test_a_subject_that_was_missed_is_added_with_the_words_that_prove_it(archive, note) -> None:
    made = says(note, subject_id="lluvias", evidence="llovió  toda\nla noche")
    with pytest.raises(CorrectionError, match="la nota no dice «llovió toda la noche»"):
        archive.correct(made, now=NOW)
    archive.correct(replace(made, evidence="Llovió  toda\nla noche"), now=NOW)
    added = readings(archive)["lluvias"]
    assert added.evidence.of(note) == "Llovió toda la noche"
    assert (added.stance, added.mentions, added.corrected) == (Stance.POSITIVE, 1, True)


def test_without_words_what_was_missed_is_proved_by_the_title(archive, note) -> None:
    archive.correct(says(note, subject_id="lluvias"), now=NOW)
    assert readings(archive)["lluvias"].evidence.of(note) == note.title


def test_a_correction_outlives_a_retag_that_reads_otherwise(archive, note) -> None:
    archive.correct(says(note), now=NOW)
    archive.correct(says(note, Verdict.NOT_MENTIONED, subject_id="gobierno"), now=NOW)
    archive.save_analyses([read(note, analyzer="lector-2", gobierno="gobierno")])
    left = readings(archive)
    assert list(left) == ["alcaldesa"]
    assert left["alcaldesa"].stance is Stance.POSITIVE
    assert left["alcaldesa"].evidence.of(note) == NAMES


def test_the_last_word_counts_and_undoing_gives_back_what_was_read(archive, note) -> None:
    before = readings(archive)
    archive.correct(says(note), now=NOW)
    archive.correct(says(note, stance=Stance.NEGATIVE, by="Lucía", note="ironía"), now=NOW)
    assert readings(archive)["alcaldesa"].stance is Stance.NEGATIVE
    archive.correct(says(note, Verdict.UNDONE), now=NOW)
    assert readings(archive) == before
    listed = archive.corrections()
    assert [each.state for each in listed] == ["undone", "replaced", "replaced"]
    assert [each.correction.by for each in listed] == [None, "Lucía", None]
    assert listed[1].correction.note == "ironía"
    assert (listed[1].title, listed[1].revision, listed[1].made_at) == (note.title, 1, NOW)


def test_it_carries_over_to_a_revision_that_still_says_it(archive, note) -> None:
    archive.correct(says(note), now=NOW)
    again = revise(archive, note, f"{OTHERS}\nLa alcaldesa\nrecorrió la zona.", gobierno="gobierno")
    carried = readings(archive)["alcaldesa"]
    assert carried.stance is Stance.POSITIVE
    assert carried.evidence.of(again) == "La alcaldesa\nrecorrió la zona."
    assert [each.state for each in archive.corrections()] == ["holds"]


def test_it_waits_for_review_where_its_words_are_gone_and_comes_back_with_them(
    archive, note
) -> None:
    archive.correct(says(note), now=NOW)
    second = revise(archive, note, f"La alcaldesa faltó. {OTHERS}", alcaldesa="alcaldesa")
    assert readings(archive)["alcaldesa"].stance is Stance.NEUTRAL
    assert not readings(archive)["alcaldesa"].corrected
    (waiting,) = archive.corrections(review=True)
    assert waiting.state == "review"
    third = revise(archive, second, f"{NAMES} {OTHERS}", alcaldesa="alcaldesa")
    assert readings(archive)["alcaldesa"].stance is Stance.POSITIVE
    assert archive.corrections(review=True) == []
    assert third.revision == 3


@pytest.mark.parametrize(
    ("text", "words", "holds"),
    [(f"{NAMES} Y hubo sol.", "alcaldesa", True), (f"Su alcaldesa vino. {NAMES}", "Su", False)],
)
def test_who_was_not_mentioned_may_be_in_what_is_new(archive, note, text, words, holds) -> None:
    archive.correct(says(note, Verdict.NOT_MENTIONED), now=NOW)
    again = keep(archive, item(1), text, revision=2)
    archive.save_analyses([read(again, alcaldesa=words)])
    assert [each.state for each in archive.corrections()] == ["holds" if holds else "review"]
    assert bool(archive.find(None, subject="alcaldesa")) is not holds


def test_a_told_edition_stays_and_the_note_is_not_told_again(archive, note) -> None:
    told = edition("2026-11-23T07:00", *archive.unreported(now=NOW, since=SINCE))
    close(archive, told)
    before = archive.digest(told.id)
    archive.correct(says(note), now=NOW)
    assert archive.digest(told.id) == before
    assert archive.unreported(now=NOW, since=SINCE) == ()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({"verdict": Verdict.UNDONE}, "no hay qué deshacer"),
        ({"verdict": Verdict.NOT_MENTIONED, "subject_id": "lluvias"}, "no hay qué quitar"),
        ({"clipping_id": "0" * 24}, "no hay una nota"),
    ],
)
def test_what_a_note_does_not_admit_is_refused_and_leaves_no_row(
    archive, note, made, words
) -> None:
    with pytest.raises(CorrectionError, match=words):
        archive.correct(replace(says(note), **made), now=NOW)
    assert archive.corrections() == []


def test_a_note_that_waits_or_could_not_be_read_is_not_corrected(archive, note) -> None:
    archive.correct(says(note), now=NOW)
    again = keep(archive, item(1), "Otra.", revision=2)
    with pytest.raises(ArchiveBusy, match="espera"):
        archive.correct(says(note), now=NOW)
    archive.save_analyses([replace(read(again), failed="se atraganta")])
    with pytest.raises(CorrectionError, match="se atraganta"):
        archive.correct(says(note), now=NOW)
    assert [each.state for each in archive.corrections()] == ["review"]


def test_the_labels_are_the_sentence_with_its_target_as_the_analyst_left_it(archive, note) -> None:
    archive.correct(says(note, tone=Tone.POSITIVE, by="Lucía"), now=NOW)
    archive.correct(says(note, subject_id="lluvias"), now=NOW)
    archive.correct(says(note, Verdict.NOT_MENTIONED, subject_id="gobierno"), now=NOW)
    label, unnamed = archive.labels()
    assert unnamed is None
    assert label == Label(
        text=NAMES,
        outlet_id="diario",
        start=3,
        end=12,
        stance=Stance.POSITIVE,
        tone=Tone.POSITIVE,
        responsible=Responsible.NOBODY,
        voice=Voice.QUOTED,
    )
    revise(archive, note, "Ya no dice nada.")
    assert archive.labels()[0].text == NAMES


words_ = st.lists(st.sampled_from(["a", "é", "(x)", "…", "«y»", "c++"]), min_size=1, max_size=4)


@given(
    before=words_, sought=words_, gaps=st.lists(st.sampled_from([" ", "\n", " \n\t"]), min_size=9)
)
def test_words_are_found_however_lines_are_broken(before, sought, gaps) -> None:
    spaced = [part for pair in zip([*before, *sought], gaps, strict=False) for part in pair]
    clipping = Clipping(
        id="x",
        revision=1,
        source_id="s",
        outlet_id="o",
        url=None,
        title="",
        text="".join(spaced),
        published_at=NOW,
        collected_at=NOW,
    )
    found = located(" ".join(sought), clipping)
    assert found is not None
    assert found.of(clipping).split() == sought


LAST = st.sampled_from([*Stance, None])  # None: not mentioned


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(said=st.lists(st.tuples(st.sampled_from(["alcaldesa", "gobierno"]), LAST), max_size=6))
def test_of_each_subject_the_last_correction_counts_whatever_came_before(archive, said) -> None:
    number = archive.counts().items + 1
    announce(archive, item(number))
    clipping = keep(archive, item(number), TEXT)
    archive.save_analyses([read(clipping, alcaldesa="alcaldesa", gobierno="gobierno")])
    for subject, stance in said:
        verdict = Verdict.READ if stance else Verdict.NOT_MENTIONED
        made = Correction(
            clipping_id=clipping.id, subject_id=subject, verdict=verdict, stance=stance
        )
        archive.correct(made, now=NOW)
    analysis = archive.trace(clipping.url).analysis
    last: dict[str, Stance | None] = dict(said)
    wanted = {"alcaldesa": Stance.NEUTRAL, "gobierno": Stance.NEUTRAL, **last}
    assert {each.subject_id: each.stance for each in analysis.readings} == {
        subject: stance for subject, stance in wanted.items() if stance
    }
    assert {each.subject_id for each in analysis.readings if each.corrected} == {
        subject for subject, stance in last.items() if stance
    }
    assert len(
        [e for e in archive.corrections() if e.correction.clipping_id == clipping.id]
    ) == len(said)
