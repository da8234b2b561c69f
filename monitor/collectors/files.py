"""A file that somebody drops or gives, from its bytes to its pieces: what it is, its bytes say.

Everything here opens files of anybody: `read_bounded` does it in a child that may be killed. To
read another kind: a function, and its line in READERS.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from hashlib import sha256
from pathlib import PurePath
from typing import Final

from monitor import decoding, letters, urls
from monitor.collectors import mailed, markup, office
from monitor.collectors.entries import Context
from monitor.errors import SintesisError
from monitor.keeping import name_of
from monitor.model import Article, Item, PieceKind, Rejected, computed_id
from monitor.sandbox import Killed, Sandbox

HEAVIEST: Final = 60_000_000  # bytes of a file
SECONDS: Final = 180  # a page without text takes some 4 s
MEGABYTES: Final = 4_000
LEAST: Final = 40  # letters of a text that is worth keeping
LINKS: Final = 50  # of a file of links
_SHEETS, _NOTES = 4, 6  # a file of more is a newspaper: each of its notes is a piece
_TITLE: Final = 200  # letters of a first line that is a title

_SANDBOX = Sandbox(seconds=SECONDS, megabytes=MEGABYTES, children=1)

_MIME = re.compile(
    rb"(?:[!-9;-~]{1,60}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n)*){2}", re.IGNORECASE
)
_MAIL = re.compile(
    rb"^(?:from|message-id|mime-version|received|subject):", re.IGNORECASE | re.MULTILINE
)
_PAGE = re.compile(
    rb"\s*(?:<!--.{0,500}?-->\s*|<\?xml[^>]{0,200}>\s*)*<(?:!doctype\s+html|html|head|body)",
    re.IGNORECASE | re.DOTALL,
)
_SAVED = re.compile(rb"<!-- saved from url=\(\d{1,6}\)(https?://[^\s]{1,2000}) -->")
_LINK = re.compile(r"(?:URL=)?(https?://\S+)", re.IGNORECASE)


class _Flawed(SintesisError):
    """Nothing can be read of it: the message says why, for the row of its item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """What a file gave."""

    items: tuple[Item, ...]  # of one that cannot be read: one without text, whose summary says why
    kept: Mapping[str, bytes] = field(default_factory=dict, repr=False)  # its original, by name
    flaw: str = ""


def too_heavy(context: Context, name: str, size: int) -> Dropped:
    """The row of a file that is not opened for its weight."""
    reason = f"pesa {size // 1_000_000} MB; se leen los de hasta {HEAVIEST // 1_000_000} MB"
    return flawed(context, name, reason, body=f"{name}:{size}".encode())


def read_bounded(context: Context, name: str, body: bytes) -> Dropped:
    """What a file of that name carries, within limits of size, time and memory; never raises."""
    if len(body) > HEAVIEST:
        return too_heavy(context, name, len(body))
    try:
        items = _SANDBOX.call(read, context, name, body)
    except Killed as killed:
        reason = f"no se pudo leer en {SECONDS} s" if killed.late else "no cabe en la memoria"
        return flawed(context, name, reason, body=body)
    except SintesisError as error:
        return flawed(context, name, str(error), body=body)
    original = name_of(body, PurePath(name).suffix[:10] or ".txt")
    items = tuple(each if each.text is None else replace(each, file=original) for each in items)
    return Dropped(items=items, kept={original: body} if _has_text(items) else {})


def flawed(context: Context, name: str, reason: str, *, body: bytes = b"") -> Dropped:
    """The row of a file that cannot be read."""
    item = Item(
        source_id=context.source.id,
        guid=fingerprint(name, body),
        url=None,
        title=markup.line(name, limit=markup.TITLE_LENGTH),
        summary=f"«{markup.line(name, limit=200)}»: {reason}",
    )
    return Dropped(items=(item,), flaw=item.summary)


def read(context: Context, name: str, body: bytes) -> tuple[Item, ...]:
    """The pieces of a file; pure. Raises `SintesisError` for one that cannot be read."""
    kind = kind_of(name, body)
    if kind is None:
        raise _Flawed(UNKNOWN)
    found = READERS[kind](context, name, body)
    if not found:
        raise _Flawed("no se le encontró texto")
    return found


UNKNOWN: Final = "no es de una clase que se lea: PDF, imagen, HTML, EML, MHTML, DOCX o TXT"


def kind_of(name: str, body: bytes) -> str | None:
    """A key of READERS, by its first bytes; by its name only among texts."""
    head = body[:4_096]
    if head.lstrip()[:5] == b"%PDF-":
        return "pdf"
    if head.startswith(_PICTURES) or head[:4] + head[8:12] == b"RIFFWEBP":
        return "image"
    if head.startswith(b"PK\x03\x04"):
        return "document"
    suffix = PurePath(name).suffix.lower()
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "text"
    if b"\0" in head:
        return None
    if _MIME.match(head.lstrip()) and _MAIL.search(head):
        return "archive" if b"multipart/related" in head.lower() and suffix != ".eml" else "letter"
    return "page" if _PAGE.match(head) or suffix in (".html", ".htm", ".xhtml") else "text"


_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\0", b"MM\0*")


# the kinds


def _printed(context: Context, name: str, body: bytes) -> tuple[Item, ...]:
    """A page or a few are one piece; a newspaper is as many as it has notes."""
    from monitor import newsprint  # with pdfium and its pictures, only where they are needed

    issue = newsprint.notes_of(body)
    if issue.pages > _SHEETS and len(issue.notes) >= _NOTES:
        return tuple(
            replace(
                _piece(context, name, body, title=note.title, text=note.text),
                guid=f"{fingerprint(name, body)}-{number}",
                author=note.author,
            )
            for number, note in enumerate(issue.notes, 1)
        )
    first = next(iter(issue.notes), None)
    told = [part for note in issue.notes for part in (note.title, note.text) if part]
    return _of_text(context, name, body, title=first.title if first else "", text="\n".join(told))


def _letter(context: Context, name: str, body: bytes) -> tuple[Item, ...]:
    letter = letters.read(body)
    if letter.flaw:
        raise _Flawed(f"el correo {letter.flaw}")
    found = mailed.items(context, letter, received_at=None)
    enclosed = (
        READERS["pdf"](context, each.name, each.content)
        for each in letter.enclosed
        if each.kind == "pdf"
    )
    return (*found, *(item for items in enclosed for item in items))


def _archive(context: Context, name: str, body: bytes) -> tuple[Item, ...]:
    """A page saved whole (MHTML): its first part of HTML."""
    mail = message_from_bytes(body, policy=compat32)
    for part in mail.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            stated = _header(mail, "Snapshot-Content-Location") or _header(part, "Content-Location")
            content = part.get_payload(decode=True)
            return _of_page(context, name, content if isinstance(content, bytes) else b"", stated)
    raise _Flawed("el MHTML no trae ninguna página")


def _header(part: Message, name: str) -> str:
    return str(part.get(name, ""))[: urls.MAX_LENGTH].strip()


def _page(context: Context, name: str, body: bytes) -> tuple[Item, ...]:
    saved = _SAVED.search(body[:4_096])
    return _of_page(context, name, body, saved[1].decode("ascii", "ignore") if saved else "")


def _of_page(context: Context, name: str, body: bytes, stated: str) -> tuple[Item, ...]:
    """A saved page: its piece, as of one that we opened; else whatever it shows."""
    from monitor.extract import extract

    url = urls.canonical(stated) if stated else None
    found = extract(body, url=url or "", zone=context.zone, now=context.now)
    if isinstance(found, Rejected):
        shown = markup.plain(decoding.decode(body))
        return _of_text(context, name, body, title="", text=shown)
    return (_of_article(context, name, body, found, url or found.url),)


def _of_article(
    context: Context, name: str, body: bytes, article: Article, url: str | None
) -> Item:
    piece = _piece(context, name, body, title=article.title, text=article.text)
    return replace(
        piece,
        guid=url or piece.guid,
        url=url,
        author=article.author,
        published_at=article.published_at,
        kind=article.kind,
    )


def _document(context: Context, name: str, body: bytes) -> tuple[Item, ...]:
    return _plain(context, name, office.text_of(body))


def _text(context: Context, name: str, body: bytes) -> tuple[Item, ...]:
    text = decoding.decode(body[: decoding.MAX_BYTES]).replace("\r\n", "\n").replace("\r", "\n")
    return _links(context, text) or _plain(context, name, text, body=body)


def _links(context: Context, text: str) -> tuple[Item, ...]:
    """A file of links alone: each is read as any other that is announced."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    lines = [line for line in lines if line != "[InternetShortcut]"][: LINKS + 1]
    found = [urls.canonical(link[1]) for line in lines if (link := _LINK.fullmatch(line))]
    if not found or len(found) != len(lines) or len(lines) > LINKS:
        return ()
    return tuple(
        Item(source_id=context.source.id, guid=url, url=url, title="") for url in found if url
    )


def _plain(context: Context, name: str, text: str, *, body: bytes = b"") -> tuple[Item, ...]:
    """A text whose first line is its title, when it looks so."""
    lines = [line for line in (markup.clean(each) for each in text.split("\n")) if line]
    titled = len(lines) > 1 and len(lines[0]) <= _TITLE
    title = lines[0] if titled else ""
    return _of_text(
        context, name, body or text.encode(), title=title, text="\n".join(lines[titled:])
    )


def _of_text(
    context: Context, name: str, body: bytes, *, title: str, text: str
) -> tuple[Item, ...]:
    if sum(map(str.isalnum, text)) < LEAST:
        return ()
    return (_piece(context, name, body, title=title, text=text),)


def _piece(context: Context, name: str, body: bytes, *, title: str, text: str) -> Item:
    named = PurePath(name).stem.replace("_", " ").replace("-", " ")
    return Item(
        source_id=context.source.id,
        guid=fingerprint(name, body),
        url=None,
        title=markup.line(title or named, limit=markup.TITLE_LENGTH),
        text=markup.cut(text, limit=markup.TEXT_LENGTH),
        kind=PieceKind.NOTE,
    )


def fingerprint(name: str, body: bytes) -> str:
    """The same bytes under another name are the same piece."""
    return sha256(body).hexdigest()[:24] if body else computed_id(name)


def _has_text(items: tuple[Item, ...]) -> bool:
    return any(each.text is not None for each in items)


READERS: Mapping[str, Callable[[Context, str, bytes], tuple[Item, ...]]] = {
    "pdf": _printed,
    "image": _printed,
    "letter": _letter,
    "archive": _archive,
    "page": _page,
    "document": _document,
    "text": _text,
}
