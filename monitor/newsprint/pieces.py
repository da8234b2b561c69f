"""Blocks in reading order to the notes of a page: a headline, and what is read under it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from monitor.newsprint.furniture import is_caption
from monitor.newsprint.layout import HEADLINE, Block, is_under, touches
from monitor.newsprint.paragraphs import author_of, is_open, paragraphs, run_on

_LONGEST_TITLE: Final = 40  # words
_LEAD: Final = 30  # words in large letters that end a sentence: the first paragraph
_ALIKE: Final = 0.8  # times the largest letters over a note: they are all its headline
_KICKER: Final = 8  # words over a headline
_SPEAKS: Final = 3  # words of a caption: fewer are a speck, a number
_QUOTED: Final = 2.4  # times the body's size: larger, a quotation is a headline
_REPEATED: Final = 4  # words, one after another, that a quotation has of the text above it


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note of a printed page."""

    page: int
    title: str
    text: str  # paragraphs separated by one newline
    author: str | None = None
    size: float = 0.0  # of its headline's letters


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A note while its blocks are found."""

    title: list[Block] = field(default_factory=list)
    text: list[Block] = field(default_factory=list)
    beside: list[Block] = field(default_factory=list)  # captions, what is quoted large

    @property
    def is_open(self) -> bool:
        return bool(self.text) and is_open(self.text[-1].text)

    @property
    def heading(self) -> Block | None:
        return max(self.title, key=lambda block: block.size, default=None)


def notes(blocks: Iterable[Block], *, page: int, body: float) -> list[Note]:
    """Every note of a page, in reading order; also those of which there is only a headline."""
    return [_note(draft, page=page) for draft in _drafts(list(blocks), body=body)]


def _drafts(blocks: Sequence[Block], *, body: float) -> list[_Draft]:
    drafts: list[_Draft] = []
    for at, block in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if drafts and _is_aside(block, drafts[-1], following, body=body):
            drafts[-1].beside.append(block)
        elif _is_headline(block, body) or _is_kicker(block, following, body):
            _head(drafts, block)
        else:
            _owner(drafts, block).text.append(block)
    return drafts


def _is_headline(block: Block, body: float) -> bool:
    if block.size < HEADLINE * body or not any(map(str.isalpha, block.text)):
        return False
    return block.words <= _LEAD or not block.text.rstrip().endswith((".", ".”", ".»"))


def _is_kicker(block: Block, following: Block | None, body: float) -> bool:
    """A line or two of few words that stand on a headline."""
    if following is None or block.words > _KICKER or "." in block.text:
        return False
    return _is_headline(following, body) and touches(block, following)


def _is_aside(block: Block, draft: _Draft, following: Block | None, *, body: float) -> bool:
    if is_caption(block, body=body) or _is_repeated(block, draft, body):
        return True
    if not _is_headline(block, body) or not draft.is_open or following is None:
        return False
    # A sentence of the text, in large letters, where the text goes on below.
    goes_on = following.text[:1].islower() and following.size < HEADLINE * body
    return goes_on and block.size < _QUOTED * body


def _is_repeated(block: Block, draft: _Draft, body: float) -> bool:
    """In large letters, between quotation marks, what the text of the note has said already."""
    if block.text[:1] not in '«“"' or block.size >= _QUOTED * body:
        return False
    said = _words(block.text)
    told = " ".join(_words(" ".join(part for each in draft.text for part in _told(each))))
    runs = (said[at : at + _REPEATED] for at in range(max(1, len(said) - _REPEATED + 1)))
    return bool(said) and any(" ".join(run) in told for run in runs)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _head(drafts: list[_Draft], block: Block) -> None:
    """Another line over the text of a note, or the beginning of one."""
    last = drafts[-1] if drafts else None
    if last and last.title and not last.text and _belongs(last.title[-1], block):
        last.title.append(block)
        return
    drafts.append(_Draft(title=[block]))


def _belongs(above: Block, block: Block) -> bool:
    return touches(above, block) or touches(block, above)


def _owner(drafts: list[_Draft], block: Block) -> _Draft:
    """The note that a block of text continues: that of the flow, or of the headline above it."""
    if not drafts:
        drafts.append(_Draft())
    flow = drafts[-1]
    over = _over(drafts, block)
    if over is None or over is flow or (flow.text and _continues(flow.text[-1], block)):
        return flow
    first = block.text.lstrip("«“\"'(¿¡")[:1]
    if first.islower():
        return over if over.is_open or not flow.is_open else flow
    return flow if (flow.is_open or not flow.text) and not over.is_open else over


def _continues(above: Block, block: Block) -> bool:
    """In the same column, the next lines of the same letters."""
    return is_under(block, above) and block.top - above.bottom <= 3 * above.size


def _over(drafts: Sequence[_Draft], block: Block) -> _Draft | None:
    """The note whose headline is the nearest above."""
    above = [
        (each.heading.bottom, at)
        for at, each in enumerate(drafts)
        if each.heading
        and each.heading.bottom <= block.top + each.heading.size * 0.5
        and is_under(block, each.heading)
    ]
    return drafts[max(above)[1]] if above else None


def _note(draft: _Draft, *, page: int) -> Note:
    """Of several headlines the largest is the title; the others are read before the text."""
    main = draft.heading
    least = _ALIKE * main.size if main else 0.0
    heads = [block for block in draft.title if block.size >= least]
    others = [part for block in draft.title if block not in heads for part in _told(block)]
    written = run_on([part for block in draft.text for part in _told(block)])
    author, written = _signed(written)
    heading = " ".join(part for block in heads for part in _told(block))
    told = " ".join([*others, *written])
    return Note(
        page=page,
        title=" ".join(heading.split()[:_LONGEST_TITLE]),
        text="\n".join([*others, *written, *_beside(draft.beside, told)]),
        author=author,
        size=main.size if main else 0.0,
    )


def _told(block: Block) -> list[str]:
    return paragraphs(block.lines)


def _signed(written: list[str]) -> tuple[str | None, list[str]]:
    for at, said in enumerate(written[:2]):
        if author := author_of(said):
            return author, [*written[:at], *written[at + 1 :]]
    return None, written


def _beside(blocks: Iterable[Block], told: str) -> Iterator[str]:
    """What pictures say; what is quoted large stands in the text already, or goes after it."""
    for block in blocks:
        said = " ".join(paragraphs(block.lines))
        if len(said.split()) >= _SPEAKS and _plain(said) not in _plain(told):
            yield f"[imagen: {said}]"


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
