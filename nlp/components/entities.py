"""Names whoever is named and nobody configured, in the whole piece; what is watched is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from nlp import notes
from nlp.entities.framing import frames
from nlp.entities.gathering import entities as gathered
from nlp.entities.gathering import key
from nlp.entities.model import Name, shipped
from nlp.entities.sifting import sifted
from nlp.piece import Piece
from nlp.referring import Found


@Language.component("entities")
def entities(doc: Doc) -> Doc:
    noted = notes.of(doc)
    noted.names = tuple(shipped().names(noted.piece.whole))
    names = _told(noted.piece, noted.names)
    names = list(sifted(noted.piece, names, noted.places))
    noted.entities = gathered(noted.piece, unwatched(names, noted.found, noted.piece.whole))
    return doc


def _told(piece: Piece, names: Iterable[Name]) -> list[Name]:
    """Without the names of datelines and of credits."""
    body = piece.body
    framed = [(start + body, end + body) for start, end in frames(piece.text.text)]
    return [name for name in names if not any(s <= name.start < e for s, e in framed)]


def unwatched(names: Iterable[Name], found: Sequence[Found], text: str) -> list[Name]:
    """Without the names of watched subjects, nor a surname of one."""
    watched = [set(key(text[one.start : one.end])) for one in found]
    return [
        name
        for name in names
        if not any(_names(name, one, text) for one in found)
        and not any(set(key(text[name.start : name.end])) <= words for words in watched)
    ]


def _names(name: Name, found: Found, text: str) -> bool:
    """Do both name the same? "Hospital de *San Jacinto*" is no San Jacinto."""
    if name.end <= found.start or found.end <= name.start:
        return False
    ahead = text[name.start : found.start]
    return not (name.end >= found.end and any(word[0].isupper() for word in ahead.split()))
