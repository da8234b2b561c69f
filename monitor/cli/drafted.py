"""The words of a draft: its listing for a person, its data for a program, each edit in a phrase."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from monitor.cli.asking import STANCES
from monitor.cli.show import subject_name
from monitor.edits import Edit, EditAction
from monitor.plurals import counted

if TYPE_CHECKING:
    from monitor.archive.records import DraftState
    from monitor.config import Config
    from monitor.drafting import Draft, Line

WIDTH = 96
LABELS: Mapping[EditAction, str] = {
    EditAction.DROP: "quitada",
    EditAction.PIN: "fijada",
    EditAction.MOVE: "pasada a otra sección",
    EditAction.SUMMARY: "con otro resumen",
    EditAction.STANCE: "con otra postura",
    EditAction.UNDO: "como estaba",
}


def where(config: Config, section: str) -> str:
    """A section as the page calls it."""
    from reports.sections import SECTIONS, chapters

    known = {each.id: each for each in (*SECTIONS, *chapters(config))}
    return f"«{known[section].title(config)}»" if section in known else section or "quitadas"


def described(config: Config, edit: Edit) -> str:
    """What an edit did, in a phrase."""
    match edit.action:
        case EditAction.DROP:
            return f"quitada de {where(config, edit.before)}"
        case EditAction.PIN:
            return f"fijada; estaba en {where(config, edit.before)}"
        case EditAction.MOVE:
            return f"de {where(config, edit.before)} a {where(config, edit.after)}"
        case EditAction.SUMMARY:
            return f"resumen: «{edit.after}», en vez de «{edit.before}»"
        case EditAction.STANCE:
            return _stances(config, edit)
        case EditAction.UNDO:
            return f"deshace el cambio {edit.before}"


def _stances(config: Config, edit: Edit) -> str:
    subject, _, before = edit.before.rpartition("=")
    after = edit.after.rpartition("=")[2]
    return f"{subject_name(config, subject)}: de {STANCES[before]} a {STANCES[after]}"


def listing(config: Config, draft: Draft, others: Sequence[DraftState]) -> Iterator[str]:
    """The draft for somebody who will approve it, line by line."""
    cover, state = draft.digest.cover, draft.state
    yield f"Borrador de la edición {state.edition_id}"
    yield f"Abierto desde el {config.local(state.opened_at):%d/%m/%Y %H:%M}. {_fate(config, state)}"
    edits = (len(draft.edition.edits), "cambio", "cambios")
    counts = ((cover.stories, "noticia", "noticias"), (cover.impacts, "impacto", "impactos"), edits)
    yield ", ".join(counted(*each) for each in counts)
    if others:
        yield f"También abiertos: {', '.join(each.edition_id for each in others)}"
    titles = {each.id: each.title for each in draft.digest.sections}
    for section, title in titles.items():
        yield f"\n{title.upper()} ({section})"
        yield from (row for line in draft.lines if line.section == section for row in _rows(line))
    dropped = [line for line in draft.lines if line.section is None]
    if dropped:
        yield "\nQUITADAS"
        yield from (row for line in dropped for row in _rows(line))


def _fate(config: Config, state: DraftState) -> str:
    if state.approved_at:
        approved = f"{config.local(state.approved_at):%H:%M}"
        return f"Tiene el visto bueno de {state.approved_by} ({approved}); sale a las {state.hour}."
    asked = config.profile.digest.approval
    if asked and asked.unapproved == "send":
        return f"Sale a las {state.hour}; sin visto bueno, un poco después y marcada."
    return f"Sale a las {state.hour} si tiene visto bueno; si no, espera."


def _rows(line: Line) -> Iterator[str]:
    mark = STANCES[line.stance.value] if line.stance else "○ sin analizar"
    yield _wrapped(f"{line.short}  {mark} · {line.title}", hang=len(line.short) + 2)
    impacts = counted(line.impacts, "impacto", "impactos")
    edited = ("resumen editado",) if line.edited else ()
    beside = " · ".join((line.outlet, impacts, *line.reasons, *edited))
    yield _wrapped(beside, indent=len(line.short) + 2)
    if line.summary:
        yield _wrapped(line.summary, indent=len(line.short) + 2)


def _wrapped(text: str, *, indent: int = 0, hang: int | None = None) -> str:
    return textwrap.fill(
        text,
        width=WIDTH,
        initial_indent=" " * (indent + 2),
        subsequent_indent=" " * ((indent if hang is None else hang) + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )


def shown(config: Config, draft: Draft, others: Sequence[DraftState]) -> dict[str, object]:
    """The draft for a program."""
    from monitor.publishing import leaves_at

    state = draft.state
    return {
        "edition": state.edition_id,
        "opened_at": state.opened_at,
        "leaves_at": leaves_at(config, state),
        "approved_at": state.approved_at,
        "approved_by": state.approved_by,
        "subject": draft.digest.subject,
        "stories": [each for each in draft.lines if each.section],
        "dropped": [each for each in draft.lines if each.section is None],
        "edits": draft.edition.edits,
        "others": [each.edition_id for each in others],
    }
