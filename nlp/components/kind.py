"""Says what kind of piece it is, where its page says no more than "note"."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from nlp import kinds, notes


@Language.component("kind")
def kind(doc: Doc) -> Doc:
    noted = notes.of(doc)
    piece = noted.piece
    noted.kind = kinds.read(piece.title.text, piece.text.text, stated=piece.kind)
    return doc
