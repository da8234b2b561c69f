"""Which sentences hold together because a quotation or a dialogue runs through them.

The rule sees one paragraph at a time: what is left open at its end, or closed without having
been opened, has no whole form, and its sentences belong to no unit.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MARK = re.compile(r"[“”„«»\"‘’]")
SINGLE = frozenset("‘’")
OPENING = frozenset("“„«‘")
BEFORE = re.compile(r"[\s(\[¿¡—–«“‘\"'-]")  # what stands before a mark that opens
AFTER = re.compile(r"[\s)\].,;:!?…—–»”’\"'-]")  # what follows a mark that closes
RAYA = re.compile(r"[—–-] ?[^\W\d]|[—–-] ?[¿¡“«\"]")  # a line that somebody says

Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """From its outermost mark to the one that ends it; as far as it may run when one is missing."""

    start: int
    end: int
    whole: bool


def units(text: str, spans: Sequence[Offsets]) -> tuple[tuple[int, ...] | None, ...]:
    """For each sentence, those it goes with, itself too; None when nothing completes it."""
    tied: set[int] = set()  # to the sentence that follows
    broken: set[int] = set()
    for paragraph in _paragraphs(text, spans):
        if RAYA.match(text, spans[paragraph.start][0]):
            tied.update(paragraph[:-1])
            continue
        for quotation in _quotations(text, spans[paragraph.start][0], spans[paragraph[-1]][1]):
            held = _held(quotation, spans, paragraph)
            tied.update(held[:-1])
            broken.update(() if quotation.whole else held)
    return tuple(_unit(place, tied, broken) for place in range(len(spans)))


def _paragraphs(text: str, spans: Sequence[Offsets]) -> Iterator[range]:
    """The places of the sentences of each line."""
    first = 0
    for place in range(1, len(spans) + 1):
        if place == len(spans) or "\n" in text[spans[place - 1][1] : spans[place][0]]:
            yield range(first, place)
            first = place


def _held(quotation: Quotation, spans: Sequence[Offsets], paragraph: range) -> range:
    """The sentences through which a quotation runs."""
    starts = [spans[place][0] for place in paragraph]
    first = bisect_right(starts, quotation.start) - 1
    last = bisect_right(starts, quotation.end) - 1
    return paragraph[max(first, 0) : last + 1]


def _quotations(text: str, start: int, end: int) -> Iterator[Quotation]:
    """The outermost quotations of a paragraph, in order; those inside them say nothing more."""
    opened: list[int] = []
    since = start
    for found in MARK.finditer(text, start, end):
        at = found.start()
        if _opens(text[start:end], at - start, inside=bool(opened)):
            opened.append(at)
        elif _is_no_mark(text, at, opened):
            continue
        elif len(opened) < 2:
            whole = bool(opened)
            yield Quotation(start=opened.pop() if whole else since, end=at, whole=whole)
            since = at
        else:
            opened.pop()
    if opened:
        yield Quotation(start=opened[0], end=end - 1, whole=False)


def _is_no_mark(text: str, at: int, opened: Sequence[int]) -> bool:
    """An apostrophe, or inches."""
    if text[at] in SINGLE:
        return not opened or text[opened[-1]] not in SINGLE
    return not opened and text[at - 1 : at].isdigit()


def _opens(line: str, at: int, *, inside: bool) -> bool:
    """By what stands around the mark; by its shape when that says nothing."""
    before = at == 0 or bool(BEFORE.match(line, at - 1))
    after = at + 1 == len(line) or bool(AFTER.match(line, at + 1))
    if before != after:
        return before
    return not inside if line[at] == '"' else line[at] in OPENING


def _unit(place: int, tied: set[int], broken: set[int]) -> tuple[int, ...] | None:
    first = last = place
    while first - 1 in tied:
        first -= 1
    while last in tied:
        last += 1
    unit = tuple(range(first, last + 1))
    return None if broken.intersection(unit) else unit


def balanced(sentence: str) -> str:
    """The sentence without the marks of a quotation that it does not hold whole."""
    halves = [each for each in _quotations(sentence, 0, len(sentence)) if not each.whole]
    lone = {at for each in halves for at in (each.start, each.end) if MARK.match(sentence, at)}
    return "".join(each for at, each in enumerate(sentence) if at not in lone)


def excerpt(text: str, start: int, end: int) -> str:
    """The words of `[start, end)`, between marks where the cut falls inside a whole quotation.

    «El gobierno sabía”, reprochó.» keeps told apart who speaks and what was said.
    """
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    found = _quotations(text, line_start, len(text) if line_end < 0 else line_end)
    cut = [each for each in found if each.whole and each.start < end and start <= each.end]
    opening = [text[each.start] for each in cut if each.start < start < each.end]
    closing = [text[each.end] for each in cut if start < each.end and end <= each.end]
    return "".join([*opening, text[start:end], *closing])
