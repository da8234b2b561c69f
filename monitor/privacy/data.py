"""What personal data is, and the text as the recognisers read it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple

from monitor.folding import fold


class Kind(StrEnum):
    """What a piece of personal data is."""

    NAME = "name"
    PHONE = "phone"
    MAIL = "mail"
    CURP = "curp"
    RFC = "rfc"
    CREDENTIAL = "credential"  # of voters, of social security
    ACCOUNT = "account"  # CLABE, cards
    PLATE = "plate"
    HOME = "home"  # street and number where somebody lives
    HANDLE = "handle"  # by which somebody is known in a network


class Datum(NamedTuple):
    """`[start, end)` of a text."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and the same folded: as long as it was, so that an offset holds in both."""

    told: str
    plain: str

    def before(self, start: int, reach: int) -> str:
        """What stands before a place, in its line."""
        ahead = self.plain[max(0, start - reach) : start]
        return ahead[ahead.rfind("\n") + 1 :]


def text_of(told: str) -> Text:
    return Text(told, fold(told))


@cache
def words(group: str, name: str = "words") -> tuple[str, ...]:
    """A list of `words.toml`."""
    return tuple(_lists()[group][name])


@cache
def _lists() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads((files("monitor.privacy") / "words.toml").read_text(encoding="utf-8"))


def one_of(given: Iterable[str]) -> str:
    """A group of a pattern: any of these words, the longest first; a space is any white space.

    Words that begin alike share their beginning: read one by one they cost ten times more.
    """
    return _group(sorted(set(given)))


def _group(words: Sequence[str]) -> str:
    ends = "" in words
    heads = groupby((word for word in words if word), key=lambda word: word[0])
    parts = [_letter(head) + _tail([word[1:] for word in its]) for head, its in heads]
    return f"(?:{'|'.join(parts)}){'?' if ends else ''}"


def _tail(words: Sequence[str]) -> str:
    return "" if list(words) == [""] else _group(words)


def _letter(letter: str) -> str:
    return " +" if letter == " " else re.escape(letter)
