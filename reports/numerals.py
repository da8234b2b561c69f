"""Whole numbers in Spanish words, as they are said before a noun or alone."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files

LARGEST = 999_999  # beyond it, digits


class Form(StrEnum):
    """How one is said: "uno", "un impacto", "una noticia"."""

    ALONE = "uno"
    MASCULINE = "un"
    FEMININE = "una"


@cache
def _words() -> Mapping[str, Sequence[str]]:
    table = tomllib.loads((files("reports") / "speech.toml").read_text(encoding="utf-8"))
    found = table["numbers"]
    assert isinstance(found, dict)
    return found


def cardinal(number: int, form: Form = Form.ALONE) -> str:
    """ "veintiún" impactos, "trescientas veinte" noticias."""
    if not 0 <= number <= LARGEST:
        return str(number)
    thousands, rest = divmod(number, 1_000)
    if not thousands:
        return _below_thousand(rest, form)
    before = Form.FEMININE if form is Form.FEMININE else Form.MASCULINE
    many = "" if thousands == 1 else f"{_below_thousand(thousands, before)} "
    return f"{many}mil" + (f" {_below_thousand(rest, form)}" if rest else "")


def _below_thousand(number: int, form: Form) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest, form)
    if number == 100:
        return "cien"
    said = _words()["hundreds"][hundreds]
    if form is Form.FEMININE and hundreds > 1:
        said = said.removesuffix("os") + "as"
    return f"{said} {_below_hundred(rest, form)}" if rest else said


def _below_hundred(number: int, form: Form) -> str:
    tens, units = divmod(number, 10)
    if number < 30:
        return _ending(_words()["units"][number], form)
    said = _words()["tens"][tens]
    return f"{said} y {_ending(_words()['units'][units], form)}" if units else said


def _ending(said: str, form: Form) -> str:
    """ "veintiún" bears an accent that "un" does not."""
    if not said.endswith("uno") or form is Form.ALONE:
        return said
    ending = "ún" if form is Form.MASCULINE and said != "uno" else form.value
    return said.removesuffix("uno") + ending
