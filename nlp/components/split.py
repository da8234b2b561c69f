"""Marks the sentences; the title is one of its own, whatever its punctuation."""

from __future__ import annotations

import numpy
from spacy.language import Language
from spacy.tokens import Doc

from nlp import notes, sentences
from nlp.piece import Piece


@Language.component("split", assigns=["token.is_sent_start", "doc.sents"])
def split(doc: Doc) -> Doc:
    noted = notes.of(doc)
    noted.sentences = tuple(bounds(noted.piece))
    # At once: setting `token.is_sent_start` looks through the whole Doc for every token.
    begins = numpy.isin(doc.to_array("IDX"), [0, *(start for start, _ in noted.sentences)])
    marks = numpy.where(begins, 1, -1).astype("uint64").reshape(-1, 1)
    return doc.from_array(["SENT_START"], marks)  # type: ignore[arg-type]  # typed as thinc's


def bounds(piece: Piece) -> list[tuple[int, int]]:
    title = [(0, len(piece.title.text))] if piece.title.text.strip() else []
    body = piece.body
    return title + [(start + body, end + body) for start, end in sentences.split(piece.text.text)]
