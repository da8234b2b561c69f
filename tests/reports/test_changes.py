"""A correction is told in few words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.model import Stance
from reports import digest
from reports.model import StoryEntry
from tests.reports import press

LONG = " ".join(f"palabra{number}" for number in range(40))


def told(
    before: str | None, now: str, *, old_title: str = "Título", lead: bool = True
) -> StoryEntry:
    piece = press.clipping("Título", now, revision=2, outlet_id="faro" if lead else "tolvanera")
    first = replace(piece, revision=1, title=old_title, text=before) if before is not None else None
    entry = press.entry(
        piece, press.reading(piece, "mayor", Stance.NEUTRAL, now), story="a", told_revision=1
    )
    other = press.clipping("Otra", "Otra nota del mismo asunto.")
    others = [press.entry(other, press.reading(other, "mayor", Stance.NEUTRAL, "Otra"), story="a")]
    entries = [replace(entry, told=first), *([] if lead else others)]
    [section] = digest.build(press.edition(*entries), press.config()).sections
    return section.stories[0]


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [
        (
            "El choque dejó 9 heridos en la avenida.",
            "El choque dejó 2 heridos en la avenida.",
            "; decía «choque dejó 9 heridos en» y ahora dice «choque dejó 2 heridos en»",
        ),
        ("Habló el edil.", "Habló el edil. Luego se retractó.", "; se agregó «Luego se retractó.»"),
        ("Habló el edil. Mintió.", "Habló el edil.", "; se quitó «Mintió.»"),
        ("No no no.", "No no.", "; se quitó «no»"),
        (f"Inicio {LONG} fin.", "Inicio otro fin.", ""),
        ("Igual.", "Igual.", ""),
        (None, "Igual.", ""),
    ],
)
def test_a_short_change_is_shown(before: str | None, now: str, shown: str) -> None:
    assert told(before, now).change == f"la nota fue corregida{shown}"


def test_a_long_addition_is_begun() -> None:
    change = told("Inicio.", f"Inicio. {LONG}").change or ""
    assert change.endswith("palabra11…»")


def test_another_headline_is_what_matters() -> None:
    change = told("Uno.", "Dos.", old_title="Otro título").change
    assert change == "la nota fue corregida; antes se titulaba «Otro título»"


def test_a_correction_of_another_outlet_says_whose() -> None:
    assert (told("Uno.", "Uno. Dos.", lead=False).change or "").startswith(
        "la nota de La Tolvanera fue corregida"
    )


def test_without_a_correction_nothing_is_said() -> None:
    piece = press.clipping("Título", "Texto.")
    entry = press.entry(piece, press.reading(piece, "mayor", Stance.NEUTRAL, "Texto."))
    [section] = digest.build(press.edition(entry), press.config()).sections
    assert section.stories[0].change is None
