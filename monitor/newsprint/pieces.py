"""Blocks in reading order to the notes of an issue: a headline, and what is read under it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from monitor.folding import fold
from monitor.newsprint.layout import Block, Line

_HEADLINE: Final = 1.3  # times the body's size
_LEAST: Final = 12  # words of a note: fewer is a caption, an advertisement, a heading
_LONGEST_TITLE: Final = 40  # words
_FURNITURE = re.compile(
    r"^(?:p[áa]g(?:ina|\.)?\s*\d+[a-z]?|\d{1,3}[a-z]?|\d{1,2} de \w+ de \d{4}|año \w+"
    r"|no?\.? ?\d+)$",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo),? \d{1,2} de \w+",
    re.IGNORECASE,
)
_ONWARD = re.compile(
    r"[(\[]?\s*(?:contin[úu]a|pasa|sigue)\s+(?:en|a)\s+(?:la\s+)?"
    r"p[áa]g(?:ina|s?\.)?\s*(\d+)\s*[)\].]*\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"^\W*viene\s+de\s+(?:la\s+)?(?:p[áa]g(?:ina|\.)?\s*(\d+)|primera(?:\s+plana)?|portada)\W*",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^(?:por|texto|de)[:\s]+(\w[\w.'’-]+(?: \w[\w.'’-]+){1,4})(?: [/|-] .*)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note of a printed page."""

    page: int
    title: str
    text: str  # paragraphs separated by one newline
    author: str | None = None


def notes(blocks: Sequence[Block], *, body: float) -> tuple[Note, ...]:
    """Every note of an issue, page by page, in reading order; continued ones are whole."""
    found: list[Note] = []
    for page in sorted({block.page for block in blocks}):
        own = [block for block in blocks if block.page == page and not _is_furniture(block)]
        found += _of_page(own, page=page, body=body)
    return tuple(each for each in _joined(found) if len(each.text.split()) >= _LEAST)


def _of_page(blocks: Iterable[Block], *, page: int, body: float) -> Iterator[Note]:
    title: list[Block] = []
    text: list[Block] = []
    for block in blocks:
        if not _is_headline(block, body):
            text.append(block)
            continue
        if text and title:
            yield _note(page, title, text)
            title, text = [], []
        title, text = [*title, block], [] if not title else text
    if title or text:
        yield _note(page, title, text)


def _note(page: int, title: Sequence[Block], text: Sequence[Block]) -> Note:
    # Of several headlines in a row the largest is the title; the others are read before the text.
    main = max(title, key=lambda block: block.size, default=None)
    others = [paragraphs(block.lines) for block in title if block is not main]
    written = [line for part in others for line in part]
    written += [line for block in text for line in paragraphs(block.lines)]
    author, written = _byline(_run_on(written))
    heading = " ".join(paragraphs(main.lines)) if main else (written[0] if written else "")
    words = heading.split()
    return Note(
        page=page,
        title=" ".join(words[:_LONGEST_TITLE]),
        text="\n".join(written),
        author=author,
    )


def _is_headline(block: Block, body: float) -> bool:
    return block.size >= _HEADLINE * body and any(map(str.isalpha, block.lines[0].text))


def _is_furniture(block: Block) -> bool:
    """Folios, dates and rules that every page bears."""
    said = [line.text.strip() for line in block.lines]
    return len(said) == 1 and bool(
        _FURNITURE.match(said[0])
        or (_DATED.search(said[0]) and len(said[0].split()) < 16)
        or not any(map(str.isalnum, said[0]))
    )


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """The lines of a block as paragraphs: a short last line or an indent ends one."""
    left, right = min(x.left for x in lines), max(x.right for x in lines)
    found: list[str] = []
    fresh = True
    for line in lines:
        indented = line.left - left > 0.8 * line.size and bool(found)
        if fresh or indented:
            found.append(line.text)
        else:
            found[-1] = _glued(found[-1], line.text)
        fresh = right - line.right > 0.2 * (right - left) and line.text.rstrip()[-1:] in ".?!»”"
    return found


def _glued(before: str, line: str) -> str:
    """A word cut at the end of a line is whole again; a hyphen before a capital stays."""
    if before.endswith("-") and len(before) > 1 and before[-2].isalpha() and line[:1].islower():
        return before[:-1] + line
    return f"{before} {line}"


def _run_on(written: Sequence[str]) -> list[str]:
    """What a column cuts in the middle of a sentence goes on in the next one."""
    found: list[str] = []
    for paragraph in written:
        open_ = found and found[-1].rstrip()[-1:] not in ".?!»”:" and len(found[-1].split()) > 5
        if open_ and (paragraph[:1].islower() or found[-1].endswith("-")):
            found[-1] = _glued(found[-1], paragraph)
        else:
            found.append(paragraph)
    return found


def _byline(written: list[str]) -> tuple[str | None, list[str]]:
    if written and (said := _BYLINE.match(written[0])) and len(written[0].split()) <= 8:
        return said[1], written[1:]
    return None, written


def _joined(found: Sequence[Note]) -> Iterator[Note]:
    """Each note with what a later page carries of it."""
    waiting = list(found)
    taken: set[int] = set()
    for at, note in enumerate(waiting):
        if at in taken:
            continue
        whole = note
        while onward := _ONWARD.search(whole.text):
            rest = _rest(waiting, taken, of=whole, page=int(onward[1]), after=at)
            whole = replace(whole, text=whole.text[: onward.start()].rstrip())
            if rest is None:
                break
            taken.add(rest)
            told = _FROM.sub("", waiting[rest].text, count=1)
            whole = replace(whole, text="\n".join(_run_on([whole.text, told])))
        yield whole


def _rest(
    notes_: Sequence[Note], taken: set[int], *, of: Note, page: int, after: int
) -> int | None:
    """Of the notes of that page that come from another one, the one most like it by its title."""
    likely = [
        (len(_words(of.title) & _words(each.title)), -at)
        for at, each in enumerate(notes_)
        if at > after and at not in taken and each.page == page and _comes(each, of.page)
    ]
    return -max(likely)[1] if likely else None


def _comes(note: Note, page: int) -> bool:
    said = _FROM.match(note.text) or _FROM.match(note.title)
    return said is not None and (said[1] is None or int(said[1]) == page)


def _words(title: str) -> set[str]:
    return {word for word in fold(title).split() if len(word) > 3}
