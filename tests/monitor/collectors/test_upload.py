"""What is given by hand: its source asks nothing of anybody."""

from __future__ import annotations

import pytest

from monitor.collectors import upload
from monitor.config import Source
from tests.monitor.collectors.samples import MEXICO, NOW, expected, samples, told

GIVEN = Source(kind="upload", id="otros-upload", outlet_id="otros")


@pytest.mark.parametrize("sample", samples("upload"), ids=lambda path: path.stem)
def test_a_sample_gives_what_is_expected(sample) -> None:
    found = upload.parse(GIVEN, sample.read_bytes(), now=NOW, zone=MEXICO)
    assert [told(item) for item in found] == expected(sample)


def test_its_source_asks_nothing() -> None:
    def fetch(url: str, **_: object) -> None:
        raise AssertionError(url)

    assert not upload.collect(GIVEN, fetch, memos={}, now=NOW, zone=MEXICO).items
