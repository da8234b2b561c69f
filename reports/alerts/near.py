"""Which of the words to look out for a piece says near the municipality: in the sentence that names
it, or over or under a headline that does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.config import Config, SubjectKind
from monitor.folding import fold
from monitor.model import Entry, Field, Span
from reports.alerts.wordlist import Hit, WordList
from reports.sentences import sentences

OPENING = 3  # sentences of the text that tell what its headline announces
SETTLED = 0.5  # of a place
HERE = frozenset(
    {
        SubjectKind.MAYOR,
        SubjectKind.GOVERNMENT,
        SubjectKind.PROGRAMME,
        SubjectKind.DEPARTMENT,
        SubjectKind.PLACE,
    }
)
Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A word of a group, as the piece writes it, and the sentence that has it."""

    group: str
    word: str
    sentence: Span


def said_near(entry: Entry, config: Config, listed: WordList) -> Iterator[Said]:
    """The first of each group; nothing of a drill or a commemoration."""
    if listed.is_calm(entry.clipping.title):
        return
    found: set[str] = set()
    for said in (*_in_text(entry, config, listed), *_in_title(entry, config, listed)):
        if said.group not in found:
            found.add(said.group)
            yield said


def _in_text(entry: Entry, config: Config, listed: WordList) -> Iterator[Said]:
    text = entry.clipping.text
    spans = sentences(text)
    near = {_at(spans, each) for each in _named(entry, config, Field.TEXT)}
    if _is_headed(entry, config):
        near |= set(range(min(OPENING, len(spans))))
    for hit in listed.hits(text):
        place = _at(spans, hit.start)
        if place is not None and place in near:
            yield _said(hit, text, Field.TEXT, spans[place])


def _in_title(entry: Entry, config: Config, listed: WordList) -> Iterator[Said]:
    title, text = entry.clipping.title, entry.clipping.text
    spans = sentences(text)
    opening = spans[min(OPENING, len(spans)) - 1][1] if spans else 0
    named = any(place < opening for place in _named(entry, config, Field.TEXT))
    if named or _is_headed(entry, config):
        for hit in listed.hits(title):
            yield _said(hit, title, Field.TITLE, (0, len(title)))


def _is_headed(entry: Entry, config: Config) -> bool:
    return any(True for _ in _named(entry, config, Field.TITLE))


def _named(entry: Entry, config: Config, field: Field) -> Iterator[int]:
    """Where the piece names us, or a place that is surely ours."""
    for mention in entry.analysis.mentions:
        subject = config.subject.get(mention.subject_id)
        if subject and subject.kind in HERE and mention.at.field is field:
            yield mention.at.start
    ours = {fold(each) for each in (config.profile.municipality, *config.profile.places)}
    for place in entry.analysis.places:
        known = place.municipality is not None and fold(place.municipality) in ours
        if known and place.confidence >= SETTLED and place.at.field is field:
            yield place.at.start


def _at(spans: tuple[Offsets, ...], offset: int) -> int | None:
    found = (place for place, (start, end) in enumerate(spans) if start <= offset < end)
    return next(found, None)


def _said(hit: Hit, whole: str, field: Field, sentence: Offsets) -> Said:
    word = " ".join(whole[hit.start : hit.end].lower().split())
    return Said(
        group=hit.group, word=word, sentence=Span(field=field, start=sentence[0], end=sentence[1])
    )
