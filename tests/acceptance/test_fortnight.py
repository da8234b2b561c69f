"""A fortnight of sixty sources: who is well, who is not, and nobody is suspected on a Sunday.

The archive, the collectors and the pipeline are the true ones; only the hour is set by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from monitor import checkup
from monitor.archive import Archive
from monitor.health import Condition, Health, Sign
from monitor.health.words import remarks, state
from monitor.model import Job
from monitor.pipeline import Pipeline
from tests.acceptance.weeks import DAY, END, HOUR, SOURCES, START, ZONE, Press, config

LOOKS = (8, 20)  # hours of each day, local, at which somebody looks at the table

WELL = [paper.name for paper in SOURCES if paper.name.rpartition("-")[2].isdecimal()]
EXPECTED = dict.fromkeys(WELL, "bien") | {
    "perdido": "no existe",
    "cerrado": "bloqueada",
    "retirado": "retirada",
    "caido": "no responde",
    "vendido": "ahora es página",
    "hueco": "vacía",
    "mudado": "se mudó",
    "mudada": "se mudó",
    "mudanza": "se mudó",
    "reciente": "se mudó",
    "ajeno": "otro sitio",
    "ajena": "otro sitio",
    "mudo": "callada",
    "muda": "callada",
    "callado": "callada",
    "callada": "callada",
    "doble": "repite notas",
    "duplicado": "repite notas",
    "repetido": "repite notas",
    "arrepentido": "bien",
    "vuelto": "bien",
    "vuelta": "bien",
    "regreso": "bien",
    "tropiezo": "bien",
    "dormido": "bien",
    "despierto": "bien",
    "mentiroso": "niega cambios",
    "terco": "niega cambios",
    "futuro": "fechas futuras",
    "latino": "letras mal",
    "vacio": "lista vacía",
    "abandonado": "abandonada",
}
# Since what day of the fortnight each failed, within its next reading.
FAILED = {"perdido": 5.4, "cerrado": 8.5, "retirado": 3.2, "caido": 12.9, "vendido": 9.3,
          "hueco": 10.1}  # fmt: skip
SILENCED = {"mudo": 10.45, "muda": 7.5, "callado": 6.5, "callada": 9.0}
WOKEN = {"dormido": (7.4, 10.4), "despierto": (8.3, 11.6)}


@dataclass
class Fortnight:
    """What the table said at each look, and how all ended."""

    ended: Mapping[str, Health] = field(default_factory=dict)
    silent: dict[str, list[datetime]] = field(default_factory=dict)  # looks, by source
    items: int = 0


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fortnight]:
    folder = tmp_path_factory.mktemp("quincena")
    archive = Archive(f"sqlite:///{folder / 'sintesis.db'}")
    archive.migrate()
    yield live(Pipeline(config=config(), archive=archive, fetch=Press(), folder=folder))
    archive.close()


def live(pipeline: Pipeline) -> Fortnight:
    told, press, now = Fortnight(), pipeline.fetch, START
    assert isinstance(press, Press)
    while now <= END:
        press.now = now
        for source in pipeline.archive.due(pipeline.config.sources.values(), now=now, zone=ZONE):
            pipeline.do(Job(step="collect", key=source.id, lock=""), now=now)
        if now.astimezone(ZONE).hour in LOOKS:
            for each in looked(pipeline, now).values():
                if each.condition is Condition.SILENT:
                    told.silent.setdefault(each.outlet_id, []).append(now)
        now += 2 * HOUR
    told.ended = looked(pipeline, END)
    told.items = pipeline.archive.counts().items
    return told


def looked(pipeline: Pipeline, now: datetime) -> dict[str, Health]:
    found = checkup.examine(pipeline.config, pipeline.archive, now=now)
    return {each.outlet_id: each for each in found}


def test_the_table_says_of_each_of_sixty_how_it_is(lived: Fortnight) -> None:
    assert len(SOURCES) == 60
    assert {name: state(each) for name, each in lived.ended.items()} == EXPECTED


def test_only_who_needs_somebody_is_an_alarm(lived: Fortnight) -> None:
    alarmed = {name for name, each in lived.ended.items() if each.is_alarm}
    calm = {"bien", "se mudó", "niega cambios", "fechas futuras", "letras mal"}
    assert alarmed == {name for name, words in EXPECTED.items() if words not in calm}


def test_since_when_is_right(lived: Fortnight) -> None:
    for name, days in FAILED.items():
        since = lived.ended[name].since
        assert since is not None
        assert START + days * DAY <= since <= START + days * DAY + 12 * HOUR, name
    for name, days in SILENCED.items():
        since = lived.ended[name].since
        assert since is not None
        assert since <= START + days * DAY + 6 * HOUR, name
        assert START + days * DAY - since < 2 * DAY, name  # a weekend, at most


def test_nobody_is_called_silent_on_a_weekend_a_holiday_or_any_other_day(lived: Fortnight) -> None:
    """Every look of a fortnight, and who was called silent: only who was, after it was."""
    assert set(lived.silent) == {*SILENCED, *WOKEN}
    for name, days in SILENCED.items():
        assert lived.silent[name][0] > START + days * DAY, name
    for name, (days, until) in WOKEN.items():
        assert START + days * DAY < lived.silent[name][0], name
        assert lived.silent[name][-1] < START + until * DAY + 12 * HOUR, name


def test_a_silence_is_noticed_within_some_working_days(lived: Fortnight) -> None:
    noticed = {
        name: (lived.silent[name][0] - START) / DAY - days for name, days in SILENCED.items()
    }
    assert all(days < 5 for days in noticed.values()), noticed
    assert sum(noticed.values()) / len(noticed) < 3.5, noticed


def test_nothing_is_entered_twice_and_nothing_new_is_lost(lived: Fortnight) -> None:
    """What each source showed is in the ledger once, whatever ids it went by."""
    written = 0
    hidden = {*FAILED, *SILENCED, "vacio"}
    for paper in SOURCES:
        if paper.name not in hidden:
            written += sum(post.at <= END for post in paper.posts(Press.seed))
    assert lived.items > 0.97 * written
    most = written + sum(
        sum(post.at <= END for post in paper.posts(Press.seed))
        for paper in SOURCES
        if paper.name in hidden
    )
    assert lived.items <= most


def test_each_remark_has_its_words(lived: Fortnight) -> None:
    for name, each in lived.ended.items():
        said = list(remarks(each, lambda moment: moment.astimezone(ZONE)))
        assert bool(said) is (EXPECTED[name] != "bien"), name
        assert all(remark.words and "{" not in remark.words for remark in said)
    away = list(remarks(lived.ended["ajeno"], lambda moment: moment))
    assert "otrodueno.com.mx" in away[0].words
    assert "sources follow ajeno-feed" in away[0].remedy
    assert Sign.AWAY in lived.ended["ajeno"].signs
