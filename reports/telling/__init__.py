"""How a story of several pieces is told: who leads, under which headline, in which sentences.

    lead       the piece that tells it: the fullest original
    headline   the most central of its headlines, and the least loaded
    summary    two or three sentences of its pieces
    news       what new pieces say that no told piece said

Pure: entries and clippings in, text out. Every sentence is one of a piece, and says of which.
"""

from __future__ import annotations

from reports.telling.heading import headline
from reports.telling.leading import lead
from reports.telling.lines import Line
from reports.telling.summing import summary
from reports.telling.updating import news

__all__ = ["Line", "headline", "lead", "news", "summary"]
