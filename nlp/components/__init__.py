"""The steps of the analysis, in the order they run.

To add one: write `nlp/components/NAME.py` with a spaCy component or factory NAME that reads and
writes `nlp.notes`, and add it below.
"""

from __future__ import annotations

from nlp.components import (
    compose,
    demands,
    entities,
    kind,
    language,
    meaning,
    places,
    private,
    quotes,
    split,
    stance,
    theme,
    watch,
)

OURS = {
    "split": split,
    "watch": watch,
    "quotes": quotes,
    "language": language,
    "kind": kind,
    "meaning": meaning,
    "theme": theme,
    "stance": stance,
    "places": places,
    "demands": demands,
    "compose": compose,
    "entities": entities,
    "private": private,  # the last: it reads what the others found
}
PIPELINE = tuple(OURS)
