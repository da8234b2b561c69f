"""What a person is told of the chain of seals; its words are in `sealed.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import tzinfo
from functools import cache
from importlib.resources import files

from monitor.archive.seals import Flaw, Proof
from monitor.plurals import counted


def told(proof: Proof, zone: tzinfo) -> str:
    """How the chain stands, in a sentence."""
    if proof.flaw:
        return f"Alguien tocó el registro de actuaciones: {harm(proof.flaw, zone)}."
    if not proof.seals:
        return "El registro de actuaciones está vacío: nadie ha hecho nada todavía."
    seals = counted(proof.seals, "sello")
    covered = f" ({counted(proof.covered, 'cubierto')})" if proof.covered else ""
    return f"El registro de actuaciones está completo: {seals}{covered}; {proof.head}"


def harm(flaw: Flaw, zone: tzinfo) -> str:
    """What was done, and to what."""
    folio = f"folio {flaw.folio}" if flaw.folio else ""
    when = f"{flaw.at.astimezone(zone):%d/%m/%Y %H:%M}" if flaw.at else ""
    which = ", ".join(filter(None, (folio, when)))
    row = _words()["row"].get(flaw.of, flaw.of).format(row=flaw.row)
    what = f"{row} ({which})" if which else row
    return _words()["harm"][flaw.harm.value].format(what=what, number=flaw.number, head=flaw.head)


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files(__package__).joinpath("sealed.toml").read_text(encoding="utf-8"))
