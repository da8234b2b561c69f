"""What pages bear beside their notes: folios, dates, sections, the outlet's own name; captions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from monitor.folding import fold
from monitor.newsprint.layout import Block
from monitor.newsprint.lines import Line
from monitor.newsprint.sheet import Sheet

_EDGE: Final = 0.13  # of a page, at its head and at its foot
_HEAD: Final = 1.6  # of that: a first page has its name at its head
_PLAIN: Final = 1.5  # times the body's size: letters of folios
_LONGEST_FOLIO: Final = 16  # words
_BESIDE: Final = 6  # words beside the outlet's name
_SMALL: Final = 0.93  # times the body's size: letters of captions
_LONGEST_CAPTION: Final = 70  # words
_MONTHS: Final = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
_PAGE = re.compile(r"\b(?:p[áa]g(?:ina|\.)?|p\.)\s*(\d{1,3})\b", re.IGNORECASE)
_FOLIO = re.compile(
    r"^\W*(?:(?:p[áa]g(?:ina|\.)?|p\.)?\s*[A-Z]?\d{1,3}\s*-?[A-Z]?"
    r"|a[ñn]o \w+|(?:n[úo]m(?:ero|\.)?|no\.?) ?[\d,.]+|\$ ?\d+(?:\.\d\d)?(?: pesos)?"
    r"|(?:https?://|www\.)\S+|@\w+)\W*$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(\d{1,2})(?:o|º|ro)?\s+(?:de\s+)?(" + "|".join(_MONTHS) + r")\s+(?:del?\s+)?(\d{4})\b",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo)\b,? \d{1,2} (?:de )?\w+",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\b(?:viene|contin[úu][ae]|pas[ae]|sig(?:ue|a)|v[eé]a(?:se)?|ver)\b", re.IGNORECASE
)
_CREDIT = re.compile(
    r"(?:\bfotos?(?:graf[íi]as?)?|\bcr[ée]ditos?|\bimagen|\bilustraci[óo]n)\s*[:/|•-]\s*\S"
    r"|/ ?(?:cuartoscuro|especial|notimex|archivo|cortes[íi]a)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customs:
    """What is furniture in one issue."""

    names: frozenset[str]  # of the outlet, folded
    sections: frozenset[str]  # folded
    body: float  # the size of its text

    def holds(self, line: Line, sheet: Sheet) -> bool:
        """Whether a line says where the page is, and not what happened."""
        if not any(map(str.isalnum, line.text)):
            return True
        edge = _EDGE * sheet.height
        if line.bottom > _HEAD * edge and line.top < sheet.height - edge:
            return False
        return bool(_FOLIO.match(line.text)) or self._is_folio(line) or self._is_named(line)

    def _is_folio(self, line: Line) -> bool:
        """The date, a section, a page: in letters that are no headline's."""
        if line.size > _PLAIN * self.body or len(line.words) > _LONGEST_FOLIO:
            return False
        if _MOVES.search(line.text):
            return False
        said = fold(line.text).strip(" .|·-")
        if said in self.sections or _DATE.search(line.text) or _DAY.search(line.text):
            return True
        return len(line.words) <= 5 and bool(_PAGE.search(line.text))

    def _is_named(self, line: Line) -> bool:
        """The masthead: the outlet's name, with little beside it."""
        said = fold(line.text)
        room = len(said.split()) - _BESIDE
        return any(name in said and len(name.split()) >= room for name in self.names)


def is_caption(block: Block, *, body: float) -> bool:
    """What is written under a picture: small letters, or who took it."""
    if block.words > _LONGEST_CAPTION:
        return False
    return block.size <= _SMALL * body or (
        bool(_CREDIT.search(block.text)) and block.size <= 1.1 * body
    )


def masthead(found: Sequence[Line], furniture: Sequence[Line], sheet: Sheet) -> list[Line]:
    """What stands beside a page's date; of a first page, above it: the newspaper's name."""
    dated = [line for line in furniture if _DATE.search(line.text) or _DAY.search(line.text)]
    if not dated or dated[0].top > _HEAD * _EDGE * sheet.height:
        return []
    first = 0.0 if sheet.number == 1 else dated[0].top - dated[0].size / 2
    return [
        line
        for line in found
        if line.top >= first and line.bottom <= dated[0].bottom + 1 and len(line.words) <= _BESIDE
    ]


def page_of(lines: Iterable[Line]) -> int | None:
    """The number that a page bears in print."""
    found = (_PAGE.search(line.text) for line in lines)
    return next((int(each[1]) for each in found if each), None)


def date_of(text: str) -> date | None:
    """The first date that it says whole."""
    said = _DATE.search(text)
    if said is None:
        return None
    try:
        return date(int(said[3]), _MONTHS.index(said[2].lower()) + 1, int(said[1]))
    except ValueError:
        return None
