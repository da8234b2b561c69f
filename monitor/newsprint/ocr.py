"""The words of a picture, by Tesseract: an engine and Spanish weights that come with the product.

`nlp/MODELS.md` says whose the weights are.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from itertools import groupby
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
_ENOUGH: Final = 1700  # pixels across a page in which letters are large enough
_MOST_LARGER: Final = 2.5  # times
_LEAST_LETTERS: Final = 3  # of a paragraph
_SHORT: Final = 2  # words of a line
_NEAR: Final = 1.5  # times: two measures of one size
_X_HEIGHTS: Final = 2.1  # of a line, in the size of its letters


class NoEngine(SintesisError):
    """Tesseract is not installed with the program."""


def sheet(image: Image.Image, number: int, *, resolution: float = RESOLUTION) -> Sheet:
    """What a picture of a page says.

    Raises:
        NoEngine: there is no engine on this machine.
    """
    larger = _ENOUGH / max(1, image.width)
    factor = min(_MOST_LARGER, larger) if larger > 1 else 1.0
    seen = upright(_enlarged(image, factor))
    scale = POINTS / (resolution * factor)
    words = tuple(_words(seen, resolution=resolution * factor, scale=scale))
    return Sheet(number=number, width=seen.width * scale, height=seen.height * scale, words=words)


def _enlarged(image: Image.Image, factor: float) -> Image.Image:
    """Letters of few dots are read better when they are larger."""
    if factor == 1.0:
        return image
    size = (round(image.width * factor), round(image.height * factor))
    return image.convert("L").resize(size, Image.Resampling.LANCZOS)


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
            found = tesserocr.iterate_level(engine.GetIterator(), tesserocr.RIL.WORD)
            paragraphs = _paragraphs(found, tesserocr.RIL, scale=scale)
            yield from (word for each in paragraphs for word in _levelled(each))


def _paragraphs(found: Iterable[Any], levels: Any, *, scale: float) -> Iterator[list[Word]]:
    paragraph: list[Word] = []
    size, line = 0.0, 0
    for each in found:
        if each.IsAtBeginningOf(levels.PARA):
            yield paragraph
            paragraph = []
        if each.IsAtBeginningOf(levels.TEXTLINE):
            size, line = _line_size(each) * scale, line + 1
        box, text = each.BoundingBox(levels.WORD), (each.GetUTF8Text(levels.WORD) or "").strip()
        if text and box and each.Confidence(levels.WORD) >= LEAST_SURE:
            left, top, right, bottom = (edge * scale for edge in box)
            paragraph.append(
                Word(
                    text=text, left=left, top=top, right=right, bottom=bottom, size=size, line=line
                )
            )
    yield paragraph


def _levelled(words: Sequence[Word]) -> Iterator[Word]:
    """A short line tells its size badly: where that of the line before is near, that is its size."""
    if sum(letter.isalnum() for word in words for letter in word.text) < _LEAST_LETTERS:
        return  # a speck, the edge of a picture
    last = 0.0
    for _, line in groupby(words, key=lambda word: word.line):
        row = list(line)
        own = row[0].size
        near = max(own, last) <= _NEAR * min(own, last)
        last = last if len(row) <= _SHORT and near else own
        yield from (replace(word, size=last) for word in row)


def _line_size(found: Any) -> float:
    row = found.RowAttributes()
    # Descenders are negative: what is left is the height of an x, which every line has.
    return max(0.0, float(row["row_height"] + row["descenders"] - row["ascenders"])) * _X_HEIGHTS


def _put_weights(folder: Path) -> None:
    packed = files("nlp").joinpath("models", f"{LANGUAGE}.traineddata.gz").read_bytes()
    (folder / f"{LANGUAGE}.traineddata").write_bytes(gzip.decompress(packed))
