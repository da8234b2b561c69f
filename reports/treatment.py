"""What stands beside the stance of a story: whose voice it is, whom it blames, how the event is.

A stance alone would show a shooting as a reproach. To say one thing more, write a function and its
line in `PHRASES`; its words are in `words.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from monitor.config import Config, Subject
from monitor.model import Entry, PieceKind, Quote, Reading, Responsible, Span, Stance, Tone, Voice
from reports.accounts import reading_of
from reports.kinds import OPINION
from reports.model import StoryEntry, Treatment
from reports.sentences import shorten
from reports.words import clean, word

SURE = 0.6  # below it, somebody should look
SPEAKER_ROOM = 70
SIGNED = OPINION | {PieceKind.POST}  # whoever signs says it, and is named beside it


def treatment(entry: Entry, about: Subject | None, config: Config) -> Treatment | None:
    """As the piece that shows the stance has it; None when nothing of it was measured."""
    reading = reading_of(entry, about.id) if about else None
    if about is None or reading is None or not (reading.confidence or reading.corrected):
        return None
    speech = quote_at(entry, reading.evidence)
    return Treatment(
        tone=reading.tone,
        voice=_voice(reading, speech),
        speaker=_speaker(speech),
        responsible=reading.responsible,
        blamed=_blamed(entry, reading, about, config),
        confidence=reading.confidence,
        doubtful=is_doubtful(reading),
        corrected=reading.corrected,
    )


def is_doubtful(reading: Reading) -> bool:
    """Measured, by nobody corrected, and little better than a guess."""
    return not reading.corrected and 0 < reading.confidence < SURE


def quote_at(entry: Entry, evidence: Span) -> Quote | None:
    """The words of somebody in which an evidence lies for the most part."""
    held = [(_shared(each.words, evidence), each) for each in entry.analysis.quotes]
    most, found = max(held, key=lambda each: each[0], default=(0, None))
    return found if most else None


def _shared(one: Span, other: Span) -> int:
    if one.field is not other.field:
        return 0
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _voice(reading: Reading, speech: Quote | None) -> Voice:
    """As it was measured, unless the evidence is for the most part in somebody's mouth."""
    if speech is None:
        return reading.voice
    if speech.subject_id == reading.subject_id:
        return Voice.SUBJECT
    evidence = reading.evidence
    spoken = 2 * _shared(speech.words, evidence) > evidence.end - evidence.start
    return Voice.QUOTED if spoken and reading.voice is Voice.OUTLET else reading.voice


def _speaker(speech: Quote | None) -> str | None:
    return shorten(clean(speech.speaker), SPEAKER_ROOM) or None if speech else None


def _blamed(entry: Entry, reading: Reading, about: Subject, config: Config) -> str | None:
    """The subject, or the one of those followed that the same piece holds responsible."""
    if reading.responsible is Responsible.SUBJECT:
        return clean(about.name)
    if reading.responsible is Responsible.OTHER:
        for other in entry.analysis.readings:
            if other.responsible is Responsible.SUBJECT:
                known = config.subject.get(other.subject_id)
                return clean(known.name if known else other.subject_id)
    return None


def said(story: StoryEntry) -> tuple[str, ...]:
    """ "lo dice: Ofelia Barrera", "responsabiliza a: Organismo de Agua", "suceso: malo"."""
    shown = story.treatment
    if shown is None:
        return ()
    return tuple(each for phrase in PHRASES for each in phrase(story, shown))


def certainty(story: StoryEntry) -> str | None:
    """What to know of the stance itself: "por revisar", "corregido por monitorista"."""
    shown = story.treatment
    if shown is None or not (shown.corrected or shown.doubtful):
        return None
    return _word("corrected" if shown.corrected else "doubtful")


def _in_whose_voice(story: StoryEntry, shown: Treatment) -> Iterator[str]:
    if shown.voice is Voice.QUOTED:
        yield _word("said_by").format(who=shown.speaker or _word("somebody"))
    elif shown.voice is not Voice.OUTLET:
        yield _word(f"voice_{shown.voice}")
    elif story.stance is not Stance.NEUTRAL and story.kind not in SIGNED:
        yield _word("said_by").format(who=_word("outlet"))


def _responsible(story: StoryEntry, shown: Treatment) -> Iterator[str]:
    troubled = shown.tone is Tone.NEGATIVE or story.stance is Stance.NEGATIVE
    if not troubled:
        return
    if shown.responsible is not Responsible.NOBODY:
        yield _word("blames").format(who=shown.blamed or _word("other_authority"))
    elif story.stance is not Stance.NEGATIVE:
        yield _word("blames_nobody")


def _event(story: StoryEntry, shown: Treatment) -> Iterator[str]:
    same = story.stance is not None and shown.tone.value == story.stance.value
    if shown.tone is not Tone.NEUTRAL and not same:
        yield _word(f"event_{shown.tone}")


PHRASES: tuple[Callable[[StoryEntry, Treatment], Iterator[str]], ...] = (
    _in_whose_voice,
    _responsible,
    _event,
)


def _word(key: str) -> str:
    return word("treatment", key)
