"""Marks the mentions (*menciones*) of every watched subject, as `doc.spans["mentions"]` too."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from monitor.config import Config
from nlp import notes
from nlp.referring import Found, Referrer


@Language.factory("watch", assigns=["doc.spans"])
class Watch:
    """`config` is the text of a Config: spaCy keeps settings as JSON."""

    def __init__(self, nlp: Language, name: str, config: str) -> None:
        self._referrer = Referrer(Config.model_validate_json(config))

    def __call__(self, doc: Doc) -> Doc:
        noted = notes.of(doc)
        noted.found = self._referrer.found(noted.piece)
        doc.spans["mentions"] = list(_spans(doc, noted.found))
        return doc


def _spans(doc: Doc, found: tuple[Found, ...]) -> Iterator[Span]:
    """The tokens of each mention. `doc.char_span` walks the whole Doc for each."""
    starts = doc.to_array("IDX").tolist()
    tokenised = starts[-1] + len(doc[-1])
    for one in found:
        first = max(0, bisect_right(starts, one.start) - 1)
        last = bisect_left(starts, one.end)
        if first < last and one.end <= tokenised:
            yield Span(doc, first, last, label=one.subject_id)
