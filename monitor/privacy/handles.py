"""Names by which somebody is known in a network ("@lupita_hdz"); offices and outlets are left."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import Final

from monitor.folding import fold
from monitor.privacy.data import Text, words

_HANDLE: Final = re.compile(r"(?<![\w.@/+-])@(?P<name>\w(?:[\w.-]{0,40}\w)?)")
_PART: Final = re.compile(r"[A-ZÁÉÍÓÚÑ]?[a-záéíóúñ]+|[A-ZÁÉÍÓÚÑ]+(?![a-z])|\d+")
LONG: Final = 5  # letters of a part that says what it is wherever it stands


def handles(text: Text, public: Collection[str] = ()) -> Iterator[tuple[int, int]]:
    """`public`: those that belong to whom the office follows or reads, folded, without "@"."""
    for found in _HANDLE.finditer(text.told):
        if not is_public(found["name"], public):
            yield found.span()


def is_public(name: str, public: Collection[str] = ()) -> bool:
    folded = fold(name)
    parts = {fold(each) for each in _PART.findall(name)}
    return (
        folded in public
        or not parts.isdisjoint(words("handle", "parts"))
        or any(each in folded for each in _long())
        or any(len(each) > LONG and each in _joined(folded) for each in map(_joined, public))
    )


def _joined(name: str) -> str:
    return "".join(filter(str.isalnum, name))


@cache
def _long() -> tuple[str, ...]:
    return tuple(each for each in words("handle", "parts") if len(each) >= LONG)
