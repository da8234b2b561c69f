"""What comes by other doors than the web: mails, files dropped into folders, and what is given.

Which, and when, are the rows of newsroom/mails.yaml and newsroom/drops.yaml; their words are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from typing import Final, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.adding import Adder, Wish
from monitor.configvalues import Node
from monitor.demo.mailroom import USER, Mailroom
from monitor.demo.notes import NEWSROOM, dated, rows_of
from monitor.demo.press import Press
from monitor.pipeline import Pipeline

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
    """A file that somebody leaves in a folder, or gives."""

    at: str
    source: str  # the id of whose it is
    name: str  # {day}: the one that it is of
    page: str
    day: int = 0


class Doors:
    """Brings what arrives until each moment; nothing to a press that has no such doors."""

    def __init__(
        self,
        press: Press,
        mailroom: Mailroom,
        pipeline: Pipeline,
        *,
        addresses: Mapping[str, str],
    ) -> None:
        self.press = press
        self.mailroom = mailroom
        self.pipeline = pipeline
        self.addresses = addresses
        self._mails = _rows("mails.yaml", Mail) if press.doors else []
        self._drops = _rows("drops.yaml", Drop) if press.doors else []
        self._open()

    def _open(self) -> None:
        self.mailroom.create(MAILBOX)
        for source in self.pipeline.config.sources.values():
            if source.folder:
                Path(source.folder).mkdir(exist_ok=True)

    def at(self, moment: datetime) -> None:
        while self._mails and self.press.moment(self._mails[0].at) <= moment:
            self._deliver(self._mails.pop(0))
        while self._drops and self.press.moment(self._drops[0].at) <= moment:
            self._leave(self._drops.pop(0), moment)

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

    def _leave(self, drop: Drop, moment: datetime) -> None:
        """In the folder of its source or, of one that has none, by hand: `sintesis add`."""
        day = self.press.moment(f"{drop.day} 12:00").astimezone(self.press.zone).date()
        name, content = drop.name.replace("{day}", day.isoformat()), _made(drop.page, day)
        source = self.pipeline.config.sources[drop.source]
        if source.folder:
            (Path(source.folder) / name).write_bytes(content)
        else:
            wish = Wish(outlet=source.outlet_id)
            Adder(self.pipeline).add_file(name, content, wish, now=moment)


def _made(page: str, day: date) -> bytes:
    """What a row of drops.yaml drops: as it lies here or, of a page to be set in type, its scan."""
    source = NEWSROOM / "dropped" / page
    if source.suffix != ".typ":
        return source.read_bytes()
    return scanned(source, day=dated("{dia} {fecha}", day) + f" de {day.year}")


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
