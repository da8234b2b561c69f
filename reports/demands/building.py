"""What the archive counted of the demands of a period → what a report says of them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import cos, radians, sqrt

from monitor.casework import CaseFigures, CaseSurvey
from monitor.config import Config
from reports import cases, words
from reports.cases import said
from reports.demands.model import CaseMap, CaseRow, CasesPart, CaseTable, Dot

MOST = 12  # rows of a table
DOTS = 40
FEWEST = 3  # places, before a map says something
WIDTH, TALLEST, SHORTEST, MARGIN = 552, 520, 260, 52  # pixels of CSS
LARGEST, SMALLEST = 26.0, 5.0  # radius
KILOMETRES = 111.32  # of a degree of latitude

Points = Mapping[str, tuple[float, float]]  # latitude and longitude, by the key of a colonia


def part(survey: CaseSurvey, config: Config, *, points: Points, compared: str = "") -> CasesPart:
    """`compared`: how many were received beside the period before, in words; "" to say nothing."""
    every, language = survey.all, config.profile.language
    return CasesPart(
        received=every.received,
        counts=_counts(every, language),
        lines=tuple(_lines(every, compared, language)),
        tables=tuple(_tables(survey, config)),
        map=plan(survey, points),
        nothing="" if every.received else said("report", "nothing"),
        method=said("report", "method"),
    )


def _counts(every: CaseFigures, language: str) -> str:
    """ "30 recibidas: 12 abiertas, 2 de ellas vencidas, y 15 atendidas"."""
    counted = {
        key: cases.plural(getattr(every, key), key, language)
        for key in ("received", "open", "overdue", "attended")
    }
    late = "counts_overdue" if every.overdue else "counts"
    return said("report", late, **counted)


def _lines(every: CaseFigures, compared: str, language: str) -> Iterator[str]:
    if compared:
        yield f"{said('report', 'against')}: {compared}."
    if every.punctuality is not None:
        due = cases.plural(every.attended + every.overdue, "due", language)
        share = words.percent(every.punctuality, language)
        yield f"{said('report', 'punctuality')}: {share} ({every.in_time} de {due})."
    if every.median_days is not None:
        yield f"{said('report', 'median')}: {cases.days(every.median_days, language)}."
    others = [
        cases.plural(getattr(every, key), key, language)
        for key in ("declined", "not_ours")
        if getattr(every, key)
    ]
    if others:
        yield f"{said('report', 'others')}: {' y '.join(others)}."


def _tables(survey: CaseSurvey, config: Config) -> Iterator[CaseTable]:
    for key, found, label in (
        ("office", survey.by_office, _office),
        ("category", survey.by_category, _category),
        ("settlement", survey.by_settlement, _settlement),
    ):
        if found:
            yield _table(key, found, label, config)


def _table(
    key: str,
    found: Sequence[CaseFigures],
    label: Callable[[CaseFigures, Config], str],
    config: Config,
) -> CaseTable:
    return CaseTable(
        id=key,
        title=said("report", key),
        rows=tuple(_row(each, label(each, config), config) for each in found[:MOST]),
        left_out=max(0, len(found) - MOST),
    )


def _office(figures: CaseFigures, config: Config) -> str:
    return cases.office_name(figures.key, config) if figures.key else said("report", "none_office")


def _category(figures: CaseFigures, config: Config) -> str:
    return cases.category_name(figures.key, config)


def _settlement(figures: CaseFigures, config: Config) -> str:
    return words.clean(figures.key) or said("report", "none_settlement")


def _row(figures: CaseFigures, label: str, config: Config) -> CaseRow:
    language, median = config.profile.language, figures.median_days
    share = figures.punctuality
    return CaseRow(
        label=label,
        received=figures.received,
        open=figures.open,
        overdue=figures.overdue,
        attended=figures.attended,
        punctuality="" if share is None else words.percent(share, language),
        median="" if median is None else cases.days(median, language),
    )


def plan(survey: CaseSurvey, points: Points) -> CaseMap | None:
    """The colonias as dots where they are, the larger the more demands they have."""
    placed = [each for each in survey.by_settlement if each.key in points][:DOTS]
    where = {each.key: points[each.key] for each in placed}
    if len(set(where.values())) < FEWEST:
        return None
    scale, height, flat = _fitted(list(where.values()))
    most = max(each.received for each in placed)
    dots = [
        Dot(
            label=words.clean(each.key),
            demands=each.received,
            x=round(flat(*where[each.key])[0], 1),
            y=round(flat(*where[each.key])[1], 1),
            radius=round(max(SMALLEST, LARGEST * sqrt(each.received / most)), 1),
        )
        for each in placed
    ]
    return CaseMap(
        dots=tuple(dots),
        width=WIDTH,
        height=height,
        kilometre=round(scale / KILOMETRES, 2),
        unplaced=survey.all.received - sum(each.received for each in placed),
    )


Flat = Callable[[float, float], tuple[float, float]]


def _fitted(where: Sequence[tuple[float, float]]) -> tuple[float, int, Flat]:
    """Pixels of a degree of latitude, the height, and how a place falls on the page."""
    north, south = max(each[0] for each in where), min(each[0] for each in where)
    east, west = max(each[1] for each in where), min(each[1] for each in where)
    narrow = cos(radians((north + south) / 2))  # of a degree of longitude
    wide, tall = (east - west) * narrow, north - south
    room = WIDTH - 2 * MARGIN
    scale = min(room / (wide or 1e-9), (TALLEST - 2 * MARGIN) / (tall or 1e-9))
    height = max(SHORTEST, round(tall * scale) + 2 * MARGIN)
    left, top = (WIDTH - wide * scale) / 2, (height - tall * scale) / 2

    def flat(latitude: float, longitude: float) -> tuple[float, float]:
        return left + (longitude - west) * narrow * scale, top + (north - latitude) * scale

    return scale, height, flat
