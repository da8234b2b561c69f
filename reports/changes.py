"""What a piece says now that it did not say when an earlier edition told it, in few words."""

from __future__ import annotations

from itertools import takewhile

from monitor.model import Clipping
from reports.accounts import Account, is_corrected
from reports.words import clean

FEW = 12  # words of a change that are worth showing
MANY = 25  # words of a headline that is worth showing
AROUND = 2  # words beside those that changed


def change(account: Account) -> str | None:
    """ "la nota fue corregida; decía «hay 9 heridos» y ahora dice «hay 2 heridos»"."""
    entry = next((each for each in account.entries if is_corrected(each)), None)
    if entry is None:
        return None
    outlet = account.outlets[account.entries.index(entry)].name
    whose = "la nota" if entry is account.lead else f"la nota de {clean(outlet)}"
    shown = _difference(entry.told, entry.clipping) if entry.told else None
    return f"{whose} fue corregida; {shown}" if shown else f"{whose} fue corregida"


def _difference(before: Clipping, now: Clipping) -> str | None:
    old, new = clean(before.title), clean(now.title)
    if old and old != new and len(old.split()) <= MANY:
        return f"antes se titulaba «{old}»"
    return _of_words(clean(before.text).split(), clean(now.text).split())


def _of_words(before: list[str], now: list[str]) -> str | None:
    """The one stretch where two texts differ, unless it is long."""
    first = _alike(before, now)
    last = _alike(before[first:][::-1], now[first:][::-1])
    gone, come = before[first : len(before) - last], now[first : len(now) - last]
    if come and not gone:
        return f"se agregó «{_few(come)}»"
    if gone and not come:
        return f"se quitó «{_few(gone)}»"
    if not gone or max(len(gone), len(come)) > FEW:
        return None
    since, until = max(first - AROUND, 0), max(last - AROUND, 0)
    old, new = before[since : len(before) - until], now[since : len(now) - until]
    return f"decía «{' '.join(old)}» y ahora dice «{' '.join(new)}»"


def _alike(before: list[str], now: list[str]) -> int:
    """How many words both begin with."""
    pairs = zip(before, now, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _few(words: list[str]) -> str:
    return " ".join(words) if len(words) <= FEW else f"{' '.join(words[:FEW])}…"
