"""Rows to what the NLP read and back: which column holds which field of an Analysis."""

from __future__ import annotations

from typing import Final

from pydantic import TypeAdapter

from monitor.archive.columns import clean
from monitor.archive.rows import AnyRow, Record
from monitor.archive.words import folded_words
from monitor.model import (
    Analysis,
    Entity,
    EntityKind,
    Field,
    Mention,
    Petition,
    PieceKind,
    Place,
    PlaceKind,
    Quote,
    Reading,
    Responsible,
    Span,
    Stance,
    Tone,
    Voice,
)

_PETITIONS: Final = TypeAdapter(tuple[Petition, ...])
_SPANS: Final = TypeAdapter(tuple[Span, ...])
_LONGEST_KEY: Final = 200  # characters: an index of PostgreSQL cannot hold a long one


def name_key(name: str) -> str:
    """The words of a name as search sees them, with a space on both sides of each."""
    words = " ".join(folded_words(clean(name)))[:_LONGEST_KEY]
    return f" {words} "


def analysis_row(analysis: Analysis) -> Record:
    return {
        "clipping_id": analysis.clipping_id,
        "revision": analysis.revision,
        "analyzer": analysis.analyzer,
        "failed": analysis.failed,
        "kind": analysis.kind.value if analysis.kind else None,
        "theme": analysis.theme,
        "theme_confidence": analysis.theme_confidence,
        "language": analysis.language,
        "vector": analysis.vector or None,
        "petitions": _PETITIONS.dump_json(analysis.petitions).decode(),
        "private": _SPANS.dump_json(analysis.private).decode(),
    }


def analysis_of(
    row: AnyRow,
    *,
    mentions: tuple[Mention, ...],
    readings: tuple[Reading, ...],
    entities: tuple[Entity, ...],
    quotes: tuple[Quote, ...],
    places: tuple[Place, ...],
) -> Analysis:
    return Analysis(
        clipping_id=row.clipping_id,
        revision=row.revision,
        analyzer=row.analyzer,
        mentions=mentions,
        readings=readings,
        entities=entities,
        quotes=quotes,
        places=places,
        kind=PieceKind(row.kind) if row.kind else None,
        theme=row.theme,
        theme_confidence=row.theme_confidence,
        language=row.language,
        vector=row.vector or b"",
        petitions=_PETITIONS.validate_json(row.petitions),
        private=_SPANS.validate_json(row.private),
        failed=row.failed,
    )


def span_row(name: str, span: Span | None) -> Record:
    return {
        f"{name}_field": span.field.value if span else None,
        f"{name}_start": span.start if span else None,
        f"{name}_end": span.end if span else None,
    }


def span_of(row: AnyRow, name: str) -> Span:
    """The span of columns that always have one."""
    return Span(
        field=Field(getattr(row, f"{name}_field")),
        start=getattr(row, f"{name}_start"),
        end=getattr(row, f"{name}_end"),
    )


def maybe_span_of(row: AnyRow, name: str) -> Span | None:
    return None if getattr(row, f"{name}_field") is None else span_of(row, name)


def mention_row(mention: Mention) -> Record:
    return {
        "subject_id": mention.subject_id,
        "stance": mention.stance.value,
        **span_row("evidence", mention.evidence),
        **span_row("at", mention.at),
        "confidence": mention.confidence,
        "form": mention.form,
        "holder": mention.holder,
        "alias": mention.alias,
        "identity": mention.identity,
        "tone": mention.tone.value,
        "tone_confidence": mention.tone_confidence,
        "responsible": mention.responsible.value,
        "responsible_confidence": mention.responsible_confidence,
        "voice": mention.voice.value,
        "voice_confidence": mention.voice_confidence,
    }


def mention_of(row: AnyRow) -> Mention:
    return Mention(
        subject_id=row.subject_id,
        at=span_of(row, "at"),
        evidence=span_of(row, "evidence"),
        stance=Stance(row.stance),
        confidence=row.confidence,
        form=row.form,
        holder=row.holder,
        alias=row.alias or "",
        identity=row.identity,
        tone=Tone(row.tone),
        tone_confidence=row.tone_confidence,
        responsible=Responsible(row.responsible),
        responsible_confidence=row.responsible_confidence,
        voice=Voice(row.voice),
        voice_confidence=row.voice_confidence,
    )


def reading_row(reading: Reading) -> Record:
    """What an analyst corrected is no part of it: that is kept apart, and for ever."""
    return {
        "subject_id": reading.subject_id,
        "stance": reading.stance.value,
        **span_row("evidence", reading.evidence),
        "mentions": reading.mentions,
        "confidence": reading.confidence,
        "tone": reading.tone.value,
        "responsible": reading.responsible.value,
        "voice": reading.voice.value,
    }


def reading_of(row: AnyRow) -> Reading:
    return Reading(
        subject_id=row.subject_id,
        stance=Stance(row.stance),
        evidence=span_of(row, "evidence"),
        mentions=row.mentions,
        confidence=row.confidence,
        tone=Tone(row.tone),
        responsible=Responsible(row.responsible),
        voice=Voice(row.voice),
    )


def entity_row(entity: Entity) -> Record:
    return {
        "kind": entity.kind.value,
        "name": entity.name,
        "folded": name_key(entity.name),
        **span_row("at", entity.at),
        "times": entity.times,
    }


def entity_of(row: AnyRow) -> Entity:
    return Entity(kind=EntityKind(row.kind), name=row.name, at=span_of(row, "at"), times=row.times)


def quote_row(quote: Quote) -> Record:
    return {
        **span_row("words", quote.words),
        "speaker": quote.speaker,
        "folded": name_key(quote.speaker),
        **span_row("by", quote.by),
        "subject_id": quote.subject_id,
        "verb": quote.verb,
    }


def quote_of(row: AnyRow) -> Quote:
    return Quote(
        words=span_of(row, "words"),
        speaker=row.speaker,
        by=maybe_span_of(row, "by"),
        subject_id=row.subject_id,
        verb=row.verb,
    )


def place_row(place: Place) -> Record:
    return {
        "kind": place.kind.value,
        "name": place.name,
        "folded": name_key(place.name),
        **span_row("at", place.at),
        "municipality": place.municipality,
        "postcode": place.postcode,
        "confidence": place.confidence,
    }


def place_of(row: AnyRow) -> Place:
    return Place(
        kind=PlaceKind(row.kind),
        name=row.name,
        at=span_of(row, "at"),
        municipality=row.municipality,
        postcode=row.postcode,
        confidence=row.confidence,
    )


def spans_of(written: str | None) -> tuple[Span, ...]:
    """Of a column of spans; none where nothing was read."""
    return _SPANS.validate_json(written) if written else ()
