"""The sentence encoder we ship: words to vectors, on one core, without torch and without network.

Its lower half reads anything and is nobody's in particular; an upper half is trained for a task.
A text is always read alone: the quantised arithmetic of a batch would depend on its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import sentencepiece

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODELS = Path(__file__).parent / "models"
LONGEST = 120  # pieces: a long sentence is cut around the target
PREFIX = "query:"  # what the encoder was trained to expect
BEGIN, END = 0, 2  # ids of the pieces that open and close every text
OPEN, CLOSE = "«", "»"
MASK = "OBJETIVO"  # what the model sees instead of a name

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The ids of a text, and which of them are the target: `[first, last)`."""

    ids: tuple[int, ...]
    first: int
    last: int


class Wording:
    """Text to word pieces."""

    def __init__(self, model: Path = MODELS / "pieces.model") -> None:
        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(model))

    def plain(self, text: str) -> Pieces:
        inner = self._ids(f"{PREFIX} {text}")[: LONGEST - 2]
        return Pieces((BEGIN, *inner, END), 1, 1 + len(inner))

    def marked(self, text: str, start: int, end: int, *, name: str = MASK) -> Pieces:
        """The text with `[start, end)` between marks, under another name."""
        prefix, left = self._ids(PREFIX), self._ids(f"{text[:start]} {OPEN}")
        target, right = self._ids(name), self._ids(f"{CLOSE} {text[end:]}")
        room = LONGEST - 2 - len(prefix) - len(target)
        left, right = _cut(left, right, room)
        first = 1 + len(prefix) + len(left)
        ids = (BEGIN, *prefix, *left, *target, *right, END)
        return Pieces(ids, first, first + len(target))

    def ids(self, text: str) -> tuple[int, ...]:
        return tuple(self._ids(text))

    def _ids(self, text: str) -> list[int]:
        whole = text.encode("utf-8", "replace").decode("utf-8")  # half a character stops it
        found: list[int] = self._processor.encode(whole, out_type=int)
        return found


def _cut(left: list[int], right: list[int], room: int) -> tuple[list[int], list[int]]:
    """As much of both sides as there is room for, no side longer than it must be."""
    if len(left) + len(right) <= room:
        return left, right
    kept = max(room // 2, room - len(right))
    left = left[-kept:]
    return left, right[: room - len(left)]


class Encoder:
    """Loads once, from `nlp/models`."""

    def __init__(self, models: Path = MODELS) -> None:
        self._models = models
        self.wording = Wording(models / "pieces.model")
        words = np.load(models / "words.npz")
        self._rows, self._scales = words["rows"], words["scales"]

    @cached_property
    def _lower(self) -> InferenceSession:
        return session(self._models / "lower.onnx")

    def states(self, pieces: Pieces) -> Vectors:
        """One vector for each piece, from the lower half: shape (1, pieces, 384)."""
        ids = list(pieces.ids)
        words = self._rows[ids].astype(np.float32) * self._scales[ids].astype(np.float32)
        return run(self._lower, words=words[None])[0]


@cache
def encoder() -> Encoder:
    """The one of this process."""
    return Encoder()


def session(path: Path) -> InferenceSession:
    # Here, not above: its threads start on import and do not survive a fork.
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def run(model: InferenceSession, **inputs: Any) -> Sequence[Vectors]:
    answers: Sequence[Vectors] = model.run(None, inputs)
    return answers
