"""GeoReport v2 over HTTP, to be read by anybody: an ASGI application that the web can mount.

It only informs: what is public of our demands, never a new one. A new question is a function here
that gives an Answer, and a line in `_ROUTES`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from threading import BoundedSemaphore
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.archive.cases import Cases
from monitor.config import Config
from monitor.errors import RequestError, SintesisError
from monitor.open311.asking import (
    check_code,
    check_folio,
    check_jurisdiction,
    wish,
)
from monitor.open311.guarding import AT_ONCE, Guard
from monitor.open311.meter import Meter
from monitor.open311.requests import request
from monitor.open311.services import definition, jurisdiction, services
from monitor.open311.writing import Fields, Value, as_json, as_xml, error

A_MINUTE: Final = 120  # requests of one visitor
_TYPES: Final = {"json": "application/json", "xml": "text/xml; charset=utf-8"}
_OPEN: Final = {  # anybody may read it, from any page; nothing of it is a page
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=60",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_TOLD: Final = {
    404: "No hay nada en esa dirección: vea discovery.json",
    405: "Este servidor solo informa: aquí no se reciben ni se cambian solicitudes",
    500: "Algo falló de nuestro lado",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the answers are made of."""

    config: Config
    cases: Cases
    clock: Callable[[], datetime]
    meter: Meter = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Rows, and how XML calls them."""

    rows: Value
    root: str
    item: str = ""


Question = Callable[[Desk, Request], Answer]


def application(
    config: Config,
    cases: Cases,
    *,
    clock: Callable[[], datetime],
    hosts: Collection[str] = (),
    a_minute: int = A_MINUTE,
    at_once: int = AT_ONCE,
    monotonic: Callable[[], float] = time.monotonic,
) -> Starlette:
    """The application over one archive; it may be mounted under any path.

    `hosts` are the names that it answers to, besides those of this machine.
    """
    meter = Meter(a_minute=a_minute, monotonic=monotonic)
    desk = Desk(config=config, cases=cases, clock=clock, meter=meter)
    known = frozenset(each.lower().removesuffix(".") for each in hosts)
    made = Starlette(
        routes=[
            Route(path, partial(_answered, desk, question), methods=["GET"])
            for path, question in _ROUTES.items()
        ],
        middleware=[
            Middleware(Guard, refuse=_refusing, hosts=known, running=BoundedSemaphore(at_once))
        ],
        exception_handlers={HTTPException: _refused, Exception: _failed},
    )
    made.router.redirect_slashes = False  # what is not here is not elsewhere either
    return made


# the questions


def _services(desk: Desk, asked: Request) -> Answer:
    return Answer(rows=services(desk.config), root="services", item="service")


def _definition(desk: Desk, asked: Request) -> Answer:
    code = asked.path_params["code"]
    check_code(code, desk.config)
    return Answer(rows=definition(code), root="service_definition", item="attribute")


def _requests(desk: Desk, asked: Request) -> Answer:
    wished = wish(asked.query_params, desk.config, now=desk.clock())
    found = desk.cases.find(wished.asked, limit=wished.limit, offset=wished.offset)
    rows = [request(each, desk.config, extended=wished.extended) for each in found]
    return Answer(rows=rows, root="service_requests", item="request")


def _request(desk: Desk, asked: Request) -> Answer:
    folio = asked.path_params["folio"]
    check_folio(folio)
    found = desk.cases.demand(folio)
    if found is None:
        raise RequestError(404, f"service_request_id «{folio}» no existe")
    extended = asked.query_params.get("extensions", "").lower() == "true"
    rows = [request(found, desk.config, extended=extended)]
    return Answer(rows=rows, root="service_requests", item="request")


def _discovery(desk: Desk, asked: Request) -> Answer:
    endpoint: Fields = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": str(asked.base_url).rstrip("/"),
        "type": "production",
        "jurisdiction_id": jurisdiction(desk.config),
        "formats": ["application/json", "text/xml"],
    }
    profile = desk.config.profile
    rows: Value = {
        "contact": f"{profile.office}, {profile.municipality}: {profile.contact}",
        "key_service": "No se necesita clave: este servidor solo informa",
        "endpoints": [endpoint],
    }
    return Answer(rows=rows, root="discovery")


_ROUTES: Final[Mapping[str, Question]] = {
    "/discovery.{format}": _discovery,
    "/services.{format}": _services,
    "/services/{code}.{format}": _definition,
    "/requests.{format}": _requests,
    "/requests/{folio}.{format}": _request,
}

# the answers


def _answered(desk: Desk, question: Question, asked: Request) -> Response:
    """The answer to a question, or why there is none, in the format that it asks for."""
    if asked.path_params["format"] not in _TYPES:
        raise HTTPException(404, "Los formatos son .json y .xml")
    visitor = asked.client.host if asked.client else ""
    if wait := desk.meter.wait(visitor):
        return _wait(asked, 429, "Demasiadas preguntas: espere un momento", seconds=wait)
    try:
        check_jurisdiction(asked.query_params, desk.config)
        answer = question(desk, asked)
    except RequestError as refused:
        return _error(asked, refused.status, refused.detail)
    except SintesisError:  # the archive is busy or away; its words name our machine
        return _wait(asked, 503, "El acervo está ocupado: vuelva a intentarlo", seconds=5)
    return _written(asked, answer, status=200)


def _refused(asked: Request, refusal: Exception) -> Response:
    """What the router refuses: an address or a method that we do not have."""
    assert isinstance(refusal, HTTPException)
    told = _TOLD.get(refusal.status_code, refusal.detail)
    return _error(asked, refusal.status_code, told, headers=refusal.headers)


def _refusing(asked: Request, status: int, told: str) -> Response:
    return _error(asked, status, told, headers={"Retry-After": "5"} if status == 503 else None)


def _failed(asked: Request, failure: Exception) -> Response:
    return _error(asked, 500, _TOLD[500])


def _wait(asked: Request, status: int, told: str, *, seconds: float) -> Response:
    return _error(asked, status, told, headers={"Retry-After": str(math.ceil(seconds))})


def _error(
    asked: Request, status: int, told: str, *, headers: Mapping[str, str] | None = None
) -> Response:
    answer = Answer(rows=error(status, told), root="errors", item="error")
    given = {**(headers or {}), "Cache-Control": "no-store"}
    return _written(asked, answer, status=status, headers=given)


def _written(
    asked: Request, answer: Answer, *, status: int, headers: Mapping[str, str] | None = None
) -> Response:
    given = {**_OPEN, **(headers or {})}
    if asked.url.path.endswith(".xml"):
        body, kind = as_xml(answer.rows, root=answer.root, item=answer.item), _TYPES["xml"]
    else:
        body, kind = as_json(answer.rows), _TYPES["json"]
    return Response(body, status_code=status, headers=given, media_type=kind)
