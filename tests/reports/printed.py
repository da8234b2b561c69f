"""What a PDF says to whoever reads it without looking: its words, links and bookmarks."""

from __future__ import annotations

from ctypes import byref, c_int, create_string_buffer

import pypdfium2
from pypdfium2 import raw


def words(pdf: bytes) -> str:
    """All its text, in reading order, on one line."""
    pages = pypdfium2.PdfDocument(pdf)
    told = " ".join(each.get_textpage().get_text_range() for each in pages)
    return " ".join(told.replace("\ufffe", "").replace("\u200b", "").split())


def links(pdf: bytes) -> set[str]:
    found = pypdfium2.PdfDocument(pdf)
    return {address for page in found for address in _addresses(found, page)}


def _addresses(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> list[str]:
    place, link, found = c_int(0), raw.FPDF_LINK(), []
    while raw.FPDFLink_Enumerate(page.raw, byref(place), byref(link)):
        action = raw.FPDFLink_GetAction(link)
        room = raw.FPDFAction_GetURIPath(document.raw, action, None, 0)
        written = create_string_buffer(room)
        raw.FPDFAction_GetURIPath(document.raw, action, written, room)
        found.append(written.value.decode())
    return found


def bookmarks(pdf: bytes) -> list[tuple[int, str]]:
    """Level and title of each, in order."""
    toc = pypdfium2.PdfDocument(pdf).get_toc()
    return [(each.level, each.get_title()) for each in toc]
