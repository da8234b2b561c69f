"""What the components of the pipeline write down about a Doc, typed: the only door to user_data."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from monitor.model import (
    Entity,
    Mention,
    Petition,
    PieceKind,
    Place,
    Quote,
    Reading,
    Span,
)
from nlp.entities.model import Name
from nlp.piece import Piece
from nlp.places import Found as Located
from nlp.referring import Found


@dataclass(slots=True, kw_only=True)
class Notes:
    """`piece` and `found` come with the Doc; each component fills in the fields it reads for."""

    piece: Piece
    spoken: bool = False  # somebody of the public says it: a post, a comment
    sentences: tuple[tuple[int, int], ...] = ()  # offsets in the whole piece
    found: tuple[Found, ...] = ()
    mentions: tuple[Mention, ...] = ()
    readings: tuple[Reading, ...] = ()
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    places: tuple[Place, ...] = ()
    located: tuple[Located, ...] = ()  # the same places, by their offsets in the whole piece
    names: tuple[Name, ...] = ()  # of the whole piece, as the recogniser reads them
    petitions: tuple[Petition, ...] = ()
    private: tuple[Span, ...] = ()
    kind: PieceKind | None = None
    vector: bytes = b""
    theme: str | None = None
    theme_confidence: float = 0.0
    language: str = "es"
    failed: str | None = None  # why a component could not read it


def attach(doc: Doc, piece: Piece, found: tuple[Found, ...] = (), *, spoken: bool = False) -> Doc:
    doc.user_data["notes"] = Notes(piece=piece, found=found, spoken=spoken)
    return doc


def of(doc: Doc) -> Notes:
    notes = doc.user_data["notes"]
    if not isinstance(notes, Notes):
        raise TypeError(f"notes: {type(notes).__name__}")
    return notes
