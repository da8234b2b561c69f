"""How an alert says what it has counted, in Mexican Spanish."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.folding import fold
from reports.words import number_in_words, plural

NAMED = 5  # outlets by their names


def enumerated(names: Sequence[str]) -> str:
    """ "A, B y C"; "e" before the sound of an i."""
    if len(names) < 2:
        return "".join(names)
    *first, last = names
    return f"{', '.join(first)} {_and(last)} {last}"


def _and(word: str) -> str:
    plain = fold(word)
    sounds = plain.startswith(("i", "hi")) and not plain.startswith(
        ("hia", "hie", "ia", "ie", "io")
    )
    return "e" if sounds else "y"


def shortened(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    if len(names) <= NAMED + 1:
        return enumerated(names)
    return f"{', '.join(names[:NAMED])} y {number_in_words(len(names) - NAMED)} más"


def outlets_and_posts(outlets: Sequence[str], posts: int) -> str:
    """ "4 medios: A, B, C y D, y 7 publicaciones de redes"."""
    said = f"{plural(len(outlets), 'outlet')}: {shortened(outlets)}" if outlets else ""
    people = f"{number_in_words(posts)} {'publicación' if posts == 1 else 'publicaciones'} de redes"
    return f"{said}, y {people}" if said and posts else said or people
