"""Where a target stands to a cue: doer, receiver, or neither; told by small words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from nlp import lexicons
from nlp.stances.cues import Placed
from nlp.stances.words import Sentence

KINDS = {row[0]: row[1] for row in lexicons.rows("grammar.tsv")}
_METONYMS = lexicons.words("metonyms.txt")
_ATTRIBUTES = lexicons.words("attributes.txt")
_ARTICLES = frozenset({"el", "la", "los", "las", "su", "sus", "un", "una"})
_LINKS = frozenset(
    ("to", "against", "of", "by", "in", "before", "with", "for", "by words", "about")
)
_BREAKS = frozenset((*";:.|", "mientras", "aunque", "pero", "porque", "cuando", "donde", "pues"))
_PAUSES = frozenset(',"”»’')
REACH = 25  # words


class Part(Enum):
    """The part of the target in what a cue tells."""

    DOER = "doer"
    RECEIVER = "receiver"
    EITHER = "either"  # "critica diputado gobierno de X": order alone does not say
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """A part, and how sure it is, 0 to 1."""

    part: Part
    strength: float = 1.0


NO_BOND = Bond(part=Part.NONE, strength=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """The target with its article and titles: from where, and governed by which small word."""

    first: int
    link: str | None  # kind of the preposition before it
    owner: bool = False  # "críticos de X": the target only owns who acts


def phrase(sentence: Sentence) -> Phrase:
    """The noun phrase of the target: "la gestión de la alcaldesa" is the alcaldesa."""
    texts = sentence.texts
    first = _over_attributes(texts, sentence.first)
    link = _link(texts, first)
    if link == "of" and first >= 2:
        head = first - 2
        if texts[head] in _METONYMS:
            first = _over_attributes(texts, head)
            return Phrase(first=first, link=_link(texts, first))
        return Phrase(first=first, link=link, owner=True)
    return Phrase(first=first, link=link)


def _over_attributes(texts: list[str], first: int) -> int:
    while first > 0 and (
        texts[first - 1] in _ATTRIBUTES
        or (texts[first - 1] == "." and first > 1 and texts[first - 2] in _ATTRIBUTES)
    ):
        first -= 1
    return first


def _link(texts: list[str], first: int) -> str | None:
    if not first:
        return None
    kind = KINDS.get(texts[first - 1])
    return kind if kind in _LINKS else None


def verb_bond(sentence: Sentence, target: Phrase, cue: Placed) -> Bond:
    """The target's part in what a verb tells."""
    if cue.first >= sentence.last:
        bond = _after(sentence, target, cue)
        distance = cue.first - sentence.last
    else:
        bond = _before(sentence, target, cue)
        distance = target.first - cue.last
    if distance > REACH:
        return NO_BOND
    return Bond(part=bond.part, strength=bond.strength * (1 - distance / REACH / 2))


def _after(sentence: Sentence, target: Phrase, cue: Placed) -> Bond:
    """The verb stands behind the target: "X inauguró", "X fue acusada", "a X lo critican"."""
    between = sentence.between(sentence.last, cue.first)
    if _is_attribution(sentence, between, cue):
        return Bond(part=Part.RECEIVER, strength=0.7)
    if _for_others(between, cue):
        return NO_BOND
    if cue.cue.inflection.participle and _is_passive(between):
        return Bond(part=Part.RECEIVER, strength=_clear(between))
    if _has_object_pronoun(between) and not cue.cue.inflection.participle:
        return Bond(part=Part.RECEIVER, strength=_clear(between))
    if target.link in ("to", "against"):
        return NO_BOND
    if target.link in ("by", "for", "by words", "with", "about", "in", "before"):
        return Bond(part=Part.DOER, strength=0.2)
    if target.owner:
        return Bond(part=Part.DOER, strength=0.3 * _clear(between))
    if _other_subject(between):
        return NO_BOND
    return Bond(part=Part.DOER, strength=_clear(between))


def _before(sentence: Sentence, target: Phrase, cue: Placed) -> Bond:
    """The verb stands before the target: "inaugura X", "acusan a X", "acusada por X"."""
    end = target.first - (1 if target.link else 0)
    between = sentence.between(cue.last, end)
    clear = _clear(between)
    inflection = cue.cue.inflection
    if target.link in ("to", "against"):
        return Bond(part=Part.RECEIVER, strength=clear)
    if target.link == "by":
        return Bond(part=Part.DOER, strength=clear) if inflection.participle else NO_BOND
    if target.link == "of":
        return Bond(part=Part.RECEIVER, strength=0.8 * clear)
    if target.link == "before" and "contra" not in between:
        return Bond(part=Part.RECEIVER, strength=0.6 * clear)
    if target.link:
        return NO_BOND
    return _unlinked(between, cue, clear)


def _unlinked(between: list[str], cue: Placed, clear: float) -> Bond:
    if any(mark in between for mark in _BREAKS):
        return NO_BOND
    content = [word for word in between if KINDS.get(word) not in ("adverb", "pronoun")]
    if cue.cue.inflection.participle or not cue.cue.inflection.finite:
        return Bond(part=Part.RECEIVER, strength=0.7 * clear)
    if not content and not cue.cue.inflection.plural:
        return Bond(part=Part.DOER, strength=clear)
    if any(KINDS.get(word) == "to" for word in content):
        return Bond(part=Part.DOER, strength=0.6 * clear)
    return Bond(part=Part.EITHER, strength=0.8 * clear)


def noun_bond(sentence: Sentence, target: Phrase, cue: Placed) -> float:
    """How closely a noun is tied to the target, 0 to 1."""
    if cue.last <= target.first:
        between = sentence.between(cue.last, target.first)
        if any(mark in between for mark in _BREAKS):
            return 0.0
        if not target.link or len(between) > 8:
            return 0.25 * _clear(between) if len(between) <= 3 else 0.0
        if target.link != "of" and _owned(between):
            return 0.0
        near = {"in": 0.7, "with": 0.3, "for": 0.5, "before": 0.6}.get(target.link, 1.0)
        return near * _clear(between) * (1 - len(between) / 16)
    between = sentence.between(sentence.last, cue.first)
    if len(between) > REACH:
        return 0.0
    near = {None: 0.55, "with": 0.55}.get(target.link, 0.3)
    return near * _clear(between) * (1 - len(between) / REACH / 2)


def _owned(between: list[str]) -> bool:
    """ "abusos de la empresa en X": the wrong has its owner before the target is named."""
    return any(KINDS.get(word) == "of" for word in between[:-2])


def _is_attribution(sentence: Sentence, between: list[str], cue: Placed) -> bool:
    """ "X permitió la tala, acusan vecinos": who tells the sentence complains or praises."""
    if not cue.cue.inflection.finite or not cue.cue.receiver or len(between) < 2:
        return False
    before = [word for word in between[-2:] if KINDS.get(word) != "pronoun"]
    rest = sentence.texts[cue.last :]
    told = between[0] not in (",", ":") and bool(before) and before[-1] in _PAUSES
    return (
        told and len(rest) <= 10 and not any(KINDS.get(word) in ("to", "against") for word in rest)
    )


def _for_others(between: list[str], cue: Placed) -> bool:
    """ "X invita a la población a vacunar": what others are asked to do is not X's deed."""
    if cue.cue.inflection.finite or cue.cue.inflection.participle:
        return False
    asked = [word for word in between if KINDS.get(word) == "to"]
    return len(asked) > 1 and KINDS.get(between[-1]) == "to"


def _is_passive(between: list[str]) -> bool:
    """ "X fue acusada", "X, acusada de", "X acusada": a participle that nobody's "ha" governs."""
    near = between[-4:]
    if any(KINDS.get(word) == "auxiliary" for word in near) and "sido" not in near:
        return False
    return not between or between[-1] == "," or any(KINDS.get(word) == "being" for word in near)


def _has_object_pronoun(between: list[str]) -> bool:
    near = [word for word in between[-3:] if KINDS.get(word) != "auxiliary"]
    return bool(near) and near[-1] in ("la", "lo", "le", "los", "las", "les")


def _other_subject(between: list[str]) -> bool:
    """Does a new subject stand before the verb: "X dijo que el PRI …"?"""
    if "que" not in between:
        return False
    tail = between[len(between) - between[::-1].index("que") :]
    return any(KINDS.get(word) is None for word in tail)


def _clear(between: list[str]) -> float:
    """Less with every clause that parts the two."""
    parts = sum(word in (";", ":", "(", "—", "–", "|") for word in between)
    commas = between.count(",")
    clear = 0.6**parts * (1.0 if commas in (0, 2) else 0.75)
    return clear * (0.7 if "que" in between else 1.0)
