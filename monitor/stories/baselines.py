"""Simpler ways to group a stream, to measure ours against: copies alone, and words alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from monitor.stories.likeness import FEATURES
from monitor.stories.placing import EVENT_REACH, Member, Newcomer, Placed, is_copy
from monitor.stories.profile import Piece, read
from monitor.stories.stream import Stream

Choose = Callable[[Newcomer, Sequence[Member]], set[str]]

COSINE = 0.25  # of TF-IDF, the best on the training part


def copies(pieces: Iterable[Piece]) -> dict[str, str]:
    """The text of each piece: what is no copy of anything is its own."""
    return _partition(pieces, _copied)


def alike(pieces: Iterable[Piece], *, least: float = COSINE) -> dict[str, str]:
    """Each piece with the earlier one whose words are most like its own, when they are enough."""

    def choose(new: Newcomer, past: Sequence[Member]) -> set[str]:
        near = [m for m in past if abs(_gap(new, m)) <= EVENT_REACH.total_seconds()]
        said = {m.story_id: FEATURES["words"](new.note, m.note) for m in near}
        best = max(said, key=lambda story: said[story], default=None)
        return {best} if best is not None and said[best] >= least else set()

    return _partition(pieces, choose)


def _copied(new: Newcomer, past: Sequence[Member]) -> set[str]:
    return {member.story_id for member in past if is_copy(new, member)}


def _gap(new: Newcomer, member: Member) -> float:
    return (new.note.published_at - member.note.published_at).total_seconds()


def _partition(pieces: Iterable[Piece], choose: Choose) -> dict[str, str]:
    stream = Stream()
    for piece in sorted(pieces, key=lambda one: (one.published_at, one.id)):
        reading = read(piece)
        new = stream.weigh(reading)
        joined = choose(new, list(stream.members.values()))
        story_id = min({new.id, *joined})
        placed = Placed(story_id=story_id, absorbed=tuple(sorted(joined - {story_id})))
        stream.keep(new, placed, seen=reading.keys)
    return {one: member.story_id for one, member in stream.members.items()}
