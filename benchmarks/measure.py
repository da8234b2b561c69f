"""What every benchmark shares: CPU seconds of this process, and one comparable line a figure."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time


def cpu(work: Callable[[], object], *, rounds: int = 5) -> float:
    """Median CPU seconds of `work` over some rounds, after one that warms up."""
    work()
    return median(_once(work) for _ in range(rounds))


def _once(work: Callable[[], object]) -> float:
    gc.collect()
    started = process_time()
    work()
    return process_time() - started


def children_cpu(work: Callable[[], object], *, rounds: int = 5) -> float:
    """Median CPU seconds (user and system) that the processes started by `work` took."""
    work()
    return median(_children_once(work) for _ in range(rounds))


def _children_once(work: Callable[[], object]) -> float:
    before = os.times()
    work()
    after = os.times()
    return (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )


def family_cpu(*strangers: int | None) -> float:
    """CPU seconds so far of this process and of its living children but the strangers."""
    return process_time() + sum(_child_cpu(child) for child in children() if child not in strangers)


def children() -> list[int]:
    lists = Path("/proc/self/task").glob("*/children")
    return [int(child) for file in lists for child in file.read_text(encoding="ascii").split()]


def _child_cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def line(name: str, value: float, unit: str, *, against: float, yardstick: str) -> None:
    """One figure beside its yardstick of the same run."""
    print(f"{name:<44} {value:>10.3f} {unit:<8} {value / against:>8.3f} × {yardstick}")
