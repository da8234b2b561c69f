"""How well stories are grouped that taught nothing: `python -m training.crossed`.

Each fifth of the labelled stories is grouped, in the whole stream, by what the others taught.
What is shipped is written back at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from random import Random
from typing import Any

from monitor.stories import partition
from nlp.evaluate.stories import Shares, bcubed, shares
from training import stories
from training.labelled import rows

FIFTHS = 5
SEED = 7


def crossed() -> dict[str, Any]:
    streams = [list(rows((path,))) for path in stories.STORIES]
    every = sorted({row["story"] for stream in streams for row in stream})
    Random(SEED).shuffle(every)
    found: dict[str, list[Shares]] = defaultdict(list)
    for number in range(FIFTHS):
        fifth = set(every[number::FIFTHS])
        stories.learn([row for stream in streams for row in stream if row["story"] not in fifth])
        for stream in streams:
            for story, its in _shares(stream):
                if story in fifth:
                    found[story].append(its)
    return bcubed("bcubed", list(found.values()))


def _shares(stream: list[dict[str, Any]]) -> Iterator[tuple[str, Shares]]:
    said = partition(map(stories.piece, stream))
    return zip((row["story"] for row in stream), shares(stream, said), strict=True)


def main() -> None:
    kept = (stories.HERE / "likeness.json").read_bytes()
    try:
        for name, value in crossed().items():
            print(name, value)
    finally:
        (stories.HERE / "likeness.json").write_bytes(kept)


if __name__ == "__main__":
    main()
