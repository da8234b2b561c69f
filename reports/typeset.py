"""The one door to typst: a template of `templates/` and its data in, the bytes of a page out.

The data goes in as JSON, so that nothing an outlet wrote is ever read as markup. No font of the
machine is used and no clock is read: the same data, the same bytes everywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from monitor.errors import TypesetError
from reports.glyphs import folder, latin, printable

if TYPE_CHECKING:
    from typst import Compiler, Fonts

ACCESSIBLE: Final = "ua-1"
ENDLESS = re.compile(r"\S{50}(?=\S)")  # a word that no line has room for
MAY_BREAK = "\N{ZERO WIDTH SPACE}"
DENSITY = 144  # pixels per inch: two of the picture for each of CSS, when a point is one of CSS

Data = Mapping[str, object]


def document(
    template: str,
    data: Data,
    *,
    made_at: datetime,
    logo: str = "",
    code: str = "",
    pictures: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """A tagged PDF (PDF/UA-1) that says it was made at `made_at`.

    `logo`, `code` and `pictures` are what `image` reads: drawings, which never go through the
    letters.
    """
    compiled = partial(_document, template, made_at=int(made_at.timestamp()))
    return _set(compiled, data, drawings={**pictures, "logo": logo, "code": code})


def picture(template: str, data: Data, *, code: str = "") -> bytes:
    """A PNG, twice as dense as the points of its template. `code` is what `image` reads."""
    return _set(partial(_picture, template), data, drawings={"code": code})


def _set(
    compiled: Callable[[dict[str, str]], bytes], data: Data, *, drawings: Mapping[str, str]
) -> bytes:
    """As it is written, but for what no font has; failing that, in the letters of the press."""
    refused: Exception | None = None
    for said in (printable, latin):
        written = json.dumps(_said(data, said), ensure_ascii=False)
        try:
            return compiled({"data": written, **drawings})
        except RuntimeError as error:  # typst's own is one, in a module that is loaded late
            refused = error
    raise TypesetError(
        f"no se pudo componer la página ({refused}). Avise a quien mantiene el programa"
    ) from refused


def _said(value: object, said: Callable[[str], str]) -> object:
    """The same data, every text of it as `said` has it; an address, under `url`, stays as it is."""
    if isinstance(value, str):
        return ENDLESS.sub(rf"\g<0>{MAY_BREAK}", said(value))
    if isinstance(value, Mapping):
        return {key: each if key == "url" else _said(each, said) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_said(each, said) for each in value]
    return value


def _document(template: str, inputs: dict[str, str], *, made_at: int) -> bytes:
    made, _ = _compiler(template).compile_with_warnings(
        sys_inputs=inputs, format="pdf", pdf_standards=[ACCESSIBLE], timestamp=made_at
    )
    assert isinstance(made, bytes)
    return made


def _picture(template: str, inputs: dict[str, str]) -> bytes:
    made, _ = _compiler(template).compile_with_warnings(
        sys_inputs=inputs, format="png", ppi=DENSITY
    )
    assert isinstance(made, bytes)
    return made


def _compiler(template: str) -> Compiler:
    from typst import Compiler

    place = Path(str(files("reports"))) / "templates"
    return Compiler(str(place / template), root=str(place), font_paths=_fonts())


@cache
def _fonts() -> Fonts:
    from typst import Fonts

    return Fonts(include_system_fonts=False, font_paths=[str(folder())])
