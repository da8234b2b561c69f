"""What the page, the text, the charts and the PDF of an edition of 200 stories cost.

    python benchmarks/clothes.py

CPU milliseconds, against the JSON of the same digest, and the peak of memory of this process. What
typst makes is timed once, cold: it remembers what it has set before.
"""

from __future__ import annotations

from collections.abc import Callable
from resource import RUSAGE_SELF, getrusage
from time import process_time

from edition import told
from measure import cpu, line

from monitor.config import Branding
from reports import charts, pdf, render
from reports.model import Digest

TEXTS, CHARTS, PRINT, MEMORY = 1_000, 1_500, 2_000, 300  # milliseconds, and megabytes


def texts(digest: Digest) -> None:
    render.html(digest)
    render.text(digest)


def once(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return process_time() - started


def main() -> None:
    started = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    digest = told()
    print(f"clothes: {digest.cover.stories} stories, {digest.cover.impacts} impacts")
    yardstick = 1_000 * cpu(lambda: render.data(digest))
    for name, cost in (
        (f"pdf (limit {PRINT})", once(lambda: pdf.pdf(digest, branding=Branding()))),
        (f"charts (limit {CHARTS})", once(lambda: charts.charts(digest))),
        (f"page and text (limit {TEXTS})", cpu(lambda: texts(digest))),
    ):
        line(name, 1_000 * cost, "ms", against=yardstick, yardstick="its JSON")
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    line(f"peak of memory (limit {MEMORY})", peak, "MB", against=started, yardstick="the imports")


if __name__ == "__main__":
    main()
