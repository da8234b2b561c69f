"""A part of an edition, sent to one chat through the library that knows them all (Apprise).

The address of a chat is a secret: no message of ours repeats it, nor what the library says of it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from html import escape, unescape
from types import ModuleType

from monitor.model import Channel, Mail, computed_id
from reports.smtp import Delivery

BETWEEN = "\f"  # of the parts within a message: no text of ours has one
LONGEST = 3_500  # UTF-16 units of a part that we cut ourselves
CODE = re.compile(r"\berror=(\d{3})\b")
REFUSALS = frozenset({400, 401, 403, 404, 410})
UNTRIED = re.compile(
    r"NewConnectionError|ConnectTimeout|NameResolutionError|SSLError|Connection refused"
)
LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
TAG = re.compile(r"</?[a-z]+>")
PLACE = re.compile(r"(?P<address>\d+)\.(?P<part>\d+)$")


class Markup(StrEnum):
    """How the text of a message is written; its `sender` says it."""

    PLAIN = "plain"  # with the *bold* of WhatsApp, which others show as it is
    HTML = "html"  # as Telegram takes it


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """One address of a list, as the environment has it now."""

    list_id: str
    number: int  # 1, 2 … of those of the list
    markup: Markup = Markup.PLAIN

    @property
    def key(self) -> str:
        return f"{self.list_id} {self.number}"


def chats(list_id: str, addresses: str | None) -> tuple[Chat, ...]:
    """Those of a list; one while nobody says where it is, so that what it is told waits for it."""
    found = (addresses or "").split() or [""]
    return tuple(
        Chat(
            list_id=list_id,
            number=number,
            markup=Markup.HTML if _is_telegram(each) else Markup.PLAIN,
        )
        for number, each in enumerate(found, start=1)
    )


def _is_telegram(address: str) -> bool:
    return address.lower().startswith("tgram:")


def compose(edition_id: str, chat: Chat, parts: Sequence[str]) -> Mail:
    """The message of a chat: each part is a recipient, so that none that arrived goes again."""
    unique = computed_id("chat", edition_id, chat.list_id, str(chat.number))
    return Mail(
        id=unique,
        message_id=unique,
        sender=chat.markup.value,
        recipients=tuple(f"{chat.key}.{part}" for part in range(1, len(parts) + 1)),
        message=BETWEEN.join(parts).encode("utf-8", "replace"),
        channel=Channel.CHAT,
        list_id=chat.list_id,
    )


def cut(text: str, room: int = LONGEST) -> tuple[str, ...]:
    """A text in parts that a messenger takes, between paragraphs, else lines, else anywhere."""
    parts: list[str] = []
    for piece in _pieces(text, room):
        whole = f"{parts[-1]}{piece}" if parts else piece
        if parts and _size(whole.strip()) <= room:
            parts[-1] = whole
        else:
            parts.append(piece)
    return tuple(part.strip() for part in parts if part.strip())


def _pieces(text: str, room: int) -> Iterable[str]:
    for paragraph in re.split(r"(?<=\n\n)", text):
        if _size(paragraph) <= room:
            yield paragraph
            continue
        for line in paragraph.splitlines(keepends=True):
            yield from (line[at : at + room // 2] for at in range(0, len(line), room // 2))


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def written(text: str, markup: Markup) -> str:
    """Plain words, as that markup writes them."""
    return escape(text, quote=False) if markup is Markup.HTML else text


def arrived(mail: Mail) -> int:
    """How many of its parts are not waiting any more."""
    return mail.message.count(BETWEEN.encode()) + 1 - len(mail.recipients)


def _place(recipient: str) -> tuple[int, int]:
    found = PLACE.search(recipient)
    assert found, recipient
    return int(found["address"]), int(found["part"])


def is_understood(address: str) -> bool:
    return bool(_library().Apprise().add(address))


def send(mail: Mail, addresses: str | None, *, deadline: timedelta) -> Delivery:
    """Send the next part of a message once. No failure of the network is an exception here."""
    recipient = min(mail.recipients, key=_place)
    number, part = _place(recipient)
    found = (addresses or "").split()
    if not found:
        return Delivery(postponed="falta la dirección del chat en el entorno")
    if number > len(found):
        return Delivery(refused=dict.fromkeys(mail.recipients, "el chat ya no tiene esa dirección"))
    text = mail.message.decode().split(BETWEEN)[part - 1]
    return _sent(recipient, mail, found[number - 1], text, deadline=deadline)


def _sent(recipient: str, mail: Mail, address: str, text: str, *, deadline: timedelta) -> Delivery:
    library = _library()
    chat = library.Apprise()
    if not chat.add(address):
        reason = "no se entiende la dirección del chat: corríjala en el entorno"
        return Delivery(refused=dict.fromkeys(mail.recipients, reason))
    answer = chat.notify(
        body=_for(address, text, Markup(mail.sender)),
        body_format="html" if _is_telegram(address) else None,
        timeout=deadline.total_seconds(),
        log_level=logging.DEBUG,
    )
    if answer:
        return Delivery(accepted=(recipient,))
    said = " ".join(str(each.message) for each in answer.logs())
    return _failed(mail, said, late=answer.status == library.AppriseResultStatus.TIMEOUT)


def _for(address: str, text: str, markup: Markup) -> str:
    """As that chat reads it, though the list had another when the message was written."""
    if _is_telegram(address):
        return text if markup is Markup.HTML else written(text, Markup.HTML)
    return text if markup is Markup.PLAIN else unescape(TAG.sub("", LINK.sub(r"\2 \1", text)))


def _failed(mail: Mail, said: str, *, late: bool) -> Delivery:
    if late:
        return Delivery(postponed="el chat no contestó a tiempo", unsure=True)
    code = CODE.search(said)
    if code is None:
        unsure = UNTRIED.search(said) is None
        words = "el chat no contestó" if unsure else "no se pudo conectar con el chat"
        return Delivery(postponed=words, unsure=unsure)
    return _refusal(mail, int(code[1]))


def _refusal(mail: Mail, code: int) -> Delivery:
    """What is wrong with the address stays wrong; anything else may pass."""
    if code not in REFUSALS:
        return Delivery(postponed=f"el servicio del chat contesta con error {code}")
    reason = f"el servicio del chat no la acepta (error {code}): revise su dirección en el entorno"
    return Delivery(refused=dict.fromkeys(mail.recipients, reason))


@cache
def _library() -> ModuleType:
    """Silent: what it writes by itself may hold an address."""
    own = logging.getLogger("apprise")
    own.setLevel(logging.DEBUG)
    own.addHandler(logging.NullHandler())
    own.propagate = False
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)

    import apprise

    return apprise
