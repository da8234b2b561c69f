"""How a mail says that its list can be left: the address to write to, the subject, the words.

The subject names the list and a mark that only this office can make. One message goes to a whole
list, so the mark is the list's and not a person's: whoever reads the answer must still see that
it comes from somebody of that list.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from dataclasses import dataclass, replace
from html import escape
from typing import Final
from urllib.parse import quote

from monitor.folding import fold
from reports.clothes import Clothes

WORD: Final = "Baja"
MARK: Final = 16  # characters of a mark, five bits each
LINK: Final = "color:#1f4e79"  # as the links of the page, which its styles did not reach
_ASKED = re.compile(rf"baja(?: (?![a-z2-7]{{{MARK}}}$)([a-z0-9_-]+))?(?: ([a-z2-7]{{{MARK}}}))?")
_FOOT = re.compile(r'<p class="foot"[^<>]*>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where to write, and what, to receive a list no more."""

    address: str
    subject: str

    @property
    def uri(self) -> str:
        return f"mailto:{quote(self.address, safe='@+')}?subject={quote(self.subject)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A subject that asks to leave; without a mark it proves nothing."""

    list_id: str
    mark: str = ""


def mark(list_id: str, key: bytes) -> str:
    digest = hmac.digest(key, b"baja\0" + list_id.encode(), "sha256")
    return b32encode(digest).decode().lower()[:MARK]


def way(list_id: str, address: str, key: bytes | None) -> Way:
    """With a key, of what a program reads; without one, of what a person does."""
    words = (WORD, list_id, mark(list_id, key) if key else "")
    return Way(address=address, subject=" ".join(each for each in words if each))


def asked(subject: str) -> Ask | None:
    """What a subject asks to leave; None when it speaks of something else."""
    found = _ASKED.fullmatch(" ".join(fold(subject[:200]).split()))
    return Ask(list_id=found[1] or "", mark=found[2] or "") if found else None


def is_ours(ask: Ask, key: bytes) -> bool:
    return hmac.compare_digest(ask.mark, mark(ask.list_id, key))


def footed(worn: Clothes, way: Way) -> Clothes:
    """With the way out at the end of the page and of the text."""
    text = f"{worn.text.rstrip()}\n\nPara dejar de recibir estos correos, escriba a\n"
    said = f"{text}{way.address} con el asunto:\n{way.subject}\n"
    return replace(worn, text=said, html=_footed(worn.html, way))


def _footed(html: str, way: Way) -> str:
    """In the clothes of the last line of the foot."""
    tags = _FOOT.findall(html)
    before, end, after = html.rpartition("</footer>" if tags else "</body>")
    words = (
        f'<a href="{escape(way.uri)}" style="{LINK}">Dejar de recibir estos correos</a>: '
        f"abre un correo a {escape(way.address)} con el asunto «{escape(way.subject)}»; envíelo."
    )
    return f"{before}{tags[-1] if tags else '<p>'}{words}</p>\n{end}{after}"
