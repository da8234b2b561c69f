"""What changed in a story since an edition told it: who joined, what was corrected, in few words.

A story that was told comes back only for one of these reasons, and says which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

from monitor.model import Clipping
from reports.accounts import Account, is_corrected
from reports.model import Earlier
from reports.sentences import shorten
from reports.words import MEXICAN, among, clean, plural, weekday

FEW = 12  # words of a change that are worth showing
MANY = 25  # words of a headline that is worth showing
AROUND = 2  # words beside those that changed
HEADLINE = 110  # characters of the one that it bore
OUTLETS = 3  # named of those that joined
LONG = 400  # words that changed: beyond them a text was written anew


def earlier(account: Account) -> Earlier | None:
    """How the last edition that told it told it."""
    if account.telling is None:
        return None
    told = account.telling
    return Earlier(
        edition=told.edition_id,
        day=told.day,
        hour=told.hour,
        title=clean(told.title),
        impacts=len(told.clipping_ids),
        joined=tuple(clean(outlet.name) for outlet in account.joined),
    )


def change(account: Account, *, title: str = "", language: str = MEXICAN) -> str | None:
    """ "+2 impactos (El Faro y Radio Sur); se contó en la edición del sáb 21, 07:00"."""
    told = earlier(account)
    joined = told.joined if told else ()
    more = f"+{plural(len(joined), 'impact', language=language)} ({among(joined, OUTLETS)})"
    parts = [more if joined else "", _correction(account) or ""]
    said = [each for each in parts if each]
    if told and said:
        said.append(_context(told, shown=[title, *said], language=language))
    return "; ".join(said) or None


def _context(told: Earlier, *, shown: Sequence[str], language: str) -> str:
    """Where it was told, and under which headline when the reader does not see it here."""
    where = f"se contó en la edición del {weekday(told.day, language)}, {told.hour}"
    if any(told.title in each for each in shown):
        return where
    return f"{where}, como «{shorten(told.title, HEADLINE)}»"


def _correction(account: Account) -> str | None:
    """ "la nota fue corregida; decía «hay 9 heridos» y ahora dice «hay 2 heridos»"."""
    entry = next((each for each in account.entries if is_corrected(each)), None)
    if entry is None:
        return None
    outlet = account.outlets[account.entries.index(entry)].name
    whose = "la nota" if entry is account.lead else f"la nota de {clean(outlet)}"
    shown = _differences(entry.told, entry.clipping) if entry.told else ()
    return "; ".join([f"{whose} fue corregida", *shown])


def _differences(before: Clipping, now: Clipping) -> Iterator[str]:
    """Of its headline, and of its text."""
    old, new = clean(before.title), clean(now.title)
    if old and old != new and len(old.split()) <= MANY:
        yield f"antes se titulaba «{old}»"
    yield from _of_texts(clean(before.text).split(), clean(now.text).split())


def _of_texts(before: list[str], now: list[str]) -> Iterator[str]:
    """The one stretch where two texts differ, or the first of several that can be shown."""
    if whole := _of_words(before, now):
        yield whole
        return
    changes = list(_stretches(before, now))
    shown = next((each for change in changes if (each := _of_words(*change))), None)
    if shown is None:
        return
    yield shown
    if more := len(changes) - 1:
        yield "hay otro cambio" if more == 1 else f"hay otros {more} cambios"


def _stretches(before: list[str], now: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Each with a little of what stands around it; none of a text that was written anew."""
    first = max(_alike(before, now) - AROUND, 0)
    last = max(_alike(before[first:][::-1], now[first:][::-1]) - AROUND, 0)
    old, new = before[first : len(before) - last], now[first : len(now) - last]
    if max(len(old), len(new)) > LONG:
        return
    found = SequenceMatcher(None, old, new, autojunk=False)
    for group in found.get_grouped_opcodes(AROUND):
        (_, since, _, begin, _), (_, _, until, _, end) = group[0], group[-1]
        yield old[since:until], new[begin:end]


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
