"""Keeps pages in children that are killed: one line in, one child.

python writer.py FOLDER     reads the number of the first page; answers with the pid, then with
                            where each page is, once that is certain, and "." once the child is over
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from itertools import count
from pathlib import Path

from monitor.snapshots import write
from tests.monitor.snapshots.pages import NOW, exposure

BATCH = 3
BODY = os.urandom(30_000) * 8


def keep(folder: Path, first: int) -> None:
    for number in count(first, BATCH):
        batch = [exposure(each, BODY) for each in range(number, number + BATCH)]
        for shot in write(folder, batch, now=NOW):
            print(json.dumps(asdict(shot), default=str), flush=True)


def serve(folder: Path) -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            keep(folder, int(line))
        print(child, flush=True)
        os.waitpid(child, 0)
        print("\n.", flush=True)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
