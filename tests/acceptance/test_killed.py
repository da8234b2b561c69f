"""A run that is killed fifty times at random instants ends like one that was left in peace."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from monitor.archive import Archive
from monitor.demo.sink import MailSink
from tests.acceptance.office import cards, contents, editions, office, press

KILLS = 50
ROOT = Path(__file__).parent.parent.parent


class Nursery:
    """Runs of the command, each a process of its own that can be killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).parent / "nursery.py"],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, config: Path, *arguments: str) -> int:
        """The pid of a new run."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(["-c", str(config), *arguments]) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def wait(self) -> int:
        """The status that the run left with; minus the signal when it was killed."""
        return self._answer()

    def _answer(self) -> int:
        assert self._process.stdout
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


@pytest.mark.timeout(900)
def test_fifty_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    chance = random.Random(2026)
    boxes = tmp_path / "buzon-tranquilo", tmp_path / "buzon-matado"
    nursery = Nursery()
    with press() as server, MailSink(boxes[0]) as quiet, MailSink(boxes[1]) as harsh:
        peaceful = office(tmp_path / "tranquila", server, quiet, pause="0 s")
        nursery.start(peaceful, "run", "--once", "-q")
        assert nursery.wait() == 0
        # The same press, slowly enough to be killed in the middle of it.
        killed = office(tmp_path / "matada", server, harsh, pause="0.1 s")
        for _ in range(KILLS):
            run = nursery.start(killed, "run", "-q", "--period", "1")
            time.sleep(chance.uniform(0, 1.2))
            os.kill(run, signal.SIGKILL)
            assert nursery.wait() == -signal.SIGKILL
        nursery.start(killed, "run", "--once", "-q")
        assert nursery.wait() == 0
    nursery.close()
    wanted = _contents(peaceful)
    assert wanted["clippings"]
    assert wanted["copies"]
    assert all(together for _, together in wanted["copies"])
    assert _contents(killed) == wanted
    assert len(editions(boxes[0])) == len(editions(boxes[1])) == 1
    assert cards(boxes[0])
    assert cards(boxes[0]) == cards(boxes[1])


def _contents(config: Path) -> dict[str, object]:
    archive = Archive(f"sqlite:///{config.parent}/sintesis.db")
    try:
        return contents(archive)
    finally:
        archive.close()
