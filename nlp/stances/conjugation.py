"""The forms of a Spanish verb that the press uses, folded; irregular ones come from the list.

Only the ó of "apoyó" is kept: "apoyo" is mostly a noun.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_FINITE = {
    "ar": ("a", "ó", "ara", "aria", "aba", "e", "ase"),
    "er": ("e", "io", "era", "eria", "ia", "a", "iera", "iese"),
    "ir": ("e", "io", "ira", "iria", "ia", "a", "iera", "iese"),
}
_PLURAL = {
    "ar": ("an", "aron", "aran", "arian", "aban", "en", "asen", "amos", "aremos"),
    "er": ("en", "ieron", "eran", "erian", "ian", "an", "ieran", "iesen", "emos", "imos"),
    "ir": ("en", "ieron", "iran", "irian", "ian", "an", "ieran", "iesen", "imos", "iremos"),
}
_PARTICIPLE = {"ar": "ad", "er": "id", "ir": "id"}
_GERUND = {"ar": "ando", "er": "iendo", "ir": "iendo"}
# Before e (of -ar) or a (of -er, -ir) the spelling changes: "entregue", "reconozca", "exija".
_SPELLING = {"car": "qu", "gar": "gu", "zar": "c", "cer": "zc", "ger": "j", "gir": "j"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inflection:
    """How a form stands in a clause."""

    plural: bool = False
    participle: bool = False
    finite: bool = True


def conjugated(
    infinitive: str, irregular: tuple[str, ...] = ()
) -> Iterator[tuple[str, Inflection]]:
    """Every form with its inflection; the verb and its forms already folded."""
    stem, ending = infinitive[:-2], infinitive[-2:]
    yield infinitive, Inflection(finite=False)
    yield stem + _GERUND[ending], Inflection(finite=False)
    yield from _participles(stem + _PARTICIPLE[ending])
    for suffix in _FINITE[ending]:
        yield _spelt(infinitive, suffix), Inflection()
    for suffix in _PLURAL[ending]:
        yield _spelt(infinitive, suffix), Inflection(plural=True)
    for form in irregular:
        if form.endswith("*"):
            yield from _participles(form.rstrip("*")[:-1])
        else:
            yield form, Inflection(plural=form.endswith("n"))


def _participles(stem: str) -> Iterator[tuple[str, Inflection]]:
    for end in ("o", "a", "os", "as"):
        yield stem + end, Inflection(participle=True, finite=False, plural=end.endswith("s"))


def _spelt(infinitive: str, suffix: str) -> str:
    stem, ending = infinitive[:-2], infinitive[-2:]
    if infinitive.endswith("uir") and suffix[0] in "eia" and not suffix.startswith("ir"):
        return stem + _after_u(suffix)
    changes = suffix[0] == "e" if ending == "ar" else suffix in ("a", "an")
    if changes and (spelling := _SPELLING.get(infinitive[-3:])):
        return stem[:-1] + spelling + suffix
    return stem + suffix


def _after_u(suffix: str) -> str:
    """construye, construyó, construyeron, but construía."""
    if suffix in ("e", "en", "a", "an"):
        return "y" + suffix
    return "y" + suffix[1:] if suffix[:2] in ("io", "ie") else suffix
