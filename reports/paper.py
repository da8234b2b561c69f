"""What each part of the printed digest says, as `templates/digest.typ` lays it out: plain data.

Every text is whole here; the page only places it. A new part is a key of `page` and its place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

from monitor.model import Stance
from reports import cases, words
from reports.charts import drawn, in_words
from reports.model import (
    CaseLine,
    Cases,
    Cover,
    Coverage,
    CoverageNote,
    Digest,
    Figure,
    FrontPage,
    Other,
    Saying,
    Section,
    Sentence,
    StoryEntry,
    SubjectMark,
)
from reports.render import carriers, counted, heads, labels, marks, tells, told_of
from reports.treatment import certainty, said

LONG = 2_000  # characters: what is longer may go from one page to the next
EVERY = 10_000  # outlets: paper has room for all of them

Data = dict[str, object]


def page(digest: Digest, *, pictured: Collection[str] = ()) -> Data:
    """What the digest says; `pictured` are the ids of the front pages that have their picture."""
    language, _, region = digest.cover.language.partition("_")
    return {
        "language": language,
        "region": region if region.isalpha() else None,
        "subject": digest.subject,
        "titles": {key: words.word("section", key) for key in _TITLES},
        **_head(digest.cover),
        "notes": [*_notes(digest.cover), *digest.notices],
        "sections": [_section(each, digest.cover) for each in digest.sections],
        "nothing": _nothing(digest),
        "fronts": [_front(each, digest.cover.language, pictured) for each in digest.fronts],
        "sayings": list(_sayings(digest)),
        "others": list(_others(digest)),
        "figures": [_figure(each, digest.cover.language) for each in digest.figures],
        "coverage": _coverage(digest),
        "method": words.word("page", "method"),
    }


_TITLES = ("fronts", "sayings", "others", "figures", "coverage")


def _head(cover: Cover) -> Data:
    day = words.long_date(cover.day, cover.language)
    edition = words.word("edition", cover.edition)
    heading = words.word("page", "title")
    return {
        "title": heading,
        "heading": f"{heading} · {cover.municipality}",
        "office": cover.office,
        "place": f"{cover.municipality}, {cover.state}",
        "day": day,
        "edition": edition,
        "signature": f"{cover.office} · {edition} · {words.short_date(cover.day, cover.language)}",
        "late": " · ".join(_late(cover)) or None,
        "counts": list(_counts(cover)),
        "tones": _tones(cover),
        "parts": [{"key": mark.key, "count": count} for mark, count in marks(cover.tally)],
    }


def _late(cover: Cover) -> Iterator[str]:
    if cover.late:
        yield f"tardía: salió a las {words.hour(cover.opened_at, cover.day, cover.language)}"
    if cover.unapproved:
        yield words.word("cover", "unapproved")


def _counts(cover: Cover) -> Iterator[Data]:
    for number, key in ((cover.stories, "story"), (cover.impacts, "impact")):
        if cover.stories:
            yield {
                "number": words.number_in_words(number, cover.language),
                "word": words.form_of(number, key, language=cover.language),
            }


def _tones(cover: Cover) -> list[Data]:
    return [
        {
            **_mark_of(mark),
            "number": words.number_in_words(number, cover.language),
            "word": words.form_of(number, mark.key, group="stance", language=cover.language),
            "usual": _usual(cover, mark.key),
        }
        for mark, number in marks(cover.tally)
        if mark.key != "unread"
    ]


def _usual(cover: Cover, stance: str) -> str | None:
    if cover.means is None:
        return None
    mean = {
        "positive": cover.means.positive,
        "neutral": cover.means.neutral,
        "negative": cover.means.negative,
    }[stance]
    return words.usual(mean, cover.language)


def _notes(cover: Cover) -> Iterator[str]:
    """What stands under the numbers."""
    if cover.stories:
        yield from (f"{each}." for each in heads(cover, language=cover.language))
    if cover.tally.unread:
        unread = words.plural(cover.tally.unread, "impact", language=cover.language)
        yield f"{words.mark(None).shape} {unread} sin analizar."
    if cover.uncounted:
        apart = words.plural(cover.uncounted, "uncounted", language=cover.language)
        yield f"{apart}; no {'se cuenta' if cover.uncounted == 1 else 'se cuentan'}."


def _nothing(digest: Digest) -> str | None:
    if tells(digest) or digest.cover.stories:
        return None
    return words.word("page", "nothing" if digest.coverage.read else "unread")


def _section(section: Section, cover: Cover) -> Data:
    return {
        "title": section.title,
        "count": words.number_in_words(told_of(section), cover.language),
        "stories": [_story(each, cover) for each in section.stories],
        "cases": _cases(section.cases, cover.language) if section.cases else None,
    }


def _story(story: StoryEntry, cover: Cover) -> Data:
    voice = " · ".join(said(story))
    hour = words.hour(story.published_at, cover.day, cover.language)
    beside = [story.author, hour, *labels(story)]
    impacts = _impacts(story) if len(story.impacts) > 1 else []
    return {
        "mark": _mark(story.stance),
        "certainty": certainty(story),
        "named": [_named(each, story) for each in story.named],
        "unnamed": _unnamed(story),
        "voice": voice[:1].upper() + voice[1:] or None,
        "said": story.kind.value == "publicacion",
        "title": story.title.strip() or words.word("headline", "none"),
        "url": story.url,
        "outlet": story.outlet,
        "beside": [each for each in beside if each],
        "change": story.change,
        "added": _sentences(story.added),
        "reasons": "; ".join(story.reasons) or None,
        "summary": _sentences(story.summary),
        "quote": {"text": story.quote.text, "outlet": story.quote.outlet} if story.quote else None,
        "places": "; ".join(story.places) or None,
        "carried": words.plural(len(story.impacts), "impact", language=cover.language),
        "impacts": impacts,
        "parted": bool(story.summary and story.added),
        "long": _length(story) > LONG,
    }


def _cases(told: Cases, language: str) -> Data:
    return {
        "counts": f"{told.counts}.",
        "note": told.note,
        "groups": [
            {
                "title": each.title,
                "count": words.number_in_words(each.total, language),
                "lines": [
                    _case(family.title, line) for family in each.families for line in family.lines
                ],
                "rest": f"y {words.number_in_words(each.left_out, language)} más"
                if each.left_out
                else None,
            }
            for each in told.groups
        ],
    }


def _case(category: str, line: CaseLine) -> Data:
    beside = (line.folio, line.office, line.state, line.due, line.sources)
    return {
        "title": f"{category} · {line.place}",
        "urgent": cases.said("urgency", "life") if line.urgent else None,
        "beside": " · ".join(filter(None, beside)),
        "told": line.told or None,
    }


def _length(story: StoryEntry) -> int:
    quote = story.quote.text if story.quote else ""
    sentences = (each.text for each in (*story.summary, *story.added))
    outlets = (each.outlet for each in story.impacts)
    told = [story.title, story.change or "", quote, *story.reasons, *story.places]
    return sum(map(len, [*told, *sentences, *outlets]))


def _impacts(story: StoryEntry) -> list[Data]:
    found = carriers(story, EVERY).named
    return [
        {
            "outlet": each.outlet,
            "url": each.url,
            "release": each.release,
            "withdrawn": each.withdrawn,
        }
        for each in found
    ]


def _named(subject: SubjectMark, story: StoryEntry) -> Data:
    """With a mark of its own when it is not that of the story."""
    own = subject.stance is not story.stance
    return {"name": subject.name, "mark": _mark(subject.stance) if own else None}


def _unnamed(story: StoryEntry) -> str | None:
    rest = len(story.subjects) - len(story.named)
    return f"y {rest} más" if rest > 0 else None


def _sentences(told: Iterable[Sentence]) -> list[Data]:
    return [
        {"text": each.text, "evidence": each.evidence, "gap": each.gap, "outlet": each.outlet}
        for each in told
    ]


def _mark(stance: Stance | None) -> Data:
    return _mark_of(words.mark(stance))


def _mark_of(mark: words.Mark) -> Data:
    return {"key": mark.key, "shape": mark.shape, "word": mark.word}


def _front(front: FrontPage, language: str, pictured: Collection[str]) -> Data:
    return {
        "outlet": front.outlet,
        "title": front.title,
        "day": words.short_date(front.day, language) if front.day else None,
        "alt": f"Primera plana de {front.outlet}: {front.title}",
        "picture": front.id if front.id in pictured else None,
    }


def _sayings(digest: Digest) -> Iterator[Data]:
    for own, group in groupby(digest.sayings, key=lambda each: each.own):
        mayor = f"{digest.cover.mayor}, en sus palabras"
        yield {
            "title": mayor if own else words.word("page", "about_government"),
            "said": [_saying(each) for each in group],
        }


def _saying(each: Saying) -> Data:
    return {
        "text": each.text,
        "speaker": each.speaker,
        "outlet": each.where.outlet,
        "url": each.where.url,
        "mark": _mark(each.about.stance) if each.about else None,
        "about": each.about.name if each.about else None,
    }


def _others(digest: Digest) -> Iterator[Data]:
    for kind, group in groupby(digest.others, key=lambda each: each.kind):
        yield {
            "title": words.word("others", kind.value),
            "named": [_other(each, digest.cover.language) for each in group],
        }


def _other(each: Other, language: str) -> Data:
    rest = each.stories - len(each.where)
    return {
        "name": each.name,
        "counted": counted(each, language=language),
        "places": [{"outlet": where.outlet, "url": where.url} for where in each.where],
        "rest": f"(+{rest})" if rest > 0 else None,
    }


def _figure(figure: Figure, language: str) -> Data:
    alt = in_words(figure, language=language)
    return {**drawn(figure, language=language), "title": figure.title, "alt": alt}


def _coverage(digest: Digest) -> Data:
    coverage, language = digest.coverage, digest.cover.language
    return {
        "said": _read(coverage, language),
        "notes": _outlets(coverage.notes),
        "remarks": _outlets(coverage.remarks),
        "unnamed": _unnamed_pieces(digest.unnamed, language),
        "seal": f"Sello del registro: {digest.seal}" if digest.seal else None,
    }


def _read(coverage: Coverage, language: str) -> str | None:
    if not coverage.total:
        return None
    read = words.number_in_words(coverage.read, language)
    total = words.plural(coverage.total, "outlet", language=language)
    return f"{read} de {total} {'leído' if coverage.total == 1 else 'leídos'}."


def _outlets(notes: Sequence[CoverageNote]) -> list[Data]:
    return [{"words": each.words, "outlets": ", ".join(each.outlets)} for each in notes]


def _unnamed_pieces(number: int, language: str) -> str | None:
    if not number:
        return None
    pieces = words.plural(number, "piece", language=language)
    return f"Además se archivaron {pieces} que no nombran ningún tema de los que se siguen."
