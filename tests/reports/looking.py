"""A real browser to look at pages with: one for each module, a tab for each page."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        message = f"falta el navegador {CHROMIUM}: no se puede mirar la síntesis"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield running
        running.close()


Show = Callable[..., Page]


@pytest.fixture
def asked() -> list[str]:
    """Every address that a page asked for, beyond itself."""
    return []


@pytest.fixture
def show(browser: Browser, asked: list[str]) -> Iterator[Show]:
    opened: list[Page] = []

    def shown(page: str, *, width: int = 390, scheme: str = "light") -> Page:
        tab = browser.new_page(
            viewport={"width": width, "height": 844},
            color_scheme=scheme,  # type: ignore[arg-type]
        )

        def note(request: Request) -> None:
            asked.append(request.url)

        tab.on("request", note)
        tab.set_content(page, wait_until="load")
        opened.append(tab)
        return tab

    yield shown
    for each in opened:
        each.close()
