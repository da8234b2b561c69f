"""Says where a piece holds personal data of private persons: what is masked when it leaves.

Telephones, registers and homes are looked for everywhere; names of persons, where somebody of the
public speaks: in posts and in the words of a petition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from monitor import privacy
from monitor.model import Span
from nlp import notes, personal
from nlp.notes import Notes


@Language.factory("private")
class Private:
    """`public`: what the office follows and reads is called in networks."""

    def __init__(self, nlp: Language, name: str, public: Sequence[str] = ()) -> None:
        self._public = frozenset(public)

    def __call__(self, doc: Doc) -> Doc:
        noted = notes.of(doc)
        spans = privacy.joined([*self._shapes(noted), *self._names(noted)])
        noted.private = tuple(noted.piece.span(*each) for each in spans)
        return doc

    def _shapes(self, noted: Notes) -> Iterator[tuple[int, int]]:
        """Of the title and of the text, each by itself."""
        piece = noted.piece
        for part, offset in ((piece.title.text, 0), (piece.text.text, piece.body)):
            for each in privacy.found(part, spoken=noted.spoken, public=self._public):
                yield each.start + offset, each.end + offset

    def _names(self, noted: Notes) -> Iterator[tuple[int, int]]:
        if not noted.spoken and not noted.petitions:
            return
        for start, end in personal.names(noted):
            at = noted.piece.span(start, end)
            if noted.spoken or any(_holds(each.at, at) for each in noted.petitions):
                yield start, end


def _holds(whole: Span, part: Span) -> bool:
    return whole.field is part.field and whole.start < part.end and part.start < whole.end
