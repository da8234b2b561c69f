"""The sum of a sentence's cues towards a target: each weighed by grammar, negation and voice."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.stances.cues import Kind, Placed, find
from nlp.stances.grammar import KINDS, Part, Phrase, noun_bond, phrase, verb_bond
from nlp.stances.words import CONCEDING, TURNING, Sentence, sentence

NEGATION_REACH = 3  # words before a cue
FOUGHT_REACH = 6  # words after a verb that fights
SPOKEN = 0.35  # what the target says of itself, or of others


def score(text: str, start: int, end: int) -> float:
    """From about -2 (against) to 2 (for) the words `[start, end)`; around 0 takes no side."""
    whole = sentence(text, start, end)
    target = phrase(whole)
    cues = find(whole.texts)
    speaks = _speaks(whole, target, cues)
    total = sum(
        _weight(whole, target, cue, cues) * _voice(whole, cue, speaks=speaks)
        for cue in cues
        if cue.last <= whole.first or cue.first >= whole.last
    )
    return total * (0.5 if whole.question else 1.0)


def _weight(whole: Sentence, target: Phrase, cue: Placed, cues: Sequence[Placed]) -> float:
    weight = _tied(whole, target, cue, cues)
    return _negated(whole, cue, weight) * _hedged(whole, cue)


def _tied(whole: Sentence, target: Phrase, cue: Placed, cues: Sequence[Placed]) -> float:
    if cue.cue.kind is Kind.NOUN:
        fought = _fought(whole, target, cue, cues)
        if fought is not None:
            return fought
        return cue.cue.doer * noun_bond(whole, target, cue)
    bond = verb_bond(whole, target, cue)
    part = bond.part
    if part is Part.DOER and _said_of_another(whole, target, cue, cues):
        return 0.0
    if part is Part.EITHER:
        part = Part.RECEIVER if cue.cue.receiver else Part.DOER
    if part is Part.NONE:
        return 0.0
    return bond.strength * (cue.cue.doer if part is Part.DOER else cue.cue.receiver)


def _said_of_another(whole: Sentence, target: Phrase, cue: Placed, cues: Sequence[Placed]) -> bool:
    """ "X acusó a la empresa de incumplir": the infinitive tells what the accused did."""
    return not cue.cue.inflection.finite and any(
        verb.cue.receiver < 0
        and whole.last <= verb.first < cue.first
        and verb_bond(whole, target, verb).part is Part.DOER
        for verb in cues
    )


def _fought(whole: Sentence, target: Phrase, cue: Placed, cues: Sequence[Placed]) -> float | None:
    """A wrong that somebody fights is no wrong of theirs: "X denuncia corrupción"."""
    for verb in cues:
        near = 0 <= cue.first - verb.last <= FOUGHT_REACH
        if verb.cue.kind is Kind.FIGHT and near and cue.cue.doer < 0:
            does = verb_bond(whole, target, verb).part is Part.DOER
            return 0.2 if does else None
    return None


def _negated(whole: Sentence, cue: Placed, weight: float) -> float:
    before = whole.between(cue.first - NEGATION_REACH, cue.first)
    for mark in (",", ";", ":", "."):
        if mark in before:
            before = before[len(before) - before[::-1].index(mark) :]
    if not any(KINDS.get(word) == "negation" for word in before):
        return weight
    return -0.8 * weight if weight > 0 else -0.3 * weight


def _hedged(whole: Sentence, cue: Placed) -> float:
    """Less for what may be, for what is conceded, and for what a "pero" takes back."""
    clause = whole.words[cue.first].clause
    same = [word.text for word in whole.words if word.clause == clause]
    unreal = any(KINDS.get(word) == "unreal" for word in whole.between(cue.first - 4, cue.first))
    conceded = any(word in CONCEDING for word in same[:3])
    turned = any(word.text in TURNING for word in whole.words[cue.last :])
    return (0.5 if unreal else 1.0) * (0.4 if conceded else 1.0) * (0.5 if turned else 1.0)


def _speaks(whole: Sentence, target: Phrase, cues: Sequence[Placed]) -> bool:
    """Are the quoted words the target's own: "…", dijo X; X: "…"?"""
    after = whole.texts[whole.last : whole.last + 1]
    if after == [":"] and not whole.quoted:
        return True
    return any(
        cue.cue.kind is Kind.SAY
        and (bond := verb_bond(whole, target, cue)).part is Part.DOER
        and bond.strength > 0.4
        for cue in cues
    )


def _voice(whole: Sentence, cue: Placed, *, speaks: bool) -> float:
    """Own words weigh little: praise of oneself is no praise, blame of others no blame."""
    if not speaks:
        return 1.0
    word = whole.words[cue.first]
    led = "que" in whole.between(whole.last, cue.first) or ":" in whole.between(
        whole.last, cue.first
    )
    return SPOKEN if word.quoted or led else 1.0
