"""The words of a DOCX: its paragraphs, without opening more of it than they weigh."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from lxml import etree

from monitor.errors import SintesisError

HEAVIEST: Final = 20_000_000  # bytes of its words, unpacked
PARTS: Final = 2_000  # files within it
_WORDS: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"


class NoDocument(SintesisError):
    """It is no DOCX, is damaged or weighs too much."""


def text_of(body: bytes) -> str:
    """Its paragraphs, one a line. Raises `NoDocument`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(_main_part(body), parser)
    except etree.XMLSyntaxError as error:
        raise NoDocument("el DOCX está dañado") from error
    name = _STRICT if root.tag.startswith(_STRICT) else _WORDS
    return "\n".join(_paragraph(each, name) for each in root.iter(f"{name}p"))


def _main_part(body: bytes) -> bytes:
    try:
        with ZipFile(BytesIO(body)) as packed:
            if len(packed.infolist()) > PARTS:
                raise NoDocument("el archivo trae demasiadas partes")
            with packed.open("word/document.xml") as part:
                content = part.read(HEAVIEST + 1)
    except KeyError as error:
        raise NoDocument("es un archivo comprimido que no es DOCX; suelte lo que trae") from error
    except (BadZipFile, OSError, ValueError, RuntimeError, EOFError, zlib.error) as error:
        raise NoDocument("el DOCX está dañado o pide contraseña") from error
    if len(content) > HEAVIEST:
        raise NoDocument(f"su texto pasa de {HEAVIEST // 1_000_000} MB al abrirse")
    return content


def _paragraph(node: etree._Element, name: str) -> str:
    return "".join(_runs(node, name)).strip()


def _runs(node: etree._Element, name: str) -> Iterator[str]:
    """The words of a paragraph, without those of another one inside it (a text box)."""
    waiting = list(reversed(node))
    while waiting:
        each = waiting.pop()
        if each.tag == f"{name}t":
            yield each.text or ""
        elif each.tag in (f"{name}tab", f"{name}br", f"{name}cr"):
            yield " "
        elif each.tag not in (f"{name}p", f"{name}del", f"{name}instrText"):
            waiting += reversed(each)
