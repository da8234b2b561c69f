"""Which of our settlements a petition's text names, announced or bare, well or badly spelt.

Every trace for and against is a line of `_evidence`; how much it weighs is beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from nlp import lexicons
from nlp.demands.known import LINKS, Called, Key, Known, loose
from nlp.places.gazetteer import key_of
from nlp.places.tables import PARTS, SHORTENED
from nlp.places.words import Words

ENOUGH: Final = 1.6
_ROLES: Final = {row[0]: frozenset(row[1].split()) for row in lexicons.rows("demands/grammar.tsv")}
_HOMONYMS: Final = frozenset(loose(row[0].split()) for row in lexicons.rows("demands/homonyms.txt"))
_ANNOUNCING, _STANDING = _ROLES["announcing"], _ROLES["standing"]
_ROADS, _PREMISES, _DWELLERS = _ROLES["roads"], _ROLES["premises"], _ROLES["dwellers"]
_BELONGING, _MEETING = _ROLES["belonging"], _ROLES["meeting"]
_ORDINALS: Final = frozenset(("primera", "segunda", "tercera", "cuarta", "quinta", "sexta"))
_SHORT: Final = frozenset(("col", "cols", "fracc", "bo", "ampl", "u", "h"))
_ROADSIDE: Final = _ROLES["roadside"]
_LACKING: Final = _ROLES["lacking"]
_BACK: Final = 3  # joining words between a name and what announces it


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Tokens `[first, end)` name a settlement of ours."""

    first: int
    end: int
    start: int  # in the text
    stop: int
    called: Called
    sure: float  # more than ENOUGH


class Settling:
    """Finds the settlements of one municipality."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def named(
        self,
        words: Words,
        *,
        cased: bool,
        announced: Collection[int] = (),
        taken: Collection[int] = (),
    ) -> tuple[Named, ...]:
        """The settlements named, in order; `announced` and `taken` are places of tokens."""
        return tuple(self._walk(words, cased=cased, announced=announced, taken=taken))

    def _walk(
        self, words: Words, *, cased: bool, announced: Collection[int], taken: Collection[int]
    ) -> Iterator[Named]:
        spelt = _Spelt(words)
        done = 0
        for place in range(len(spelt.words)):
            if place < done or spelt.follows(place):
                continue
            for found in self._longest(spelt, place):
                trace = _Trace(
                    words=words, first=found.first, end=found.end, cased=cased, found=found
                )
                sure = sum(_evidence(trace, announced, taken))
                if sure >= ENOUGH:
                    yield Named(
                        first=found.first,
                        end=found.end,
                        start=words.starts[found.first],
                        stop=words.ends[found.end - 1],
                        called=found.called,
                        sure=sure,
                    )
                    done = place + found.size
                    break

    def _longest(self, spelt: _Spelt, place: int) -> Iterator[_Found]:
        """The names that stand here, the longest first; then what may be one misspelt."""
        known = self._known
        most = min(known.longest, len(spelt.words) - place)
        first = spelt.words[place]
        if first in known.firsts:
            for size in range(most, 0, -1):
                if called := known.called(spelt.words[place : place + size]):
                    yield spelt.found(place, size, called, repaired=False)
        if spelt.may_be_name(place):
            mended = known.repaired(spelt.words[place : place + min(most, 5)])
            for size in range(min(most, 5), 0, -1):
                key = mended[:size]
                changed = key != spelt.words[place : place + size]
                if changed and (called := known.called(key)):
                    yield spelt.found(place, size, called, repaired=True)


class _Spelt:
    """The words of a text as names are compared, and where each stands."""

    def __init__(self, words: Words) -> None:
        self._words = words
        at: list[int] = []
        spelt: list[str] = []
        for place, token in enumerate(words.folded):
            if token in LINKS or (token in (".", ",") and _numbered(words, place)):
                continue
            parts = (key_of([token]) or token).split()
            spelt += loose(parts) or (token,)
            at += [place] * (len(spelt) - len(at))
        self.words: Key = tuple(spelt)
        self._at = at

    def may_be_name(self, place: int) -> bool:
        """Is it announced, or the first of two words written as a name?"""
        token = self._at[place]
        back = token - 1
        while back >= 0 and self._words.at(back) in (*LINKS, "."):
            back -= 1
        return self._words.at(back) in _ANNOUNCING or (
            place + 1 < len(self.words) and self.words[place].isalpha()
        )

    def follows(self, place: int) -> bool:
        """Is it the second word of somebody's name: "Ricardo Flores Magón"?"""
        token = self._at[place]
        words = self._words
        before = words.at(token - 1)
        return (
            words.capital(token)
            and words.capital(token - 1)
            and before.isalpha()
            and before not in _ANNOUNCING | LINKS
            and words.at(token - 2) not in ("", ".", "\n")
        )

    def found(self, place: int, size: int, called: Called, *, repaired: bool) -> _Found:
        return _Found(
            first=self._at[place],
            end=self._at[place + size - 1] + 1,
            size=size,
            key=self.words[place : place + size],
            called=called,
            repaired=repaired,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    first: int
    end: int
    size: int
    key: Key
    called: Called
    repaired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trace:
    words: Words
    first: int
    end: int
    cased: bool
    found: _Found

    @property
    def before(self) -> int:
        """The word before the name and its article."""
        at = self.first - 1
        while self.first - at <= _BACK and self.words.at(at) in LINKS:
            at -= 1
        return at - 1 if self.words.at(at) == "." and self.words.at(at - 1) in _SHORT else at

    @property
    def joins(self) -> tuple[str, ...]:
        return tuple(self.words.folded[max(0, self.before + 1) : self.first])


def _numbered(words: Words, place: int) -> bool:
    """ "2a. ampliación", "Leyes de Reforma, tercera sección": the mark is of no sentence."""
    after = words.at(place + 1)
    if words.at(place) == ".":
        return words.at(place - 1) in SHORTENED and after in PARTS
    return after == "seccion" or (
        words.at(place + 2) in PARTS and SHORTENED.get(after, after) in _ORDINALS
    )


def _evidence(trace: _Trace, announced: Collection[int], taken: Collection[int]) -> Iterator[float]:
    words, found = trace.words, trace.found
    told = words.at(trace.before) in _ANNOUNCING
    if told:
        yield 4
    elif any(place in announced for place in range(trace.first, trace.end)):
        yield 3
    elif any(place in taken for place in range(trace.first, trace.end)):
        yield -9
    yield from _before(trace, told=told)
    if not told and trace.before in taken:
        yield 1.2  # right after a street, as an address goes on
    yield from _after(trace, told=told)
    yield from _itself(trace, told=told)
    if found.repaired:
        yield -1.0 if told and (len(found.key) > 1 or len(found.key[0]) > 5) else -3
    if not found.called.whole:
        yield -0.5


def _before(trace: _Trace, *, told: bool) -> Iterator[float]:
    words, joins = trace.words, trace.joins
    before = words.at(trace.before)
    if told:
        return
    if before in _ROADS:
        yield -4
    if before in _PREMISES:
        yield -2.5 if not _BELONGING.intersection(joins) else 0.3
    if before in _ROADSIDE and "la" not in joins:
        yield -2  # "el camellón de Pantitlán"
    yield sum(before in those for those in (_DWELLERS, _STANDING))
    if joins and joins[0] in _BELONGING:
        yield 0.7
    if joins[-1:] == ("la",):
        # "la Romero", "la Benito Juárez": only a colonia has that article.
        own = trace.found.called.name.lower().startswith("la ")
        yield 1.4 if own else 1.8
    if not words.word(trace.before):
        yield 1  # it begins the text, a line, a parenthesis, what follows a comma
    if words.numeral(trace.before):
        yield 1.2  # "calle Hortensia 112 Los Ángeles"


def _after(trace: _Trace, *, told: bool) -> Iterator[float]:
    words, after = trace.words, trace.words.at(trace.end)
    if not words.word(trace.end):
        yield 0.5
        if not words.word(trace.before):
            yield 0.7 if "" in (after, words.at(trace.before)) else 0.3
    if after in _LACKING and not words.word(trace.first - 1):
        yield 2  # "Modelo sin agua", "Porvenir: ni una pipa"
    if (words.numeral(trace.end) or after in ("#", "num", "no")) and not told:
        yield -1.5 if after != "no" else 0
    if trace.cased and not told and words.capital(trace.end) and after.isalpha():
        yield -1 if trace.found.called.whole else -2  # a longer name
    if after in ("de", "d") and words.at(trace.end + 1) in ("que", "q"):
        yield -4  # "con la esperanza de que…"
    if after in _MEETING and after != "y" and not told:
        yield -1


def _itself(trace: _Trace, *, told: bool) -> Iterator[float]:
    found = trace.found
    several = len(found.key) > 1
    if several:
        yield 1.2
    elif found.key[0].isdigit():
        yield -9
    if "seccion" in found.key or "ampliacion" in found.key:
        yield 1
    homonym = found.key in _HOMONYMS
    if not told:
        yield 0.2 if not homonym else -1 if trace.cased else -1.2
    if trace.cased and not told:
        yield 1.3 if trace.words.capital(trace.first) else -1.2 if homonym else -0.6
    if trace.words.at(trace.first - 1) in ("#", "@") and not told:
        yield -0.5
