"""What was found to be said, before and after it is known who says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlp.quoting.cast import Cast, Phrase, Speaker
from nlp.quoting.script import Script

REACH = 1_500  # characters over which a speech without a name goes on from its speaker
SURE_ALONE = 6  # words from which marks alone show a speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Words that somebody says; without `by` it is whoever spoke or was the subject before."""

    start: int
    end: int
    at: int  # the word of the verb or, without one, of the speech itself
    by: Phrase | None = None
    verb: str = ""
    nobody: bool = False  # "se informó": nobody to be found
    faint: bool = False  # only marks say that it is speech: somebody must be speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`[start, end)` of a text is said by `speaker`, named at `by`."""

    start: int
    end: int
    speaker: str
    by: tuple[int, int] | None
    subject_id: str | None
    verb: str


def resolved(script: Script, sayings: Iterable[Saying], cast: Cast) -> Iterator[Said]:
    """Every saying with its speaker: the one it names, or the last who spoke or acted."""
    last: Speaker | None = None
    at = -REACH
    for saying in sayings:
        speaker = None
        if saying.by:
            speaker = cast.speaker(saying.by)
        elif not saying.nobody:
            speaker = _before(script, saying, cast, last if saying.start - at < REACH else None)
        if saying.faint and speaker is None and _length(script, saying) < SURE_ALONE:
            continue
        if speaker and not saying.nobody:
            last, at = speaker, saying.end
        yield _said(saying, speaker)


def _said(saying: Saying, speaker: Speaker | None) -> Said:
    return Said(
        start=saying.start,
        end=saying.end,
        speaker=speaker.name if speaker else "",
        by=(speaker.start, speaker.end) if speaker else None,
        subject_id=speaker.subject_id if speaker else None,
        verb=saying.verb,
    )


def _before(script: Script, saying: Saying, cast: Cast, last: Speaker | None) -> Speaker | None:
    """Who spoke last, or a person who was the subject of a sentence since then."""
    acting = cast.acting(saying.at, since=last.end if last else saying.start - REACH)
    return acting or last


def _length(script: Script, saying: Saying) -> int:
    return script.at(saying.end) - script.at(saying.start)
