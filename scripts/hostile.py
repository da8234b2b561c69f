"""Runs the test of every row of `docs/robustez.md`, each in a child of its own, and tells its cost.

One line a row: whether it passed, its seconds and the most memory that its processes held. Rows
that share a test are told what that test took. Whatever failed or was skipped ends it with 1.

    python scripts/hostile.py [WORD OF A ROW …]
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "robustez.md"
AT_ONCE = 2  # children: the cores of an office machine
WIDE = 66  # characters of what arrives
_HEADING = re.compile(r"## (.+)")
_ROW = re.compile(r"\| (.+?) \| `([\w/]+\.py)` `(test_\w+)` \|")
_SKIPPED = re.compile(r"\b(?:\d+ skipped|no tests ran)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table; `test` is as pytest names it."""

    section: str
    arrives: str
    test: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What came of a test: "sí", "NO" or "omitida", and what it took."""

    passed: str
    seconds: float
    megabytes: float
    output: str


def rows(page: str) -> Iterator[Row]:
    """The rows of the table, in its order."""
    section = ""
    for line in page.splitlines():
        if heading := _HEADING.fullmatch(line):
            section = heading[1]
        elif row := _ROW.fullmatch(line):
            yield Row(section=section, arrives=row[1], test=f"tests/{row[2]}::{row[3]}")


def run(test: str) -> Cost:
    """One test and all of its cases; the memory is that of the largest of its processes."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        began = perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:xdist", test],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read()
    return Cost(
        passed=_passed(child.returncode, said),
        seconds=perf_counter() - began,
        megabytes=used.ru_maxrss / 1024,
        output=said,
    )


def _passed(status: int, said: str) -> str:
    if status:
        return "NO"
    return "omitida" if _SKIPPED.search(said) else "sí"


def table(found: Iterable[tuple[Row, Cost]]) -> Iterator[str]:
    """The lines that are printed, as soon as each row is known."""
    section = ""
    for row, cost in found:
        if row.section != section:
            section = row.section
            yield f"\n{section:<{WIDE}} {'pasa':>8} {'s':>7} {'MB':>6}"
        told = f"{cost.passed:>8} {cost.seconds:>7.1f} {cost.megabytes:>6.0f}"
        yield f"{row.arrives[:WIDE]:<{WIDE}} {told}"


def main(words: Sequence[str]) -> int:
    wanted = [
        row
        for row in rows(PAGE.read_text(encoding="utf-8"))
        if not words or any(word.lower() in row.arrives.lower() for word in words)
    ]
    began = perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        costs = {test: pool.submit(run, test) for test in dict.fromkeys(row.test for row in wanted)}
        for line in table((row, costs[row.test].result()) for row in wanted):
            print(line, flush=True)
    results = {test: cost.result() for test, cost in costs.items()}
    failed = {test: cost for test, cost in results.items() if cost.passed != "sí"}
    for test, cost in failed.items():
        print(f"\n{test}\n{cost.output}", file=sys.stderr)
    most = max((cost.megabytes for cost in results.values()), default=0.0)
    print(
        f"\n{len(wanted)} renglones, {len(results)} pruebas, {len(failed)} sin pasar; "
        f"{perf_counter() - began:.0f} s, {most:.0f} MB la que más"
    )
    return 1 if failed or not wanted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
