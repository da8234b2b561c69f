"""Notes that go on in another page of the same issue, made whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from monitor.folding import fold
from monitor.newsprint.paragraphs import run_on
from monitor.newsprint.pieces import Note

_ALIKE: Final = 2  # longer words that two headlines share
_PAGE: Final = r"(?:p[áa]g(?:ina|s?\.|s)?|p\.)\s*(?:[A-Z]-?)?(\d{1,3})(?:-?[A-Z])?"
_ONWARD = re.compile(
    r"[(\[]?\s*\b(?:contin[úu][ae]|pas[ae]|sig[au]e?|v[eé]a(?:se)?|ver|m[áa]s(?: informaci[óo]n)?)"
    rf"\s+(?:en\s+|a\s+)?(?:la\s+)?(?:{_PAGE}|(\d{{1,3}})(?:-?[A-Z])?)\s*[)\].»>▶►]*\s*$",
    re.IGNORECASE,
)
_TEASER = re.compile(rf"[(\[>»▶►]*\s*\b{_PAGE}\s*[)\].»>▶►]*\s*$", re.IGNORECASE)
_FROM = re.compile(
    rf"^\W*viene\s+de\s+(?:la\s+)?(?:{_PAGE}|(\d{{1,3}})\b|primera(?:\s+plana)?|portada)\W*",
    re.IGNORECASE,
)


def joined(found: Sequence[Note], *, printed: Mapping[int, int]) -> Iterator[Note]:
    """Each note with what a later page carries of it.

    `printed` are the numbers that pages bear, by their place in the file. What only announces a
    note of another page is that note.
    """
    waiting = list(found)
    taken: set[int] = set()
    for at, note in enumerate(waiting):
        if at in taken:
            continue
        whole, told = note, True
        while (found_ := _onward(whole)) and told:
            body, page = found_
            rest = _rest(waiting, taken, of=whole, page=page, after=at, printed=printed)
            whole = replace(whole, text=body)
            if rest is None:
                told = not _is_announced(waiting, of=whole, page=page, after=at, printed=printed)
                break
            taken.add(rest)
            whole = _with(whole, waiting[rest])
        if told:
            yield whole


def _onward(note: Note) -> tuple[str, int] | None:
    """The text without what says where it goes on, and where."""
    lines = note.text.split("\n")
    for at in range(len(lines) - 1, -1, -1):
        if lines[at].startswith("[imagen:"):
            continue
        said = _ONWARD.search(lines[at]) or (_TEASER.search(lines[at]) if note.page == 1 else None)
        if said is None:
            return None
        lines[at] = lines[at][: said.start()].rstrip(" .([>»▶►") + _stop(lines[at], said.start())
        page = next(int(each) for each in said.groups() if each)
        return "\n".join(each for each in lines if each), page
    return None


def _stop(line: str, at: int) -> str:
    """The stop of the last sentence, which stood before the announcement."""
    return "." if line[:at].rstrip().endswith(".") else ""


def _with(note: Note, rest: Note) -> Note:
    told = _FROM.sub("", rest.text, count=1)
    pictures = [line for line in note.text.split("\n") if line.startswith("[imagen:")]
    said = [line for line in note.text.split("\n") if not line.startswith("[imagen:")]
    written = run_on([*said, *told.split("\n")])
    return replace(note, text="\n".join([*written, *pictures]), author=note.author or rest.author)


def _rest(
    notes: Sequence[Note],
    taken: set[int],
    *,
    of: Note,
    page: int,
    after: int,
    printed: Mapping[int, int],
) -> int | None:
    """Of the notes of that page that come from another one, the one most like it by its title."""
    likely = [
        (_likeness(of, each), -at)
        for at, each in enumerate(notes)
        if at > after
        and at not in taken
        and _is_on(each, page, printed)
        and _comes(each, printed.get(of.page, of.page), of.page)
    ]
    return -max(likely)[1] if likely else None


def _is_announced(
    notes: Sequence[Note], *, of: Note, page: int, after: int, printed: Mapping[int, int]
) -> bool:
    """A few lines on the first page, and the whole note on another."""
    return of.page == 1 and any(
        _likeness(of, each) >= _ALIKE and len(each.text) > len(of.text)
        for each in notes[after + 1 :]
        if _is_on(each, page, printed)
    )


def _is_on(note: Note, page: int, printed: Mapping[int, int]) -> bool:
    return page in (note.page, printed.get(note.page))


def _comes(note: Note, *pages: int) -> bool:
    said = _FROM.match(note.text) or _FROM.match(note.title)
    if said is None:
        return False
    number = next((int(each) for each in said.groups() if each), None)
    return number is None or number in pages


def _likeness(note: Note, other: Note) -> int:
    mine, theirs = (_words(f"{each.title} {each.text[:200]}") for each in (note, other))
    return len(_words(note.title) & theirs) + len(mine & _words(other.title))


def _words(text: str) -> set[str]:
    return {word.strip(".,;:") for word in fold(text).split() if len(word) > 4}
