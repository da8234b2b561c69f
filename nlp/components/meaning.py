"""Says what the piece means, as a vector that models read."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from nlp import meaning as meanings
from nlp import notes


@Language.component("meaning")
def meaning(doc: Doc) -> Doc:
    noted = notes.of(doc)
    noted.vector = meanings.vector(noted.piece.title.text, noted.piece.text.text)
    return doc
