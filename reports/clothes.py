"""All that a digest wears: page, text, data, pictures, PDF, register and messages, made once.

A new one that is a file of its own is a line of `dress`. What cannot be made is said and left out:
the digest leaves without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.config import Branding
from monitor.errors import TypesetError
from reports import charts, messages, pdf, render, sheet
from reports.model import Chart, Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Clothes:
    html: str  # its pictures are `files` beside it; in a mail, parts of the mail
    text: str
    data: str
    charts: tuple[Chart, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)  # by name: "figuras/trend.png"
    lacking: tuple[str, ...] = ()  # what could not be made, and why, for a person


def dress(digest: Digest, *, branding: Branding) -> Clothes:
    drawn, lacking = _drawn(digest)
    printed, unprinted = _printed(digest, branding)
    said = messages.messages(digest)
    return Clothes(
        html=render.html(digest, charts=drawn),
        text=render.text(digest),
        data=render.data(digest),
        charts=drawn,
        files={
            **{each.file: each.png for each in drawn},
            **printed,
            "bitacora.xlsx": sheet.sheet(digest),
            "mensaje.txt": messages.to_copy(said.whatsapp).encode(),
            "voz.txt": said.script.encode(),
        },
        lacking=(*lacking, *unprinted),
    )


def _drawn(digest: Digest) -> tuple[tuple[Chart, ...], tuple[str, ...]]:
    """Without pictures the page has its figures as tables."""
    try:
        return charts.charts(digest), ()
    except TypesetError as error:
        return (), (f"sin gráficas: {error}",)


def _printed(digest: Digest, branding: Branding) -> tuple[dict[str, bytes], tuple[str, ...]]:
    try:
        return {"sintesis.pdf": pdf.pdf(digest, branding=branding)}, ()
    except TypesetError as error:
        return {}, (f"sin PDF: {error}",)
