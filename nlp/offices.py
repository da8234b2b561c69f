"""Whose office the words "la alcaldesa" speak of, by what stands around them."""

from __future__ import annotations

import re
from enum import Enum

from monitor.config import Profile
from monitor.folding import fold
from nlp import lexicons
from nlp.flat import spelling

_CAPITAL = r"[A-ZÁÉÍÓÚÜÑ][\wáéíóúüñ]+"
_NAME = re.compile(rf"\s+{_CAPITAL}|\s*,\s+{_CAPITAL}\s+{_CAPITAL}[^,.;]{{0,40}},")
_ELSEWHERE = re.compile(
    rf"\s+(?:[a-zñáéíóú]+\s+)?(?P<link>(?i:de|del|en|por))\s+(?:(?i:la|el|los|las)\s+)?"
    rf"(?:(?i:alcaldía|municipio|demarcación|delegación)\s+)?(?:(?i:de)\s+)?(?P<place>{_CAPITAL})"
)
_DEMONYM = re.compile(r"\s+[a-zñáéíóú]{3,}(?:ense|eñ[oa]|tec[oa]|lc[oa])\b")
_FORMER = tuple(f" {spelling(word)} " for word in lexicons.words("former.txt"))
_NOT_PLACES = frozenset(spelling(word) for word in lexicons.words("parties.txt"))
_WORD = re.compile(r"[^\W\d_]+")


class Whose(Enum):
    """Whose an office is."""

    OURS = "ours"  # followed by our place or demonym
    OTHER = "other"  # a neighbour's
    BARE = "bare"  # nothing says
    NOBODY = "nobody"  # "ex", "candidata a", "un alcalde"


class Offices:
    """Reads an office in its context, for the places of one profile."""

    def __init__(self, profile: Profile) -> None:
        places = "|".join(_spaced(place) for place in _longest_first(profile.places))
        demonyms = "|".join(_spaced(word) for word in _longest_first(profile.demonyms)) or "(?!)"
        self._ours = re.compile(
            rf"(?: \w+)?(?: (?:{demonyms})| (?:de|del|en|por)(?: la| el)?"
            rf"(?: alcaldia| municipio| demarcacion)?(?: de)? (?:{places}))\b"
        )

    def whose(self, text: str, start: int, end: int) -> tuple[Whose, int]:
        """Whose, and where the words that say so end."""
        if nobodys(text, start):
            return Whose.NOBODY, end
        after = fold(text[end : end + 90]).replace("\n", " ")
        if ours := self._ours.match(after):
            return Whose.OURS, end + ours.end()
        if elsewhere(text, end) or _DEMONYM.match(text, end):
            return Whose.OTHER, end
        if is_cased(text) and _NAME.match(text, end):
            return Whose.OTHER, end
        return Whose.BARE, end


def nobodys(text: str, start: int) -> bool:
    """Is the office that begins here a former, a wished or a general one?"""
    before = " " + spelling(text[max(0, start - 40) : start]) + " "
    return before.endswith(_FORMER)


def elsewhere(text: str, end: int) -> bool:
    """Do these words go on with the name of another place?"""
    match = _ELSEWHERE.match(text, end)
    if not match or fold(match["place"]) in _NOT_PLACES:
        return False
    return fold(match["link"]) == "de" or is_cased(text)


def is_cased(text: str, *, least: float = 0.3) -> bool:
    """Do capitals mean names here? Not in a title all in capitals, nor In One Like This.

    `least` is the share of words that must be in lower case.
    """
    words = [word for word in _WORD.findall(text[:2000]) if len(word) > 3]
    lower: int = sum(word[0].islower() for word in words)
    return bool(lower >= len(words) * least)


def _spaced(words: str) -> str:
    return re.escape(spelling(words)).replace(r"\ ", " ")


def _longest_first(words: tuple[str, ...]) -> list[str]:
    return sorted(words, key=len, reverse=True)
