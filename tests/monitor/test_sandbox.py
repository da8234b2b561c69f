"""The sandbox: answers as if called here, and survives whatever its child does."""

from __future__ import annotations

import gc
import json
import operator
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import NotAFeed, RateLimited
from monitor.sandbox import Killed, Sandbox
from monitor.sourcekinds import KINDS
from tests.monitor.collectors.samples import throw


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox(seconds=1, megabytes=400)
    yield sandbox
    sandbox.close()


def children() -> set[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(pid) for task in tasks for pid in task.read_text().split()}


def test_it_answers_as_the_function_does(sandbox: Sandbox) -> None:
    assert sandbox.call(operator.add, 2, 3) == 5
    assert sandbox.call(json.loads, '{"a": [1, null]}') == {"a": [1, None]}
    with pytest.raises(ZeroDivisionError):
        sandbox.call(operator.truediv, 1, 0)


def test_one_child_serves_many_calls(sandbox: Sandbox) -> None:
    assert len({sandbox.call(os.getpid) for _ in range(20)}) == 1
    assert sandbox.call(os.getpid) != os.getpid()


def test_a_child_is_renewed(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.sandbox.CALLS", 3)
    assert len({sandbox.call(os.getpid) for _ in range(7)}) == 3


def test_what_hangs_is_killed_in_time_and_the_next_call_works(sandbox: Sandbox) -> None:
    start = time.monotonic()
    with pytest.raises(Killed) as killed:
        sandbox.call(time.sleep, 60)
    assert killed.value.late
    assert time.monotonic() - start < 10
    assert sandbox.call(operator.add, 1, 1) == 2


def test_a_regular_expression_that_never_ends_is_killed_too(sandbox: Sandbox) -> None:
    with pytest.raises(Killed) as killed:
        sandbox.call(re.match, "(a+)+$", "a" * 60 + "b")
    assert killed.value.late


def test_what_eats_the_memory_or_crashes_costs_one_call(sandbox: Sandbox) -> None:
    for function, argument in ((bytearray, 2_000_000_000), (os._exit, 3)):
        with pytest.raises(Killed) as killed:
            sandbox.call(function, argument)
        assert not killed.value.late
    assert sandbox.call(operator.add, 1, 1) == 2


@pytest.mark.parametrize(
    "error",
    [
        NotAFeed("diario", "no es un canal"),
        RateLimited("https://x.example.mx/", "espere", retry_after=timedelta(minutes=5)),
        KeyError("clave"),
    ],
)
def test_errors_come_back_whole(sandbox: Sandbox, error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        sandbox.call(throw, type(error), error.args, vars(error))
    assert str(caught.value) == str(error)
    assert vars(caught.value) == vars(error)


def test_a_dead_child_is_replaced(sandbox: Sandbox) -> None:
    first = sandbox.call(os.getpid)
    os.kill(first, 9)
    time.sleep(0.05)
    second = sandbox.call(os.getpid)
    assert second != first


def test_threads_do_not_mix_answers(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: sandbox.call(operator.mul, n, 2), range(200)))
    assert answers == [n * 2 for n in range(200)]


def test_nothing_is_left_behind(sandbox: Sandbox) -> None:
    before = children()
    other = Sandbox(seconds=1, megabytes=400)
    assert other.call(os.getpid) in children()
    del other
    gc.collect()
    assert children() <= before


def test_a_child_knows_no_secret(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = ["SINTESIS_SMTP_PASSWORD"]
    secrets += [name for kind in KINDS.values() for name in kind.variables]
    assert len(secrets) > 5
    for name in secrets:
        monkeypatch.setenv(name, "clave")
    assert [name for name in secrets if sandbox.call(os.getenv, name)] == []
    assert sandbox.call(os.getenv, "PATH") == os.environ["PATH"]


ORPHAN = """
import os, time
from monitor.sandbox import Sandbox
print(Sandbox(seconds=1, megabytes=400).call(os.getpid), flush=True)
os.kill(os.getpid(), 9)
"""


def test_a_child_ends_when_its_parent_is_killed() -> None:
    parent = subprocess.run(
        [sys.executable, "-c", ORPHAN],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert parent.returncode == -9
    status = Path(f"/proc/{parent.stdout.strip()}/stat")
    deadline = time.monotonic() + 10
    while status.exists() and time.monotonic() < deadline and " Z " not in status.read_text():
        time.sleep(0.01)
    assert not status.exists() or " Z " in status.read_text()


def test_large_answers_and_arguments_pass(sandbox: Sandbox) -> None:
    assert sandbox.call(operator.mul, b"x", 5_000_000) == b"x" * 5_000_000
    assert sandbox.call(len, b"x" * 9_000_000) == 9_000_000


def test_a_signal_that_is_for_the_parent_ends_no_child() -> None:
    """systemd and Ctrl-C signal the whole group; a note being read must not be lost by it."""
    sandbox = Sandbox(seconds=10, megabytes=1024)
    child = sandbox.call(os.getpid)
    os.kill(child, signal.SIGTERM)
    os.kill(child, signal.SIGINT)
    assert sandbox.call(os.getpid) == child
    sandbox.close()
