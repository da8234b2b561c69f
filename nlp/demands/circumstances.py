"""All that surrounds a petition: where, how urgent and why, whose, since when.

`Circumstances` asks each of the modules with the words that are of the petition; a new question is
a field of `Circumstance` and a line of `read`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.config import Config
from monitor.labels import Competence, Urgency
from monitor.model import Address
from nlp.demands.competence import Bodies
from nlp.demands.locating import Locator
from nlp.demands.scope import Range, Scope, scopes
from nlp.demands.since import since
from nlp.demands.urgency import urgency
from nlp.places import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`[start, end)` of a text says a petition of a category."""

    start: int
    end: int
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstance:
    """What a text tells of one petition."""

    address: Address
    urgency: Urgency
    reason: str  # the words that make it urgent
    competence: Competence
    body: str  # who must attend it, when it is not ours
    since: date | None


class Circumstances:
    """Reads the petitions of one configuration.

    Raises:
        ConfigError: the catalogue cannot be read.
    """

    def __init__(self, config: Config) -> None:
        self._locator = Locator(config)
        self._bodies = Bodies(config)

    def read(
        self,
        text: str,
        said: Sequence[Said],
        *,
        places: Sequence[Found],
        sentences: Sequence[Range],
        day: date,
    ) -> tuple[Circumstance, ...]:
        """One for each petition, in the order given; `day` is the local day of the piece.

        `places` are those that `nlp.places` found in the same text.
        """
        if not said:
            return ()
        ranges = [(one.start, one.end) for one in said]
        addresses = self._locator.addresses(text, ranges, places=places, sentences=sentences)
        told = zip(said, scopes(text, ranges, sentences), addresses, strict=True)
        return tuple(self._one(one.category, scope, place, day) for one, scope, place in told)

    def _one(self, category: str, scope: Scope, address: Address, day: date) -> Circumstance:
        level, reason = urgency(scope.words, category, told=scope.told, around=scope.around)
        competence, body = self._bodies.competence(
            category, scope.words, told=scope.told, address=address
        )
        begun = (since(words, day) for words in (scope.words, scope.told, scope.around))
        return Circumstance(
            address=address,
            urgency=level,
            reason=reason,
            competence=competence,
            body=body,
            since=next((one for one in begun if one), None),
        )
