"""What a story is about and where its problem is: the theme of its pieces, and their places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from monitor.config import Config, Profile
from monitor.folding import fold
from monitor.model import Entry, Place, PlaceKind, Tone
from reports.accounts import Account
from reports.sentences import shorten
from reports.words import clean

SURE = 0.4  # of a theme, among some fifteen
SETTLED = 0.5  # of a place
MOST = 3
SHOWN = (PlaceKind.SETTLEMENT, PlaceKind.CROSSING)  # never an address: it may be somebody's home
ROOM = 60


def theme_of(account: Account) -> str | None:
    """The theme of most of its pieces, the surer ones weighing more; None when nobody is sure."""
    weights: dict[str, float] = defaultdict(float)
    for entry in account.entries:
        said = entry.analysis
        if said.theme and said.theme_confidence >= SURE:
            weights[said.theme] += said.theme_confidence
    return max(sorted(weights), key=lambda each: weights[each], default=None)


def places_of(account: Account, config: Config) -> tuple[str, ...]:
    """Where something is wrong, in the municipality: "Santa Cecilia", "Azucena y Molino"."""
    if not account.social and not any(_is_trouble(entry) for entry in account.entries):
        return ()
    found: dict[str, str] = {}
    for entry in account.entries:
        for name in _places(entry, config.profile):
            found.setdefault(fold(name), name)
    return tuple(found.values())[:MOST]


def _is_trouble(entry: Entry) -> bool:
    return any(reading.tone is Tone.NEGATIVE for reading in entry.analysis.readings)


def _places(entry: Entry, profile: Profile) -> Iterator[str]:
    for kind in SHOWN:
        for place in entry.analysis.places:
            if place.kind is kind and place.confidence >= SETTLED and _is_ours(place, profile):
                yield shorten(clean(place.name), ROOM)


def _is_ours(place: Place, profile: Profile) -> bool:
    """In our municipality, as far as anybody knows."""
    if place.municipality is None:
        return True
    ours = {fold(each) for each in (profile.municipality, *profile.places)}
    return fold(place.municipality) in ours
