"""What the archive would count of a week of invented demands, and where their colonias are."""

from __future__ import annotations

from monitor.casework import CaseFigures, CaseSurvey
from tests.reports import asked

NAMES = ("El Capulín", "Loma Bonita", "San Isidro", "Las Torres", "Benito Juárez", "Ejidos")
POINTS = {
    "El Capulín": (19.410, -99.010),
    "Loma Bonita": (19.420, -99.020),
    "San Isidro": (19.405, -99.034),
    "Las Torres": (19.431, -99.001),
}


def figures(key: str, received: int, **changes: object) -> CaseFigures:
    values = {"open": 4, "overdue": 1, "attended": 3, "in_time": 2, "median_days": 2.25}
    return CaseFigures(key=key, received=received, **(values | changes))  # type: ignore[arg-type]


def survey(**changes: object) -> CaseSurvey:
    places = tuple(figures(name, 40 // (at + 1)) for at, name in enumerate(NAMES))
    values: dict[str, object] = {
        "all": figures(
            "", 120, open=30, overdue=6, attended=84, in_time=72, declined=4, not_ours=2
        ),
        "by_office": (figures("servicios", 90), figures("agua", 30)),
        "by_category": (figures("bache", 80), figures("fuga-de-agua", 40)),
        "by_settlement": places,
    }
    return CaseSurvey(since=asked.NOW, until=asked.NOW, **(values | changes))  # type: ignore[arg-type]


EMPTY = CaseSurvey(since=asked.NOW, until=asked.NOW, all=CaseFigures(key=""))
