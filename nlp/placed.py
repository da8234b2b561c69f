"""What speaks for and against a municipality's name meaning the municipality.

The king, the dam, the sala and the streets of its name are told from it by the noun before, by what
follows, and by what the lines around speak of; a new clue is one more `yield` and its weight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from monitor.folding import fold
from nlp import lexicons
from nlp.clues import CIVIC, SURNAMES, Scene, is_first_name, is_surname, themes
from nlp.flat import spelling
from nlp.spotting import Hit
from nlp.surroundings import Around

_LIVED = frozenset(fold(word) for word in lexicons.words("lived.txt"))
_BELONGS = frozenset(fold(word) for word in lexicons.words("belongs.txt"))
_PEOPLE = re.compile(
    r"\w{3,}(?:ador[ae]s|antes|entes|istas|er[oa]s|ari[oa]s|onados|onadas|ultores)"
)
_YEARS = re.compile(r"\s*\(\s*(?:\d{4}|siglo)")
_PLACE_LINKS = frozenset({"en", "desde", "hacia", "hasta", "por", "entre", "sobre"})
_SEATS = frozenset(("alcaldia", "municipio", "ciudad", "delegacion", "demarcacion"))
_ARTICLES = frozenset(("el", "la", "los", "las", "al"))
_OF = {"de": "de", "del": "de", "a": "to"}
_ROW = frozenset((",", "y", "e", "o", "-"))
_CORNER = frozenset(("esquina", "esq", "numero", "num", "casi", "s/n"))
_AND = frozenset(("y", "e", "con", "esquina"))
_APPOSED = frozenset(("el", "la", "en", "municipio", "de", "estado"))
# "Nezahualcóyotl N", "Nezahualcóyotl “El Coyote” Mendoza"
_INITIAL = re.compile(
    r"""\s+(?:["“'‘]?[A-ZÑ]\.?["”'’]?(?=[\s,.;)]|$)|["“][^"”]{2,30}["”]\s+[A-ZÁÉÍÓÚ])"""
)
_HEADS = {fold(word): kind for word, kind in lexicons.rows("heads.tsv")}


def place(hit: Hit, near: Around, scene: Scene) -> Iterator[str]:
    words = fold(scene.text[hit.start : hit.end])
    if words in scene.home.demonyms or words.removesuffix("s") in scene.home.demonyms:
        yield "demonym"
        return
    if _is_long(hit.pattern.words, scene.home.places):
        yield "long"
    name, excluded = hit.pattern.words, hit.pattern.subject.excluded
    if _is_ambiguous(name, excluded):
        yield "ambiguous"
    if hit.family and near.after and not fold(near.after[0]).endswith("o"):
        yield "acts"
    kin = "" if _is_namesake(name, excluded) else "own."
    if words.split()[0] in _SEATS:
        yield "seat"
    else:
        yield from _before_place(near, scene, kin)
    if _is_listed(near, [fold(word) for word in near.after[:2]], scene):
        yield "listed"
    yield from _after_place(near, scene, kin)
    yield from themes(near, scene, kin)
    if scene.named:
        yield "ours"
    if hit.pattern.subject.id in scene.excluded:
        yield "excluded"
    if scene.talk.near:
        yield "near"


def _is_long(words: str, places: frozenset[str]) -> bool:
    """ "Ciudad Nezahualcóyotl": more than the name that others have too."""
    name = fold(words)
    return any(place != name and place in name for place in places)


@lru_cache(256)
def _is_ambiguous(words: str, excluded: tuple[str, ...]) -> bool:
    """Does the configuration know others of that name?"""
    whole = re.compile(rf"\b{re.escape(spelling(words))}\b")
    return any(whole.search(spelling(phrase)) for phrase in excluded)


def _belongs(word: str) -> bool:
    """Is this "of" a municipality: its baches, its vecinos, its transportistas?"""
    return word in CIVIC or word in _BELONGS or bool(_PEOPLE.fullmatch(word))


@lru_cache(256)
def _is_namesake(words: str, excluded: tuple[str, ...]) -> bool:
    """May it be a person's name too, as "rey Nezahualcóyotl" says? Unknown is yes."""
    others = (phrase.split() for phrase in map(spelling, excluded) if spelling(words) in phrase)
    kinds = {_HEADS.get(other[0]) for other in others}
    return not kinds or not kinds.isdisjoint(("king", "person", "culture"))


def _before_place(near: Around, scene: Scene, kin: str) -> Iterator[str]:
    before = [fold(word) for word in near.before[:6]]
    if not before:
        return
    if before[0] in _PLACE_LINKS:
        yield "locative"
    elif before[0] in _ARTICLES:
        yield "article"
    elif before[0] in _AND and any(_kind(word) == "road" for word in before[1:]):
        yield "crossing"
    elif before[0] in _OF:
        yield from _of(before[1:], _OF[before[0]])
        if before[0] == "del":
            yield "article"
    elif kind := _head(before):
        yield f"head.{kind}"
    elif is_first_name(near, scene):
        yield f"{kin}name_before"


def _of(before: list[str], link: str) -> Iterator[str]:
    """What the place is "of" or "to": "poemas de Nezahualcóyotl", "vecinos de Nezahualcóyotl"."""
    if "esquina" in before[:1]:
        yield "crossing"
    elif kind := _head(before):
        yield f"{link}.{kind}"
    elif before[1:2] and before[1] in ("un", "una"):
        yield "from"
    elif link == "de" and any(_belongs(word) for word in before[:2]):
        yield "civic_of"
    else:
        yield "of" if link == "de" else "to"


def _kind(word: str) -> str | None:
    """Of a noun or its plural."""
    return _HEADS.get(word) or _HEADS.get(word.removesuffix("s")) or _HEADS.get(word[:-2])


def _head(before: list[str]) -> str | None:
    """The kind of the noun that these words, nearest first, put before a name."""
    for word in before[:4]:
        kind = _kind(word)
        if kind and kind != "filler":
            return kind
        if kind is None and word not in ("de", "del"):
            return None
    return None


def _after_place(near: Around, scene: Scene, kin: str) -> Iterator[str]:
    after = [fold(word) for word in near.after[:8]]
    yield from _marked(near, scene)
    if not after:
        return
    if after[0] in _LIVED:
        yield "lived"
    if after[0] in _CORNER or (after[0] == "," and after[1:2] and after[1] in _CORNER):
        yield "corner"
    yield from _near_town(after, scene)
    if after[0] in (",", "("):
        yield from _apposed(after[1:], scene, linked=_is_linked(near))
    elif is_surname(near, scene):
        yield f"{kin}name_after"
        if after[0] in SURNAMES:
            yield "surname_after"


def _marked(near: Around, scene: Scene) -> Iterator[str]:
    """Signs right after the name that only a person's has."""
    if _YEARS.match(near.followed_by):
        yield "years"
    if scene.cased and _INITIAL.match(near.followed_by):
        yield "initial"


def _near_town(after: list[str], scene: Scene) -> Iterator[str]:
    """Another town right after: "la Nezahualcóyotl de Cuautla"."""
    if after[0] in ("de", "en") and after[1:2] and scene.home.is_town(after[1]):
        yield "elsewhere_of"


def _is_linked(near: Around) -> bool:
    """ "Originario de Neza, el boxeador": what follows the comma is not told of the place."""
    return bool(near.before) and near.before[0].lower() in {"de", *_PLACE_LINKS}


def _apposed(after: list[str], scene: Scene, *, linked: bool) -> Iterator[str]:
    """What a comma adds: "Nezahualcóyotl, Chiapas", "Nezahualcóyotl, rey de Texcoco"."""
    told = [word for word in after[:4] if word not in _APPOSED]
    if not told:
        return
    if scene.home.is_elsewhere(told[0]) or scene.home.is_elsewhere(" ".join(told[:2])):
        yield "elsewhere"
    elif scene.home.states & {*told[:2], " ".join(after[:3]), " ".join(after[1:4])}:
        yield "home"
    elif not linked and _HEADS.get(told[0]) in ("king", "person"):
        yield "king"


def _is_listed(near: Around, after: list[str], scene: Scene) -> bool:
    """Does it stand in a row with other municipalities: "Tláhuac, Iztapalapa y Chalco"?"""
    before = [fold(word) for word in near.before[:2]]
    rows = (words for words in (before, after[:2]) if len(words) == 2 and words[0] in _ROW)
    return any(scene.home.is_town(words[1]) for words in rows)
