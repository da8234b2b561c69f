"""The words that page, text and paper of a periodic report share."""

from __future__ import annotations

from collections.abc import Iterator

from reports import words
from reports.periodic.model import Head, PeriodStory, Report, SubjectRow
from reports.tables import said

NAMED = 6  # outlets beside a story


def shown(head: Head) -> str:
    """The days, to head a page: "Semana del 16 al 22 de noviembre de 2026"."""
    return head.span[:1].upper() + head.span[1:]


def nothing(report: Report) -> str:
    """What is said instead of stories; "" when there are some."""
    if report.impacts:
        return ""
    return said("page", "nothing" if report.coverage.read else "unread")


def against(report: Report) -> str:
    """ "5 impactos con postura negativa hacia quien gobierna o su gobierno"; "" when that is no
    more than the negative ones.
    """
    if report.against == report.tally.negative:
        return ""
    impacts = words.plural(report.against, "impact", language=report.head.language)
    return f"{impacts} {said('page', 'against')}"


def changes(report: Report) -> Iterator[tuple[str, str]]:
    """What each number is called, and how it compares."""
    for change in report.changes:
        if change.words:
            yield said("change", change.key), change.words


def compared_subjects(report: Report) -> tuple[SubjectRow, ...]:
    """Those that can be compared."""
    return tuple(each for each in report.subjects if each.words)


def beside(story: PeriodStory, head: Head) -> tuple[str, ...]:
    """What is said of the lead piece beside its outlet."""
    day = words.weekday(story.day, head.language)
    release = "reproduce boletín" if story.release else None
    found = (story.author, day, words.other_kind(story.kind), release)
    return tuple(each for each in found if each)


def published(story: PeriodStory, head: Head) -> str:
    """ "12 impactos, 9 de ellos negativos"."""
    impacts = words.plural(story.impacts, "impact", language=head.language)
    if story.negative in (0, story.impacts) or story.told_above:
        return impacts
    each = words.form_of(story.negative, "negative", group="stance", language=head.language)
    return f"{impacts}, {words.number_in_words(story.negative, head.language)} de ellos {each}"


def carriers(story: PeriodStory) -> str:
    """ "El Faro, Radio Sur y 4 más"; nothing of a single one."""
    return words.among(story.outlets, NAMED) if len(story.outlets) > 1 else ""


def counted(row: SubjectRow, head: Head) -> str:
    """ "45 notas: 12% más que la semana anterior (40)"."""
    notes = words.plural(row.tally.total, "piece", language=head.language)
    return f"{notes}: {row.words}" if row.words else notes
