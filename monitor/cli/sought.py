"""Which demands: the conditions that `demands list` and `demands export` share.

A new condition is a field of `casework.Asked`, an option of `which` and a line of `asked`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from monitor.cli.asking import known, midnight
from monitor.cli.demanded import STATES, URGENCIES, state, urgency
from monitor.cli.session import Session
from monitor.cli.show import DAY, day

if TYPE_CHECKING:
    from monitor.casework import Asked

Function = TypeVar("Function", bound=Callable[..., Any])


def which(function: Function) -> Function:
    """The options that choose; the command takes them all in `**given`."""
    options = (
        click.argument("words", nargs=-1, metavar="[PALABRAS]..."),
        click.option(
            "--state",
            "states",
            multiple=True,
            type=state,
            metavar=STATES,
            help="En este estado; puede repetirse.",
        ),
        click.option("--office", metavar="DEPENDENCIA", help="De esta dependencia, por su clave."),
        click.option("--category", metavar="CATEGORÍA", help="De ésta (demands categories)."),
        click.option("--colonia", metavar="COLONIA", help="De esta colonia."),
        click.option(
            "--urgency", "urgent", type=urgency, metavar=URGENCIES, help="De esta urgencia."
        ),
        click.option("--overdue", is_flag=True, help="Abiertas que pasaron de su plazo."),
        click.option("--since", type=day, metavar=DAY, help="Recibidas desde este día."),
        click.option("--until", type=day, metavar=DAY, help="Recibidas hasta este día, incluido."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def asked(session: Session, given: dict[str, Any]) -> Asked:
    """What the options ask for; one that names what does not exist is refused."""
    from monitor.casework import Asked

    config = session.config
    known(given["office"], config.office, "una dependencia")
    known(given["category"], dict(config.taxonomy), "una categoría")
    return Asked(
        states=given["states"],
        office_id=given["office"],
        category=given["category"],
        settlement=given["colonia"],
        urgency=given["urgent"],
        words=" ".join(given["words"]) or None,
        since=midnight(config, given["since"]),
        until=midnight(config, given["until"], days=1),
        overdue_on=today(session) if given["overdue"] else None,
    )


def today(session: Session) -> date:
    from monitor.local import utc_now

    return session.config.local(utc_now()).date()
