"""Words to look out for, with their inflections, in folded text. Those that come with us stand in
`words.toml`: a new one is a word there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.folding import compose, fold

SHORT = 3  # letters up to which a word has no other form
NOWHERE = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A word of a group at `[start, end)` of a text."""

    group: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    groups: Mapping[str, re.Pattern[str]]
    otherwise: re.Pattern[str]  # where the same words say something else
    calm: re.Pattern[str]  # a title that takes away the weight of any

    def hits(self, text: str) -> Iterator[Hit]:
        """Where the text says one of them. It must be composed, and its offsets stay true."""
        read = self.otherwise.sub(_blank, fold(text))
        for group, pattern in self.groups.items():
            for found in pattern.finditer(read):
                yield Hit(group=group, start=found.start(), end=found.end())

    def is_calm(self, title: str) -> bool:
        return self.calm.search(fold(title)) is not None


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


@cache
def ours() -> WordList:
    """The list that comes with the program."""
    table = tomllib.loads((files("reports.alerts") / "words.toml").read_text(encoding="utf-8"))
    return WordList(
        groups={name: _pattern(words) for name, words in table["groups"].items()},
        otherwise=_pattern(table["otherwise"]["phrases"]),
        calm=_pattern(table["calm"]["titles"]),
    )


@cache
def of_the_office(words: tuple[str, ...]) -> WordList:
    """The office's own: each word is a reason of its own, and says what it says."""
    groups = {each.replace("*", "").strip(): _pattern([each]) for each in words}
    return WordList(groups=groups, otherwise=NOWHERE, calm=ours().calm)


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    forms = sorted({form for each in phrases if (form := _forms(each))}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)") if forms else NOWHERE


def _forms(phrase: str) -> str:
    return r"\s+".join(_inflected(word) for word in fold(compose(phrase)).split() if word != "*")


def _inflected(word: str) -> str:
    """A word in singular and plural, and in both genders; any ending where it has an asterisk."""
    stem = re.escape(word.rstrip("*"))
    if word.endswith("*"):
        return rf"{stem}\w*"
    if len(word) <= SHORT or word.endswith("s"):
        return stem
    if word.endswith(("o", "a")):
        return rf"{stem[:-1]}[oa]s?"
    if word.endswith("z"):
        return rf"{stem[:-1]}(?:z|ces)"
    return rf"{stem}s?" if word.endswith("e") else rf"{stem}(?:es)?"
