"""What offices answered by mail and nobody could tell: the commands `demands replies`.

To add one: its function here, as a command of `replies`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.demanded import STATES, state
from monitor.cli.drafting import by_option
from monitor.cli.protecting import demand_of, named, remember
from monitor.cli.session import Session
from monitor.cli.show import json_option, local_time, print_json, print_table, safe
from monitor.demands.states import said
from monitor.labels import DemandState

if TYPE_CHECKING:
    from monitor.archive.replied import Reply

SHOWN = 120  # characters of an answer in the list
LIMIT = 100
KEY = 8  # characters of its id by which one is asked for

reply_argument = click.argument("reply", metavar="CLAVE")


@click.group(
    invoke_without_command=True,
    help="Las respuestas por correo que esperan a una persona, con la razón; con --all, todas y "
    "qué fue de cada una.",
)
@click.option("--all", "every", is_flag=True, help="También las aplicadas y las ignoradas.")
@json_option
@click.pass_context
def replies(context: click.Context, every: bool, as_json: bool) -> None:
    if context.invoked_subcommand:
        return
    session: Session = context.obj
    found = session.archive.cases.replies.listed(every=every, limit=LIMIT)
    if as_json:
        print_json([_told(each) for each in found])
        return
    if not found:
        click.echo("Ninguna respuesta." if every else "Ninguna respuesta espera a una persona.")
        return
    print_table(
        ("clave", "llegó", "de", "folio", "por qué", "dice"),
        (
            (
                each.id[:KEY],
                local_time(session.config.local(each.received_at)),
                each.sender,
                each.folio or "—",
                each.reason,
                _covered(each.text, room=SHOWN),
            )
            for each in found
        ),
    )
    if not every:
        click.echo("Léala con: demands replies show CLAVE; luego: replies settle, o replies drop")


@replies.command(help="Una respuesta entera; queda escrito quién la leyó.")
@reply_argument
@by_option
@click.pass_obj
def show(session: Session, reply: str, by: str) -> None:
    found = session.archive.cases.replies.find(reply)
    remember(session, by, "reply", folio=found.folio)
    local = local_time(session.config.local(found.received_at))
    click.echo(safe(f"De: {found.sender}\nLlegó: {local}\nAsunto: {found.subject}"))
    click.echo(safe(f"Por qué: {found.reason}\n\n{found.text or '(sin texto)'}"))
    for each in found.files:
        click.echo(safe(f"Adjunto: {each.name} ({each.path or 'sigue en el buzón'})"))


@replies.command(
    help="Dice qué significa una respuesta: el estado en que queda su folio o, sin --state, una "
    "nota en su historia."
)
@reply_argument
@click.option("--folio", metavar="FOLIO", help="De qué folio habla, si no es el que ya se sabe.")
@click.option("--state", "after", type=state, metavar=STATES, help="Cómo quedó.")
@click.option("--note", metavar="TEXTO", help="Qué se anota, si no lo que dice la respuesta.")
@click.option("--body", metavar="AUTORIDAD", default="", help="A qué otra autoridad le toca.")
@by_option
@click.pass_obj
def settle(
    session: Session,
    reply: str,
    folio: str | None,
    after: DemandState | None,
    note: str | None,
    body: str,
    by: str,
) -> None:
    from monitor.demands import answers, moves
    from monitor.demands.moves import Word
    from monitor.local import utc_now
    from monitor.replying import evidence

    kept = session.archive.cases.replies
    found = kept.find(reply)
    asked = folio or found.folio
    if asked is None:
        raise click.UsageError("No se sabe de qué folio habla: dígalo con --folio.")
    demand, now = demand_of(session, asked), session.config.local(utc_now())
    words = note if note is not None else answers.noted(found.text)
    word = Word(by=named(by), at=now, note=words, evidence=evidence(found))
    closing = session.config.demands.closing
    if after is None:
        change = moves.note(demand, word)
    else:
        change = moves.answer(demand, after, word, closing=closing, body=body)
    kept.settle(found.id, change, by=word.by, now=now)
    how = f"queda en «{said(after)}»" if after else "lleva una nota más"
    click.echo(f"El folio {demand.folio} {how}.")


@replies.command(help="Deja de lado una respuesta: no dice nada de ningún folio.")
@reply_argument
@by_option
@click.pass_obj
def drop(session: Session, reply: str, by: str) -> None:
    from monitor.local import utc_now

    kept = session.archive.cases.replies
    kept.drop(kept.find(reply).id, by=named(by), now=utc_now())
    click.echo("Se dejó de lado.")


def _told(reply: Reply) -> dict[str, object]:
    return {
        "id": reply.id,
        "received_at": reply.received_at,
        "sender": reply.sender,
        "folio": reply.folio,
        "fate": reply.fate,
        "reason": reply.reason,
        "says": _covered(reply.text),
        "files": [{"name": each.name, "path": each.path} for each in reply.files],
        "settled_by": reply.settled_by,
    }


def _covered(words: str, *, room: int | None = None) -> str:
    """The words on one line, whatever is of a person covered."""
    from monitor.privacy import covered

    text = " ".join(covered(words).split())
    return text if room is None or len(text) <= room else f"{text[:room]}…"
