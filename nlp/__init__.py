"""Text in, Analysis out: no network, no database, no clock.

`Tagger` runs the pipeline of `nlp.components`; a step is added there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from logging import getLogger
from typing import Any, Final

import spacy
from spacy.tokens import Doc

from monitor.config import Config
from monitor.model import Analysis, Clipping, PieceKind
from nlp import components, faults, notes, personal, stamp
from nlp.piece import piece
from nlp.referring import Referrer

logger = getLogger(__name__)

BATCH = 16  # texts in memory at a time: a default batch of long articles takes over 1 GB
_TOLD = {"office", "language", "contact", "recipients", "digest"}  # of the profile
_STAMPED: Final[dict[str, bool | set[str]]] = {
    "profile": True,
    "subjects": True,
    "demands": {"categories"},
}
_DEMANDING: Final[dict[str, bool | set[str]]] = {**_STAMPED, "outlets": True, "gazetteer": True}
ZONE = 128  # texts that share the words they add to the vocabulary


class Tagger:
    """Loads once, reads many."""

    def __init__(self, config: Config) -> None:
        settings: dict[str, dict[str, object]] = {
            "places": {"config": _watched(config)},
            "demands": {"config": _demanding(config)},
            "private": {"public": sorted(personal.public(config))},
        }
        self._networks = {one.id for one in config.outlets if one.medium == "network"}
        self._ours = {source.id for source in config.sources.values() if source.ours}
        self._zone = config.profile.zone
        self._nlp = spacy.blank("es")
        for name in components.PIPELINE:
            self._nlp.add_pipe(name, config=settings.get(name, {}))
        self._nlp.set_error_handler(_mark_failed)  # type: ignore[arg-type]  # typed as never returning
        self._referrer = Referrer(config)
        self.parts = stamp.parts(_stamped(config), gazetteer=config.gazetteer)  # what it is made of
        self.analyzer = stamp.analyzer(self.parts)

    def pipe(self, clippings: Iterable[Clipping]) -> Iterator[Analysis]:
        """One analysis for each clipping, in order; one that cannot be read says why."""
        waiting = iter(clippings)
        while taken := list(islice(waiting, ZONE)):
            # The zone gives back the words that these texts added to the vocabulary.
            with self._nlp.memory_zone():
                batches = (taken[first : first + BATCH] for first in range(0, ZONE, BATCH))
                analyses = [one for batch in batches for one in self._read(batch)]
            yield from analyses

    def _read(self, batch: list[Clipping]) -> list[Analysis]:
        docs = [self._doc(clipping) for clipping in batch]
        for _ in self._nlp.pipe(doc for doc in docs if isinstance(doc, Doc)):
            pass
        return [self._analysis(*pair) for pair in zip(batch, docs, strict=True)]

    def _doc(self, clipping: Clipping) -> Doc | str | None:
        """The Doc to read; None when it names nobody; the reason when it cannot be made."""
        try:
            one = piece(clipping, clipping.published_at.astimezone(self._zone).date())
            found = self._referrer.found(one) if self._referrer.opens(one) else ()
            if not found and clipping.source_id not in self._ours:
                return None
            told = one.tokenised(mention.start for mention in found)
            spoken = one.kind is PieceKind.POST or clipping.outlet_id in self._networks
            return notes.attach(self._nlp.make_doc(told), one, found, spoken=spoken)
        except Exception as error:  # whatever a text does, the others are read
            said = faults.reason("tokenizer", error, (clipping.title, clipping.text))
            logger.error("%s: %s\n%s", clipping.id, said, faults.trace(error))
            return said

    def _analysis(self, clipping: Clipping, doc: Doc | str | None) -> Analysis:
        empty = Analysis(
            clipping_id=clipping.id, revision=clipping.revision, analyzer=self.analyzer
        )
        if not isinstance(doc, Doc):
            return replace(empty, failed=doc)
        noted = notes.of(doc)
        if noted.failed:
            return replace(empty, failed=noted.failed)
        return replace(
            empty,
            mentions=noted.mentions,
            readings=noted.readings,
            entities=noted.entities,
            quotes=noted.quotes,
            places=noted.places,
            petitions=noted.petitions,
            private=noted.private,
            kind=noted.kind,
            theme=noted.theme,
            theme_confidence=noted.theme_confidence,
            language=noted.language,
            vector=noted.vector,
        )


def _watched(config: Config) -> str:
    """What of the configuration changes an analysis."""
    part = config.model_copy(update={"outlets": (), "offices": (), "mail": None})
    return part.model_dump_json(include={"profile", "subjects", "outlets", "gazetteer"})


def _demanding(config: Config) -> str:
    """What of the configuration changes a petition."""
    part = config.model_copy(update={"outlets": (), "offices": (), "mail": None})
    return part.model_dump_json(include=_DEMANDING)


def _stamped(config: Config) -> str:
    """The same without who a digest is for, and when: another recipient makes nothing stale."""
    return config.model_dump_json(include=_STAMPED, exclude={"profile": _TOLD})


def _mark_failed(name: str, _component: Any, docs: list[Doc], error: Exception) -> None:
    texts = [notes.of(doc).piece.whole for doc in docs]
    said = faults.reason(name, error, texts)
    logger.error("%s\n%s", said, faults.trace(error))
    for doc in docs:
        notes.of(doc).failed = said
