"""Fits what finds and classifies citizen demands: `python -m training.demands`, minutes of a core.

Rows: `nlp/labelled/demands.jsonl` and, for the categories alone, the phrases of
`demands_phrases.tsv`. `demand_rows` reads them, `demand_heads` fits, `demand_settings` measures the
thresholds and how sure a confidence is. The test part is not looked at here.
"""

from __future__ import annotations

import json

import numpy as np

from nlp.demands import deciding, linear
from nlp.demands.deciding import Settings
from training.demand_heads import fit
from training.demand_rows import examples, phrases
from training.demand_settings import measured
from training.labelled import LABELLED, rows


def main() -> None:
    given = [*examples(rows([LABELLED / "demands.jsonl"]))]
    extra = phrases()
    settings = measured(given, extra)
    told = {name: getattr(settings, name) for name in Settings.__slots__}
    deciding.SETTINGS.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    np.savez_compressed(linear.MODEL, **fit(given, extra))
    size = linear.MODEL.stat().st_size / 1_000
    print(f"demands: {len(given)} windows, {len(extra)} phrases, {size:.0f} kB, {told}")


if __name__ == "__main__":
    main()
