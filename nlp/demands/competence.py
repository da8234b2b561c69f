"""Who must attend a demand by law: us, the state, the federation, a neighbour, or nobody public.

The category says it first (`Config.taxonomy`); a place of another municipality, or words that name
a body (`nlp/lexicons/demands/bodies.tsv`), say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from monitor.config import Config
from monitor.folding import fold
from monitor.labels import Competence
from monitor.model import Address
from nlp import lexicons

_ABOVE: Final = (Competence.STATE, Competence.FEDERAL)
ANY: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    competence: Competence
    name: str
    categories: frozenset[str]
    state: str  # folded
    words: re.Pattern[str]

    def attends(self, category: str, state: str) -> bool:
        return (ANY in self.categories or category in self.categories) and (
            self.state in (ANY, state)
        )


def _bodies() -> tuple[_Body, ...]:
    return tuple(
        _Body(
            competence=Competence(competence),
            name="" if name == "home" else name,
            categories=frozenset(categories.split(",")),
            state=fold(state),
            words=re.compile(pattern),
        )
        for competence, name, categories, state, pattern in lexicons.rows("demands/bodies.tsv")
    )


_BODIES: Final = _bodies()


class Bodies:
    """Knows who attends what in one configuration."""

    def __init__(self, config: Config) -> None:
        profile = config.profile
        self._taxonomy = config.taxonomy
        self._homes = frozenset(map(fold, (profile.municipality, *profile.places)))
        state = fold(profile.state)
        self._bodies = {
            category: tuple(body for body in _BODIES if body.attends(category, state))
            for category in self._taxonomy
        }

    def competence(
        self, category: str, said: str, *, told: str = "", address: Address | None = None
    ) -> tuple[Competence, str]:
        """Whom the law asks, and the body by its name when it is not us.

        `said` are the words of the petition, `told` its sentence.
        """
        place = address or Address()
        if place.municipality and fold(place.municipality) not in self._homes:
            return Competence.NEIGHBOUR, place.municipality
        street = " ".join((place.street, *place.between, place.landmark))
        found = self._named(category, (said, street)) or self._told(category, told)
        if found:
            return found.competence, found.name
        default = self._taxonomy.get(category)
        return (default.competence, default.body or "") if default else (Competence.OURS, "")

    def _told(self, category: str, told: str) -> _Body | None:
        """A body that only the sentence names must be one of those that are not us."""
        found = self._named(category, (told,))
        return found if found and found.competence in _ABOVE else None

    def _named(self, category: str, texts: Iterable[str]) -> _Body | None:
        """The body that the words name; those of the petition before those around it."""
        bodies = self._bodies.get(category, ())
        for text in texts if bodies else ():
            folded = fold(text)
            for body in bodies:
                if body.words.search(folded):
                    return body
        return None
