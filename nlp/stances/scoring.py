"""The sum of a sentence's cues towards a target: each weighed by grammar, negation and voice."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.folding import fold
from nlp import lexicons
from nlp.stances.changes import changed
from nlp.stances.cues import Placed, find
from nlp.stances.grammar import Part, noun_bond, verb_bond
from nlp.stances.tables import Kind
from nlp.stances.target import KINDS, Phrase, phrase
from nlp.stances.words import CONCEDING, TURNING, Sentence, sentence

NEGATION_REACH = 3  # words before a cue
INFINITIVE_REACH = 6  # "nunca mandó a nadie a limpiar"
FOUGHT_REACH = 6  # words after a verb that fights
CALL_REACH = 12  # words between a call and the one called
BLAME = -0.5  # a verb of blame, by what it says of its receiver
DENIED_REACH = 8  # words after somebody's "desmienten"
SPOKEN = 0.25  # what the target says of itself, or of others
TOLD_OF = 0.8  # what others say in quotes of somebody they name: «"…", dijo Y sobre X»
TAKEN_BACK = 0.8  # "X entregó uniformes, pero familias denuncian …"
GUESSED = 0.7  # a doer that only the order of words tells
BACKGROUND = 0.4  # "… el día en que X inauguró"
AGAINST = -0.5  # "regidores, contra X": no word but the preposition
_DENIALS = frozenset(
    ("desmiente", "desmienten", "desmintio", "desmintieron", "niegan", "negaron", "refutan")
)
_STOPPED = (["dejó", "de"], ["dejo", "de"], ["deja", "de"], ["dejaron", "de"], ["dejan", "de"])
_QUOTES = frozenset('"“«')
_ENDS = frozenset(("y", "e", ",", ";"))
_VIOLENCE = frozenset(map(fold, lexicons.words("violence.txt")))


def score(text: str, start: int, end: int) -> float:
    """From about -2 (against) to 2 (for) the words `[start, end)`; around 0 takes no side."""
    whole = sentence(text, start, end)
    target = phrase(whole)
    cues = changed(whole.texts, find(whole.texts))
    apart = [cue for cue in cues if cue.last <= whole.first or cue.first >= whole.last]
    said = _own_words(whole, target, cues)
    told = _told_of(whole, target, cues)
    total = sum(
        _weight(whole, target, cue, cues, told=told) * _voice(whole, cue, said) for cue in apart
    )
    if target.link == "against" and not total and not _violent(whole):
        total = AGAINST
    return total * (0.5 if whole.question else 1.0)


def _weight(
    whole: Sentence, target: Phrase, cue: Placed, cues: Sequence[Placed], *, told: bool
) -> float:
    if told and whole.words[cue.first].quoted:
        weight = TOLD_OF * cue.cue.doer
    else:
        weight = _tied(whole, target, cue, cues)
    return _negated(whole, target, cue, weight) * _hedged(whole, cue) if weight else 0.0


def _tied(whole: Sentence, target: Phrase, cue: Placed, cues: Sequence[Placed]) -> float:
    if cue.cue.kind is Kind.CALL:
        return cue.cue.doer * _called(whole, target, cue)
    if not cue.cue.is_verb:
        fought = _fought(whole, target, cue, cues)
        if fought is not None:
            return fought
        return cue.cue.doer * noun_bond(whole, target, cue)
    bond = verb_bond(whole, target, cue)
    part = bond.part
    if part is Part.DOER and _said_of_another(whole, target, cue, cues):
        return 0.0
    if part is Part.EITHER and not cue.cue.receiver:
        return bond.strength * (GUESSED if cue.cue.doer > 0 else GUESSED / 2) * cue.cue.doer
    if part is Part.NONE:
        return TAKEN_BACK * cue.cue.receiver if _taken_back(whole, cue) else 0.0
    if part is Part.RECEIVER and cue.cue.kind is Kind.CLASH and _violent(whole):
        return 0.0
    if part is Part.DOER:
        return (
            bond.strength
            * cue.cue.doer
            * (BACKGROUND if _behind(whole, min(target.first, cue.first)) else 1.0)
        )
    return bond.strength * cue.cue.receiver


def _behind(whole: Sentence, first: int) -> bool:
    """Is what the target does only the hour or the place of what is told?"""
    before = whole.between(first - 3, first)
    while before and before[-1] in ("la", "lo", "los", "las", "le", "se"):
        before.pop()
    return before[-1:] in (["cuando"], ["donde"]) or before[-2:] in (
        ["en", "que"],
        ["de", "que"],
        ["desde", "que"],
        ["hasta", "que"],
    )


def _taken_back(whole: Sentence, cue: Placed) -> bool:
    """Do others blame after a "pero", naming nobody else?"""
    if cue.cue.receiver > BLAME or cue.first < whole.last or not cue.cue.inflection.finite:
        return False
    after = whole.between(cue.last, cue.last + 4)
    return not TURNING.isdisjoint(whole.between(whole.last, cue.first)) and not any(
        KINDS.get(word) in ("to", "against") for word in after
    )


def _violent(whole: Sentence) -> bool:
    """Is the sentence about an attack with more than words?"""
    return not _VIOLENCE.isdisjoint(whole.texts)


def _called(whole: Sentence, target: Phrase, cue: Placed) -> float:
    """ "ya basta alcaldesa", "alcaldesa, ya basta": not where the call goes to another."""
    ahead = cue.last <= target.first
    between = (
        whole.between(cue.last, target.first) if ahead else whole.between(whole.last, cue.first)
    )
    if len(between) > CALL_REACH or target.other or "." in between:
        return 0.0
    if ahead and target.link in ("with", "by words", "by"):
        return 0.3
    others = any(KINDS.get(word) == "to" for word in between)
    return 0.2 if others else 0.8 - len(between) / CALL_REACH / 4


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
        against = verb.cue.kind is Kind.FIGHT or verb.cue.receiver < BLAME
        if against and verb.cue.is_verb and near and cue.cue.doer < 0:
            does = verb_bond(whole, target, verb).part is Part.DOER
            return 0.0 if does else None
    return None


def _negated(whole: Sentence, target: Phrase, cue: Placed, weight: float) -> float:
    if weight < 0 and not _DENIALS.isdisjoint(whole.between(cue.first - DENIED_REACH, cue.first)):
        return -0.6 * weight
    reach = NEGATION_REACH if cue.cue.inflection.finite else INFINITIVE_REACH
    before = whole.between(cue.first - reach, cue.first)
    for mark in (",", ";", ":", "."):
        if mark in before:
            before = before[len(before) - before[::-1].index(mark) :]
    negated = any(KINDS.get(word) == "negation" for word in before) or before[-2:] in _STOPPED
    if not negated and not _is_neither(whole, target, cue):
        return 0.0 if cue.cue.kind is Kind.DUTY else weight
    return -0.8 * weight if weight > 0 else -0.3 * weight


def _is_neither(whole: Sentence, target: Phrase, cue: Placed) -> bool:
    """ "Ni Obras ni X han dado la cara"."""
    return cue.first >= whole.last and whole.texts[target.first - 1 : target.first] in (
        ["ni"],
        ["tampoco"],
    )


def _hedged(whole: Sentence, cue: Placed) -> float:
    """Less for what may be, for what is conceded, and for what a "pero" takes back."""
    clause = whole.words[cue.first].clause
    same = [word.text for word in whole.words if word.clause == clause]
    unreal = any(KINDS.get(word) == "unreal" for word in whole.between(cue.first - 4, cue.first))
    conceded = any(word in CONCEDING for word in same[:3])
    turned = any(word.text in TURNING for word in whole.words[cue.last :])
    return (0.5 if unreal else 1.0) * (0.4 if conceded else 1.0) * (0.5 if turned else 1.0)


def _own_words(whole: Sentence, target: Phrase, cues: Sequence[Placed]) -> tuple[int, ...] | None:
    """Where the target's own words begin, when it speaks: "…", dijo X; X: "…"; X dijo que …"""
    after = whole.texts[whole.last : whole.last + 1]
    if after == [":"] and not whole.quoted and target.link is None:
        return (whole.last,)
    says = tuple(
        cue.last
        for cue in cues
        if cue.cue.kind is Kind.SAY
        and (bond := verb_bond(whole, target, cue)).part is Part.DOER
        and bond.strength > 0.4
    )
    return says or None


def _voice(whole: Sentence, cue: Placed, said: tuple[int, ...] | None) -> float:
    """Own words weigh little: praise of oneself is no praise, blame of others no blame."""
    if said is None:
        return 1.0
    if whole.words[cue.first].quoted:
        return SPOKEN
    deed = whole.texts[cue.first - 1 : cue.first] in (["al"], ["tras"], ["durante"])
    after = cue.first >= whole.last and any(
        begin <= cue.first and _still_speaks(whole.between(begin, cue.first)) for begin in said
    )
    return SPOKEN if after and not deed else 1.0


def _told_of(whole: Sentence, target: Phrase, cues: Sequence[Placed]) -> bool:
    """Are quoted words of others about the target: «Y sobre X: "…"», «"…", dijo Y de X»?"""
    if whole.quoted or target.link not in ("about", "of", "to", "against"):
        return False
    if whole.texts[whole.last : whole.last + 1] == [":"]:
        return target.link != "of" or target.held
    near = range(target.first - 10, target.first)
    return target.link in ("about", "of") and any(
        cue.cue.kind is Kind.SAY or cue.cue.receiver for cue in cues if cue.first in near
    )


def _still_speaks(between: Sequence[str]) -> bool:
    """ "promete mucho y cumple poco": without "que" or a quote the words end with the clause."""
    led = "que" in between or ":" in between or not _QUOTES.isdisjoint(between)
    return led or _ENDS.isdisjoint(between)
