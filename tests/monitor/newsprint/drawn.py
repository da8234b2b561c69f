"""Pages that the tests draw: of our own writing, set by typst, as PDF or as a scan of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import typst
from PIL import Image, ImageFilter

from monitor.newsprint import Issue, Note

PAGES = Path(__file__).parent / "pages"
HEAD = """
#set page(width: {width}mm, height: {height}mm, margin: 12mm)
#set text(font: "Libertinus Serif", size: 9pt, lang: "es", hyphenate: true)
#set par(justify: true, leading: 0.5em, spacing: 0.5em)
#let head(size, it) = block(above: 8pt, below: 8pt)[
  #set par(justify: false); #text(size: size, weight: "bold", hyphenate: false, it)]
#let tall(height, count, it) = block(height: height, columns(count, gutter: 4mm, it))
"""
STREET = (
    "Habitantes de la colonia El Mirador cerraron ayer la avenida de las Dalias para exigir agua, "
    "que no reciben desde hace diez días. La protesta comenzó a las siete de la mañana y terminó "
    "pasado el mediodía, cuando llegaron las primeras pipas. Ofrecieron volver el viernes. "
)
POTHOLES = (
    "Cuadrillas de Obras Públicas taparon trescientos baches en La Cantera durante la semana. Los "
    "trabajos se hicieron de noche para no estorbar el tránsito. Los comerciantes reconocieron el "
    "avance, aunque señalaron que faltan las calles cercanas a la barranca. "
)


@cache
def page(name: str) -> bytes:
    """The PDF of a page of `pages`."""
    return typst.compile(PAGES / f"{name}.typ")


def drawn(source: str, *, width: int = 280, height: int = 380) -> bytes:
    """The PDF of what is written in typst, on a page of that size."""
    head = HEAD.replace("{width}", str(width)).replace("{height}", str(height))
    return typst.compile((head + source).encode())


def scanned(pdf: bytes, *, dots: int = 200, turned: float = 0.7, number: int = 0) -> bytes:
    """A page as a scanner gives it: turned a little, greyish, with specks and soft edges."""
    with pypdfium2.PdfDocument(pdf) as document:
        clean = document[number].render(scale=dots / 72).to_pil().convert("L")
    laid = clean.rotate(turned, fillcolor=255, resample=Image.Resampling.BICUBIC)
    grey = np.asarray(laid, dtype=np.float64) * 0.85 + 25
    noise = np.random.default_rng(1).normal(0, 12, grey.shape)
    specked = Image.fromarray(np.clip(grey + noise, 0, 255).astype("uint8"))
    into = BytesIO()
    specked.filter(ImageFilter.GaussianBlur(0.5)).save(into, "PNG", dpi=(dots, dots))
    return into.getvalue()


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def share(said: Iterable[str], read: str) -> float:
    """Of the words that are written, those that were read."""
    wanted = words(" ".join(said))
    return sum((wanted & words(read)).values()) / sum(wanted.values())


def titles(issue: Issue) -> list[str]:
    return [note.title for note in issue.notes]


def note(issue: Issue, title: str) -> Note:
    """The one whose headline begins so."""
    (found,) = [each for each in issue.notes if each.title.startswith(title)]
    return found
