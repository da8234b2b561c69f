"""How a row of a report of demands is said."""

from __future__ import annotations

from reports.cases import plural, said
from reports.demands.model import CaseRow
from reports.words import MEXICAN


def standing(row: CaseRow, language: str = MEXICAN) -> tuple[str, ...]:
    """ "12 recibidas", "8 atendidas", "1 vencida", "89% a tiempo", "mediana 3 días"."""
    told = [plural(row.received, "received", language)]
    told += [
        plural(number, key, language)
        for key, number in (("attended", row.attended), ("overdue", row.overdue))
        if number
    ]
    if row.punctuality:
        told.append(said("report", "in_time", share=row.punctuality))
    if row.median:
        told.append(said("report", "in_days", days=row.median))
    return tuple(told)
