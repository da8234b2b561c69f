"""Open311 GeoReport v2: our demands as service requests, for whoever speaks that protocol.

`services` and `requests` say what is told of a category and of a demand, `asking` reads a query,
`writing` writes JSON and XML, `server` answers over HTTP. A new field is a line in `requests`.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.casework import Demand
from monitor.config import Config
from monitor.open311.requests import request
from monitor.open311.writing import as_json

__all__ = ["document"]


def document(demands: Iterable[Demand], config: Config) -> bytes:
    """The demands as `requests.json` tells them: public words only, personal data covered."""
    return as_json([request(demand, config, extended=True) for demand in demands])
