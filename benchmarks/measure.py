"""What every benchmark shares: CPU seconds of this process, and one comparable line a figure."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
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


def line(name: str, value: float, unit: str, *, against: float, yardstick: str) -> None:
    """One figure beside its yardstick of the same run."""
    print(f"{name:<44} {value:>10.3f} {unit:<8} {value / against:>8.3f} × {yardstick}")
