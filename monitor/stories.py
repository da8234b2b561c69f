"""Which clippings tell one text: agency copies, with another headline, a lead added, a tail cut.

A signature is a MinHash of the text's word triples and their number, so that what one text keeps
of a longer one can be estimated. Its bands find likely kin in the archive. Pure, and the same in
every process: the partition of a set of clippings does not depend on their order of arrival.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

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

_WORD = re.compile(r"\w+")
_LAYOUT = struct.Struct(f"<BI{ROWS * BANDS}I")


class KinLike(Protocol):
    """A grouped clipping that shares a band."""

    @property
    def story_id(self) -> str: ...

    @property
    def signature(self) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The story of a clipping, and the stories that become this one through it."""

    story_id: str
    absorbed: tuple[str, ...] = ()


def signature(title: str, text: str) -> bytes:
    """What two texts are compared by; empty when there is not a word."""
    triples = _triples(title, text)
    if not triples:
        return b""
    sketch = RMinHash(ROWS * BANDS, SEED)
    sketch.update(sorted(triples))
    return _LAYOUT.pack(VERSION, len(triples), *sketch.digest())


def bands(signature: bytes) -> tuple[str, ...]:
    """Keys of which two similar texts share at least one."""
    if not signature:
        return ()
    width = ROWS * 4
    rows = (signature[5 + width * band : 5 + width * (band + 1)] for band in range(BANDS))
    return tuple(
        f"{number:02x}{blake2b(row, digest_size=8).hexdigest()}" for number, row in enumerate(rows)
    )


def similarity(one: bytes, other: bytes) -> float:
    """How much of the shorter text is in the longer, 0 to 1 (an estimate, ±0.1)."""
    if not one or not other or one[0] != other[0]:
        return 0.0
    _, size, *values = _LAYOUT.unpack(one)
    _, other_size, *other_values = _LAYOUT.unpack(other)
    equal: int = sum(a == b for a, b in zip(values, other_values, strict=True))
    common = equal / len(values)
    if min(size, other_size) < FEW:
        return 1.0 if equal == len(values) else 0.0
    if common < LEAST_COMMON:
        return 0.0
    shared = common / (1 + common) * (size + other_size)
    return float(min(1.0, shared / min(size, other_size)))


def place(clipping_id: str, signature: bytes, kin: Iterable[KinLike]) -> Placed:
    """The story of a new clipping: all that holds a member similar enough becomes one.

    A story is called after the smallest id of its members, whoever came first.
    """
    joined = {one.story_id for one in kin if similarity(signature, one.signature) >= SAME}
    story_id = min({clipping_id, *joined})
    return Placed(story_id=story_id, absorbed=tuple(sorted(joined - {story_id})))


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


def partition(pieces: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """The story of each (id, title, text), as the archive would group them one after another."""
    grouped: dict[str, _Member] = {}
    by_band: dict[str, list[str]] = {}
    for piece_id, title, text in pieces:
        its = signature(title, text)
        keys = bands(its)
        near = {other for key in keys for other in by_band.get(key, ())}
        placed = place(piece_id, its, (grouped[other] for other in near))
        for other, member in grouped.items():
            if member.story_id in placed.absorbed:
                grouped[other] = _Member(story_id=placed.story_id, signature=member.signature)
        grouped[piece_id] = _Member(story_id=placed.story_id, signature=its)
        for key in keys:
            by_band.setdefault(key, []).append(piece_id)
    return {piece_id: member.story_id for piece_id, member in grouped.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    story_id: str
    signature: bytes
