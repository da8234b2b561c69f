"""Starts the command over and over without importing everything each time: one line in, one child.

python nursery.py     reads ["-c", "sources.yaml", "run"] as JSON lines; answers with the pid,
                      and with the status once the child is over
"""

from __future__ import annotations

import json
import os
import sys

import spacy  # noqa: F401 - what a run imports, imported once
import trafilatura  # noqa: F401

import monitor.demo.walk  # noqa: F401
from monitor.cli import main


def serve() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            silence = os.open(os.devnull, os.O_RDWR)
            os.dup2(silence, 0)
            os.dup2(silence, 1)
            main(json.loads(line))
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
