"""The stories of a stream held in memory, as the archive would group it: for measuring."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from monitor.stories.copies import bands
from monitor.stories.likeness import Note
from monitor.stories.placing import Member, Newcomer, Placed, place, shortlist
from monitor.stories.profile import Frequencies, Piece, Profile, Reading, profile, read

NEAR = 48  # notes that share the most words
FIRST, LAST = 3, 6  # notes of a story that are looked at


@dataclass(slots=True)
class Stream:
    """Notes grouped so far, and the words that find them."""

    members: dict[str, Member] = field(default_factory=dict)
    stories: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    counts: Counter[int] = field(default_factory=Counter)
    _finds: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, piece: Piece) -> str:
        """The story of a piece that arrives."""
        reading = read(piece)
        new = self.weigh(reading)
        placed = place(new, self.around(new))
        self.keep(new, placed, seen=reading.keys)
        return placed.story_id

    def weigh(self, reading: Reading) -> Newcomer:
        piece = reading.piece
        known = Frequencies(notes=len(self.members), of=self.counts)
        note = Note(
            profile=profile(reading, known),
            published_at=piece.published_at,
        )
        return Newcomer(id=piece.id, note=note)

    def around(self, new: Newcomer) -> list[Member]:
        """The first and last notes of the stories worth looking at."""
        near = (self.members[one] for one in self.near(new.note.profile))
        chosen: list[Member] = []
        for story in shortlist(new, near):
            its = sorted(
                (self.members[one] for one in self.stories[story]),
                key=lambda member: (member.note.published_at, member.id),
            )
            chosen += its if len(its) <= FIRST + LAST else [*its[:FIRST], *its[-LAST:]]
        return chosen

    def keep(self, new: Newcomer, placed: Placed, *, seen: Iterable[int]) -> None:
        for story in placed.absorbed:
            for one in self.stories.pop(story):
                self._put(replace(self.members[one], story_id=placed.story_id))
        self._put(Member(id=new.id, story_id=placed.story_id, note=new.note))
        self.counts.update(seen)
        for key in {*new.note.profile.sought, *bands(new.note.profile.signature)}:
            self._finds[key].append(new.id)

    def _put(self, member: Member) -> None:
        self.members[member.id] = member
        self.stories[member.story_id].append(member.id)

    def near(self, its: Profile) -> list[str]:
        copies = {one for key in bands(its.signature) for one in self._finds.get(key, ())}
        shared = Counter(one for key in its.sought for one in self._finds.get(key, ()))
        likest = sorted(shared, key=lambda one: (-shared[one], one))[:NEAR]
        return sorted(copies.union(likest))


def partition(pieces: Iterable[Piece]) -> dict[str, str]:
    """The story of each piece, grouped one after another as they were published."""
    stream = Stream()
    for piece in sorted(pieces, key=lambda one: (one.published_at, one.id)):
        stream.add(piece)
    return {one: member.story_id for one, member in stream.members.items()}
