"""What one pass over the notes of a period counts, before it is told: sums that only grow."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from monitor.model import PieceKind, Stance
from monitor.periods import Count, PeriodCounts, PieceCount, StoryCount

Alike = tuple[date, str, str, str | None, str | None]  # day, outlet, kind, theme, stance


@dataclass(slots=True, kw_only=True)
class Tallied:
    """Of what is paid for, only `pieces` knows."""

    pieces: Counter[Alike] = field(default_factory=Counter)
    outlets: Counter[tuple[str, str]] = field(default_factory=Counter)  # by story and outlet
    subjects: Counter[tuple[str, str]] = field(default_factory=Counter)  # by subject and stance
    stances: dict[int, str | None] = field(default_factory=dict)  # of each note, by its number
    against: dict[int, str] = field(default_factory=dict)  # notes that treat us ill: their story

    def counts(self) -> PeriodCounts:
        return PeriodCounts(
            stories=len({story for story, _ in self.outlets}),
            against=len(self.against),
            pieces=tuple(_piece(alike, notes) for alike, notes in self.pieces.items()),
            subjects=tuple(
                count(subject, stance, notes) for (subject, stance), notes in self.subjects.items()
            ),
        )

    def most_told(self, limit: int) -> tuple[StoryCount, ...]:
        impacts = self._impacts()
        ordered = sorted(impacts, key=lambda story: (-impacts[story], story))
        return self._stories(ordered[:limit])

    def most_negative(self, limit: int) -> tuple[StoryCount, ...]:
        """Those with more impacts that treat us ill; never one without any."""
        ill, impacts = Counter(self.against.values()), self._impacts()
        ordered = sorted(ill, key=lambda story: (-ill[story], -impacts[story], story))
        return self._stories(ordered[:limit])

    def _impacts(self) -> Counter[str]:
        impacts: Counter[str] = Counter()
        for (story, _), notes in self.outlets.items():
            impacts[story] += notes
        return impacts

    def _stories(self, chosen: list[str]) -> tuple[StoryCount, ...]:
        ill = Counter(self.against.values())
        carried: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for (story, outlet), notes in self.outlets.items():
            if story in chosen:
                carried[story].append((-notes, outlet))
        return tuple(
            StoryCount(
                story_id=story,
                impacts=-sum(notes for notes, _ in carried[story]),
                negative=ill[story],
                outlets=tuple(outlet for _, outlet in sorted(carried[story])),
            )
            for story in chosen
        )


def count(key: str | None, stance: str | None, notes: int) -> Count:
    return Count(key=key, stance=Stance(stance) if stance else None, notes=notes)


def _piece(alike: Alike, notes: int) -> PieceCount:
    day, outlet, kind, theme, stance = alike
    return PieceCount(
        day=day,
        outlet_id=outlet,
        kind=PieceKind(kind),
        theme=theme,
        stance=Stance(stance) if stance else None,
        notes=notes,
    )
