"""Where a page bears lines that nobody read."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from monitor.newsprint.missed import Box, places

SIZE = 30.0  # of the letters
LINE: Box = (120.0, 300.0, 700.0, 327.0)


def _page(*lines: Box, paper: int = 235) -> Image.Image:
    """Each line as strokes, like letters from afar."""
    page = Image.new("L", (900, 1200), paper)
    draw = ImageDraw.Draw(page)
    for left, top, right, bottom in lines:
        for at in range(int(left), int(right), 12):
            draw.rectangle((at, top, at + 4, bottom), fill=paper // 5)
    return page


@pytest.mark.parametrize("paper", [235, 140])
def test_a_line_that_nobody_read_is_a_place(paper: int) -> None:
    ((left, top, right, bottom),) = places(_page(LINE, paper=paper), [], size=SIZE)
    assert left <= LINE[0] + 10
    assert right >= LINE[2] - 10
    assert top <= LINE[1]
    assert bottom >= LINE[3] - 1
    assert bottom - top < 3 * SIZE


def test_what_was_read_is_no_place() -> None:
    assert not places(_page(LINE), [LINE], size=SIZE)


def test_of_two_lines_the_one_that_was_read_is_left() -> None:
    other = (120.0, 500.0, 700.0, 527.0)
    ((_, top, _, bottom),) = places(_page(LINE, other), [LINE], size=SIZE)
    assert top > LINE[3]
    assert bottom > other[3] - 1


def test_a_picture_a_rule_and_dirt_are_no_lines() -> None:
    page = _page((100.0, 100.0, 800.0, 400.0))  # as high as ten lines
    draw = ImageDraw.Draw(page)
    draw.rectangle((100, 600, 800, 602), fill=0)
    draw.rectangle((300, 800, 304, 804), fill=0)
    assert not places(page, [], size=SIZE)


def test_paper_without_ink_has_no_places() -> None:
    assert not places(Image.linear_gradient("L").resize((900, 1200)), [], size=SIZE)
