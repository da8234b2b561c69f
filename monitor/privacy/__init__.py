"""Personal data in a text, by its shape and the words beside it: found, and covered.

A new kind is a Kind, a module with its recogniser, and a line of RECOGNISERS. Names of persons
need more than shapes: `nlp.personal` finds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

from monitor.casework import masked
from monitor.privacy.data import Datum, Kind, Text, text_of
from monitor.privacy.handles import handles
from monitor.privacy.homes import homes
from monitor.privacy.mails import mails
from monitor.privacy.phones import phones
from monitor.privacy.plates import plates
from monitor.privacy.registers import accounts, credentials, curps, rfcs

__all__ = ["Datum", "Kind", "covered", "found", "joined"]

RECOGNISERS: Final[tuple[tuple[Kind, Callable[[Text], Iterator[tuple[int, int]]]], ...]] = (
    (Kind.CURP, curps),
    (Kind.RFC, rfcs),
    (Kind.CREDENTIAL, credentials),
    (Kind.ACCOUNT, accounts),
    (Kind.MAIL, mails),
    (Kind.PHONE, phones),
    (Kind.PLATE, plates),
    (Kind.HOME, homes),
)
BEFORE: Final = 240  # characters before a digit that may say what it is
AFTER: Final = 80
_MAY: Final = re.compile(r"\d+|[@＠]|arroba", re.IGNORECASE)  # one of them is in all of these


def found(text: str, *, spoken: bool = False, public: Collection[str] = ()) -> tuple[Datum, ...]:
    """What a text says of persons, in reading order; where two meet, the first of the table.

    `spoken`: somebody of the public says it, so that names of networks may be theirs, but for the
    `public` ones.
    """
    read = text_of(text)
    every = [
        Datum(start + each.start, start + each.end, each.kind)
        for start, end in _windows(text)
        for each in _read(Text(read.told[start:end], read.plain[start:end]), spoken, public)
    ]
    return tuple(_apart(every))


def _windows(text: str) -> tuple[tuple[int, int], ...]:
    """Around what every one of these has: a digit or a sign; most of a note is far from any."""
    marks = ((found.start() - BEFORE, found.end() + AFTER) for found in _MAY.finditer(text))
    return joined((_edge(text, max(0, start)), end) for start, end in marks)


def _edge(text: str, start: int) -> int:
    """Where the word begins that stands there."""
    return text.rfind(" ", 0, start) + 1 if start else 0


def _read(read: Text, spoken: bool, public: Collection[str]) -> Iterator[Datum]:
    for kind, recognise in RECOGNISERS:
        for span in recognise(read):
            yield Datum(*span, kind)
    if spoken:
        for span in handles(read, public):
            yield Datum(*span, Kind.HANDLE)


def _apart(every: Iterable[Datum]) -> list[Datum]:
    kept: list[Datum] = []
    for each in every:
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return sorted(kept)


def joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same characters, in order and without overlap."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if kept and start <= kept[-1][1]:
            kept[-1] = kept[-1][0], max(end, kept[-1][1])
        elif start < end:
            kept.append((start, end))
    return tuple(kept)


def covered(text: str, private: Iterable[tuple[int, int]] = (), *, spoken: bool = False) -> str:
    """The text without personal data: what is known of it, and what its shape shows."""
    shaped = ((each.start, each.end) for each in found(text, spoken=spoken))
    return masked(text, joined([*private, *shaped]))
