"""What a report says of citizen demands before it has clothes: frozen values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """An office, a category or a colonia, and how its demands stand; the last two in words."""

    label: str
    received: int
    open: int
    overdue: int
    attended: int
    punctuality: str  # "92%"; "" where nothing was due
    median: str  # "3 días"; "" where nothing was answered


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTable:
    id: str  # office · category · settlement
    title: str
    rows: tuple[CaseRow, ...]  # the most received first
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A colonia on the map: its centre in hundredths of a pixel of CSS, and its demands."""

    label: str
    demands: int
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMap:
    dots: tuple[Dot, ...]  # the largest first
    width: int
    height: int
    kilometre: float  # pixels
    unplaced: int  # demands of the period that are on no dot


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesPart:
    """The demands received in a period, and how they stand when the report is made."""

    received: int
    counts: str
    lines: tuple[str, ...]
    tables: tuple[CaseTable, ...]
    map: CaseMap | None  # None where too few places are known: the table says it
    nothing: str  # what is said when there were none
    method: str
