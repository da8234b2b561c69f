"""One Reading per subject from its mentions: how the whole piece treats it, by a rule to be read.

1. A title that takes sides, and is sure of it, decides.
2. Else the mentions vote, each with how sure it is. The subject's own words and the language of a
   press release count half: they praise themselves.
3. Too small a lead decides nothing, and so does one faint voice among many mentions.

The evidence is what the surest mention on the winning side shows, and its tone, responsible and
voice are the reading's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from monitor.model import Field, Mention, Reading, Stance, Voice
from nlp import notes

_SIGN = {Stance.POSITIVE: 1.0, Stance.NEUTRAL: 0.0, Stance.NEGATIVE: -1.0}
SURE = 0.6  # of a title that decides alone
OWN_PRAISE = 0.5  # the weight of what the subject or its press office says
DRAW = 0.2  # of all votes: a smaller lead decides nothing
FAINT = 0.65  # so little, outside the title, decides nothing …
MANY = 4  # … among so many mentions
_NAMES = {Stance.POSITIVE: "positivo", Stance.NEUTRAL: "informativo", Stance.NEGATIVE: "negativo"}


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


def explain(group: Sequence[Mention]) -> str:
    """Why the mentions of one subject give the stance that they give, in a sentence."""
    stance = _stance(group)
    named = _NAMES[stance]
    if _deciding_title(group):
        return f"Decide el título, que toma partido: {named}."
    sides = {side: sum(mention.stance is side for mention in group) for side in _NAMES}
    votes = (
        f"{sides[Stance.POSITIVE]} a favor, {sides[Stance.NEGATIVE]} en contra, "
        f"{sides[Stance.NEUTRAL]} sin partido"
    )
    own = any(_own(mention) for mention in group if mention.stance is not Stance.NEUTRAL)
    half = "; sus propias palabras y las de boletín cuentan la mitad" if own else ""
    return f"Votan las menciones, cada una con su certeza ({votes}){half}: {named}."


def _reading(subject_id: str, group: list[Mention]) -> Reading:
    stance = _stance(group)
    sides = [mention for mention in group if mention.stance is stance] or group
    told = [mention for mention in sides if mention.at.field is Field.TEXT] or sides
    best = told[0] if stance is Stance.NEUTRAL else max(sides, key=_weight)
    return Reading(
        subject_id=subject_id,
        stance=stance,
        evidence=best.evidence,
        mentions=len(group),
        confidence=best.confidence,
        tone=best.tone,
        responsible=best.responsible,
        voice=best.voice,
    )


def _stance(group: Sequence[Mention]) -> Stance:
    title = _deciding_title(group)
    votes = [_SIGN[mention.stance] * _weight(mention) for mention in title or group]
    lead, all_votes = sum(votes), sum(abs(vote) for vote in votes)
    if not all_votes or abs(lead) / all_votes < DRAW:
        return Stance.NEUTRAL
    if not title and abs(lead) < FAINT and len(group) >= MANY:
        return Stance.NEUTRAL
    return Stance.POSITIVE if lead > 0 else Stance.NEGATIVE


def _deciding_title(group: Sequence[Mention]) -> list[Mention]:
    return [
        mention
        for mention in group
        if mention.at.field is Field.TITLE
        and mention.stance is not Stance.NEUTRAL
        and mention.confidence >= SURE
    ]


def _weight(mention: Mention) -> float:
    return mention.confidence * (OWN_PRAISE if _own(mention) else 1.0)


def _own(mention: Mention) -> bool:
    praised = mention.stance is Stance.POSITIVE
    return praised and mention.voice in (Voice.SUBJECT, Voice.RELEASE)
