"""Pictures of the demo's last digest, on a phone and on a desk, in docs/images/."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from monitor.demo import walk

IMAGES = Path(__file__).parent.parent / "docs" / "images"
DAY = datetime(2026, 11, 20, 18, tzinfo=UTC)  # the same picture whenever it is taken
SHAPES = {"sintesis-390.png": (390, 1500), "sintesis-1200.png": (1200, 1300)}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is needed: apt-get install chromium")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        told = walk.press(into=Path(place), report=lambda line: None, today=DAY)
        assert told.html is not None
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for name, (width, height) in SHAPES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(told.html.resolve().as_uri())
            page.screenshot(path=IMAGES / name)
        browser.close()


if __name__ == "__main__":
    main()
