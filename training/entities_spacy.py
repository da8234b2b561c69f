"""spaCy's own trainable recogniser on the same rows: `python -m training.entities_spacy`.

It ships nowhere; it is the yardstick of `training.entities` in accuracy and in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from time import process_time
from typing import Any

import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import filter_spans, fix_random_seed, minibatch

from nlp.entities.model import Name, shipped
from nlp.evaluate import entities as evaluation
from training import labelled
from training.entities import ROWS, SEED, SWAPS
from training.names import more

EPOCHS = 6
NOTE = 3500  # characters
WIDTH, DEPTH, ROWS_OF_WORDS = 64, 4, 2000


class Spacy:
    """A trained pipeline as a finder of names."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp

    def names(self, text: str) -> list[Name]:
        return [Name(e.start_char, e.end_char, e.label_) for e in self._nlp(text).ents]


def blank() -> Language:
    nlp = spacy.blank("es")
    embed = {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "pretrained_vectors": None,
        "width": WIDTH,
        "depth": DEPTH,
        "embed_size": ROWS_OF_WORDS,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
    }
    chooser = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": WIDTH,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": embed,
    }
    nlp.add_pipe("ner", config={"model": chooser})
    return nlp


def examples(nlp: Language, rows: Sequence[dict[str, Any]]) -> Iterator[Example]:
    for row in rows:
        doc, truth = nlp.make_doc(row["text"]), nlp.make_doc(row["text"])
        spans = (truth.char_span(start, end, kind) for start, end, kind in row["entities"])
        truth.ents = filter_spans([span for span in spans if span])
        yield Example(doc, truth)


def train(rows: Sequence[dict[str, Any]]) -> Language:
    fix_random_seed(SEED)
    nlp, random = blank(), Random(SEED)
    told = list(examples(nlp, more(rows, swaps=SWAPS, seed=SEED)))
    optimizer = nlp.initialize(lambda: told[:500])
    for _ in range(EPOCHS):
        random.shuffle(told)
        for batch in minibatch(told, 64):
            nlp.update(batch, sgd=optimizer, drop=0.2)
    return nlp


def milliseconds(finder: evaluation.Finder, notes: Sequence[str]) -> float:
    begun = process_time()
    for note in notes:
        list(finder.names(note))
    return (process_time() - begun) * 1000 / len(notes)


def main() -> None:
    trained = Spacy(train(list(labelled.rows(path for path in ROWS if path.exists()))))
    test = list(labelled.rows([labelled.LABELLED / "readings_test.jsonl"]))
    whole = "\n".join(row["text"] for row in test)
    notes = [whole[at : at + NOTE] for at in range(0, len(whole) - NOTE, NOTE)]
    for name, finder in (("spaCy", trained), ("ours", shipped())):
        scores = evaluation.evaluate(test, finder)
        told = {key: value for key, value in scores.items() if key.endswith(("f1", "f1_ci"))}
        print(name, f"{milliseconds(finder, notes):.1f} ms", told)


if __name__ == "__main__":
    main()
