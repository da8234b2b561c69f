"""The *volante de turno* of a demand: one page of letter paper that an office can sign and file.

How it looks is in `templates/volante.typ`. However much a demand says, it stays on one page: the
template takes the first of `cuts` that fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from monitor.config import Branding
from monitor.errors import TypesetError
from reports import cases
from reports.cards.model import Card, Evidence, Row
from reports.cases import said
from reports.pdf import COLOUR, logo_of, readable
from reports.sentences import shorten
from reports.typeset import Data, document

CUTS = ((6, 1_200), (4, 600), (3, 320), (2, 200), (1, 160))  # sources shown, characters of each
ROOM = 140  # characters of a field
LEVEL = "m"  # of the code: it is read with a seventh of it stained


def volante(card: Card, *, branding: Branding) -> bytes:
    """The same card, the same bytes; a logo that cannot be set is left out."""
    logo, code = logo_of(branding.logo), svg(card.code)
    data = {**page(card), "colour": readable(branding.colour or COLOUR)}
    try:
        return document("volante.typ", data, made_at=card.head.made_at, logo=logo, code=code)
    except TypesetError:
        if not logo:
            raise
        return document("volante.typ", data, made_at=card.head.made_at, code=code)


def svg(said: str) -> str:
    """The code as a drawing of squares."""
    from segno import make

    drawn = BytesIO()
    make(said, error=LEVEL, micro=False).save(
        drawn, kind="svg", border=4, scale=4, xmldecl=False, svgns=True
    )
    return drawn.getvalue().decode("ascii")


def page(card: Card) -> Data:
    """What the page says, as `volante.typ` reads it."""
    return {
        **_head(card),
        "category": card.category,
        "urgent": said("urgency", "life") if card.urgent else None,
        "lead": card.lead,
        "term": card.term,
        "whose": list(card.whose),
        "what": {"title": said("page", "what"), "rows": [_row(each) for each in card.what[1:]]},
        "where": {"title": said("page", "where"), "rows": [_row(each) for each in card.where]},
        "asks": card.asks or None,
        "evidence": said("page", "evidence"),
        "cuts": [list(_cut(card, most, room)) for most, room in CUTS],
        "rest": [_rest(card, most, room) for most, room in CUTS],
        "code_alt": card.code_alt,
        "scan": card.scan,
        **_foot(card),
    }


def _head(card: Card) -> Data:
    head = card.head
    language, _, region = head.language.partition("_")
    return {
        "language": language,
        "region": region if region.isalpha() else None,
        "title": said("title", "volante"),
        "place": f"{head.municipality}, {head.state}",
        "office": head.office,
        "subject": card.subject,
        "day": cases.full_day(head.made_at.date(), head.language),
        "label": said("page", "folio", folio="").strip(),
        "folio": card.folio,
    }


def _foot(card: Card) -> Data:
    head = card.head
    return {
        "how": {
            "title": said("page", "how"),
            "lead": said("page", "how_paper"),
            "answers": [{"word": each.word, "meaning": each.meaning} for each in card.answers],
        },
        "receipt": {
            "title": said("page", "receipt"),
            "lines": [said("page", f"received_{each}") for each in ("by", "on", "at")],
            "stamp": said("page", "stamp"),
        },
        "privacy": head.privacy,
        "signature": said("page", "signature", office=head.office, municipality=head.municipality),
    }


def _row(row: Row) -> Data:
    return {
        "label": row.label,
        "words": _short(row.words, ROOM),
        "unsaid": row.unsaid,
        "missing": row.missing,
    }


def _cut(card: Card, most: int, room: int) -> Iterator[Data]:
    for each in card.evidence[:most]:
        where = f"{_short(each.outlet, 60)} · {each.when}"
        yield {"quote": _short(each.quote, room), "where": where, "link": _link(each)}


def _short(text: str, room: int) -> str:
    """Cut at a word, or anywhere where there is none."""
    if len(text) <= room:
        return text
    whole = shorten(text, room)
    return whole if len(whole) > room // 2 else f"{text[: room - 1]}…"


def _link(evidence: Evidence) -> Data | None:
    return {"words": _short(evidence.url, 90), "url": evidence.url} if evidence.url else None


def _rest(card: Card, most: int, room: int) -> str | None:
    hidden = max(0, len(card.evidence) - most)
    is_cut = any(len(each.quote) > room for each in card.evidence[:most])
    more = said("page", "more_sources", number=str(hidden)) if hidden else ""
    whole = said("page", "cut") if is_cut or hidden else ""
    return ". ".join(filter(None, (more, whole))) or None
