"""The register (*bitácora*) of what a search found, in a file for Excel or as CSV.

To add a format: a writer here, its line in `WRITERS`, and its option in `find`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.show import counted_notes
from monitor.model import Analysis, Entry, Field, Span

if TYPE_CHECKING:
    from monitor.archive.records import Found
    from monitor.config import Config
    from reports.register import Row

_NOWHERE = Span(field=Field.TEXT, start=0, end=0)
Writer = Callable[["Sequence[Row]", "Config", datetime], bytes]


def write_register(
    found: Sequence[Found], files: Mapping[str, Path], *, config: Config, now: datetime
) -> None:
    """Each file whole; `files` is by format."""
    from reports.register import found as register_of

    rows = register_of([_entry(each) for each in found], config)
    made_at = max((each.clipping.collected_at for each in found), default=now)
    for form, path in files.items():
        path.write_bytes(WRITERS[form](rows, config, made_at))
        click.echo(f"{counted_notes(len(rows))} en {path}", err=True)


def _xlsx(rows: Sequence[Row], config: Config, made_at: datetime) -> bytes:
    from reports.register import Page, said
    from reports.sheet import book

    profile = config.profile
    return book(
        [Page(title=said("page"), rows=tuple(rows))],
        title=f"{said('page')} · {profile.municipality}",
        office=profile.office,
        made_at=made_at,
        language=profile.language,
    )


def _csv(rows: Sequence[Row], config: Config, made_at: datetime) -> bytes:
    from reports.register import comma_separated

    return comma_separated(rows, language=config.profile.language).encode("utf-8")


WRITERS: Mapping[str, Writer] = {"xlsx": _xlsx, "csv": _csv}


def _entry(found: Found) -> Entry:
    """What a search gives of a piece, as the digest takes it."""
    clipping = found.clipping
    return Entry(
        clipping=clipping,
        analysis=Analysis(
            clipping_id=clipping.id,
            revision=clipping.revision,
            analyzer="",
            readings=found.readings,
            kind=found.kind,
            theme=found.theme,
            theme_confidence=1.0 if found.theme else 0.0,
            private=found.private,
        ),
        story_id=found.story_id or clipping.id,
    )


def shown(found: Found, config: Config) -> Found:
    """The same with personal data covered; of what its author took back, without its words."""
    from reports import shielding

    entry = _entry(found)
    if shielding.is_taken_back(entry, config):
        bare = tuple(replace(each, evidence=_NOWHERE) for each in found.readings)
        clipping = shielding.emptied(found.clipping)
        return replace(found, clipping=clipping, readings=bare, snippet="", private=())
    return replace(found, clipping=shielding.shown(entry, config).clipping)
