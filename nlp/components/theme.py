"""Says what the piece is about, and how sure that is."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from nlp import notes, themes


@Language.component("theme")
def theme(doc: Doc) -> Doc:
    noted = notes.of(doc)
    title, text = noted.piece.title.text, noted.piece.text.text
    noted.theme, noted.theme_confidence = themes.read(title, text, vector=noted.vector)
    return doc
