"""What an analyst's correction is, when it still holds, and what it makes of an Analysis; pure.

The last correction of a subject in a clipping counts. On the revision that it was made on it holds
whatever the NLP reads there; on a later one only while the words that it was judged by still stand,
and else somebody must look at it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from monitor.errors import CorrectionError
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


class Verdict(StrEnum):
    """What an analyst says of a subject in a clipping."""

    READ = "read"  # it is treated so
    NOT_MENTIONED = "not_mentioned"  # what was found names something else
    UNDONE = "undone"  # as the NLP reads it


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an analyst asks for; of tone and responsible, what is None stays as the NLP reads it."""

    clipping_id: str
    subject_id: str
    verdict: Verdict
    stance: Stance | None = None  # of READ only
    tone: Tone | None = None
    responsible: Responsible | None = None
    evidence: str = ""  # words of the clipping that show it; "" for the sentence of the NLP
    by: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a correction was judged by, so that a later revision can be compared."""

    words: tuple[str, ...]  # sentences, one space between words
    evidence: Span | None = None
    at: Span | None = None  # the words that name the subject there, when something does


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the last correction of a subject makes of the latest revision of a clipping."""

    subject_id: str
    revision: int
    holds: bool  # False: the words that it was judged by are gone
    stance: Stance | None = None  # None: the subject is not mentioned
    tone: Tone | None = None
    responsible: Responsible | None = None
    evidence: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A correction as it is kept, and how it stands."""

    number: int
    made_at: datetime
    correction: Correction
    revision: int  # that it was made on
    title: str
    url: str | None
    outlet_id: str
    state: str  # holds · review · replaced · undone


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a correction teaches: a sentence, the words that name a subject there, the readings."""

    text: str
    outlet_id: str
    start: int
    end: int
    stance: Stance
    tone: Tone
    responsible: Responsible
    voice: Voice


def plain(words: str) -> str:
    return " ".join(words.split())


def located(words: str, clipping: Clipping) -> Span | None:
    """Where these words stand in a clipping, however its lines are broken; the text goes first."""
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    for field, whole in ((Field.TEXT, clipping.text), (Field.TITLE, clipping.title)):
        if pattern.pattern and (found := pattern.search(whole)):
            return Span(field=field, start=found.start(), end=found.end())
    return None


def grounds(correction: Correction, clipping: Clipping, analysis: Analysis) -> Grounds:
    """What a correction is judged by.

    Raises:
        CorrectionError: there is nothing to take out, or the words given are not there.
    """
    named = [each for each in analysis.mentions if each.subject_id == correction.subject_id]
    if correction.verdict is Verdict.NOT_MENTIONED:
        if not named:
            raise CorrectionError("la nota no menciona a ese tema: no hay qué quitar")
        return Grounds(words=tuple(_sentences(named, clipping)))
    evidence = _evidence(correction, clipping, analysis)
    at = next((each.at for each in named if _shares(each, evidence)), None)
    return Grounds(words=(plain(evidence.of(clipping)),), evidence=evidence, at=at)


def _sentences(named: Iterable[Mention], clipping: Clipping) -> Iterable[str]:
    return dict.fromkeys(plain(each.evidence.of(clipping)) for each in named)


def _evidence(correction: Correction, clipping: Clipping, analysis: Analysis) -> Span:
    if correction.evidence:
        if found := located(correction.evidence, clipping):
            return found
        raise CorrectionError(f"la nota no dice «{plain(correction.evidence)}»: copie sus palabras")
    for reading in analysis.readings:
        if reading.subject_id == correction.subject_id:
            return reading.evidence
    if clipping.title:
        return Span(field=Field.TITLE, start=0, end=len(clipping.title))
    return Span(field=Field.TEXT, start=0, end=len(clipping.text.partition("\n")[0]))


def _shares(mention: Mention, evidence: Span) -> bool:
    """It is named in the evidence, or its own evidence is that one."""
    at = mention.at
    inside = at.field is evidence.field and evidence.start <= at.start and at.end <= evidence.end
    return inside or mention.evidence == evidence


def judged(
    made: Correction, on: Grounds, *, revision: int, clipping: Clipping, analysis: Analysis
) -> Standing:
    """How a correction of one revision stands in the revision that was read now."""
    same = revision == clipping.revision
    evidence = None
    if made.verdict is Verdict.NOT_MENTIONED:
        named = [each for each in analysis.mentions if each.subject_id == made.subject_id]
        holds = same or set(_sentences(named, clipping)) <= set(on.words)
    else:
        evidence = on.evidence if same else located(on.words[0], clipping)
        holds = evidence is not None
    return Standing(
        subject_id=made.subject_id,
        revision=clipping.revision,
        holds=holds and analysis.failed is None,
        stance=made.stance,
        tone=made.tone,
        responsible=made.responsible,
        evidence=evidence,
    )


def amended(analysis: Analysis, standing: Sequence[Standing]) -> Analysis:
    """The Analysis as an analyst leaves it."""
    ruling = _ruling(standing, analysis.revision)
    if not ruling:
        return analysis
    absent = {key for key, each in ruling.items() if each.stance is None}
    return replace(
        analysis,
        mentions=tuple(each for each in analysis.mentions if each.subject_id not in absent),
        readings=tuple(_readings(analysis.readings, ruling)),
    )


def about(analysis: Analysis) -> str | None:
    """The first subject that it names; those that only an analyst found come last."""
    named = [each.subject_id for each in analysis.mentions]
    named += [each.subject_id for each in analysis.readings]
    return named[0] if named else None


def amended_readings(
    readings: Sequence[Reading], standing: Sequence[Standing], *, revision: int
) -> tuple[Reading, ...]:
    return tuple(_readings(readings, _ruling(standing, revision)))


def _ruling(standing: Iterable[Standing], revision: int) -> dict[str, Standing]:
    return {each.subject_id: each for each in standing if each.holds and each.revision == revision}


def _readings(readings: Sequence[Reading], ruling: dict[str, Standing]) -> Iterable[Reading]:
    for reading in readings:
        if reading.subject_id in ruling:
            yield from _corrected(reading, ruling[reading.subject_id])
        else:
            yield reading
    read = {each.subject_id for each in readings}
    for subject_id, each in ruling.items():
        if subject_id not in read:
            yield from _corrected(None, each)


def _corrected(reading: Reading | None, by: Standing) -> Iterable[Reading]:
    """The reading that stands; none when the subject is not mentioned."""
    if by.stance is None or by.evidence is None:
        return
    yield Reading(
        subject_id=by.subject_id,
        stance=by.stance,
        evidence=by.evidence,
        mentions=reading.mentions if reading else 1,
        confidence=1.0,
        tone=by.tone or (reading.tone if reading else Tone.NEUTRAL),
        responsible=by.responsible or (reading.responsible if reading else Responsible.NOBODY),
        voice=reading.voice if reading else Voice.OUTLET,
        corrected=True,
    )


def label(
    made: Correction, on: Grounds, *, clipping: Clipping, reading: Reading | None
) -> Label | None:
    """The labelled row of a correction; None when no words of one field name the subject."""
    evidence, at = on.evidence, on.at
    if made.stance is None or evidence is None or at is None or at.field is not evidence.field:
        return None
    start, end = min(evidence.start, at.start), max(evidence.end, at.end)
    return Label(
        text=Span(field=at.field, start=start, end=end).of(clipping),
        outlet_id=clipping.outlet_id,
        start=at.start - start,
        end=at.end - start,
        stance=made.stance,
        tone=made.tone or (reading.tone if reading else Tone.NEUTRAL),
        responsible=made.responsible or (reading.responsible if reading else Responsible.NOBODY),
        voice=reading.voice if reading else Voice.OUTLET,
    )
