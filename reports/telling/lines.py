"""The sentences of a piece as a story may use them: whole, standing alone, and what each says.

What makes a sentence lean on another one, or no sentence at all, is a line in a list beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.folding import compose, fold
from monitor.model import Clipping
from reports import quotations
from reports.datelines import body
from reports.sentences import sentences
from reports.words import clean

SHORTEST, LONGEST = 40, 420  # characters of a sentence that tells something in a summary
FEWEST = 5  # words of its own
OPENING = 3  # sentences that a dateline may open
STEM = 6  # letters by which two forms of a word meet
NAMED_BY = 100  # characters: «El director» leans, «El director de Aguas, Braulio Tenorio,» does not
READ = 60  # sentences of a piece: what happened is told first

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_FIGURE = re.compile(r"\d")
_NAME = re.compile(r"[A-ZÁÉÍÓÚÜÑ][a-záéíóúüñ]+ (?:de la |de |del )?[A-ZÁÉÍÓÚÜÑ][a-záéíóúüñ]+")
_FINISHED = re.compile(r"[.!?…][»”’\"')\]]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence of a piece, or several that a quotation holds together."""

    text: str  # cleaned, without dateline
    clipping_id: str
    at: int  # which sentence of its piece
    words: frozenset[str]  # what it says, without the words that say nothing
    figures: frozenset[str]
    names: frozenset[str]  # words with a capital inside it


def lines(clipping: Clipping) -> tuple[Line, ...]:
    """The sentences that can stand in a summary: no captions, credits, or half quotations."""
    spans = sentences(clipping.text)[:READ]
    units = quotations.units(clipping.text, spans)
    return tuple(_usable(clipping, spans, units))


def _usable(
    clipping: Clipping,
    spans: Sequence[tuple[int, int]],
    units: Sequence[tuple[int, ...] | None],
) -> Iterator[Line]:
    for place, unit in enumerate(units):
        if unit is None or unit[0] != place:
            continue
        said = clean(clipping.text[spans[unit[0]][0] : spans[unit[-1]][1]])
        made = line(body(said) if place < OPENING else said, clipping_id=clipping.id, at=place)
        if is_telling(made):
            yield made


def line(text: str, *, clipping_id: str, at: int = 0) -> Line:
    found = _WORD.findall(compose(text))
    plain = [word for word in found if fold(word) not in listed("common.txt")]
    return Line(
        text=text,
        clipping_id=clipping_id,
        at=at,
        words=frozenset(fold(word)[:STEM] for word in plain if len(word) > 2 or word.isdigit()),
        figures=frozenset(word for word in found if _FIGURE.match(word)),
        names=frozenset(fold(word) for word in found[1:] if word[0].isupper()),
    )


def is_telling(made: Line) -> bool:
    return (
        SHORTEST <= len(made.text) <= LONGEST
        and len(made.words) >= FEWEST
        and bool(_FINISHED.search(made.text))
        and not is_caption(made.text)
        and not leans(made.text)
    )


def is_caption(text: str) -> bool:
    """A photograph's words, a credit, or an invitation of the outlet."""
    said = _opening(text)
    return any(said.startswith(sign) for sign in _phrases("captions.txt"))


def leans(text: str) -> bool:
    """It begins with what another sentence must explain: «Asimismo», «Ella», «Agregó que»."""
    said = _opening(text)
    words = said.split()
    if not words:
        return True
    if any(f"{said} ".startswith(f"{opener} ") for opener in _phrases("openers.txt")):
        return True
    if any(f"{said} ".startswith(f"{role} ") for role in _phrases("roles.txt")):
        return not _NAME.search(text[:NAMED_BY])
    return words[0] in listed("saying.txt")


def _opening(text: str) -> str:
    """Its first words, folded, without the marks before them and between them."""
    found = _WORD.findall(fold(compose(text[:120])))
    return " ".join(found)


def coverage(made: Line, others: Iterable[Line]) -> float:
    """How much of what a sentence says the most like of the others says."""
    shares = (len(made.words & other.words) / len(made.words) for other in others if made.words)
    return max(shares, default=0.0)


def union(made: Line, words: frozenset[str]) -> float:
    """How much of what a sentence says is among these words."""
    return len(made.words & words) / len(made.words) if made.words else 1.0


@cache
def listed(name: str) -> frozenset[str]:
    return frozenset(word for phrase in _phrases(name) for word in phrase.split())


@cache
def _phrases(name: str) -> tuple[str, ...]:
    rows = (files("reports.telling") / name).read_text(encoding="utf-8").splitlines()
    return tuple(fold(compose(row)) for row in rows if row and not row.startswith("#"))
