"""What is told as said without marks: clauses after "que", sources of a sentence, headlines."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from nlp.quoting import lexicon, phrases
from nlp.quoting.direct import according, subject
from nlp.quoting.lexicon import Shape
from nlp.quoting.phrases import Phrase
from nlp.quoting.sayings import Saying
from nlp.quoting.script import Script

FEWEST = 3  # words of a headline or of a sentence with its source
FEWEST_TOLD = 2  # words of a clause
FEWEST_BEFORE = 3  # words of a sentence whose source is told after it
SIGNATURE = 8  # words of the longest source of a headline
_OPENING = frozenset('«“"‘')


def sayings(script: Script, spoken: Sequence[Saying]) -> Iterator[Saying]:
    """Every clause that is told as said and holds no words that marks have shown already."""
    taken = sorted((one.start, one.end) for one in spoken)
    last = -1
    for saying in sorted(_all(script), key=_start):
        if saying.start >= last and not _holds(taken, saying):
            last = saying.end
            yield saying


def _all(script: Script) -> Iterator[Saying]:
    yield from _headline(script)
    according_to = lexicon.according()
    for number, word in enumerate(script.lower):
        if word in according_to:
            yield from _source(script, number)
    for number, verb in script.verbs.items():
        if _is_denied(script, number):
            continue
        clause = _clause(script, number)
        if clause is not None:
            yield from _told(script, number, clause)
        elif verb.shape is Shape.FINITE and (after := _colon(script, number)):
            yield from _told(script, number, after)
        elif verb.shape is Shape.FINITE:
            yield from _tail(script, number)


def _start(saying: Saying) -> tuple[int, int]:
    return saying.start, -saying.end


def _holds(taken: Sequence[tuple[int, int]], saying: Saying) -> bool:
    """Does it hold, or stand in, words that marks have shown?"""
    place = bisect_left(taken, (saying.start, -1))
    inside = place < len(taken) and taken[place][0] < saying.end
    return inside or (place > 0 and taken[place - 1][1] > saying.start)


def _is_denied(script: Script, verb: int) -> bool:
    first = phrases.start_of_verb(script, verb)
    before = script.lower[max(script.sentence[verb], first - 1) : verb]
    return not lexicon.grammar("not").isdisjoint(before)


# "aseguró que …"


def _clause(script: Script, verb: int) -> int | None:
    """The first word after the "que" that a verb of saying governs."""
    number = verb + 1
    if script.easy(number) and script.lower[number] != "que":
        if phrase := phrases.after(script, verb):
            number = phrase[1]
        while script.easy(number) and _is_skipped(script.lower[number]):
            number += 1
        number = _over_addressee(script, number, verb)
        if number < script.size and script.gap(number) == ", ":
            number = _over_aside(script, number)
    if number >= script.size or script.lower[number] != "que" or script.gap(number)[-1:] != " ":
        return None
    return number + 1 if script.easy(number + 1) else None


def _over_addressee(script: Script, number: int, verb: int) -> int:
    """ "pidió al alcalde que", "insistió en que": the "que" after whom it is said to."""
    found = script.verb(verb)
    if not script.easy(number) or script.lower[number] not in lexicon.grammar("addressee"):
        return number
    persons = script.lower[number] in ("a", "al", "ante")
    for place in range(number + 1, min(number + 9, script.size)):
        if not script.easy(place) or (script.verb(place) and not script.is_capital(place)):
            return number
        if script.lower[place] == "que":
            allowed = persons or place == number + 1 or (found and not found.free)
            return place if allowed else number
    return number


def _is_skipped(word: str) -> bool:
    return word in lexicon.skipped() or word.endswith("mente")


def _colon(script: Script, verb: int) -> int | None:
    """ "dijo: la tierra no se vende": the first word after a colon of the same sentence."""
    first = phrases.start_of_verb(script, verb)
    if first > script.sentence[verb] and script.lower[first - 1] == "que":
        return None
    for number in range(verb + 1, min(verb + 7, script.last_of(verb))):
        gap = script.gap(number)
        if ":" in gap:
            quoted = not _OPENING.isdisjoint(gap) or script.last_of(number) - number < FEWEST
            return None if quoted else number
        if gap != " ":
            return None
    return None


def _over_aside(script: Script, number: int) -> int:
    """ "aseguró, en conferencia de prensa, que": the word after the second comma."""
    for place in range(number, min(number + phrases.LONGEST, script.last_of(number - 1))):
        if place > number and script.gap(place) == ", ":
            return place
    return number


def _told(script: Script, verb: int, first: int) -> Iterator[Saying]:
    end = _end_of_clause(script, first)
    if end - first < FEWEST_TOLD:
        return
    start, stop = _balanced(script, first, end)
    impersonal = verb > 0 and script.lower[verb - 1] == "se" and script.easy(verb)
    by = None if impersonal else subject(script, verb)
    if by is None and not impersonal and _is_a_things(script, verb):
        return
    yield Saying(start=start, end=stop, at=verb, by=by, verb=script.lower[verb], nobody=impersonal)


def _balanced(script: Script, first: int, end: int) -> tuple[int, int]:
    """The offsets of words, with the mark that closes what opens among them."""
    start, stop = script.span(first, end)
    said = script.text[start:stop]
    for opener, closer in ("“”", "«»", "()"):
        if said.count(opener) > said.count(closer) and script.text[stop : stop + 1] == closer:
            stop += 1
    return start, stop


def _is_a_things(script: Script, verb: int) -> bool:
    """ "El dictamen señala que": the subject is there and is nobody."""
    first = phrases.start_of_verb(script, verb)
    found = script.verb(verb)
    if found is None or found.shape is not Shape.FINITE or not script.easy(first):
        return False
    before = script.lower[first - 1]
    return first > script.sentence[verb] and before not in lexicon.stops() | {"y", "e", "quien"}


def _end_of_clause(script: Script, first: int) -> int:
    """Its sentence's end, or where another saying begins: ", y agregó que"."""
    end = script.last_of(first)
    for number in range(first, end):
        if ";" in script.gap(number):
            return number
        joined = script.lower[number] in ("y", "e", "pero", "aunque") or script.gap(number) == ", "
        if joined and number > first and _says_more(script, number, end):
            return number
    return end


def _says_more(script: Script, number: int, end: int) -> bool:
    """Do the next words say something again: a verb of saying with its "que", or with a comma?"""
    for place in range(number, min(number + 4, end)):
        verb = script.verb(place)
        if verb and verb.shape in (Shape.FINITE, Shape.GERUND):
            return _clause(script, place) is not None or _closes(script, place, end)
        if place > number and not script.easy(place):
            return False
    return False


def _closes(script: Script, verb: int, end: int) -> bool:
    """ ", dijo." and ", dijo X." are the tail of a clause."""
    if script.gap(verb) != ", ":
        return False
    phrase = phrases.after(script, verb)
    return (phrase[1] if phrase else verb + 1) == end


# "…, dijo X."


def _tail(script: Script, verb: int) -> Iterator[Saying]:
    """A sentence whose source stands between commas, or at its end."""
    first = script.sentence[verb]
    number = phrases.start_of_verb(script, verb)
    mark = script.gap(number).strip()
    if mark not in (",", "—", "–", "-"):
        return
    found = script.verb(verb)
    by = phrases.after(script, verb)
    follows = by[1] if by else verb + 1
    ends = follows >= script.size or script.sentence[follows] == follows
    free = found is not None and found.free
    if not by and (not ends or free):
        return
    if number - first < (2 if _goes_on(script, follows) else FEWEST_BEFORE):
        return
    if by and not ends and script.easy(follows) and script.lower[follows] == "que":
        return
    if script.lower[first] in lexicon.grammar("opening") and "," not in _commas(
        script, first, number
    ):
        return
    last = script.last_of(verb) if _goes_on(script, follows) else number
    start, stop = script.span(first, last)
    yield Saying(start=start, end=stop, at=verb, by=by, verb=script.lower[verb])


def _commas(script: Script, first: int, end: int) -> str:
    return "".join(script.gap(number) for number in range(first + 1, end))


def _goes_on(script: Script, number: int) -> bool:
    """Is there more of the sentence after a source between commas?"""
    return (
        number < script.size
        and script.sentence[number] != number
        and script.gap(number).strip() in (",", "—", "–", "—,", "–,")
        and script.last_of(number) - number >= FEWEST
        and not script.lower[number].startswith(("al", "quien", "en", "tras", "durante", "luego"))
    )


# "según X, …"


def _source(script: Script, number: int) -> Iterator[Saying]:
    by = according(script, number)
    by = _with_name(script, by) if by else None
    if by is None or not _is_somebody(script, by):
        return
    first, end = script.sentence[number], script.last_of(number)
    follows = by[1]
    if number == first:
        aside = _comma_after(script, follows, end)
        if aside is not None and end - aside >= FEWEST:
            yield _sourced(script, aside, end, by=by, at=number)
    elif number - first >= FEWEST_BEFORE and script.gap(number).strip() == ",":
        yield _sourced(script, first, number, by=by, at=number)


def _with_name(script: Script, phrase: Phrase) -> Phrase:
    """ "el director, Adán Cuevas, …": a name between commas belongs to who holds the office."""
    first, end = phrase
    if end >= script.size or script.gap(end) != ", ":
        return phrase
    apposed = phrases.at(script, end)
    names = apposed and all(script.is_capital(n) for n in (apposed[0], apposed[1] - 1))
    return (first, apposed[1]) if apposed and names and apposed[1] - apposed[0] > 1 else phrase


def _comma_after(script: Script, number: int, end: int) -> int | None:
    for place in range(number, min(end, number + phrases.LONGEST)):
        if script.gap(place).startswith(","):
            return place
    return None


def _sourced(script: Script, first: int, end: int, *, by: Phrase, at: int) -> Saying:
    start, stop = script.span(first, end)
    return Saying(start=start, end=stop, at=at, by=by, verb="según")


def _is_somebody(script: Script, phrase: Phrase) -> bool:
    """A person or a body, not "según la ley", "de acuerdo con datos"."""
    words = [n for n in range(*phrase) if script.lower[n] not in lexicon.grammar("article")]
    return bool(words) and (
        script.is_capital(words[0]) or script.lower[words[0]] in lexicon.speakers()
    )


# headlines


def _headline(script: Script) -> Iterator[Saying]:
    """ "Ocampo: no habrá aumento", "No habrá aumento: Ocampo"."""
    end = script.at(script.title)
    colons = [n for n in range(1, end) if ":" in script.gap(n)]
    if not colons:
        return
    if _names(script, 0, colons[0], end) and end - colons[0] >= FEWEST:
        yield _signed(script, colons[0], end, by=(0, colons[0]))
    elif _names(script, colons[-1], end, end) and colons[-1] >= FEWEST:
        first = next((n for n in reversed(colons[:-1]) if ":" in script.gap(n)), 0)
        yield _signed(script, first, colons[-1], by=(colons[-1], end))


def _signed(script: Script, first: int, end: int, *, by: Phrase) -> Saying:
    start, stop = script.span(first, end)
    while start and script.text[start - 1] in "¿¡":
        start -= 1
    return Saying(start=start, end=stop, at=by[0], by=by)


def _names(script: Script, first: int, end: int, title_end: int) -> bool:
    """Is this side of the colon nothing but somebody who speaks in the text?"""
    if not 0 < end - first <= SIGNATURE:
        return False
    phrase = phrases.at(script, first)
    if phrase is None or phrase[1] < end:
        return False
    head = next(
        (n for n in range(first, end) if script.lower[n] not in lexicon.grammar("article")), first
    )
    low = script.lower[head]
    if low in lexicon.roles() or (end == title_end and low in lexicon.speakers()):
        return True
    if low in lexicon.bodies() or not script.is_capital(head):
        return end == title_end and script.words[head].isupper() and len(low) > 2
    return end == title_end or end - first > 1 or _spoken_of(script, low, title_end)


def _spoken_of(script: Script, word: str, title_end: int) -> bool:
    """Does the text give this surname a first name, or an office?"""
    for number in range(title_end, script.size):
        if script.lower[number] == word and script.easy(number):
            before = script.lower[number - 1]
            if before in lexicon.first_names() or before in lexicon.roles():
                return True
    return False
