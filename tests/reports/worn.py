"""Every page that leaves by mail, as it leaves: of a full day, a bare one, a crowd, an
alert, a week.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.config import Branding
from reports import digest, render
from reports.alerts import letter
from reports.alerts.deciding import due
from reports.alerts.model import Pace
from reports.clothes import dress
from reports.periodic import clothes as periodic
from tests.reports import press, week
from tests.reports.alerts.conftest import notes, office
from tests.reports.test_charts import SAMPLE
from tests.reports.test_render import crowd


def _alert() -> letter.Letter:
    (alert,) = due(notes(4), office(), pace=Pace(notes=0), raised=(), now=press.OPENED)
    return letter.build(alert, office())


ALERT = _alert()
WEEK = week.report()
EMPTY = digest.build(press.edition(), press.config())
PAGES: Mapping[str, str] = {
    "digest": dress(SAMPLE, branding=Branding(), worn=()).html,
    "digest without pictures": render.html(SAMPLE),
    "digest of a bare day": render.html(EMPTY),
    "digest of a crowd": render.html(crowd(90)),
    "alert": letter.html(ALERT),
    "week": periodic.dress(WEEK, branding=Branding()).html,
}
TEXTS: Mapping[str, str] = {
    "digest": render.text(SAMPLE),
    "digest of a bare day": render.text(EMPTY),
    "alert": letter.text(ALERT),
    "week": periodic.text(WEEK),
}
