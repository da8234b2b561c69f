"""The tokens of networks: missing, refused or good, they are in no row, file, address nor log."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.archive import Archive
from monitor.config import Config, Source
from monitor.fetch import Fetcher
from monitor.model import Outcome
from monitor.pipeline import Pipeline
from tests.conftest import NOW
from tests.monitor.collectors.networks import Asked, Network, Said, serving

SECRET = "clave-que-nadie-debe-ver-0123456789"
VARIABLES = {
    "x": "X_BEARER_TOKEN",
    "facebook": "FACEBOOK_TOKEN",
    "instagram": "INSTAGRAM_TOKEN",
    "threads": "THREADS_TOKEN",
    "youtube": "YOUTUBE_API_KEY",
}
POST = {
    "id": "1",
    "message": "Abren el puente de Sauces",
    "permalink_url": "https://red.example.mx/p/1",
    "created_time": "2026-08-21T06:00:00+0000",
}
NEXT = f"https://graph.facebook.com/v24.0/5/posts?access_token={SECRET}&after=a"


def refusing(asked: Asked) -> Said:
    """It repeats what it was given, as careless servers do."""
    given = " ".join(asked.headers.values())
    error = {"message": f"Malformed access token {SECRET}", "code": 190}
    return Said(status=401, body={"error": error, "title": f"Bad {given}", "detail": given})


def answering(asked: Asked) -> Any:
    return {"data": [] if asked.get("after") else [POST], "paging": {"next": NEXT}}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = Archive(f"sqlite:///{tmp_path / 'sintesis.db'}")
    made.migrate()
    yield made
    made.close()


def office(config: Config, network: Network) -> Config:
    """Its outlets, with one source of each network beside a feed."""
    red = config.outlet["vecinos"]
    sources = tuple(
        Source(
            kind=kind, url=network.url, id=f"red-{kind}", outlet_id=red.id,
            **({"account": "5"} if kind in ("facebook", "instagram") else {"query": "bache"}),
        )
        for kind in VARIABLES
    )  # fmt: skip
    changed = red.model_copy(update={"sources": sources})
    return config.model_copy(update={"outlets": (config.outlets[0], changed)})


def collect(
    config: Config, archive: Archive, folder: Path, *, environment: Mapping[str, str]
) -> list[str]:
    with Fetcher(
        contact="monitor@valle.example", pause=timedelta(0), allow_hosts=["127.0.0.1"]
    ) as fetch:
        pipeline = Pipeline(
            config=config, archive=archive, fetch=fetch, folder=folder, environment=environment
        )
        return [pipeline.collect(f"red-{kind}", NOW) for kind in VARIABLES]


def test_a_source_without_its_token_says_so_and_the_others_go_on(config, archive, folder):
    with serving(answering) as network:
        given = {"FACEBOOK_TOKEN": SECRET}
        said = collect(office(config, network), archive, folder, environment=given)
    told = dict(zip(VARIABLES, said, strict=True))
    assert told.pop("facebook") == "red-facebook: 1 nota nueva"
    for kind, sentence in told.items():
        assert f"falta {VARIABLES[kind]}" in sentence
        assert archive.source_states()[f"red-{kind}"].kind == "missing_token"


def test_a_refused_token_is_told_waited_for_and_never_shown(config, archive, folder, caplog):
    caplog.set_level(logging.DEBUG)
    environment = dict.fromkeys(VARIABLES.values(), SECRET)
    with serving(refusing) as network:
        said = collect(office(config, network), archive, folder, environment=environment)
        first = len(network.asked)
    states = archive.source_states()
    assert first == len(VARIABLES)  # nobody insists
    for (kind, variable), sentence in zip(VARIABLES.items(), said, strict=True):
        assert states[f"red-{kind}"].kind == "refused_token"
        assert variable in sentence
        assert states[f"red-{kind}"].next_check_at > NOW
    assert SECRET not in f"{said} {states} {caplog.text}"


def test_a_token_is_in_no_file_after_a_good_reading(config, archive, folder, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    environment = dict.fromkeys(VARIABLES.values(), SECRET)
    for answer in (answering, refusing):
        with serving(answer) as network:
            collect(office(config, network), archive, folder, environment=environment)
    assert Outcome.CLIPPED not in archive.counts().outcomes
    archive.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path.name for path in files if SECRET.encode() in path.read_bytes()]
    assert SECRET not in caplog.text
