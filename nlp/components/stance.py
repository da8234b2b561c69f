"""Gives every mention its three readings, how sure each is, and the words that prove it."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from monitor.model import Mention, Responsible, Stance, Tone, Voice
from nlp import notes, readings
from nlp.notes import Notes
from nlp.readings import Choice, Readings
from nlp.referring import Found
from nlp.windows import sentence, window

MOST = 24  # mentions of one piece that are read; of more, the rest take no side
_UNREAD = Readings(
    stance=Choice(Stance.NEUTRAL, 0.0),
    tone=Choice(Tone.NEUTRAL, 0.0),
    responsible=Choice(Responsible.NOBODY, 0.0),
    voice=Choice(Voice.OUTLET, 0.0),
)


@Language.component("stance", requires=["doc.spans"])
def stance(doc: Doc) -> Doc:
    noted = notes.of(doc)
    noted.mentions = tuple(_mention(one, noted, read=n < MOST) for n, one in enumerate(noted.found))
    return doc


def _mention(one: Found, noted: Notes, *, read: bool) -> Mention:
    start, end = window(noted.sentences, noted.piece.body, one.start, one.end)
    words = noted.piece.whole[start:end]
    told = readings.reader()(words, one.start - start, one.end - start) if read else _UNREAD
    return Mention(
        subject_id=one.subject_id,
        at=noted.piece.span(one.start, one.end),
        evidence=noted.piece.span(*sentence(noted.sentences, one.start, one.end)),
        stance=told.stance.label,
        confidence=told.stance.confidence,
        form=one.form,
        holder=one.holder,
        alias=one.alias,
        identity=one.identity,
        tone=told.tone.label,
        tone_confidence=told.tone.confidence,
        responsible=told.responsible.label,
        responsible_confidence=told.responsible.confidence,
        voice=told.voice.label,
        voice_confidence=told.voice.confidence,
    )
