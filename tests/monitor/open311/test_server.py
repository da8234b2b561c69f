"""What anybody may read of our demands over Open311, and what nobody may."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from georeport import GeoReport
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from monitor.archive import Archive
from monitor.casework import Asked
from monitor.config import Config
from monitor.errors import ArchiveBusy
from monitor.open311 import document
from tests.monitor.open311.conftest import PHONE, Clock, Told


def _ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [row["service_request_id"] for row in answer.json()]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_library_of_the_registry_reads_services_and_requests(
    form: str, serve: Callable[..., str], told: Told, town: Config
) -> None:
    city = GeoReport(serve(), jurisdiction="xaltepec", output_format=form)
    listed = city.get_service_list()
    assert len(listed) == len(town.taxonomy)
    hole = next(each for each in listed if each["service_code"] == "bache")
    assert hole["service_name"] == "Baches"
    assert hole["group"] == "Calles y banquetas"
    assert "Bacheo" in hole["keywords"]
    assert city.get_service_definition("bache")["service_code"] == "bache"
    rows = city.get_service_requests()
    assert [row["service_request_id"] for row in rows] == [
        told.robbery,
        told.leak,
        told.hole,
        told.lamp,
    ]
    one = city.get_service_request(told.hole)
    assert one["status"] == "open"
    assert one["agency_responsible"] == "Obras Públicas"
    assert float(one["lat"]) == 19.4
    closed = city.get_service_requests(status="open", service_code="bache,robo")
    assert {row["service_request_id"] for row in closed} == {told.hole, told.robbery}


def test_a_request_says_all_that_the_protocol_asks_for(client: httpx.Client, told: Told) -> None:
    (row,) = client.get(f"/requests/{told.hole}.json").json()
    assert row == {
        "service_request_id": told.hole,
        "status": "open",
        "status_notes": "Turnada: Obras Públicas",
        "service_name": "Baches",
        "service_code": "bache",
        "description": "hay un bache enorme en Hidalgo, llamen al •• •••• ••••",
        "agency_responsible": "Obras Públicas",
        "service_notice": "",
        "requested_datetime": "2026-11-23T07:05:00-06:00",
        "updated_datetime": "2026-11-23T08:05:00-06:00",
        "expected_datetime": None,
        "address": "Hidalgo, entre Juárez y Allende, col. Loma Bonita, 57000, Xaltepec",
        "address_id": None,
        "zipcode": "57000",
        "lat": 19.4,
        "long": -99.0,
        "media_url": None,
    }


def test_no_personal_datum_leaves(client: httpx.Client, told: Told) -> None:
    said = client.get("/requests.json?extensions=true").text + client.get("/requests.xml").text
    for private in (PHONE, "doña Chole", "Hidalgo 12", "asaltaron", "Zaragoza", "diario.example"):
        assert private not in said
    (robbery,) = client.get(f"/requests/{told.robbery}.json").json()
    assert robbery["description"] == "Robos y falta de vigilancia"
    assert robbery["address"] == "col. Loma Bonita, Xaltepec"


def test_statuses_dates_and_codes_choose(client: httpx.Client, told: Told, clock: Clock) -> None:
    assert _ids(client.get("/requests.json?status=closed")) == [told.leak]
    assert len(_ids(client.get("/requests.json?status=open,closed"))) == 4
    assert _ids(client.get("/requests.json?service_code=alumbrado")) == [told.lamp]
    both = f"/requests.json?service_request_id={told.lamp},{told.leak}&status=open"
    assert set(_ids(client.get(both))) == {told.lamp, told.leak}, "ids override all the rest"
    day = "start_date=2026-11-23T00:00:00Z&end_date=2026-11-24T00:00:00Z"
    assert len(_ids(client.get(f"/requests.json?{day}"))) == 4
    assert _ids(client.get("/requests.json?end_date=2026-11-22T00:00:00Z")) == []
    assert len(_ids(client.get("/requests.json?start_date=2026-11-23T07:05:00-06:00"))) == 4
    assert _ids(client.get("/requests.json?start_date=2026-11-23T07:05:01-06:00")) == []
    assert len(_ids(client.get("/requests.json?start_date=2026-11-23T07:05:00%2B00:00"))) == 4
    assert len(_ids(client.get("/requests.json?start_date=2026-11-23T07:05:00+00:00"))) == 4
    changed = set(_ids(client.get("/requests.json?updated_after=2026-11-23T13:30:00Z")))
    assert changed == {told.hole, told.leak}
    clock.now += timedelta(days=91)
    assert _ids(client.get("/requests.json")) == [], "90 days when nothing is said"
    assert len(_ids(client.get("/requests.json?start_date=2026-11-01"))) == 4


def test_pages_tell_each_request_once(client: httpx.Client, told: Told) -> None:
    pages = [_ids(client.get(f"/requests.json?page_size=3&page={page}")) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [3, 1, 0]
    assert len({each for page in pages for each in page}) == 4


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("/requests.json?status=opened", 400),
        ("/requests.json?start_date=ayer", 400),
        ("/requests.json?start_date=0001-01-01T00:00:00%2B14:00", 400),
        ("/requests.json?start_date=2026-01-01&end_date=2026-06-01", 400),
        ("/requests.json?start_date=2026-06-01&end_date=2026-01-01", 400),
        ("/requests.json?page_size=1001", 400),
        ("/requests.json?page=0", 400),
        ("/requests.json?page=10000000", 400),
        ("/requests.json?service_code=nada", 404),
        ("/requests.json?service_request_id=7", 404),
        ("/requests.json?jurisdiction_id=otra", 404),
        ("/requests/2026-99999.json", 404),
        ("/requests/zz.json", 404),
        ("/services/nada.json", 404),
        ("/requests.csv", 404),
        ("/", 404),
    ],
)
def test_what_cannot_be_answered_says_why(asked: str, status: int, client: httpx.Client) -> None:
    answer = client.get(asked)
    (row,) = answer.json()
    assert (answer.status_code, row["code"]) == (status, status)
    assert row["description"]
    assert "Traceback" not in row["description"]


def test_an_error_in_xml_is_xml(client: httpx.Client) -> None:
    answer = client.get("/requests/2026-99999.xml")
    assert answer.headers["content-type"].startswith("text/xml")
    assert etree.fromstring(answer.content).findtext("error/code") == "404"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_it_only_informs(method: str, client: httpx.Client, told: Told) -> None:
    answer = client.request(method, "/requests.json", data={"service_code": "bache"})
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert "solo informa" in answer.json()[0]["description"]
    assert len(_ids(client.get("/requests.json"))) == 4


def test_discovery_names_itself(client: httpx.Client) -> None:
    told = client.get("/discovery.json").json()
    (endpoint,) = told["endpoints"]
    assert endpoint["url"] == str(client.base_url).rstrip("/")
    assert endpoint["formats"] == ["application/json", "text/xml"]
    tree = etree.fromstring(client.get("/discovery.xml").content)
    assert tree.findtext("endpoints/endpoint/jurisdiction_id") == "xaltepec"


def test_a_visitor_in_a_hurry_is_asked_to_wait(serve: Callable[..., str], told: Told) -> None:
    with httpx.Client(base_url=serve(a_minute=3), trust_env=False) as client:
        answers = [client.get("/services.json") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 20


def test_an_archive_that_is_away_is_said_without_its_address(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*given: object, **named: object) -> None:
        raise ArchiveBusy("el acervo sqlite:////casa/secreta.db está ocupado")

    monkeypatch.setattr("monitor.archive.cases.Cases.find", busy)
    answer = client.get("/requests.json")
    assert answer.status_code == 503
    assert "secreta" not in answer.text
    assert answer.headers["retry-after"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.dictionaries(
    st.sampled_from(["status", "start_date", "end_date", "updated_after", "page", "page_size",
                     "service_code", "service_request_id", "jurisdiction_id", "extensions"]),
    st.one_of(st.text(max_size=40), st.datetimes().map(str), st.integers().map(str)),
))  # fmt: skip
def test_whatever_is_asked_is_answered_or_refused(
    query: dict[str, str], client: httpx.Client, told: Told
) -> None:
    answer = client.get("/requests.json", params=query)
    assert answer.status_code in (200, 400, 404), answer.text
    assert isinstance(answer.json(), list)


def test_a_file_says_the_same_as_the_server(
    client: httpx.Client, told: Told, records: Archive, town: Config
) -> None:
    asked = client.get("/requests.json?extensions=true").json()
    assert json.loads(document(records.cases.find(Asked()), town)) == asked
    assert asked[0]["extended_attributes"]["sources"] == 1
