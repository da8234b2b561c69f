"""Every kind of source: what it needs is written where people look, and asked for by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.collectors import COLLECTORS, collect
from monitor.config import Source
from monitor.errors import MissingToken
from monitor.model import Page
from monitor.sourcekinds import KINDS
from tests.monitor.collectors.samples import MEXICO, NOW

DOCS = Path(__file__).parents[3] / "docs"


def test_the_table_and_the_collectors_have_the_same_kinds() -> None:
    assert set(KINDS) == set(COLLECTORS)


def test_every_secret_is_explained_where_it_is_to_be_put() -> None:
    page = (DOCS / "operacion.md").read_text(encoding="utf-8")
    for name in {name for kind in KINDS.values() for name in kind.variables}:
        assert f"`{name}`" in page, f"say in docs/operacion.md where {name} comes from"


NETWORKS = [name for name, kind in KINDS.items() if kind.token and "mailbox" not in kind.needs]


@pytest.mark.parametrize("kind", NETWORKS)
def test_a_source_without_its_token_says_which_and_asks_nobody(kind: str) -> None:
    def fetch(url: str, **_: object) -> Page:
        raise AssertionError(url)

    keys = dict.fromkeys((*KINDS[kind].needs, *KINDS[kind].one_of[:1]), "algo")
    source = Source(kind=kind, id="red", outlet_id="red", **keys)
    with pytest.raises(MissingToken, match=KINDS[kind].token):
        collect(source, fetch, memos={}, now=NOW, zone=MEXICO, environment={})
