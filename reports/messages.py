"""Digest → messages for WhatsApp and Telegram, cut between stories, and a script to read aloud.

To add a messenger, describe its markup as a `Dialect`. Text is that of the digest: what does not
fit in `MOST_PARTS` is told in a line, and then only counted.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from html import escape
from importlib.resources import files

from reports import words
from reports.impacts import joined
from reports.model import Cover, Digest, Section, StoryEntry
from reports.sections import paid
from reports.sentences import shorten
from reports.speech import script
from reports.treatment import certainty

MOST_PARTS = 6
NAME_ROOM = 80  # characters of a name that the office or an outlet chose
TITLE_ROOM = 300
SAID_ROOM = 280
CHANGE_ROOM = 50
LINK_ROOM = 1_000
BETWEEN = "\n\n"
CUT = "\n———\n"  # between parts, in the file from which somebody copies them
PARTICULARS = re.compile(r" \([^()]*\)")
UNDERLINED = re.compile(r"(?<!\w)_|_(?!\w)")
LINE_MARKUP = re.compile(r"^[>\-•](?=\s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """The parts of each messenger in their order, and the minute for a voice note."""

    whatsapp: tuple[str, ...]
    telegram: tuple[str, ...]  # HTML as its Bot API takes it
    script: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """The markup of a messenger; `room` is in UTF-16 units, markup included."""

    room: int
    plain: Callable[[str], str]  # words that nobody may take for markup
    bold: Callable[[str], str]  # of plain words
    headline: Callable[[str, str | None], str]  # bold, with its link where there is markup for it
    address: Callable[[str | None], str]  # the line of the link where there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """What is never cut, and the section under which it stands."""

    text: str
    section: str = ""


def messages(digest: Digest) -> Messages:
    return Messages(
        whatsapp=_parts(digest, WHATSAPP), telegram=_parts(digest, TELEGRAM), script=script(digest)
    )


def to_copy(parts: Sequence[str]) -> str:
    """All parts in one file."""
    return CUT.join(parts) + "\n"


def _parts(digest: Digest, dialect: Dialect) -> tuple[str, ...]:
    """As many stories in full as fit, then as many in a line; the rest are counted."""
    total = sum(len(section.stories) for section in _told(digest))

    def made(full: int, shown: int) -> tuple[str, ...]:
        return _packed(digest, tuple(_blocks(digest, dialect, full=full, shown=shown)), dialect)

    def too_many(full: int, shown: int) -> bool:
        return len(made(full, shown)) > MOST_PARTS

    numbers = range(total + 1)
    full = bisect_left(numbers, True, key=lambda number: too_many(number, total)) - 1
    if full >= 0:
        return made(full, total)
    shown = bisect_left(numbers, True, key=lambda number: too_many(0, number)) - 1
    return made(0, max(shown, 0))


def _told(digest: Digest) -> list[Section]:
    """What is paid for is only counted."""
    return [section for section in digest.sections if section.id != paid.ID]


def _packed(digest: Digest, blocks: Sequence[_Block], dialect: Dialect) -> tuple[str, ...]:
    """Blocks end to end in parts; a section that goes on in another part is named again."""
    bodies: list[str] = []
    section = ""
    room = dialect.room - _size(_head(digest, dialect, part=MOST_PARTS, parts=99)) - len(BETWEEN)
    for block in blocks:
        longer = _joined(bodies[-1], block, dialect, under=section) if bodies else ""
        if bodies and _size(longer) <= room:
            bodies[-1] = longer
        else:
            again = bool(block.section) and block.section == section
            bodies.append(_joined("", block, dialect, again=again))
        section = block.section
    if len(bodies) == 1:
        return (_head(digest, dialect) + BETWEEN + bodies[0],)
    return tuple(
        _head(digest, dialect, part=at, parts=len(bodies)) + BETWEEN + body
        for at, body in enumerate(bodies, start=1)
    )


def _joined(
    body: str, block: _Block, dialect: Dialect, *, under: str = "", again: bool = False
) -> str:
    """The block after the body, below the name of its section when another was before."""
    name = dialect.bold(dialect.plain(_name(block.section).upper())) if block.section else ""
    heading = f"{name} (sigue)" if again else name
    shown = (body, "" if block.section == under and body else heading, block.text)
    return BETWEEN.join(each for each in shown if each)


def _head(digest: Digest, dialect: Dialect, *, part: int = 1, parts: int = 1) -> str:
    """What stands over each part: only the first says it all."""
    cover = digest.cover
    number = f" ({part}/{parts})" if parts > 1 else ""
    place = dialect.plain(_name(cover.municipality))
    title = dialect.bold(f"Síntesis informativa · {place}") + number
    return f"{title}\n{dialect.plain(_edition(cover))}"


def _edition(cover: Cover) -> str:
    """ "Lunes 23 de noviembre de 2026, edición matutina (tardía, sin visto bueno)"."""
    day = words.long_date(cover.day, cover.language)
    edition = words.word("edition", cover.edition).lower()
    late = "tardía" if cover.late else ""
    unapproved = words.word("cover", "unapproved") if cover.unapproved else ""
    marks = [each for each in (late, unapproved) if each]
    return f"{day}, {edition}" + (f" ({', '.join(marks)})" if marks else "")


def _blocks(digest: Digest, dialect: Dialect, *, full: int, shown: int) -> Iterator[_Block]:
    yield _Block(text="\n".join(map(dialect.plain, _numbers(digest))))
    before = 0
    for section in _told(digest):
        for at, story in enumerate(section.stories[: max(0, shown - before)]):
            text = told(story, dialect) if before + at < full else _line(story, dialect)
            yield _Block(text=text, section=section.title)
        hidden = min(len(section.stories), len(section.stories) + before - shown)
        if hidden > 0:
            counted = words.plural(hidden, "story", language=digest.cover.language)
            text = dialect.plain(f"… y {counted} más en la síntesis completa.")
            yield _Block(text=text, section=section.title)
        if section.cases:
            counted = section.cases.counts
            text = dialect.plain(f"{counted[:1].upper()}{counted[1:]}.")
            yield _Block(text=text, section=section.title)
        before += len(section.stories)
    yield _Block(text="\n".join(map(dialect.plain, _foot(digest))))


def _numbers(digest: Digest) -> Iterator[str]:
    cover = digest.cover
    count = partial(words.plural, language=cover.language)
    if not cover.stories:
        yield _nothing(digest)
        return
    yield f"{count(cover.stories, 'story')} · {count(cover.impacts, 'impact')}"
    yield " · ".join(_stances(cover))
    if cover.usual is not None:
        said = words.against(
            cover.impacts, cover.usual, compared=cover.compared, language=cover.language
        )
        yield said[:1].upper() + said[1:]
    yield from digest.notices


def _nothing(digest: Digest) -> str:
    if digest.coverage.read:
        return (
            "Sin menciones: los medios leídos no publicaron nada de los temas que se siguen desde "
            "la edición anterior."
        )
    return "No se pudo leer ningún medio: esta edición no dice nada de lo publicado."


def _stances(cover: Cover) -> Iterator[str]:
    for stance, number in words.by_stance(cover.tally):
        if number:
            key = words.mark(stance).key
            said = words.plural(number, key, group="stance", language=cover.language)
            yield f"{_mark(key)} {said}"


def _foot(digest: Digest) -> Iterator[str]:
    coverage, language = digest.coverage, digest.cover.language
    if coverage.total:
        read = f"{coverage.read} de {words.plural(coverage.total, 'outlet', language=language)}"
        notes = [each.words for each in (*coverage.notes, *coverage.remarks)]
        verb = "leído" if coverage.total == 1 else "leídos"
        yield " · ".join([f"Cobertura: {read} {verb}", *notes])
    if digest.cover.uncounted:
        said = words.plural(digest.cover.uncounted, "uncounted", language=language)
        yield f"Además, {said}."
    yield _name(digest.cover.office)


def told(story: StoryEntry, dialect: Dialect) -> str:
    """A story in full, and with less where the addresses or the words are too long."""
    whole = _block(story, dialect, url=story.url)
    if _size(whole) <= dialect.room // 2:
        return whole
    bare = _block(story, dialect, url=None)
    return bare if _size(bare) <= dialect.room // 2 else _line(story, dialect)


def _block(story: StoryEntry, dialect: Dialect, *, url: str | None) -> str:
    link = url if url and len(url) <= LINK_ROOM else None
    said = _said(story)
    why = f"Por qué: {'; '.join(story.reasons)}." if story.reasons else ""
    title = dialect.headline(shorten(story.title, TITLE_ROOM), link)
    lines = (
        f"{_mark(words.mark(story.stance).key)} {title}",
        *(dialect.plain(each) for each in (_told_by(story), shorten(why, SAID_ROOM), said) if each),
        dialect.address(link),
    )
    return "\n".join(each for each in lines if each)


def _told_by(story: StoryEntry) -> str:
    """ "Negativo hacia Presidenta municipal (por revisar) · El Faro · 6 impactos"."""
    doubt = f" ({certainty(story)})" if certainty(story) else ""
    towards = f" hacia {_name(story.subjects[0].name)}" if story.subjects else ""
    count = words.plural(len(story.impacts), "impact") if len(story.impacts) > 1 else ""
    change = f"Actualizada: {_briefly(story.change)}" if story.change else ""
    edited = words.word("edited", "summary") if story.edited else ""
    said = f"{words.mark(story.stance).word}{towards}{doubt}"
    return " · ".join(each for each in (said, _name(story.outlet), count, change, edited) if each)


def _briefly(change: str) -> str:
    """What changed without its particulars: "+11 impactos; la nota fue corregida"."""
    first, *others = PARTICULARS.sub("", change).split("; ")
    said = shorten(first, CHANGE_ROOM)
    for each in others:
        if len(said) + len(each) > CHANGE_ROOM:
            break
        said = f"{said}; {each}"
    return said


def _said(story: StoryEntry) -> str:
    """One sentence: the new, or that which shows the stance, or the first; or all the office's."""
    if story.edited:
        return shorten(joined(story.summary), SAID_ROOM)
    shows = [each for each in story.summary if each.evidence]
    first = next(iter((*story.added, *shows, *story.summary)), None)
    if first is None:
        return shorten(f"«{story.quote.text}»", SAID_ROOM) if story.quote else ""
    return shorten(f"{first.text} ({first.outlet})" if first.outlet else first.text, SAID_ROOM)


def _line(story: StoryEntry, dialect: Dialect) -> str:
    title = dialect.headline(shorten(story.title, TITLE_ROOM), None)
    told = dialect.plain(f"{words.mark(story.stance).word} · {_name(story.outlet)}")
    return f"{_mark(words.mark(story.stance).key)} {title}\n{told}"


def _name(said: str) -> str:
    return shorten(said, NAME_ROOM)


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files("reports") / "messages.toml").read_text(encoding="utf-8"))


def _mark(key: str) -> str:
    return _table()["mark"][key]


def _unmarked(said: str) -> str:
    """An underscore within a word is no markup; at its edge it is, and so are the others."""
    like = _table()["look_alike"]
    plain = UNDERLINED.sub(like["_"], words.clean(said))
    for sign in "*~`":
        plain = plain.replace(sign, like[sign])
    return LINE_MARKUP.sub("–", plain)


def _bare_address(url: str | None) -> str:
    """The same address, without a sign that could pair with another one."""
    if url is None:
        return ""
    encoded = UNDERLINED.sub("%5F", url)
    return encoded.replace("*", "%2A").replace("~", "%7E").replace("`", "%60")


def _escaped(said: str) -> str:
    return escape(words.clean(said), quote=False)


def _linked(title: str, url: str | None) -> str:
    said = _escaped(title)
    return f'<b><a href="{escape(url)}">{said}</a></b>' if url else f"<b>{said}</b>"


WHATSAPP = Dialect(
    room=4_000,
    plain=_unmarked,
    bold=lambda said: f"*{said}*",
    headline=lambda title, url: f"*{_unmarked(title)}*",
    address=_bare_address,
)
TELEGRAM = Dialect(
    room=4_096,
    plain=_escaped,
    bold=lambda said: f"<b>{said}</b>",
    headline=_linked,
    address=lambda url: "",
)
