"""Sixty sources over a fortnight, each with its own rhythm and its own fate: a press with a clock.

Their posts are drawn once; what an address answers at an hour is a function of that hour, and is
asked by the conditions of HTTP. A new fate is a function that answers, and a line in `SOURCES`.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from monitor.config import Config, Outlet, Profile, Reading, Source, Subject
from monitor.errors import Blocked, FetchError, Gone, NotFound, Unreachable
from monitor.model import Memo, Page

ZONE = ZoneInfo("America/Mexico_City")
START = datetime(2026, 11, 2, tzinfo=ZONE).astimezone(UTC)  # a Monday
END = datetime(2026, 11, 16, 12, tzinfo=ZONE).astimezone(UTC)  # a Monday of rest, at noon
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LISTED = 25
HTML = b"<!doctype html><html><head><title>En venta</title></head><body>Este dominio</body></html>"


# rhythms: how many notes an hour usually brings, local time


def daily(hour: datetime) -> float:
    rate = 1.8 if 7 <= hour.hour < 22 else 0.15
    return rate if hour.weekday() < 5 else 0.5 * rate


def office(hour: datetime) -> float:
    works = hour.weekday() < 5 and hour.date() != END.astimezone(ZONE).date()
    return 1.1 if works and 9 <= hour.hour < 18 else 0.0


def morning(hour: datetime) -> float:
    return 9.0 if hour.hour == 6 and hour.weekday() < 6 else 0.0


def nightly(hour: datetime) -> float:
    return 1.2 if hour.hour >= 19 or hour.hour < 2 else 0.02


def slow(hour: datetime) -> float:
    return 0.05 if 9 <= hour.hour < 20 else 0.0


def nothing(hour: datetime) -> float:
    return 0.0


Rhythm = Callable[[datetime], float]
EVERY = {daily: 6, nightly: 6, office: 6, morning: 12, slow: 12, nothing: 12}  # hours


@dataclass(frozen=True)
class Post:
    number: int
    at: datetime


@dataclass(frozen=True)
class Paper:
    """A source: its rhythm, and what becomes of it."""

    name: str
    rhythm: Rhythm
    fate: Fate
    old: timedelta = timedelta(0)  # all that it ever wrote is so old

    @property
    def address(self) -> str:
        return f"https://{self.name}.com.mx/rss"

    def posts(self, seed: int) -> list[Post]:
        """A backlog, and what it writes in the fortnight; a day is brisk or slow as a whole."""
        chance = random.Random(f"{seed} {self.name}")
        moments = [START - self.old - HOUR * (2 + 7 * back) for back in range(12)]
        for day in range((END - START) // DAY + 1):
            mood = chance.gammavariate(9, 1 / 9)
            for hour in range(24):
                opens = START + day * DAY + hour * HOUR
                rate = mood * self.rhythm(opens.astimezone(ZONE))
                moments += [opens + HOUR * chance.random() for _ in range(_poisson(chance, rate))]
        return [Post(number, at) for number, at in enumerate(sorted(moments))]


def _poisson(chance: random.Random, rate: float) -> int:
    count, product, least = 0, chance.random(), math.exp(-rate)
    while product > least:
        count, product = count + 1, product * chance.random()
    return count


@dataclass(frozen=True)
class Asked:
    """A question to a paper, as a fate hears it."""

    paper: Paper
    url: str
    now: datetime
    written: tuple[Post, ...]  # up to now

    def feed(self, posts: tuple[Post, ...] | None = None, *, salt: str = "") -> bytes:
        """The newest of them, as JSON Feed."""
        shown = (self.written if posts is None else posts)[-LISTED:]
        items = [
            {
                "id": self._link(post, salt),
                "url": self._link(post, salt),
                "title": self._title(post),
                "date_published": post.at.isoformat(),
            }
            for post in reversed(shown)
        ]
        version = "https://jsonfeed.org/version/1.1"
        return json.dumps({"version": version, "title": self.paper.name, "items": items}).encode()

    def rss(self, *, ahead: timedelta = timedelta(0), encoding: str = "utf-8") -> bytes:
        """The same as RSS, which says that it is in UTF-8."""
        entries = "".join(
            f"<item><title>{self._title(post)}</title><link>{self._link(post)}</link>"
            f"<pubDate>{format_datetime(self.now + ahead if ahead else post.at)}</pubDate></item>"
            for post in reversed(self.written[-LISTED:])
        )
        text = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{entries}'
        return f"{text}<title>{self.paper.name}</title></channel></rss>".encode(encoding)

    def _link(self, post: Post, salt: str = "") -> str:
        return f"https://{self.paper.name}.com.mx/notas/{post.number}{salt}"

    def _title(self, post: Post) -> str:
        return f"Señalan daños en la nota {post.number} de {self.paper.name}"

    def since(self, days: float) -> bool:
        return self.now >= START + days * DAY

    def until(self, days: float) -> tuple[Post, ...]:
        return tuple(post for post in self.written if post.at < START + days * DAY)


Fate = Callable[[Asked], bytes | Page | FetchError]


# fates


def well(asked: Asked) -> bytes:
    return asked.feed()


def dies(days: float, error: type[FetchError], words: str) -> Fate:
    return lambda asked: error(asked.url, words) if asked.since(days) else asked.feed()


def turns_into(days: float, body: bytes) -> Fate:
    return lambda asked: body if asked.since(days) else asked.feed()


def comes_back(days: float, until: float) -> Fate:
    def answer(asked: Asked) -> bytes | FetchError:
        away = asked.since(days) and not asked.since(until)
        return Unreachable(asked.url, "no contestó") if away else asked.feed()

    return answer


def falls_silent(days: float) -> Fate:
    return lambda asked: asked.feed(asked.until(days))


def wakes(days: float, until: float) -> Fate:
    return lambda asked: asked.feed(None if asked.since(until) else asked.until(days))


def moves(days: float, there: str) -> Fate:
    def answer(asked: Asked) -> bytes | Page:
        if asked.url == there or not asked.since(days):
            return asked.feed()
        return Page(url=there, body=asked.feed(), moved_to=there)

    return answer


def doubles(days: float, until: float = 99) -> Fate:
    def answer(asked: Asked) -> bytes:
        doubled = asked.since(days) and not asked.since(until)
        return asked.feed(salt=f"?sesion={asked.now.timestamp():.0f}" if doubled else "")

    return answer


def lies(asked: Asked) -> Page:
    """It has one mark for all that it ever says."""
    return Page(url=asked.url, body=asked.feed(), etag='"siempre"')


def dates_ahead(asked: Asked) -> bytes:
    return asked.rss(ahead=5 * HOUR)


def writes_in_latin(asked: Asked) -> bytes:
    return asked.rss(encoding="latin-1")


def lists_nothing(asked: Asked) -> bytes:
    return asked.feed(())


def _many(count: int, name: str, rhythm: Rhythm) -> list[Paper]:
    return [Paper(f"{name}-{number}", rhythm, well) for number in range(1, count + 1)]


SOURCES = [
    *_many(8, "diario", daily),
    *_many(8, "oficina", office),
    *_many(5, "matutino", morning),
    *_many(3, "semanario", slow),
    *_many(4, "nocturno", nightly),
    Paper("perdido", daily, dies(5.4, NotFound, "la página no existe (404)")),
    Paper("cerrado", office, dies(8.5, Blocked, "nos niega la entrada (403)")),
    Paper("retirado", morning, dies(3.2, Gone, "la página fue retirada (410)")),
    Paper("caido", nightly, dies(12.9, Unreachable, "no contestó")),
    Paper("vendido", daily, turns_into(9.3, HTML)),
    Paper("hueco", daily, turns_into(10.1, b"")),
    Paper("mudado", daily, moves(4, "https://noticias.mudado.com.mx/feed")),
    Paper("mudada", office, moves(7.6, "https://www.mudada.com.mx/rss/")),
    Paper("mudanza", morning, moves(2, "https://mudanza.com.mx/nuevo/rss")),
    Paper("reciente", nightly, moves(12.2, "https://reciente.com.mx/nuevo/rss")),
    Paper("ajeno", daily, moves(6, "https://otrodueno.com.mx/rss")),
    Paper("ajena", slow, moves(1, "https://duena.org.mx/rss")),
    Paper("mudo", daily, falls_silent(10.45)),
    Paper("muda", office, falls_silent(7.5)),
    Paper("callado", daily, falls_silent(6.5)),
    Paper("callada", nightly, falls_silent(9.0)),
    Paper("doble", daily, doubles(8)),
    Paper("duplicado", office, doubles(9.5)),
    Paper("repetido", nightly, doubles(2.2)),
    Paper("arrepentido", daily, doubles(5, until=7)),
    Paper("vuelto", daily, comes_back(3.1, 6.7)),
    Paper("vuelta", office, comes_back(7.4, 9.5)),
    Paper("regreso", morning, comes_back(4.1, 10.3)),
    Paper("tropiezo", nightly, comes_back(13.0, 13.3)),
    Paper("dormido", daily, wakes(7.4, 10.4)),
    Paper("despierto", daily, wakes(8.3, 11.6)),
    Paper("mentiroso", daily, lies),
    Paper("terco", office, lies),
    Paper("futuro", daily, dates_ahead),
    Paper("latino", office, writes_in_latin),
    Paper("vacio", nothing, lists_nothing),
    Paper("abandonado", nothing, well, old=400 * DAY),
]  # fmt: skip


def config() -> Config:
    return Config(
        profile=Profile(
            municipality="Xaltepec",
            state="Estado de México",
            places=("Xaltepec",),
            contact="prensa@xaltepec.example",
        ),
        subjects=(Subject(id="municipio", name="Xaltepec", kind="place", aliases=("Xaltepec",)),),
        outlets=tuple(
            Outlet(
                id=paper.name,
                name=paper.name.capitalize(),
                scope="local",
                medium="digital",
                sources=(Source(kind="feed", url=paper.address, every=EVERY[paper.rhythm] * HOUR),),
            )
            for paper in SOURCES
        ),
        reading=Reading(pause=timedelta(0)),
    )


@dataclass
class Press:
    """All of them, as the network gives them; `now` is set from outside."""

    seed: int = 1
    now: datetime = START
    asked: int = 0
    _papers: Mapping[str, tuple[Paper, list[Post]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._papers = {paper.name: (paper, paper.posts(self.seed)) for paper in SOURCES}

    def __call__(self, url: str, *, limit: int = 0, memo: Memo | None = None) -> Page:
        self.asked += 1
        paper, posts = self._of(url)
        written = tuple(post for post in posts if post.at <= self.now)
        answer = paper.fate(Asked(paper, url, self.now, written))
        if isinstance(answer, FetchError):
            raise answer
        page = answer if isinstance(answer, Page) else Page(url=url, body=answer)
        mark = page.etag or f'"{sha256(page.body).hexdigest()[:16]}"'
        unchanged = memo is not None and memo.etag == mark
        return Page(
            url=page.url,
            body=b"" if unchanged else page.body,
            content_type="text/html" if page.body == HTML else "",
            etag=mark,
            unchanged=unchanged,
            moved_to=page.moved_to,
        )

    def _of(self, url: str) -> tuple[Paper, list[Post]]:
        return next(self._papers[name] for name in _names(url) if name in self._papers)


def _names(url: str) -> list[str]:
    host = url.split("/")[2].removesuffix(".com.mx").removesuffix(".org.mx").split(".")
    owners = {"otrodueno": "ajeno", "duena": "ajena"}
    return [owners.get(part, part) for part in host]
