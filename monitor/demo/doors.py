"""What comes by other doors than the web: mails to a mailbox, and files dropped into folders.

Which, and when, are the rows of newsroom/mails.yaml and newsroom/drops.yaml; their words are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from typing import Final, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.configvalues import Node
from monitor.demo.mailroom import USER, Mailroom
from monitor.demo.notes import NEWSROOM, dated, rows_of
from monitor.demo.press import Press

MAILBOX: Final = "Boletines"  # the folder of the mailbox where newsletters arrive
DOTS: Final = 200  # an inch, of what was scanned
Row = TypeVar("Row", bound=Node)


class Mail(Node):
    """A newsletter or an alert."""

    at: str
    sender: str
    subject: str
    page: str
    notes: tuple[str, ...] = ()  # the slugs of those that it links


class Drop(Node):
    """A file that somebody leaves in a folder."""

    at: str
    folder: str
    name: str  # {day}: the one that it is of
    page: str
    day: int = 0


@dataclass(slots=True, kw_only=True)
class Doors:
    """Brings what arrives until each moment."""

    press: Press
    mailroom: Mailroom
    addresses: Mapping[str, str]
    into: Path
    _mails: list[Mail] = field(default_factory=lambda: _rows("mails.yaml", Mail))
    _drops: list[Drop] = field(default_factory=lambda: _rows("drops.yaml", Drop))

    def open(self) -> None:
        """Prepare the mailbox and the folders, empty."""
        self.mailroom.create(MAILBOX)
        for drop in self._drops:
            (self.into / drop.folder).mkdir(exist_ok=True)

    def at(self, moment: datetime) -> None:
        while self._mails and self.press.moment(self._mails[0].at) <= moment:
            self._deliver(self._mails.pop(0))
        while self._drops and self.press.moment(self._drops[0].at) <= moment:
            self._leave(self._drops.pop(0))

    def _deliver(self, mail: Mail) -> None:
        at = self.press.moment(mail.at)
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = mail.sender, USER, mail.subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{at:%Y%m%d%H%M}@boletines.example>"
        message.set_content(self._page(mail), subtype="html")
        self.mailroom.deliver(message.as_bytes(), at=at, folder=MAILBOX)

    def _page(self, mail: Mail) -> str:
        environment = Environment(
            loader=FileSystemLoader(NEWSROOM / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
        )
        notes = [self._linked(slug) for slug in mail.notes]
        return environment.get_template(mail.page).render(mail=mail, notes=notes)

    def _linked(self, slug: str) -> Mapping[str, str]:
        note = next(each for each in self.press.notes if each.slug == slug)
        return {
            "url": self.addresses[note.outlet_id] + note.path,
            "title": note.versions[0].title,
            "summary": note.summary,
            "outlet": self.press.papers[note.outlet_id].name,
        }

    def _leave(self, drop: Drop) -> None:
        day = self.press.moment(f"{drop.day} 12:00").astimezone(self.press.zone).date()
        source = NEWSROOM / "dropped" / drop.page
        whole = source.read_bytes()
        if source.suffix == ".typ":
            whole = scanned(source, day=dated("{dia} {fecha}", day) + f" de {day.year}")
        name = drop.name.replace("{day}", day.isoformat())
        (self.into / drop.folder / name).write_bytes(whole)


def scanned(source: Path, *, day: str) -> bytes:
    """The picture that a scanner gives of a page set in type."""
    import pypdfium2
    import typst

    pdf = typst.compile(source, sys_inputs={"day": day})
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=DOTS / 72).to_pil().convert("L")
    into = BytesIO()
    picture.save(into, "PNG", dpi=(DOTS, DOTS))
    return into.getvalue()


def _rows(file: str, shape: type[Row]) -> list[Row]:
    return [shape.model_validate(row) for row in rows_of(file)]
