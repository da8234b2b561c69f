"""San Jacinto del Valle, a municipality of our own, and clippings of its press."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from monitor.config import Alias, Config, Holder, Profile, Subject, SubjectKind
from monitor.model import Analysis, Clipping
from nlp import Tagger

DAY = datetime(2026, 11, 20, 18, tzinfo=UTC)

PROFILE = Profile(
    municipality="San Jacinto del Valle",
    state="Estado de México",
    places=("San Jacinto del Valle", "San Jacinto"),
    demonyms=("jacintense",),
    contact="prensa@example.org",
)

MAYOR = Subject(
    id="alcaldesa",
    name="Presidencia municipal",
    kind=SubjectKind.MAYOR,
    roles=("alcaldesa", "alcalde", "presidenta municipal", "edil", "munícipe"),
    holders=(
        Holder(
            name="Ulises Bermejo Tovar",
            aliases=("Ulises Bermejo",),
            short=("Bermejo",),
            since=date(2022, 1, 1),
            until=date(2024, 12, 31),
        ),
        Holder(
            name="Marisol Quintanar Ruelas",
            aliases=("Marisol Quintanar",),
            short=("Quintanar",),
            since=date(2025, 1, 1),
        ),
    ),
)

SUBJECTS = (
    MAYOR,
    Subject(
        id="gobierno",
        name="Gobierno municipal",
        kind=SubjectKind.GOVERNMENT,
        aliases=(Alias(text="gobierno de San Jacinto"), Alias(text="alcaldía San Jacinto")),
        short=("ayuntamiento",),
    ),
    Subject(
        id="lugar",
        name="San Jacinto",
        kind=SubjectKind.PLACE,
        aliases=(Alias(text="San Jacinto"), Alias(text="San Jacinto del Valle")),
        excluded=("plantel San Jacinto", "San Jacinto Mártir"),
    ),
    Subject(
        id="sendas",
        name="Sendas Seguras",
        kind=SubjectKind.PROGRAMME,
        aliases=(
            Alias(text="sendas seguras", needs=("San Jacinto", "Quintanar")),
            Alias(text="senda segura", needs=("San Jacinto", "Quintanar")),
        ),
    ),
    Subject(
        id="odaja",
        name="ODAJA",
        kind=SubjectKind.DEPARTMENT,
        aliases=(Alias(text="ODAJA"),),
    ),
    Subject(id="dif", name="DIF", kind=SubjectKind.DEPARTMENT, aliases=(Alias(text="DIF"),)),
)

CONFIG = Config(profile=PROFILE, subjects=SUBJECTS, outlets=())


def clipping(text: str, title: str = "", *, day: datetime = DAY, name: str = "nota") -> Clipping:
    return Clipping(
        id=name,
        revision=1,
        source_id="fuente",
        outlet_id="medio",
        url=None,
        title=title,
        text=text,
        published_at=day,
        collected_at=day,
    )


Tag = Callable[..., Analysis]
Named = Callable[..., list[tuple[str, str]]]


@pytest.fixture(scope="session")
def config() -> Config:
    return CONFIG


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return Tagger(CONFIG)


@pytest.fixture(scope="session")
def tag(tagger: Tagger) -> Tag:
    """The analysis of one text and title."""

    def tagged(text: str, title: str = "", *, day: datetime = DAY) -> Analysis:
        [analysis] = tagger.pipe([clipping(text, title, day=day)])
        return analysis

    return tagged


@pytest.fixture(scope="session")
def named(tag: Tag) -> Named:
    """(subject, its words) of each mention of a text and title."""

    def read(text: str, title: str = "", *, day: datetime = DAY) -> list[tuple[str, str]]:
        piece = clipping(text, title, day=day)
        mentions = tag(text, title, day=day).mentions
        return [(mention.subject_id, mention.at.of(piece)) for mention in mentions]

    return read
