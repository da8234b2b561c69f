"""Says what the piece is about, and how sure that is."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from nlp import notes, themes


@Language.component("theme")
def theme(doc: Doc) -> Doc:
    noted = notes.of(doc)
    piece = noted.piece
    noted.theme, noted.theme_confidence = themes.read(piece.title.text, piece.text.text)
    return doc
