"""Who leaves a list and how: the doors of the lists, who may go through, and what is then done.

A mailbox that is read (`demands.replies`) makes a door that works by itself; without one, the
mails say where to ask, and a person answers with `sintesis digest leave`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from monitor.archive import Archive
from monitor.archive.departed import Departure
from monitor.config import Config, RecipientList
from monitor.configvalues import mailbox_address
from monitor.folding import fold
from monitor.model import EditionKind, Mail, computed_id
from reports import leaving
from reports.addresses import parse
from reports.cards.telling import answers_to
from reports.leaving import Ask, Way
from reports.mail import Addressees, Content, Thread, correspond

UNMARKED: Final = "pide su baja sin la clave que llevan los correos de la lista"
FORGED: Final = "pide su baja con una clave que no es de esa lista"
STRANGER: Final = "pide la baja quien no está en la lista"
PREFIX: Final = "baja."  # of the names of the letters to those who left
WORDS: Final = 8  # of a mail that only asks to leave


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The ways out of the lists, and who took one."""

    address: str
    key: bytes | None = field(repr=False)  # None: nobody but a person reads what arrives there
    gone: frozenset[tuple[str, str]]  # address and list

    def way(self, list_id: str) -> Way:
        return leaving.way(list_id, self.address, self.key)

    def staying(self, asked: RecipientList) -> RecipientList:
        """The list without those who left it; perhaps nobody stays."""
        lines = {"to": asked.to, "cc": asked.cc, "bcc": asked.bcc}
        kept = {
            name: tuple(each for each in line if (address_of(each), asked.id) not in self.gone)
            for name, line in lines.items()
        }
        return asked.model_copy(update=kept)


def doors(config: Config, archive: Archive) -> Doors:
    """Those of an office that sends mail; the others say no way out, since no mail has one."""
    gone = frozenset((each.address, each.list_id) for each in archive.departures.all())
    if config.demands.replies:
        return Doors(address=answers_to(config), key=archive.departures.key(), gone=gone)
    sender = mailbox_address(config.mail.sender) if config.mail else ""
    return Doors(address=sender, key=None, gone=gone)


def address_of(written: str) -> str:
    """As addresses are compared: in lower case, the domain in ASCII."""
    box = parse(written)
    return box.address.lower() if box else ""


def lists(config: Config) -> Iterator[RecipientList]:
    """Every list of mail, as the file has it; that of the profile with those of its alerts."""
    alerts = config.profile.alerts
    own = (*config.profile.recipients, *(alerts.to if alerts else ()))
    if own:
        yield RecipientList.model_construct(id="", name=config.profile.office, to=own)
    yield from (each for each in config.lists if not each.chat)


def members(config: Config) -> dict[str, frozenset[str]]:
    """The addresses of each list."""
    return {
        each.id: frozenset(filter(None, map(address_of, each.everybody))) for each in lists(config)
    }


def named(list_id: str, config: Config) -> str:
    """A list as a person of the office knows it."""
    known = {each.id: each.name for each in config.lists}
    return known.get(list_id, list_id) or "destinatarios"


def asks(subject: str, config: Config) -> Ask | None:
    """What a mail asks to leave, when its subject names a list of ours or carries a mark."""
    found = leaving.asked(subject)
    known = found and (found.mark or not found.list_id or found.list_id in members(config))
    return found if known else None


def is_said(words: str) -> bool:
    """Whether a mail says that it wants to leave, and nothing else."""
    said = fold(words).replace(".", " ").replace(",", " ").split()
    return len(said) <= WORDS and "baja" in said


def refusal(ask: Ask, sender: str, config: Config, archive: Archive) -> str:
    """Why nobody leaves by this mail, though it comes from that address; "" when they do.

    The mark shows that its sender had a mail of that list, and the address, which of its members
    they are: one without the other is not enough, for a mail is forwarded and a From is forged.
    """
    if not ask.mark:
        return UNMARKED
    if not leaving.is_ours(ask, archive.departures.key()):
        return FORGED
    return "" if sender in members(config).get(ask.list_id, ()) else STRANGER


def leave(
    address: str, list_id: str, *, config: Config, archive: Archive, by: str, now: datetime
) -> bool:
    """They receive it no more, and a letter tells them so; False when they had left before."""
    gone = Departure(address=address, list_id=list_id, at=now, by=by)
    letter = _confirmation(gone, config)
    return archive.departures.leave(gone, mails=[letter] if letter else [])


def _confirmation(gone: Departure, config: Config) -> Mail | None:
    """It names the hour in its own name, so that who comes back and leaves again is told again."""
    if config.mail is None:
        return None
    profile = config.profile
    what = f"la lista «{named(gone.list_id, config)}»" if gone.list_id else "nuestros correos"
    told = (
        f"Desde el {config.local(gone.at):%d/%m/%Y a las %H:%M} esta dirección ya no recibe {what} "
        f"de {profile.office}, {profile.municipality}.\n\n"
        "Lo que ya había salido puede llegar todavía. Si fue un error, responda este correo: una "
        "persona de la oficina puede inscribirlo de nuevo.\n"
    )
    name = computed_id("baja", gone.list_id, gone.address, gone.at.isoformat())
    return correspond(
        Thread(
            id=f"{PREFIX}{name[:16]}",
            follows=None,
            subject="Ya no recibirá estos correos",
            reply_to=answers_to(config),
        ),
        content=Content(text=told),
        addressees=Addressees(sender=config.mail.sender, to=(gone.address,)),
        sent_at=gone.at,
        domain=mailbox_address(config.mail.sender).rpartition("@")[2],
    )


def is_farewell(message_id: str) -> bool:
    return message_id.startswith(f"<{PREFIX}")


def emptied(config: Config, archive: Archive) -> Iterator[RecipientList]:
    """The lists that all have left."""
    gone = doors(config, archive)
    yield from (each for each in lists(config) if not gone.staying(each).everybody)


def receives(kind: EditionKind, config: Config, gone: Doors | None) -> Iterator[RecipientList]:
    """Who is told of an edition: each list without those who left it, if anybody stays."""
    for each in config.lists_for(kind):
        left = gone.staying(each) if gone else each
        if left.chat or left.everybody:
            yield left
