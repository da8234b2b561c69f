"""Gives every mention its three readings, how sure each is, and the words that prove it.

Who speaks is what the quotes show, where they show it; else what the model reads. A territory takes
no praise and no blame: of a place only the tone of what happens there is told.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from monitor.model import Mention, Quote, Responsible, Span, Stance, Tone, Voice
from nlp import notes, readings
from nlp.language import SPANISH
from nlp.notes import Notes
from nlp.readings import Choice, Readings
from nlp.referring import Found
from nlp.windows import sentence, window

MOST = 24  # mentions of one piece that are read; of more, the rest take no side
# A sentence of a note seldom takes sides, those that the model learned from often do: of the sides
# taken in notes at .65, readers accepted nine of ten as proved; at .5, two of three.
BODY, HEADLINE = 0.65, 0.5  # how likely a side must be, in a note and in a title or a post
SHOWN = 0.95  # how sure a quote is of who speaks
NO_SIDE = Choice(Stance.NEUTRAL, 1.0)
NOT_BLAMED = Choice(Responsible.NOBODY, 1.0)
_UNREAD = Readings(
    stance=Choice(Stance.NEUTRAL, 0.0),
    tone=Choice(Tone.NEUTRAL, 0.0),
    responsible=Choice(Responsible.NOBODY, 0.0),
    voice=Choice(Voice.OUTLET, 0.0),
)


@Language.component("stance", requires=["doc.spans"])
def stance(doc: Doc) -> Doc:
    noted = notes.of(doc)
    # In another language a mention takes no side: nothing was measured there.
    read = MOST if noted.language == SPANISH else 0
    noted.mentions = tuple(_mention(one, noted, read=n < read) for n, one in enumerate(noted.found))
    return doc


def _mention(one: Found, noted: Notes, *, read: bool) -> Mention:
    start, end = window(noted.sentences, noted.piece.body, one.start, one.end)
    words = noted.piece.whole[start:end]
    alone = one.start < noted.piece.body or len(words) == len(noted.piece.text.text)
    least = HEADLINE if alone else BODY
    place = one.start - start, one.end - start
    told = readings.reader()(words, *place, least=least) if read else _UNREAD
    at = noted.piece.span(one.start, one.end)
    voice = _quoted(one, at, noted.quotes) or told.voice
    stance = NO_SIDE if one.territory and read else told.stance
    responsible = NOT_BLAMED if one.territory and read else told.responsible
    return Mention(
        subject_id=one.subject_id,
        at=at,
        evidence=noted.piece.span(*sentence(noted.sentences, one.start, one.end)),
        stance=stance.label,
        confidence=stance.confidence,
        form=one.form,
        holder=one.holder,
        alias=one.alias,
        identity=one.identity,
        tone=told.tone.label,
        tone_confidence=told.tone.confidence,
        responsible=responsible.label,
        responsible_confidence=responsible.confidence,
        voice=voice.label,
        voice_confidence=voice.confidence,
    )


def _quoted(one: Found, at: Span, quotes: Sequence[Quote]) -> Choice[Voice] | None:
    """Who speaks, when the mention stands in quoted words or names who says them."""
    for quote in quotes:
        speaks = quote.subject_id == one.subject_id
        if _within(at, quote.words) or (speaks and quote.by and _within(at, quote.by)):
            return Choice(Voice.SUBJECT if speaks else Voice.QUOTED, SHOWN)
    return None


def _within(at: Span, other: Span) -> bool:
    return at.field is other.field and other.start <= at.start and at.end <= other.end
