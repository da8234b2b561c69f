"""The server against whoever means it harm: real requests on loopback, whole answers looked at."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, text

from monitor.archive import Archive
from monitor.archive.database import open_engine, reading
from monitor.open311.guarding import HEADERS, LONGEST, PARAMETERS
from monitor.open311.listening import Patience
from tests.monitor.open311.conftest import PHONE, Told

PATHS = (
    "/discovery", "/services", "/services/bache", "/services/nada", "/requests",
    "/requests/2026-00002", "/requests/2026-99999", "/", "/requests/../..", "/docs", "/openapi",
)  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "DELETE", "OPTIONS")
Serve = Callable[..., str]


def _walk(client: httpx.Client) -> list[tuple[str, httpx.Response]]:
    return [
        (method, client.request(method, path + form))
        for method in METHODS
        for path in PATHS
        for form in ("", ".json", ".xml", ".json/")
    ]


def test_every_answer_says_what_a_browser_may_do_with_it(client: httpx.Client, told: Told) -> None:
    for method, answer in _walk(client):
        where = f"{method} {answer.url} {answer.status_code}"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, where
        assert "frame-ancestors 'none'" in policy, where
        assert answer.headers["x-content-type-options"] == "nosniff", where
        assert answer.headers["referrer-policy"] == "no-referrer", where
        kept = "public, max-age=60" if answer.status_code == 200 else "no-store"
        assert answer.headers["cache-control"] == kept, where
        assert "server" not in answer.headers, where
        assert "set-cookie" not in answer.headers, where


def test_what_is_not_named_is_denied(client: httpx.Client, told: Told) -> None:
    good = set()
    for method, answer in _walk(client):
        if answer.status_code == 200:
            good.add((method, answer.url.path))
            continue
        assert answer.status_code in (404, 405), f"{method} {answer.url}"
    assert {method for method, _ in good} == {"GET", "HEAD"}
    paths = {path.rpartition(".")[0] for _, path in good}
    assert paths == {"/discovery", "/services", "/services/bache", "/requests",
                     "/requests/2026-00002"}  # fmt: skip


def _rows(url: str) -> dict[str, list[Any]]:
    engine = open_engine(url)
    with reading(engine) as db:
        names = [each for each in inspect(db).get_table_names() if not each.startswith("search")]
        found = {each: [tuple(row) for row in db.execute(text(f'SELECT * FROM "{each}"'))]
                 for each in names}  # fmt: skip
    engine.dispose()
    return found


def test_no_question_changes_a_row(client: httpx.Client, told: Told, sqlite_url: str) -> None:
    before = _rows(sqlite_url)
    _walk(client)
    assert _rows(sqlite_url) == before
    assert before["demands"]


def test_no_route_gives_a_personal_datum(client: httpx.Client, told: Told) -> None:
    for _, answer in _walk(client):
        said = answer.text + str(answer.headers)
        for private in (PHONE, "doña Chole", "Hidalgo 12", "asaltaron"):
            assert private not in said


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:8311", 200),
        ("LOCALHOST", 200),
        ("[::1]:80", 200),
        ("datos.xaltepec.example", 200),
        ("Datos.Xaltepec.example.:443", 200),
        ("malo.example", 421),
        ("datos.xaltepec.example.malo.example", 421),
        ("malo.example@127.0.0.1", 421),
        ("127.0.0.1/malo.example", 421),
        ("169.254.169.254", 421),
        ("", 421),
    ],
)
def test_it_answers_to_its_own_names_alone(host: str, status: int, serve: Serve) -> None:
    address = serve(hosts=("Datos.Xaltepec.example",))
    answer = httpx.get(f"{address}/discovery.json", headers={"Host": host}, trust_env=False)
    assert answer.status_code == status
    if status != 200:
        assert "malo" not in answer.text


def test_nobody_says_for_another_where_he_is(serve: Serve, told: Told) -> None:
    lies = {
        "X-Forwarded-Host": "malo.example",
        "X-Forwarded-Proto": "https",
        "Forwarded": "host=malo.example;proto=https",
        "X-Original-URL": "/requests.json",
    }
    with httpx.Client(base_url=serve(a_minute=5), trust_env=False) as client:
        said = client.get("/discovery.json", headers=lies).text
        assert "malo.example" not in said
        assert "https://127" not in said
        seen = [
            client.get("/services.json", headers={"X-Forwarded-For": f"203.0.113.{number}"})
            for number in range(8)
        ]
    assert [each.status_code for each in seen] == [200] * 4 + [429] * 4


def test_the_proxy_that_was_named_is_believed(serve: Serve, told: Told) -> None:
    with httpx.Client(base_url=serve(proxy="127.0.0.1", a_minute=3), trust_env=False) as client:
        seen = [
            client.get("/services.json", headers={"X-Forwarded-For": f"203.0.113.{number % 2}"})
            for number in range(8)
        ]
    assert [each.status_code for each in seen] == [200] * 6 + [429] * 2


def test_an_endless_question_is_refused(client: httpx.Client) -> None:
    long = client.get("/requests.json?status=" + "a" * LONGEST)
    assert (long.status_code, long.json()[0]["code"]) == (414, 414)
    many = client.get("/requests.json?" + "&".join(f"p{n}=1" for n in range(PARAMETERS + 1)))
    assert (many.status_code, many.json()[0]["code"]) == (400, 400)
    fits = client.get("/requests.json?" + "&".join(f"p{n}=1" for n in range(PARAMETERS)))
    assert fits.status_code == 200


def test_headers_without_end_are_refused(client: httpx.Client) -> None:
    for size in (HEADERS, 3 * HEADERS, 9 * HEADERS):
        try:
            answer = client.get("/services.json", headers={"X-Largo": "a" * size})
        except httpx.TransportError:
            continue  # it answered and left before it heard them all
        assert answer.status_code in (400, 431), size
    assert client.get("/services.json").status_code == 200


def test_a_body_is_not_waited_for(client: httpx.Client) -> None:
    started = time.monotonic()

    def drip() -> Any:
        yield b"a" * 1000
        time.sleep(3)
        yield b"a" * 1000

    try:
        answer = client.post("/requests.json", content=drip())
        assert answer.status_code == 405
    except httpx.TransportError:
        pass  # it answered and left
    assert time.monotonic() - started < 10
    assert client.get("/services.json").status_code == 200


def test_so_many_are_answered_at_once(
    serve: Serve, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, entered = threading.Event(), threading.Semaphore(0)

    def slow(*given: object, **named: object) -> list[object]:
        entered.release()
        gate.wait(20)
        return []

    monkeypatch.setattr("monitor.archive.cases.Cases.find", slow)
    address = serve(at_once=2)
    with ThreadPoolExecutor(2) as threads, httpx.Client(base_url=address, trust_env=False) as one:
        waiting = [
            threads.submit(httpx.get, f"{address}/requests.json", timeout=30, trust_env=False)
            for _ in range(2)
        ]
        for _ in range(2):
            assert entered.acquire(timeout=20)
        refused = one.get("/services.json")
        gate.set()
        assert [each.result().status_code for each in waiting] == [200, 200]
        assert refused.status_code == 503
        assert refused.headers["retry-after"]
        assert one.get("/services.json").status_code == 200


def test_a_failure_of_ours_tells_nothing_of_us(
    client: httpx.Client, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object, **named: object) -> None:
        raise RuntimeError("/casa/secreta starlette 1.0 SELECT")

    monkeypatch.setattr("monitor.archive.cases.Cases.find", broken)
    answer = client.get("/requests.json")
    assert answer.status_code == 500
    assert answer.json() == [{"code": 500, "description": "Algo falló de nuestro lado"}]
    assert answer.headers["cache-control"] == "no-store"
    for secret in ("secreta", "starlette", "Traceback", "uvicorn"):
        assert secret not in answer.text + str(answer.headers)


def _gone_after(address: str, pieces: list[bytes], *, every: float) -> float:
    """Seconds until a server leaves somebody who says these pieces one by one."""
    host, _, port = address.removeprefix("http://").partition(":")
    started = time.monotonic()
    with socket.create_connection((host, int(port)), timeout=20) as client:
        client.settimeout(every)
        for piece in [*pieces, *[b""] * 100]:
            try:
                client.sendall(piece)
                if client.recv(4096) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
    return time.monotonic() - started


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [b"GET /services.json HTTP/1.1\r\n"],
        [b"GET /services.json HTTP/1.1\r\nHost: localhost\r\n", *[b"X-A: b\r\n"] * 60],
        [b"POST /services.json HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n",
         *[b"a"] * 60],
    ],
)  # fmt: skip
def test_whoever_asks_drop_by_drop_is_left(pieces: list[bytes], serve: Serve) -> None:
    address = serve(patience=Patience(asking=1.0, every=0.1))
    assert 0.5 < _gone_after(address, pieces, every=0.1) < 6
    assert httpx.get(f"{address}/services.json", trust_env=False).status_code == 200


def test_whoever_keeps_asking_is_not_left(serve: Serve) -> None:
    address = serve(patience=Patience(asking=0.6, every=0.1), a_minute=10_000)
    limits = httpx.Limits(max_connections=1)
    with httpx.Client(base_url=address, trust_env=False, limits=limits) as client:
        ports = set()
        for _ in range(12):
            answer = client.get("/services/bache.json")
            ports.add(answer.extensions["network_stream"].get_extra_info("client_addr"))
            time.sleep(0.1)
    assert len(ports) == 1


_VALUES = st.one_of(
    st.text(max_size=60),
    st.datetimes().map(lambda each: each.isoformat()),
    st.integers().map(str),
    st.sampled_from(["2026-00001", "bache", "open", "closed", "true", "xaltepec", "0", "1", "-1",
                     "9" * 400, "2026-00001," * 300, "' OR 1=1 --", "%00", "\u202e", "a,,b"]),
)  # fmt: skip
_NAMES = st.sampled_from(["status", "start_date", "end_date", "updated_after", "page", "page_size",
                          "service_code", "service_request_id", "jurisdiction_id", "extensions",
                          "otro", ""])  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.one_of(
        st.sampled_from([f"{path}{form}" for path in PATHS for form in (".json", ".xml")]),
        st.text(max_size=40).map(lambda each: f"/requests/{each}.json"),
        st.text(max_size=40).map(lambda each: f"/services/{each}.xml"),
        st.text(max_size=40).map(lambda each: f"/{each}"),
    ),
    query=st.lists(st.tuples(_NAMES, _VALUES), max_size=6),
    headers=st.dictionaries(
        st.sampled_from(["Accept", "Range", "If-None-Match", "Accept-Encoding", "X-Forwarded-For"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40).map(str.strip),
        max_size=3,
    ),
)
def test_nothing_that_is_asked_makes_it_fail(
    path: str, query: list[tuple[str, str]], headers: dict[str, str], client: httpx.Client,
    told: Told,
) -> None:  # fmt: skip
    try:
        request = client.build_request("GET", path, params=query, headers=headers)
    except httpx.InvalidURL:
        return
    answer = client.send(request)
    assert answer.status_code < 500, f"{request.url}: {answer.text}"
    assert PHONE not in answer.text


def test_a_canary_in_every_field_stays_in(
    client: httpx.Client, told: Told, records: Archive
) -> None:
    """What is personal is in the archive, so that its absence means something."""
    demand = records.cases.demand(told.hole)
    assert PHONE in demand.sources[0].quote
    assert "Chole" in demand.address.landmark
    extended = client.get(f"/requests/{told.hole}.json?extensions=true").text
    assert PHONE not in extended
    assert "Chole" not in extended
