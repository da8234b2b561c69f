"""A kept page made safe to open: its words, lists, tables and links, without any program.

What may stay is in `admitted.toml`. It asks nothing of any server, and says whose copy it is.
"""

from __future__ import annotations

import base64
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any, Final
from urllib.parse import urlsplit

from monitor.decoding import decode
from monitor.errors import SnapshotError
from monitor.sandbox import Killed, Sandbox
from monitor.snapshots.stored import Stored

SECONDS: Final = 5  # some pages are made so that reading them never ends
MEGABYTES: Final = 1024
PICTURES: Final = {  # by how they begin: what a server declares is not believed
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n": "image/png",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}

_GAPS: Final = re.compile(r"\n\s+\n")
LACKS: Final = (
    "Sin los programas, los estilos ni las imágenes de su sitio; "
    "la página entera está en el archivo WARC."
)

_SANDBOX = Sandbox(seconds=SECONDS, megabytes=MEGABYTES, children=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """What is said of a copy, above it."""

    title: str
    outlet: str
    url: str | None
    kept: str  # when, in words
    digest: str = ""
    note: str = ""  # what this copy lacks, when it is not what every one does
    language: str = "es-MX"


def shown(page: Stored | str, caption: Caption, *, picture: bytes | None = None) -> str:
    """A whole HTML page; of a text, its paragraphs.

    Raises:
        SnapshotError: it is no HTML, or cannot be made safe in time.
    """
    body = _paragraphs(page) if isinstance(page, str) else _safe(page)
    return _template().substitute(
        language=escape(caption.language),
        title=escape(caption.title),
        outlet=escape(caption.outlet),
        kept=escape(caption.kept),
        address=_address(caption.url),
        digest=f"<p>Huella SHA-256: <code>{escape(caption.digest)}</code></p>"
        if caption.digest
        else "",
        note=escape(caption.note or LACKS),
        picture=_picture(picture),
        body=body,
    )


def _address(url: str | None) -> str:
    if not url or urlsplit(url).scheme not in ("http", "https"):
        return ""
    said = escape(url)
    return f'<p>Dirección: <a href="{said}" rel="noopener noreferrer nofollow">{said}</a></p>'


def _picture(body: bytes | None) -> str:
    kind = next((kind for mark, kind in PICTURES.items() if body and body.startswith(mark)), None)
    if body is None or kind is None:
        return ""
    packed = base64.b64encode(body).decode("ascii")
    return f'<figure><img src="data:{kind};base64,{packed}" alt="Imagen de la nota"></figure>'


def _paragraphs(text: str) -> str:
    return "\n".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _safe(page: Stored) -> str:
    kind, _, parameters = page.content_type.lower().partition(";")
    if kind.strip() and "html" not in kind:
        raise SnapshotError(f"la copia guardada no es una página web ({kind.strip()[:60]})")
    charset = parameters.partition("charset=")[2].strip(" \"'") or None
    try:
        return _SANDBOX.call(clean, page.body, charset, page.url)
    except Killed as killed:
        raise SnapshotError(f"la copia guardada no se pudo mostrar: {killed}") from killed


def clean(body: bytes, charset: str | None, url: str) -> str:
    """Runs in a child that may be killed."""
    import nh3

    admitted = _admitted()
    cleaned = nh3.clean(
        decode(body, charset),
        tags=set(admitted["tags"]),
        clean_content_tags=set(admitted["dropped"]),
        attributes={tag: set(names) for tag, names in admitted["attributes"].items()},
        url_schemes=set(admitted["schemes"]),
        url_relative=("rewrite_with_base", url),
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    return _GAPS.sub("\n\n", cleaned).strip()


@cache
def _admitted() -> Mapping[str, Any]:
    return tomllib.loads(files("monitor.snapshots").joinpath("admitted.toml").read_text("utf-8"))


@cache
def _template() -> Template:
    return Template(files("monitor.snapshots").joinpath("copy.html").read_text("utf-8"))
