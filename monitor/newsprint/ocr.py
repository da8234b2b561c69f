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
from statistics import median
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
_SURE: Final = 85.0  # of 100: what is read from far must be plain
_ENOUGH: Final = 1700  # pixels across a page in which letters are large enough
_MOST_LARGER: Final = 2.5  # times
_FAR: Final = 0.4  # of the picture's size, where letters of headlines are those of a text
_LARGE: Final = 1.7  # times the body's size: what is better read from far
_EVEN: Final = 1.3  # times the size of its line
_LONGEST: Final = 40  # letters of a word of a headline
_LEAST_LETTERS: Final = 3  # of a paragraph
_SHORT: Final = 2  # words of a line
_GAP: Final = 1.1  # of the letters' size: wider, another column begins
_NEAR: Final = 1.5  # times: two measures of one size
_LOW: Final = frozenset("acegmnopqrsuvwxyz.,;:·-")
_TALLEST: Final = frozenset("ÁÉÍÓÚÑÜ")
_FALLING: Final = frozenset("gjpqy,;Q()")
# Heights, in the size of the letters, as the faces of newspapers have them.
_X_HEIGHT: Final = 0.46
_ASCENDER: Final = 0.69
_TOP: Final = 0.86
_DESCENDER: Final = 0.22


class NoEngine(SintesisError):
    """Tesseract is not installed with the program."""


def sheet(image: Image.Image, number: int, *, resolution: float = RESOLUTION) -> Sheet:
    """What a picture of a page says.

    Raises:
        NoEngine: there is no engine on this machine.
    """
    larger = _ENOUGH / max(1, image.width)
    factor = min(_MOST_LARGER, larger) if larger > 1 else 1.0
    seen = upright(_resized(image.convert("L"), factor))
    dots = resolution * factor
    near = tuple(_words(seen, resolution=dots, least=LEAST_SURE))
    far = tuple(_words(_resized(seen, _FAR), resolution=dots * _FAR, least=_SURE))
    scale = POINTS / dots
    return Sheet(
        number=number,
        width=seen.width * scale,
        height=seen.height * scale,
        words=tuple(_with_headlines(near, far)),
    )


def _resized(image: Image.Image, factor: float) -> Image.Image:
    if factor == 1.0:
        return image
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _with_headlines(near: Sequence[Word], far: Sequence[Word]) -> Iterator[Word]:
    """The page read from near, and its headlines from farther: large letters come apart in it."""
    if not near:
        yield from far
        return
    body = median(word.size for word in near)
    heads = [word for word in far if _is_head(word, body)]
    lines = {word.line for word in near}
    last = max(lines)
    yield from (word for word in near if not any(_covers(head, word) for head in heads))
    yield from (replace(word, line=last + 1 + word.line) for word in heads)


def _is_head(word: Word, body: float) -> bool:
    """Large letters of a large line: a word that is larger than its line holds two lines."""
    plain = _size(word) <= _EVEN * word.size
    return plain and word.size >= _LARGE * body and len(word.text) < _LONGEST


def _covers(head: Word, word: Word) -> bool:
    across, down = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    margin = 0.1 * head.size
    return (
        head.left - margin <= across <= head.right + margin
        and head.top - margin <= down <= head.bottom + margin
    )


def _words(image: Image.Image, *, resolution: float, least: float) -> Iterator[Word]:
    scale = POINTS / resolution
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
            paragraphs = _paragraphs(found, tesserocr.RIL, scale=scale, least=least)
            yield from (word for each in paragraphs for word in _levelled(each))


def _paragraphs(
    found: Iterable[Any], levels: Any, *, scale: float, least: float
) -> Iterator[list[Word]]:
    paragraph: list[Word] = []
    line = 0
    for each in found:
        if each.IsAtBeginningOf(levels.PARA):
            yield paragraph
            paragraph = []
        line += each.IsAtBeginningOf(levels.TEXTLINE)
        box, text = each.BoundingBox(levels.WORD), _text(each, levels.WORD)
        if text and box and each.Confidence(levels.WORD) >= least:
            left, top, right, bottom = (edge * scale for edge in box)
            paragraph.append(
                Word(text=text, left=left, top=top, right=right, bottom=bottom, size=0.0, line=line)
            )
    yield paragraph


def _text(found: Any, level: int) -> str:
    try:
        return str(found.GetUTF8Text(level)).strip()
    except RuntimeError:  # its way of saying that there is none
        return ""


def _levelled(words: Sequence[Word]) -> Iterator[Word]:
    """Each with the size of its line; a line of a word or two has that of the line before."""
    if sum(letter.isalnum() for word in words for letter in word.text) < _LEAST_LETTERS:
        return  # a speck, the edge of a picture
    last = 0.0
    for row in _rows(words):
        own = median(_size(word) for word in row)
        near = max(own, last) <= _NEAR * min(own, last)
        last = last if len(row) <= _SHORT and near else own
        yield from (replace(word, size=last) for word in row)


def _rows(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words of each line, which is two where it runs on into another column."""
    for _, line in groupby(words, key=lambda word: word.line):
        row: list[Word] = []
        for word in line:
            if row and _is_apart(row[-1], word):
                yield row
                row = []
            row.append(word)
        yield row


def _is_apart(before: Word, word: Word) -> bool:
    return word.left - before.right > _GAP * min(_size(before), _size(word))


def _size(word: Word) -> float:
    """That of letters which reach as high and as low as these do."""
    letters = set(word.text)
    rises = not letters <= _LOW
    accented = not letters.isdisjoint(_TALLEST)
    above = _TOP if accented else _ASCENDER if rises else _X_HEIGHT
    below = 0.0 if letters.isdisjoint(_FALLING) else _DESCENDER
    return (word.bottom - word.top) / (above + below)


def _put_weights(folder: Path) -> None:
    packed = files("nlp").joinpath("models", f"{LANGUAGE}.traineddata.gz").read_bytes()
    (folder / f"{LANGUAGE}.traineddata").write_bytes(gzip.decompress(packed))
