"""Digest → PDF on letter paper, tagged for screen readers, with bookmarks and page numbers.

How the page looks is in `templates/digest.typ`; what each of its parts says, in `paper`.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from monitor.config import Branding
from monitor.errors import TypesetError
from reports.model import Chart, Digest
from reports.paper import page
from reports.typeset import Data, document

COLOUR = "#6b2737"
READABLE = 4.5  # contrast of letters with white paper, as WCAG asks for
DARKER = 0.92


def pdf(digest: Digest, *, branding: Branding, fronts: Sequence[Chart] = ()) -> bytes:
    """The same digest and branding, the same bytes; a logo that cannot be set is left out.

    `fronts` are the pictures of its front pages.
    """
    pictures = {each.id: _drawing(each.png) for each in fronts}
    said = page(digest, pictured=pictures)
    return printed(said, made_at=digest.cover.opened_at, branding=branding, pictures=pictures)


def printed(
    said: Data,
    *,
    made_at: datetime,
    branding: Branding,
    code: str = "",
    pictures: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Anything that `paper` could say, in the same clothes.

    `code` is a drawing that it shows; `pictures`, others, by the names that it gives them.
    """
    data = {**said, "colour": readable(branding.colour or COLOUR)}
    logo = logo_of(branding.logo)
    set_ = partial(document, "digest.typ", data, made_at=made_at, code=code, pictures=pictures)
    try:
        return set_(logo=logo)
    except TypesetError:
        if not logo:
            raise
        return set_()


def logo_of(path: str | None) -> str:
    """The picture as SVG, which is what goes through the door of text; "" when there is none."""
    if path is None:
        return ""
    try:
        content = Path(path).read_bytes()
        return content.decode("utf-8") if path.lower().endswith(".svg") else _drawing(content)
    except (OSError, ValueError):
        return ""


def _drawing(bitmap: bytes) -> str:
    from PIL import Image

    with Image.open(BytesIO(bitmap), formats=("PNG", "JPEG")) as picture:
        width, height = picture.size
        kind = "png" if picture.format == "PNG" else "jpeg"
    inside = f"data:image/{kind};base64,{b64encode(bitmap).decode('ascii')}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="{inside}"/></svg>'
    )


def readable(colour: str) -> str:
    """The colour, as much darker as letters on white paper need."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    while contrast(parts) < READABLE:
        parts = [int(each * DARKER) for each in parts]
    return "#" + "".join(f"{each:02x}" for each in parts)


def contrast(parts: list[int]) -> float:
    """Of a colour (0 to 255 each of red, green, blue) with white."""
    linear = [_linear(each / 255) for each in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (light + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
