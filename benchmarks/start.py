"""How long the command takes to say its help, against importing its two display libraries."""

from __future__ import annotations

import subprocess
import sys

from measure import children_cpu, line

HELP = "from monitor.cli import main; main(['--help'])"
YARDSTICK = "import click, rich.table"


def run(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    yardstick = children_cpu(lambda: run(YARDSTICK))
    spent = children_cpu(lambda: run(HELP))
    line(
        "start: sintesis --help", spent * 1000, "ms", against=yardstick * 1000, yardstick=YARDSTICK
    )


if __name__ == "__main__":
    main()
