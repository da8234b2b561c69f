"""Says what a piece demands of a public body: the citizen demands that are turned to an office."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from monitor.config import Config
from nlp import notes
from nlp.demands.petitions import SILENT, PetitionReader


@Language.factory("demands")
class Demands:
    """`config` is the text of a Config: its municipality, its catalogue, who attends what."""

    def __init__(self, nlp: Language, name: str, config: str) -> None:
        self._reader = PetitionReader(Config.model_validate_json(config))

    def __call__(self, doc: Doc) -> Doc:
        noted = notes.of(doc)
        if noted.kind not in SILENT and noted.piece.kind not in SILENT:
            noted.petitions = self._reader.read(
                noted.piece, sentences=noted.sentences, spots=noted.located
            )
        return doc
