"""The name and the id of an outlet, from what its pages and feeds call themselves.

Sites surround their name with a slogan, a section or «Feed»: the part that looks like the host is
the name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from ipaddress import ip_address

from monitor.collectors import markup
from monitor.folding import fold

LONGEST = 80  # characters of a name
_APART = re.compile(r"\s+[|»·•–—~:\-]+\s+|\s*[|»•]\s*|:\s+")
_FURNITURE = re.compile(
    r"^(?:(?:mas )?(?:rss|feed|canal|inicio|portada|home|homepage|home page|noticias|blog|"
    r"archivos?|archives|atom|ultimas? (?:noticias|hora)|titulares|principal|bienvenidos?)\b\s*)+$"
    r"|coment|comment|\b(?:rss|feed)\b.{0,25}$|^(?:rss|feed) |\b(?:archivos|archives)$"
)
_TOO_LIKE_A_HOST = re.compile(r"^[a-z0-9-]+(?:\.[a-z0-9-]+)+$")
_ENDINGS = re.compile(r"\.(?:com|org|net|info|gob|edu|mx|us|tv|news|online|co|lat|press|digital)\b")


def outlet_name(said: Sequence[str], host: str) -> str:
    """The best of what was said, most trusted first; the host itself when nothing was."""
    letters = _letters(words_of(host))
    for text in said:
        parts = list(_parts(text))
        if parts:
            return _best(parts, letters)
    return host or "Sin nombre"


def _parts(text: str) -> Iterator[str]:
    """The pieces of a title that may be a name, in their order."""
    clean = markup.line(text, limit=200)
    for part in _APART.split(clean):
        name = part.strip(" .,-|")
        if name and not _FURNITURE.search(fold(name)) and not _TOO_LIKE_A_HOST.match(name):
            yield markup.cut(name, limit=LONGEST)


def _best(parts: Sequence[str], letters: str) -> str:
    """The part most like the host; without a host that says anything, the first one."""
    if not letters:
        return parts[0]
    likeness = [_likeness(part, letters) for part in parts]
    best = max(range(len(parts)), key=lambda n: (likeness[n], -n))
    return parts[best] if likeness[best] >= 0.4 else parts[0]


def _likeness(part: str, letters: str) -> float:
    return SequenceMatcher(None, _letters(part), letters, autojunk=False).ratio()


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text).replace("ñ", "n"))


def words_of(host: str) -> str:
    """The words of a host; none of an address in numbers."""
    try:
        ip_address(host)
    except ValueError:
        return _ENDINGS.sub("", f".{host}").strip(".")
    return ""


def outlet_id(name: str, taken: Collection[str] = ()) -> str:
    """A short id that no other outlet has: «El Sol de Toluca (OEM)» is `el-sol-de-toluca`."""
    plain = fold(re.sub(r"\(.*?\)", " ", name)).replace("ñ", "n")
    words = "-".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("-") or "medio"
    if words not in taken:
        return words
    return next(each for number in range(2, 10_000) if (each := f"{words}-{number}") not in taken)
