"""Into which story a note goes: that of its copies, else the one whose notes it fits best.

What is guaranteed: copies of one text are one story whoever arrives first, as far as their hours
allow; every other note joins at most one story, judged against several of its notes and never by
one chain; what an analyst said wins over both. The same notes in the same order always give the
same stories; in another order, notes of one event that are no copies may part otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from monitor.stories.copies import SAME, similarity, size
from monitor.stories.likeness import NEVER, Note, alone, probability, story_worth
from monitor.stories.profile import Profile

COPY_REACH = timedelta(days=7)  # copies of one text appear within a week
EVENT_REACH = timedelta(days=3)  # between a note and the nearest one that it follows
STORY_REACH = timedelta(days=6)  # between a note and the first of its story
WORTH = 0.05  # probability with its most similar note for which a story is looked at whole
LOOKED_AT = 8  # stories
JOINS = 0.5  # that a story must be worth beyond staying alone: a wrong join hides a note
FORMULA = 60  # triples of words: a shorter text may be a formula filled with another event


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A note without a story."""

    id: str
    note: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A note of a story."""

    id: str
    story_id: str
    note: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an analyst said, in today's stories."""

    together: frozenset[str] = frozenset()  # stories to which the note belongs
    apart: frozenset[str] = frozenset()  # stories in which it must never be
    divided: frozenset[tuple[str, str]] = frozenset()  # pairs that must never be one, both ways


NOTHING = Said()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The story of a note, and the stories that become this one through it."""

    story_id: str
    absorbed: tuple[str, ...] = ()


@dataclass(slots=True)
class _Joined:
    said: Said
    stories: set[str] = field(default_factory=set)

    def add(self, story_id: str) -> None:
        if story_id in self.said.apart:
            return
        if not any((story_id, each) in self.said.divided for each in self.stories):
            self.stories.add(story_id)


def shortlist(new: Newcomer, near: Iterable[Member], said: Said = NOTHING) -> tuple[str, ...]:
    """The stories worth looking at whole, the likest first: with a copy, or with a note like it."""
    best: dict[str, float] = dict.fromkeys(said.together, 2.0)
    for member in near:
        like = 1.0 + _similarity(new, member) if is_copy(new, member) else _like(new, member)
        best[member.story_id] = max(like, best.get(member.story_id, 0.0))
    ordered = sorted(best, key=lambda story: (-best[story], story))
    worth = [story for story in ordered if best[story] >= WORTH]
    copies = sum(best[story] >= 1 for story in worth)
    return tuple(worth[: max(LOOKED_AT, copies)])


def place(new: Newcomer, members: Sequence[Member], said: Said = NOTHING) -> Placed:
    """The story of a note, given notes of the stories it may belong to.

    A story is called after the smallest id of its notes, whoever came first.
    """
    joined = _Joined(said)
    for story in sorted(said.together):
        joined.add(story)
    for story in _of_copies(new, members):
        joined.add(story)
    if not joined.stories and (fitting := _fitting(new, members, said)):
        joined.add(fitting)
    story_id = min({new.id, *joined.stories})
    return Placed(story_id=story_id, absorbed=tuple(sorted(joined.stories - {story_id})))


def is_copy(new: Newcomer, member: Member) -> bool:
    """One text in both, and not one formula for two events."""
    return (
        abs(new.note.published_at - member.note.published_at) <= COPY_REACH
        and _similarity(new, member) >= SAME
        and not _fills_a_formula(new.note.profile, member.note.profile)
    )


def _fills_a_formula(one: Profile, other: Profile) -> bool:
    """«Entregan 120 tinacos en La Merced», «Entregan 85 tinacos en Las Cruces».

    A copy may lose its tail and gain a lead: a long one must differ in all to be another text.
    """
    numbers = _differ(one.numbers, other.numbers, one, other)
    names = _differ(one.names | one.places, other.names | other.places, one, other)
    if min(size(one.signature), size(other.signature)) <= FORMULA:
        return numbers or names
    return numbers and names and _differ(one.places, other.places, one, other)


def _differ(mine: frozenset[int], its: frozenset[int], one: Profile, other: Profile) -> bool:
    """Each says something of this that the other does not say at all."""
    return not (mine <= other.weights.keys() or its <= one.weights.keys())


def _similarity(new: Newcomer, member: Member) -> float:
    return similarity(new.note.profile.signature, member.note.profile.signature)


def _like(new: Newcomer, member: Member) -> float:
    apart = abs(new.note.published_at - member.note.published_at)
    return probability(new.note, member.note) if apart <= EVENT_REACH else 0.0


def _of_copies(new: Newcomer, members: Iterable[Member]) -> list[str]:
    """The stories that hold a copy, that of the most similar one first."""
    found: dict[str, float] = {}
    for member in members:
        if is_copy(new, member):
            found[member.story_id] = max(_similarity(new, member), found.get(member.story_id, 0.0))
    return sorted(found, key=lambda story: (-found[story], story))


def _fitting(new: Newcomer, members: Sequence[Member], said: Said) -> str | None:
    """The story that it fits best, when it fits one."""
    fits = {
        story: fit(new, its) for story, its in _by_story(members).items() if story not in said.apart
    }
    best = min(fits, key=lambda story: (-fits[story], story), default=None)
    least = alone(new.note) + JOINS
    return best if best is not None and fits[best] >= least else None


def fit(new: Newcomer, members: Sequence[Member]) -> float:
    """What speaks for a story; nothing when it is too old."""
    moment = new.note.published_at
    gaps = [abs(moment - member.note.published_at) for member in members]
    if min(gaps) > EVENT_REACH or max(gaps) > STORY_REACH:
        return NEVER
    return story_worth(new.note, [member.note for member in members])


def _by_story(members: Iterable[Member]) -> Mapping[str, list[Member]]:
    grouped: dict[str, list[Member]] = {}
    for member in members:
        grouped.setdefault(member.story_id, []).append(member)
    return grouped
