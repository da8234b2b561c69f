"""Addresses of mail of persons, also as a post hides them ("lupita arroba gmail punto com").

An office's own (`.gob.mx`, "redaccion@…") are left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from monitor.privacy.data import Text, one_of, words

_FREE: Final = one_of(words("institution", "free"))
_AT: Final = r"(?: ?[\[(<]? ?\barroba\b ?[\])>]? ?|@)"
_DOT: Final = r"(?:\.| ?[\[(]? ?\bpunto\b ?[\])]? ?)"
_LOCAL: Final = r"(?<![\w.+%-])(?P<local>[\w.+%-]{1,64}?)"
_MAILS: Final = (
    re.compile(rf"{_LOCAL}{_AT}(?P<domain>[\w-]+(?:{_DOT}[a-z]{{2,}})+)"),
    re.compile(rf"{_LOCAL} ?@ ?(?P<domain>{_FREE}(?: ?\. ?[a-z]{{2,3}}\b)*)(?!\w)"),
)


def mails(text: Text) -> Iterator[tuple[int, int]]:
    if "@" not in text.plain and "arroba" not in text.plain:
        return
    for pattern in _MAILS:
        for found in pattern.finditer(text.plain):
            if not _is_public(found):
                yield found.start(), found.end()


def _is_public(found: re.Match[str]) -> bool:
    domain = re.sub(r"[\[( ]*punto[\]) ]*", ".", found["domain"]).replace(" ", "")
    if domain.endswith((".gob.mx", ".gov.mx", ".gob")):
        return True
    host = domain.split(".")[0]
    return host not in words("institution", "free") and found["local"] in words(
        "institution", "mailboxes"
    )
