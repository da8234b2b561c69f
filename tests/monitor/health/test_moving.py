"""Sources that move, over real servers and in several rounds: whom the office follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import configfile, local
from monitor.cli import main
from monitor.demo import walk
from monitor.demo.answers import Answer, notice
from monitor.demo.site import Log, Site
from monitor.pipeline import Pipeline

HOUR = timedelta(hours=1)
FILE = """
profile:
  municipality: Xaltepec
  state: Estado de México
  places: [Xaltepec]
  contact: prensa@xaltepec.example
subjects:
  - {{id: municipio, name: Xaltepec, kind: place, aliases: [Xaltepec]}}
outlets:
  - {{id: mudado, name: El Mudado, scope: local, medium: digital, sources: [
      {{kind: feed, url: "{own}/rss.xml", text: entry}}]}}
  - {{id: vendido, name: El Vendido, scope: local, medium: digital, sources: [
      {{kind: feed, url: "{own}/vendido.xml", text: entry}}]}}
  - {{id: anuncio, name: El Anuncio, scope: local, medium: digital, sources: [
      {{kind: feed, url: "{own}/anuncio.xml", text: entry}}]}}
reading: {{pause: 0 s, allow_hosts: ["127.0.0.1", "localhost"]}}
"""


def feed(name: str, number: int) -> Answer:
    """What a channel announces in a round: one piece more each time."""
    entries = "".join(
        f"<item><title>Nota {n} de {name} en Xaltepec</title><guid>{name}-{n}</guid>"
        f"<description>En Xaltepec abrió la obra {n}.</description></item>"
        for n in range(number + 1)
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel>{entries}</channel></rss>'
    return Answer(body=body.encode(), content_type="application/rss+xml")


class Town:
    """Two hosts: the outlets' own, and one that bought the names of those that closed."""

    def __init__(self) -> None:
        self.round = 0
        self.own_is_gone = False
        self.log = Log()
        self.own = Site(self._own, name="propio", log=self.log)
        self.foreign = Site(self._foreign, name="ajeno", log=self.log)

    @property
    def elsewhere(self) -> str:
        return self.foreign.address.replace("127.0.0.1", "localhost")

    def asked(self) -> list[str]:
        """The channels that were asked for since the last time, robots apart."""
        found = [each.path for each in self.log.requests if each.path != "/robots.txt"]
        self.log.requests.clear()
        return sorted(found)

    def _own(self, path: str) -> Answer:
        leads = {
            "/rss.xml": f"{self.own.address}/nuevo/rss.xml",
            "/vendido.xml": f"{self.elsewhere}/canal.xml",
            "/anuncio.xml": f"{self.elsewhere}/",
        }
        if path in leads:
            return Answer(status=301, location=leads[path])
        if path == "/nuevo/rss.xml" and not self.own_is_gone:
            return feed("mudado", self.round)
        return notice(404, "No está")

    def _foreign(self, path: str) -> Answer:
        if path == "/canal.xml":
            return feed("casino", self.round)
        if path == "/":
            return notice(200, "Este dominio está en venta")
        return notice(404, "No está")


@pytest.fixture
def town() -> Iterator[Town]:
    town = Town()
    with ExitStack() as stack:
        for site in (town.own, town.foreign):
            site.start()
            stack.callback(site.stop)
        yield town


@pytest.fixture
def office(town: Town, tmp_path: Path) -> Iterator[Pipeline]:
    path = tmp_path / "sources.yaml"
    path.write_text(FILE.format(own=town.own.address), "utf-8")
    with walk.opened(path) as pipeline:
        yield pipeline


@pytest.fixture
def rounds(office: Pipeline, town: Town) -> Callable[[int], None]:
    """Read so many times, an hour apart, the last one now."""
    begun = datetime.now(UTC) - 40 * HOUR

    def read(number: int) -> None:
        for _ in range(number):
            town.round += 1
            now = begun + town.round * HOUR
            office.archive.hurry(list(office.config.sources), now=now)
            local.tick(office, clock=lambda now=now: now, steps=["collect"])  # type: ignore[misc]

    return read


def health(office: Pipeline, capfd: pytest.CaptureFixture[str]) -> str:
    """As a person of the office reads it."""
    capfd.readouterr()
    with pytest.raises(SystemExit) as left:
        main(["-c", str(office.folder.parent / "sources.yaml"), "sources", "health"])
    assert left.value.code == 3
    return " ".join(capfd.readouterr().out.split())


def test_a_source_that_moved_within_its_site_is_read_there_after_three_good_readings(
    office: Pipeline, town: Town, rounds: Callable[[int], None], capfd: pytest.CaptureFixture[str]
) -> None:
    there = f"{town.own.address}/nuevo/rss.xml"
    rounds(2)
    assert town.asked().count("/rss.xml") == 2
    said = health(office, capfd)
    assert f"mudado-feed: se mudó a {there}; si allá sigue bien, se leerá ahí." in said
    rounds(1)
    assert "/rss.xml" in town.asked()
    rounds(3)
    asked = town.asked()
    assert (asked.count("/rss.xml"), asked.count("/nuevo/rss.xml")) == (0, 3)
    said = health(office, capfd)
    assert f"mudado-feed: ya se lee en {there}." in said
    assert office.archive.source_states()["mudado-feed"].items == town.round + 1


def test_one_whose_new_address_dies_is_asked_at_the_written_one_again(
    office: Pipeline, town: Town, rounds: Callable[[int], None]
) -> None:
    rounds(5)
    town.own_is_gone = True
    rounds(1)
    town.asked()
    rounds(1)
    assert "/rss.xml" in town.asked()


def test_a_source_that_leads_to_a_foreign_site_is_never_followed_alone(
    office: Pipeline, town: Town, rounds: Callable[[int], None], capfd: pytest.CaptureFixture[str]
) -> None:
    rounds(6)
    assert town.asked().count("/vendido.xml") == 6
    said = health(office, capfd)
    assert f"vendido-feed: manda a otro sitio, {town.elsewhere}/canal.xml: no se le sigue" in said
    assert "acéptelo con: sintesis sources follow vendido-feed" in said
    assert office.archive.source_states()["vendido-feed"].address is None


def test_a_person_may_accept_it(
    office: Pipeline, town: Town, rounds: Callable[[int], None], capfd: pytest.CaptureFixture[str]
) -> None:
    rounds(2)
    source = office.config.sources["vendido-feed"]
    office.archive.vitals.follow(source, now=datetime.now(UTC) - 39 * HOUR)
    town.asked()
    rounds(2)
    assert town.asked().count("/vendido.xml") == 0
    assert f"vendido-feed: ya se lee en {town.elsewhere}/canal.xml." in health(office, capfd)


def test_one_whose_name_is_for_sale_fails_and_proposes_nothing(
    office: Pipeline, town: Town, rounds: Callable[[int], None], capfd: pytest.CaptureFixture[str]
) -> None:
    rounds(4)
    state = office.archive.source_states()["anuncio-feed"]
    assert (state.kind, state.moved_to, state.address) == ("not_a_feed", None, None)
    assert "anuncio-feed: falla desde el " in health(office, capfd)


def test_the_file_is_as_the_office_wrote_it(
    office: Pipeline, town: Town, rounds: Callable[[int], None]
) -> None:
    path = office.folder.parent / "sources.yaml"
    before = path.read_text("utf-8")
    rounds(5)
    assert path.read_text("utf-8") == before
    assert configfile.load(path).sources["mudado-feed"].address.endswith("/rss.xml")
