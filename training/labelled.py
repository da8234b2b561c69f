"""The labelled files as rows; what an analyst corrected joins them from `training/corrections`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

LABELLED = Path("nlp/labelled")
CORRECTIONS = Path("training/corrections")


def rows(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for path in sorted(paths):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)
