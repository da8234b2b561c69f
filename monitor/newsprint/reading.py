"""A file of a newspaper, page by page: PDF with its text, PDF of scans, or one picture."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import islice
from typing import Final

import pypdfium2
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from monitor.errors import SintesisError
from monitor.folding import fold
from monitor.newsprint import layer, ocr
from monitor.newsprint.continued import joined
from monitor.newsprint.furniture import Customs, date_of, masthead, page_of
from monitor.newsprint.layout import blocks
from monitor.newsprint.lines import body_size, lines
from monitor.newsprint.pieces import Note, notes
from monitor.newsprint.sheet import Sheet

PAGES: Final = 150  # of one file
PIXELS: Final = 60_000_000  # of a picture: a broadsheet at 300 dots an inch has half of them
SCANNED: Final = 250  # dots an inch at which a page without text is drawn
FRONT_WIDTH: Final = 900  # pixels of the picture of a front page
_LEAST: Final = 12  # words of a note: fewer is an advertisement or an announcement
_SHOWN: Final = 110  # dots an inch of that picture
_IMAGES: Final = 50  # of a page, that are looked at
_COARSE: Final = 150  # dots an inch, at least …
_FINE: Final = 300  # … and at most
_LOW: Final = 100  # dots an inch: a picture that says fewer does not know
_FORMATS: Final = ("JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP")


class Unreadable(SintesisError):
    """The file is no PDF and no picture, or is damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A page as it was read."""

    sheet: Sheet
    recognised: bool  # it was read as a picture
    picture: bytes = b""  # how the first one looks, JPEG


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What a file carries."""

    notes: tuple[Note, ...]
    pages: int
    recognised: int = 0  # pages that were read as pictures
    front: bytes = b""  # the first page as a picture, JPEG
    headlines: tuple[str, ...] = ()  # of the first page, the largest letters first
    day: date | None = None  # that it bears in print
    lost: tuple[int, ...] = ()  # pages that could not be read


def notes_of(body: bytes, *, names: Collection[str] = ()) -> Issue:
    """The notes of an issue of the outlet of those names.

    Raises:
        Unreadable: it is not a PDF or a picture.
        NoEngine: it has pages without text, and no engine reads pictures here.
    """
    return issue([leaf(body, number) for number in range(1, count(body) + 1)], names=names)


def count(body: bytes) -> int:
    """How many pages are read of it."""
    if _is_pdf(body):
        with _document(body) as document:
            return min(len(document), PAGES)
    with _opened(body) as picture:
        return min(getattr(picture, "n_frames", 1), PAGES)


def leaf(body: bytes, number: int) -> Leaf:
    """The page of that number, from 1 on."""
    return _of_pdf(body, number) if _is_pdf(body) else _of_picture(body, number)


def issue(leaves: Sequence[Leaf], *, names: Collection[str] = ()) -> Issue:
    """What its pages tell, put together."""
    sheets = [each.sheet for each in leaves]
    customs = Customs(
        names=frozenset(fold(name) for name in names if name.strip()),
        sections=_sections(),
        body=body_size(sheets),
    )
    pages = [_page(each, customs) for each in sheets]
    told = [note for page in pages for note in page.notes]
    printed = {page.number: page.printed for page in pages if page.printed}
    whole = (_titled(each) for each in joined(told, printed=printed))
    return Issue(
        notes=tuple(each for each in whole if len(each.text.split()) >= _LEAST),
        pages=len(leaves),
        recognised=sum(each.recognised for each in leaves),
        front=next((each.picture for each in leaves if each.picture), b""),
        headlines=_headlines(told),
        day=next((page.day for page in pages if page.day), None),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    number: int  # in the file
    notes: tuple[Note, ...]
    printed: int | None  # the number that it bears
    day: date | None


def _page(sheet: Sheet, customs: Customs) -> _Page:
    found = lines(sheet.words, body=customs.body)
    furniture = [line for line in found if customs.holds(line, sheet)]
    beside = {id(line) for line in (*furniture, *masthead(found, furniture, sheet))}
    laid = blocks([line for line in found if id(line) not in beside], body=customs.body)
    return _Page(
        number=sheet.number,
        notes=tuple(notes(laid, page=sheet.number, body=customs.body)),
        printed=page_of(furniture),
        day=next((day for line in furniture if (day := date_of(line.text))), None),
    )


@cache
def _sections() -> frozenset[str]:
    listed = files("monitor.newsprint").joinpath("sections.txt").read_text(encoding="utf-8")
    return frozenset(line for line in listed.splitlines() if line and not line.startswith("#"))


def _titled(note: Note) -> Note:
    """What has no headline is called by its first words."""
    if note.title:
        return note
    words = note.text.split()
    return Note(
        page=note.page,
        title=" ".join(words[:12]) + ("…" if len(words) > 12 else ""),
        text=note.text,
        author=note.author,
    )


def _headlines(told: Sequence[Note]) -> tuple[str, ...]:
    first = [note for note in told if note.page == 1 and note.title]
    return tuple(each.title for each in sorted(first, key=lambda each: -each.size))


def _is_pdf(body: bytes) -> bool:
    return b"%PDF-" in body[:1024]


def _document(body: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("el PDF está dañado o pide contraseña") from error


def _of_pdf(body: bytes, number: int) -> Leaf:
    with _document(body) as document:
        try:
            page = document[number - 1]
            picture = _shown(_drawn(page, dots=_SHOWN)[0]) if number == 1 else b""
            sheet = layer.sheet(page, number)
            drawn = None if sheet else _drawn(page, dots=_scanned_at(page))
        except (pypdfium2.PdfiumError, IndexError) as error:
            raise Unreadable(f"la página {number} del PDF está dañada") from error
    if sheet is not None:
        return Leaf(sheet=sheet, recognised=False, picture=picture)
    assert drawn is not None
    read = ocr.sheet(drawn[0], number, resolution=drawn[1])
    return Leaf(sheet=read, recognised=True, picture=picture)


def _scanned_at(page: pypdfium2.PdfPage) -> float:
    """The dots an inch of the picture that a page is: it is read best as it was scanned."""
    found = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    dots = [
        image.get_px_size()[0] * ocr.POINTS / abs(right - left)
        for image in islice(found, _IMAGES)
        if (bounds := image.get_bounds())
        and abs((right := bounds[2]) - (left := bounds[0])) > 0
        and abs(right - left) > 0.5 * page.get_width()
    ]
    return min(max([_COARSE, *dots]), _FINE) if dots else SCANNED


def _drawn(page: pypdfium2.PdfPage, *, dots: float) -> tuple[Image.Image, float]:
    """The page, and at how many dots an inch: fewer where it is as large as a wall."""
    width, height = page.get_size()
    most = (PIXELS / max(1.0, width * height)) ** 0.5
    scale = min(dots / ocr.POINTS, most)
    drawn: Image.Image = page.render(scale=scale).to_pil()
    return drawn, scale * ocr.POINTS


def _of_picture(body: bytes, number: int) -> Leaf:
    with _opened(body) as picture:
        try:
            for at, frame in enumerate(ImageSequence.Iterator(picture), start=1):
                if at == number:
                    return _read(frame, number)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise Unreadable("la imagen está dañada") from error
    raise Unreadable(f"la imagen no tiene página {number}")


def _read(frame: Image.Image, number: int) -> Leaf:
    turned = ImageOps.exif_transpose(frame)
    said = frame.info.get("dpi", (0,))[0]
    resolution = float(said) if said and said >= _LOW else ocr.RESOLUTION
    read = ocr.sheet(turned, number, resolution=resolution)
    return Leaf(sheet=read, recognised=True, picture=_shown(turned) if number == 1 else b"")


def _opened(body: bytes) -> Image.Image:
    try:
        picture = Image.open(BytesIO(body), formats=_FORMATS)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, SyntaxError) as error:
        raise Unreadable("no es un PDF ni una imagen que se pueda abrir") from error
    if picture.width * picture.height > PIXELS:
        raise Unreadable(f"la imagen pasa de {PIXELS // 1_000_000} millones de puntos")
    return picture


def _shown(picture: Image.Image) -> bytes:
    small = picture.convert("RGB")
    small.thumbnail((FRONT_WIDTH, FRONT_WIDTH * 2))
    into = BytesIO()
    small.save(into, "JPEG", quality=75, optimize=True)
    return into.getvalue()
