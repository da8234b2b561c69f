"""A run that is killed fifty times at random instants ends like one that was left in peace."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

from monitor.archive import Archive
from monitor.demo.sink import MailSink
from tests.acceptance.office import contents, finish, message_ids, office, press, start

KILLS = 50


def test_fifty_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    chance = random.Random(2026)
    boxes = tmp_path / "buzon-tranquilo", tmp_path / "buzon-matado"
    with press() as server, MailSink(boxes[0]) as quiet, MailSink(boxes[1]) as harsh:
        peaceful = office(tmp_path / "tranquila", server, quiet, pause="0 s")
        finish(peaceful, "run", "--once", "-q")
        # The same press, slowly enough to be killed in the middle of it.
        killed = office(tmp_path / "matada", server, harsh, pause="0.4 s")
        for _ in range(KILLS):
            _kill_at_work(killed, chance.uniform(0, 0.6))
        finish(killed, "run", "--once", "-q")
    wanted = _contents(peaceful)
    assert wanted["clippings"]
    assert _contents(killed) == wanted
    assert len(message_ids(boxes[0])) == 1
    assert len(message_ids(boxes[1])) == 1


def _contents(config: Path) -> dict[str, object]:
    archive = Archive(f"sqlite:///{config.parent}/sintesis.db")
    try:
        return contents(archive)
    finally:
        archive.close()


def _kill_at_work(config: Path, seconds: float) -> None:
    """Let it begin to work and kill it some time after."""
    process = start(config, "run", "--period", "1")
    assert process.stderr is not None
    process.stderr.readline()  # the greeting: imports are over
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate()
