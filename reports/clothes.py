"""All that a digest wears: page, text, data, pictures, PDF, register and messages, made once.

A new one that is a file of its own is a line of `_files`. What cannot be made is said and left out:
the digest leaves without it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.config import Branding, Clothing
from monitor.errors import TypesetError
from reports import charts, messages, pdf, render, sheet
from reports.messages import Messages
from reports.model import Chart, Digest

NAMES = {
    Clothing.PDF: "sintesis.pdf",
    Clothing.XLSX: "bitacora.xlsx",
    Clothing.MESSAGE: "mensaje.txt",
    Clothing.VOICE: "voz.txt",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clothes:
    html: str  # its pictures are `files` beside it; in a mail, parts of the mail
    text: str
    data: str
    charts: tuple[Chart, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)  # by name: "figuras/trend.png"
    lacking: tuple[str, ...] = ()  # what could not be made, and why, for a person
    messages: Messages | None = None  # None: a chat is told the text


def dress(
    digest: Digest,
    *,
    branding: Branding,
    worn: Collection[Clothing] = tuple(Clothing),
    fronts: Sequence[Chart] = (),
) -> Clothes:
    """Page, text and data always; of the files, those that somebody wears.

    `fronts` are the pictures of the digest's front pages.
    """
    figures, lacking = _drawn(digest)
    drawn = (*fronts, *figures)
    wanted = Clothing.PDF in worn
    printed, unprinted = _printed(digest, branding, fronts) if wanted else ({}, ())
    said = messages.messages(digest)
    return Clothes(
        html=render.html(digest, charts=drawn),
        text=render.text(digest),
        data=render.data(digest),
        charts=drawn,
        files={
            **{each.file: each.png for each in drawn},
            **printed,
            **{NAMES[key]: made for key, made in _files(digest, said, worn)},
        },
        lacking=(*lacking, *unprinted),
        messages=said,
    )


def _files(
    digest: Digest, said: Messages, worn: Collection[Clothing]
) -> Iterator[tuple[Clothing, bytes]]:
    if Clothing.XLSX in worn:
        yield Clothing.XLSX, sheet.sheet(digest)
    if Clothing.MESSAGE in worn:
        yield Clothing.MESSAGE, messages.to_copy(said.whatsapp).encode()
    if Clothing.VOICE in worn:
        yield Clothing.VOICE, said.script.encode()


def _drawn(digest: Digest) -> tuple[tuple[Chart, ...], tuple[str, ...]]:
    """Without pictures the page has its figures as tables."""
    try:
        return charts.charts(digest), ()
    except TypesetError as error:
        return (), (f"sin gráficas: {error}",)


def _printed(
    digest: Digest, branding: Branding, fronts: Sequence[Chart]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    try:
        return {NAMES[Clothing.PDF]: pdf.pdf(digest, branding=branding, fronts=fronts)}, ()
    except TypesetError as error:
        return {}, (f"sin PDF: {error}",)
