"""Entries as they may leave the office: personal data of private persons covered, none moved.

What the analysis marked is covered, and once more what its shape shows, so that a piece that was
read before there were marks leaves no telephone either. The archive keeps the words whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from monitor.casework import masked
from monitor.config import Config, Outlet
from monitor.folding import fold
from monitor.model import Analysis, Clipping, Edition, Entry, Field, Quote, Span
from monitor.privacy import covered, joined
from monitor.privacy.handles import is_public
from reports.accounts import outlet_of
from reports.kinds import is_post
from reports.words import word

SHORTEST = 3  # letters: a shorter word is covered only where it was marked …
NUMBER = 7  # … and so is a shorter number, which may count something else


def shielded(edition: Edition, config: Config) -> Edition:
    """All its entries, and what earlier editions told of the same stories."""
    hidden = {entry.clipping.id: _hidden(entry) for entry in edition.entries}
    return replace(
        edition,
        entries=tuple(shown(entry, config) for entry in edition.entries),
        before={
            story: tuple(_covered(each, hidden.get(each.id, ())) for each in pieces)
            for story, pieces in edition.before.items()
        },
    )


def shown(entry: Entry, config: Config) -> Entry:
    """Also without the name of who writes in a network, unless it is known to be an office's."""
    outlet = outlet_of(entry, config)
    bare = unsigned(entry)
    if not is_post(entry, outlet) or _is_official(entry.clipping.author, outlet):
        return bare
    told = replace(bare.told, author=None) if bare.told else None
    return replace(bare, clipping=replace(bare.clipping, author=None), told=told)


def is_taken_back(entry: Entry, config: Config) -> bool:
    """A post that whoever wrote it withdrew; a note that an outlet withdraws was published."""
    return entry.clipping.withdrawn_at is not None and is_post(entry, outlet_of(entry, config))


def emptied(clipping: Clipping) -> Clipping:
    """What may leave of a post that was taken back: that it was there, when and where."""
    return replace(clipping, title=word("withdrawn", "title"), text="", author=None)


def unsigned(entry: Entry) -> Entry:
    """The same with whoever signs: to count how many write."""
    hidden = _hidden(entry)
    return replace(
        entry,
        clipping=_covered(entry.clipping, hidden, entry.analysis.private),
        told=_covered(entry.told, hidden) if entry.told else None,
        analysis=_unnamed(entry.analysis, hidden),
    )


def _is_official(author: str | None, outlet: Outlet) -> bool:
    if not author:
        return True
    name = fold(author).lstrip("@ ")
    return name in fold(outlet.name) or fold(outlet.name) in name or is_public(author.lstrip("@ "))


def _hidden(entry: Entry) -> tuple[str, ...]:
    """The words that are covered, to be covered wherever else they stand."""
    said = {each.of(entry.clipping).strip() for each in entry.analysis.private}
    told = (each for each in said if len(each) >= (NUMBER if each.isdecimal() else SHORTEST))
    return tuple(sorted(told, key=len, reverse=True))


def _covered(clipping: Clipping, hidden: Collection[str], private: Iterable[Span] = ()) -> Clipping:
    marked = {field: [(s.start, s.end) for s in private if s.field is field] for field in Field}
    title = _without(clipping.title, hidden, marked[Field.TITLE])
    text = _without(clipping.text, hidden, marked[Field.TEXT])
    if title == clipping.title and text == clipping.text:
        return clipping
    return replace(clipping, title=title, text=text)


def _without(text: str, hidden: Collection[str], marked: Iterable[tuple[int, int]]) -> str:
    said = (span for word in hidden for span in _places(text, word))
    return covered(text, [*marked, *said])


def _places(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Where it stands as a word of its own."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not text[end : end + 1].isalnum() and not text[max(0, start - 1) : start].isalnum():
            yield start, end
        start = text.find(word, end)


def _unnamed(analysis: Analysis, hidden: Collection[str]) -> Analysis:
    """Without the names that it holds as words of its own."""
    if not hidden:
        return analysis
    return replace(
        analysis,
        entities=tuple(each for each in analysis.entities if not _says(each.name, hidden)),
        quotes=tuple(_spoken(each, hidden) for each in analysis.quotes),
    )


def _says(name: str, hidden: Collection[str]) -> bool:
    return any(name in each or each in name for each in hidden)


def _spoken(quote: Quote, hidden: Collection[str]) -> Quote:
    speaker = _said(quote.speaker, hidden)
    return quote if speaker == quote.speaker else replace(quote, speaker=speaker)


def _said(words: str, hidden: Collection[str]) -> str:
    spans = [span for each in hidden for span in _places(words, each)]
    return masked(words, joined(spans))
