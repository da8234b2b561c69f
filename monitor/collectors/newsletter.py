"""Newsletters and alerts by mail, from a mailbox of the office, which is only looked at.

What was read is remembered by the number that the server gives each mail. What a mail carries is
in `mailed`; the PDFs that come with it are read as dropped files are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Final

from monitor import letters
from monitor.collectors import feed, files, mailed
from monitor.collectors.entries import Context
from monitor.config import Source
from monitor.errors import CollectError, FetchError
from monitor.fetch import Fetch
from monitor.fetch.mailbox import Account, Mailbox, Message, open_mailbox
from monitor.model import Harvest, Item, Memo

PASSWORD: Final = "SINTESIS_IMAP_PASSWORD"  # noqa: S105 - the name of the variable
BEFORE: Final = timedelta(days=7)  # how far back a mailbox is read the first time, or anew
MOST: Final = 2_000  # items of one reading; the letters after wait for the next
HEAVIEST: Final = 60_000_000  # bytes of the files of one reading
TELLING: Final = 3  # reasons that a note gives


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What one mail carries, read where it cannot harm."""

    items: tuple[Item, ...] = ()
    pieces: tuple[tuple[str, bytes], ...] = ()  # files to be read: name and content
    flaw: str = ""


@dataclass(slots=True, kw_only=True)
class _Bag:
    """What one reading gathers."""

    uid: int
    items: list[Item] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    flaws: list[str] = field(default_factory=list)
    letters: int = 0

    @property
    def is_full(self) -> bool:
        return len(self.items) >= MOST or sum(map(len, self.files.values())) >= HEAVIEST


def collect(
    source: Source,
    fetch: Fetch,
    *,
    memos: Mapping[str, Memo],
    now: datetime,
    zone: tzinfo,
    tokens: Mapping[str, str],
) -> Harvest:
    """What arrived since the last reading. Raises `FetchError` or `CollectError`."""
    account = account_of(source)
    context = Context(source=source, base=account.address, zone=zone, now=now)
    key = f"{account.address} {source.account or ''}"
    known = memos.get(key)
    with open_mailbox(account, password=tokens.get(PASSWORD)) as opened:
        bag = _Bag(uid=_uid(known, opened.validity))
        try:
            _take_all(opened, context, bag)
        except FetchError:
            if not bag.letters:
                raise
            bag.flaws.append("el buzón se interrumpió; lo demás se leerá en la próxima visita")
        memo = Memo(etag=f"{opened.validity}:{bag.uid}" if bag.uid else None)
    return Harvest(
        items=tuple(bag.items),
        files=bag.files,
        memos={key: memo},
        unchanged=not bag.letters,
        note=_note(bag.flaws),
    )


def account_of(source: Source) -> Account:
    """Where its letters arrive."""
    given = source.mailbox
    if given is None:
        raise CollectError(source.id, "falta «mailbox»: diga en qué buzón llega el boletín")
    return Account(
        host=given.host,
        port=given.port,
        security=given.security,
        user=given.user,
        folder=given.folder,
    )


def _uid(known: Memo | None, validity: int) -> int:
    """The last that was read, of the mails as the server numbers them now; 0: none."""
    before, _, uid = ((known and known.etag) or "").partition(":")
    return int(uid) if before == str(validity) and uid.isdecimal() else 0


def _take_all(opened: Mailbox, context: Context, bag: _Bag) -> None:
    since = (context.now - BEFORE).astimezone(context.zone).date()
    sender = (context.source.account or "").strip().lower()
    for message in opened.fetch(bag.uid or None, since=since, sender=sender):
        _take(message, context, bag)
        bag.uid = message.uid
        bag.letters += 1
        if bag.is_full:
            return


def _take(message: Message, context: Context, bag: _Bag) -> None:
    try:
        found = feed.boxed(context.source, read, context, message.content, message.received_at)
    except CollectError:
        bag.flaws.append("un correo no se pudo leer a tiempo")
        return
    bag.flaws += [found.flaw] if found.flaw else []
    bag.items += found.items
    for name, body in found.pieces:
        dropped = files.read_bounded(context, name, body)
        bag.items += dropped.items
        bag.files |= dropped.kept


def parse(source: Source, body: bytes, *, now: datetime, zone: tzinfo) -> tuple[Item, ...]:
    """The items of a mail's bytes; pure."""
    context = Context(source=source, base="", zone=zone, now=now)
    return read(context, body, None).items


def read(context: Context, content: bytes, received_at: datetime | None) -> Carried:
    """What a mail carries when it is of whom the source names, and nobody doubts it."""
    letter = letters.read(content)
    if letter.flaw:
        return Carried(flaw=f"un correo {letter.flaw}")
    wanted = (context.source.account or "").strip().lower()
    if wanted and not any(is_of(sender, wanted) for sender in letter.senders):
        return Carried()
    if wanted and letter.doubted:
        return Carried(flaw=f"«{letter.subject[:60]}»: {letter.doubted}")
    return Carried(
        items=mailed.items(context, letter, received_at=received_at),
        pieces=tuple((each.name, each.content) for each in letter.enclosed if each.kind == "pdf"),
    )


def is_of(sender: str, wanted: str) -> bool:
    """Whether an address is the one that is wanted, or of the domain that is."""
    if "@" in wanted.lstrip("@"):
        return sender == wanted
    domain, name = sender.rpartition("@")[2], wanted.lstrip("@")
    return domain == name or domain.endswith(f".{name}")


def _note(flaws: list[str]) -> str | None:
    told = list(dict.fromkeys(flaws))
    rest = f" y {len(told) - TELLING} más" if len(told) > TELLING else ""
    return ("; ".join(told[:TELLING]) + rest)[:500] or None
