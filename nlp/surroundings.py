"""What stands around some words: the neighbours in their sentence, and what a piece speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from monitor.config import Profile
from monitor.folding import fold
from nlp import lexicons
from nlp.flat import whole

_TOKEN = re.compile(r"[^\W_]+|[^\w\s]")
_WORD = re.compile(r"[^\W_]+")
_ENDS = frozenset('.!?…;"“”«»()¡¿:')
_STOPS = frozenset('.!?…;"”»')
_LINES = 400  # characters on either side that speak of the same
_REACH = 160  # characters looked at on either side
THEMES = {fold(word): theme for word, theme in lexicons.rows("surroundings.tsv")}
_TOWNS = {fold(name): fold(state) for name, state in lexicons.rows("municipalities.tsv")}
_STATES = frozenset(fold(name) for name in lexicons.words("states.txt"))


@dataclass(frozen=True, slots=True)
class Around:
    """The tokens of a sentence before and after some words, as they are written, nearest first."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    opened_by: str  # the mark before the first word of the clause, or ""
    followed_by: str  # the words that follow, with their spaces
    lines: str  # some hundred characters on either side

    @property
    def begins(self) -> bool:
        """Nothing of the sentence stands before."""
        return not self.before


def around(text: str, start: int, end: int) -> Around:
    before, mark = _clause(_TOKEN.findall(_last_line(text[max(0, start - _REACH) : start])))
    right = text[end : end + _REACH].replace("\n", " ")
    after = _TOKEN.findall(right)
    stop = next((number for number, word in enumerate(after) if word in _STOPS), len(after))
    lines = text[max(0, start - _LINES) : end + _LINES]
    return Around(before, tuple(after[:stop]), mark, right, lines)


def _clause(left: list[str]) -> tuple[tuple[str, ...], str]:
    """The words of the clause that ends here, nearest first, and the mark before them."""
    before: list[str] = []
    for number in range(len(left) - 1, -1, -1):
        word = left[number]
        if word in _ENDS and not _shortens(word, left[:number]):
            return tuple(before), word
        if word not in _ENDS:
            before.append(word)
    return tuple(before), ""


def _last_line(text: str) -> str:
    """A paragraph begins a sentence; one line end inside a sentence does not."""
    cut = text.rstrip(" ").rfind("\n\n")
    return (text[cut + 2 :] if cut >= 0 else text).replace("\n", " ")


def _shortens(mark: str, before: list[str]) -> bool:
    """Is this the period of "av." or of an initial?"""
    return mark == "." and bool(before) and len(before[-1]) <= 4 and before[-1].isalpha()


class Home:
    """The words by which a piece shows that it speaks of our part of the country."""

    def __init__(self, profile: Profile) -> None:
        self.state = fold(profile.state)
        self.places = frozenset(fold(place) for place in profile.places)
        self.firsts = frozenset(place.split()[0] for place in self.places)
        self.demonyms = frozenset(fold(word) for word in profile.demonyms)
        self.near = frozenset(
            town
            for town, state in _TOWNS.items()
            if state in _metropolis(self.state) and town not in self.places
        )
        shorts = {"estado de mexico": ("edomex",), "ciudad de mexico": ("cdmx", "capital")}
        self.states = frozenset({self.state, *shorts.get(self.state, ())})

    def is_town(self, word: str) -> bool:
        """Another municipality than ours, by its whole or its first word."""
        return word in _TOWNS and word not in self.places

    def is_elsewhere(self, state: str) -> bool:
        return state in _STATES and state not in self.states


def _metropolis(state: str) -> frozenset[str]:
    valley = frozenset({"estado de mexico", "ciudad de mexico"})
    return valley if state in valley else frozenset({state})


class Talk:
    """What a whole piece speaks of; worked out only when somebody asks."""

    def __init__(self, texts: Iterable[str], home: Home) -> None:
        self._texts = tuple(texts)
        self._home = home

    @cached_property
    def flat(self) -> str:
        """All of it as names are sought in it."""
        return "\n".join(whole(text).text for text in self._texts)

    @cached_property
    def _words(self) -> Counter[str]:
        return Counter(_WORD.findall(self.flat))

    @cached_property
    def themes(self) -> Counter[str]:
        """How many different words of each theme the piece has."""
        return Counter(THEMES[word] for word in self._words if word in THEMES)

    @cached_property
    def near(self) -> bool:
        """Does it name our state or a neighbour?"""
        named = self._home.near | self._home.states
        return any(word in self._words for word in named) or self._home.state in self.flat
