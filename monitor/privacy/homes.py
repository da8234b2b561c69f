"""Where somebody lives: a street with its number after "vivo en", "mi domicilio es" and the like.

The place of a leak or of a pothole is no home: without such words a street and a number are left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from monitor.privacy.data import Text, one_of, words

REACH: Final = 80  # characters between the words and the address
LONGEST: Final = 160  # characters of what is read after the words
_MARK: Final = r"(?:#|n[°º]\.? ?|no\.? ?|num\.? ?|numero ?)"
_DIGITS: Final = r"\d{1,5}(?!\d|[.,:/]\d)(?: ?-? ?[a-f]\b)?"
_COUNTED: Final = (
    r"(?! ?(?:%|(?:por|a|al|años|meses|dias|horas|pesos|veces|cuadras|mil|millones|personas)\b"
    r"|de (?!la col|la unidad|esta|este|el barrio|col)))"
)
_NUMBER: Final = rf"{_MARK}? ?{_DIGITS}{_COUNTED}"
_PART: Final = (
    r"(?:interior|int|departamento|depto|dpto|dep|edificio|edif|torre|casa|local|piso|andador|lote"
    r"|lt|manzana|mza|mz|entrada|vivienda|viv)"
)
_INSIDE: Final = rf"(?:,? ?\b{_PART}\b\.? ?{_MARK}? ?(?:[a-z]\b|[a-z]?-?\d+[a-z]?\b))*"
_BLOCK: Final = r"\bm(?:an)?z(?:a(?:na)?)?\.? ?\d+ ?[a-z]?\b,? ?l(?:o?te?)?\.? ?\d+ ?[a-z]?\b"
_TYPE: Final = (
    r"\b(?:calle|av|avda|avenida|cda|cerrada|priv|privada|and|andador|calz|calzada|blvd|boulevard"
    r"|prol|prolongacion|callejon|camino|circuito|retorno|rtno|eje|carretera|cjon|ampliacion"
    r"|norte|sur|oriente|ote|poniente|pte)\b\.?"
)
# No street is called so: "vive desde 2019", "vivimos con 300 familias".
_NO_STREET: Final = (
    r"(?!(?:desde|hace|hasta|por|con|mas|casi|como|unos|unas|llevamos|llevo|son|somos|los|las|que"
    r"|cada|entre|tiene|tengo|tenemos|a|y|o|pero|no|sin|nos)\b)"
)
_LIVED: Final = re.compile(
    r"\b(?:que es donde|donde|ahi|alli|aqui) (?:yo )?"
    r"(?:vivo|vivimos|vive|viven|habito|habitamos|tengo mi casa|esta mi casa)\b"
)
_AFTER: Final = r"(?=\s*(?:,|\.|$|\b(?:col|int|dep|entre|esq|y|mz|lt|cp|ed|de)))"
_END: Final = re.compile(r"[!?;\n]|\. (?=[^\d ])")


def homes(text: Text) -> Iterator[tuple[int, int]]:
    for cue in _cues().finditer(text.plain):
        home = _after(text.plain, cue.end())
        if home:
            yield home
    for found in _at_number().finditer(text.plain):
        yield found.span("home")
    for cue in _LIVED.finditer(text.plain):
        first = max(0, cue.start() - REACH)
        told = _street_first().search(text.plain[first : cue.start()])
        if told:
            yield first + told.start("home"), first + told.end("home")


def _after(plain: str, start: int) -> tuple[int, int] | None:
    """The street and number that the words announce, if they do so in the same sentence."""
    ahead = plain[start : start + LONGEST]
    ahead = ahead[: _stop(ahead)]
    if not any(map(str.isdigit, ahead)):
        return None
    found = _addressed().search(ahead)
    if not found or found.start("home") > REACH:
        return None
    return start + found.start("home"), start + found.end("home")


def _stop(ahead: str) -> int:
    """Where its sentence ends: not at "av." or "no."."""
    for found in _END.finditer(ahead):
        last = ahead[: found.start()].rsplit(None, 1)[-1:]
        if not (found[0].startswith(".") and last and len(last[0]) <= 4):
            return found.start()
    return len(ahead)


@cache
def _addressed() -> re.Pattern[str]:
    """ "en calle Morelos 12", "es: Mz 4 Lt 12", "en Pirules #8 int 3"."""
    name = r"(?:\d{1,3}|[^\W\d][\w.]*(?: [\w.]+){0,4}?)"
    typed = rf"{_TYPE} ?{name},? ?(?:con )?(?:{_NUMBER}|{_PART}\.? ?{_MARK}? ?{_DIGITS})"
    block = rf"(?:[\w.]+,? ){{0,4}}?{_BLOCK}"
    marked = rf"[^\W\d][\w.]*,? (?:[\w.]+,? ){{0,3}}?{_MARK} ?{_DIGITS}"
    plain = rf"(?:{_NO_STREET}[^\W\d][\w.]* ){{1,3}}?(?!(?:19|20)\d\d\b){_DIGITS}{_COUNTED}{_AFTER}"
    opening = r"(?:\W|\b(?:esta|es|queda|ubicad[ao]|aqui|en|de|la|el|los|las|mero|al)\b){0,8}"
    return re.compile(rf"{opening}(?P<home>\b(?:{typed}|{block}|{marked}|{plain}){_INSIDE})")


@cache
def _cues() -> re.Pattern[str]:
    return re.compile(rf"(?<!\ben )\b{one_of(words('home', 'cues'))}\b")  # not "en vivo"


@cache
def _at_number() -> re.Pattern[str]:
    """ "la vecina del 45", "la señora del número 12"."""
    part = r"(?:la casa|el depto\.?|el departamento)"
    return re.compile(
        rf"\b{one_of(words('home', 'people'))}(?: [^\W\d]+){{0,3}}? "
        rf"(?:del(?: depto\.?| departamento)?|en el|(?:de|en) {part}|de(?= ?#)) ?"
        rf"(?P<home>{_MARK}? ?{_DIGITS}{_COUNTED}{_INSIDE})"
    )


@cache
def _street_first() -> re.Pattern[str]:
    """ "en Morelos 45", before "donde vivo"."""
    return re.compile(
        r"\b(?!(?:en|la|el|de|del|las|los|a)\b)"
        rf"(?P<home>(?:{_TYPE} ?)?(?:[^\W\d][\w.]* ){{1,3}}{_NUMBER}{_INSIDE})"
        r",? ?(?:col(?:onia)?\.? [\w ]{2,30})?,? ?$"
    )
