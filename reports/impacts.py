"""One piece of a story as the lists of the digest and the register have it: Entry → Impact."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.config import Config, Outlet, SubjectKind
from monitor.model import Entry, Field, Stance
from reports.headlines import byline, headline
from reports.kinds import kind_of, reproduces_release
from reports.model import Impact, Sentence
from reports.sentences import summary
from reports.words import clean, link


def impact(entry: Entry, outlet: Outlet, *, stance: Stance | None, config: Config) -> Impact:
    clipping = entry.clipping
    return Impact(
        clipping_id=clipping.id,
        revision=clipping.revision,
        outlet=clean(outlet.name),
        title=headline(clipping),
        url=link(clipping.url),
        published_at=config.local(clipping.published_at),
        stance=stance,
        kind=kind_of(entry),
        release=reproduces_release(entry, outlet),
        medium=outlet.medium,
        author=byline(clipping, outlet.name),
        programmes=_programmes(entry, config),
        summary=brief(entry),
        withdrawn=clipping.withdrawn_at is not None,
    )


def _programmes(entry: Entry, config: Config) -> tuple[str, ...]:
    found = (config.subject.get(each.subject_id) for each in entry.analysis.readings)
    return tuple(clean(each.name) for each in found if each and each.kind is SubjectKind.PROGRAMME)


def brief(entry: Entry) -> str:
    """Two or three sentences of the piece itself, with the one that shows its first stance."""
    evidence = (each.evidence for each in entry.analysis.readings[:1])
    needed = [each for each in evidence if each.field is Field.TEXT]
    title = headline(entry.clipping)
    return joined(summary(entry.clipping, title=title, needed=needed, evidence=None))


def joined(told: Sequence[Sentence]) -> str:
    """Sentences as one text; it shows where the piece says more, and whose words are another's."""
    return " ".join(
        ("[…] " if each.gap else "") + each.text + (f" ({each.outlet})" if each.outlet else "")
        for each in told
    )
