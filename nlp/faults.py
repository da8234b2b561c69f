"""What is said of a text that cannot be read: what failed and where, never a word of the text.

An error of a library may quote what it chokes on, and logs are read by whoever keeps the machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from traceback import format_tb

from monitor.privacy import covered

LONGEST = 300  # characters of a reason
RUN = 2  # words in a row that the error and the text share: a quotation


def reason(step: str, error: BaseException, texts: Iterable[str]) -> str:
    """ "split: ValueError: no se traga"."""
    said, kind = str(error), type(error).__name__
    told = f"{kind}: {covered(said, spoken=True)}" if said and not _quotes(said, texts) else kind
    return f"{step}: {told}"[:LONGEST]


def trace(error: BaseException) -> str:
    """Where it failed: lines of code, without the error's own words."""
    return "".join(format_tb(error.__traceback__))


def _quotes(said: str, texts: Iterable[str]) -> bool:
    words = said.split()
    runs = [" ".join(islice(words, at, at + RUN)) for at in range(max(1, len(words) - RUN + 1))]
    return any(run in " ".join(text.split()) for text in texts for run in runs)
