"""The target as a noun phrase: its article, titles and what stands for it, and what governs it."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.folding import fold
from nlp import lexicons
from nlp.stances.words import Sentence

KINDS = {row[0]: row[1] for row in lexicons.rows("grammar.tsv")}
LINKS = frozenset(("to", "against", "of", "by", "in", "before", "with", "for", "by words", "about"))
_METONYMS = frozenset(map(fold, lexicons.words("metonyms.txt")))
_ATTRIBUTES = frozenset(map(fold, lexicons.words("attributes.txt")))
_ROLES = frozenset(map(fold, lexicons.words("roles.txt")))
_OTHERS = frozenset(map(fold, lexicons.words("others.txt")))
_HEADING = frozenset({"encabeza", "preside", "dirige", "gobierna", "lidera"})
_STOPS = frozenset(",;:.|()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """The target with its article and titles: from where, and governed by which small word."""

    first: int
    link: str | None  # kind of the preposition before it
    owner: bool = False  # "críticos de X": the target only owns who acts
    other: bool = False  # and who acts is somebody else: "vecinos de X"
    held: bool = False  # "la gestión de X"
    relative: bool = False  # "el basurero que impulsa X": the verb is the first word
    plural: bool = False


def phrase(sentence: Sentence) -> Phrase:
    """The noun phrase of the target: "la gestión de la alcaldesa" is the alcaldesa."""
    texts = sentence.texts
    first = _over_titles(texts, sentence.first)
    if first > 2 and texts[first - 2] == "que" and texts[first - 1] not in (*_HEADING, *KINDS):
        return Phrase(first=first - 1, link="of", owner=True, relative=texts[first - 3] != "lo")
    head = _head(texts, first)
    held = head is not None and texts[head] in _METONYMS
    if head is not None and held:
        first = _over_titles(texts, head)
    owner = head is not None and not held
    return Phrase(
        first=first,
        link=_link(texts, first),
        owner=owner,
        other=owner and head is not None and texts[head] in _OTHERS,
        held=held,
        plural=any(len(word) > 3 and word.endswith("s") for word in texts[first : sentence.last]),
    )


def _head(texts: list[str], first: int) -> int | None:
    """What the target owns or leads: "gestión de X", "el gobierno que encabeza X"."""
    if first >= 2 and _link(texts, first) == "of":
        return first - 2 - (texts[first - 2] == "municipal" and first > 2)
    if first >= 3 and texts[first - 1] in _HEADING and texts[first - 2] == "que":
        return first - 3 - (texts[first - 3] == "municipal" and first > 3)
    return None


def _over_titles(texts: list[str], first: int) -> int:
    """Over "el alcalde", and over "la presidenta municipal de San Juan," as well."""
    first = _over_attributes(texts, first)
    if first > 2 and texts[first - 1] == ",":
        for place in range(first - 2, max(-1, first - 10), -1):
            if texts[place] in _ROLES:
                return _over_attributes(texts, place)
            if texts[place] in _STOPS:
                break
    return first


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
    return kind if kind in LINKS else None
