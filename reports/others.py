"""Quién más sale: people and organisations that nobody configured and several pieces name.

Only the press counts: whoever writes in a network, or signs a piece, is not somebody in the news.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.config import Config, Subject, SubjectKind
from monitor.folding import compose, fold
from monitor.model import EntityKind, Entry
from reports.accounts import Account
from reports.kinds import is_paid, is_post
from reports.model import Other, Reference
from reports.sayings import reference
from reports.sentences import shorten
from reports.words import clean

MOST = 6  # people, and as many organisations
ENOUGH = 2  # pieces that name them
LINKS = 3
ROOM = 70  # characters of a name
LONGEST = 12  # words of it that are compared
SHOWN = (EntityKind.PERSON, EntityKind.ORGANISATION)
LINKING = frozenset({"de", "del", "la", "las", "los", "el", "y", "e"})

Words = tuple[str, ...]


@dataclass(slots=True)
class _Tally:
    """One name through the edition: its fullest form, and where it is."""

    name: str
    seen: dict[str, dict[str, Reference]] = field(default_factory=dict)  # by story, by clipping


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """Names of those who are told elsewhere, whole and in part."""

    whole: frozenset[Words]
    parts: frozenset[Words]

    def hold(self, words: Words) -> bool:
        """It is one of them, part of one, or a longer form of one of several words."""
        inside = (each for each in _stretches(words) if len(each) > 1)
        return words in self.parts or not self.whole.isdisjoint(inside)


def others(accounts: Sequence[Account], config: Config) -> tuple[Other, ...]:
    known = _known(accounts, config)
    return tuple(each for kind in SHOWN for each in _of_kind(kind, accounts, known=known))


def _of_kind(kind: EntityKind, accounts: Sequence[Account], *, known: _Known) -> Sequence[Other]:
    found = [_other(kind, each) for each in _tallies(kind, accounts, known=known)]
    worth = [each for each in found if each.impacts >= ENOUGH]
    return sorted(worth, key=lambda each: (-each.stories, -each.impacts, each.name))[:MOST]


def _tallies(kind: EntityKind, accounts: Sequence[Account], *, known: _Known) -> Iterable[_Tally]:
    """The fullest names first, so that a shorter form finds whom it may stand for."""
    named = sorted(_named(kind, accounts), key=lambda each: (-len(each[0]), each[0]))
    tallies: dict[Words, _Tally] = {}
    fuller: dict[Words, set[Words]] = {}  # a stretch of a name → the names that hold it
    for words, name, account, entry in named:
        if known.hold(words):
            continue
        whole = _whole(words, fuller) if kind is EntityKind.PERSON else words
        if whole is None:
            continue
        if whole not in tallies:
            tallies[whole] = _Tally(shorten(name, ROOM))
            for stretch in _stretches(whole):
                fuller.setdefault(stretch, set()).add(whole)
        where = reference(entry, account.outlets[account.entries.index(entry)])
        tallies[whole].seen.setdefault(account.story_id, {})[entry.clipping.id] = where
    return tallies.values()


def _named(
    kind: EntityKind, accounts: Sequence[Account]
) -> Iterator[tuple[Words, str, Account, Entry]]:
    for account in accounts:
        for entry, outlet in zip(account.entries, account.outlets, strict=True):
            if is_paid(entry) or is_post(entry, outlet):
                continue
            for each in entry.analysis.entities:
                words = words_of(each.name)
                if each.kind is kind and words and clean(each.name)[:1].isupper():
                    yield words, each.name, account, entry


def words_of(name: str) -> Words:
    """ "Secretaría de Agua" and "secretaria del agua" are the same: (secretaria, agua)."""
    found = fold(compose(clean(name))).replace(",", " ").split()
    plain = (each.strip(".'\"“”«»()") for each in found if each not in LINKING)
    return tuple(each for each in plain if each)[:LONGEST]


def _whole(words: Words, fuller: Mapping[Words, set[Words]]) -> Words | None:
    """The only fuller name that it shortens; itself; None when it is a surname of nobody."""
    found = fuller.get(words, {words} if len(words) > 1 else set())
    return next(iter(found)) if len(found) == 1 else None


def _stretches(words: Words) -> Iterator[Words]:
    ends = range(1, len(words) + 1)
    return (words[start:end] for end in ends for start in range(end))


def _known(accounts: Sequence[Account], config: Config) -> _Known:
    """Whom we follow, the outlets and who signs; who carries the place's name is not the place."""
    places = {name for each in config.subjects if _is_place(each) for name in _names_of(each)}
    whole = {name for each in config.subjects if not _is_place(each) for name in _names_of(each)}
    whole |= {each.name for each in config.outlets}
    whole |= {each.name for account in accounts for each in account.outlets}
    whole |= {name for account in accounts for name in _signers(account)}
    stretches = (part for name in whole | places for part in _stretches(words_of(name)))
    return _Known(whole=frozenset(map(words_of, whole)), parts=frozenset(stretches))


def _is_place(subject: Subject) -> bool:
    return subject.kind is SubjectKind.PLACE


def _names_of(subject: Subject) -> Iterator[str]:
    yield from (subject.name, *(each.text for each in subject.aliases), *subject.short)
    for holder in subject.holders:
        yield from (holder.name, *holder.aliases, *holder.short)


def _signers(account: Account) -> Iterator[str]:
    """Who signs in the press; who writes in a network may be in the news for something else."""
    for entry, outlet in zip(account.entries, account.outlets, strict=True):
        if not is_post(entry, outlet):
            names = (entry.clipping.author or "").replace(" y ", ",").split(",")
            yield from (name for name in names if len(name.split()) > 1)


def _other(kind: EntityKind, tally: _Tally) -> Other:
    firsts = [next(iter(pieces.values())) for pieces in tally.seen.values()]
    return Other(
        name=tally.name,
        kind=kind,
        stories=len(tally.seen),
        impacts=sum(map(len, tally.seen.values())),
        where=tuple(firsts[:LINKS]),
    )
