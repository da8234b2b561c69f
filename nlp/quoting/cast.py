"""Who appears in a text: the fullest name of each, and who holds which office there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from monitor.folding import fold
from nlp.quoting import lexicon, phrases
from nlp.quoting.phrases import Phrase
from nlp.quoting.script import Script

__all__ = ["Cast", "Named", "Phrase", "Speaker"]

NEAR = 8  # words between an office and the name of who holds it
BACK = 3  # sentences in which a subject without a name is looked for


@dataclass(frozen=True, slots=True)
class Named:
    """`[start, end)` of a text is known to name a subject; `full` with its whole name."""

    start: int
    end: int
    subject_id: str
    full: bool = False


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, as the text names them best, and where it names them here."""

    name: str
    start: int
    end: int
    subject_id: str | None = None


class Cast:
    """Reads the names of one text."""

    def __init__(self, script: Script, known: Iterable[Named]) -> None:
        self._script = script
        self._known = sorted(known, key=_start)
        self._starts = [one.start for one in self._known]

    def speaker(self, phrase: Phrase) -> Speaker:
        """Whoever a phrase names."""
        script = self._script
        if alone := self._pointed(phrase):
            return alone
        name = self._name_in(phrase) or self._apposed(phrase)
        first, end = name or self._without_article(phrase)
        start, stop = script.span(first, end)
        known = self._known_at(start, stop)
        best = self._fullest(name) if name else self._holder(phrase, known)
        said = script.text[start:stop]
        return Speaker(best or said, start, stop, known.subject_id if known else None)

    def _pointed(self, phrase: Phrase) -> Speaker | None:
        """ "ella", "la funcionaria": the last person named before."""
        script = self._script
        head = next((n for n in range(*phrase) if script.lower[n] not in _articles()), phrase[0])
        if script.lower[head] not in lexicon.grammar("anaphor") or phrase[1] - head > 1:
            return None
        place = bisect_right(self._first_of_people, phrase[0]) - 1
        if place < 0:
            return None
        first, end = self._people[place]
        known = self._known_at(*script.span(first, end))
        start, stop = script.span(head, phrase[1])
        name = self._fullest((first, end))
        return Speaker(name, start, stop, known.subject_id if known else None)

    def acting(self, at: int, *, since: int) -> Speaker | None:
        """The person who is the subject of a sentence a little before a word."""
        script = self._script
        if not script.size:
            return None
        first = script.sentence[min(at, script.size - 1)]
        for _ in range(BACK):
            if not first or "\n\n" in script.gap(first):
                return None
            first = script.sentence[first - 1]
            if script.starts[first] < max(since, script.title):
                return None
            if found := self._subject(first):
                return found
        return None

    def _subject(self, first: int) -> Speaker | None:
        script = self._script
        phrase = phrases.at(script, first)
        if not phrase or phrase[1] >= script.size or script.sentence[phrase[1]] != first:
            return None
        head = next((n for n in range(*phrase) if script.lower[n] not in _articles()), phrase[0])
        person = self._name_in(phrase) or script.lower[head] in lexicon.roles()
        single = not script.lower[head].endswith("s") or script.is_capital(head)
        return self.speaker(phrase) if person and single else None

    # names

    @cached_property
    def _people(self) -> list[Phrase]:
        return list(self._persons())

    @cached_property
    def _first_of_people(self) -> list[int]:
        return [first for first, _ in self._people]

    def _persons(self) -> Iterator[Phrase]:
        """Every run of capitals that is, or may be, the name of a person."""
        script, number = self._script, 0
        while number < script.size:
            if not script.is_capital(number) or self._is_no_name(number):
                number += 1
                continue
            end = self._run(number)
            if person := self._person(number, end):
                yield person
            number = end

    def _is_no_name(self, number: int) -> bool:
        """A capital that opens a sentence with a verb, or an article."""
        script = self._script
        opens = script.sentence[number] == number and script.verb(number) is not None
        shouted = script.words[number].isupper() and script.verb(number) is not None
        small = lexicon.stops() | lexicon.grammar("article")
        return opens or shouted or script.lower[number] in small

    def _run(self, first: int) -> int:
        """Where a run of capitals ends, with "de la" inside a name."""
        script, end = self._script, first + 1
        links = lexicon.grammar("link") - {"y", "e", "para"}
        while end < script.size and script.easy(end):
            ahead = end
            while ahead < script.size and script.lower[ahead] in links and script.easy(ahead):
                ahead += 1
            if ahead >= script.size or not script.easy(ahead) or ahead - end > 2:
                break
            if not script.is_capital(ahead) or self._is_no_name(ahead):
                break
            end = ahead + 1
        return end

    def _person(self, first: int, end: int) -> Phrase | None:
        """The part of a run of capitals that is a person: from a first name on, if it has one."""
        script = self._script
        names = lexicon.first_names()
        known = [n for n in range(first, end) if script.lower[n] in names]
        if known and known[0] < end - 1 and not self._is_body(first, known[0]):
            return known[0], self._name_end(known[0], end)
        if end - first < 2 or script.lower[first] in lexicon.bodies():
            return None
        before = script.lower[first - 1] if script.easy(first) else ""
        if before in ("en", "de", "del") or before in lexicon.bodies():
            return None
        return (first, self._name_end(first, end)) if end - first <= 5 else None

    def _is_body(self, first: int, name: int) -> bool:
        """ "Hospital Benito Juárez" is no person; "Obras Públicas Marta Ruiz" ends in one."""
        if name == first:
            return False
        places = lexicon.bodies()
        return name - first == 1 and self._script.lower[first] in places

    def _name_end(self, first: int, end: int) -> int:
        """ "Marta Ruiz de San Jacinto": the place is not hers."""
        script = self._script
        for number in range(first + 2, end):
            if script.lower[number] == "de" and script.lower[number + 1] in lexicon.bodies():
                return number
        return end

    def _name_in(self, phrase: Phrase) -> Phrase | None:
        """The person's name inside a phrase: a whole one, or a surname that was told whole."""
        script, (first, end) = self._script, phrase
        place = bisect_right(self._first_of_people, end - 1)
        inside = [one for one in self._people[max(0, place - 3) : place] if first <= one[0]]
        if inside and not self._is_far(phrase, inside[-1]):
            return inside[-1][0], min(inside[-1][1], end)
        for number in range(first, end):
            free = number == first or script.lower[number - 1] not in ("de", "del", "en")
            if (
                free
                and script.is_capital(number)
                and self._surnames.get(fold(script.words[number]))
            ):
                return number, self._surname_end(number, end)
        return None

    def _is_far(self, phrase: Phrase, name: Phrase) -> bool:
        """ "la calle de Juan Escutia": what "de" brings is not who speaks."""
        script = self._script
        return name[0] > phrase[0] and script.lower[name[0] - 1] in ("de", "del", "en")

    def _surname_end(self, first: int, end: int) -> int:
        number = first + 1
        while number < end and self._script.is_capital(number):
            number += 1
        return number

    def _apposed(self, phrase: Phrase) -> Phrase | None:
        """ "la alcaldesa, Marisol Quintanar": the name after the comma."""
        script, end = self._script, phrase[1]
        if end >= script.size or script.gap(end).strip() != ",":
            return None
        place = bisect_right(self._first_of_people, end) - 1
        found = self._people[place] if place >= 0 else None
        return found if found and found[0] == end else None

    @cached_property
    def _surnames(self) -> dict[str, Phrase]:
        """Every word of a whole name to the longest name that has it."""
        table: dict[str, Phrase] = {}
        for first, end in self._people:
            for number in range(first, end):
                word = fold(self._script.words[number])
                best = table.get(word)
                if self._script.is_capital(number) and (
                    best is None or end - first > best[1] - best[0]
                ):
                    table[word] = (first, end)
        return table

    def _fullest(self, name: Phrase) -> str:
        """The longest name of the text that has all the words of this one."""
        script = self._script
        words = self._words(name)
        best = max(
            (self._surnames.get(word, name) for word in words), key=lambda one: one[1] - one[0]
        )
        if not words <= self._words(best):
            best = name
        start, end = script.span(*best)
        return script.text[start:end]

    def _words(self, phrase: Phrase) -> set[str]:
        return {fold(self._script.words[n]) for n in range(*phrase) if self._script.is_capital(n)}

    # offices

    def _holder(self, phrase: Phrase, known: Named | None) -> str | None:
        """The name of who holds the office that a phrase names, when the text tells it."""
        script = self._script
        if known and (full := self._known_name(known.subject_id)):
            return full
        definite = script.lower[phrase[0]] in ("la", "el") or phrase[1] - phrase[0] == 1
        role = next((n for n in range(*phrase) if script.lower[n] in lexicon.roles()), None)
        if role is None or not definite or role > phrase[0] + 1:
            return None
        return self._holders.get(_office(script.lower[role]))

    def _known_name(self, subject_id: str) -> str | None:
        text = self._script.text
        names = [
            text[n.start : n.end] for n in self._known if n.subject_id == subject_id and n.full
        ]
        return max(names, key=len, default=None)

    @cached_property
    def _holders(self) -> dict[str, str]:
        """Office to name, by the first person near it."""
        found: dict[str, str] = {}
        for number, low in enumerate(self._script.lower):
            if low in lexicon.roles() and (name := self._near(number)):
                found.setdefault(_office(low), self._fullest(name))
        return found

    def _near(self, role: int) -> Phrase | None:
        """The person right after an office, or right before it and a comma."""
        script = self._script
        place = bisect_right(self._first_of_people, role)
        if place < len(self._people):
            name = self._people[place]
            between = range(role + 1, name[0])
            if len(between) <= NEAR and all(_is_tied(script, n) for n in [*between, name[0]]):
                return name
        if place:
            name = self._people[place - 1]
            first = role - 1 if script.lower[role - 1] in _articles() else role
            if name[1] == first and script.gap(first).strip() == ",":
                return name
        return None

    def _known_at(self, start: int, end: int) -> Named | None:
        """The subject that is named where these words begin."""
        place = bisect_right(self._starts, start)
        near = self._known[max(0, place - 1) : place + 1]
        return next((one for one in near if one.start <= start < one.end), None) or next(
            (one for one in near if one.start - 4 <= start and one.end == end), None
        )

    def _without_article(self, phrase: Phrase) -> Phrase:
        first, end = phrase
        if end - first > 1 and self._script.lower[first] in ("el", "la", "los", "las"):
            first += 1
        return first, end


def _is_tied(script: Script, number: int) -> bool:
    return script.easy(number) or script.gap(number) == ", "


def _office(role: str) -> str:
    return "alcaldía" if role in lexicon.mayors() else role


def _articles() -> frozenset[str]:
    return lexicon.grammar("article")


def _start(one: Named) -> int:
    return one.start
