"""Does this page name anyone we watch? One pass over the bytes, then whole words in the text.

The bytes answer "perhaps" cheaply and never miss what the text would find; the text decides. Words
are searched by their rarest part, so that tags, line breaks or a drop cap between or inside the
words of a name hide nothing. A spelling of letters in bytes is a line of `_page` or `_TABLE`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

from monitor.config import Config
from monitor.folding import compose, fold
from monitor.naming import Form, forms

_WORD = re.compile(r"[^\W_]+")
_SPACES = re.compile(r"\s+")
_NEAR = 2_500  # bytes between two words of one name: tags and their attributes
_MINOR = 3  # letters up to which a word says nothing in a page: "de", "la", "gob"
_CAPITAL = 6  # letters from which a word is sought without its first one, which may be a drop cap
_ALIKE = 0.8  # of the letters: a misspelt word
_CLOSE = 0.72  # of the words: a name worth telling to a person

_MARKS = (b"\xcc\x80", b"\xcc\x81", b"\xcc\x83", b"\xcc\x88")  # accents as characters of their own
_INVISIBLE = (
    b"\xc2\xad",
    b"\xe2\x80\x8b",
    b"\xe2\x80\x8c",
    b"\xe2\x80\x8d",
    b"\xe2\x81\xa0",
    b"\xef\xbb\xbf",
    b"&shy;",
    b"&#173;",
    b"&#xad;",
    b"&#8203;",
    b"&zwj;",
    b"&zwnj;",
    b"&ZeroWidthSpace;",
    b"<wbr>",
    b"<wbr/>",
    b"<wbr />",
)
_NAMED = re.compile(rb"&([A-Za-z])(?:acute|grave|circ|uml|tilde|cedil|ring|slash);")
_NUMBERED = re.compile(rb"&#(?:0*(19[2-9]|2[0-4]\d|25[0-5])|[xX]0*([c-fC-F][0-9a-fA-F]));?")
_ESCAPED = re.compile(rb"\\+u00([c-fC-F][0-9a-fA-F])")
_MARK_REFERENCE = re.compile(rb"(?:&#(?:0*(?:76[89]|77[0-9])|[xX]0*30[0-9aA]);?|\\+u030[0-9aA])")
_KINDS = ("acute;", "grave;", "circ;", "uml;", "tilde;", "cedil;", "ring;", "slash;")


def _plain(code: int) -> int:
    """One byte of Latin-1, or the second of UTF-8 after C3, as a plain lower-case letter."""
    letter = chr(code + 0x40) if 0x80 <= code < 0xC0 else chr(code)
    folded = fold(letter).replace("ñ", "n")
    return ord(folded) if len(folded) == 1 and ord(folded) < 0x80 else code


_TABLE = bytes(_plain(code) for code in range(256))
_FIRST_OF_TWO = b"\xc3"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clue:
    """A name as the bytes show it: its rarest word, and the others, which must be near."""

    others: tuple[bytes, ...]


class Relevance:
    """Every form of every watched subject, ready to be sought; built once, shared by all reads."""

    def __init__(self, config: Config) -> None:
        found = [form for form in forms(config) if _WORD.search(form.text)]
        self._forms: Sequence[Form] = found
        clues = _clues(found)
        self._clues = tuple(clues.values())
        self._bytes = BytesAhoCorasick(list(clues), implementation=Implementation.DFA)
        excluded = [
            (subject.id, phrase) for subject in config.subjects for phrase in subject.excluded
        ]
        self._excluded = tuple(subject for subject, _ in excluded)
        patterns = [_spaced(form.text) for form in found]
        patterns += [_spaced(phrase) for _, phrase in excluded]
        self._text = AhoCorasick(patterns, implementation=Implementation.ContiguousNFA)

    def in_page(self, body: bytes) -> bool:
        """Whether the text of this page can name somebody; false is certain, true is not."""
        page = _page(body)
        for pattern, start, end in self._bytes.find_matches_as_indexes(page, overlapping=True):
            around = page[max(0, start - _NEAR) : end + _NEAR]
            if any(_complete(clue, around) for clue in self._clues[pattern]):
                return True
        return False

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
        scored = ((_likeness(form.text, seen, known), form.text) for form in self._forms)
        score, name = max(scored, key=lambda pair: (pair[0], len(pair[1])), default=(0.0, ""))
        return name if score >= _CLOSE else None

    def _is_other(
        self, form: Form, start: int, end: int, others: Iterable[tuple[int, int, int]]
    ) -> bool:
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


def _clues(named: Iterable[Form]) -> dict[bytes, tuple[_Clue, ...]]:
    """By the rarest word of each name, what else must stand near it."""
    texts = list(dict.fromkeys(form.text for form in named))
    split = [_sought(text) for text in texts]
    weights: dict[bytes, int] = {}
    for words in split:
        for word in words:
            weights[word] = weights.get(word, 0) + 1
    found: dict[bytes, dict[_Clue, None]] = {}
    for words in split:
        rarest = min(words, key=lambda word: (weights[word], -len(word), word))
        clue = _Clue(others=tuple(word for word in words if word != rarest))
        found.setdefault(rarest, {})[clue] = None
    return {word: tuple(clues) for word, clues in found.items()}


def _sought(text: str) -> tuple[bytes, ...]:
    """The words of a name as they are sought in bytes; minor ones only when there are no others."""
    words = _WORD.findall(fold(compose(text)).replace("ñ", "n"))
    major = [word for word in words if len(word) > _MINOR] or words
    return tuple(dict.fromkeys(_without_capital(word).encode() for word in major))


def _without_capital(word: str) -> str:
    return word[1:] if len(word) >= _CAPITAL else word


def _complete(clue: _Clue, around: bytes) -> bool:
    return all(word in around for word in clue.others)


def _page(body: bytes) -> bytes:
    """The page in lower case, without accents, whatever spells them."""
    if 0 in body[:200]:
        body = _narrow(body)
    for mark in (*_MARKS, *_INVISIBLE):
        if mark in body:
            body = body.replace(mark, b"")
    if b"&#" in body:
        body = _NUMBERED.sub(_letter, _MARK_REFERENCE.sub(b"", body))
    if any(kind.encode() in body for kind in _KINDS):
        body = _NAMED.sub(rb"\1", body)
    if b"\\u0" in body:
        body = _ESCAPED.sub(_letter, _MARK_REFERENCE.sub(b"", body))
    return body.translate(_TABLE, _FIRST_OF_TWO)


def _letter(found: re.Match[bytes]) -> bytes:
    """The Latin-1 byte that a reference or an escape stands for."""
    groups = found.groups()
    if len(groups) == 2 and groups[0]:
        return bytes([int(groups[0])])
    return bytes([int(groups[-1], 16)])


def _narrow(body: bytes) -> bytes:
    """UTF-16 as UTF-8: every second byte of its plain letters is zero."""
    encoding = "utf-16-be" if body[:1] in (b"\xfe", b"\0") else "utf-16-le"
    return body.decode(encoding, "ignore").encode("utf-8", "ignore")


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
