"""The noun phrases that may speak: after a verb, before one, at the head of a sentence."""

from __future__ import annotations

from nlp.quoting import lexicon
from nlp.quoting.script import Script

Phrase = tuple[int, int]  # words [first, end)

LONGEST = 16  # words of a name with its office
FARTHEST = 40  # words that may stand between a subject and its verb


def at(script: Script, first: int, *, any_noun: bool = False) -> Phrase | None:
    """The phrase that begins at a word and may speak."""
    if first < script.size and script.lower[first].isdigit() and script.easy(first + 1):
        first += 1
    end = _end(script, first)
    while end > first and script.lower[end - 1] in lexicon.grammar("link"):
        end -= 1
    return (first, end) if speaks(script, first, end, any_noun=any_noun) else None


def _end(script: Script, first: int) -> int:
    links, stops = lexicon.grammar("link"), lexicon.stops()
    named = False
    number = first
    while number < min(script.size, first + LONGEST):
        low, capital = script.lower[number], script.is_capital(number)
        if number > first and (not script.easy(number) or low in stops or low[0].isdigit()):
            break
        if number > first and _is_verb(script, number):
            break
        if low in ("y", "e") and not _joins(script, number):
            break
        if named and not capital and low not in links:
            break
        named = named or (capital and low not in lexicon.grammar("article"))
        number += 1
    return number


def _is_verb(script: Script, number: int) -> bool:
    """A verb of saying; among capitals only where all are."""
    lone = not script.is_capital(number) or (
        script.words[number].isupper() and len(script.words) > 1
    )
    return lone and script.verb(number) is not None


def _joins(script: Script, number: int) -> bool:
    """Does this "y" join one more who speaks?"""
    if not script.easy(number + 1):
        return False
    return script.is_capital(number + 1) or script.lower[number + 1] in lexicon.speakers()


def after(script: Script, verb: int, *, any_noun: bool = False) -> Phrase | None:
    """The subject that follows its verb: "dijo ayer la alcaldesa", "respondió su rival, el …"."""
    number = verb + 1
    while script.easy(number) and _is_adverb(script.lower[number]):
        number += 1
    if not script.easy(number):
        return None
    if script.lower[number] in lexicon.grammar("addressee"):
        return _after_addressee(script, number)
    found = at(script, number)
    if found is None and script.lower[number] in lexicon.grammar("article"):
        end = _end(script, number)
        if end < script.size and script.gap(end) == ", ":
            found = at(script, end)
    return found or (at(script, number, any_noun=True) if any_noun else None)


def _after_addressee(script: Script, number: int) -> Phrase | None:
    """ "dijo en conferencia de prensa la tesorera": an article that no preposition governs."""
    for place in range(number + 1, min(number + 10, script.size)):
        if not script.easy(place) or script.lower[place] in ("que", "quien"):
            return None
        free = script.lower[place - 1] not in lexicon.grammar("preposition")
        if script.lower[place] in ("el", "la", "los", "las") and free and place > number + 1:
            return at(script, place)
    return None


def before(script: Script, verb: int) -> Phrase | None:
    """The subject that ends right before its verb, or before what stands between commas."""
    end = start_of_verb(script, verb)
    floor = script.sentence[verb]
    if end <= floor:
        return None
    if script.easy(end) or script.lower[end - 1] in ("quien", "quienes"):
        if script.lower[end - 1] not in ("quien", "quienes"):
            return _ending(script, end, floor)
        end -= 1
        if phrase := _ending(script, end, floor):
            return phrase
    return _over_commas(script, end, floor)


def start_of_verb(script: Script, verb: int) -> int:
    """The first word of a verb with its pronouns and auxiliaries."""
    small, number = lexicon.grammar("before"), verb
    if script.lower[verb] in lexicon.turns():
        number -= 1 + (script.lower[verb - 1] == "a")
    while number > script.sentence[verb] and script.easy(number):
        low = script.lower[number - 1]
        if low not in small and not _is_adverb(low):
            break
        number -= 1
    return number


def _is_adverb(word: str) -> bool:
    return word in lexicon.skipped() or (word.endswith("mente") and len(word) > 6)


def _over_commas(script: Script, end: int, floor: int) -> Phrase | None:
    """ "Quintanar, alcaldesa de aquí, dijo": the phrase between commas, or the one before."""
    for _ in range(3):
        if end <= floor or script.gap(end).strip() not in (",", "—", "–", ")"):
            return None
        start = _comma_before(script, end, floor)
        inner = (start, end)
        if _is_name(script, *inner):
            return inner
        titled = at(script, start)
        if titled and titled[1] == end and _has_name(script, titled):
            return titled
        if start <= floor:
            return at_head(script, floor, end)
        if phrase := _ending(script, start, floor):
            return phrase
        end = start
    return None


def _comma_before(script: Script, end: int, floor: int) -> int:
    number = end - 1
    while number > max(floor, end - FARTHEST) and not set(script.gap(number)) & set(",—–;:("):
        number -= 1
    return number


def at_head(script: Script, first: int, end: int) -> Phrase | None:
    """The phrase at the head of a sentence, when it may speak."""
    phrase = at(script, first)
    return phrase if phrase and phrase[1] <= end else None


def _ending(script: Script, end: int, floor: int) -> Phrase | None:
    """The phrase that ends before a word and begins where a noun phrase can."""
    first = end - 1
    stops = lexicon.stops() - lexicon.grammar("article")
    while first > max(floor, end - LONGEST) and script.easy(first):
        low = script.lower[first - 1]
        if low in stops or (script.verb(first - 1) and not script.is_capital(first - 1)):
            break
        first -= 1
    governed = first > floor and script.easy(first) and _governs(script.lower[first - 1])
    for start in range(first, end):
        if _may_open(script, start, first, governed=governed) and speaks(script, start, end):
            return start, end
    return None


def _governs(word: str) -> bool:
    return word in lexicon.grammar("preposition") - {"y", "e"}


def _may_open(script: Script, start: int, first: int, *, governed: bool) -> bool:
    if start == first:
        return not governed
    before = script.lower[start - 1]
    if script.lower[start] in lexicon.grammar("article"):
        return before not in lexicon.grammar("preposition") | lexicon.grammar("link")
    return script.is_capital(start) and not (
        before in lexicon.grammar("link") | lexicon.grammar("article")
        or script.is_capital(start - 1)
        or before in lexicon.speakers()
        or before in ("municipal", "general", "estatal", "federal", "local")
    )


def _is_name(script: Script, first: int, end: int) -> bool:
    """Nothing but the name of a person?"""
    words = range(first, end)
    return (
        2 <= end - first <= 6
        and script.is_capital(first)
        and script.is_capital(end - 1)
        and script.lower[first] not in lexicon.bodies()
        and all(script.is_capital(n) or script.lower[n] in lexicon.grammar("link") for n in words)
    )


def _has_name(script: Script, phrase: Phrase) -> bool:
    """ "el priista Tito Galván": two capitals at its end."""
    first, end = phrase
    return end - first > 2 and script.is_capital(end - 1) and script.is_capital(end - 2)


def speaks(script: Script, first: int, end: int, *, any_noun: bool = False) -> bool:
    """May these words be who speaks?"""
    head = _after_part(script, first, end)
    articles = lexicon.grammar("article")
    while head < end and script.lower[head] in articles:
        head += 1
    if head == end:
        return end - first == 1 and script.lower[first] in ("doña", "don", "él", "otro", "otra")
    low = script.lower[head]
    if script.is_capital(head) and not low.isdigit():
        return low not in lexicon.stops() and not _opens_sentence(script, head)
    if low in lexicon.speakers() or low in lexicon.grammar("anaphor"):
        return True
    return head > first and (any_noun or _has_name(script, (first, end)))


def _after_part(script: Script, first: int, end: int) -> int:
    """ "uno de los testigos": the word after "de"."""
    part = end - first > 2 and script.lower[first + 1] in ("de", "del")
    return first + 2 if part and script.lower[first] in lexicon.grammar("article") else first


def _opens_sentence(script: Script, number: int) -> bool:
    """A capital that the sentence asks for and no name has: "Este", "Durante", "Vecinos"?"""
    if script.sentence[number] != number:
        return False
    low = script.lower[number]
    if low in lexicon.speakers() or low in lexicon.first_names():
        return False
    alone = number + 1 >= script.size or not script.is_capital(number + 1)
    return low in lexicon.openers() or (alone and script.verb(number) is not None)
