"""Who says what in a text: words between marks, after dashes, and told by others.

`read` gives every saying in reading order. What a mark of its own does not show is decided in
`direct`, words without marks in `indirect`; who speaks, in `cast`; the word lists are in
`lexicons/quotes`.
"""

from __future__ import annotations

from collections.abc import Iterable

from nlp.piece import LONGEST_TEXT
from nlp.quoting import direct, indirect
from nlp.quoting.cast import Cast, Named
from nlp.quoting.sayings import Said, Saying, resolved
from nlp.quoting.script import Script

__all__ = ["Named", "Said", "read"]


def read(text: str, *, title: int = 0, known: Iterable[Named] = ()) -> tuple[Said, ...]:
    """The sayings of a text whose first `title` characters are its title."""
    script = Script(text[:LONGEST_TEXT], title=title)
    spoken = list(direct.sayings(script))
    told = indirect.sayings(script, spoken)
    sayings = sorted([*spoken, *told], key=_start)
    return tuple(resolved(script, sayings, Cast(script, known))) if sayings else ()


def _start(saying: Saying) -> int:
    return saying.start
