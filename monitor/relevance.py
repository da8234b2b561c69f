"""Does this page name anyone we watch? One pass over the bytes, then whole words in the text.

The bytes answer "perhaps" cheaply and never miss what the text would find; the text decides. Words
are searched by their rarest part, so that tags, line breaks or a drop cap between or inside the
words of a name hide nothing. A spelling of letters in bytes is a line of `_plainly_spelt`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

from monitor.config import Config
from monitor.decoding import decode
from monitor.folding import compose, fold
from monitor.naming import Form, forms, sought

_WORD = re.compile(r"[^\W_]+")
_SPACES = re.compile(r"\s+")
_NEAR = 2_500  # bytes between two words of one name: tags and their attributes
_MINOR = 3  # letters up to which a word says nothing in a page: "de", "la", "gob"
_CAPITAL = 6  # letters from which a word is sought without its first one, which may be a drop cap
_ALIKE = 0.8  # of the letters: a misspelt word
_CLOSE = 0.72  # of the words: a name worth telling to a person

# What may stand unseen inside a word; accents as characters of their own are such too.
_UNSEEN = (
    *(
        f"{mark}".encode()
        for mark in "\u0300\u0301\u0303\u0308\u00ad\u200b\u200c\u200d\u2060\ufeff"
    ),
    *(b"&shy;", b"&zwj;", b"&zwnj;", b"&zerowidthspace;", b"<wbr>", b"<wbr/>", b"<wbr />"),
)
_REFERENCE = re.compile(
    rb"&(?:#(?:(\d{2,5})|[xX]([0-9a-fA-F]{2,4}));?|([A-Za-z])(?:acute|grave|uml|tilde);)"
)
_ESCAPED = re.compile(rb"\\u0(0[c-fC-F][0-9a-fA-F]|0[aA][dD]|3[0-9a-fA-F]{2})")


def _plain(code: int) -> int:
    """What follows C3 in UTF-8 as a plain lower-case letter; any other byte as it is."""
    folded = fold(chr(code + 0x40 if 0x80 < code < 0xC0 else code)).replace("ñ", "n")
    return ord(folded) if code < 0xC0 and folded.isascii() else code


_TABLE = bytes(_plain(code) for code in range(256))
_FIRST_OF_TWO = b"\xc3"
_DOUBLED = "Ã".encode()  # of letters that were made UTF-8 twice
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")


Match = tuple[int, int, int]  # number of the pattern, start, end


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clue:
    """How one word shows in the bytes, and what must stand near it where it is a name's rarest."""

    capitals: frozenset[int]  # its first letter, when it is sought without it
    others: tuple[tuple[int, ...], ...] = ()  # one group of clues per name


class Relevance:
    """Every form of every watched subject, ready to be sought; built once, shared by all reads."""

    def __init__(self, config: Config) -> None:
        found = [form for form in sought(config) if _WORD.search(form.text)]
        self._names = tuple(form.text for form in forms(config) if _WORD.search(form.text))
        self._forms: Sequence[Form] = found
        clues = _clues(found)
        self._clues = tuple(clues.values())
        unseen = [_folded(mark) for mark in _UNSEEN]
        self._bytes = BytesAhoCorasick([*clues, *unseen], implementation=Implementation.DFA)
        excluded = [
            (subject.id, phrase) for subject in config.subjects for phrase in subject.excluded
        ]
        self._excluded = tuple(subject for subject, _ in excluded)
        patterns = [_spaced(form.text) for form in found]
        patterns += [_spaced(phrase) for _, phrase in excluded]
        self._text = AhoCorasick(patterns, implementation=Implementation.ContiguousNFA)

    def in_page(self, body: bytes) -> bool:
        """Whether the text of this page can name somebody; false is certain, true is not."""
        plain = _plainly_spelt(body)
        page = _folded(plain)
        matches = self._bytes.find_matches_as_indexes(page, overlapping=True)
        if unseen := {match[0] for match in matches if match[0] >= len(self._clues)}:
            page = _folded(_without(plain, [_UNSEEN[one - len(self._clues)] for one in unseen]))
            matches = self._bytes.find_matches_as_indexes(page, overlapping=True)
        return self._shows(page + b" ", matches)

    def _shows(self, page: bytes, matches: Sequence[Match]) -> bool:
        """Whether the rarest word of a name stands there whole, with the others near it.

        One loop without calls: with every municipality watched, a page has a thousand matches.
        """
        rarest = [
            match
            for match in matches
            if page[match[2]] not in _LETTERS
            and match[0] < len(self._clues)
            and self._clues[match[0]].others
        ]
        places: dict[int, list[int]] = {}
        for pattern, start, _ in matches if rarest else ():
            places.setdefault(pattern, []).append(start)
        return any(
            _may_start(page, start, self._clues[pattern].capitals)
            and any(_near(group, start, places) for group in self._clues[pattern].others)
            for pattern, start, _ in rarest
        )

    def in_text(self, text: str) -> str | None:
        """The first name that stands in the text as whole words, with the context it needs."""
        words = _spaced(text)
        matches = [
            match
            for match in self._text.find_matches_as_indexes(words, overlapping=True)
            if _is_whole(words, match[1], match[2])
        ]
        others = [match for match in matches if match[0] >= len(self._forms)]
        named = (match for match in matches if match[0] < len(self._forms))
        for pattern, start, end in sorted(named, key=lambda match: (match[1], -match[2])):
            form = self._forms[pattern]
            if self._is_other(form, start, end, others) or not _has_context(form, words):
                continue
            return form.text
        return None

    def nearest(self, text: str) -> str | None:
        """The name that the text comes closest to, or None when nothing in it is like one."""
        seen = list(dict.fromkeys(_WORD.findall(_spaced(text))))
        known: dict[str, float] = {}
        scored = ((_likeness(name, seen, known), name) for name in self._names)
        score, name = max(scored, key=lambda pair: (pair[0], len(pair[1])), default=(0.0, ""))
        return name if score >= _CLOSE else None

    def _is_other(self, form: Form, start: int, end: int, others: Iterable[Match]) -> bool:
        """Whether the name stands inside a phrase in which it is somebody else."""
        return any(
            left <= start
            and end <= right
            and self._excluded[pattern - len(self._forms)] == form.subject_id
            for pattern, left, right in others
        )


def _spaced(text: str) -> str:
    return _SPACES.sub(" ", fold(compose(text)))


def _is_whole(words: str, start: int, end: int) -> bool:
    before = words[start - 1 : start] if start else ""
    return not (before.isalnum() and words[start].isalnum()) and not (
        words[end : end + 1].isalnum() and words[end - 1].isalnum()
    )


def _has_context(form: Form, words: str) -> bool:
    """Whether one of the words that the alias needs stands in the text, whole."""
    return not form.needs or any(
        re.search(rf"(?<!\w){re.escape(_spaced(need))}(?!\w)", words) for need in form.needs
    )


def _clues(named: Iterable[Form]) -> dict[bytes, _Clue]:
    """Every word of every name, in order; the rarest of a name knows what must stand near it."""
    split = [_sought(text) for text in dict.fromkeys(form.text for form in named)]
    weights = Counter(word for words in split for word in words)
    numbers = {inner: number for number, inner in enumerate(dict.fromkeys(map(_inner, weights)))}
    groups: dict[bytes, dict[tuple[int, ...], None]] = {inner: {} for inner in numbers}
    capitals: dict[bytes, set[int]] = {inner: set() for inner in numbers}
    for words in split:
        rarest = min(words, key=lambda word: (weights[word], -len(word), word))
        others = tuple(numbers[_inner(word)] for word in words if word != rarest)
        groups[_inner(rarest)][others] = None
    for word in weights:
        if len(word) >= _CAPITAL:
            capitals[_inner(word)].add(ord(word[0]))
    return {
        inner: _Clue(capitals=frozenset(capitals[inner]), others=tuple(groups[inner]))
        for inner in numbers
    }


def _near(group: tuple[int, ...], start: int, places: Mapping[int, list[int]]) -> bool:
    """Whether each of the words has a place within reach."""
    for number in group:
        known = places.get(number, [])
        first = bisect_left(known, start - _NEAR)
        if first == len(known) or known[first] > start + _NEAR:
            return False
    return True


def _sought(text: str) -> tuple[str, ...]:
    """The words of a name as they are sought in bytes; minor ones only when there are no others."""
    words = _WORD.findall(fold(compose(text)).replace("ñ", "n"))
    return tuple(dict.fromkeys(word for word in words if len(word) > _MINOR)) or tuple(words)


def _inner(word: str) -> bytes:
    return (word[1:] if len(word) >= _CAPITAL else word).encode()


def _may_start(page: bytes, start: int, capitals: frozenset[int]) -> bool:
    """Whether a word can begin here: after no letter, its own capital, a quote or an escape."""
    before = page[start - 1] if start else 0
    if before not in _LETTERS or before in capitals:
        return True
    two_before = page[start - 2] if start > 1 else 0
    return (
        two_before >= 0x80
        or two_before == 0x5C
        or page[max(0, start - 6) : max(0, start - 4)] == b"\\u"
    )


def _plainly_spelt(body: bytes) -> bytes:
    """The page in UTF-8, its letters written as letters."""
    body = _in_utf8(body)
    return _ESCAPED.sub(_escaped, _REFERENCE.sub(_referred, body))


def _in_utf8(body: bytes) -> bytes:
    if 0 in body[:200]:
        encoding = "utf-16-be" if body[:1] in (b"\xfe", b"\0") else "utf-16-le"
        return body.decode(encoding, "ignore").encode("utf-8", "ignore")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return decode(body).encode("utf-8", "ignore")
    return decode(body).encode("utf-8", "ignore") if _DOUBLED in body else body


def _folded(body: bytes) -> bytes:
    return body.translate(_TABLE, _FIRST_OF_TWO)


def _without(body: bytes, marks: Iterable[bytes]) -> bytes:
    for mark in marks:
        body = body.replace(mark, b"")
    return body


def _referred(found: re.Match[bytes]) -> bytes:
    decimal, hexadecimal, letter = found.groups()
    if letter:
        return bytes(letter)
    return chr(int(decimal or hexadecimal, 10 if decimal else 16)).encode("utf-8", "ignore")


def _escaped(found: re.Match[bytes]) -> bytes:
    return chr(int(found[1], 16)).encode()


def _likeness(name: str, seen: Sequence[str], known: dict[str, float]) -> float:
    """How much of the name's words stand in the text, right or misspelt: 0 to 1."""
    words = [word for word in _WORD.findall(fold(compose(name))) if len(word) > _MINOR]
    if not words:
        return 0.0
    for word in words:
        if word not in known:
            known[word] = max((_alike(word, other) for other in seen), default=0.0)
    total = sum(len(word) for word in words)
    return sum(known[word] * len(word) for word in words) / total


def _alike(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if abs(len(word) - len(other)) > 2 or len(word) < 4:
        return 0.0
    matcher = SequenceMatcher(None, word, other, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= _ALIKE else 0.0
