"""What speaks for and against words naming a subject, as names of features.

One function a family of hits, in FAMILIES; a feature's weight stands in `models/identity.tsv`. A
family's name begins its features ("place.locative"), so that the same fact may weigh otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from monitor.config import SubjectKind
from monitor.folding import fold
from nlp import lexicons
from nlp.clues import SURNAMES, Scene, company, is_first_name, is_name, is_surname, themes
from nlp.offices import nobodys
from nlp.placed import place
from nlp.spotting import Hit, Sort
from nlp.surroundings import Around, around

_HEADS = {fold(word): kind for word, kind in lexicons.rows("heads.tsv")}
_PROGRAMME = re.compile(
    r"(?:programas?|proyectos?|estrategias?|iniciativas?|jornadas?|centros?|red(?:es)?|accion(?:es)?"
    r"|politicas?|operativos?|esquema|modelo|campana|llamad[oa]s?|denominad[oa]s?|nombrad[oa]s?)"
)
_OTHER_OFFICES = frozenset(fold(word) for word in lexicons.words("other_offices.txt"))


Family = Callable[[Hit, Around, Scene], Iterator[str]]


def features(hit: Hit, scene: Scene) -> frozenset[str]:
    """Everything that speaks for or against this hit."""
    family = _family(hit)
    found = FAMILIES[family](hit, around(scene.text, hit.start, hit.end), scene)
    marks = {"bias", *found, *(f"repair.{why.value}" for why in scene.touched)}
    return frozenset(f"{family}.{mark}" for mark in marks)


def _family(hit: Hit) -> str:
    sort, kind = hit.pattern.sort, hit.pattern.subject.kind
    if hit.family:
        return hit.family
    if sort in (Sort.SHORT, Sort.ROLE):
        return "bare" if kind is SubjectKind.GOVERNMENT else sort.value
    if hit.pattern.form == "role":
        return "office"
    if hit.pattern.holder or kind in (SubjectKind.MAYOR, SubjectKind.PERSON):
        return "person"
    return kind.value if kind.value in FAMILIES else "body"


def _person(hit: Hit, near: Around, scene: Scene) -> Iterator[str]:
    own = _own_words(hit)
    if is_first_name(near, scene) and fold(near.before[0]) not in own:
        yield "name_before"
    if near.before and _HEADS.get(fold(near.before[0])) in ("road", "school", "venue"):
        yield "head"
    if is_surname(near, scene) and fold(near.after[0]) not in own:
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
    if any(word in SURNAMES for word in fold(hit.pattern.words).split()[:1]):
        yield "common"
    if scene.cased and scene.text[hit.start].islower():
        yield "lower"
    if not scene.cased:
        yield "uncased"
    if is_surname(near, scene) and fold(near.after[0]) not in _own_words(hit):
        yield "name_after"
    yield from company(scene)
    yield from themes(near, scene)


_WHERE = re.compile(
    r"\b(?i:en|municipio de|alcaldía|alcaldía de|ayuntamiento de|gobierno de|cabildo de)\s+"
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
    yield from company(scene)


def _bare(hit: Hit, near: Around, scene: Scene) -> Iterator[str]:
    before = [fold(word) for word in near.before[:2]]
    if before and before[0] in ("el", "la", "al", "del", "las"):
        yield "definite"
    if before[1:2] == ["en"] or before[:1] == ["en"]:
        yield "premises"
    if before and before[0] in ("un", "una", "otro", "otra", "cada", "su"):
        yield "indefinite"
    if before[1:2] and before[1] in ("es", "como", "fue", "era", "son"):
        yield "predicate"
    if near.after and scene.cased and is_name(near.after[0], scene):
        yield "name_after"
    if near.after and scene.home.is_town(fold(near.after[0])):
        yield "name_after"
    if _is_away(scene, hit.start):
        yield "away"
    yield from company(scene)


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
    if _goes_on(near, scene):
        yield "name_after"
    if before and before[0] in ("un", "una", "unas", "unos", "toda", "esta", "nuestra", "su"):
        yield "indefinite"
    yield from _homeward(near, scene)
    yield from company(scene)
    yield from themes(near, scene)


def _goes_on(near: Around, scene: Scene) -> bool:
    """Is it the beginning of a longer name: "Caminos y Puentes Federales"?"""
    after = near.after[1:2] if near.after[:1] in (("y",), ("e",)) else near.after[:1]
    if not scene.cased or not after or not near.followed_by.startswith(" "):
        return False
    return is_name(after[0], scene) and fold(after[0]) not in scene.home.firsts


def _homeward(near: Around, scene: Scene) -> Iterator[str]:
    here = " ".join(fold(word) for word in (*reversed(near.before), *near.after))
    if any(place in here for place in scene.home.places):
        yield "here"
    following = [fold(word) for word in near.after[:4]]
    after = [word for word in following if word not in ("de", "en", "la", "alcaldia")]
    if following[:1] and following[0] in ("de", "en") and after and after[0] in scene.home.firsts:
        yield "tied"
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
    yield from company(scene)


def _office(hit: Hit, near: Around, scene: Scene) -> Iterator[str]:
    yield from _homeward(near, scene)


FAMILIES: Mapping[str, Family] = {
    "place": place,
    "person": _person,
    "short": _short,
    "role": _role,
    "bare": _bare,
    "programme": _programme,
    "office": _office,
    "body": _body,
}
