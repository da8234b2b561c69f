"""What it costs to read the demand of a short text: detection, category and place, on one core.

    python benchmarks/demands_reading.py

Texts a CPU second, of the posts and comments of the labelled test part, as they come after the
mention filter; `places` alone, which every piece pays, beside it.
"""

from __future__ import annotations

import json
from pathlib import Path

from measure import cpu, line

from nlp.evaluate.offices import Offices

LABELLED = Path(__file__).parents[1] / "nlp" / "labelled"
SHORT = ("post", "comment")
TEXTS = 200
LEAST = 200.0  # texts a CPU second


def texts() -> list[dict[str, str]]:
    lines = (LABELLED / "demands_test.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["kind"] in SHORT][:TEXTS]


def main() -> None:
    given, offices = texts(), Offices(LABELLED)
    size = sum(len(row["text"]) for row in given) / len(given)
    both = cpu(lambda: [offices.petitions(row) for row in given], rounds=3)
    places = cpu(lambda: [offices.spots(row) for row in given], rounds=3)
    print(f"demands: {len(given)} posts and comments of {size:.0f} characters, whole petitions")
    name = f"texts a CPU second (at least {LEAST:g})"
    line(name, len(given) / both, "texts/s", against=LEAST, yardstick="what was asked")
    line(
        "of that, places",
        places * 1000 / len(given),
        "ms",
        against=both * 1000 / len(given),
        yardstick="the whole",
    )


if __name__ == "__main__":
    main()
