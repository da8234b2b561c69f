"""Small makers of the nouns that the archive keeps: all invented, each different by its number."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from monitor.archive import Archive
from monitor.archive.records import Read, StoredDigest
from monitor.config import Source
from monitor.model import (
    Analysis,
    Clipping,
    Edition,
    Entry,
    Field,
    Harvest,
    Item,
    Mail,
    Mention,
    Outcome,
    Reading,
    Span,
    Stance,
)

NOW = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)
HORIZON = timedelta(days=3)
HOST = "diario.example"
BAND = 1 << 40


def source(name: str = "diario", *, host: str = HOST, every: int = 15) -> Source:
    return Source(
        kind="feed",
        url=f"https://{host}/{name}.xml",
        every=timedelta(minutes=every),
        id=f"{name}-feed",
        outlet_id=name,
    )


def item(number: int, *, title: str | None = None, source_id: str = "diario-feed") -> Item:
    return Item(
        source_id=source_id,
        guid=str(number),
        url=f"https://{HOST}/notas/{number}",
        title=title or f"Nota número {number}",
        published_at=NOW - timedelta(hours=2) + timedelta(minutes=number),
    )


def clipping(
    of: Item, text: str = "El gobierno reparó los baches.", *, revision: int = 1
) -> Clipping:
    return Clipping(
        id=of.id,
        revision=revision,
        source_id=of.source_id,
        outlet_id="diario",
        url=of.url,
        title=of.title,
        text=text,
        published_at=of.published_at or NOW,
        collected_at=NOW,
    )


def analysis(
    of: Clipping,
    *subjects: str,
    stance: Stance = Stance.NEUTRAL,
    failed: str | None = None,
) -> Analysis:
    span = Span(field=Field.TEXT, start=0, end=len(of.text))
    at = Span(field=Field.TITLE, start=0, end=4)
    return Analysis(
        clipping_id=of.id,
        revision=of.revision,
        analyzer="lector-1",
        failed=failed,
        mentions=tuple(
            Mention(
                subject_id=subject,
                at=at,
                evidence=span,
                stance=stance,
                confidence=0.75,
                form="full",
            )
            for subject in subjects
        ),
        readings=tuple(
            Reading(subject_id=subject, stance=stance, evidence=span, mentions=1)
            for subject in subjects
        ),
    )


def announce(archive: Archive, *items: Item, now: datetime = NOW) -> int:
    return archive.collected(source(), Harvest(items=items), now=now, horizon=HORIZON)


def keep(archive: Archive, of: Item, text: str, *, revision: int = 1) -> Clipping:
    """Read an item that was announced into a clipping."""
    kept = clipping(of, text, revision=revision)
    archive.save_reads([Read(item_id=of.id, outcome=Outcome.CLIPPED, clipping=kept)], now=NOW)
    return kept


def tell_of(
    archive: Archive,
    number: int,
    *,
    title: str | None = None,
    text: str = "El gobierno reparó los baches.",
    subjects: tuple[str, ...] = ("gobierno",),
    stance: Stance = Stance.NEUTRAL,
) -> Clipping:
    """Walk a piece from its announcement to a story of its own."""
    announced = item(number, title=title)
    announce(archive, announced)
    kept = keep(archive, announced, text)
    archive.save_analyses([analysis(kept, *subjects, stance=stance)])
    group(archive, kept.id)
    return kept


def group(
    archive: Archive, key: str, *, story: str | None = None, absorbed: tuple[str, ...] = ()
) -> None:
    with archive.grouping() as desk:
        desk.save(key, story_id=story or key, absorbed=absorbed, signature=b"firma", traits=[BAND])


def edition(key: str, *entries: Entry) -> Edition:
    day, _, hour = key.partition("T")
    return Edition(id=key, day=date.fromisoformat(day), hour=hour, opened_at=NOW, entries=entries)


def digest(of: Edition, *, closed_at: datetime = NOW) -> StoredDigest:
    return StoredDigest(
        edition_id=of.id,
        day=of.day,
        hour=of.hour,
        subject=f"Síntesis del {of.day}",
        html="<p>Niñez</p>",
        text="Niñez",
        data="{}",
        closed_at=closed_at,
    )


def mail(key: str, *recipients: str) -> Mail:
    return Mail(
        id=key,
        message_id=f"<{key}@oficina.example>",
        sender="sintesis@oficina.example",
        recipients=recipients or ("direccion@oficina.example",),
        message="Síntesis".encode(),
    )


def close(archive: Archive, of: Edition, *mails: Mail, now: datetime = NOW) -> None:
    archive.close_edition(of, digest=digest(of, closed_at=now), mails=mails, now=now)
