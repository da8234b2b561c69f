"""What each fictional outlet shows at a moment: its robots.txt, feeds, front pages and notes; pure.

    notes.py ─► Press.answer(outlet, path, moment) ─► server.py

How an outlet misbehaves is said in newsroom/outlets.yaml and in each note's `answer`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.demo import markup
from monitor.demo.answers import Answer, notice
from monitor.demo.networks import is_following
from monitor.demo.notes import (
    NEWSROOM,
    Channel,
    Newspaper,
    Note,
    moment,
    newspapers,
    notes,
    section_path,
)
from monitor.sourcekinds import KINDS

UNTOLD = "INSTAGRAM_TOKEN"  # so that it is seen what a source without its token says
_FEED_LENGTH = 40
_FRONT_LENGTH = 14
_RELATED = 4
_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


class Press:
    """The fictional press over three days; each of its mornings has something to tell.

    So has one noon, which cannot wait for the next morning. With `doors` there are outlets for
    every kind of source, beside the twelve of feeds and sitemaps.
    """

    def __init__(self, *, today: date, zone: ZoneInfo, doors: bool = False) -> None:
        self.today = today
        self.zone = zone
        self.doors = doors
        self.papers: Mapping[str, Newspaper] = {each.id: each for each in newspapers(doors=doors)}
        self.notes: tuple[Note, ...] = notes(today=today, zone=zone, doors=doors)
        self.mornings: tuple[datetime, ...] = tuple(
            self.moment(f"{day} 07:00") for day in (-2, -1, 0)
        )
        self.visits: tuple[datetime, ...] = tuple(sorted((*self.mornings, self.moment("-1 14:00"))))

    @property
    def tokens(self) -> Mapping[str, str]:
        """The secrets that the demo has, by their variable; one network is left without."""
        asked = {
            KINDS[channel.kind].token: paper.token
            for paper in self.papers.values()
            for channel in paper.channels
        }
        return {name: token for name, token in asked.items() if name and token and name != UNTOLD}

    def moment(self, text: str) -> datetime:
        """ "-1 09:30" by the clock of the press."""
        return moment(text, today=self.today, zone=self.zone)

    def config_text(
        self,
        *,
        addresses: Mapping[str, str],
        smtp: tuple[str, int] | None = None,
        imap: tuple[str, int] | None = None,
    ) -> str:
        """The office's sources.yaml, with the outlets where they really answer."""
        environment = Environment(
            loader=FileSystemLoader(NEWSROOM),
            autoescape=False,  # noqa: S701 - it writes YAML, and every word is ours
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,  # somebody may add to it
        )
        return environment.get_template("sources.yaml").render(
            addresses=addresses,
            papers=self.papers.values(),
            smtp=smtp,
            imap=imap,
            year=self.today.year,
            zone=self.zone.key,
        )

    def published(self, outlet_id: str, *, until: datetime | None = None) -> tuple[Note, ...]:
        """What an outlet announces at that moment, newest first."""
        limit = until or _END_OF_TIME
        shown = [n for n in self.notes if n.outlet_id == outlet_id and n.appears_at <= limit]
        return tuple(sorted(shown, key=lambda note: (note.published_at, note.slug), reverse=True))

    def answer(
        self, outlet_id: str, path: str, *, base: str, until: datetime | None = None
    ) -> Answer:
        """What the outlet's site says to a visitor of that moment (None: when all is out)."""
        desk = _Desk(self, self.papers[outlet_id], base=base, until=until)
        page, _, query = path.partition("?")
        return desk.answer(page, query)


class _Desk:
    """One outlet at one moment."""

    def __init__(
        self, press: Press, paper: Newspaper, *, base: str, until: datetime | None
    ) -> None:
        self.press = press
        self.paper = paper
        self.base = base
        self.until = until or _END_OF_TIME
        self.notes = press.published(paper.id, until=until)

    def answer(self, path: str, query: str = "") -> Answer:
        if path == "/robots.txt":
            return self._robots()
        for channel in self.paper.channels:
            if channel.path and path == channel.path:
                return self._channel(channel, query)
            if channel.format == "moved" and path == _moved(channel.path):
                return self._feed(path, style="rss")
        if path == "/":
            return self._front(self.notes, section=None)
        if path.startswith("/seccion/"):
            return self._section(path.removeprefix("/seccion/").strip("/"))
        if path == "/sitemap-notas.xml":
            return self._feed(path, style="sitemap")
        return self._note(path)

    def _robots(self) -> Answer:
        if self.paper.robots is None:
            return notice(404, "No encontrado")
        robots = self.paper.robots.replace("{base}", self.base)
        return Answer(body=robots.encode(), content_type="text/plain")

    def _channel(self, channel: Channel, query: str) -> Answer:
        if channel.dies and self.press.moment(channel.dies) <= self.until < _END_OF_TIME:
            return notice(500, "Error al establecer una conexión con la base de datos")
        if channel.format == "missing":
            return notice(404, "La página que busca no existe")
        if channel.format == "moved":
            return Answer(status=301, location=self.base + _moved(channel.path))
        if channel.format == "html":
            return self._front(self.notes, section=None)
        if channel.format == "section":
            return self._section(channel.path.rpartition("/")[2])
        return self._feed(channel.path, style=channel.format, query=query)

    def _feed(self, path: str, *, style: str, query: str = "") -> Answer:
        shown = () if is_following(query) else self.notes[:_FEED_LENGTH]
        pieces = [self._piece(note) for note in shown if note.listed]
        content_type, body = markup.feed(self.paper, pieces, base=self.base, path=path, style=style)
        changed = max(
            (max(n.appears_at, n.version(self.until).since) for n in self.notes), default=None
        )
        return Answer(
            body=body,
            content_type=content_type,
            modified=changed,
            compressed=self.paper.compressed,
        )

    def _section(self, name: str) -> Answer:
        mine = tuple(note for note in self.notes if section_path(note.section) == name)
        return self._front(mine or self.notes, section=name.replace("-", " ").capitalize())

    def _front(self, shown: tuple[Note, ...], *, section: str | None) -> Answer:
        pieces = [self._piece(note) for note in shown[:_FRONT_LENGTH] if note.listed]
        return self._page(markup.front(self.paper, pieces, base=self.base, section=section))

    def _note(self, path: str) -> Answer:
        note = next((n for n in self.notes if path in (n.path, _moved(n.path))), None)
        if note is None or note.answer == "missing":
            return notice(404, "La página que busca no existe")
        if self.paper.forbidden:
            return notice(403, "Acceso denegado. Verifique que no es un robot")
        if note.answer == "gone":
            return notice(410, "Este contenido fue retirado")
        if note.answer == "moved" and path == note.path:
            return Answer(status=301, location=self.base + _moved(path))
        if note.answer == "section":
            return self._section(section_path(note.section))
        return self._article(note)

    def _article(self, note: Note) -> Answer:
        shown = self._piece(note)
        body = markup.article(self.paper, shown, base=self.base, related=self._related(note))
        return self._page(body, modified=shown.touched)

    def _related(self, note: Note) -> list[tuple[str, str]]:
        """What stood around it when it came out: the page changes only when the note does."""
        before = [
            n for n in self.notes if n.published_at < note.published_at and n.versions[0].title
        ]
        return [(n.versions[0].title, self.base + n.path) for n in before[:_RELATED]]

    def _page(self, body: bytes, *, modified: datetime | None = None) -> Answer:
        return Answer(
            body=body,
            content_type=f"text/html; charset={self.paper.charset}",
            modified=modified,
            compressed=self.paper.compressed,
        )

    def _piece(self, note: Note) -> markup.Piece:
        return markup.piece(note, base=self.base, moment=self.until, zone=self.press.zone)


def _moved(path: str) -> str:
    return f"/archivo{path}"
