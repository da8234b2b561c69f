"""A real browser opens a kept page: nothing runs, and no server hears of it."""

from __future__ import annotations

from base64 import b64decode

from monitor.snapshots import shown
from tests.monitor.snapshots.test_showing import CAPTION, RUNS, html
from tests.reports.looking import Show

PHOTO = b64decode("R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAkQBADs=")


def test_a_browser_runs_nothing_and_asks_for_nothing(show: Show, asked: list[str]) -> None:
    hostile = "".join(RUNS).replace("alert(1)", "window.ran=1")
    page = shown(html(f"<h2>Título</h2>{hostile}<p>fin</p>"), CAPTION, picture=PHOTO)
    tab = show(page)
    assert tab.evaluate("window.ran") is None
    assert [address for address in asked if not address.startswith("data:")] == []
    assert tab.evaluate("document.querySelector('img').naturalWidth") == 1
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_bare_page_would_have_run(show: Show) -> None:
    """So that the other test means something."""
    tab = show("<img src=x onerror=window.ran=1>")
    tab.wait_for_function("window.ran === 1")
    assert tab.evaluate("window.ran") == 1
