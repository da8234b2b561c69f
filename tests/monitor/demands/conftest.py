"""Demands of a fictional municipality, to decide about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.archive import Archive
from monitor.casework import Demand
from monitor.cli import main
from monitor.config import Config, MailServer
from monitor.configdemands import Demands
from monitor.configfile import load
from monitor.labels import Competence, DemandState, Urgency
from monitor.local import utc_now
from monitor.turning import Turner
from tests.monitor.demands.asking import FILE, Run
from tests.monitor.demands.offices import MORNING, OFFICES, PLACE, receive


@pytest.fixture
def town(config: Config) -> Callable[..., Config]:
    """The fictional municipality with its offices, and what its file says of demands."""

    def make(**settings: Any) -> Config:
        server = MailServer(host="correo.test", sender="Síntesis <sintesis@xaltepec.test>")
        news = {"offices": OFFICES, "mail": server, "demands": Demands(**settings)}
        return config.model_copy(update=news)

    return make


@pytest.fixture
def make_demand() -> Callable[..., Demand]:
    """A pothole in a colonia, received on a Wednesday morning, unless told otherwise."""

    def make(**given: Any) -> Demand:
        usual: dict[str, Any] = {
            "folio": "2026-00001",
            "state": DemandState.RECEIVED,
            "category": "bache",
            "confidence": 0.97,
            "urgency": Urgency.NORMAL,
            "reason": "",
            "competence": Competence.OURS,
            "body": "",
            "office_id": None,
            "address": PLACE,
            "heard_at": MORNING,
            "last_heard_at": MORNING,
            "received_at": MORNING,
        }
        return Demand(**(usual | given))

    return make


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str, capfd, monkeypatch) -> Run:
    """Run a command of demands: status, what it printed, what it complained of."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("SINTESIS_BY", raising=False)
    path = tmp_path / "sources.yaml"
    path.write_text(FILE, encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["-c", str(path), "--archive", sqlite_url, "demands", *arguments])
        printed = capfd.readouterr()
        return left.value.code, printed.out, printed.err

    return run


@pytest.fixture
def kept(sqlite_url: str) -> Iterator[Archive]:
    archive = Archive(sqlite_url)
    yield archive
    archive.close()


@pytest.fixture
def turned(kept: Archive, desk: Run, tmp_path: Path) -> Archive:
    """A pothole, said by somebody who leaves a telephone, is turned to its office."""
    folio = receive(kept, at=utc_now() - timedelta(hours=2), private="calle Fresno")
    Turner(config=load(tmp_path / "sources.yaml"), archive=kept).turn(folio, now=utc_now())
    return kept
