"""One Reading per subject from its mentions: how the whole piece treats it.

A title that takes sides decides. Else the mentions that take sides vote with their confidence; a
draw is neutral, and so is one faint voice among many mentions. The evidence is the sentence of the
surest mention on the winning side.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc

from monitor.model import Field, Mention, Reading, Stance
from nlp import notes

_SIGN = {Stance.POSITIVE: 1.0, Stance.NEUTRAL: 0.0, Stance.NEGATIVE: -1.0}
DRAW = 0.2  # of all votes: a smaller lead decides nothing
FAINT = 0.65  # so little, outside the title, decides nothing …
MANY = 4  # … among so many mentions


@Language.component("compose")
def compose(doc: Doc) -> Doc:
    noted = notes.of(doc)
    noted.readings = readings(noted.mentions)
    return doc


def readings(mentions: Iterable[Mention]) -> tuple[Reading, ...]:
    """One per subject, in the order of first mention."""
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(mention.subject_id, []).append(mention)
    return tuple(_reading(subject_id, group) for subject_id, group in groups.items())


def _reading(subject_id: str, group: list[Mention]) -> Reading:
    stance = _stance(group)
    sides = [mention for mention in group if mention.stance is stance] or group
    told = [mention for mention in sides if mention.at.field is Field.TEXT] or sides
    best = told[0] if stance is Stance.NEUTRAL else max(sides, key=_confidence)
    return Reading(
        subject_id=subject_id, stance=stance, evidence=best.evidence, mentions=len(group)
    )


def _stance(group: list[Mention]) -> Stance:
    title = [m for m in group if m.at.field is Field.TITLE and m.stance is not Stance.NEUTRAL]
    votes = [_SIGN[mention.stance] * mention.confidence for mention in title or group]
    lead, all_votes = sum(votes), sum(abs(vote) for vote in votes)
    if not all_votes or abs(lead) / all_votes < DRAW:
        return Stance.NEUTRAL
    if not title and abs(lead) < FAINT and len(group) >= MANY:
        return Stance.NEUTRAL
    return Stance.POSITIVE if lead > 0 else Stance.NEGATIVE


def _confidence(mention: Mention) -> float:
    return mention.confidence
