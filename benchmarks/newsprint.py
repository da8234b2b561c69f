"""What a page of a newspaper costs: read from its text, and from a scan of it.

    python benchmarks/newsprint.py

CPU seconds a page of about a thousand words, the peak of memory of this process, and the share of
the words that the scan gives back, against Tesseract alone on the same picture.
"""

from __future__ import annotations

import gzip
import re
import resource
from collections import Counter
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
import tesserocr
import typst
from measure import cpu, line
from PIL import Image

from monitor.newsprint import notes_of, ocr

DOTS = 200
TEXT = (
    "Habitantes de la colonia El Mirador cerraron ayer la avenida de las Dalias para exigir agua, "
    "que no reciben desde hace diez días. La protesta comenzó a las siete de la mañana y terminó "
    "pasado el mediodía, cuando llegaron las primeras pipas. Ofrecieron volver el viernes. "
)
PAGE = f"""
#set page(width: 280mm, height: 380mm, margin: 12mm)
#set text(font: "Libertinus Serif", size: 9pt, lang: "es", hyphenate: true)
#set par(justify: true)
#text(size: 28pt, weight: "bold")[Vecinos cierran la avenida de las Dalias por falta de agua]
#columns(3, gutter: 5mm)[{TEXT * 10}
#rect(width: 100%, height: 50mm, fill: gradient.linear(luma(230), luma(90)))
{TEXT * 10}]
"""


def scanned(pdf: bytes) -> bytes:
    with pypdfium2.PdfDocument(pdf) as document:
        clean = document[0].render(scale=DOTS / 72).to_pil().convert("L")
    into = BytesIO()
    clean.rotate(0.7, fillcolor=255, resample=Image.Resampling.BICUBIC).save(
        into, "PNG", dpi=(DOTS, DOTS)
    )
    return into.getvalue()


def alone(picture: bytes) -> None:
    """The engine, without setting upright, looking twice or cutting into notes."""
    with TemporaryDirectory() as folder, Image.open(BytesIO(picture)) as opened:
        packed = files("nlp").joinpath("models", f"{ocr.LANGUAGE}.traineddata.gz").read_bytes()
        Path(folder, f"{ocr.LANGUAGE}.traineddata").write_bytes(gzip.decompress(packed))
        with tesserocr.PyTessBaseAPI(path=folder, lang=ocr.LANGUAGE) as engine:
            engine.SetImage(opened)
            engine.GetUTF8Text()


def share(pdf: bytes, picture: bytes) -> float:
    wanted, read = (
        Counter(re.findall(r"\w+", " ".join(f"{x.title} {x.text}" for x in notes_of(each).notes)))
        for each in (pdf, picture)
    )
    return sum((wanted & read).values()) / sum(wanted.values())


def main() -> None:
    pdf = typst.compile(PAGE.encode())
    picture = scanned(pdf)
    yardstick = cpu(lambda: alone(picture), rounds=1)
    read = cpu(lambda: notes_of(pdf), rounds=3)
    line("a page from its text", read, "s", against=yardstick, yardstick="Tesseract alone")
    read = cpu(lambda: notes_of(picture), rounds=1)
    line("a page from its scan", read, "s", against=yardstick, yardstick="Tesseract alone")
    print(f"words of the scan: {share(pdf, picture):.1%}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
    print(f"peak of memory: {peak:.0f} MB")


if __name__ == "__main__":
    main()
