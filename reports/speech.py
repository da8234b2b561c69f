"""The digest read aloud in a minute: for a voice note, without signs that nobody can say.

Every headline is that of the digest, and every number one of its own.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import chain, zip_longest

from babel.dates import format_date

from monitor.model import PieceKind
from reports.kinds import OPINION
from reports.model import Digest, Section, StoryEntry
from reports.numerals import Form, cardinal
from reports.sections import attention, mayor, paid
from reports.words import clean, form_of, kind, word

MINUTE = 155  # words
FEW = 3  # stories of who governs
NUMBER = re.compile(r"\d{1,6}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Which stories are read, in the order of the page, and of which the reason too."""

    told: tuple[str, ...] = ()
    reasoned: tuple[str, ...] = ()


def script(digest: Digest) -> str:
    """Paragraphs to read; what does not fit in the minute is counted."""
    plan = _Plan()
    for story in _worthiest(digest):
        longer = replace(plan, told=(*plan.told, story.id))
        plan = longer if _fits(digest, longer) else plan
    for story in _of(digest, attention.ID):
        longer = replace(plan, reasoned=(*plan.reasoned, story.id))
        plan = longer if story.id in plan.told and _fits(digest, longer) else plan
    return _read(digest, plan)


def _worthiest(digest: Digest) -> list[StoryEntry]:
    """By turns what requires attention and what names who governs; else, the first of the day."""
    turns = zip_longest(_of(digest, attention.ID), _of(digest, mayor.ID)[:FEW])
    pressing = [story for story in chain.from_iterable(turns) if story]
    news = (section.stories for section in digest.sections if section.id != paid.ID)
    return pressing or list(chain.from_iterable(news))[:FEW]


def _of(digest: Digest, section_id: str) -> tuple[StoryEntry, ...]:
    return next((each.stories for each in digest.sections if each.id == section_id), ())


def _fits(digest: Digest, plan: _Plan) -> bool:
    return len(_read(digest, plan).split()) <= MINUTE


def _read(digest: Digest, plan: _Plan) -> str:
    paragraphs = (
        _opening(digest),
        *_told(digest, plan),
        _rest(digest, plan),
        _coverage(digest),
    )
    return "\n\n".join(each for each in paragraphs if each) + "\n"


def _opening(digest: Digest) -> str:
    cover = digest.cover
    edition = word("edition", cover.edition).lower()
    unapproved = f", {word('cover', 'unapproved')}" if cover.unapproved else ""
    head = (
        f"{_greeting(cover.opened_at.hour)}. Síntesis informativa de {spoken(cover.municipality)}, "
        f"{edition} del {_date(digest)}{unapproved}."
    )
    if not cover.stories:
        nothing = "no hay menciones de los temas que se siguen"
        return f"{head} En esta edición {nothing}."
    return f"{head} Hay {_count(cover.stories, 'story')}, con {_count(cover.impacts, 'impact')}" + (
        f": {_stances(digest)}." if cover.impacts else "."
    )


def _greeting(hour: int) -> str:
    return next(said for until, said in _greetings() if hour < until)


def _date(digest: Digest) -> str:
    """ "lunes veintitrés de noviembre de dos mil veintiséis"."""
    day, language = digest.cover.day, digest.cover.language
    weekday = format_date(day, "EEEE", locale=language)
    month = format_date(day, "MMMM", locale=language)
    number = "primero" if day.day == 1 else cardinal(day.day)
    return f"{weekday} {number} de {month} de {cardinal(day.year)}"


def _count(number: int, key: str) -> str:
    form = Form.FEMININE if key == "story" else Form.MASCULINE
    return f"{cardinal(number, form)} {form_of(number, key)}"


def _stances(digest: Digest) -> str:
    """ "positivos, tres; informativos, veintiuno; negativos, siete"."""
    tally = digest.cover.tally
    numbers = (
        ("positive", tally.positive),
        ("neutral", tally.neutral),
        ("negative", tally.negative),
        ("unread", tally.unread),
    )
    return "; ".join(
        f"{form_of(2, key, group='stance')}, {cardinal(number)}"
        for key, number in numbers
        if number
    )


def _told(digest: Digest, plan: _Plan) -> Iterator[str]:
    for section in digest.sections:
        stories = [each for each in section.stories if each.id in plan.told]
        if stories:
            yield f"{spoken(section.title)}. " + " ".join(_stories(section, stories, plan))


def _stories(section: Section, stories: Sequence[StoryEntry], plan: _Plan) -> Iterator[str]:
    numbered = section.id == attention.ID and len(stories) > 1
    for at, story in enumerate(stories):
        ordinal = _ordinals()[at] if numbered and at < len(_ordinals()) else ""
        lead = ", ".join(each for each in (ordinal, _kind(story)) if each).capitalize()
        said = spoken(story.title)
        yield _sentence(f"{lead}: {said}" if lead else said)
        if story.id in plan.reasoned and story.reasons:
            yield _sentence(f"El motivo: {_counted(spoken(story.reasons[0]))}")


def _kind(story: StoryEntry) -> str:
    """What is no news says so before its words."""
    if story.kind is PieceKind.POST:
        return "en redes"
    return kind(story.kind).lower() if story.kind in OPINION else ""


def _counted(reason: str) -> str:
    """Our own words, with their numbers in words too."""
    return NUMBER.sub(lambda found: cardinal(int(found[0]), _form(reason[found.end() :])), reason)


def _form(after: str) -> Form:
    noun = after.split(maxsplit=1)[:1]
    if not noun or noun[0] == "de":
        return Form.ALONE
    return Form.FEMININE if noun[0].rstrip(",.;:").endswith("as") else Form.MASCULINE


def _sentence(said: str) -> str:
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."


def _rest(digest: Digest, plan: _Plan) -> str:
    """ "Hay además dos noticias en la sección Municipio y una en Columnas y opinión."."""
    left = [
        (_untold(section, plan), spoken(section.title))
        for section in digest.sections
        if section.id != paid.ID and _untold(section, plan)
    ]
    if not left:
        return ""
    (number, title), *others = left
    first = f"{_count(number, 'story')} en la sección {title}"
    counts = [first, *(f"{cardinal(each, Form.FEMININE)} en {said}" for each, said in others)]
    more = "Hay además" if plan.told else "Hay"
    return f"{more} {_listed(counts)}."


def _untold(section: Section, plan: _Plan) -> int:
    return sum(story.id not in plan.told for story in section.stories)


def _listed(said: Sequence[str]) -> str:
    return " y ".join(each for each in (", ".join(said[:-1]), said[-1]) if each)


def _coverage(digest: Digest) -> str:
    coverage = digest.coverage
    if not coverage.total:
        return ""
    verb = "leyó" if coverage.read == 1 else "leyeron"
    return f"Se {verb} {cardinal(coverage.read)} de {_count(coverage.total, 'outlet')}."


def spoken(text: str) -> str:
    """The words of a headline as they are said: no address, no emoji, signs in words."""
    said = unicodedata.normalize("NFC", clean(text))
    for written, instead in _signs():
        said = written.sub(instead, said)
    return clean("".join(each for each in said if not _is_drawing(each)))


def _is_drawing(each: str) -> bool:
    return unicodedata.category(each) in {"So", "Sk", "Mn", "Cn"}


@cache
def _table() -> dict[str, object]:
    return tomllib.loads((files("reports") / "speech.toml").read_text(encoding="utf-8"))


@cache
def _signs() -> tuple[tuple[re.Pattern[str], str], ...]:
    found = _table()["sign"]
    assert isinstance(found, list)
    return tuple((re.compile(each["written"]), each["said"]) for each in found)


@cache
def _greetings() -> tuple[tuple[int, str], ...]:
    found = _table()["greeting"]
    assert isinstance(found, dict)
    return tuple((int(until), said) for until, said in found.items())


@cache
def _ordinals() -> tuple[str, ...]:
    found = _table()["ordinals"]
    assert isinstance(found, dict)
    return tuple(found["stories"])
