"""Is a municipality's name here its government: "Iztapalapa anunció", "Invierte Neza en obras"?"""

from __future__ import annotations

import re

from monitor.folding import fold
from nlp import lexicons

_ENDINGS = {"ar": ("a", "o", "ara", "aria"), "er": ("e", "io", "era"), "ir": ("e", "io", "ira")}
_INFINITIVE = re.compile(r"[a-z]{3,}(?:ar|er|ir)$")
_CLAUSE = re.compile(r"(?:^|[.:;!?…\n\"“«—–|]|\bque)\s*$")
_NEXT = re.compile(r"\s+(?:(?:ya|no|tambien|hoy|si|se|le|les) )*(\w+)")
_FIRST = re.compile(r"(?:^|[.:;!?…\n\"“«—–|]\s*)(?:(?:ya|no|asi) )?(\w+)\s*$")
_NO_SUBJECT = re.compile(r"^\s*(?:,|:)")


def _forms() -> frozenset[str]:
    found: set[str] = set()
    for word in map(fold, lexicons.words("deciding.txt")):
        if _INFINITIVE.fullmatch(word):
            found |= {word[:-2] + ending for ending in _ENDINGS[word[-2:]]}
        else:
            found.add(word)
    return frozenset(found)


_FORMS = _forms()


def decides(text: str, start: int, end: int) -> bool:
    """Does this name stand where who acts stands, beside what only a government does?"""
    before = fold(text[max(0, start - 40) : start])
    after = fold(text[end : end + 40])
    following = _NEXT.match(after)
    if following and following[1] in _FORMS and (_CLAUSE.search(before) or start == 0):
        return True
    leading = _FIRST.search(before) if start <= 40 or "\n" in before or ":" in before else None
    return bool(
        leading and leading[1] in _FORMS and len(leading[1]) > 3 and not _NO_SUBJECT.match(after)
    )
