"""Citizen demands in a text: found, classified, located, weighed. One module for each question.

`petitions` asks them all; `detecting` finds and classifies, `circumstances` reads what surrounds.
The categories are those of `monitor/taxonomy.tsv`: another one is a row there, a row of words in
`nlp/lexicons/demands/categories.tsv`, labelled rows, and `make train`.
"""

from __future__ import annotations

from nlp.demands import deciding


def sure() -> float:
    """From which confidence a petition is turned without a person: measured in training."""
    return deciding.shipped().sure
