"""Report → page, text, data, pictures and paper. The same report, the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial

from monitor.config import Branding, Clothing
from monitor.errors import TypesetError
from reports import charts, pdf, render
from reports.clothes import NAMES, Clothes
from reports.demands import clothes as demands
from reports.demands import drawing
from reports.mail import Heading
from reports.model import Chart
from reports.periodic import wording
from reports.periodic.model import Report
from reports.periodic.paper import page
from reports.tables import said


def dress(report: Report, *, branding: Branding) -> Clothes:
    """All that it wears; what cannot be made is said and left out."""
    drawn, undrawn = _drawn(report)
    mapped, unmapped = _mapped(report)
    drawn = (*drawn, *mapped)
    printed, unprinted = _printed(report, branding)
    return Clothes(
        html=html(report, charts=drawn),
        text=text(report),
        data=data(report),
        charts=drawn,
        files={**{each.file: each.png for each in drawn}, **printed},
        lacking=(*undrawn, *unmapped, *unprinted),
    )


def _drawn(report: Report) -> tuple[tuple[Chart, ...], tuple[str, ...]]:
    """Without pictures the page has its figures as tables."""
    try:
        return charts.pictures(report.figures, language=report.head.language), ()
    except TypesetError as error:
        return (), (f"sin gráficas: {error}",)


def _mapped(report: Report) -> tuple[tuple[Chart, ...], tuple[str, ...]]:
    if report.cases is None:
        return (), ()
    return demands.charts(report.cases, language=report.head.language)


def _printed(report: Report, branding: Branding) -> tuple[dict[str, bytes], tuple[str, ...]]:
    try:
        return {NAMES[Clothing.PDF]: paper(report, branding=branding)}, ()
    except TypesetError as error:
        return {}, (f"sin PDF: {error}",)


def paper(report: Report, *, branding: Branding) -> bytes:
    plan = report.cases.map if report.cases else None
    return pdf.printed(
        page(report),
        made_at=report.head.made_at,
        branding=branding,
        code=drawing.svg(plan) if plan else "",
    )


def html(report: Report, *, charts: Sequence[Chart] = ()) -> str:
    """The page; a figure that has its chart is that picture, beside the page as `chart.file`."""
    values = {**_values(report), "charts": {each.id: each for each in charts}}
    return render.page("report.html.j2", language=report.head.language, values=values)


def text(report: Report) -> str:
    return render.plain("report.txt.j2", language=report.head.language, values=_values(report))


def _values(report: Report) -> Mapping[str, object]:
    head = report.head
    return {
        "report": report,
        "shown": wording.shown(head),
        "changes": tuple(wording.changes(report)),
        "against": wording.against(report),
        "nothing": wording.nothing(report),
        "lists": (
            (said("section", "negative"), report.negative),
            (said("section", "told"), report.told),
        ),
        "subjects": wording.compared_subjects(report),
        "beside": partial(wording.beside, head=head),
        "published": partial(wording.published, head=head),
        "carried": wording.carriers,
        "subject": partial(wording.counted, head=head),
        "said_of_authors": said("page", "authors"),
        "no_coverage": said("page", "no_coverage"),
        "method": said("page", "method"),
    }


def data(report: Report) -> str:
    """JSON with the names of the model; dates in ISO 8601."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def heading(report: Report) -> Heading:
    return Heading(
        edition_id=report.id, subject=report.subject, municipality=report.head.municipality
    )
