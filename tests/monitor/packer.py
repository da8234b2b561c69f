"""Packs a day, or forgets, in children that die where they are told: one line in, one child.

python packer.py pack|forget URL FOLDER CONFIG
                                     reads ["call", "before" or "after", number] as JSON lines, or
                                     ["", seconds] to be killed so long after; answers how it left
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from monitor import moving
from monitor.archive import Archive, database
from monitor.archive.erasing import Eraser
from monitor.archive.removing import Removals
from monitor.archive.snapshots import Snapshots
from monitor.forgetting import forget
from monitor.packing import Packer
from monitor.snapshots import rewriting
from tests.monitor.snapshots.pages import NOW

DIED = 9
NIGHT = NOW + timedelta(hours=20)  # of the day after
LATER = NOW + timedelta(days=800)
PLACES: dict[str, tuple[Any, str]] = {
    "copy": (rewriting, "_copied"),
    "flush": (os, "fsync"),
    "name": (Path, "replace"),
    "rewrite": (moving, "rewrite"),
    "update": (database.Connection, "execute"),
    "move": (Snapshots, "moved"),
    "unlink": (Path, "unlink"),
    "done": (Snapshots, "packed"),
    "erase": (Eraser, "erase"),
    "sweep": (Eraser, "sweep"),
    "drop": (Removals, "dropped"),
    "finish": (Removals, "finish"),
    "show": (Path, "write_text"),
}


def pack(url: str, folder: Path, config: Any) -> None:
    archive = Archive(url)
    packer = Packer(config=config, archive=archive, folder=folder)
    while day := packer.due(now=NIGHT):
        packer.pack(day, now=NIGHT)
    archive.close()


def oblivion(url: str, folder: Path, config: Any) -> None:
    archive = Archive(url)
    forget(config, archive, folder=folder, now=LATER)
    archive.close()


TASKS: dict[str, Callable[[str, Path, Any], None]] = {"pack": pack, "forget": oblivion}


def mine(call: str, when: str, number: int) -> None:
    """Die in the n-th of these calls, before it or after it."""
    owner, name = PLACES[call]
    calls: list[int] = []
    real: Callable[..., object] = getattr(owner, name)

    def mortal(*given: Any, **named: Any) -> object:
        calls.append(1)
        if len(calls) == number and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = real(*given, **named)
        if len(calls) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(owner, name, mortal)


def serve(task: str, url: str, folder: Path, config: Any) -> None:
    for line in sys.stdin:
        told = json.loads(line)
        child = os.fork()
        if child == 0:
            if told[0]:
                mine(*told)
            TASKS[task](url, folder, config)
            os._exit(0)
        if not told[0]:
            threading.Timer(told[1], os.kill, (child, signal.SIGKILL)).start()
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve(*sys.argv[1:3], Path(sys.argv[3]), pickle.loads(Path(sys.argv[4]).read_bytes()))
