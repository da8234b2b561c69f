"""What is written beside the page of an edition."""

from __future__ import annotations

from io import BytesIO

import pandas as pd
import pytest

from monitor.config import Branding
from reports import clothes, digest, messages
from reports.clothes import Clothes
from tests.reports import press

SAMPLE = digest.build(press.sample_edition(), press.config())


@pytest.fixture(scope="module")
def worn() -> Clothes:
    return clothes.dress(SAMPLE, branding=Branding())


def test_the_register_has_a_row_an_impact(worn: Clothes) -> None:
    impacts = [i for section in SAMPLE.sections for s in section.stories for i in s.impacts]
    assert len(pd.read_excel(BytesIO(worn.files["bitacora.xlsx"]))) == len(impacts)


def test_the_messages_are_those_to_copy(worn: Clothes) -> None:
    said = messages.messages(SAMPLE)
    (name,) = [each for each in worn.files if each.startswith("mensaje")]
    assert worn.files[name].decode().rstrip("\n").split("\n———\n") == list(said.whatsapp)
    assert worn.files["voz.txt"].decode() == said.script
