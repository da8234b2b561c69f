"""The certificate of coverage, from what the ledger says of each source and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.config import Config
from monitor.model import Edition, SourceReport
from reports.model import Coverage, CoverageNote
from reports.words import among, clean, number_in_words, plural

FRESH = timedelta(days=1)  # a source that is read less often has twice its own period
QUIET = 3  # items of a usual edition from which none at all is worth a remark
NAMED = 3  # outlets of a condition, in the sentence
HTTP_STATUS = re.compile(r"\b[45]\d\d\b")


def certificate(edition: Edition, config: Config) -> Coverage:
    by_outlet: dict[str, list[SourceReport]] = {}
    for report in edition.coverage:
        by_outlet.setdefault(report.outlet_id, []).append(report)
    unread: dict[tuple[str, str], list[str]] = {}
    remarks: dict[tuple[str, str], list[str]] = {}
    for outlet_id, reports in by_outlet.items():
        name = _name(outlet_id, config)
        conditions = [_condition(each, config, opened_at=edition.opened_at) for each in reports]
        if all(conditions):
            unread.setdefault(_first(conditions), []).append(name)
        elif remark := _remark(reports, conditions):
            remarks.setdefault(remark, []).append(name)
    read = len(by_outlet) - sum(len(names) for names in unread.values())
    notes, others = _notes(unread), _notes(remarks)
    return Coverage(
        read=read,
        total=len(by_outlet),
        notes=notes,
        remarks=others,
        sentence=_sentence(read, len(by_outlet), [*notes, *others], config.profile.language),
    )


def _sentence(read: int, total: int, notes: Sequence[CoverageNote], language: str) -> str:
    if not total:
        return ""
    outlets = plural(total, "outlet", language=language)
    said = f"{number_in_words(read, language)} de {outlets} {'leído' if total == 1 else 'leídos'}"
    conditions = (f"{each.words}: {among(each.outlets, NAMED)}" for each in notes)
    return "; ".join([said, *conditions]) + "."


def _name(outlet_id: str, config: Config) -> str:
    outlet = config.outlet.get(outlet_id)
    return clean(outlet.name if outlet else outlet_id)


def _condition(
    report: SourceReport, config: Config, *, opened_at: datetime
) -> tuple[str, str] | None:
    """What keeps a source from being read, as (kind, HTTP status); None when it is read."""
    if report.failure:
        return report.failure, _status(report.detail or "")
    if report.last_success_at is None:
        return "never", ""
    if report.closed and report.closed == report.seen:
        return report.closed_as or "blocked", _status(report.closed_detail)
    source = config.sources.get(report.source_id)
    fresh = max(FRESH, 2 * source.every) if source else FRESH
    return ("stale", "") if opened_at - report.last_success_at > fresh else None


def _status(detail: str) -> str:
    found = HTTP_STATUS.search(detail)
    return found.group() if found else ""


def _first(conditions: Sequence[tuple[str, str] | None]) -> tuple[str, str]:
    return next(each for each in conditions if each)


def _remark(
    reports: Sequence[SourceReport], conditions: Sequence[tuple[str, str] | None]
) -> tuple[str, str] | None:
    if any(conditions):
        well = conditions.count(None)
        return "partial", f"{well} de {len(conditions)} fuentes"
    if closed := sum(report.closed for report in reports):
        return "closed", plural(closed, "piece")
    usual = sum(report.usual or 0 for report in reports)
    if _is_silent(reports, usual) and not any(report.seen for report in reports):
        return "silent", f"lo normal: {plural(round(usual), 'piece')}" if usual >= 1 else ""
    return None


def _is_silent(reports: Sequence[SourceReport], usual: float) -> bool:
    """As the rhythm of its sources tells it, where that is known; else by what other days gave."""
    judged = [each.silent for each in reports if each.silent is not None]
    return any(judged) if judged else usual >= QUIET


def _notes(grouped: dict[tuple[str, str], list[str]]) -> tuple[CoverageNote, ...]:
    ordered = sorted(grouped.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        CoverageNote(
            kind=kind, words=_words(kind, detail, len(names)), outlets=tuple(sorted(names))
        )
        for (kind, detail), names in ordered
    )


def _words(kind: str, detail: str, number: int) -> str:
    words = plural(number, kind, group="failure")
    return f"{words} ({detail})" if detail else words
