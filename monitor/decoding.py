"""Page bytes → text that is never mojibake, whatever the page declares of itself.

Bytes that are UTF-8 are read as such although they declare otherwise: text in another encoding
is not valid UTF-8 by chance. Only what is not UTF-8 is read as declared, else as Windows-1252.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from html import unescape

from monitor.folding import compose

MAX_BYTES = 3_000_000  # what a page may weigh; the rest is cut

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE)
_KNOWN = re.compile(
    r"(?:iso-?8859-?\d+|windows-125\d|cp-?125\d|mac-?roman|macintosh"
    r"|big5|gbk|gb2312|gb18030|euc-(?:jp|kr)|shift_jis|koi8-[ru])"
)
_LATIN = re.compile(r"(?:iso-?8859-?1|latin-?1|us-ascii|ascii|windows-1252|cp-?1252)")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffc]")
_BYTES = {
    **{chr(byte): byte for byte in range(0x80, 0x100)},
    **{bytes([byte]).decode("cp1252", "ignore"): byte for byte in range(0x80, 0xA0)},
}  # by the character that each was taken for, in Latin-1 or in Windows-1252
_CONTINUES = "".join(re.escape(seen) for seen, byte in _BYTES.items() if seen and byte < 0xC0)
_DOUBLED = re.compile(
    rf"Â[\xa0-\xbf]|Ã[{_CONTINUES}]|â[€\x80][{_CONTINUES}]|ð[Ÿ\x9f][{_CONTINUES}]{{2}}"
)
_MARKS = ("Â", "Ã", "â", "ð")
_SPACES = re.compile(r"[^\S\n]+")


def decode(body: bytes, charset: str | None = None) -> str:
    """The page as text; `charset` is what the header declares."""
    body = body[:MAX_BYTES]
    encoding = _by_mark(body)
    if encoding:
        return _clean(body.decode(encoding, "replace"))
    return _clean(undoubled(_as_utf8(body) or _as_declared(body, charset)))


def undoubled(text: str) -> str:
    """The text with what was made UTF-8 twice as it was: «SeÃ±al» is «Señal».

    Databases that changed hands do it. Only openings that no Spanish word has before such a
    character are believed.
    """
    return _DOUBLED.sub(_once, text) if any(mark in text for mark in _MARKS) else text


def _once(found: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[character] for character in found[0]).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def words(value: object) -> str:
    """A stated text on one line: references that were escaped once too often are decoded."""
    return tidy(unescape(value).replace("\n", " ")) if isinstance(value, str) else ""


def tidy(text: str) -> str:
    """Words for a reader: composed letters, single spaces, nothing that cannot be seen."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", compose(_clean(text)))).strip()


def _clean(text: str) -> str:
    return _UNSEEN.sub("", text)


def _by_mark(body: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return encoding
    head = body[:200]
    if len(head) >= 8 and head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    if len(head) >= 8 and head[0::2].count(0) > len(head) // 3:
        return "utf-16-be"
    return None


def _as_utf8(body: bytes) -> str | None:
    """The text when the bytes are UTF-8, be it with a few foreign ones (an advertiser's script)."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "cp1252_strays")
    strays = sum(1 for character in body.decode("utf-8", "replace") if character == "\ufffd")
    letters = sum(1 for character in text if ord(character) > 0x7F) - strays
    return text if letters > 2 * strays or strays <= 1 < letters else None


def _as_declared(body: bytes, charset: str | None) -> str:
    found = _META.search(body[:4096])
    declared = [charset or "", found.group(1).decode("ascii") if found else ""]
    for name in (name.strip().lower().replace("_", "-") for name in declared):
        if _KNOWN.fullmatch(name) and not _LATIN.fullmatch(name):
            return _decoded(body, name)
    return body.decode("cp1252", "latin_strays")


def _decoded(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding, "replace")
    except LookupError:
        return body.decode("cp1252", "latin_strays")


def _strays(encoding: str) -> Callable[[UnicodeError], tuple[str, int]]:
    """An error handler that reads each undecodable byte in another encoding."""

    def read(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return error.object[error.start : error.end].decode(encoding, "replace"), error.end

    return read


codecs.register_error("cp1252_strays", _strays("cp1252"))
codecs.register_error("latin_strays", _strays("latin-1"))
