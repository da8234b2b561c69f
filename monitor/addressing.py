"""The messages of an edition: for each list that receives its kind, what that list asked for.

A new way to leave is a `Channel`, a function here and one in `monitor.delivering` that sends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from monitor.config import Clothing, Config, RecipientList, chat_variable
from monitor.configvalues import mailbox_address
from monitor.leaving import Doors, receives
from monitor.model import EditionKind, Mail
from reports import chat, mail
from reports.clothes import NAMES, Clothes, dress
from reports.excerpt import excerpt
from reports.leaving import Way, footed
from reports.mail import Addressees, Attachment, Content, Heading
from reports.model import Digest

ROOM = 6_500_000  # bytes of the files of a mail: written as mail writes them, under 9 MB
KINDS = {
    Clothing.PDF: "application/pdf",
    Clothing.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Clothing.MESSAGE: "text/plain",
    Clothing.VOICE: "text/plain",
}
HEAVY = {Clothing.PDF: "El PDF", Clothing.XLSX: "La bitácora"}  # the first leaves first
BODY = re.compile(r"<body\b[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An edition ready to leave: whose it is, and all that it wears."""

    heading: Heading
    kind: EditionKind
    worn: Clothes
    digest: Digest | None = None  # None: it has no sections, so every list has it whole


def messages(
    letter: Letter,
    config: Config,
    *,
    sent_at: datetime,
    environment: Mapping[str, str],
    doors: Doors | None = None,
) -> list[Mail]:
    """One mail a list, and one message for each address of a chat.

    With `doors`, who left a list is not in its mail, and the mail says how to leave.
    """
    lists = tuple(receives(letter.kind, config, doors))
    parts = dict.fromkeys(frozenset(each.sections) for each in lists)
    cuts = {part: _cut(letter, part, lists, config) for part in parts}
    made: list[Mail] = []
    for each in lists:
        worn = cuts[frozenset(each.sections)]
        if each.chat:
            made += _told(letter, each, worn, environment)
        elif config.mail:
            way = doors.way(each.id) if doors else None
            made.append(
                _mailed(letter, each, worn, sender=config.mail.sender, sent_at=sent_at, way=way)
            )
    return made


def _cut(
    letter: Letter, part: frozenset[str], lists: Sequence[RecipientList], config: Config
) -> Clothes:
    """The clothes of a part of it, made once for all the lists that asked for that part."""
    if letter.digest is None or not part:
        return letter.worn
    alike = [each.worn for each in lists if set(each.sections) == part]
    digest = excerpt(letter.digest, part, config)
    fronts = {each.id for each in digest.fronts}
    return dress(
        digest,
        branding=config.profile.branding,
        worn=frozenset[Clothing]().union(*alike),
        fronts=[each for each in letter.worn.charts if each.id in fronts],
    )


def _mailed(
    letter: Letter,
    asked: RecipientList,
    worn: Clothes,
    *,
    sender: str,
    sent_at: datetime,
    way: Way | None,
) -> Mail:
    return mail.compose(
        letter.heading,
        content=_content(asked, footed(worn, way) if way else worn),
        addressees=Addressees(
            sender=sender,
            to=asked.to,
            cc=asked.cc,
            bcc=asked.bcc,
            list_id=asked.id,
            leave=way.uri if way else "",
        ),
        sent_at=sent_at,
        domain=mailbox_address(sender).rpartition("@")[2],
    )


def _content(asked: RecipientList, worn: Clothes) -> Content:
    """In the clothes of the list; what is too heavy stays behind, and the mail says so."""
    files = {key: worn.files[NAMES[key]] for key in KINDS if _is_wanted(key, asked, worn)}
    for key, called in HEAVY.items():
        if key in files and sum(map(len, files.values())) > ROOM:
            worn = _noting(worn, f"{called} no se adjunta porque pesa demasiado.")
            del files[key]
    return Content(
        text=worn.text,
        html=worn.html if Clothing.HTML in asked.worn else None,
        charts=worn.charts,
        attachments=tuple(
            Attachment(name=NAMES[key], content=content, kind=KINDS[key])
            for key, content in files.items()
        ),
    )


def _is_wanted(key: Clothing, asked: RecipientList, worn: Clothes) -> bool:
    return key in asked.worn and NAMES[key] in worn.files


def _noting(worn: Clothes, notice: str) -> Clothes:
    """With a line over everything else."""
    line = f'<p style="margin:0;padding:12px">{escape(notice)}</p>'
    html = BODY.sub(lambda tag: tag[0] + line, worn.html, count=1)
    return replace(worn, html=html, text=f"{notice}\n\n{worn.text}")


def _told(
    letter: Letter, asked: RecipientList, worn: Clothes, environment: Mapping[str, str]
) -> Iterator[Mail]:
    addresses = environment.get(chat_variable(asked.id))
    for each in chat.chats(asked.id, addresses):
        parts = tuple(_parts(asked, worn, each.markup))
        yield chat.compose(letter.heading.edition_id, each, parts)


def _parts(asked: RecipientList, worn: Clothes, markup: chat.Markup) -> Iterator[str]:
    """The text, then the minute to read aloud; of what has no messages, its text in parts."""
    said = worn.messages
    if said is None:
        yield from (chat.written(each, markup) for each in chat.cut(worn.text))
        return
    if Clothing.MESSAGE in asked.worn:
        yield from said.telegram if markup is chat.Markup.HTML else said.whatsapp
    if Clothing.VOICE in asked.worn:
        yield from (chat.written(each, markup) for each in chat.cut(said.script))
