"""New outlets and sources for `sources.yaml`: their YAML, and the file with them in their place.

Nothing else of the file changes, so that every comment stays where somebody wrote it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from monitor.configfile.messages import say
from monitor.errors import ConfigError

WIDTH = 98
_PLAIN = re.compile(r"(?:[A-Za-zÀ-ÿ0-9]|https?://)[\wÀ-ÿ.,/:?=&%+~@;()'-]*(?: [\wÀ-ÿ.,/()&'-]+)*")
_NO_WORD = re.compile(r"[\d.,:_+-]*|(?:null|true|false|yes|no|on|off|y|n)", re.IGNORECASE)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """A source as it will stand in the file, with what is known of it above."""

    kind: str
    url: str
    keys: Mapping[str, str] = field(default_factory=dict)  # every, text …
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOutlet:
    """An outlet as it will stand in the file."""

    id: str
    name: str
    scope: str
    medium: str
    sources: tuple[NewSource, ...]
    remark: str = ""
    check: str = ""  # what somebody must look at, beside its scope and medium
    notes: tuple[str, ...] = ()  # after its sources


def block(outlets: Sequence[NewOutlet], *, column: int = 2) -> str:
    """The items of `outlets:`, with their hyphens at a column."""
    return "".join(f"{' ' * column}{line}".rstrip() + "\n" for line in _lines(outlets))


def _lines(outlets: Sequence[NewOutlet]) -> list[str]:
    return [line for outlet in outlets for line in _outlet(outlet)]


def _outlet(outlet: NewOutlet) -> list[str]:
    check = f"  # {_words(outlet.check)}" if outlet.check else ""
    return [
        *_comment(outlet.remark),
        f"- id: {_scalar(outlet.id)}",
        f"  name: {_scalar(outlet.name)}",
        f"  scope: {_scalar(outlet.scope)}{check}",
        f"  medium: {_scalar(outlet.medium)}{check}",
        "  sources:",
        *(f"    {line}" for source in outlet.sources for line in source_lines(source)),
        *(f"    {line}" for note in outlet.notes for line in _comment(note)),
    ]


def source_lines(source: NewSource) -> list[str]:
    return [
        *_comment(source.remark),
        f"- kind: {_scalar(source.kind)}",
        f"  url: {_scalar(source.url)}",
        *(f"  {key}: {_scalar(value)}" for key, value in source.keys.items()),
    ]


def _comment(text: str) -> list[str]:
    lines = wrap(_words(text), WIDTH - 8, break_long_words=False, break_on_hyphens=False)
    return [f"# {line}" for line in lines]


def _scalar(text: str) -> str:
    """As it is where YAML reads it as that very text; between quotes elsewhere."""
    words = _words(text)
    if _PLAIN.fullmatch(words) and not _NO_WORD.fullmatch(words) and ": " not in words:
        return words if not words.endswith(":") else json.dumps(words, ensure_ascii=False)
    return json.dumps(words, ensure_ascii=False)


def _words(text: str) -> str:
    """One line, without anything that the file may not hold."""
    composed = unicodedata.normalize("NFC", text)
    line = " ".join(composed.split())
    return "".join(sign for sign in line if unicodedata.category(sign) not in _INVISIBLE).strip()


def added(
    text: str,
    outlets: Sequence[NewOutlet],
    sources: Mapping[str, Sequence[NewSource]] | None = None,
) -> str:
    """The text of a file with more outlets, and more sources of those that it has, by id."""
    root = _root(text)
    changes = [(_end(_child(root, "outlets")), _lines(outlets))] if outlets else []
    for outlet_id, more in (sources or {}).items():
        told = [line for each in more for line in source_lines(each)]
        changes.append((_end(_sources_of(root, outlet_id)), told))
    lines = text.split("\n")
    # From the last on, so that the rows of the others stay true; a new outlet before the sources
    # that go to the same row, which so come to stand above it.
    order = sorted(changes, key=lambda each: (each[0][0], -each[0][1]), reverse=True)
    for (row, column), told in order:
        if row == len(lines):
            lines[-1] += _return(lines)
            lines.append("")
        lines[row:row] = [f"{' ' * column}{line}".rstrip() + _return(lines) for line in told]
    return "\n".join(lines)


def _return(lines: Sequence[str]) -> str:
    """What stands before the end of a line, as Windows writes it."""
    return "\r" if lines[0].endswith("\r") else ""


def _root(text: str) -> MappingNode:
    try:
        root = YAML().compose(text)
    except (YAMLError, ValueError) as error:
        raise ConfigError(say("cannot_add")) from error
    if not isinstance(root, MappingNode):
        raise ConfigError(say("cannot_add"))
    return root


def _sources_of(root: MappingNode, outlet_id: str) -> Node | None:
    outlets = _child(root, "outlets")
    for outlet in outlets.value if isinstance(outlets, SequenceNode) else ():
        named = _child(outlet, "id")
        if isinstance(named, ScalarNode) and named.value == outlet_id:
            return _child(outlet, "sources")
    return None


def _child(node: Node | None, key: str) -> Node | None:
    if not isinstance(node, MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _end(node: Node | None) -> tuple[int, int]:
    if not isinstance(node, SequenceNode) or node.flow_style or not node.value:
        raise ConfigError(say("cannot_add"))
    return _last_row(node) + 1, node.start_mark.column


def _last_row(node: Node) -> int:
    """The row where the words of a part end: its comments and blank lines below are not its."""
    if isinstance(node, ScalarNode):
        ends = node.end_mark
        return int(ends.line if ends.column else max(node.start_mark.line, ends.line - 1))
    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.line)
    last = node.value[-1]
    return _last_row(last[1] if isinstance(last, tuple) else last)
