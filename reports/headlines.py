"""What stands over a story: its headline without what is said beside it, and who signs it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from monitor.folding import fold
from monitor.model import Clipping, Field, PieceKind, Span
from reports.datelines import body
from reports.kinds import OPINION
from reports.quotations import balanced, excerpt
from reports.sentences import sentences, shorten
from reports.words import clean, kind, word

LONGEST = 300  # characters of a headline
TELLING = 30  # of a post, to head a story
OPENING = 120  # of a text that has neither headline nor a first sentence of a fair length
KICKER = re.compile(r"(?P<said>[^\W\d]+(?: [^\W\d]+)?)\s*[|:/·–—]\s*(?=\S)")
CUT = re.compile(r"\s*(?:…|\.\.\.)$")


def headline(clipping: Clipping) -> str:
    """Its title; of a post that has none, or only its own first words, what it says first."""
    title = clean(clipping.title)
    if not title or _is_opening(title, clean(clipping.text)):
        return _opening(clipping) or title or word("headline", "none")
    return shorten(_without_kicker(title, clipping.kind), LONGEST)


def _is_opening(title: str, text: str) -> bool:
    uncut = CUT.sub("", title)
    return uncut != title and text.startswith(uncut)


def _opening(clipping: Clipping) -> str:
    """Its first sentences, as many as say something: «Buenos días» does not."""
    said = ""
    for start, end in sentences(clipping.text):
        longer = f"{said} {clean(clipping.text[start:end])}".strip()
        if len(longer) > LONGEST:
            return said or shorten(longer, OPENING)
        if len(longer) >= TELLING:
            return longer
        said = longer
    return said


def _without_kicker(title: str, piece: PieceKind) -> str:
    """«Entrevista | Habla el síndico» says its kind, which is shown beside it."""
    found = KICKER.match(title)
    if not found:
        return title
    shown = OPINION if piece in OPINION else {piece}
    said = {fold(kind(each)) for each in shown}
    return title[found.end() :] if fold(found["said"]) in said else title


@cache
def _anonymous() -> frozenset[str]:
    lines = (files("reports") / "bylines.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line and not line.startswith("#"))


def byline(clipping: Clipping, outlet: str) -> str | None:
    """Who signs, when it is somebody else than the outlet."""
    return signature(clipping.author or "", outlet)


def signature(written: str, outlet: str) -> str | None:
    """The name of somebody, when it is one."""
    author = clean(written)
    return None if fold(author).strip(" .") in {"", fold(clean(outlet)), *_anonymous()} else author


def quotable(clipping: Clipping, span: Span) -> str:
    """What stands between « and »: no dateline, no half of a quotation, no « of its own."""
    whole = clipping.title if span.field is Field.TITLE else clipping.text
    said = clean(excerpt(whole, span.start, span.end))
    if span.field is Field.TEXT and span.start == 0:
        said = body(said)
    return shorten(balanced(said).replace("«", "“").replace("»", "”"))
