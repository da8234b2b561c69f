"""What quotes, kind, meaning, theme and language cost a note, against spaCy's tokenizer.

    python benchmarks/telling.py

CPU milliseconds a note of 3,500 characters, made of our labelled quotes and themes: far more is
said in them than in a note of the press.
"""

from __future__ import annotations

import json
from pathlib import Path

import spacy
from measure import cpu, line

from nlp import kinds, language, meaning, quoting, themes

LABELLED = Path(__file__).parents[1] / "nlp" / "labelled"
NOTE = 3_500  # characters
LIMIT = 8.0  # milliseconds, all of them


def notes() -> list[str]:
    """The labelled texts end to end, by turns from both files, cut into notes."""
    files = [(LABELLED / f"{name}.jsonl").read_text("utf-8") for name in ("quotes", "themes")]
    told = [[json.loads(row)["text"] for row in file.splitlines()] for file in files]
    whole = "\n".join(text for pair in zip(*told, strict=False) for text in pair)
    return [whole[at : at + NOTE] for at in range(0, len(whole) - NOTE, NOTE)]


def main() -> None:
    told = notes()
    nlp = spacy.blank("es")
    tokenizer = cpu(lambda: [nlp.make_doc(note) for note in told])
    said = meaning.vector(told[0][:60], told[0][61:])
    costs = {
        "quotes": cpu(lambda: [quoting.read(note, title=60) for note in told]),
        "kind": cpu(lambda: [kinds.read(note[:60], note[61:]) for note in told]),
        "meaning": cpu(lambda: [meaning.vector(note[:60], note[61:]) for note in told]),
        "theme": cpu(lambda: [themes.read(note[:60], note[61:], vector=said) for note in told]),
        "language": cpu(lambda: [language.read(note) for note in told]),
    }
    costs[f"all (limit {LIMIT:g})"] = sum(costs.values())
    print(f"telling: {len(told)} notes of {NOTE} characters")
    for name, cost in costs.items():
        each = 1_000 / len(told)
        line(name, cost * each, "ms", against=tokenizer * each, yardstick="spaCy's tokenizer")


if __name__ == "__main__":
    main()
