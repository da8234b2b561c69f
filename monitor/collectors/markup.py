"""Turns what a source writes, HTML or not, into plain text that is safe to keep and show."""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser

from monitor.folding import compose

TITLE_LENGTH = 500
SUMMARY_LENGTH = 2_000
TEXT_LENGTH = 200_000
_SOURCE_LENGTH = 1_000_000  # of the HTML that we read

# Controls, zero-width and bidi marks, soft hyphens, private use, lone surrogates, noncharacters:
# nobody sees them, and they split words, turn lines around or break a database.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\uffff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_HTML = re.compile(
    r"</?(?:a|b|blockquote|br|div|em|figure|font|h[1-6]|hr|i|iframe|img|li|ol|p|script|span|strong"
    r"|style|table|td|tr|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|center|dd|div|dl|dt|fieldset|figcaption|figure"
    r"|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|td|th|tr|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_HIDDEN = ("script", "style", "template", "noscript", "iframe", "svg", "head > title")


def line(text: str, *, limit: int) -> str:
    """One line of plain text, cut at a word."""
    return cut(" ".join(plain(text[: 10 * limit]).split()), limit=limit)


def plain(text: str) -> str:
    """Paragraphs separated by one newline; entities decoded, tags and what they hide taken away."""
    text = _UNSEEN.sub("", text[:_SOURCE_LENGTH])
    for again in (_TAG, _HTML):  # some feeds escape their HTML twice
        if not (again.search(text) or "&" in text):
            break
        text = _UNSEEN.sub("", _without_tags(text, again))
    return compose(_paragraphs(text))


def clean(text: str) -> str:
    """The text as it stands, without the characters that nobody sees."""
    return compose(_UNSEEN.sub("", text)).strip()


def cut(text: str, *, limit: int) -> str:
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    words = head.rsplit(maxsplit=1)[0] if len(head.split(maxsplit=1)) > 1 else head
    return (words if len(words) > limit // 2 else head).rstrip(" ,;:") + "…"


def _without_tags(text: str, tag: re.Pattern[str]) -> str:
    """A break for each block; a bare "<" that opens no tag stays, as in "a < b"."""
    if not tag.search(text):
        return html.unescape(text)
    broken = _BREAK.sub("\n", " ".join(text.split()))
    tree = LexborHTMLParser(_escaped_brackets(broken))
    for hidden in tree.css(",".join(_HIDDEN)):
        hidden.decompose()
    return tree.text(deep=True)


def _escaped_brackets(text: str) -> str:
    return re.sub(r"<(?![a-zA-Z/!?])", "&lt;", text)


def _paragraphs(text: str) -> str:
    lines = (" ".join(row.split()) for row in text.splitlines())
    return "\n".join(row for row in lines if row)
