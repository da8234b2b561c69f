"""What it costs to name whoever is named in a note, against spaCy's tokenizer on the same notes.

    python benchmarks/entities.py

CPU milliseconds a note of 3,500 characters, made of our labelled texts: with the words met before,
as in a running office, and from a fresh start.
"""

from __future__ import annotations

import json
from pathlib import Path

import spacy
from measure import cpu, line

from nlp.entities.model import Recogniser

ROWS = Path(__file__).parents[1] / "nlp" / "labelled" / "readings_test.jsonl"
NOTE = 3_500  # characters
LIMIT = 6.0  # milliseconds


def notes() -> list[str]:
    """The test texts end to end, a few to a line, cut into notes."""
    texts = [json.loads(row)["text"] for row in ROWS.read_text(encoding="utf-8").splitlines()]
    whole = "\n".join(". ".join(texts[at : at + 4]) for at in range(0, len(texts), 4))
    return [whole[at : at + NOTE] for at in range(0, len(whole) - NOTE, NOTE)]


def main() -> None:
    told = notes()
    nlp, worn = spacy.blank("es"), Recogniser()
    tokenizer = cpu(lambda: [nlp.make_doc(note) for note in told]) * 1_000 / len(told)
    warm = cpu(lambda: [worn.names(note) for note in told]) * 1_000 / len(told)

    def fresh() -> None:
        recogniser = Recogniser()
        for note in told:
            recogniser.names(note)

    cold = cpu(fresh) * 1_000 / len(told)
    print(f"entities: {len(told)} notes of {NOTE} characters")
    for name, value in (
        (f"entities, a note (limit {LIMIT:g})", warm),
        ("from a fresh start", cold),
    ):
        line(name, value, "ms", against=tokenizer, yardstick="spaCy's tokenizer")


if __name__ == "__main__":
    main()
