"""YAML 1.2 text → plain mappings, lists and texts, with the line and column of each.

Every scalar stays text, so that `no`, `12:30` or an outlet named `24` mean what they say; an
empty key is as if it were not there. Anchors, tags and repeated keys are problems, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from monitor.configfile.messages import of_yaml, say

LIMIT = 1_000_000  # bytes
DEPTH = 12  # levels; the file needs six. YAML's look-ahead is quadratic in open brackets
_NULLS = {"", "~", "null", "Null", "NULL"}
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # Unicode categories
_UNREADABLE = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Location = tuple[str | int, ...]
Value = str | None | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """What is wrong at one place of the file; line and column begin at 1."""

    line: int
    column: int
    key: str  # outlets[0].sources[1].url
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The file's value, and where each part of it stands."""

    value: Value
    places: dict[Location, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, where: Location, text: str) -> Problem:
        """At the place of the nearest part that the file really has."""
        known = where
        while known and known not in self.places:
            known = known[:-1]
        line, column = self.places.get(known, (1, 1))
        return Problem(line=line, column=column, key=dotted(where), text=text)

    def at(self, where: Location) -> Value:
        """The value at a location, None where the file has none."""
        value = self.value
        for part in where:
            value = _child(value, part)
        return value


class _Refused(Exception):
    """The text cannot be read any further."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text)
        self.problem = problem


def dotted(where: Location) -> str:
    words = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return "".join(words).removeprefix(".")


def _child(value: Value, part: str | int) -> Value:
    if isinstance(value, dict) and isinstance(part, str):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return None


def read(text: str) -> Tree:
    """The whole text; what cannot be read is among the problems."""
    if unreadable := [_unreadable(text, found.start()) for found in _UNREADABLE.finditer(text)]:
        return Tree(value=None, problems=unreadable)
    tree = Tree(value=None)
    try:
        value = _document(_events(text), tree)
    except _Refused as refused:
        return Tree(value=None, places=tree.places, problems=[*tree.problems, refused.problem])
    return Tree(value=value, places=tree.places, problems=tree.problems)


def _unreadable(text: str, position: int) -> Problem:
    line_start = text.rfind("\n", 0, position) + 1
    line = text.count("\n", 0, position) + 1
    words = say("control_character", code=f"U+{ord(text[position]):04X}")
    return Problem(line=line, column=position - line_start + 1, key="", text=words)


def _events(text: str) -> Iterator[Event]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        words = of_yaml(str(error.problem or error.context or ""))
        raise _Refused(Problem(line=line, column=column, key="", text=words)) from error
    except (YAMLError, ValueError, OverflowError) as error:
        raise _Refused(Problem(line=1, column=1, key="", text=of_yaml(str(error)))) from error


def _document(events: Iterator[Event], tree: Tree) -> Value:
    """The first document; another one after it is a problem."""
    value: Value = None
    documents = 0
    for event in events:
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _Refused(_problem(event, (), say("second_document")))
        elif isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent | AliasEvent):
            value = _node(event, events, tree, ())
    return value


def _node(event: Event, events: Iterator[Event], tree: Tree, where: Location) -> Value:
    tree.places.setdefault(where, _place(event))
    if len(where) > DEPTH:
        raise _Refused(_problem(event, where, say("too_deep")))
    tree.problems.extend(_dressed(event, where))
    if isinstance(event, SequenceStartEvent):
        return _sequence(events, tree, where)
    if isinstance(event, MappingStartEvent):
        return _mapping(events, tree, where)
    return _scalar(event, tree, where) if isinstance(event, ScalarEvent) else None


def _dressed(event: Event, where: Location) -> Iterator[Problem]:
    """What YAML lets one hang on a value, and we do not."""
    if isinstance(event, NodeEvent) and event.anchor is not None:
        yield _problem(event, where, say("anchor"))
    if tag := getattr(event, "tag", None):
        yield _problem(event, where, say("tag", tag=tag))


def _sequence(events: Iterator[Event], tree: Tree, where: Location) -> list[Value]:
    values: list[Value] = []
    while not isinstance(event := next(events), SequenceEndEvent):
        values.append(_node(event, events, tree, (*where, len(values))))
    return values


def _mapping(events: Iterator[Event], tree: Tree, where: Location) -> dict[str, Value]:
    values: dict[str, Value] = {}
    seen: dict[str, int] = {}
    while not isinstance(event := next(events), MappingEndEvent):
        key = _key(event, tree, where)
        if key in seen:
            again = say("duplicate_key", key=key, line=seen[key])
            tree.problems.append(_problem(event, (*where, key), again))
        inner = (*where, key)
        seen.setdefault(key, _place(event)[0])
        tree.places.setdefault(inner, _place(event))
        value = _node(next(events), events, tree, inner)
        if value is not None:
            values[key] = value
    return values


def _key(event: Event, tree: Tree, where: Location) -> str:
    if not isinstance(event, ScalarEvent) or any(_dressed(event, where)):
        raise _Refused(_problem(event, where, say("odd_key")))
    return _scalar(event, tree, where) or ""


def _scalar(event: ScalarEvent, tree: Tree, where: Location) -> str | None:
    """Its words, composed (NFC) and without blanks around them."""
    if event.style is None and event.value in _NULLS:
        return None
    text = " ".join(event.value.split("\n")) if event.style in ("|", ">") else event.value
    if hidden := next((sign for sign in text if unicodedata.category(sign) in _INVISIBLE), None):
        code = f"U+{ord(hidden):04X}"
        tree.problems.append(_problem(event, where, say("control_character", code=code)))
    return unicodedata.normalize("NFC", text.replace("\xa0", " ")).strip()


def _place(event: Event) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _problem(event: Event, where: Location, text: str) -> Problem:
    line, column = _place(event)
    return Problem(line=line, column=column, key=dotted(where), text=text)
