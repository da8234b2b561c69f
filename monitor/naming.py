"""Every form of words that names a watched subject; shared by the byte scan and the tagger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.config import Config, Holder, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Words that name a subject wherever they stand."""

    text: str
    subject_id: str
    form: str  # full · role
    needs: tuple[str, ...] = ()  # one of these must be in the piece too
    holder: Holder | None = None  # the person whom the words name, when they name a person


def forms(config: Config) -> tuple[Form, ...]:
    """All that can open a mention. Short forms are not here: they need one of these first."""
    return tuple(form for subject in config.subjects for form in _forms(subject, config))


def _forms(subject: Subject, config: Config) -> Iterator[Form]:
    for alias in subject.aliases:
        yield Form(text=alias.text, subject_id=subject.id, form="full", needs=alias.needs)
    for holder in subject.holders:
        for name in (holder.name, *holder.aliases):
            yield Form(text=name, subject_id=subject.id, form="full", holder=holder)
    for role in subject.roles:
        for place in config.profile.places:
            yield Form(text=f"{role} de {place}", subject_id=subject.id, form="role")
        for demonym in config.profile.demonyms:
            yield Form(text=f"{role} {demonym}", subject_id=subject.id, form="role")
