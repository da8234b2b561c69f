"""The step that groups: what waits in the archive is put into its story, a few at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from monitor import stories
from monitor.archive import Archive
from monitor.archive.records import Kin
from monitor.archive.stories import Desk
from monitor.model import Analysis, Clipping
from monitor.stories import Frequencies, Member, Newcomer, Note, Piece, Profile, Said

BATCH = 20  # clippings of one transaction: a kill repeats at most so many


def group(archive: Archive, *, now: datetime) -> int:
    """Group some of what waits, the oldest first; how many, 0 when nothing waits."""
    with archive.grouping() as desk:
        waiting = desk.waiting(limit=BATCH)
        for clipping, analysis in waiting:
            _put(desk, clipping, analysis)
        desk.forget(now=now)
    return len(waiting)


def _put(desk: Desk, clipping: Clipping, analysis: Analysis | None) -> None:
    piece = _piece(clipping, analysis)
    read = stories.read(piece)
    notes, of = desk.frequencies(read.keys, at=piece.published_at)
    new = _newcomer(piece, stories.profile(read, Frequencies(notes=notes, of=of)))
    its = new.note.profile
    bands = stories.bands(its.signature)
    near = desk.near({word: of.get(word, 0) for word in its.sought}, bands, at=piece.published_at)
    heard = desk.said(clipping.id, {kin.story_id for kin in near})
    said = Said(together=heard.together, apart=heard.apart, divided=heard.divided)
    members = desk.members(stories.shortlist(new, _members(near), said))
    placed = stories.place(new, _members(members), said)
    desk.save(
        clipping.id,
        story_id=placed.story_id,
        absorbed=placed.absorbed,
        signature=its.signature,
        profile=stories.packed(its),
        traits=[*its.sought, *bands],
        words=read.keys,
    )


def _piece(clipping: Clipping, analysis: Analysis | None) -> Piece:
    return Piece(
        id=clipping.id,
        title=clipping.title,
        text=clipping.text,
        published_at=clipping.published_at,
        places=tuple(place.name for place in analysis.places) if analysis else (),
    )


def _newcomer(piece: Piece, profile: Profile) -> Newcomer:
    note = Note(profile=profile, published_at=piece.published_at)
    return Newcomer(id=piece.id, note=note)


def _members(kin: Iterable[Kin]) -> list[Member]:
    return [
        Member(
            id=each.clipping_id,
            story_id=each.story_id,
            note=Note(
                profile=_profile(each.profile, each.signature),
                published_at=each.published_at,
            ),
        )
        for each in kin
    ]


@lru_cache(maxsize=512)  # some 5 MB; the notes of a running event are asked again and again
def _profile(kept: bytes, signature: bytes) -> Profile:
    return stories.unpacked(kept, signature=signature)
