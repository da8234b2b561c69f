"""Gives every mention its stance, the sentence that shows it, and how sure that is."""

from __future__ import annotations

from bisect import bisect_right

from spacy.language import Language
from spacy.tokens import Doc

from monitor.model import Mention
from nlp import notes, stances
from nlp.notes import Notes
from nlp.referring import Found


@Language.component("stance", requires=["doc.spans"])
def stance(doc: Doc) -> Doc:
    noted = notes.of(doc)
    starts = [start for start, _ in noted.sentences]
    noted.mentions = tuple(_mention(one, noted, starts) for one in noted.found)
    return doc


def _mention(one: Found, noted: Notes, starts: list[int]) -> Mention:
    start, end = noted.sentences[max(0, bisect_right(starts, one.start) - 1)]
    end = max(end, one.end)
    sentence = noted.piece.whole[start:end]
    reading = stances.read(sentence, one.start - start, one.end - start)
    return Mention(
        subject_id=one.subject_id,
        at=noted.piece.span(one.start, one.end),
        evidence=noted.piece.span(start, end),
        stance=reading.stance,
        confidence=reading.confidence,
        form=one.form,
        holder=one.holder,
    )
