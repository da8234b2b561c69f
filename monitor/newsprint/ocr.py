"""The words of a picture, by Tesseract: an engine and Spanish weights that come with the product.

`nlp/MODELS.md` says whose the weights are.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from PIL import Image

from monitor.errors import SintesisError
from monitor.newsprint.missed import Box, places
from monitor.newsprint.sheet import Sheet, Word
from monitor.newsprint.straight import upright

LANGUAGE: Final = "spa"
POINTS: Final = 72
RESOLUTION: Final = 200  # dots an inch, of a picture that does not say
LEAST_SURE: Final = 25.0  # of 100: below, it read specks
_SURE: Final = 85.0  # of 100: what is read from far must be plain
_ENOUGH: Final = 1700  # pixels across a page whose letters can be measured
_MOST_LARGER: Final = 2.5  # times
_PIXELS: Final = 60_000_000  # of the picture that is read
_TALL: Final = 38.0  # pixels: the size of letters that are read best
_LIKELY: Final = 60.0  # of 100: what tells the size of letters
_COARSE: Final = 200  # dots an inch, of which a glance is taken
_FINE: Final = 300  # dots an inch, at which those of a newspaper have it
_MANY: Final = 200  # words: enough to tell the size of the text from that of its headlines
_ROOM: Final = 0.9  # of the letters' size: beside a place, words of its line
_LONE: Final = 1.9  # of the letters' size: a place that is lower holds one line
_PLAIN: Final = 75.0  # of 100: what is read where nothing was must be plain
_SAME: Final = 0.15  # of the size: making it so little larger or smaller only blurs
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
_DIAERESIS: Final = re.compile(r"(?<=[Gg])(?:ii|ú)(?=[eéií])")  # as its weights read «güe», «güi»
_FALLING: Final = frozenset("gjpqy,;Q()")
# Heights, in the size of the letters, as the faces of newspapers have them.
_X_HEIGHT: Final = 0.46
_ASCENDER: Final = 0.69
_TOP: Final = 0.86
_DESCENDER: Final = 0.22


class NoEngine(SintesisError):
    """Tesseract is not installed with the program."""


def lacking() -> str | None:
    """Why no picture can be read here; None when it can."""
    try:
        with _engine():
            return None
    except NoEngine as error:
        return str(error)


def sheet(image: Image.Image, number: int, *, resolution: float = RESOLUTION) -> Sheet:
    """What a picture of a page says.

    Raises:
        NoEngine: there is no engine on this machine.
    """
    level = upright(image.convert("L"))
    first = min(_MOST_LARGER, max(1.0, _ENOUGH / max(1, level.width), _COARSE / resolution))
    glance = _resized(level, first * _FAR)
    with _engine() as engine:
        far = tuple(_words(engine, glance, resolution=resolution * first * _FAR, least=0.0))
        factor = _best(level, far, resolution=resolution)
        seen, dots = _resized(level, factor), resolution * factor
        near = tuple(_words(engine, seen, resolution=dots, least=LEAST_SURE))
        found = tuple(_with_headlines(near, [word for word in far if word.sure >= _SURE]))
        words = _with_missed(engine, seen, found, scale=POINTS / dots)
    scale = POINTS / dots
    return Sheet(
        number=number,
        width=seen.width * scale,
        height=seen.height * scale,
        words=tuple(words),
    )


def _best(image: Image.Image, far: Sequence[Word], *, resolution: float) -> float:
    """How many times larger its letters are read best: as a glance at it measured them."""
    factor = _FINE / resolution
    plain = [word.size for word in far if word.sure >= _LIKELY]
    if len(plain) >= _MANY:
        factor = _TALL * POINTS / (median(plain) * resolution)
    most = min(_MOST_LARGER, (_PIXELS / max(1, image.width * image.height)) ** 0.5)
    factor = min(most, max(1.0 if resolution < _FINE else 1 / _MOST_LARGER, factor))
    return 1.0 if abs(factor - 1.0) <= _SAME else factor


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
    small = [word for word in near if _is_small(word, body)]
    large = [word for word in far if _is_head(word, body)]
    heads = [head for head in large if not any(_covers(head, word) for word in small)]
    lines = {word.line for word in near}
    last = max(lines)
    yield from (word for word in near if not any(_covers(head, word) for head in heads))
    yield from (replace(word, line=last + 1 + word.line) for word in heads)


def _is_head(word: Word, body: float) -> bool:
    """Large letters of a large line: a word that is larger than its line holds two lines."""
    plain = _size(word) <= _EVEN * word.size
    return plain and word.size >= _LARGE * body and len(word.text) < _LONGEST


def _is_small(word: Word, body: float) -> bool:
    """A plain word of the text: where one stands, there is no headline."""
    return word.size <= _NEAR * body and word.sure >= _SURE and len(word.text) > 1


def _covers(head: Word, word: Word) -> bool:
    across, down = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    margin = 0.1 * head.size
    return (
        head.left - margin <= across <= head.right + margin
        and head.top - margin <= down <= head.bottom + margin
    )


def _with_missed(
    engine: Any, image: Image.Image, found: Sequence[Word], *, scale: float
) -> list[Word]:
    """With what is written where nothing was read: each place is read alone, as one block.

    What it touches is read again with it, and the surer reading stays.
    """
    if not found:
        return []
    size = median(word.size for word in found) / scale
    words = list(found)
    for place in places(image, _boxes(found, scale), size=size):
        old, whole = _grown(place, words, size=size, scale=scale)
        lone = whole[3] - whole[1] < _LONE * size
        read = [
            word
            for word in _part(engine, image, whole, scale=scale, lone=lone)
            if word.sure >= _PLAIN
        ]
        if _weight(read) > _weight(old):
            line = max(word.line for word in words) + 1
            gone = {id(word) for word in old}
            words = [word for word in words if id(word) not in gone]
            words += (replace(word, line=line + word.line) for word in read)
    return words


def _grown(
    place: Box, words: Sequence[Word], *, size: float, scale: float
) -> tuple[list[Word], Box]:
    """The words of the lines that a place is of, as far as their column goes, and their box."""
    old: list[Word] = []
    whole = place
    while True:
        beside = [word for word in words if _meets(word, whole, room=_ROOM * size, scale=scale)]
        if len(beside) == len(old):
            return old, whole
        old, whole = beside, _around(place, _boxes(beside, scale))


def _meets(word: Word, box: Box, *, room: float, scale: float) -> bool:
    left, top, right, bottom = (edge * scale for edge in box)
    near = word.left < right + room * scale and word.right > left - room * scale
    return near and top <= (word.top + word.bottom) / 2 <= bottom


def _around(place: Box, boxes: Iterable[Box]) -> Box:
    left, top, right, bottom = zip(place, *boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _weight(words: Iterable[Word]) -> float:
    return sum(word.sure * sum(map(str.isalnum, word.text)) for word in words)


def _part(engine: Any, image: Image.Image, box: Box, *, scale: float, lone: bool) -> Iterator[Word]:
    from tesserocr import PSM

    left, top, right, bottom = (max(0, round(edge)) for edge in box)
    wide, high = min(right, image.width) - left, min(bottom, image.height) - top
    if wide <= 0 or high <= 0:
        return
    engine.SetPageSegMode(PSM.SINGLE_LINE if lone else PSM.SINGLE_BLOCK)
    engine.SetRectangle(left, top, wide, high)
    yield from _recognised(engine, scale=scale, least=LEAST_SURE)


def _boxes(found: Iterable[Word], scale: float) -> Iterator[Box]:
    for word in found:
        yield word.left / scale, word.top / scale, word.right / scale, word.bottom / scale


def _words(engine: Any, image: Image.Image, *, resolution: float, least: float) -> Iterator[Word]:
    from tesserocr import PSM

    engine.SetPageSegMode(PSM.AUTO)
    engine.SetImage(image)
    engine.SetSourceResolution(round(resolution))
    yield from _recognised(engine, scale=POINTS / resolution, least=least)


def _recognised(engine: Any, *, scale: float, least: float) -> Iterator[Word]:
    from tesserocr import RIL, iterate_level

    engine.Recognize()
    found = iterate_level(engine.GetIterator(), RIL.WORD)
    for paragraph in _paragraphs(found, RIL, scale=scale, least=least):
        yield from _levelled(paragraph)


@contextmanager
def _engine() -> Iterator[Any]:
    try:
        from tesserocr import PyTessBaseAPI
    except ImportError as error:
        raise NoEngine("falta el lector de imágenes: instale el paquete «tesserocr»") from error
    with TemporaryDirectory() as folder:
        _put_weights(Path(folder))
        try:
            engine = PyTessBaseAPI(path=folder, lang=LANGUAGE)
        except RuntimeError as error:
            raise NoEngine("el lector de imágenes no abre sus pesos del español") from error
        with engine:
            yield engine


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
        sure = each.Confidence(levels.WORD)
        if text and box and sure >= (least if any(map(str.isalnum, text)) else max(least, _SURE)):
            left, top, right, bottom = (edge * scale for edge in box)
            edges = {"left": left, "top": top, "right": right, "bottom": bottom}
            paragraph.append(Word(text=text, size=0.0, line=line, sure=sure, **edges))
    yield paragraph


def _text(found: Any, level: int) -> str:
    try:
        return _DIAERESIS.sub("ü", str(found.GetUTF8Text(level)).strip())
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
    packed = files("nlp").joinpath("models", f"{LANGUAGE}.traineddata.gz")
    try:
        weights = gzip.decompress(packed.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise NoEngine(f"faltan o están dañados los pesos del español ({packed.name})") from error
    (folder / f"{LANGUAGE}.traineddata").write_bytes(weights)
