"""Every page that leaves by mail, as it leaves: of a full day, a bare one, a crowd, an
alert, a week.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.config import Branding
from reports import cards, digest, render
from reports.alerts import letter
from reports.alerts.deciding import due
from reports.alerts.model import Pace
from reports.clothes import dress
from reports.demands import building
from reports.demands import clothes as attended
from reports.periodic import building as weekly
from reports.periodic import clothes as periodic
from tests.reports import asked, press, week
from tests.reports.alerts.conftest import notes, office
from tests.reports.cards.test_volante import DEMANDS
from tests.reports.cards.test_weekly import DEMANDS as OPEN
from tests.reports.demands.counted import POINTS, survey
from tests.reports.test_charts import SAMPLE
from tests.reports.test_demands import built, full
from tests.reports.test_render import crowd


def _alert() -> letter.Letter:
    (alert,) = due(notes(4), office(), pace=Pace(notes=0), raised=(), now=press.OPENED)
    return letter.build(alert, office())


ALERT = _alert()
WEEK = week.report()
EMPTY = digest.build(press.edition(), press.config())
CARD = cards.card(
    asked.demand(),
    asked.SERVICES,
    asked.config(desk="https://mesa.sanjacinto.example/demandas"),
    steps=(asked.step(),),
    now=asked.NOW,
)
LOST = cards.escalation(DEMANDS["lost and foreign"], asked.SERVICES, asked.config(), now=asked.NOW)
OPEN_ONES = cards.weekly(asked.SERVICES, OPEN, asked.config(), now=asked.NOW)
ATTENDED = attended.dress(
    building.part(survey(), asked.config(), points=POINTS),
    asked.config(),
    span="del 16 al 22 de noviembre de 2026",
    now=asked.NOW,
)
WEEK_OF_DEMANDS = weekly.build(
    week.facts(),
    asked.config(),
    made_at=asked.NOW,
    cases=building.part(survey(), asked.config(), points=POINTS),
)
PAGES: Mapping[str, str] = {
    "digest": dress(SAMPLE, branding=Branding(), worn=()).html,
    "digest without pictures": render.html(SAMPLE),
    "digest of a bare day": render.html(EMPTY),
    "digest of a crowd": render.html(crowd(90)),
    "alert": letter.html(ALERT),
    "week": periodic.dress(WEEK, branding=Branding()).html,
    "digest with demands": render.html(built(full())),
    "card": CARD.html,
    "card of a lost demand": LOST.html,
    "open demands of an office": OPEN_ONES.html,
    "report of demands": ATTENDED.html,
    "week with demands": periodic.html(WEEK_OF_DEMANDS, charts=ATTENDED.charts),
}
TEXTS: Mapping[str, str] = {
    "digest": render.text(SAMPLE),
    "digest of a bare day": render.text(EMPTY),
    "alert": letter.text(ALERT),
    "week": periodic.text(WEEK),
    "digest with demands": render.text(built(full())),
    "card": CARD.text,
    "card of a lost demand": LOST.text,
    "open demands of an office": OPEN_ONES.text,
    "report of demands": ATTENDED.text,
    "week with demands": periodic.text(WEEK_OF_DEMANDS),
}
