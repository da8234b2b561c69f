"""What is kept of a note to compare it with later ones: its words weighed, in few bytes.

Weights are those of the day on which the note was grouped: what is rare in the press of these
days weighs more. A new thing to compare by is a field here and a feature in `likeness`.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from importlib.resources import files
from itertools import islice

from monitor.stories import copies
from monitor.stories.manner import manner
from monitor.stories.words import Words, place_key, trigrams, words

VERSION = 3  # of the bytes: others are no profile
MOST = 160  # words kept, the weightiest first
SOUGHT = 40  # of them, those that an index finds it by
COMMON = 2.0  # weight below which a word finds nothing
TITLE = 2  # times that a word of the headline counts
OFTEN = 3  # times beyond which a word says no more
_IN_TITLE, _NAME, _NUMBER, _PLACE, _KIND, _SENSE = 1, 2, 4, 8, 16, 32

_HEAD = struct.Struct("<BHH")
_TERM = struct.Struct("<IHB")
_UNIT = 256  # weights are kept in so many parts of one


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What is grouped: a note, when it was published, and what was read in it."""

    id: str
    title: str
    text: str
    published_at: datetime
    places: tuple[str, ...] = ()  # names of places that the reading settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequencies:
    """In how many notes each word was, of how many."""

    notes: int
    of: Mapping[int, int]

    def weight(self, key: int) -> float:
        known = shipped()
        notes, seen = known.notes + self.notes, known.of.get(key, 0) + self.of.get(key, 0)
        return max(0.0, math.log((notes + 1) / (seen + 1)))


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A note as it is compared."""

    signature: bytes
    weights: Mapping[int, float]  # of each word, the weightiest first
    title: frozenset[int] = frozenset()
    names: frozenset[int] = frozenset()
    numbers: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    kinds: frozenset[int] = frozenset()  # of event
    senses: frozenset[int] = frozenset()  # what its words speak of
    grams: frozenset[int] = frozenset()  # of the headline
    manner: tuple[float, ...] = ()  # how it tells; asked when it arrives, and not kept

    @cached_property
    def norm(self) -> float:
        said = (each for key, each in self.weights.items() if key not in self.senses)
        return math.sqrt(sum(weight * weight for weight in said))

    @cached_property
    def sense_norm(self) -> float:
        return math.sqrt(sum(self.weights[key] ** 2 for key in self.senses))

    @property
    def sought(self) -> tuple[int, ...]:
        """The words that find it, the rarest first."""
        rare = (key for key, weight in self.weights.items() if weight >= COMMON)
        return tuple(islice(rare, SOUGHT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The words of a piece, before they are weighed."""

    piece: Piece
    head: Words
    body: Words
    settled: frozenset[int]  # keys of its places

    @property
    def keys(self) -> frozenset[int]:
        """The words whose frequency its profile asks for."""
        return frozenset({*self.head.counts, *self.body.counts, *self.settled})


def read(piece: Piece) -> Reading:
    return Reading(
        piece=piece,
        head=words(piece.title, headline=True),
        body=words(piece.text),
        settled=frozenset(map(place_key, piece.places)),
    )


def profile(reading: Reading, frequencies: Frequencies) -> Profile:
    piece, head, body, settled = reading.piece, reading.head, reading.body, reading.settled
    counts = body.counts + head.counts
    times = {key: min(n, OFTEN) for key, n in counts.items()} | dict.fromkeys(settled, 1)
    weighed = {
        key: (TITLE if key in head.counts else 1 + math.log(n)) * frequencies.weight(key)
        for key, n in times.items()
    }
    kept = dict(sorted(weighed.items(), key=lambda each: (-each[1], each[0]))[:MOST])
    return Profile(
        signature=copies.signature(piece.title, piece.text),
        weights=kept,
        title=frozenset(head.counts).intersection(kept),
        names=(head.names | body.names).intersection(kept),
        numbers=(head.numbers | body.numbers).intersection(kept),
        places=(head.places | body.places | settled).intersection(kept),
        kinds=(head.kinds | body.kinds).intersection(kept),
        senses=(head.senses | body.senses).intersection(kept),
        grams=trigrams(piece.title),
        manner=manner(piece.title, piece.text),
    )


def packed(profile: Profile) -> bytes:
    """Its bytes, without the signature, which is kept beside."""
    terms = b"".join(
        _TERM.pack(key, min(round(weight * _UNIT), 0xFFFF), _flags(profile, key))
        for key, weight in profile.weights.items()
    )
    grams = sorted(profile.grams)[:0xFFFF]
    head = _HEAD.pack(VERSION, len(profile.weights), len(grams))
    return head + terms + struct.pack(f"<{len(grams)}I", *grams)


def unpacked(kept: bytes, *, signature: bytes) -> Profile:
    """The profile of these bytes; of bytes of another version, only its signature."""
    if not kept or kept[0] != VERSION:
        return Profile(signature=signature, weights={})
    _, terms, grams = _HEAD.unpack_from(kept)
    first = _HEAD.size + terms * _TERM.size
    found = list(_TERM.iter_unpack(kept[_HEAD.size : first]))
    marked = [(key, flags) for key, _, flags in found if flags]
    return Profile(
        signature=signature,
        weights={key: weight / _UNIT for key, weight, _ in found},
        title=_flagged(marked, _IN_TITLE),
        names=_flagged(marked, _NAME),
        numbers=_flagged(marked, _NUMBER),
        places=_flagged(marked, _PLACE),
        kinds=_flagged(marked, _KIND),
        senses=_flagged(marked, _SENSE),
        grams=frozenset(struct.unpack(f"<{grams}I", kept[first : first + 4 * grams])),
    )


def _flags(profile: Profile, key: int) -> int:
    return (
        _IN_TITLE * (key in profile.title)
        | _NAME * (key in profile.names)
        | _NUMBER * (key in profile.numbers)
        | _PLACE * (key in profile.places)
        | _KIND * (key in profile.kinds)
        | _SENSE * (key in profile.senses)
    )


def _flagged(marked: Iterable[tuple[int, int]], flag: int) -> frozenset[int]:
    return frozenset(key for key, flags in marked if flags & flag)


@cache
def shipped() -> Frequencies:
    """What is common in any Spanish press, before an archive has notes of its own."""
    lines = (files("monitor.stories") / "frequencies.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    of = {int(key, 16): int(notes) for key, notes in rows}
    return Frequencies(notes=of.pop(0), of=of)
