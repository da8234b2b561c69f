"""The command `digest deliveries`: who has an edition, who was refused, who still waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.session import Session
from monitor.cli.show import json_option, local_time, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.archive.departed import Departure
    from monitor.archive.records import MailState, RecipientState


@click.command(
    help="A quién se le entregó una edición (la última, si no se dice cuál), a quién se le rechazó "
    "y por qué, y qué espera."
)
@click.argument("edition", metavar="[EDICIÓN]", required=False)
@json_option
@click.pass_obj
def deliveries(session: Session, edition: str | None, as_json: bool) -> None:
    found = _of(session, edition)
    if as_json:
        gone = session.archive.departures.all()
        print_json([_told(each, gone) for each in found])
        return
    if not found:
        click.echo(f"La edición {edition} no tenía destinatarios." if edition else _NOTHING)
        return
    click.echo(f"Edición {found[0].edition_id}")
    rows = [row for each in found for row in _rows(session, each)]
    rows += [_gone(session, each) for each in session.archive.departures.all()]
    print_table(("lista", "a quién", "cómo va", "detalle"), rows)


_NOTHING = "Todavía no sale ninguna edición con destinatarios."


def _of(session: Session, edition: str | None) -> list[MailState]:
    """Its messages, those of the profile first and then as the file has the lists."""
    if edition and session.archive.digest(edition) is None:
        raise click.UsageError(f"No hay una edición «{edition}»; véalas con: sintesis digest list")
    chosen = edition or next((each.edition_id for each in session.archive.mails()), None)
    order = ["", *(each.id for each in session.config.lists)]
    return sorted(
        session.archive.mails(chosen) if chosen else [],
        key=lambda each: (
            order.index(each.list_id) if each.list_id in order else len(order),
            each.recipients[:1] and each.recipients[0].address,
        ),
    )


def _gone(session: Session, departure: Departure) -> tuple[str, str, str, str]:
    from monitor import leaving

    to = leaving.named(departure.list_id, session.config)
    since = local_time(session.config.local(departure.at))
    return to, departure.address, "se dio de baja", f"{since}, {departure.by}"


def _rows(session: Session, mail: MailState) -> Iterator[tuple[str, str, str, str]]:
    from monitor import leaving

    to = leaving.named(mail.list_id, session.config)
    for recipient in mail.recipients:
        state = _state(mail, recipient)
        yield to, recipient.address, _WORDS[state], _detail(session, mail, recipient, state)


_WORDS = {
    "accepted": "aceptado",
    "refused": "rechazado",
    "sending": "saliendo",
    "unsure": "en duda",
    "waiting": "espera",
}


def _state(mail: MailState, recipient: RecipientState) -> str:
    if recipient.accepted_at:
        return "accepted"
    if recipient.refused_at:
        return "refused"
    if mail.claimed_at:
        return "sending"
    return "unsure" if mail.unsure else "waiting"


def _detail(session: Session, mail: MailState, recipient: RecipientState, state: str) -> str:
    if recipient.accepted_at:
        return local_time(session.config.local(recipient.accepted_at))
    if recipient.refused_at:
        return recipient.reason or ""
    since = f"desde {local_time(session.config.local(mail.claimed_at))}" if mail.claimed_at else ""
    again = f"se reintenta a partir de {local_time(session.config.local(mail.retry_at))}"
    reason = f"{mail.reason}; " if mail.reason else ""
    doubt = "pudo haber llegado; " if state == "unsure" else ""
    return since or (f"{reason}{doubt}{again}" if mail.attempts else "")


def _told(mail: MailState, gone: Iterable[Departure]) -> dict[str, object]:
    return {
        "edition": mail.edition_id,
        "list": mail.list_id,
        "channel": mail.channel,
        "message_id": mail.message_id,
        "attempts": mail.attempts,
        "reason": mail.reason,
        "retry_at": None if mail.done_at else mail.retry_at,
        "recipients": [
            {
                "address": each.address,
                "state": _state(mail, each),
                "accepted_at": each.accepted_at,
                "refused_at": each.refused_at,
                "reason": each.reason,
            }
            for each in mail.recipients
        ],
        "departed": [
            {"address": each.address, "at": each.at, "by": each.by}
            for each in gone
            if each.list_id == mail.list_id
        ],
    }
