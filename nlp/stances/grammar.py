"""Where a target stands to a cue: doer, receiver, or neither; told by small words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from nlp.stances.cues import Placed
from nlp.stances.tables import Kind
from nlp.stances.target import KINDS, LINKS, Phrase
from nlp.stances.words import Sentence

_BREAKS = frozenset((*";:.|", "mientras", "aunque", "pero", "porque", "cuando", "donde", "pues"))
_PARTINGS = frozenset((*",;:(|—–", "y", "e", "mientras", "aunque", "pero", "porque", "cuando"))
_PAUSES = frozenset(',"”»’')
_LIGHT = frozenset(("adverb", "pronoun", "negation", "auxiliary", "being", "unreal"))
_GOVERNING = frozenset(("auxiliary", "being", "adverb", "negation"))
_CONCEDES = frozenset(("reconoce", "reconocen", "reconocio", "reconocieron"))
_NEAR = {"with": 0.5, "for": 0.7, "before": 0.6}  # links that tie a noun less than "de"
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


def verb_bond(sentence: Sentence, target: Phrase, cue: Placed) -> Bond:
    """The target's part in what a verb tells."""
    if target.relative and cue.first == target.first:
        return Bond(part=Part.DOER, strength=0.6)
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
    if target.other or _leaves_dateline(between):
        return NO_BOND
    if _undergoes(between, cue):
        return Bond(part=Part.RECEIVER, strength=_clear(between))
    return _does(target, cue, between)


def _undergoes(between: list[str], cue: Placed) -> bool:
    """ "X fue acusada", "a X la acusan"."""
    if cue.cue.inflection.participle:
        return _is_passive(between)
    return bool(cue.cue.receiver) and _has_object_pronoun(between)


def _does(target: Phrase, cue: Placed, between: list[str]) -> Bond:
    if target.link in ("to", "against") or _is_loose(cue, between):
        return NO_BOND
    if target.link == "with" and "," in between[:1]:
        return Bond(part=Part.DOER, strength=0.7)
    if target.link in ("by", "for", "by words", "with", "about", "in", "before"):
        return Bond(part=Part.DOER, strength=0.2)
    if target.owner:
        return Bond(part=Part.DOER, strength=0.15 * _clear(between))
    if _other_subject(between) or _new_subject(between) or not _agree(target, cue, between):
        return NO_BOND
    return Bond(part=Part.DOER, strength=_clear(between))


def _is_loose(cue: Placed, between: list[str]) -> bool:
    """ "X visitó a los afectados": a participle that no "ha" governs is nobody's deed."""
    near = between[-4:]  # posts write "no a cumplido"
    return (
        cue.cue.inflection.participle
        and near[-1:] != ["a"]
        and not any(KINDS.get(word) == "auxiliary" for word in near)
    )


def _leaves_dateline(between: list[str]) -> bool:
    """ "SAN JUAN, Méx., 3 de mayo.- Vecinos …": the place does nothing."""
    return any(mark == "." and after in "-—–" for mark, after in pairwise(between))


def _agree(target: Phrase, cue: Placed, between: list[str]) -> bool:
    """Do many act, or one with others: "X y el gobernador inauguran"?"""
    if not (cue.cue.inflection.plural and cue.cue.inflection.finite) or target.plural:
        return True
    return ("y" in between or "e" in between) and not any(word.endswith("ó") for word in between)


def _new_subject(between: list[str]) -> bool:
    """Does a clause of somebody else begin before the verb: "X calla; oposición abandona"?"""
    last = max((n for n, word in enumerate(between) if word in _PARTINGS), default=-1)
    if last < 0:
        return False
    if between[last + 1 : last + 3] == ["lo", "que"]:
        return True
    segment = [word for word in between[last + 1 :] if KINDS.get(word) not in _LIGHT]
    if not segment or segment[0].isdigit() or segment[0] in ("que", "quien", "quienes"):
        return False
    return KINDS.get(segment[0]) not in LINKS


def _before(sentence: Sentence, target: Phrase, cue: Placed) -> Bond:
    """The verb stands before the target: "inaugura X", "acusan a X", "acusada por X"."""
    end = target.first - (1 if target.link else 0)
    between = sentence.between(cue.last, end)
    clear = _clear(between)
    inflection = cue.cue.inflection
    if target.link != "by" and (_is_filled(between) or _is_attributive(sentence, cue)):
        return NO_BOND
    if target.link in ("to", "against") or (target.link and cue.last == target.first):
        return Bond(part=Part.RECEIVER, strength=clear)
    if target.link == "by":
        return Bond(part=Part.DOER, strength=clear) if inflection.participle else NO_BOND
    if target.link == "of":
        near = 1.0 if target.relative else 0.7
        return NO_BOND if target.other else Bond(part=Part.RECEIVER, strength=near * clear)
    if target.link == "before" and "contra" not in between:
        return Bond(part=Part.RECEIVER, strength=0.6 * clear)
    if target.link:
        return NO_BOND
    return _unlinked(target, cue, between)


def _is_filled(between: list[str]) -> bool:
    """ "critica a Y durante la visita de X": the verb has its object before X is named."""
    objects = [place for place, word in enumerate(between) if KINDS.get(word) in ("to", "against")]
    return bool(objects) and objects[0] < len(between) - 1 and between[-1] not in ("y", "e", ",")


def _is_attributive(sentence: Sentence, cue: Placed) -> bool:
    """ "el exalcalde acusado de robo": a participle after its noun tells of that noun."""
    before = sentence.texts[cue.first - 1] if cue.first else ""
    inflection = cue.cue.inflection
    return inflection.participle and bool(before) and KINDS.get(before) not in _GOVERNING


def _unlinked(target: Phrase, cue: Placed, between: list[str]) -> Bond:
    clear = _clear(between)
    if any(mark in between for mark in _BREAKS):
        return NO_BOND
    content = [word for word in between if KINDS.get(word) not in ("adverb", "pronoun")]
    if content and content[-1] == "que" and cue.cue.inflection.finite:
        towards = cue.cue.kind is not Kind.FIGHT and len(content) <= 6
        return Bond(part=Part.RECEIVER, strength=0.7) if towards else NO_BOND
    if cue.cue.inflection.participle or not cue.cue.inflection.finite:
        return Bond(part=Part.RECEIVER, strength=0.7 * clear)
    if target.held and cue.cue.receiver:
        return Bond(part=Part.RECEIVER, strength=0.8 * clear)
    if not content and not cue.cue.inflection.plural:
        return Bond(part=Part.DOER, strength=clear)
    if any(KINDS.get(word) == "to" for word in content):
        return Bond(part=Part.DOER, strength=0.6 * clear)
    if len(content) > 5 or "," in content:
        return NO_BOND
    return Bond(part=Part.EITHER, strength=0.8 * clear)


def noun_bond(sentence: Sentence, target: Phrase, cue: Placed) -> float:
    """How closely a noun is tied to the target, 0 to 1."""
    if cue.cue.kind is Kind.ACT and _acts_elsewhere(sentence, target, cue):
        return 0.0
    if cue.last <= target.first:
        return _noun_before(sentence, target, cue)
    return _noun_behind(sentence, target, cue)


def _noun_before(sentence: Sentence, target: Phrase, cue: Placed) -> float:
    between = sentence.between(cue.last, target.first)
    if any(mark in between for mark in _BREAKS):
        return 0.0
    if not target.link or len(between) > (12 if target.link == "of" else 8):
        return 0.25 * _clear(between) if len(between) <= 3 else 0.0
    if target.link != "of" and not target.held and _owned(between):
        return 0.0
    if target.link == "to" and cue.cue.kind is not Kind.ACT and len(between) > 1:
        return 0.0
    near = _NEAR.get(target.link, 1.0)
    if target.other:
        near = 0.0
    elif target.link == "in":
        near = 1.0 if target.held else 0.6
    return near * _clear(between) * (1 - len(between) / 16)


def _noun_behind(sentence: Sentence, target: Phrase, cue: Placed) -> float:
    between = sentence.between(sentence.last, cue.first)
    if len(between) > REACH:
        return 0.0
    if _leaves_dateline(between) or target.other:
        return 0.0
    near = {None: 0.55, "with": 0.55}.get(target.link, 0.3)
    if _other_subject(between) or _new_subject([*between, ""]) or _circumstance(between):
        near *= 0.4
    return near * _clear(between) * (1 - len(between) / REACH / 2)


def _acts_elsewhere(sentence: Sentence, target: Phrase, cue: Placed) -> bool:
    """ "críticas de X", "X … con críticas al PRI": the target is not who is criticised."""
    if cue.last <= target.first:
        return target.link == "of" and target.first - cue.last <= 2 and not target.held
    after = sentence.between(cue.last, cue.last + 4)
    return any(KINDS.get(word) in ("to", "against") for word in after)


def _circumstance(between: list[str]) -> bool:
    """ "X abre contratos tras denuncia": what came before or beside is not X's."""
    return any(
        word in ("tras", "luego", "ante", "entre", "pese", "contra") for word in between[-3:]
    )


def _owned(between: list[str]) -> bool:
    """ "abusos de la empresa en X": the wrong has its owner before the target is named."""
    return any(KINDS.get(word) == "of" for word in between[:-2])


def _is_attribution(sentence: Sentence, between: list[str], cue: Placed) -> bool:
    """ "X permitió la tala, acusan vecinos": who tells the sentence complains or praises."""
    if not cue.cue.inflection.finite or not cue.cue.receiver or len(between) < 2:
        return False
    if sentence.texts[cue.first] in _CONCEDES:
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
