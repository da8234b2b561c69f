"""A town with demands, and a real server that tells them to whoever asks on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import pytest
import uvicorn

from monitor.archive import Archive
from monitor.config import Config, Office
from monitor.labels import DemandState, StepAction
from monitor.model import Address
from monitor.open311 import listening
from monitor.open311.listening import Patience
from monitor.open311.server import application
from tests.monitor.archive.asking import change, receive
from tests.monitor.archive.makers import NOW

WORKS = Office(id="obras", name="Obras Públicas", categories=("bache",))
PHONE = "55 1234 5678"


@dataclass(frozen=True, kw_only=True)
class Told:
    """The folios of the town."""

    lamp: str
    hole: str  # turned to its office
    leak: str  # attended
    robbery: str


@pytest.fixture
def town(config: Config) -> Config:
    return config.model_copy(update={"offices": (WORKS,)})


@pytest.fixture
def records(sqlite_url: str) -> Iterator[Archive]:
    archive = Archive(sqlite_url)
    yield archive
    archive.close()


@pytest.fixture
def told(records: Archive) -> Told:
    lamp = receive(records, 1)
    at = Address(
        street="Hidalgo",
        number="12",
        between=("Juárez", "Allende"),
        settlement="Loma Bonita",
        postcode="57000",
        landmark="frente a la tienda de doña Chole",
        municipality="Xaltepec",
        latitude=19.4,
        longitude=-99.0,
    )
    words = f"hay un bache enorme en Hidalgo, llamen al {PHONE}"
    hole = receive(records, 2, words, category="bache", address=at, private=PHONE)
    change(records, hole, StepAction.ROUTED, DemandState.ROUTED, office_id="obras")
    leak = receive(records, 3, "la fuga lleva tres días", category="fuga-de-agua")
    change(records, leak, StepAction.ROUTED, DemandState.ROUTED)
    change(records, leak, StepAction.ATTENDED, DemandState.ATTENDED)
    where = Address(street="Zaragoza", settlement="Loma Bonita", municipality="Xaltepec")
    said = "asaltaron a mi vecina en Zaragoza"
    robbery = receive(records, 4, said, category="robo", address=where)
    return Told(lamp=lamp, hole=hole, leak=leak, robbery=robbery)


class Clock:
    """The hour that the server believes."""

    def __init__(self) -> None:
        self.now = NOW.replace(hour=20)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def serve(town: Config, records: Archive, clock: Clock) -> Iterator[Callable[..., str]]:
    """Starts a server; its address."""
    running: list[tuple[uvicorn.Server, threading.Thread, socket.socket]] = []

    def start(proxy: str | None = None, patience: Patience | None = None, **limits: Any) -> str:
        app = application(town, records.cases, clock=clock, **limits)
        listener = socket.create_server(("127.0.0.1", 0))
        server = listening.server(app, proxy=proxy, patience=patience)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        running.append((server, thread, listener))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for server, thread, listener in running:
        server.should_exit = True
        server.force_exit = True  # whoever keeps a connection is not waited for
        thread.join(10)
        listener.close()


@pytest.fixture
def client(serve: Callable[..., str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=serve(a_minute=10_000), trust_env=False) as client:
        yield client
