"""Marks the mentions (*menciones*) of every watched subject, as `doc.spans["mentions"]` too."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from monitor.config import Config
from nlp import notes
from nlp.referring import Referrer


@Language.factory("watch", assigns=["doc.spans"])
class Watch:
    """`config` is the text of a Config: spaCy keeps settings as JSON."""

    def __init__(self, nlp: Language, name: str, config: str) -> None:
        self.referrer = Referrer(Config.model_validate_json(config))

    def __call__(self, doc: Doc) -> Doc:
        noted = notes.of(doc)
        noted.found = self.referrer.found(noted.piece)
        spans = (
            doc.char_span(one.start, one.end, label=one.subject_id, alignment_mode="expand")
            for one in noted.found
            if one.end <= len(doc.text)
        )
        doc.spans["mentions"] = [span for span in spans if span is not None]
        return doc
