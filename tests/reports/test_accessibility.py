"""Every page that leaves, as axe judges it: on a phone and on a desk, by day and by night."""

from __future__ import annotations

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.reports.looking import Show
from tests.reports.worn import PAGES

THUMB = 44  # the least height of what a thumb opens
PHONE = 390
CROWD = "digest of a crowd"  # the slowest to judge, of the same parts as the others
TITLES = """
[...document.querySelectorAll('h3 a, .row a')].map(e => e.getBoundingClientRect().height)
"""
WHOLE = """
[...document.querySelectorAll('.edge')].every(e => getComputedStyle(e).breakInside === 'avoid')
"""


@pytest.mark.parametrize(
    ("name", "width"),
    [*product((each for each in PAGES if each != CROWD), (PHONE, 768, 1200)), (CROWD, PHONE)],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(show: Show, name: str, width: int, scheme: str) -> None:
    judged = Axe().run(show(PAGES[name], width=width, scheme=scheme))
    assert judged.violations_count == 0, judged.generate_report()


def test_axe_does_find_faults(show: Show) -> None:
    faulty = PAGES["digest"].replace(' lang="es-MX"', "").replace(" alt=", " data-alt=")
    found = {each["id"] for each in Axe().run(show(faulty)).response["violations"]}
    assert {"html-has-lang", "image-alt"} <= found


@pytest.mark.parametrize("name", ["digest", CROWD])
def test_a_thumb_opens_a_note(show: Show, name: str) -> None:
    heights = show(PAGES[name], width=PHONE).evaluate(TITLES)
    assert heights
    assert min(heights) >= THUMB


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, PHONE, 768, 1200])
def test_nothing_overflows(show: Show, name: str, width: int) -> None:
    page = show(PAGES[name], width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_printed_on_white_and_parts_no_story(show: Show, name: str) -> None:
    page = show(PAGES[name])
    page.emulate_media(media="print")
    ground = "getComputedStyle(document.querySelector('.page')).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    assert page.evaluate(WHOLE)
