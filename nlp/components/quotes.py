"""Takes down who says what in the whole piece, and which watched subject speaks."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from monitor.model import Quote
from nlp import notes, quoting
from nlp.piece import Piece
from nlp.quoting import Named, Said


@Language.component("quotes")
def quotes(doc: Doc) -> Doc:
    noted = notes.of(doc)
    known = [Named(one.start, one.end, one.subject_id, one.form == "full") for one in noted.found]
    piece = noted.piece
    said = quoting.read(piece.whole, title=piece.body - 1, known=known)
    noted.quotes = tuple(_quote(one, piece) for one in said)
    return doc


def _quote(said: Said, piece: Piece) -> Quote:
    return Quote(
        words=piece.span(said.start, said.end),
        speaker=said.speaker,
        by=piece.span(*said.by) if said.by else None,
        subject_id=said.subject_id,
        verb=said.verb,
    )
