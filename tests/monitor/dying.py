"""The side of a test that tells the children of `packer` where to die."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
Die = Callable[..., int]


@contextmanager
def mortals(task: str, room: Path, config: object) -> Iterator[Die]:
    """Each call works on a fresh `copia` of `modelo` and `copia.db` of `sintesis.db`."""
    (room / "config").write_bytes(pickle.dumps(config))
    url, place = f"sqlite:///{room / 'copia.db'}", room / "copia"
    with subprocess.Popen(
        [sys.executable, ROOT / "tests/monitor/packer.py", task, url, place, room / "config"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        text=True,
    ) as server:

        def die(*where: object) -> int:
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(room / "modelo", place)
            for each in room.glob("copia.db*"):
                each.unlink()
            shutil.copy(room / "sintesis.db", room / "copia.db")
            assert server.stdin
            assert server.stdout
            server.stdin.write(f"{json.dumps(where)}\n")
            server.stdin.flush()
            return int(server.stdout.readline())

        yield die
