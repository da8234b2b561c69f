"""Names of private persons in a piece: not who is followed, nor who is named for a public role.

The recogniser of entities reads most of them; what posts write ("soy lupita", "atte. Yaretzi") is
read by the words before it. Roles, public figures and those words are in `lexicons/private`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from monitor.config import Config
from monitor.folding import fold
from monitor.model import Field
from nlp import lexicons
from nlp.entities.sifting import sifted
from nlp.entities.words import LINKS, Lists, lists_of, shape_of
from nlp.entities.words import NAMES as CAPITALS
from nlp.notes import Notes

BEFORE: Final = 90  # characters before a name in which its role is sought
LONGEST: Final = 6  # words of a name
SHORT_HANDLE: Final = 4  # of fewer letters, an address's last part names nobody
_WORD: Final = re.compile(r"[^\W\d_]+\.?")
_LIKELY: Final = Lists.FIRST | Lists.LAST
_HEADS: Final = Lists.PLACE_HEAD | Lists.ORGANISATION_HEAD
_VERBS: Final = r"(?!(?:a|al|no|que|con|se|me|le|les|nos|ya|para|por|y)\b)"
Span = tuple[int, int]


def public(config: Config) -> frozenset[str]:
    """How those whom the office follows or reads are called in networks; folded, without "@"."""
    aliases = (alias.text for subject in config.subjects for alias in subject.aliases)
    handles = {fold(text[1:]) for text in aliases if text.startswith("@")}
    holders = (each.name for subject in config.subjects for each in subject.holders)
    named = {"".join(fold(name).split()[:2]) for name in holders}
    paths = (urlsplit(each.address).path for each in config.sources.values())
    profiles = {fold(path.rstrip("/").rpartition("/")[2].lstrip("@")) for path in paths}
    return frozenset({*handles, *named, *(each for each in profiles if _is_handle(each))})


def _is_handle(name: str) -> bool:
    return len(name) >= SHORT_HANDLE and name.isascii() and not name.endswith((".xml", ".rss"))


def names(noted: Notes) -> list[Span]:
    """`[start, end)` of the whole piece, of the names that are nobody else's business."""
    text = noted.piece.whole
    plain = fold(text)
    taken = [*((one.start, one.end) for one in noted.found), *_places(noted)]
    others = [*taken, *((one.start, one.end) for one in noted.names if one.kind != "PER")]
    kept: list[Span] = []
    for found, against in (
        (_presented(text, plain), taken),  # whoever says a name knows that it is one
        (_read(noted, plain), others),
        (_listed(plain), others),
    ):
        for whole in found:
            each = _cut(plain, whole, against)
            if each and not _meets(each, [*against, *kept]) and not _is_public(plain, each):
                kept.append(each)
    return kept


def _cut(plain: str, whole: Span, taken: Iterable[Span]) -> Span | None:
    """What of it stands before the name of somebody else: "soy lupita de *san jacinto*"."""
    start, end = whole
    end = min([end, *(first for first, last in taken if start < first < end)])
    words = list(_WORD.finditer(plain, start, end))
    while words and words[-1][0] in LINKS:
        words.pop()
    return (start, words[-1].end()) if words else None


def _read(noted: Notes, plain: str) -> Iterator[Span]:
    """The persons of the recogniser, but for those that stand where a street does."""
    located = -1
    for name in sifted(noted.piece, noted.names, noted.places):
        if name.kind != "PER" or _is_faint(noted.piece.whole[name.start : name.end]):
            continue
        ahead = plain[max(0, name.start - BEFORE) : name.start]
        if _corner().search(ahead) or (located >= 0 and plain[located : name.start] == " y "):
            located = name.end
        else:
            yield name.start, name.end


def _is_faint(name: str) -> bool:
    """One word in lower case that is no first name: a part of something else."""
    return name.islower() and " " not in name and not lists_of(fold(name)) & Lists.FIRST


@cache
def _corner() -> re.Pattern[str]:
    return re.compile(r"\b(?:en|sobre|entre|esq|esquina)\.? (?:con )?$")


def _places(noted: Notes) -> Iterator[Span]:
    piece = noted.piece
    for place in noted.places:
        offset = 0 if place.at.field is Field.TITLE else piece.body
        yield place.at.start + offset, place.at.end + offset


def _meets(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


# presented


def _presented(text: str, plain: str) -> Iterator[Span]:
    """The name after "me llamo", "atte." and the like."""
    for cue in _cues().finditer(plain):
        believed = _cue_words()[" ".join(cue["cue"].split())] == "any"
        span = _name_at(text, plain, cue.end(), believed=believed)
        if span:
            yield span


def _name_at(text: str, plain: str, start: int, *, believed: bool) -> Span | None:
    words = _words_from(plain, start)
    kept = 0
    for count, word in enumerate(words, start=1):
        if _is_part(text, word, first=kept == 0, believed=believed):
            kept = count
        elif word[0] not in LINKS or kept == 0:
            break
    return (words[0].start(), words[kept - 1].end()) if kept else None


def _words_from(plain: str, start: int) -> list[re.Match[str]]:
    """The words in a row, without a mark between them."""
    words: list[re.Match[str]] = []
    while len(words) < LONGEST and (word := _WORD.match(plain, start)):
        words.append(word)
        start = word.end()
        if plain[start : start + 1] != " ":
            break
        start += 1
    return words


def _is_part(text: str, word: re.Match[str], *, first: bool, believed: bool) -> bool:
    """Of a name: our lists have it, or it has a capital of its own where a name is believed."""
    lists = lists_of(word[0])
    if lists & (Lists.FIRST if first and not believed else _LIKELY):
        return True
    written = text[word.start() : word.end()]
    capital = shape_of(written) in CAPITALS and not written.isupper()
    return (believed or not first) and capital and not lists & (_HEADS | Lists.ROLE)


@cache
def _cue_words() -> dict[str, str]:
    rows = lexicons.rows("private/presenting.tsv")
    return {fold(row[0]): row[1] for row in rows}


@cache
def _cues() -> re.Pattern[str]:
    cues = sorted(_cue_words(), key=len, reverse=True)
    either = "|".join(cue.replace(" ", r"\s+") for cue in cues)
    return re.compile(rf"(?<![\w@])(?P<cue>{either})\b[.:,]{{0,2}}\s{{1,2}}(?=[^\W\d_])")


# listed


def _listed(plain: str) -> Iterator[Span]:
    """A first name and a surname of our lists in a row, however they are written."""
    words = list(_WORD.finditer(plain))
    at = 0
    while at < len(words):
        count = _count(plain, words[at : at + LONGEST])
        if count and not (at and _locates(words[at - 1][0])):
            yield words[at].start(), words[at + count - 1].end()
        at += count or 1


def _count(plain: str, words: list[re.Match[str]]) -> int:
    """Of how many words the name is; 0 where there is none."""
    if not lists_of(words[0][0]) & Lists.FIRST:
        return 0
    count, surname = 1, False
    for number, word in enumerate(words[1:], start=2):
        if plain[words[number - 2].end() : word.start()] != " ":
            break
        if lists_of(word[0]) & _LIKELY:
            count, surname = number, surname or bool(lists_of(word[0]) & Lists.LAST)
        elif word[0] not in LINKS:
            break
    return count if count > 1 and surname else 0


def _locates(word: str) -> bool:
    """A place or a body may follow it: "en luis cabrera", "colonia benito juárez"."""
    return word in _locating() or bool(lists_of(word) & _HEADS)


@cache
def _locating() -> frozenset[str]:
    return frozenset(map(fold, lexicons.words("private/locating.txt")))


# public


def _is_public(plain: str, span: Span) -> bool:
    start, end = span
    name = " ".join(_WORD.findall(plain, start, end))
    if name in _figures() or any(f" {figure} " in f" {name} " for figure in _full_figures()):
        return True
    ahead = plain[max(0, start - BEFORE) : start]
    return bool(
        _role_before().search(ahead)
        or _role_after().match(plain, end)
        or (_titled().search(ahead) and _office_after().match(plain, end))
    )


@cache
def _figures() -> frozenset[str]:
    return frozenset(fold(name) for name in lexicons.words("private/figures.txt"))


@cache
def _full_figures() -> frozenset[str]:
    """A surname alone is theirs only where nothing stands before it."""
    return frozenset(figure for figure in _figures() if " " in figure)


@cache
def _role() -> str:
    roles = sorted(map(fold, lexicons.words("private/roles.txt")), key=len, reverse=True)
    return rf"\b(?:{'|'.join(roles)})\b"


@cache
def _role_before() -> re.Pattern[str]:
    """ "el director de Obras, Juan Pérez", "la diputada Ana Ruiz"."""
    kind = r"(?: (?:general|municipal|local|federal|estatal|nacional|regional|adjunt[oa]))*"
    of = rf"(?: (?:de|del)(?: (?:la|las|los|el))?(?: {_VERBS}\w+){{1,6}})?"
    return re.compile(rf"{_role()}{kind}{of},? (?:(?:lic|ing|dr|dra|mtr[oa]|arq|c)\.? )?$")


@cache
def _role_after() -> re.Pattern[str]:
    """ "Juan Pérez, director de Obras"."""
    return re.compile(rf",? ?\(?(?:(?:el|la|quien es|actual|nuev[oa]|como) )*{_role()}")


@cache
def _titled() -> re.Pattern[str]:
    return re.compile(r"\b(?:lic|ing|dr|dra|mtr[oa]|arq|licenciad[oa]|ingenier[oa])\.? $")


@cache
def _office_after() -> re.Pattern[str]:
    """ "el ing. Juan Pérez de ODAPAS": whoever has a title and an office is named for it."""
    offices = (
        "odapas|sacmex|segiagua|obras|servicios|proteccion|alumbrado|limpia|bacheo|movilidad|agua"
        "|la alcaldia|alcaldia|la delegacion|municipio|ayuntamiento|la direccion|la secretaria|cfe"
    )
    return re.compile(rf",? (?:de|del) (?:{offices})\b")
