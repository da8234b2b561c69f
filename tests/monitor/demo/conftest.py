"""The fictional press of one fixed day, and a visitor of it."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

import httpx
import pytest

from monitor.demo.press import Press
from monitor.demo.server import PressServer

ZONE = ZoneInfo("America/Mexico_City")


@pytest.fixture(scope="session")
def press() -> Press:
    return Press(today=date(2026, 11, 23), zone=ZONE)


@pytest.fixture
def server(press: Press) -> Iterator[PressServer]:
    with PressServer(press) as running:
        yield running


@pytest.fixture
def visitor() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10) as client:
        yield client
