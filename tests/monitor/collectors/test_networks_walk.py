"""A network in the walk: clipped, revised, taken back; and what lacks a token stops nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.config import Outlet, Source
from monitor.fetch import Fetcher
from monitor.local import tick
from monitor.model import PieceKind, computed_id
from monitor.pipeline import Pipeline
from tests.conftest import NOW
from tests.monitor.collectors.networks import Asked, serving

WORDS = "La alcaldesa Maribel Ontiveros abrió un pozo en La Joya"
PAGE = computed_id("https://bsky.app/profile/ecos.example/post/p1")


class Bluesky:
    """An account with one post that may change or go."""

    def __init__(self) -> None:
        self.posts = {"p1": WORDS, "p2": "Buenos días, Xaltepec"}

    def __call__(self, asked: Asked) -> Any:
        shown = [self.view(name, text) for name, text in self.posts.items()]
        if asked.path.endswith("getPosts"):
            return {"posts": [each for each in shown if each["uri"] in asked.every("uris")]}
        return {"feed": [{"post": each} for each in shown]}

    def view(self, name: str, text: str) -> dict[str, Any]:
        moment = f"2026-08-21T1{1 if name == 'p1' else 0}:00:00.000Z"
        return {
            "uri": f"at://did:plc:ecos/app.bsky.feed.post/{name}",
            "author": {"did": "did:plc:ecos", "handle": "ecos.example", "displayName": "Ecos"},
            "record": {"text": text, "createdAt": moment},
            "indexedAt": moment,
        }


def sources(url: str) -> tuple[Source, ...]:
    return (
        Source(kind="x", account="ecos", id="ecos-x", outlet_id="ecos"),
        Source(kind="bluesky", url=url, query="pozo", id="ecos-bluesky-2", outlet_id="ecos"),
        Source(
            kind="bluesky", url=url, account="ecos.example", id="ecos-bluesky", outlet_id="ecos"
        ),
    )


@pytest.fixture
def bluesky():
    return Bluesky()


@pytest.fixture
def walk(config, archive, folder, bluesky):
    with serving(bluesky) as network:
        outlet = Outlet(
            id="ecos", name="Ecos", scope="local", medium="network", sources=sources(network.url)
        )
        here = config.model_copy(update={"outlets": (outlet,)})
        with Fetcher(
            contact="prensa@xaltepec.test", pause=timedelta(0), allow_hosts=["127.0.0.1"]
        ) as fetch:
            pipeline = Pipeline(config=here, archive=archive, fetch=fetch, folder=folder)
            yield lambda hours=0: tick(pipeline, clock=lambda: NOW + timedelta(hours=hours))


def test_a_post_is_clipped_revised_and_taken_back(walk, archive, bluesky) -> None:
    walk()
    first = archive.clipping(PAGE)
    assert first is not None
    assert first.kind is PieceKind.POST
    assert first.text == WORDS
    bluesky.posts["p1"] = f"{WORDS}, que dará servicio a cuatro mil familias"
    walk(1)
    revised = archive.clipping(PAGE)
    assert revised.revision == first.revision + 1
    assert revised.text.endswith("familias")
    del bluesky.posts["p1"]
    walk(2)
    taken = archive.clipping(PAGE)
    assert taken.text == revised.text
    assert taken.withdrawn_at is not None
    assert replace(taken, withdrawn_at=None) == replace(revised, withdrawn_at=None)


def test_what_lacks_a_token_says_which_and_the_rest_goes_on(walk, archive) -> None:
    walk()
    assert archive.clipping(PAGE) is not None
    states = archive.source_states()
    assert states["ecos-bluesky"].failures == 0
    for name, token in {"ecos-x": "X_BEARER_TOKEN", "ecos-bluesky-2": "BLUESKY_HANDLE"}.items():
        assert states[name].kind == "missing_token"
        assert token in states[name].detail
    (stored,) = archive.digests()
    assert WORDS in stored.text
