"""A count with its noun, as a message to a person says it."""

from __future__ import annotations


def counted(count: int, one: str, many: str = "") -> str:
    """ "1 nota", "3 notas"; `many` where the plural is more than an s."""
    return f"{count} {one if count == 1 else many or one + 's'}"
