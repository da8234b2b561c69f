"""Says which places a piece names, in the whole of it, and in which municipality they are."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from monitor.config import Config
from monitor.model import Place
from nlp import notes, places
from nlp.piece import Piece
from nlp.places import Found, PlaceReader


@Language.factory("places")
class Places:
    """`config` is the text of a Config, which says where the catalogue lies."""

    def __init__(self, nlp: Language, name: str, config: str) -> None:
        self._reader: PlaceReader = places.reader(Config.model_validate_json(config))

    def __call__(self, doc: Doc) -> Doc:
        noted = notes.of(doc)
        noted.located = self._reader.read(noted.piece.whole, noted.sentences)
        noted.places = tuple(_place(noted.piece, one) for one in noted.located)
        return doc


def _place(piece: Piece, found: Found) -> Place:
    return Place(
        kind=found.kind,
        name=found.name,
        at=piece.span(found.start, found.end),
        municipality=found.municipality,
        postcode=found.postcode,
        confidence=found.confidence,
    )
