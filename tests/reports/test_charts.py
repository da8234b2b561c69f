"""The pictures of the figures: light, the same bytes, and all their numbers in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from reports import digest
from reports.charts import HEAVY, charts, in_words
from reports.model import Bar, Digest, EditionFigure, Figure, Tally
from tests.reports import press

HISTORY = tuple(
    EditionFigure(
        day=press.DAY - timedelta(days=before),
        hour="07:00",
        tally=Tally(positive=before % 5, neutral=7 * before % 11, negative=3 * before % 7),
    )
    for before in range(1, 14)
)
SAMPLE = digest.build(press.sample_edition(), press.config(), history=HISTORY)


def one(*bars: Bar, key: str = "outlet", left_out: int = 0) -> Digest:
    figure = Figure(id=key, title="Impactos por medio", bars=bars, left_out=left_out)
    return replace(SAMPLE, figures=(figure,))


def colours(png: bytes) -> set[tuple[int, ...]]:
    picture = Image.open(BytesIO(png)).convert("RGB")
    return {colour for count, colour in picture.getcolors(1 << 20) or [] if count > 200}


def near(png: bytes, *wanted: tuple[int, int, int]) -> bool:
    found = colours(png)
    return all(
        any(max(abs(a - b) for a, b in zip(each, seen, strict=True)) < 12 for seen in found)
        for each in wanted
    )


def test_every_figure_has_its_chart() -> None:
    assert [each.id for each in charts(SAMPLE)] == ["theme", "outlet", "subject", "trend"]


def test_twice_the_same_bytes() -> None:
    assert charts(SAMPLE) == charts(SAMPLE)


def test_a_chart_is_light_and_twice_as_dense_as_the_page() -> None:
    for each in charts(SAMPLE):
        picture = Image.open(BytesIO(each.png))
        assert picture.width == 2 * each.width
        assert picture.height // 2 == each.height
        assert each.width == 592
        assert len(each.png) <= HEAVY
        assert picture.info == {}


def test_it_stands_on_paper_of_its_own_so_that_it_is_read_in_the_dark() -> None:
    for each in charts(SAMPLE):
        picture = Image.open(BytesIO(each.png))
        assert "transparency" not in picture.info
        corner = picture.convert("RGB").getpixel((0, 0))
        assert min(corner) > 245  # type: ignore[type-var, arg-type]


def test_the_bars_have_the_colour_of_their_stance() -> None:
    green, red = (0x1F, 0x7A, 0x44), (0xC4, 0x36, 0x2C)
    [good] = charts(one(Bar(label="El Faro", tally=Tally(positive=9))))
    [bad] = charts(one(Bar(label="El Faro", tally=Tally(negative=9))))
    wide = 20_000  # pixels: more than the legend has

    def area(png: bytes, colour: tuple[int, int, int]) -> int:
        picture = Image.open(BytesIO(png)).convert("RGB")
        return sum(
            count
            for count, seen in picture.getcolors(1 << 20) or []
            if max(abs(a - b) for a, b in zip(colour, seen, strict=True)) < 12  # type: ignore[arg-type]
        )

    assert area(good.png, green) > wide > area(good.png, red)
    assert area(bad.png, red) > wide > area(bad.png, green)


def test_the_words_say_every_number() -> None:
    for chart, figure in zip(charts(SAMPLE), SAMPLE.figures, strict=True):
        assert chart.alt.startswith(f"{figure.title}. ")
        for bar in figure.bars:
            assert f"{bar.label}: {bar.tally.total}" in chart.alt


def test_the_words_of_a_figure() -> None:
    figure = Figure(
        id="outlet",
        title="Impactos por medio",
        bars=(
            Bar(label="El Faro", tally=Tally(positive=1, neutral=1200, negative=2)),
            Bar(label="Radio", tally=Tally(unread=1)),
            Bar(label="Nadie", tally=Tally()),
        ),
        left_out=3,
    )
    assert in_words(figure) == (
        "Impactos por medio. El Faro: 1,203 (1 positivo, 1,200 informativos, 2 negativos); "
        "Radio: 1 (1 sin analizar); Nadie: 0; y 3 más."
    )
    assert "1.203 (1 positivo" in in_words(figure, language="es_AR")


@pytest.mark.parametrize("key", ["outlet", "trend"])
def test_odd_figures_can_be_drawn(key: str) -> None:
    nothing = Bar(label="lun 23", tally=Tally())
    huge = Bar(label="mar 24", tally=Tally(positive=1, neutral=1_000_000, negative=1))
    strange = Bar(label="#x *y* $z$ @w " + "ñ" * 400, tally=Tally(negative=1))
    for bars in ((nothing,), (huge,), (nothing, huge), (huge,) * 14, (strange, huge)):
        [drawn] = charts(one(*bars, key=key, left_out=2))
        assert len(drawn.png) <= HEAVY


def test_a_digest_without_figures_has_no_charts() -> None:
    assert charts(digest.build(press.edition(), press.config())) == ()
