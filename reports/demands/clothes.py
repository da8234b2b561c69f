"""A report of demands alone → page, text, data and its map. The same report, the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from monitor.config import Config
from monitor.errors import TypesetError
from reports import render
from reports.cards.telling import head
from reports.cases import said
from reports.clothes import Clothes
from reports.demands import drawing
from reports.demands.model import CasesPart
from reports.model import Chart
from reports.words import clean


def dress(part: CasesPart, config: Config, *, span: str, now: datetime) -> Clothes:
    """`span`: of which days it is, in words."""
    language = config.profile.language
    drawn, lacking = charts(part, language=language)
    values = _values(part, config, span=span, now=now)
    mapped = {"mapa.svg": drawing.svg(part.map).encode()} if part.map else {}
    shown = {**values, "charts": {each.id: each for each in drawn}}
    body = render.plain("attended.txt.j2", language=language, values=values)
    return Clothes(
        html=render.page("attended.html.j2", language=language, values=shown),
        text=f"{_heading(config, span)}\n{body}",
        data=json.dumps(asdict(part), ensure_ascii=False, indent=2) + "\n",
        charts=drawn,
        files={**{each.file: each.png for each in drawn}, **mapped},
        lacking=lacking,
    )


def _heading(config: Config, span: str) -> str:
    profile = config.profile
    return f"{clean(profile.municipality)}, {clean(profile.state)}\n{span[:1].upper()}{span[1:]}\n"


def charts(part: CasesPart, *, language: str) -> tuple[tuple[Chart, ...], tuple[str, ...]]:
    """The map as a picture, where there is one."""
    if part.map is None:
        return (), ()
    try:
        return (drawing.chart(part.map, title=said("report", "map"), language=language),), ()
    except TypesetError as error:
        return (), (f"sin mapa: {error}",)


def _values(part: CasesPart, config: Config, *, span: str, now: datetime) -> Mapping[str, object]:
    title = said("report", "title")
    return {"part": part, "title": title, "span": span, "head": head(config, now=now)}
