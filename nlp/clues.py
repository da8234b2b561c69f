"""What the words around a hit are: names, titles, themes, and what the piece named before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.config import SubjectKind
from monitor.folding import fold
from nlp import lexicons
from nlp.repairing import Repair
from nlp.surroundings import THEMES, Around, Home, Talk

_TITLES = frozenset(fold(word) for word in lexicons.words("titles.txt"))
_ROLES = frozenset(fold(word) for word in lexicons.words("roles.txt"))
_FIRST_NAMES = frozenset(fold(word) for word in lexicons.words("first_names.txt"))
SURNAMES = frozenset(fold(word) for word in lexicons.words("surnames.txt"))
_LESSER = frozenset(("el", "la", "los", "las", "de", "del", "al", "y", "e", "en", "a", "con", "su"))
CIVIC = frozenset(word for word, theme in THEMES.items() if theme == "civic")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is known of a unit of a piece before one of its hits is judged."""

    text: str
    cased: bool
    talk: Talk
    home: Home
    named: frozenset[SubjectKind]  # the kinds of subject that other words of the piece name
    excluded: frozenset[str]  # the subjects whose name is somebody else's in the piece
    offices: frozenset[str]  # the words of the watched offices
    opened: bool = False  # the subject was named in full before
    touched: frozenset[Repair] = frozenset()


def is_first_name(near: Around, scene: Scene) -> bool:
    """Is the word before a name? A sentence's first word has a capital whatever it is."""
    if not near.before or near.before[0][:1].islower():
        return False
    if fold(near.before[0]) in _FIRST_NAMES:
        return True
    return scene.cased and len(near.before) > 1 and is_name(near.before[0], scene)


def is_surname(near: Around, scene: Scene) -> bool:
    """Does the name go on: "Adolfo Cerqueda Luna"?"""
    if not scene.cased or not near.after or near.followed_by[:1] != " ":
        return False
    return is_name(near.after[0], scene)


def is_name(word: str, scene: Scene) -> bool:
    """A capitalised word that is no place, title or office: a first name or a surname."""
    known = fold(word)
    return (
        word[:1].isupper()
        and not word.isupper()
        and len(word) > 2
        and known not in _LESSER
        and known not in _TITLES
        and known not in _ROLES
        and known not in CIVIC
        and not scene.home.is_town(known)
        and not any(known in place.split() for place in scene.home.places)
        and known not in scene.home.near
        and known != "ciudad"
    )


def themes(near: Around, scene: Scene, kin: str = "") -> Iterator[str]:
    """What the sentence, the lines around it and the whole piece speak of."""
    words = {fold(word) for word in (*near.before, *near.after)}
    here = {THEMES[word] for word in words if word in THEMES}
    lines = {THEMES[word] for word in _WORD.findall(fold(near.lines)) if word in THEMES}
    whole = scene.talk.themes
    much = {theme for theme, count in whole.items() if count > max(2, whole["civic"])}
    for where, told in (("here", here), ("lines", lines), ("much", much)):
        yield from (f"{kin}{where}.{theme}" for theme in told)


def company(scene: Scene) -> Iterator[str]:
    if scene.opened:
        yield "opened"
    if scene.named & {SubjectKind.PLACE, SubjectKind.GOVERNMENT, SubjectKind.DEPARTMENT}:
        yield "ours"
