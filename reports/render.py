"""Digest → HTML, text and JSON: the clothes, made of `templates/`. The same digest, the same bytes.

The HTML stays under what mail programs cut: the first stories are told in full, then in one line
each, and only beyond that are they counted. The text and the JSON hold everything.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache, partial
from importlib.resources import files
from itertools import islice
from types import MappingProxyType

from css_inline import CSSInliner
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from monitor.model import EntityKind
from reports import cases, words
from reports.coverage import NAMED
from reports.demands.wording import standing
from reports.model import (
    Chart,
    Cover,
    Coverage,
    CoverageNote,
    Digest,
    Impact,
    Other,
    Section,
    StoryEntry,
    Tally,
)
from reports.treatment import certainty, said

LIMIT = 100_000  # bytes; mail programs cut a message at about 102 kB
OUTLETS = 5  # named beside a story in HTML
COLUMNS = 76  # of the text
LONGEST = 66  # characters of a word of the text
LEADING = 3  # headlines beside the subject in a mailbox
BAR = 18  # characters of the longest bar of the text

_LONG = re.compile(rf"[^ \n]{{{LONGEST + 1},}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A story as it is shown: in full, or in one line."""

    story: StoryEntry
    full: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section as it is shown."""

    section: Section
    lines: tuple[Line, ...]
    hidden: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriers:
    """The outlets that carry a story, each once; those beyond `OUTLETS` only counted."""

    named: tuple[Impact, ...]
    others: int


def html(
    digest: Digest,
    *,
    charts: Sequence[Chart] = (),
    copies: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The page; a figure that has its chart is that picture, beside the page as `chart.file`.

    `copies` are kept pages by clipping, where they are beside the page: a mail has none, and tells
    as many stories.
    """
    total = sum(len(section.stories) for section in digest.sections)
    page = partial(_html, digest, charts={each.id: each for each in charts})
    if _fits(whole := page(full=total, shown=total)):
        return page(full=total, shown=total, copies=copies) if copies else whole
    full = _most(total, lambda number: _fits(page(full=number, shown=total)))
    if full is not None:
        return page(full=full, shown=total, copies=copies)
    shown = _most(total, lambda number: _fits(page(full=0, shown=number)))
    return page(full=0, shown=shown or 0, copies=copies)


def text(digest: Digest) -> str:
    total = sum(len(section.stories) for section in digest.sections)
    rendered = (
        _environment(digest.cover.language)
        .get_template("digest.txt.j2")
        .render(digest=digest, parts=_parts(digest, full=total, shown=total))
    )
    lines = (line.rstrip() for line in rendered.splitlines())
    return "\n".join(lines).strip() + "\n"


def data(digest: Digest) -> str:
    """JSON with the names of the model; dates in ISO 8601."""
    return json.dumps(asdict(digest), ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def _fits(page: str) -> bool:
    return len(page.encode("utf-8")) <= LIMIT


def _most(total: int, fits: Callable[[int], bool]) -> int | None:
    """The largest number up to `total` that fits, None when not even 0 does."""
    low, high = -1, total
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low if low >= 0 else None


def _html(
    digest: Digest,
    *,
    charts: Mapping[str, Chart],
    full: int,
    shown: int,
    copies: Mapping[str, str] = MappingProxyType({}),
) -> str:
    parts = _parts(digest, full=full, shown=shown)
    page = (
        _environment(digest.cover.language)
        .get_template("digest.html.j2")
        .render(digest=digest, charts=charts, parts=parts, copies=copies)
    )
    return _inliner().inline(page) + "\n"


def page(name: str, *, language: str, values: Mapping[str, object]) -> str:
    """Another page in the same clothes: a template of HTML, with its style in each element."""
    return _inliner().inline(_environment(language).get_template(name).render(values)) + "\n"


def plain(name: str, *, language: str, values: Mapping[str, object]) -> str:
    """Another text: a template, without the space that its words leave."""
    rendered = _environment(language).get_template(name).render(values)
    return "\n".join(line.rstrip() for line in rendered.splitlines()).strip() + "\n"


def _parts(digest: Digest, *, full: int, shown: int) -> tuple[Part, ...]:
    return tuple(_counted(digest, full=full, shown=shown))


def _counted(digest: Digest, *, full: int, shown: int) -> Iterator[Part]:
    before = 0
    for section in digest.sections:
        told = section.stories[: max(0, shown - before)]
        lines = (Line(story=story, full=before + at < full) for at, story in enumerate(told))
        yield Part(section=section, lines=tuple(lines), hidden=len(section.stories) - len(told))
        before += len(section.stories)


@cache
def _inliner() -> CSSInliner:
    """The plain style goes to each element; that of screens and the dark stays in its tag."""
    source = files("reports") / "templates" / "digest.css"
    return CSSInliner(
        extra_css=source.read_text(encoding="utf-8"),
        keep_style_tags=True,
        load_remote_stylesheets=False,
        minify_css=True,
    )


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(_filters(language))
    environment.globals["copies"] = {}  # only the page of an edition has some beside it
    return environment


def _filters(language: str) -> Mapping[str, Callable[..., object]]:
    written = (
        *(words.against, words.hour, words.long_date, words.short_date),
        *(words.plural, words.form_of),
    )
    return {
        **{each.__name__: partial(each, language=language) for each in written},
        "bar": _bar,
        "capital": _capital,
        "carriers": carriers,
        "certainty": certainty,
        "counted": partial(counted, language=language),
        "edition": _edition,
        "labels": labels,
        "others_word": _others,
        "leading": leading,
        "heads": partial(heads, language=language),
        "long_notes": long_notes,
        "said": said,
        "usual": partial(words.usual, language=language),
        "mark": words.mark,
        "marks": marks,
        "names": names,
        "number": partial(words.number_in_words, language=language),
        "widths": widths,
        "wrap": _wrap,
        "tells": tells,
        "told": told_of,
        "urgency": partial(cases.said, "urgency"),
        "reported": partial(cases.said, "report"),
        "demanded": partial(cases.plural, key="demand", language=language),
        "standing": partial(standing, language=language),
    }


def told_of(section: Section) -> int:
    """How many stories and demands it tells."""
    return len(section.stories) + (section.cases.total if section.cases else 0)


def tells(digest: Digest) -> bool:
    """Whether it tells a story, be it one that is not counted."""
    return any(section.stories for section in digest.sections)


def _edition(key: str) -> str:
    return words.word("edition", key)


def _others(kind: EntityKind) -> str:
    return words.word("others", kind.value)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def leading(parts: Sequence[Part]) -> str:
    """What the reader of a mailbox sees before opening: the headlines that come first."""
    titles = (line.story.title for part in parts for line in part.lines)
    return " · ".join(islice(titles, LEADING))


def heads(cover: Cover, *, language: str = words.MEXICAN) -> Iterator[str]:
    """What stands under the numbers: how many are new, and how they compare."""
    if cover.followed:
        new = words.plural(cover.stories - cover.followed, "new", language=language)
        yield f"{new}; {words.plural(cover.followed, 'followed', language=language)}"
    if cover.usual is not None:
        against = words.against(
            cover.impacts, cover.usual, compared=cover.compared, language=language
        )
        stories = cover.means.stories if cover.means else None
        usual = words.usual(stories, language) if stories is not None else ""
        yield f"Impactos: {against}" + (f"; noticias: {usual}" if usual else "")


def long_notes(coverage: Coverage) -> tuple[CoverageNote, ...]:
    """Those whose outlets the sentence does not name one by one."""
    every = (*coverage.notes, *coverage.remarks)
    return tuple(each for each in every if len(each.outlets) > NAMED)


def labels(story: StoryEntry) -> tuple[str, ...]:
    """What is said beside outlet, author and hour: kind, origin, theme, whose its words are."""
    release = "reproduce boletín" if story.release else None
    borrowed = f"encabezado de {story.headline_of}" if story.headline_of else None
    kind = None if story.release else words.other_kind(story.kind)
    theme = words.theme(story.theme) if story.theme else None
    edited = words.word("edited", "summary") if story.edited else None
    new = "nueva" if story.fresh else None
    taken_back = words.word("withdrawn", "label") if story.impacts[0].withdrawn else None
    late = "llegó tarde" if story.tardy else None
    every = (new, late, taken_back, kind, release, theme, borrowed, edited)
    return tuple(each for each in every if each)


def counted(other: Other, *, language: str = words.MEXICAN) -> str:
    """ "5 notas de 2 noticias", "2 notas de la misma noticia"."""
    pieces = words.plural(other.impacts, "piece", language=language)
    if other.stories == other.impacts:
        return pieces
    stories = words.plural(other.stories, "story", language=language)
    return f"{pieces} de {'la misma noticia' if other.stories == 1 else stories}"


def carriers(story: StoryEntry, most: int = OUTLETS) -> Carriers:
    first = {impact.outlet: impact for impact in reversed(story.impacts)}
    ordered = tuple(impact for impact in story.impacts if first[impact.outlet] is impact)
    return Carriers(named=ordered[:most], others=len(ordered[most:]))


def names(story: StoryEntry) -> str:
    """Whom it names, each with its own mark when it is not that of the story."""
    own = {each.id for each in story.subjects if each.stance is not story.stance}
    return ", ".join(
        f"{words.mark(each.stance).shape}\N{NO-BREAK SPACE}{each.name}"
        if each.id in own
        else each.name
        for each in story.subjects
    )


def marks(tally: Tally) -> tuple[tuple[words.Mark, int], ...]:
    """Every stance with its number; what was not analysed only when there is some."""
    return tuple(
        (words.mark(stance), number)
        for stance, number in words.by_stance(tally)
        if stance or number
    )


def widths(tally: Tally, longest: int) -> tuple[tuple[str, int], ...]:
    """The parts of a bar as (stance, hundredths of the longest bar); none vanishes."""
    return tuple(
        (each.key, max(1, round(100 * number / longest))) for each, number in marks(tally) if number
    )


def _bar(number: int, longest: int) -> str:
    return "█" * max(1, round(BAR * number / longest)) if number else ""


def _pieces(word: re.Match[str]) -> str:
    if "://" in word[0]:
        return word[0]
    return " ".join(textwrap.wrap(word[0], LONGEST, break_on_hyphens=False))


def _wrap(said: str, indent: int = 0, hang: int | None = None) -> str:
    """Lines of at most `COLUMNS`; an address is never broken, a word only when no line holds it."""
    return textwrap.fill(
        _LONG.sub(_pieces, said),
        width=COLUMNS,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if hang is None else hang),
        break_long_words=False,
        break_on_hyphens=False,
    )
