"""How this process asks the system for memory; what a long run needs of it is said here."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import Final

_ARENAS: Final = -8  # M_ARENA_MAX of glibc
_MOST: Final = 2


def few_arenas() -> None:
    """Let threads share the holes that they leave, where the C library is glibc.

    It keeps up to eight heaps a core, each with holes of its own: a day of short threads leaves
    70 MB of them with the usual number, 13 MB with two.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENAS, _MOST)
