"""Words that marks or dashes show as spoken, whose they are, and which marks show no speech."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from nlp.quoting import lexicon, phrases
from nlp.quoting.lexicon import Shape
from nlp.quoting.marks import Marked, marked
from nlp.quoting.phrases import Phrase
from nlp.quoting.sayings import Saying
from nlp.quoting.script import Script

FEWEST = 3  # words of a speech that is part of a sentence
FEWEST_ALONE = 3  # words of one that stands alone
WORK = 8  # words of the longest title of a work
NEAR = 4  # words between "programa" and its name
_DASH = re.compile(r"(?m)^[ \t]*(?P<dash>[—–]|-(?= ?[¿¡A-ZÁÉÍÓÚÑ]))")
_INNER = re.compile(r"(?<=\s)[—–-](?=\w)|(?<=[\w.,!?…])[—–]")
_PRONOUNS = frozenset(["así", "lo", "le", "les", "nos", "como", "también", "además", "se"])


def sayings(script: Script) -> Iterator[Saying]:
    """Every speech between marks and after dashes."""
    lines = list(_dashed(script))
    yield from lines
    starts = [one.start for one in lines]
    for quote in marked(script.text):
        place = bisect_right(starts, quote.start) - 1
        inside = place >= 0 and quote.start < lines[place].end
        if not inside and (saying := _saying(script, quote)):
            yield saying


def _saying(script: Script, quote: Marked) -> Saying | None:
    first, end = script.at(quote.start), script.at(quote.end)
    if first == end or _is_work(script, quote, first, end):
        return None
    found = _introduced(script, quote, first)
    if found is None and quote.closed:
        found = _followed(script, quote, end)
    if found is None and end - first >= FEWEST:
        found = _within(script, quote, first)
    if found is None and quote.closed:
        found = _alone(script, quote, first, end)
    return found


def _made(
    quote: Marked, *, at: int, by: Phrase | None, verb: str = "", faint: bool = False
) -> Saying:
    return Saying(start=quote.start, end=quote.end, at=at, by=by, verb=verb, faint=faint)


# before


def _introduced(script: Script, quote: Marked, first: int) -> Saying | None:
    """ "X dijo: “…”", "X aseguró que “…”", "X: “…”"."""
    lead = script.text[script.ends[first - 1] : quote.opens] if first else ""
    if not first or lead.count("\n") > 1:
        return None
    if ":" in lead:
        return _after_colon(script, quote, first)
    if lead.strip() == ",":
        return _after_source(script, quote, first)
    if "\n" in lead or lead.strip():
        return None
    number = first - 1
    that = script.lower[number] == "que"
    verb = _verb_before(script, number - 1 if that else number)
    if verb is None or (not that and script.at(quote.end) - first < FEWEST):
        return None
    return _spoken(script, quote, verb)


def _after_source(script: Script, quote: Marked, first: int) -> Saying | None:
    """ "Para el investigador Saúl Monroy, “…”"."""
    floor = script.sentence[first]
    by = according(script, floor)
    if by is None and script.lower[floor] == "para":
        by = phrases.at(script, floor + 1)
    return _made(quote, at=first, by=by, verb="según") if by else None


def _verb_before(script: Script, number: int) -> int | None:
    """A verb of saying at a word or, over its own subject, before it."""
    floor = script.sentence[number] if number >= 0 else 0
    for place in range(number, max(floor, number - phrases.LONGEST) - 1, -1):
        if script.verb(place):
            return place
        if not script.easy(place) or script.lower[place] in lexicon.stops():
            return None
    return None


def _after_colon(script: Script, quote: Marked, first: int) -> Saying | None:
    last = first - 1
    floor = script.sentence[last]
    verbs = [n for n in range(floor, first) if script.verb(n)]
    if verbs:
        return _spoken(script, quote, verbs[-1])
    if worded := _worded(script, floor, first):
        return _made(quote, at=first, by=worded[1], faint=False)
    phrase = phrases.at(script, floor)
    if phrase and (phrase[1] == first or script.at(quote.end) - first >= FEWEST_ALONE):
        return _made(quote, at=first, by=phrase)
    if script.at(quote.end) - first < FEWEST_ALONE:
        return None
    return _made(quote, at=first, by=None, faint=True)


def _worded(script: Script, first: int, end: int) -> tuple[int, Phrase | None] | None:
    """ "El mensaje de la alcaldesa fue claro": the noun of what is said, and whose it is."""
    for number in range(first, min(end, script.size)):
        if script.lower[number] in lexicon.grammar("speech"):
            whose = number + 1 < end and script.lower[number + 1]
            owner = {"de": number + 2, "del": number + 2}.get(whose or "")
            return number, phrases.at(script, owner) if owner else None
    return None


def _spoken(script: Script, quote: Marked, verb: int) -> Saying | None:
    found = script.verb(verb)
    by = subject(script, verb) or _any_subject(script, verb)
    return _made(quote, at=verb, by=by, verb=script.lower[verb]) if found else None


def _any_subject(script: Script, verb: int) -> Phrase | None:
    """ "Las pancartas decían": whatever stands from the head of the sentence to its verb."""
    floor = script.sentence[verb]
    phrase = phrases.at(script, floor, any_noun=True)
    return phrase if phrase and phrase[1] == phrases.start_of_verb(script, verb) else None


def subject(script: Script, verb: int) -> Phrase | None:
    """Who does a verb of saying, before or after it, or at the head of its sentence."""
    found = script.verb(verb)
    if found and found.shape in (Shape.FINITE, Shape.PARTICIPLE):
        return phrases.after(script, verb) or phrases.before(script, verb)
    return head(script, verb)


def head(script: Script, number: int) -> Phrase | None:
    """The subject of a sentence whose verb is another: "X acudió y, al señalar que"."""
    floor = script.sentence[number]
    if phrase := phrases.at_head(script, floor, number):
        return phrase
    for place in range(floor + 1, min(number, floor + phrases.FARTHEST)):
        if script.gap(place) == ", ":
            return phrases.at_head(script, place, number)
    return None


# after


def _followed(script: Script, quote: Marked, end: int) -> Saying | None:
    """ "“…”, dijo X", "“…”, según X", "“…”, X aseguró", "“…”: X"."""
    gap = script.text[quote.closes : script.starts[end]] if end < script.size else "\n"
    if "\n" in gap or set(gap) & set(".;!?…(") or (end < script.size and _marked(gap)):
        return None
    if ":" in gap:
        return _signed(script, quote, end)
    if found := _verb_after(script, quote, end):
        return found
    if source := according(script, end):
        return _made(quote, at=end, by=source, verb="según")
    phrase = phrases.at(script, end)
    verb = script.verb(phrase[1]) if phrase and script.easy(phrase[1]) else None
    if phrase and verb and verb.shape is Shape.FINITE:
        return _made(quote, at=phrase[1], by=phrase, verb=script.lower[phrase[1]])
    return None


def _marked(gap: str) -> bool:
    return bool(set(gap) & set('«“"'))


def _verb_after(script: Script, quote: Marked, end: int) -> Saying | None:
    number = end
    while number < min(end + 3, script.size) and script.lower[
        number
    ] in _PRONOUNS | lexicon.grammar("have"):
        number += 1
    verb = script.verb(number)
    if verb is None:
        return _unlisted(script, quote, number) if number == end else None
    if verb.shape is Shape.INFINITIVE:
        return None
    by = phrases.after(script, number, any_noun=not verb.free)
    if by is None and verb.free and verb.present:
        return None
    following = by[1] if by else number + 1
    if following < script.size and script.lower[following] == "que" and script.easy(following):
        return _made(quote, at=number, by=by, verb=script.lower[number]) if by else None
    return _made(quote, at=number, by=by, verb=script.lower[number])


def _unlisted(script: Script, quote: Marked, number: int) -> Saying | None:
    """ "“…”, celebró X": a verb that no list has, "“…”, fue el mensaje de X"."""
    low = script.lower[number] if number < script.size else ""
    if low in ("fue", "fueron", "es", "son") and (worded := _worded(script, number, number + 4)):
        return _made(quote, at=number, by=worded[1]) if worded[1] else None
    first = script.at(quote.start)
    if (
        not low.endswith(("ó", "aron", "ieron", "a", "e", "an", "en"))
        or script.sentence[first] != first
    ):
        return None
    by = phrases.after(script, number)
    return _made(quote, at=number, by=by, verb=low) if by else None


def _signed(script: Script, quote: Marked, end: int) -> Saying | None:
    """ "“No habrá aumento”: Ocampo" as headlines sign."""
    phrase = phrases.at(script, end)
    if phrase is None or (phrase[1] < script.size and script.sentence[phrase[1]] != phrase[1]):
        return None
    return _made(quote, at=end, by=phrase)


def according(script: Script, number: int) -> Phrase | None:
    """Whoever "según", "de acuerdo con" bring in at a word."""
    if number >= script.size:
        return None
    for phrase in lexicon.according().get(script.lower[number], ()):
        after = number + len(phrase)
        if tuple(script.lower[number:after]) == phrase and after < script.size:
            skip = script.verb(after) is not None
            return phrases.at(script, after + skip)
    return None


# within and alone


def _within(script: Script, quote: Marked, first: int) -> Saying | None:
    """A part of what the sentence tells: "dijo que el agua “llegará muy pronto”"."""
    floor = script.sentence[first]
    for number in range(first - 1, floor - 1, -1):
        verb = script.verb(number)
        if verb and not _is_denied(script, number):
            return _spoken(script, quote, number)
    return None


def _is_denied(script: Script, verb: int) -> bool:
    return verb > 0 and script.lower[verb - 1] in lexicon.grammar("not")


def _alone(script: Script, quote: Marked, first: int, end: int) -> Saying | None:
    """A sentence of its own between marks: of whoever was speaking."""
    whole = first == 0 or script.sentence[first] == first
    rest = script.text[quote.closes : quote.closes + 2]
    stops = script.text[quote.end - 1] in ".!?…" or rest[:1] in (".", "\n", "")
    if not whole or not stops or end - first < FEWEST_ALONE:
        return None
    return _made(quote, at=first, by=None, faint=True)


def _is_work(script: Script, quote: Marked, first: int, end: int) -> bool:
    """ "el programa “Caminos”": a name, not a speech."""
    if end - first > WORK or not first or _introduces(script, quote, first):
        return False
    names = [n for n in range(first, end) if len(script.words[n]) > 3]
    titled = bool(names) and all(script.is_capital(n) for n in names)
    return (titled and end - first > 1) or _after_work(script, first)


def _introduces(script: Script, quote: Marked, first: int) -> bool:
    lead = script.text[script.ends[first - 1] : quote.opens]
    return ":" in lead or (
        script.verb(first - 1) is not None and script.sentence[first - 1] < first
    )


def _after_work(script: Script, first: int) -> bool:
    works = lexicon.works()
    if script.sentence[first] == first:
        return False
    for number in range(first - 1, max(-1, first - 1 - NEAR), -1):
        low = script.lower[number]
        if low in works:
            return "." not in script.gap(first)
        if script.verb(number) or low == "que" or set(script.gap(number + 1)) & set(",:;."):
            return False
    return False


# dashes


def _dashed(script: Script) -> Iterator[Saying]:
    """Paragraphs of dialogue: "—No hay agua —dijo X—. Mañana llega.\""""
    text = script.text
    starts = list(_DASH.finditer(text))
    spoken = [_line(text, match) for match in starts]
    for number, (start, end) in enumerate(spoken):
        tagged = list(_tagged(script, start, end))
        yield from tagged
        neighbours = [spoken[n] for n in (number - 1, number + 1) if 0 <= n < len(spoken)]
        if not tagged and text[starts[number].start("dash")] != "-":
            yield from _untagged(script, start, end, neighbours)


def _line(text: str, match: re.Match[str]) -> tuple[int, int]:
    end = text.find("\n", match.end())
    return match.end(), end if end >= 0 else len(text)


def _tagged(script: Script, start: int, end: int) -> Iterator[Saying]:
    """The parts of a line that are speech, once one of the others says who speaks."""
    cuts = [match.start() for match in _INNER.finditer(script.text, start, end)]
    if not cuts:
        return
    bounds = [start, *cuts, end]
    tag = script.at(cuts[0])
    verb = _first_verb(script, tag, bounds[2])
    if verb is None:
        return
    by = phrases.after(script, verb, any_noun=True) or phrases.before(script, verb)
    for part in range(0, len(bounds) - 1, 2):
        first, last = script.at(bounds[part]), script.at(bounds[part + 1])
        if last - first >= (2 if part == 0 else FEWEST):
            begin, stop = _speech(script, first, last)
            yield Saying(start=begin, end=stop, at=verb, by=by, verb=script.lower[verb])


def _first_verb(script: Script, first: int, end: int) -> int | None:
    """The verb with which a tag begins: "dijo", "le contestó", "la vecina respondió"."""
    for number in range(first, min(first + 8, script.size)):
        if script.starts[number] >= end:
            return None
        verb = script.verb(number)
        if verb and verb.shape is Shape.FINITE:
            return number
    return None


def _speech(script: Script, first: int, end: int) -> tuple[int, int]:
    """The offsets of a part of a line, with the marks that belong to it."""
    start, stop = script.span(first, end)
    while start and script.text[start - 1] in "¿¡":
        start -= 1
    while stop < len(script.text) and script.text[stop] in "?!…":
        stop += 1
    return start, stop


def _untagged(
    script: Script, start: int, end: int, neighbours: list[tuple[int, int]]
) -> Iterator[Saying]:
    """An answer among questions: the line between dashes that asks nothing."""
    first, last = script.at(start), script.at(end)
    beside = any(abs(start - other[1]) < 4 or abs(other[0] - end) < 4 for other in neighbours)
    said = script.text[start:end].strip()
    if not beside or last - first < FEWEST or said[:1] == "¿" or said[-1:] not in ".!…":
        return
    begin, stop = _speech(script, first, last)
    yield Saying(start=begin, end=stop, at=first, nobody=True)
