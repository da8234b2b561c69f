"""Pictures of what the demo's press leaves, in docs/images/: each shape of page is a row here."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import escape
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from monitor.demo import walk

IMAGES = Path(__file__).parent.parent / "docs" / "images"
DAY = datetime(2026, 11, 20, 18, tzinfo=UTC)  # the same picture whenever it is taken
HEAVIEST = 300_000  # bytes
COLOURS = (256, 128, 64)  # of a picture that would be heavier
PDF_PAGES = 2
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WINDOW = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 0; background: #1c1b19; color: #ece8df; }}
pre {{ margin: 0; padding: 20px 24px; font: 14px/1.45 "DejaVu Sans Mono", Menlo, monospace;
  width: 80ch; white-space: pre-wrap; overflow-wrap: anywhere; }}
</style><pre>{}</pre>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    name: str
    edition: str  # how the folder of the edition is called, as a pattern
    width: int
    height: int
    scheme: str = "light"


CARD = "[Folio "  # in the subject of what an office receives
DAILY, ALERT, WEEKLY = "????-??-??T????", "alerta-*", "????-W??"
SHOTS = (
    *(
        Shot(name=f"sintesis-{width}{tail}", edition=DAILY, width=width, height=1500, scheme=scheme)
        for width in (390, 768, 1200)
        for scheme, tail in (("light", ""), ("dark", "-noche"))
    ),
    Shot(name="alerta-390", edition=ALERT, width=390, height=1100),
    Shot(name="semanal-768", edition=WEEKLY, width=768, height=1500),
)


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is needed: apt-get install chromium")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, _browser(chromium) as browser:
        walk.press(into=Path(place), report=lambda line: None, today=DAY)
        for name, png in _pictures(browser, Path(place) / "ediciones"):
            (IMAGES / f"{name}.png").write_bytes(png)
            print(f"{name}.png: {len(png) // 1000} kB")


@contextmanager
def _browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


def _pictures(browser: Browser, editions: Path) -> Iterator[tuple[str, bytes]]:
    for shot in SHOTS:
        folder = _last(editions, shot.edition)
        if folder:
            yield shot.name, light(_seen(browser, shot, folder))
    last = _last(editions, DAILY)
    if last is None:
        sys.exit("The demo left no edition")
    yield "texto", light(_read(browser, (last / "sintesis.txt").read_text(encoding="utf-8")))
    for number, page in enumerate(_paper((last / "sintesis.pdf").read_bytes()), start=1):
        yield f"pdf-{number}", light(page)
    yield from _demand(browser, editions.parent / "buzon")


def _demand(browser: Browser, mailbox: Path) -> Iterator[tuple[str, bytes]]:
    """The first card that an office received, as its telephone shows it, and its volante."""
    mails = (_read_mail(each) for each in sorted(mailbox.glob("*.eml")))
    card = next((each for each in mails if CARD in str(each["Subject"])), None)
    if card is None:
        print("no office received a card: no picture of it", file=sys.stderr)
        return
    page = card.get_body(("html",))
    if page:
        yield "tarjeta-390", light(_opened(browser, page.get_content(), width=390, height=1500))
    for attached in card.iter_attachments():
        for paper in _paper(attached.get_content()):
            yield "volante", light(paper)


def _read_mail(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=default)


def _opened(browser: Browser, page: str, *, width: int, height: int) -> bytes:
    tab = browser.new_page(viewport={"width": width, "height": height})
    tab.set_content(page)
    tab.set_viewport_size({"width": width, "height": min(height, _height(tab))})
    png = tab.screenshot()
    tab.close()
    return png


def _last(editions: Path, pattern: str) -> Path | None:
    found = sorted(editions.glob(pattern))
    if not found:
        print(f"no edition called {pattern}: no picture of it", file=sys.stderr)
    return found[-1] if found else None


def _seen(browser: Browser, shot: Shot, folder: Path) -> bytes:
    page = browser.new_page(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme=shot.scheme,  # type: ignore[arg-type]
    )
    page.goto((folder / "sintesis.html").resolve().as_uri())
    page.set_viewport_size({"width": shot.width, "height": min(shot.height, _height(page))})
    png = page.screenshot()
    page.close()
    return png


def _height(page: Page) -> int:
    return int(page.evaluate("document.querySelector('.page').offsetHeight"))


def _read(browser: Browser, text: str) -> bytes:
    """As a window of 80 columns shows it."""
    page = browser.new_page(viewport={"width": 728, "height": 1300})
    page.set_content(WINDOW.format(escape(text)))
    png = page.screenshot()
    page.close()
    return png


def _paper(pdf: bytes) -> Iterator[bytes]:
    document = pypdfium2.PdfDocument(pdf)
    for number in range(min(PDF_PAGES, len(document))):
        yield _png(document[number].render(scale=1.5).to_pil())


def light(png: bytes) -> bytes:
    """The same picture in at most `HEAVIEST` bytes: with fewer colours, then smaller."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    for colours in COLOURS:
        made = _png(picture.quantize(colours, dither=Image.Dither.NONE))
        if len(made) <= HEAVIEST:
            return made
    return light(_png(picture.resize((picture.width * 3 // 4, picture.height * 3 // 4))))


def _png(picture: Image.Image) -> bytes:
    held = BytesIO()
    picture.save(held, "PNG", optimize=True)
    return held.getvalue()


if __name__ == "__main__":
    main()
