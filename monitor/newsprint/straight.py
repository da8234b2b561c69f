"""A scan set upright: the angle at which its lines are darkest against the white between them."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image

_MOST: Final = 4.0  # degrees to either side
_COARSE: Final = 0.5
_FINE: Final = 0.05
_WIDTH: Final = 800  # pixels are enough to see lines
_LEAST: Final = 0.1  # degrees: below, turning would only blur


def upright(image: Image.Image) -> Image.Image:
    """The same picture in grey, its lines level."""
    grey = image.convert("L")
    angle = skew(grey)
    if abs(angle) < _LEAST:
        return grey
    return grey.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=_paper(grey))


def skew(image: Image.Image) -> float:
    """By how many degrees it must be turned, counter-clockwise."""
    ink = _ink(image)
    rough = max(np.arange(-_MOST, _MOST + _COARSE, _COARSE), key=lambda a: _sharpness(ink, a))
    near = np.arange(rough - _COARSE, rough + _COARSE + _FINE, _FINE)
    return float(max(near, key=lambda angle: _sharpness(ink, angle)))


def _ink(image: Image.Image) -> Image.Image:
    height = max(1, image.height * _WIDTH // max(1, image.width))
    small = image.resize((_WIDTH, height), Image.Resampling.BOX)
    grey = np.asarray(small, dtype=np.float32)
    dark = grey < (_paper(image) + float(grey.min())) / 2
    return Image.fromarray((dark * 255).astype(np.uint8))


def _sharpness(ink: Image.Image, angle: float) -> float:
    rows = np.asarray(ink.rotate(float(angle)), dtype=np.float32).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())


def _paper(image: Image.Image) -> int:
    """The grey of the paper: the commonest one."""
    return int(np.argmax(image.convert("L").histogram()))
