"""The words of a picture, by Tesseract: an engine and Spanish weights that come with the product.

`nlp/MODELS.md` says whose the weights are.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from PIL import Image

from monitor.errors import SintesisError
from monitor.newsprint.sheet import Sheet, Word
from monitor.newsprint.straight import upright

LANGUAGE: Final = "spa"
POINTS: Final = 72
RESOLUTION: Final = 200  # dots an inch, of a picture that does not say
LEAST_SURE: Final = 25.0  # of 100: below, it read specks
_X_HEIGHTS: Final = 2.1  # of a line, in the size of its letters


class NoEngine(SintesisError):
    """Tesseract is not installed with the program."""


def sheet(image: Image.Image, number: int, *, resolution: float = RESOLUTION) -> Sheet:
    """What a picture of a page says.

    Raises:
        NoEngine: there is no engine on this machine.
    """
    scale = POINTS / resolution
    words = tuple(_words(upright(image), resolution=resolution, scale=scale))
    return Sheet(number=number, width=image.width * scale, height=image.height * scale, words=words)


def _words(image: Image.Image, *, resolution: float, scale: float) -> Iterator[Word]:
    try:
        import tesserocr
    except ImportError as error:
        raise NoEngine("falta el lector de imágenes: instale el paquete «tesserocr»") from error
    with TemporaryDirectory() as folder:
        _put_weights(Path(folder))
        mode = tesserocr.PSM.AUTO
        with tesserocr.PyTessBaseAPI(path=folder, lang=LANGUAGE, psm=mode) as engine:
            engine.SetImage(image)
            engine.SetSourceResolution(round(resolution))
            engine.Recognize()
            level = tesserocr.RIL.WORD
            found = engine.GetIterator()
            size = 0.0
            for each in tesserocr.iterate_level(found, level):
                if each.IsAtBeginningOf(tesserocr.RIL.TEXTLINE):
                    size = _line_size(each) * scale
                box, text = each.BoundingBox(level), each.GetUTF8Text(level).strip()
                if text and box and each.Confidence(level) >= LEAST_SURE:
                    left, top, right, bottom = (edge * scale for edge in box)
                    yield Word(text=text, left=left, top=top, right=right, bottom=bottom, size=size)


def _line_size(found: Any) -> float:
    row = found.RowAttributes()
    # Descenders are negative: what is left is the height of an x, which every line has.
    return max(0.0, float(row["row_height"] + row["descenders"] - row["ascenders"])) * _X_HEIGHTS


def _put_weights(folder: Path) -> None:
    packed = files("nlp").joinpath("models", f"{LANGUAGE}.traineddata.gz").read_bytes()
    (folder / f"{LANGUAGE}.traineddata").write_bytes(gzip.decompress(packed))
