"""What speaks for and against words naming a subject, as names of features.

One function a family of hits, in FAMILIES; a feature's weight stands in `models/identity.tsv`. A
family's name begins its features ("place.locative"), so that the same fact may weigh otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from monitor.config import SubjectKind
from monitor.folding import fold
from nlp import lexicons
from nlp.flat import spelling
from nlp.offices import nobodys
from nlp.repairing import Repair
from nlp.spotting import Hit, Sort
from nlp.surroundings import THEMES, Around, Home, Talk, around

_HEADS = {fold(word): kind for word, kind in lexicons.rows("heads.tsv")}
_LIVED = frozenset(fold(word) for word in lexicons.words("lived.txt"))
_TITLES = frozenset(fold(word) for word in lexicons.words("titles.txt"))
_ROLES = frozenset(fold(word) for word in lexicons.words("roles.txt"))
_FIRST_NAMES = frozenset(fold(word) for word in lexicons.words("first_names.txt"))
_SURNAMES = frozenset(fold(word) for word in lexicons.words("surnames.txt"))
_PROGRAMME = re.compile(
    r"(?:programas?|proyectos?|estrategias?|iniciativas?|jornadas?|centros?|red(?:es)?|accion(?:es)?"
    r"|politicas?|operativos?|esquema|modelo|campana|llamad[oa]s?|denominad[oa]s?|nombrad[oa]s?)"
)
_YEARS = re.compile(r"\s*\(\s*(?:\d{4}|siglo)")
_PLACE_LINKS = frozenset({"en", "desde", "hacia", "hasta", "por", "entre", "sobre"})
_LESSER = frozenset(("el", "la", "los", "las", "de", "del", "al", "y", "e", "en", "a", "con", "su"))
_CIVIC = frozenset(word for word, theme in THEMES.items() if theme == "civic")
_OTHER_OFFICES = frozenset(fold(word) for word in lexicons.words("other_offices.txt"))


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


Family = Callable[[Hit, Around, Scene], Iterator[str]]


def features(hit: Hit, scene: Scene) -> frozenset[str]:
    """Everything that speaks for or against this hit."""
    family = _family(hit)
    found = FAMILIES[family](hit, around(scene.text, hit.start, hit.end), scene)
    marks = {"bias", *found, *(f"repair.{why.value}" for why in scene.touched)}
    return frozenset(f"{family}.{mark}" for mark in marks)


def _family(hit: Hit) -> str:
    sort, kind = hit.pattern.sort, hit.pattern.subject.kind
    if sort in (Sort.SHORT, Sort.ROLE):
        return "bare" if kind is SubjectKind.GOVERNMENT else sort.value
    if hit.pattern.form == "role":
        return "office"
    if hit.pattern.holder or kind in (SubjectKind.MAYOR, SubjectKind.PERSON):
        return "person"
    return kind.value if kind.value in FAMILIES else "body"


def _place(hit: Hit, near: Around, scene: Scene) -> Iterator[str]:
    words = fold(scene.text[hit.start : hit.end])
    if words in scene.home.demonyms or words.removesuffix("s") in scene.home.demonyms:
        yield "demonym"
        return
    if _is_long(hit.pattern.words, scene.home.places):
        yield "long"
    if _is_ambiguous(hit):
        yield "ambiguous"
    yield from _before_place(near, scene)
    yield from _after_place(near, scene)
    yield from _themes(near, scene)
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


def _is_ambiguous(hit: Hit) -> bool:
    word = rf"\b{re.escape(spelling(hit.pattern.words))}\b"
    return any(re.search(word, spelling(phrase)) for phrase in hit.pattern.subject.excluded)


def _before_place(near: Around, scene: Scene) -> Iterator[str]:
    before = [fold(word) for word in near.before[:6]]
    if not before:
        return
    link = "head"
    if before[0] in ("de", "del"):
        link, before = "de", before[1:]
        yield "article" if near.before[0].lower() == "del" else "of"
    elif before[0] in _PLACE_LINKS:
        yield "locative"
        return
    elif before[0] in ("el", "la", "los", "las", "al"):
        yield "article"
        return
    if kind := _head(before):
        yield f"{link}.{kind}"
    elif link == "de" and any(word in _CIVIC for word in before[:2]):
        yield "civic_of"
    elif link == "head" and _is_first_name(near, scene):
        yield "name_before"


def _head(before: list[str]) -> str | None:
    """The kind of the noun that these words, nearest first, put before a name."""
    for word in before[:4]:
        kind = _HEADS.get(word)
        if kind and kind != "filler":
            return kind
        if kind is None and word not in ("de", "del"):
            return None
    return None


def _is_first_name(near: Around, scene: Scene) -> bool:
    """Is the word before a name? A sentence's first word has a capital whatever it is."""
    if not near.before or near.before[0][:1].islower():
        return False
    if fold(near.before[0]) in _FIRST_NAMES:
        return True
    return scene.cased and len(near.before) > 1 and _is_name(near.before[0], scene)


def _is_surname(near: Around, scene: Scene) -> bool:
    """Does the name go on: "Adolfo Cerqueda Luna"?"""
    if not scene.cased or not near.after or near.followed_by[:1] != " ":
        return False
    return _is_name(near.after[0], scene)


def _is_name(word: str, scene: Scene) -> bool:
    """A capitalised word that is no place, title or office: a first name or a surname."""
    known = fold(word)
    return (
        word[:1].isupper()
        and not word.isupper()
        and len(word) > 2
        and known not in _LESSER
        and known not in _TITLES
        and known not in _ROLES
        and known not in _CIVIC
        and not scene.home.is_town(known)
        and not any(known in place.split() for place in scene.home.places)
        and known not in scene.home.near
        and known != "ciudad"
    )


def _after_place(near: Around, scene: Scene) -> Iterator[str]:
    after = [fold(word) for word in near.after[:8]]
    if _YEARS.match(near.followed_by):
        yield "years"
    if not after:
        return
    if after[0] in _LIVED:
        yield "lived"
    if after[0] in (",", "("):
        yield from _apposed(after[1:], scene)
    elif scene.cased and _is_name(near.after[0], scene):
        yield "name_after"


_APPOSED = frozenset(("el", "la", "en", "municipio", "de", "estado"))


def _apposed(after: list[str], scene: Scene) -> Iterator[str]:
    """What a comma adds: "Nezahualcóyotl, Chiapas", "Nezahualcóyotl, rey de Texcoco"."""
    told = [word for word in after[:4] if word not in _APPOSED]
    if not told:
        return
    if scene.home.is_elsewhere(told[0]) or scene.home.is_elsewhere(" ".join(told[:2])):
        yield "elsewhere"
    elif scene.home.states & {*told[:2], " ".join(after[:3]), " ".join(after[1:4])}:
        yield "home"
    elif _HEADS.get(told[0]) in ("king", "person"):
        yield "king"


def _themes(near: Around, scene: Scene) -> Iterator[str]:
    words = {fold(word) for word in (*near.before, *near.after)}
    here = {THEMES[word] for word in words if word in THEMES}
    yield from (f"here.{theme}" for theme in here)
    for theme, count in scene.talk.themes.items():
        yield f"piece.{theme}"
        if count > 2:
            yield f"much.{theme}"


def _person(hit: Hit, near: Around, scene: Scene) -> Iterator[str]:
    own = _own_words(hit)
    if _is_first_name(near, scene) and fold(near.before[0]) not in own:
        yield "name_before"
    if near.before and _HEADS.get(fold(near.before[0])) in ("road", "school", "venue"):
        yield "head"
    if _is_surname(near, scene) and fold(near.after[0]) not in own:
        yield "name_after"


def _own_words(hit: Hit) -> frozenset[str]:
    holders = hit.pattern.subject.holders
    names = (name for one in holders for name in (one.name, *one.aliases))
    return frozenset(word for name in names for word in fold(name).split())


def _short(hit: Hit, near: Around, scene: Scene) -> Iterator[str]:
    before = [fold(word) for word in near.before[:4]]
    told = [word for word in before if word not in ("el", "la", "municipal", "local", "dr", "lic")]
    if told and before.index(told[0]) < 3 and told[0] in scene.offices:
        yield "office_before"
    elif told and told[0] in _OTHER_OFFICES:
        yield "other_office"
    if any(word in _SURNAMES for word in fold(hit.pattern.words).split()[:1]):
        yield "common"
    if scene.cased and scene.text[hit.start].islower():
        yield "lower"
    if not scene.cased:
        yield "uncased"
    if _is_surname(near, scene) and fold(near.after[0]) not in _own_words(hit):
        yield "name_after"
    yield from _company(scene)
    yield from _themes(near, scene)


def _company(scene: Scene) -> Iterator[str]:
    if scene.opened:
        yield "opened"
    if scene.named & {SubjectKind.PLACE, SubjectKind.GOVERNMENT, SubjectKind.DEPARTMENT}:
        yield "ours"


_WHERE = re.compile(
    r"\b(?:en|municipio de|alcaldía|alcaldía de|ayuntamiento de|gobierno de|cabildo de)\s+"
    r"(?:el municipio de |la alcaldía )?(?P<place>[A-ZÁÉÍÓÚÜÑ][\wáéíóúüñ]+)"
)


def _role(hit: Hit, near: Around, scene: Scene) -> Iterator[str]:
    if near.before and fold(near.before[0]) in ("el", "la", "al", "del"):
        yield "definite"
    if near.begins:
        yield "begins"
    if _sex(fold(scene.text[hit.start : hit.end])) * _holder_sex(hit) < 0:
        yield "other_sex"
    if _is_away(scene, hit.start):
        yield "away"
    if nobodys(scene.text, hit.start):
        yield "nobodys"
    yield from _company(scene)


def _bare(hit: Hit, near: Around, scene: Scene) -> Iterator[str]:
    before = [fold(word) for word in near.before[:2]]
    if before and before[0] in ("el", "la", "al", "del", "las"):
        yield "definite"
    if before[1:2] == ["en"] or before[:1] == ["en"]:
        yield "premises"
    if before and before[0] in ("un", "una", "otro", "otra", "cada", "su"):
        yield "indefinite"
    if near.after and scene.cased and _is_name(near.after[0], scene):
        yield "name_after"
    if near.after and scene.home.is_town(fold(near.after[0])):
        yield "name_after"
    if _is_away(scene, hit.start):
        yield "away"
    yield from _company(scene)


def _is_away(scene: Scene, start: int) -> bool:
    """Is the last place that was named before another than ours?"""
    places = list(_WHERE.finditer(scene.text, max(0, start - 300), start))
    if not places:
        return False
    last = fold(places[-1]["place"])
    return not any(last in place.split() for place in scene.home.places) and last not in (
        fold(scene.home.state).split()
    )


def _sex(word: str) -> int:
    return -1 if word.endswith("a") else 1 if word.endswith(("o", "de")) else 0


def _holder_sex(hit: Hit) -> int:
    """Of the first name of who holds it; 0 where the name does not show it."""
    names = [holder.name for holder in hit.pattern.subject.holders]
    first = {fold(name).split()[0][-1] for name in names[:1]}
    return -1 if first == {"a"} else 1 if first == {"o"} else 0


def _programme(hit: Hit, near: Around, scene: Scene) -> Iterator[str]:
    words = scene.text[hit.start : hit.end]
    if hit.pattern.needs:
        yield "needs"
    if " " in hit.pattern.words:
        yield "long"
    if not scene.cased:
        yield "uncased"
    elif words[0].isupper():
        yield "begins" if near.begins else "capital"
    elif hit.pattern.words[0].isupper():
        yield "lower"
    if near.opened_by and near.begins and near.opened_by in '“«"':
        yield "quoted"
    before = [fold(word) for word in near.before[:4]]
    if any(_PROGRAMME.fullmatch(word) for word in before):
        yield "programme"
    if before and before[0] in ("un", "una", "unas", "unos", "toda", "esta", "nuestra", "su"):
        yield "indefinite"
    yield from _homeward(near, scene)
    yield from _company(scene)
    yield from _themes(near, scene)


def _homeward(near: Around, scene: Scene) -> Iterator[str]:
    here = " ".join(fold(word) for word in (*reversed(near.before), *near.after))
    if any(place in here for place in scene.home.places):
        yield "here"
    following = [fold(word) for word in near.after[:4]]
    after = [word for word in following if word not in ("de", "en", "la", "alcaldia")]
    if after and scene.home.is_town(after[0]) and near.after[0] not in (",", "y"):
        yield "away"
    if after[1:2] and scene.home.is_elsewhere(after[1]) and after[0] == ",":
        yield "away"


def _body(hit: Hit, near: Around, scene: Scene) -> Iterator[str]:
    if hit.pattern.needs:
        yield "needs"
    if hit.pattern.form == "acronym":
        yield "acronym"
    yield from _homeward(near, scene)
    yield from _company(scene)


def _office(hit: Hit, near: Around, scene: Scene) -> Iterator[str]:
    yield from _homeward(near, scene)


FAMILIES: Mapping[str, Family] = {
    "place": _place,
    "person": _person,
    "short": _short,
    "role": _role,
    "bare": _bare,
    "programme": _programme,
    "office": _office,
    "body": _body,
}
