"""What the whole analysis of a relevant note costs, of a post, and where it goes.

    python benchmarks/analysis.py [--full-pipeline]

Notes of 3,500 characters with three mentions, made of the labelled test texts; CPU milliseconds
each. The yardstick is spaCy's blank tokenizer on the same notes; with `--full-pipeline`, where
somebody installed es_core_news_sm beside us, its whole pipeline too.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import spacy
from measure import cpu, line

from monitor.config import Config, Holder, Profile, Subject, SubjectKind
from monitor.model import Clipping
from nlp import Tagger, readings

LABELLED = Path(__file__).parents[1] / "nlp" / "labelled" / "readings_test.jsonl"
NOTES, LENGTH = 20, 3_500
NAMED = (
    "La alcaldesa Marisol Quintanar reconoció los retrasos de la obra.",
    "Vecinos exigen a Marisol Quintanar que cumpla lo que prometió.",
    "El gobierno de San Jacinto entregó las becas a tiempo.",
)


def main(*, full: bool) -> None:
    tagger = Tagger(_watching())
    notes, posts = _notes(), _posts()
    blank = spacy.blank("es")
    tokens = _each(lambda note: blank(note.text), notes)
    line("blank tokenizer, a note", tokens, "ms", against=tokens, yardstick="itself")
    whole = _each(lambda note: list(tagger.pipe([note])), notes)
    line("analysis of a note, all in", whole, "ms", against=tokens, yardstick="blank tokenizer")
    post = _each(lambda each: list(tagger.pipe([each])), posts)
    line("analysis of a post, all in", post, "ms", against=tokens, yardstick="blank tokenizer")
    reader = readings.reader()
    one = _each(lambda _: reader(NAMED[1], 17, 34), notes)
    line("three readings of a mention", one, "ms", against=tokens, yardstick="blank tokenizer")
    if full:
        model = spacy.load("es_core_news_sm")
        sm = _each(lambda note: model(note.text), notes)
        line("es_core_news_sm, a note", sm, "ms", against=whole, yardstick="our analysis")


def _each(work: Callable[[Clipping], object], notes: Sequence[Clipping]) -> float:
    return cpu(lambda: [work(note) for note in notes], rounds=3) / len(notes) * 1000


def _watching() -> Config:
    profile = Profile(
        municipality="San Jacinto", state="X", places=("San Jacinto",), contact="a@example.org"
    )
    holder = Holder(
        name="Marisol Quintanar Ruelas", aliases=("Marisol Quintanar",), since=date(2020, 1, 1)
    )
    mayor = Subject(
        id="mayor",
        name="Alcaldesa",
        kind=SubjectKind.MAYOR,
        roles=("alcaldesa",),
        holders=(holder,),
    )
    office = Subject(
        id="office",
        name="Gobierno",
        kind=SubjectKind.GOVERNMENT,
        aliases=("gobierno de San Jacinto",),
    )
    return Config(profile=profile, subjects=(mayor, office), outlets=())


def _notes() -> list[Clipping]:
    texts = _texts()
    chance = Random(1)
    notes = []
    for number in range(NOTES):
        chance.shuffle(texts)
        told, size = [], 0
        for text in texts:
            told.append(text)
            size += len(text) + 1
            if size > LENGTH - 200:
                break
        for place, named in zip((0, len(told) // 2, len(told)), NAMED, strict=True):
            told.insert(place, named)
        body = "\n".join(" ".join(told[first : first + 4]) for first in range(0, len(told), 4))
        notes.append(_clipping(f"n{number}", texts[0], body[:LENGTH]))
    return notes


def _posts() -> list[Clipping]:
    return [
        _clipping(f"p{n}", "", f"{NAMED[n % 3]} {text}") for n, text in enumerate(_texts()[:60])
    ]


def _texts() -> list[str]:
    """Those that name no office: a note then holds the mentions that we put into it."""
    rows = LABELLED.read_text(encoding="utf-8").splitlines()
    texts = [str(json.loads(row)["text"]) for row in rows]
    return [text for text in texts if not re.search("alcald|gobierno", text, re.IGNORECASE)]


def _clipping(name: str, title: str, text: str) -> Clipping:
    now = datetime(2026, 11, 20, 15, tzinfo=UTC)
    return Clipping(
        id=name,
        revision=1,
        source_id="s",
        outlet_id="o",
        url=None,
        title=title,
        text=text,
        published_at=now,
        collected_at=now,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full-pipeline", action="store_true", help="es_core_news_sm beside ours")
    main(full=parser.parse_args().full_pipeline)
