"""The words of the digest: dates, numbers and plurals of a locale, and what may not be printed.

The words themselves are in `words.toml`; add there the word of a new kind, stance or failure.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_compact_decimal, format_decimal, format_percent

from monitor.model import PieceKind, Stance
from reports.model import Tally

MEXICAN = "es_MX"  # a locale: how dates and numbers are written
UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
NO_CHARACTERS = "\ufffe\uffff"  # XML admits neither


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stance for the eye: a shape and a word, so that colour is never alone."""

    key: str  # positive · neutral · negative · unread: also the class of its colour
    shape: str
    word: str


@cache
def table() -> Mapping[str, Mapping[str, str | Mapping[str, str]]]:
    return tomllib.loads((files("reports") / "words.toml").read_text(encoding="utf-8"))


def word(group: str, key: str) -> str:
    """A word without plural: of an edition, a section, a figure or a kind."""
    found = table()[group][key]
    assert isinstance(found, str)
    return found


def _forms(group: str, key: str) -> Mapping[str, str]:
    forms = table()[group]["other" if group == "failure" and key not in table()[group] else key]
    assert isinstance(forms, Mapping)
    return forms


def plural(number: int, key: str, *, group: str = "count", language: str = MEXICAN) -> str:
    """ "1 noticia", "1,204 impactos"."""
    form = form_of(number, key, group=group, language=language)
    return f"{number_in_words(number, language)} {form}"


def form_of(number: int, key: str, *, group: str = "count", language: str = MEXICAN) -> str:
    """The word alone, as that number asks for it."""
    form = "one" if Locale.parse(language).plural_form(number) == "one" else "other"
    return _forms(group, key)[form]


def number_in_words(number: float, language: str = MEXICAN) -> str:
    return format_decimal(number, format="#,##0", locale=language)


def among(names: Sequence[str], most: int) -> str:
    """ "A, B y C", "A, B, C y 4 más"; each once."""
    once = list(dict.fromkeys(names))
    rest = len(once) - most
    shown = [*once[:most], f"{rest} más"] if rest > 0 else once
    return " y ".join(each for each in (", ".join(shown[:-1]), *shown[-1:]) if each)


def millions(number: int, language: str = MEXICAN) -> str:
    """ "420 mil", "1 millón de", "3.3 millones de", as they stand before what is counted."""
    said = format_compact_decimal(number, format_type="long", locale=language, fraction_digits=1)
    return f"{said} de" if said.split()[-1].startswith("mill") else said


def percent(share: float, language: str = MEXICAN) -> str:
    return format_percent(share, locale=language)


def usual(mean: float, language: str = MEXICAN) -> str:
    """ "lo normal son 2", "lo normal es ninguno"."""
    number = round(mean)
    if number == 0:
        return "lo normal es ninguno"
    return f"lo normal {'es' if number == 1 else 'son'} {number_in_words(number, language)}"


def against(total: int, usual: float, *, compared: int, language: str = MEXICAN) -> str:
    """ "20% más que la media de los 14 días anteriores (26)"."""
    number = number_in_words(usual, language)
    mean = f"la media de los {compared} días anteriores ({number})"
    if not usual and total:
        return f"más que {mean}"
    change = (total - usual) / usual if usual else 0.0
    if round(change, 2) == 0:
        return f"igual que {mean}"
    return f"{percent(abs(change), language)} {'más' if change > 0 else 'menos'} que {mean}"


def mark(stance: Stance | None) -> Mark:
    key = stance.value if stance else "unread"
    forms = _forms("stance", key)
    return Mark(key=key, shape=forms["shape"], word=forms["word"])


def by_stance(tally: Tally) -> tuple[tuple[Stance | None, int], ...]:
    """The numbers of a tally in the order in which we always show them."""
    return (
        (Stance.POSITIVE, tally.positive),
        (Stance.NEUTRAL, tally.neutral),
        (Stance.NEGATIVE, tally.negative),
        (None, tally.unread),
    )


def other_kind(piece: PieceKind) -> str | None:
    """The kind, when the reader would not take it for granted."""
    return None if piece in {PieceKind.NOTE, PieceKind.POST} else kind(piece)


def kind(piece: PieceKind) -> str:
    return word("kind", piece.value)


def theme(key: str) -> str | None:
    """The words of a theme; one that the office made is its own word; "otro" says nothing."""
    themes = table()["theme"]
    known = themes.get(key, clean(key.replace("_", " ")).capitalize())
    assert isinstance(known, str)
    return known or None


def long_date(day: date, language: str = MEXICAN) -> str:
    """ "Lunes 23 de noviembre de 2026"."""
    words = format_date(day, "EEEE d 'de' MMMM 'de' y", locale=language)
    return words[:1].upper() + words[1:]


def short_date(day: date, language: str = MEXICAN) -> str:
    """ "23 nov 2026"."""
    return format_date(day, "d MMM y", locale=language).replace(".", "")


def weekday(day: date, language: str = MEXICAN) -> str:
    """ "lun 23"."""
    return format_date(day, "EEE d", locale=language).replace(".", "")


def hour(moment: datetime, day: date, language: str = MEXICAN) -> str:
    """The local hour; with the day in front when it is not that of the edition."""
    clock = format_datetime(moment, "HH:mm", locale=language)
    if moment.date() == day:
        return clock
    return f"{format_date(moment.date(), 'd MMM', locale=language).replace('.', '')}, {clock}"


def clean(text: str) -> str:
    """One line of printable text: no control, direction, zero-width or surrogate character."""
    if text.isprintable():  # nearly always, and far quicker
        return " ".join(text.split())
    return " ".join("".join(" " if each.isspace() else each for each in _shown(text)).split())


def _shown(text: str) -> Iterator[str]:
    for each in text:
        if each.isspace() or (
            unicodedata.category(each) not in UNPRINTABLE and each not in NO_CHARACTERS
        ):
            yield each


def link(url: str | None) -> str | None:
    """The address, when it is one of the web that may be opened without surprise."""
    if url is None or any(each.isspace() or not each.isprintable() for each in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None
