"""A digest of 200 stories and 600 impacts, of invented notes as long as those of the press."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

from monitor.config import Config, Outlet, Profile, Source, Subject, SubjectKind
from monitor.model import (
    Analysis,
    Clipping,
    Edition,
    Entry,
    Field,
    Mention,
    Reading,
    Span,
    Stance,
    computed_id,
)
from reports import digest
from reports.model import Digest

STORIES, COPIES = 200, 3
LENGTH = 40  # sentences of a note
OPENED = datetime(2026, 11, 23, 13, tzinfo=UTC)
MEDIA = ("newspaper", "digital", "radio", "television", "magazine", "network")
SUBJECTS = ("mayor", "government", "programme", "place")
SYLLABLES = [f"{a}{b}" for a in "bcdfglmnprstvz" for b in "aeiou"]
random = Random(20261123)
WORDS = ["".join(random.choices(SYLLABLES, k=random.randint(1, 4))) for _ in range(8_000)]


def office() -> Config:
    outlets = [
        Outlet(
            id=f"medio-{at}",
            name=f"Medio {at}",
            scope="local",
            medium=MEDIA[at % len(MEDIA)],
            reach=1_000 * at,
            sources=(Source(kind="feed", url=f"https://medio{at}.example/rss"),),
        )
        for at in range(40)
    ]
    subjects = [Subject(id=each, name=f"Tema {each}", kind=SubjectKind(each)) for each in SUBJECTS]
    profile = Profile(
        municipality="Xaltepec", state="Estado", places=("Xaltepec",), contact="a@x.example"
    )
    return Config(profile=profile, subjects=tuple(subjects), outlets=tuple(outlets))


def _sentence() -> str:
    return " ".join(random.choices(WORDS, k=14)).capitalize() + "."


def _story(number: int) -> Iterator[Entry]:
    title = _sentence()
    text = "\n".join(" ".join(_sentence() for _ in range(4)) for _ in range(LENGTH // 4))
    for copy in range(COPIES):
        outlet = (number + copy) % 40
        key = computed_id(str(number), str(copy))
        published = OPENED - timedelta(minutes=number + copy)
        clipping = Clipping(
            id=key,
            revision=1,
            source_id=f"medio-{outlet}-feed",
            outlet_id=f"medio-{outlet}",
            url=f"https://medio{outlet}.example/municipios/2026/11/{key}",
            title=title,
            text=text,
            published_at=published,
            collected_at=published,
            author="Ana Ruelas",
        )
        yield _read(clipping, f"s{number}", number)


def _read(clipping: Clipping, story_id: str, number: int) -> Entry:
    where = Span(field=Field.TEXT, start=0, end=clipping.text.index("."))
    subject, stance = SUBJECTS[number % len(SUBJECTS)], tuple(Stance)[number % 3]
    mention = Mention(
        subject_id=subject, at=where, evidence=where, stance=stance, confidence=0.9, form="full"
    )
    reading = Reading(subject_id=subject, stance=stance, evidence=where, mentions=1, confidence=0.9)
    return Entry(
        clipping=clipping,
        analysis=Analysis(
            clipping_id=clipping.id,
            revision=1,
            analyzer="",
            mentions=(mention,),
            readings=(reading,),
            theme="obras",
            theme_confidence=0.9,
        ),
        story_id=story_id,
    )


def edition() -> Edition:
    entries = [entry for number in range(STORIES) for entry in _story(number)]
    ordered = tuple(sorted(entries, key=lambda each: each.clipping.published_at))
    return Edition(
        id="2026-11-23T07:00",
        day=date(2026, 11, 23),
        hour="07:00",
        opened_at=OPENED,
        entries=ordered,
    )


def told() -> Digest:
    return digest.build(edition(), office())
