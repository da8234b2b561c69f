"""A text cut into words and sentences, once, for everybody who looks for quotes in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from monitor.folding import fold
from nlp.quoting import lexicon
from nlp.quoting.lexicon import Shape, Verb

_WORD = re.compile(r"\w+(?:[-’']\w+)*")
_STOPS = frozenset(".!?…\n")
_ACCENT = re.compile(r"[áéíóúÁÉÍÓÚ]")
LONGEST = 150  # words of a sentence: a text without stops costs no more than another
_EASY = frozenset((" ", ". "))  # what may stand inside a name: "Lic. Ruiz"


class Script:
    """Words by number; `sentence[n]` is the first word of the sentence of word n."""

    def __init__(self, text: str, *, title: int = 0) -> None:
        self.text = text
        self.title = title
        found = list(_WORD.finditer(text))
        self.starts = [match.start() for match in found]
        self.ends = [match.end() for match in found]
        self.words = [match[0] for match in found]
        self.lower = [word.lower() for word in self.words]
        self.size = len(self.words)
        self.sentence = self._sentences()

    def _sentences(self) -> list[int]:
        firsts = [0] if self.size else []
        first = 0
        for number, (end, start) in enumerate(
            zip(self.ends, self.starts[1:], strict=False), start=1
        ):
            if number - first >= LONGEST or (
                self.text[end:start] != " " and self._parts(number, self.text[end:start])
            ):
                first = number
            firsts.append(first)
        return firsts

    def _parts(self, number: int, gap: str) -> bool:
        """Does a sentence end in the gap before this word?"""
        if "\n" in gap:
            return True
        if _STOPS.isdisjoint(gap) or self.words[number][0].islower():
            return False
        before = self.words[number - 1]
        short = fold(before) in lexicon.abbreviations() or (len(before) == 1 and before.isupper())
        return not (gap == ". " and short)

    def gap(self, number: int) -> str:
        """What stands before this word, since the one before it."""
        start = self.ends[number - 1] if number else 0
        end = self.starts[number] if number < self.size else len(self.text)
        return self.text[start:end]

    def easy(self, number: int) -> bool:
        """Does this word follow the one before it with nothing but a space between?"""
        joined = 0 < number < self.size and self.sentence[number] != number
        return joined and self.gap(number) in _EASY

    def at(self, offset: int) -> int:
        """The first word that begins at an offset or after it."""
        return bisect_left(self.starts, offset)

    def last_of(self, number: int) -> int:
        """The word after the last of the sentence of this one."""
        return bisect_right(self.sentence, self.sentence[number])

    def is_capital(self, number: int) -> bool:
        return self.words[number][0].isupper()

    def verb(self, number: int) -> Verb | None:
        """The verb of saying that this word is."""
        return self.verbs.get(number)

    @cached_property
    def verbs(self) -> dict[int, Verb]:
        """Every verb of saying by its word, in order."""
        known = lexicon.verbs().keys() | lexicon.turns().keys()
        if self._is_plain:
            known |= lexicon.plain_verbs().keys()
        hits = (number for number, word in enumerate(self.lower) if word in known)
        return {number: verb for number in hits if (verb := self._verb(number))}

    def _verb(self, number: int) -> Verb | None:
        word = self.lower[number]
        if word in lexicon.turns():
            return self._turn(number)
        verb = lexicon.verbs().get(word)
        doubtful = verb is None or verb.present
        if verb is None and self._is_plain:
            verb = lexicon.plain_verbs().get(word)
        if verb is None or (doubtful and number and self._is_noun(number)):
            return None
        return verb if self._is_used(number, verb) else None

    def _is_used(self, number: int, verb: Verb) -> bool:
        """A participle needs its "ha", an infinitive what makes it a part of the telling."""
        before = self.lower[number - 1] if number else ""
        if verb.shape is Shape.PARTICIPLE:
            return before in lexicon.grammar("have") or self._after_adverb(number)
        return verb.shape is not Shape.INFINITIVE or before in lexicon.grammar("telling")

    def _after_adverb(self, number: int) -> bool:
        return number > 1 and self.lower[number - 2] in lexicon.grammar("have")

    def _turn(self, number: int) -> Verb | None:
        """ "dio a conocer", "dejó claro": a verb of several words, by its last."""
        turns = lexicon.turns()[self.lower[number]]
        told = any(self.lower[number - len(turn) : number] == turn for turn in turns)
        return Verb(self.lower[number], Shape.FINITE, True, False) if told else None

    def _is_noun(self, number: int) -> bool:
        """ "una denuncia", "de cuenta": no verb follows an article."""
        before = self.lower[number - 1]
        nouns = lexicon.grammar("article") | lexicon.grammar("preposition")
        return self.easy(number) and before in nouns - {"y", "e", "según"}

    @cached_property
    def _is_plain(self) -> bool:
        return not _ACCENT.search(self.text)

    def span(self, first: int, end: int) -> tuple[int, int]:
        """The offsets of words `[first, end)` without the marks around them."""
        return self.starts[first], self.ends[end - 1]
