"""Demands of a fictional municipality, to decide about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from monitor.casework import Demand
from monitor.config import Config, MailServer
from monitor.configdemands import Demands
from monitor.labels import Competence, DemandState, Urgency
from tests.monitor.demands.offices import MORNING, OFFICES, PLACE


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
