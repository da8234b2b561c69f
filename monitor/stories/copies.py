"""Which texts are copies of one: with another headline, a lead added, a tail cut, words edited.

A signature is a MinHash of the text's word triples and their number, so that what one text keeps
of a longer one can be estimated. Its bands are keys that find likely copies in an index. Pure,
and the same in every process.
"""

from __future__ import annotations

import re
import struct
from hashlib import blake2b

import numpy as np
from rensa import RMinHash

from monitor.folding import compose, fold

VERSION = 1  # of the signature: others are never similar
SEED = 20260101
ROWS, BANDS = 3, 40  # two texts with half of their triples in common share a band in 99.5 of 100
SHINGLE = 3  # words
SHORT = 20  # words: below, the title is a part of the text
FEW = 12  # triples: below, only equal sets are the same
SAME = 0.6  # of the shorter text is in the longer
LEAST_COMMON = 0.25  # of all triples of both: a note quoted in a long chronicle is not its copy
BAND_KEYS = 1 << 40  # the first key of a band; those of words are below

_WORD = re.compile(r"\w+")
_HEAD = struct.Struct("<BI")
_LAYOUT = struct.Struct(f"<BI{ROWS * BANDS}I")


def signature(title: str, text: str) -> bytes:
    """What two texts are compared by; empty when there is not a word."""
    triples = _triples(title, text)
    if not triples:
        return b""
    sketch = RMinHash(ROWS * BANDS, SEED)
    sketch.update(sorted(triples))
    return _LAYOUT.pack(VERSION, len(triples), *sketch.digest())


def bands(signature: bytes) -> tuple[int, ...]:
    """Keys of which two similar texts share at least one; below 2⁶²."""
    if not signature:
        return ()
    width = ROWS * 4
    rows = (signature[5 + width * band : 5 + width * (band + 1)] for band in range(BANDS))
    return tuple(band_key(number, _hash(row)) for number, row in enumerate(rows))


def _hash(row: bytes) -> int:
    return int.from_bytes(blake2b(row, digest_size=8).digest(), "big")


def band_key(number: int, row_hash: int) -> int:
    """A key beyond those of words: 52 bits of the hash, and which band it is."""
    return BAND_KEYS + ((row_hash >> 12) << 6 | number)


def similarity(one: bytes, other: bytes) -> float:
    """How much of the shorter text is in the longer, 0 to 1 (an estimate, ±0.1)."""
    if not one or not other or one[0] != other[0]:
        return 0.0
    mine, its = size(one), size(other)
    common = int(np.count_nonzero(_minima(one) == _minima(other))) / (ROWS * BANDS)
    if min(mine, its) < FEW:
        return 1.0 if common == 1 else 0.0
    if common < LEAST_COMMON:
        return 0.0
    shared = common / (1 + common) * (mine + its)
    return float(min(1.0, shared / min(mine, its)))


def size(signature: bytes) -> int:
    """How many word triples its text has."""
    return int(_HEAD.unpack_from(signature)[1]) if signature else 0


def _minima(signature: bytes) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    return np.frombuffer(signature, dtype="<u4", offset=_HEAD.size)


def _triples(title: str, text: str) -> frozenset[str]:
    words = _words(text)
    if len(words) < SHORT:
        words = _words(title) + words
    if len(words) < SHINGLE:
        return frozenset({" ".join(words)} - {""})
    return frozenset(
        " ".join(words[first : first + SHINGLE]) for first in range(len(words) - SHINGLE + 1)
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(compose(text)))
