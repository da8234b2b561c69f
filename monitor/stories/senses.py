"""What the words of a note speak of: kinds of event, and the things that go with them.

«reses», «corral» and «abigeos» speak of cattle: a follow-up seldom repeats the words of the first
note. A new one is a line in `kinds.tsv` (events) or `senses.tsv` (all else).
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from zlib import crc32

from monitor.folding import fold

SHORTEST, LONGEST = 3, 40  # letters of a beginning; of a word

Beginnings = dict[str, tuple[int, ...]]


@lru_cache(maxsize=8192)
def kinds(token: str) -> frozenset[int]:
    """The kinds of event of which a word tells."""
    return _begun(token, _listed("kinds.tsv", "~"))


@lru_cache(maxsize=8192)
def senses(token: str) -> frozenset[int]:
    """What a word speaks of."""
    return _begun(token, _listed("senses.tsv", "%"))


def _begun(token: str, listed: Beginnings) -> frozenset[int]:
    folded = fold(token[:LONGEST])
    found = set(listed.get(f"{folded}.", ()))
    for end in range(SHORTEST, len(folded) + 1):
        found.update(listed.get(folded[:end], ()))
    return frozenset(found)


@cache
def _listed(name: str, mark: str) -> Beginnings:
    found: dict[str, tuple[int, ...]] = {}
    for row in (files("monitor.stories") / name).read_text(encoding="utf-8").splitlines():
        sense, _, beginnings = row.partition("\t")
        key = crc32(f"{mark}{sense}".encode())
        for beginning in [] if row.startswith("#") else beginnings.split():
            found[beginning] = (*found.get(beginning, ()), key)
    return found
