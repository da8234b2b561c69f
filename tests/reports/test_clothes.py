"""All that a digest wears, and what happens when something cannot be made."""

from __future__ import annotations

import re

import pytest

from monitor.config import Branding
from monitor.errors import TypesetError
from reports import charts, digest, pdf, render
from reports.clothes import dress
from tests.reports import press
from tests.reports.test_charts import SAMPLE

WORN = dress(SAMPLE, branding=Branding())


def refuse(*_: object, **__: object) -> bytes:
    raise TypesetError("no se pudo componer la página")


def test_every_picture_of_the_page_is_a_file_beside_it() -> None:
    called = re.findall(r'<img[^>]* src="([^"]+)"', WORN.html)
    assert called == [f"figuras/{key}.png" for key in ("theme", "outlet", "subject", "trend")]
    assert {*called, "sintesis.pdf"} == {
        each for each in WORN.files if each.endswith((".png", ".pdf"))
    }
    assert WORN.files["sintesis.pdf"] == pdf.pdf(SAMPLE, branding=Branding())
    assert WORN.lacking == ()


def test_a_picture_says_its_numbers_and_keeps_its_shape() -> None:
    for chart in WORN.charts:
        [tag] = re.findall(rf"<img[^>]*figuras/{chart.id}[^>]*>", WORN.html)
        assert f'alt="{chart.alt}"' in tag
        assert f'width="{chart.width}"' in tag
        assert "max-width:592px" in tag
        assert "height:auto" in tag


def test_a_page_without_pictures_has_the_figures_as_tables() -> None:
    plain = render.html(SAMPLE)
    assert "<img" not in plain
    assert plain.count('class="bars"') + plain.count('class="days"') == len(SAMPLE.figures)
    assert 'class="bars"' not in WORN.html
    assert len(WORN.html) < len(plain)


def test_an_empty_edition_has_no_pictures_and_is_printed() -> None:
    empty = dress(digest.build(press.edition(), press.config()), branding=Branding())
    assert not [each for each in empty.files if each.startswith("figuras/")]
    assert "sintesis.pdf" in empty.files
    assert "<img" not in empty.html


def test_twice_the_same_clothes() -> None:
    assert dress(SAMPLE, branding=Branding()) == WORN


def test_without_charts_the_digest_leaves_with_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "picture", refuse)
    worn = dress(SAMPLE, branding=Branding())
    assert worn.html == render.html(SAMPLE)
    assert not [each for each in worn.files if each.startswith("figuras/")]
    assert worn.lacking == ("sin gráficas: no se pudo componer la página",)


def test_without_pdf_the_digest_leaves_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "document", refuse)
    worn = dress(SAMPLE, branding=Branding())
    assert worn.html == WORN.html
    assert "sintesis.pdf" not in worn.files
    assert worn.lacking == ("sin PDF: no se pudo componer la página",)
