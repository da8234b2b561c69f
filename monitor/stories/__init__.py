"""Which notes tell one event: copies of one text, and what others wrote of it in their own words.

    words      what a note says, in keys: stems, names, numbers, places
    copies     signatures of texts: with another headline, a lead added, a tail cut
    profile    what is kept of a note to compare it with later ones
    likeness   how likely two notes tell the same event
    placing    into which story a note goes, and what an analyst said of it
    stream     the same in memory, for measuring

Pure: it knows neither the archive nor the NLP. The step that puts them together is
`monitor.grouping`.
"""

from __future__ import annotations

from monitor.stories.copies import SAME, bands, signature, similarity
from monitor.stories.likeness import Note, probability
from monitor.stories.placing import Member, Newcomer, Placed, Said, place, shortlist
from monitor.stories.profile import (
    Frequencies,
    Piece,
    Profile,
    packed,
    profile,
    read,
    unpacked,
)
from monitor.stories.stream import partition

__all__ = [
    "SAME",
    "Frequencies",
    "Member",
    "Newcomer",
    "Note",
    "Piece",
    "Placed",
    "Profile",
    "Said",
    "bands",
    "packed",
    "partition",
    "place",
    "probability",
    "profile",
    "read",
    "shortlist",
    "signature",
    "similarity",
    "unpacked",
]
