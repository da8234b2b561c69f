"""A printed page, from its bytes to the notes that it carries.

    PDF or picture ─► words with their boxes: `layer`, or `ocr` of what `straight` set upright
                   ─ layout ─► blocks in reading order ─ pieces ─► notes

It opens files of anybody: `bounded.issue_of` reads them in a child that may be killed.
"""

from __future__ import annotations

from monitor.newsprint.pieces import Note
from monitor.newsprint.reading import Issue, notes_of

__all__ = ["Issue", "Note", "notes_of"]
