"""A run that is asked to stop leaves in order, and the next one takes up what it left."""

from __future__ import annotations

import signal
from pathlib import Path

from monitor.archive import Archive
from monitor.demo.sink import MailSink
from tests.acceptance.office import cards, editions, finish, office, press, start


def test_sigterm_leaves_in_order_and_the_next_run_ends_the_work(tmp_path: Path) -> None:
    with press() as server, MailSink(tmp_path / "buzon") as sink:
        config = office(tmp_path / "oficina", server, sink, pause="0.1 s")
        run = start(config, "run", "--period", "1")
        assert run.stderr is not None
        greeting = run.stderr.readline()
        first = run.stderr.readline()  # it is at work
        run.send_signal(signal.SIGTERM)
        _, rest = run.communicate(timeout=60)
        assert run.returncode == 0
        assert "13 fuentes" in greeting
        assert first.strip()
        assert "se detuvo en orden" in rest
        finish(config, "run", "--once", "-q")
    archive = Archive(f"sqlite:///{config.parent}/sintesis.db")
    counts = archive.counts()
    archive.close()
    assert counts.editions == 1
    assert counts.untagged == counts.ungrouped == counts.mails_waiting == 0
    assert len(editions(tmp_path / "buzon")) == 1
    assert len(cards(tmp_path / "buzon")) == len(set(cards(tmp_path / "buzon"))) > 0
