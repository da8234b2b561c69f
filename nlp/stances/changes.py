"""More or less of something good or bad: "baja el robo" praises, "aumenta el predial" blames.

`changes.tsv` gives the verbs and `shifts.tsv` the nouns of change, `things.tsv` what changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from monitor.folding import fold
from nlp import lexicons
from nlp.stances.conjugation import Inflection
from nlp.stances.cues import Placed, is_noun, spellings
from nlp.stances.tables import BARE, Cue, Kind, forms

AHEAD = 6  # words from a verb to what changes
BEHIND = 8  # words from what changes to a verb that takes no object
STRENGTH = 0.9
OWN = 0.8  # "cae la aprobación de X" weighs on X; "recortan recursos de X" on who cuts
_STOPS = frozenset(";:.(|¿?¡!")
_POOR = frozenset(("peor", "baja", "poca", "nula", "menor", "escasa"))
_SIGNS = {"up": 1.0, "have": 1.0, "down": -1.0}


def changed(words: Sequence[str], found: list[Placed]) -> list[Placed]:
    """The cues with those of change, which stand for what they cover."""
    new = [placed for place in range(len(words)) for placed in _at(words, place)]
    if not new:
        return found
    covered = {place for placed in new for place in range(placed.first, placed.last)}
    kept = [one for one in found if covered.isdisjoint(range(one.first, one.last))]
    return sorted([*kept, *new], key=lambda placed: placed.first)


def _at(words: Sequence[str], place: int) -> Iterator[Placed]:
    """The change that a word tells: on the word, and on what changes."""
    way, alone, inflection = _way(words, place)
    if not way:
        return
    ahead = _thing(words, range(place + 1, min(len(words), place + 1 + AHEAD)), way)
    behind = range(place - 1, max(-1, place - 1 - BEHIND), -1)
    near = ahead or (_thing(words, behind, way) if alone else None)
    if not near:
        return
    first, last, sign = near
    weight = STRENGTH * _SIGNS[way] * sign
    if first > place and inflection is not None:
        yield Placed(first=place, last=place + 1, cue=_cue(weight, Kind.VERB, inflection))
    if not 0 < sign < OWN:
        yield Placed(first=first, last=last, cue=_cue(weight * 0.7, Kind.NOUN, BARE))


def _way(words: Sequence[str], place: int) -> tuple[str, bool, Inflection | None]:
    noun = _shifts().get(words[place])
    if is_noun(words, place) or (noun and words[place] not in _ways()):
        return (noun or "", True, None) if noun else ("", False, None)
    for word in spellings(words, place):
        if word in _ways():
            return _ways()[word]
    return "", False, None


def _thing(words: Sequence[str], places: range, way: str) -> tuple[int, int, float] | None:
    for place in places:
        if words[place] in _STOPS or (words[place] in ("que", ",") and places.step > 0):
            return None
        for phrase, sign, event in _things().get(words[place], ()):
            goes_on = tuple(words[place : place + len(phrase)]) == phrase
            if goes_on and not (event and way == "have"):
                poor = sign > 0 and place > 0 and words[place - 1] in _POOR
                return place, place + len(phrase), -sign if poor else sign
    return None


def _cue(weight: float, kind: Kind, inflection: Inflection) -> Cue:
    receiver = 0.0 if kind is Kind.VERB else weight
    return Cue(doer=weight, receiver=receiver, kind=kind, inflection=inflection)


@cache
def _ways() -> dict[str, tuple[str, bool, Inflection]]:
    """Form to way, whether what changes may be the subject, and how the form stands."""
    ways: dict[str, tuple[str, bool, Inflection]] = {}
    for infinitive, way, alone in lexicons.rows("changes.tsv"):
        for form, inflection in forms(infinitive):
            ways.setdefault(form, (way, alone == "alone", inflection))
    return ways


@cache
def _shifts() -> dict[str, str]:
    return {fold(noun): way for noun, way in lexicons.rows("shifts.tsv")}


@cache
def _things() -> dict[str, list[tuple[tuple[str, ...], float, bool]]]:
    things: dict[str, list[tuple[tuple[str, ...], float, bool]]] = {}
    for words, sign, *event in lexicons.rows("things.tsv"):
        phrase = tuple(fold(words).split())
        things.setdefault(phrase[0], []).append((phrase, float(sign), bool(event and event[0])))
    for entries in things.values():
        entries.sort(key=lambda entry: len(entry[0]), reverse=True)
    return things
