"""Says in which language the piece is written."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from nlp import language as languages
from nlp import notes


@Language.component("language")
def language(doc: Doc) -> Doc:
    noted = notes.of(doc)
    noted.language = languages.read(noted.piece.whole)
    return doc
