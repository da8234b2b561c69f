"""What a list receives of a digest when it asked for some sections: those, and how much that is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from monitor.config import Config
from reports.model import Digest
from reports.sections import chapters, paid
from reports.words import clean, number_in_words, plural

REST = "Las cuentas de la portada, las cifras y la cobertura son de toda la edición."


def excerpt(digest: Digest, sections: Collection[str], config: Config) -> Digest:
    """The head, the figures and the coverage stay those of the whole edition, and it says so.

    What was said and who else appears are of the whole edition too, so no part has them.
    """
    if not sections:
        return digest
    kept = tuple(each for each in digest.sections if each.id in sections)
    part = replace(digest, sections=kept, sayings=(), others=())
    return with_notice(part, _how_much(part, sections, config))


def with_notice(digest: Digest, notice: str) -> Digest:
    return replace(digest, notices=(*digest.notices, notice))


def _how_much(part: Digest, sections: Collection[str], config: Config) -> str:
    """ "Este envío trae 5 de las 12 noticias: las de «Municipio». …"."""
    titles = [clean(each.title(config)) for each in chapters(config) if each.id in sections]
    named = ", ".join(f"«{each}»" for each in titles)
    told = sum(len(each.stories) for each in part.sections if each.id != paid.ID)
    if not part.sections:
        return f"Este envío es de {named}, donde la edición no trae nada. {REST}"
    if not told:
        return f"Este envío es de {named}. {REST}"
    language = part.cover.language
    whole = plural(part.cover.stories, "story", language=language)
    return f"Este envío trae {number_in_words(told, language)} de {whole}: {named}. {REST}"
