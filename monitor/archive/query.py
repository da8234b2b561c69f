"""What a person types to search, as a small tree; whatever cannot be understood says where.

baches Centro          both words, in any form        "el alcalde"   these words in this order
baches OR luminarias   either                         (a OR b) c     grouped
-multas, NOT multas    without it                     a AND b        the same as a b
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.archive.words import folded_words, wanted
from monitor.errors import QueryError

LONGEST: Final = 1000  # characters
_MOST_WORDS: Final = 32
_DEEPEST: Final = 32
_QUOTES: Final = '"“”„‟«»″＂'
_LEXEME: Final = re.compile(
    rf"(?P<phrase>[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)(?P<close>[{_QUOTES}]?))"
    r"|(?P<bracket>[()])"
    r"|(?P<minus>(?<![^\s(])-+(?=[^\s)-]))"
    rf"|(?P<run>[^\s(){_QUOTES}]+)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word, in any of its forms."""

    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Folded words, one after the other."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Any:
    nodes: tuple[Node, ...]


Leaf = Term | Phrase
Node = Leaf | Not | All | Any


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lexeme:
    kind: str  # AND · OR · NOT · ( · ) · word · phrase · end
    at: int  # 1 for the first character
    words: tuple[str, ...] = ()


@dataclass(slots=True)
class _Cursor:
    """The lexemes that are still to be read."""

    lexemes: Sequence[_Lexeme]
    position: int = 0

    @property
    def kind(self) -> str:
        return self.lexemes[self.position].kind

    def take(self) -> _Lexeme:
        self.position += 1
        return self.lexemes[self.position - 1]


def parse(query: str) -> Node:
    """The tree of a query; `QueryError` says in Spanish what is wrong, and where."""
    if len(query) > LONGEST:
        raise QueryError(f"la búsqueda es demasiado larga: el límite es de {LONGEST} caracteres")
    lexemes = list(_lexemes(query))
    count = sum(len(lexeme.words) for lexeme in lexemes)
    if count > _MOST_WORDS:
        raise QueryError(f"la búsqueda tiene {count} palabras: el límite es de {_MOST_WORDS}")
    if not count:
        raise QueryError("la búsqueda no tiene palabras: escriba al menos una letra o una cifra")
    cursor = _Cursor([*lexemes, _Lexeme(kind="end", at=len(query) + 1)])
    node = _any(cursor, depth=0)
    if cursor.kind != "end":
        raise _wrong("sobra un «)»", cursor.take())
    return node


def _wrong(what: str, lexeme: _Lexeme) -> QueryError:
    return QueryError(f"{what} en el carácter {lexeme.at} de la búsqueda")


def _lexemes(query: str) -> Iterator[_Lexeme]:
    for match in _LEXEME.finditer(query):
        at = match.start() + 1
        if match["phrase"] is not None:
            if not match["close"]:
                raise QueryError(f"falta cerrar las comillas que se abren en el carácter {at}")
            yield from _worded(match["quoted"], at, kind="phrase")
        elif match["bracket"]:
            yield _Lexeme(kind=match["bracket"], at=at)
        elif match["minus"]:
            yield _Lexeme(kind="NOT", at=at)
        elif match["run"] in ("AND", "OR", "NOT"):
            yield _Lexeme(kind=match["run"], at=at)
        else:
            yield from _worded(match["run"], at, kind="word")


def _worded(text: str, at: int, *, kind: str) -> Iterator[_Lexeme]:
    """What has neither letter nor digit asks for nothing; "covid-19" is two words in order."""
    if found := folded_words(text):
        yield _Lexeme(kind=kind if len(found) == 1 else "phrase", at=at, words=found)


def _any(cursor: _Cursor, *, depth: int) -> Node:
    nodes = [_all(cursor, depth=depth)]
    while cursor.kind == "OR":
        cursor.take()
        nodes.append(_all(cursor, depth=depth))
    return nodes[0] if len(nodes) == 1 else Any(nodes=tuple(nodes))


def _all(cursor: _Cursor, *, depth: int) -> Node:
    nodes = [_one(cursor, depth=depth)]
    while cursor.kind not in ("OR", ")", "end"):
        if cursor.kind == "AND":
            cursor.take()
        nodes.append(_one(cursor, depth=depth))
    return nodes[0] if len(nodes) == 1 else All(nodes=tuple(nodes))


def _one(cursor: _Cursor, *, depth: int) -> Node:
    lexeme = cursor.take()
    if depth > _DEEPEST:
        raise _wrong("hay demasiados paréntesis o NOT anidados", lexeme)
    if lexeme.kind == "NOT":
        return Not(node=_one(cursor, depth=depth + 1))
    if lexeme.kind == "(":
        return _group(cursor, lexeme, depth=depth + 1)
    if lexeme.kind == "word":
        return Term(stems=wanted(lexeme.words[0]))
    if lexeme.kind == "phrase":
        return Phrase(words=lexeme.words)
    if lexeme.kind == "end":
        raise QueryError("la búsqueda termina donde falta una palabra")
    raise _wrong(f"falta una palabra antes de «{lexeme.kind}»", lexeme)


def _group(cursor: _Cursor, opening: _Lexeme, *, depth: int) -> Node:
    node = _any(cursor, depth=depth)
    if cursor.kind != ")":
        raise QueryError(f"falta cerrar el paréntesis que se abre en el carácter {opening.at}")
    cursor.take()
    return node


def sought(node: Node, *, denied: bool = False) -> Iterator[Leaf]:
    """The leaves that a hit should have: what is not denied."""
    if isinstance(node, Not):
        yield from sought(node.node, denied=not denied)
    elif isinstance(node, All | Any):
        for part in node.nodes:
            yield from sought(part, denied=denied)
    elif not denied:
        yield node
