"""Commands of the analyst: `correct` what was read, and see or export the `corrections`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.asking import STANCES
from monitor.cli.session import Session
from monitor.cli.show import (
    json_option,
    local_time,
    print_json,
    print_table,
    safe,
    subject_name,
)
from monitor.model import Responsible, Stance, Tone

if TYPE_CHECKING:
    from monitor.archive.amending import Corrected, Correction, Label
    from monitor.model import Clipping

STATES: Mapping[str, str] = {
    "holds": "vale",
    "review": "por revisar",
    "replaced": "sustituida",
    "undone": "deshace",
}
NOT_MENTIONED, UNDONE = "no se menciona", "como la leyó Síntesis"


def _names(kind: type[Stance | Tone | Responsible]) -> click.Choice[str]:
    return click.Choice([each.value for each in kind])


@click.command(
    help="Corrige lo que se leyó de un tema en una nota (su dirección o su id). Vale desde ahora, "
    "también si se vuelve a etiquetar; las ediciones que ya salieron no cambian."
)
@click.argument("note", metavar="NOTA")
@click.option("--subject", metavar="ID", required=True, help="El tema que se corrige.")
@click.option("--stance", type=_names(Stance), help="Cómo lo trata la nota.")
@click.option("--tone", type=_names(Tone), help="Si el suceso es bueno o malo para quien lo vive.")
@click.option(
    "--responsible",
    type=_names(Responsible),
    help="A quién se culpa: al tema, a otra autoridad o a nadie.",
)
@click.option("--evidence", metavar="PALABRAS", help="Las palabras de la nota que lo prueban.")
@click.option("--not-mentioned", is_flag=True, help="La nota no habla de ese tema.")
@click.option("--undo", is_flag=True, help="Quita la corrección: vale otra vez lo que se leyó.")
@click.option("--by", metavar="NOMBRE", help="Quién corrige.")
@click.option("--note", "remark", metavar="TEXTO", help="Por qué; solo lo ve la oficina.")
@click.pass_obj
def correct(
    session: Session,
    note: str,
    subject: str,
    stance: str | None,
    tone: str | None,
    responsible: str | None,
    evidence: str | None,
    not_mentioned: bool,
    undo: bool,
    by: str | None,
    remark: str | None,
) -> None:
    from monitor.archive.amending import Correction, Verdict
    from monitor.local import utc_now

    _check(session, subject, [bool(stance), not_mentioned, undo])
    if not stance and (tone or responsible or evidence):
        raise click.UsageError("--tone, --responsible y --evidence acompañan a --stance.")
    clipping = clipping_of(session, note)
    verdict = Verdict.NOT_MENTIONED if not_mentioned else Verdict.UNDONE if undo else Verdict.READ
    made = Correction(
        clipping_id=clipping.id,
        subject_id=subject,
        verdict=verdict,
        stance=Stance(stance) if stance else None,
        tone=Tone(tone) if tone else None,
        responsible=Responsible(responsible) if responsible else None,
        evidence=evidence or "",
        by=by,
        note=remark,
    )
    session.archive.correct(made, now=utc_now())
    click.echo(
        f"{subject_name(session.config, subject)}: {_said(made)}, en «{safe(clipping.title)}»."
    )


def _check(session: Session, subject: str, asked: list[bool]) -> None:
    if subject not in session.config.subject:
        known = ", ".join(session.config.subject)
        raise click.UsageError(f"No hay un tema «{subject}». Hay: {known}")
    if sum(asked) != 1:
        raise click.UsageError("Diga una sola cosa: --stance, --not-mentioned o --undo.")


def is_note(written: str) -> bool:
    """Does it look like the address or the id of a note?"""
    return bool(re.fullmatch(r"[0-9a-f]{24}|https?://\S+", written))


def clipping_of(session: Session, note: str) -> Clipping:
    """The clipping that an address or an id means."""
    from monitor import urls

    if re.fullmatch("[0-9a-f]{24}", note):
        found = session.archive.clipping(note)
    elif address := urls.canonical(note):
        trace = session.archive.trace(address)
        found = trace.clipping if trace else None
    else:
        raise click.UsageError(f"«{note}» no es la dirección ni el id de una nota.")
    if found is None:
        raise click.UsageError(f"La nota no está en el acervo; vea por qué: sintesis why {note}")
    return found


def _said(made: Correction) -> str:
    if made.stance is None:
        return UNDONE if made.verdict == "undone" else NOT_MENTIONED
    others = [made.tone and f"suceso {made.tone}", made.responsible and f"culpa {made.responsible}"]
    return ", ".join([STANCES[made.stance], *filter(None, others)])


@click.group(
    invoke_without_command=True,
    help="Las correcciones, de la más nueva a la más vieja. Una queda «por revisar» cuando la nota "
    "cambió y ya no dice las palabras por las que se corrigió.",
)
@click.option("--review", is_flag=True, help="Solo las que hay que revisar.")
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, help="Cuántas, a lo más."
)
@json_option
@click.pass_context
def corrections(context: click.Context, review: bool, limit: int, as_json: bool) -> None:
    if context.invoked_subcommand:
        return
    session: Session = context.obj
    found = session.archive.corrections(review=review, limit=limit)
    if as_json:
        print_json(found)
        return
    print_table(
        ("fecha", "nota", "tema", "corrección", "quién", "estado"),
        (_cells(session, each) for each in found),
    )


def _cells(session: Session, each: Corrected) -> tuple[str, ...]:
    made = each.correction
    said = f"{_said(made)} ({made.note})" if made.note else _said(made)
    return (
        local_time(session.config.local(each.made_at)),
        each.title or each.url or made.clipping_id,
        subject_name(session.config, made.subject_id),
        said,
        made.by or "—",
        STATES[each.state],
    )


@corrections.command(
    help="Escribe las que valen como filas etiquetadas (JSONL): califican con «evaluate stance» y "
    "entrenan con «make train». No llevan quién corrigió."
)
@click.argument("file", metavar="ARCHIVO", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def export(session: Session, file: Path) -> None:
    labels = session.archive.labels()
    lines = [json.dumps(_row(each), ensure_ascii=False) for each in labels if each]
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    click.echo(f"{len(lines)} filas en {file}", err=True)
    if left := len(labels) - len(lines):
        click.echo(f"{left} sin fila: en su frase ninguna palabra nombra al tema.", err=True)


def _row(label: Label) -> dict[str, object]:
    """A row of `nlp/labelled/readings.jsonl`."""
    target = {
        "start": label.start,
        "end": label.end,
        "label": label.stance,
        "tone": label.tone,
        "responsible": label.responsible,
        "voice": label.voice,
    }
    return {
        "text": label.text,
        "outlet": label.outlet_id,
        "author": "correction",
        "entities": [],
        "targets": [target],
    }
