"""Two or three sentences that tell a story: what all pieces say, who, where and how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from monitor.model import Clipping
from reports.telling.lines import Line, line, lines, union
from reports.telling.opening import head, opener, shared

MOST = 3
ROOM = 460  # characters
ENOUGH = 160  # of the lead piece: with less, other pieces complete it
SAID = 0.6  # of a sentence: what the headline and those chosen say of it, and it says no more
FIRST, CENTRAL, FIGURES, NAMED, LONG = 1.0, 1.2, 0.25, 0.2, 0.3  # what each is worth


def summary(
    lead: Clipping, others: Sequence[Clipping] = (), *, title: str = "", most: int = MOST
) -> tuple[Line, ...]:
    """Sentences of the lead piece in its order, and of others only when it says too little."""
    every = {piece.id: lines(piece) for piece in (lead, *others)}
    known = _known(every.values())
    said = line(title, clipping_id=lead.id).words
    titled = line(title or lead.title, clipping_id=lead.id)
    first = opener(every[lead.id], shared([titled, *map(head, others)]))
    usable = [each for each in every[lead.id] if first and each.at >= first.at]
    chosen = _chosen(usable, known, said=said, most=most, room=ROOM, first=first)
    length = sum(len(each.text) for each in chosen)
    for piece in others:
        if length >= ENOUGH or len(chosen) >= most:
            break
        told = said.union(*(each.words for each in chosen))
        more = _chosen(every[piece.id], known, said=told, most=1, room=ROOM - length)
        chosen += more
        length += sum(len(each.text) for each in more)
    return tuple(chosen)


def _known(pieces: Iterable[Sequence[Line]]) -> Counter[str]:
    """In how many pieces each word is."""
    return Counter(
        word for made in pieces for word in frozenset[str]().union(*(each.words for each in made))
    )


def _chosen(
    usable: Sequence[Line],
    known: Counter[str],
    *,
    said: frozenset[str],
    most: int,
    room: int,
    first: Line | None = None,
) -> list[Line]:
    """The worthiest one after another, none that repeats what is said; in the order of the text."""
    chosen = [first] if first else []
    told = said.union(*(each.words for each in chosen))
    left = room - sum(len(each.text) for each in chosen)
    while len(chosen) < most:
        fresh = [
            each
            for each in usable
            if each not in chosen
            and len(each.text) <= left
            and (not chosen or union(each, told) < SAID)
        ]
        if not fresh:
            break
        best = max(fresh, key=lambda each: (_worth(each, known), -each.at))
        chosen.append(best)
        told |= best.words
        left -= len(best.text)
    return sorted(chosen, key=lambda each: each.at)


def _worth(made: Line, known: Counter[str]) -> float:
    most = max(known.values(), default=1)
    central = sum(known[word] for word in made.words) / (most * len(made.words))
    return (
        FIRST / (1 + made.at)
        + CENTRAL * central
        + FIGURES * bool(made.figures)
        + NAMED * min(len(made.names), 3) / 3
        - LONG * (len(made.text) > ROOM / 2)
    )
