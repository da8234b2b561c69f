"""The word lists of quotation: verbs of saying in all their forms, speakers, and small words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from monitor.folding import fold
from nlp import lexicons


class Shape(Enum):
    """The form in which a verb of saying stands."""

    FINITE = "finite"
    INFINITIVE = "infinitive"
    GERUND = "gerund"
    PARTICIPLE = "participle"


@dataclass(frozen=True, slots=True)
class Verb:
    """A form of a verb of saying."""

    infinitive: str
    shape: Shape
    free: bool  # it may have an object of its own
    present: bool  # a form that may be a noun too: "denuncia"


_ENDINGS = {
    "ar": ("a an ó aron aba aban ará arán aría", "ando", "ado"),
    "er": ("e en ió ieron ía ían erá erán ería", "iendo", "ido"),
    "ir": ("e en ió ieron ía ían irá irán iría", "iendo", "ido"),
}


@cache
def verbs() -> dict[str, Verb]:
    """Form to verb, as written with its accents."""
    return {form: verb for row in lexicons.rows("quotes/verbs.tsv") for form, verb in _forms(*row)}


@cache
def plain_verbs() -> dict[str, Verb]:
    """The same for who writes without accents."""
    return {fold(form): verb for form, verb in verbs().items() if not verb.present}


def _forms(infinitive: str, listed: str = "", free: str = "") -> Iterator[tuple[str, Verb]]:
    stem, ending = infinitive[:-2], infinitive[-2:].replace("í", "i")
    finite, gerund, participle = _ENDINGS[ending]
    for number, tail in enumerate(finite.split()):
        yield stem + tail, Verb(infinitive, Shape.FINITE, bool(free), number < 2)
    yield stem + gerund, Verb(infinitive, Shape.GERUND, bool(free), present=False)
    yield stem + participle, Verb(infinitive, Shape.PARTICIPLE, bool(free), present=False)
    yield infinitive, Verb(infinitive, Shape.INFINITIVE, bool(free), present=False)
    for form in filter(None, listed.split(",")):
        yield form, Verb(infinitive, _shape(form), bool(free), form.endswith(("a", "e")))


def _shape(form: str) -> Shape:
    if form.endswith("ndo"):
        return Shape.GERUND
    return Shape.PARTICIPLE if form.endswith(("cho", "esto", "ito")) else Shape.FINITE


@cache
def grammar(kind: str) -> frozenset[str]:
    return _grammar()[kind]


@cache
def _grammar() -> dict[str, frozenset[str]]:
    rows = lexicons.rows("quotes/grammar.tsv")
    return {kind: frozenset(words.split(",")) for kind, words in rows}


@cache
def turns() -> dict[str, list[list[str]]]:
    """The last word of a turn of saying to the words before it: "conocer", "dio a"."""
    table: dict[str, list[list[str]]] = {}
    for last, before in lexicons.rows("quotes/turns.tsv"):
        table[last] = [words.split() for words in before.split(",")]
    return table


@cache
def stops() -> frozenset[str]:
    return lexicons.words("quotes/stops.txt")


@cache
def skipped() -> frozenset[str]:
    return lexicons.words("quotes/skipped.txt")


@cache
def openers() -> frozenset[str]:
    """Words whose capital only says that a sentence begins."""
    return skipped() | stops() | grammar("opening") | grammar("capital")


@cache
def works() -> frozenset[str]:
    return lexicons.words("quotes/works.txt")


@cache
def according() -> dict[str, tuple[tuple[str, ...], ...]]:
    """First word to the phrases that begin with it."""
    phrases = [tuple(row[0].split()) for row in lexicons.rows("quotes/according.txt")]
    return {first[0]: tuple(p for p in phrases if p[0] == first[0]) for first in phrases}


@cache
def roles() -> frozenset[str]:
    """Offices and trades of one person."""
    return (lexicons.words("names/roles.txt") - grammar("epithet")) | mayors()


@cache
def mayors() -> frozenset[str]:
    return lexicons.words("quotes/mayors.txt")


@cache
def speakers() -> frozenset[str]:
    """Every common noun that may speak, in both numbers."""
    heads = roles() | lexicons.words("names/org_heads.txt")
    return heads | {f"{word}{_plural(word)}" for word in roles()} | _own_speakers()


@cache
def _own_speakers() -> frozenset[str]:
    return lexicons.words("quotes/speakers.txt")


def _plural(word: str) -> str:
    return "s" if word[-1] in "aeiouáéó" else "es"


@cache
def first_names() -> frozenset[str]:
    return frozenset(word.lower() for word in lexicons.words("names/first.txt"))


@cache
def bodies() -> frozenset[str]:
    """Words that no person's name begins with: of organisations and places."""
    heads = lexicons.words("names/org_heads.txt") | lexicons.words("names/place_heads.txt")
    places = {word.lower() for word in lexicons.words("names/places.txt")}
    others = {word.lower() for word in lexicons.words("names/others.txt")}
    return frozenset(heads | places | others) - first_names()


@cache
def abbreviations() -> frozenset[str]:
    return frozenset(fold(row[0]) for row in lexicons.rows("abbreviations.txt"))
