"""Marks the sentences; the title is one of its own, whatever its punctuation."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from nlp import notes, sentences
from nlp.piece import Piece


@Language.component("split", assigns=["token.is_sent_start", "doc.sents"])
def split(doc: Doc) -> Doc:
    noted = notes.of(doc)
    noted.sentences = tuple(bounds(noted.piece))
    starts = {start for start, _ in noted.sentences}
    for token in doc:
        token.is_sent_start = token.i == 0 or token.idx in starts
    return doc


def bounds(piece: Piece) -> list[tuple[int, int]]:
    title = [(0, len(piece.title.text))] if piece.title.text.strip() else []
    body = piece.body
    return title + [(start + body, end + body) for start, end in sentences.split(piece.text.text)]
