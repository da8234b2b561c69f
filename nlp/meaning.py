"""What a piece means, as one vector: the mean of the encoder's states over its first words.

Pieces that speak of the same thing in other words point the same way. To let another model read
it, hand it `direction`.
"""

from __future__ import annotations

import numpy as np

from nlp.encoder import Vectors, encoder

LEAD = 180  # characters of the title and the text that are read
SIZE = 384
_LARGEST = 127


def vector(title: str, text: str) -> bytes:
    """Signed bytes that point where the piece does; their length says nothing."""
    pieces = encoder().wording.plain(opening(title, text))
    mean = encoder().states(pieces)[0][pieces.first : pieces.last].mean(axis=0)
    return bytes(np.round(mean * (_LARGEST / np.abs(mean).max())).astype(np.int8).tobytes())


def direction(said: bytes) -> Vectors:
    """The unit vector of these bytes."""
    values = np.frombuffer(said, dtype=np.int8).astype(np.float32)
    unit: Vectors = values / np.linalg.norm(values)
    return unit


def opening(title: str, text: str) -> str:
    """The title and the first words of the text: whole words, when there are any."""
    parts = (part[: LEAD + 1].strip() for part in (title, text))
    whole = ". ".join(part for part in parts if part)
    if len(whole) <= LEAD:
        return whole
    return whole[: LEAD + 1].rsplit(maxsplit=1)[0][:LEAD]
