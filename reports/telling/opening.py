"""Whether a sentence tells the event of a story or opens on a detail, as a feature does.

It tells the event when it shares words with the headlines and first words of the pieces.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from monitor.model import Clipping
from reports.datelines import body
from reports.sentences import sentences
from reports.telling.lines import FEWEST, OPENING, Line, is_caption, line
from reports.words import clean

HEAD = 300  # characters of a text, beside its headline, that tell what happened
DETAIL = 0.4  # of what the best one shares: with less, a sentence tells a detail
REACH = 8  # usable sentences of a piece among which one tells the event


def shared(heads: Iterable[Line]) -> Counter[str]:
    """In how many of the heads each word is."""
    return Counter(word for each in heads for word in each.words)


def head(clipping: Clipping) -> Line:
    said = f"{clean(clipping.title)}. {body(clean(clipping.text[:HEAD]))}"
    return line(said, clipping_id=clipping.id)


def opening(clipping: Clipping) -> Line:
    """The first sentence that says something, be it fit for a summary or not."""
    for start, end in sentences(clipping.text[: 4 * HEAD])[:OPENING]:
        made = line(body(clean(clipping.text[start:end])), clipping_id=clipping.id)
        if len(made.words) >= FEWEST and not is_caption(made.text):
            return made
    return head(clipping)


def telling(made: Line, known: Counter[str]) -> float:
    """What it shares; a long sentence shares more without telling more."""
    return sum(known[word] for word in made.words) / math.sqrt(max(len(made.words), 1))


def details(clippings: Sequence[Clipping]) -> frozenset[str]:
    """The pieces that open on a detail of what the others tell."""
    heads = {each.id: head(each) for each in clippings}
    every = shared(heads.values())
    worth = {
        each.id: telling(opening(each), every - Counter(heads[each.id].words)) for each in clippings
    }
    best = max(worth.values(), default=0.0)
    return frozenset(key for key, value in worth.items() if value < DETAIL * best)


def opener(usable: Sequence[Line], known: Counter[str]) -> Line | None:
    """The first sentence, unless a later one tells clearly more of the event."""
    near = usable[:REACH]
    best = max(near, key=lambda each: telling(each, known), default=None)
    if best is None or telling(near[0], known) >= DETAIL * telling(best, known):
        return near[0] if near else None
    return best
