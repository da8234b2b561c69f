"""What a server answered, before any parser: unpacked, decoded, and told apart by its first words.

Declared charsets lie in both directions, so the bytes are asked first.
"""

from __future__ import annotations

import codecs
import json
import re
import zlib
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from monitor.collectors import markup
from monitor.config import Source
from monitor.decoding import undoubled
from monitor.errors import TooLarge, Unreachable
from monitor.fetch import FEED_LIMIT, Fetch
from monitor.model import Harvest, Memo, Page

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WESTERN = {"ascii", "utf-8", "iso8859-1", "iso8859-15", "cp1252", "utf-8-sig"}
_LATIN = {"iso8859-1": "cp1252"}  # what is meant where the first is said
_CUT_SHORT = b"\xc2\xc3\xe2\xf0"  # openings of Spanish, quotes and emoji in UTF-8
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_DOCTYPE = re.compile(r"<![^\[>]*(?:\[[^\]]*\]\s*)?>")
_NAME = re.compile(r"<([\w:.-]+)")
_BLANK = re.compile(r"\s*")
_FEED = re.compile(r"<(?:\?xml\s|(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>])", re.IGNORECASE)
_INNER_FEED = re.compile(
    r"<(?:rss\s[^<>]*version|feed\s[^<>]*xmlns|rdf:RDF\s)[^<>]*>", re.IGNORECASE
)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,20})|([0-9]{1,20}));")
_BARE = re.compile(r"&(?!#?\w{1,32};)")
_CDATA = "<![CDATA["
_HEAD = 200_000


def body_hash(body: bytes) -> str:
    return blake2b(body, digest_size=16).hexdigest()


def looked_at(
    source: Source, fetch: Fetch, memos: Mapping[str, Memo]
) -> tuple[Page, Mapping[str, Memo]] | Harvest:
    """The page at a source's address, with what to remember of it; a Harvest if it is as it was."""
    known = memos.get(source.address)
    page = fetch(source.address, limit=FEED_LIMIT, memo=known)
    if page.unchanged:
        return Harvest(unchanged=True, moved_to=page.moved_to)
    memo = memo_of(page)
    kept = {source.address: memo}
    if known and known.body_hash == memo.body_hash:
        return Harvest(unchanged=True, memos=kept, moved_to=page.moved_to)
    return page, kept


def memo_of(page: Page) -> Memo:
    return Memo(etag=page.etag, last_modified=page.last_modified, body_hash=body_hash(page.body))


def unpacked(body: bytes, *, url: str) -> bytes:
    """The content of a .gz file; any other body as it is."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflater = zlib.decompressobj(31)
    try:
        content = inflater.decompress(body, FEED_LIMIT + 1)
    except zlib.error as error:
        raise Unreachable(url, "el archivo .gz llegó dañado; se intentará de nuevo") from error
    if len(content) > FEED_LIMIT:
        raise TooLarge(url, f"el archivo .gz pasa de {FEED_LIMIT // 1_000_000} MB al abrirse")
    if not inflater.eof:
        raise Unreachable(url, "el archivo .gz llegó incompleto; se intentará de nuevo")
    return content


def decoded(body: bytes, charset: str | None) -> str:
    """The text, whatever was declared: a BOM, then valid UTF-8, then the declarations."""
    return undoubled(as_written(body, charset))


def as_written(body: bytes, charset: str | None) -> str:
    """`decoded`, with letters that were made UTF-8 twice as they stand."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    if body[:4].count(0) >= 2:  # UTF-16 without a BOM: ASCII with a zero at each side
        return body.decode("utf-16-be" if body[0] == 0 else "utf-16-le", "replace")
    return _valid(body, "utf-8") or _as_declared(body, charset) or _western(body)


def is_mended(body: bytes, charset: str | None) -> bool:
    """Whether its letters are not those of the encoding that it declares (UTF-8 where none is)."""
    marked = body.startswith((b"\x1f\x8b", *(bom for bom, _ in _BOMS)))
    if marked or body.isascii() or body[:4].count(0) >= 2:
        return False
    declared = _DECLARED.match(body.lstrip()[:300])
    names = (charset, declared[1].decode("ascii") if declared else None)
    said = [codec for name in names if (codec := _codec(name))] or ["utf-8"]
    text = decoded(body, charset)
    return all(_valid(body, _LATIN.get(codec, codec)) != text for codec in said)


def _as_declared(body: bytes, charset: str | None) -> str | None:
    """Only for what is not of our languages: those are better told apart byte by byte."""
    declared = _DECLARED.match(body.lstrip()[:300])
    for name in (declared[1].decode("ascii") if declared else None, charset):
        codec = _codec(name)
        if codec and codec not in _WESTERN and (text := _valid(body, codec)):
            return text
    return None


def _codec(name: str | None) -> str | None:
    try:
        return codecs.lookup(name).name if name else None
    except (LookupError, ValueError):
        return None


def _valid(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeError, LookupError, ValueError):  # not of that charset, or no charset of text
        return None


def _western(body: bytes) -> str:
    """UTF-8 with Latin-1 in it, or Latin-1 alone: each byte that is no UTF-8 is a Latin letter."""
    return body.decode("utf-8", "sintesis-latin")


def _latin(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    bad = error.object[error.start : error.end]
    # A summary cut in the middle of a letter leaves half of it: no Spanish letter is Ã or Â.
    letter = "" if bad[0] in _CUT_SHORT else bad.decode("cp1252", "ignore")
    return letter, error.end


codecs.register_error("sintesis-latin", _latin)


def as_xml(text: str) -> str:
    """The document from its first XML word on: warnings of PHP and blank lines come before it.

    Without characters that XML forbids, and with no run of blanks in the prologue, on which
    feedparser spends minutes.
    """
    text = _REFERENCE.sub(_allowed, _NO_XML.sub("", text))
    first = _INNER_FEED if is_html(text) else _FEED
    if start := first.search(text[:_HEAD]):
        text = text[start.start() :]
    root = re.search(r"<\w", text)
    end = root.start() if root else len(text)
    return re.sub(r"\s{2,}", "\n", text[:end]) + text[end:]


def with_whole_ampersands(document: str) -> str:
    """Each "&" that begins no entity as one: «P&G» is a fault of XML that costs the words it is in.

    What is inside CDATA stands as it is.
    """
    first, *rest = document.split(_CDATA)
    parts = [_BARE.sub("&amp;", first)]
    for each in rest:
        inside, end, after = each.partition("]]>")
        parts.append(f"{inside}{end}{_BARE.sub('&amp;', after)}")
    return _CDATA.join(parts)


def _allowed(reference: re.Match[str]) -> str:
    """The reference to a character, or nothing when XML has no such character."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if code < 0x110000 and not _NO_XML.match(chr(code)) else ""


def root_of(text: str) -> str:
    """The name of the first element, lower case and without prefix; empty when there is none."""
    at = _after_prologue(text)
    found = _NAME.match(text, at)
    return found[1].lower().rpartition(":")[2] if found else ""


def _after_prologue(text: str) -> int:
    """Where the first element opens, past declarations, comments and the document type."""
    at = _past_blanks(text, 0)
    while text.startswith(("<?", "<!"), at):
        if text.startswith("<!--", at):
            end = text.find("-->", at) + 3
        elif text.startswith("<?", at):
            end = text.find(">", at) + 1
        else:
            doctype = _DOCTYPE.match(text, at)
            end = doctype.end() if doctype else 0
        if end <= at:
            return len(text)
        at = _past_blanks(text, end)
    return at


def _past_blanks(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def is_html(text: str) -> bool:
    head = text[:_HEAD]
    if root_of(head) in ("html", "head", "body"):
        return True
    return re.match(r"\s*<!doctype\s+html", head, re.IGNORECASE) is not None


def tree(body: bytes) -> etree._Element | None:
    """The XML tree of UTF-8 bytes as far as it can be saved; no entity is followed."""
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return None


def as_json(text: str) -> Any:
    """The value, or None when the text is not JSON (nor is `null` of any use here)."""
    if text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None


def announced_feed(page: str) -> str | None:
    """The address in `<link rel="alternate" type="application/rss+xml">`, when a page has one."""
    for found in LexborHTMLParser(page[:_HEAD]).css("link[rel~=alternate][type][href]"):
        kind, address = found.attributes["type"], found.attributes["href"]
        if address and kind in ("application/rss+xml", "application/atom+xml"):
            return markup.line(address, limit=300)
    return None
