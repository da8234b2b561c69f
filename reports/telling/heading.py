"""The headline of a story: the one that its pieces bear out most, and that takes least sides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from monitor.folding import compose, fold
from monitor.model import Entry, PieceKind, Stance
from reports.headlines import headline as title_of
from reports.kinds import is_opinion
from reports.telling.lines import Line, line, listed

LEAD = 600  # characters of a text that a headline sums up
BEST = (40, 120)  # characters of a headline that says enough and no more
SHOUTED = 0.6  # of its letters in capitals

LOADED, SHOUT, SIDE, LENGTH, QUOTED = 0.25, 0.3, 0.15, 0.2, 0.1  # what each takes away

_MARKS = re.compile(r"[¡!¿?…]|\.\.\.")
_QUOTED = re.compile(r"[“\"«‘]")


def headline(entries: Sequence[Entry]) -> str:
    """A headline of its pieces, as it stands there; of news before opinion and posts."""
    said = [_said(entry) for entry in entries]
    known = _known(said)
    best = max(
        entries,
        key=lambda entry: (
            entry.clipping.kind is not PieceKind.POST,
            not is_opinion(entry),
            round(_central(_heading(entry), known) - load(entry), 6),
            -entry.clipping.published_at.timestamp(),
            entry.clipping.id,
        ),
    )
    return title_of(best.clipping)


def load(entry: Entry) -> float:
    """What speaks against a headline: loaded words, shouting, a side that its piece takes."""
    title = title_of(entry.clipping)
    words = fold(compose(title)).split()
    loaded = sum(
        any(word.strip("¡!¿?.,:;«»“”\"'").startswith(bad) for bad in listed("loaded.txt"))
        for word in words
    )
    letters = [each for each in title if each.isalpha()]
    shouts = sum(each.isupper() for each in letters) > SHOUTED * max(len(letters), 1)
    low, high = BEST
    sided = any(each.stance is not Stance.NEUTRAL for each in entry.analysis.readings)
    return (
        LOADED * loaded
        + SHOUT * (shouts or bool(_MARKS.search(title)))
        + SIDE * sided
        + LENGTH * (not low <= len(title) <= high)
        + QUOTED * bool(_QUOTED.search(title))
    )


def _heading(entry: Entry) -> Line:
    return line(title_of(entry.clipping), clipping_id=entry.clipping.id)


def _said(entry: Entry) -> Line:
    opening = f"{title_of(entry.clipping)}. {entry.clipping.text[:LEAD]}"
    return line(opening, clipping_id=entry.clipping.id)


def _known(said: Iterable[Line]) -> Counter[str]:
    """In how many pieces each word is."""
    return Counter(word for each in said for word in each.words)


def _central(heading: Line, known: Counter[str]) -> float:
    """What part of the pieces says its words, on average."""
    most = max(known.values(), default=1)
    shares = [known[word] / most for word in heading.words]
    return sum(shares) / len(shares) if shares else 0.0
