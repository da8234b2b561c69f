"""Shows the mentions (*menciones*) that were found before there was a Doc, as `doc.spans`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from nlp import notes
from nlp.referring import Found


@Language.component("watch", assigns=["doc.spans"])
def watch(doc: Doc) -> Doc:
    doc.spans["mentions"] = list(_spans(doc, notes.of(doc).found))
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
