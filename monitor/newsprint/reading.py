"""A file of a newspaper, page by page: PDF with its text, PDF of scans, or one picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import pypdfium2
from PIL import Image, UnidentifiedImageError

from monitor.errors import SintesisError
from monitor.newsprint import layer, ocr
from monitor.newsprint.layout import blocks, body_size
from monitor.newsprint.pieces import Note, notes
from monitor.newsprint.sheet import Sheet

PAGES: Final = 120  # of one file
PIXELS: Final = 60_000_000  # of a picture: a broadsheet at 300 dots an inch has half of them
SCANNED: Final = 250  # dots an inch at which a page without text is drawn
FRONT_WIDTH: Final = 900  # pixels of the picture of a front page


class Unreadable(SintesisError):
    """The file is no PDF and no picture, or is damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What a file carries."""

    notes: tuple[Note, ...]
    pages: int
    recognised: int  # pages that were read as pictures
    front: bytes  # the first page as a picture, JPEG


def notes_of(body: bytes) -> Issue:
    """The notes of an issue.

    Raises:
        Unreadable: it is not a PDF or a picture.
        NoEngine: it has pages without text, and no engine reads pictures here.
    """
    sheets, front, recognised = [], b"", 0
    for sheet, picture, scanned in _sheets(body):
        sheets.append(sheet)
        front = front or picture
        recognised += scanned
    size = body_size(sheets)
    found = [block for sheet in sheets for block in blocks(sheet, body=size)]
    return Issue(
        notes=notes(found, body=size), pages=len(sheets), recognised=recognised, front=front
    )


def _sheets(body: bytes) -> Iterator[tuple[Sheet, bytes, bool]]:
    """Each page, the picture of the first one, and whether it was read as a picture."""
    if body.lstrip()[:5] == b"%PDF-":
        yield from _of_pdf(body)
        return
    picture = _opened(body)
    resolution = float(picture.info.get("dpi", (ocr.RESOLUTION,))[0]) or ocr.RESOLUTION
    resolution = resolution if resolution >= 100 else ocr.RESOLUTION
    yield ocr.sheet(picture, 1, resolution=resolution), _shown(picture), True


def _of_pdf(body: bytes) -> Iterator[tuple[Sheet, bytes, bool]]:
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("el PDF está dañado o pide contraseña") from error
    for number in range(min(len(document), PAGES)):
        page = document[number]
        sheet = layer.sheet(page, number + 1)
        front = _shown(_drawn(page, dots=100)) if number == 0 else b""
        if sheet is None:
            yield ocr.sheet(_drawn(page, dots=SCANNED), number + 1, resolution=SCANNED), front, True
        else:
            yield sheet, front, False
        page.close()


def _drawn(page: pypdfium2.PdfPage, *, dots: float) -> Image.Image:
    width, height = page.get_size()
    scale = dots / ocr.POINTS
    most = (PIXELS / max(1.0, width * height)) ** 0.5
    drawn: Image.Image = page.render(scale=min(scale, most)).to_pil()
    return drawn


def _opened(body: bytes) -> Image.Image:
    try:
        picture = Image.open(BytesIO(body))
        if picture.width * picture.height > PIXELS:
            raise Unreadable(f"la imagen pasa de {PIXELS // 1_000_000} millones de puntos")
        picture.load()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, SyntaxError) as error:
        raise Unreadable("no es un PDF ni una imagen que se pueda abrir") from error
    return picture


def _shown(picture: Image.Image) -> bytes:
    small = picture.convert("RGB")
    small.thumbnail((FRONT_WIDTH, FRONT_WIDTH * 2))
    into = BytesIO()
    small.save(into, "JPEG", quality=80, optimize=True)
    return into.getvalue()
