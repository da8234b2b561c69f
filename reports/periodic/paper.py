"""Report → what the printed page says, part by part, as `digest.typ` reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.model import Stance
from reports import cases, words
from reports.charts import drawn, in_words
from reports.demands import drawing
from reports.demands.model import CasesPart
from reports.demands.wording import standing
from reports.model import CoverageNote, Figure
from reports.periodic.model import Head, PeriodStory, Report
from reports.periodic.wording import (
    against,
    beside,
    changes,
    compared_subjects,
    counted,
    nothing,
    published,
    shown,
)
from reports.render import long_notes, marks
from reports.tables import said
from reports.typeset import Data
from reports.words import among

NAMED = 12  # outlets beside a story
LONG = 2_000  # characters: what is longer may go from one page to the next


def page(report: Report) -> Data:
    head = report.head
    language, _, region = head.language.partition("_")
    return {
        "language": language,
        "region": region if region.isalpha() else None,
        "subject": report.subject,
        "titles": {
            "sayings": "",
            "others": said("section", "people"),
            "figures": said("section", "figures"),
            "coverage": said("section", "coverage"),
        },
        **_head(report),
        "notes": list(_notes(report)),
        "sections": list(_sections(report)),
        "attended": _attended(report),
        "nothing": nothing(report) or None,
        "sayings": [],
        "others": [*_subjects(report), *_authors(report)],
        "figures": [_figure(each, head.language) for each in report.figures],
        "coverage": _coverage(report),
        "method": said("page", "method"),
    }


def _head(report: Report) -> Data:
    head = report.head
    counted = ((report.stories, "story"), (report.impacts, "impact")) if report.impacts else ()
    return {
        "title": head.title,
        "heading": f"{head.title} · {head.municipality}",
        "office": head.office,
        "place": f"{head.municipality}, {head.state}",
        "day": shown(head),
        "edition": _made(head),
        "signature": f"{head.office} · {head.title} · {shown(head)}",
        "late": None,
        "counts": [
            {
                "number": words.number_in_words(number, head.language),
                "word": words.form_of(number, key, language=head.language),
            }
            for number, key in counted
        ],
        "tones": [
            {
                **_mark(mark),
                "number": words.number_in_words(number, head.language),
                "word": words.form_of(number, mark.key, group="stance", language=head.language),
                "usual": None,
            }
            for mark, number in marks(report.tally)
            if mark.key != "unread" and report.impacts
        ],
        "parts": [{"key": mark.key, "count": count} for mark, count in marks(report.tally)],
    }


def _made(head: Head) -> str:
    return f"hecho el {words.short_date(head.made_at.date(), head.language)}"


def _mark(mark: words.Mark) -> dict[str, str]:
    return {"key": mark.key, "shape": mark.shape, "word": mark.word}


def _notes(report: Report) -> Iterator[str]:
    if ill := against(report):
        yield f"{words.mark(Stance.NEGATIVE).shape} {ill}."
    yield from (f"{name}: {compared}." for name, compared in changes(report))
    if report.remark:
        yield report.remark
    if report.tally.unread:
        unread = words.plural(report.tally.unread, "impact", language=report.head.language)
        yield f"{words.mark(None).shape} {unread} sin analizar."
    if report.uncounted:
        apart = words.plural(report.uncounted, "uncounted", language=report.head.language)
        yield f"{apart}; no {'se cuenta' if report.uncounted == 1 else 'se cuentan'}."


def _sections(report: Report) -> Iterator[Data]:
    for key, stories in (("negative", report.negative), ("told", report.told)):
        if stories:
            yield {
                "title": said("section", key),
                "count": words.number_in_words(len(stories), report.head.language),
                "stories": [_story(each, report.head) for each in stories],
            }


def _attended(report: Report) -> Data | None:
    """Citizen demands, as the page has them."""
    part, language = report.cases, report.head.language
    if part is None:
        return None
    return {
        "title": cases.said("report", "title"),
        "count": words.number_in_words(part.received, language) if part.received else None,
        "counts": part.nothing or f"{part.counts}.",
        "lines": part.lines,
        "map": _map(part, language),
        "tables": [
            {
                "title": table.title,
                "rows": [
                    {"label": row.label, "beside": " · ".join(standing(row, language))}
                    for row in table.rows
                ],
                "rest": f"y {words.number_in_words(table.left_out, language)} más"
                if table.left_out
                else None,
            }
            for table in part.tables
        ],
        "method": None if part.nothing else part.method,
    }


def _map(part: CasesPart, language: str) -> Data | None:
    if part.map is None:
        return None
    title = cases.said("report", "map")
    return {
        "title": title,
        "alt": drawing.in_words(part.map, title=title, language=language),
    }


def _story(story: PeriodStory, head: Head) -> Data:
    summary = "" if story.told_above else story.summary
    return {
        "mark": _mark(words.mark(story.stance)),
        "certainty": None,
        "named": [{"name": story.subject, "mark": None}] if story.subject else [],
        "unnamed": None,
        "voice": None,
        "said": story.kind.value == "publicacion",
        "title": story.title.strip() or words.word("headline", "none"),
        "url": story.url,
        "outlet": story.outlet,
        "beside": [*beside(story, head), *_above(story, head)],
        "change": None,
        "added": [],
        "reasons": None,
        "summary": [{"text": summary, "evidence": False, "gap": False, "outlet": None}]
        if summary
        else [],
        "quote": None,
        "places": None,
        "carried": published(story, head),
        "impacts": []
        if story.told_above
        else [{"outlet": among(story.outlets, NAMED), "url": None, "release": False}],
        "parted": False,
        "long": len(summary) > LONG,
    }


def _above(story: PeriodStory, head: Head) -> Iterator[str]:
    if story.told_above:
        yield f"{published(story, head)}; contada arriba"


def _subjects(report: Report) -> Iterator[Data]:
    if rows := compared_subjects(report):
        yield {
            "title": said("section", "subjects"),
            "named": [_named(each.name, counted(each, report.head)) for each in rows],
        }


def _named(name: str, counted: str) -> Data:
    return {"name": name, "counted": counted, "places": [], "rest": None}


def _authors(report: Report) -> Iterator[Data]:
    if report.authors:
        yield {
            "title": said("section", "authors"),
            "named": [_named(each.name, _pieces(each.notes, report)) for each in report.authors],
        }


def _pieces(number: int, report: Report) -> str:
    return words.plural(number, "piece", language=report.head.language)


def _figure(figure: Figure, language: str) -> Data:
    alt = in_words(figure, language=language)
    return {**drawn(figure, language=language), "title": figure.title, "alt": alt}


def _coverage(report: Report) -> Data:
    coverage = report.coverage
    return {
        "said": coverage.sentence or said("page", "no_coverage"),
        "notes": [],
        "remarks": _outlets(long_notes(coverage)),
        "unnamed": None,
    }


def _outlets(notes: Sequence[CoverageNote]) -> list[Data]:
    return [{"words": each.words, "outlets": ", ".join(each.outlets)} for each in notes]
