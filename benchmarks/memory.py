"""Memory of a run while it reads 1,000 pages: resident at the start, the peak, the end.

python benchmarks/memory.py [--pages FOLDER] [--reads 1000]
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing import get_context
from multiprocessing.queues import Queue
from pathlib import Path

from measure import line
from walk import GOLD, NOW, SPREAD, office, read_pages, serve, watched_name

from monitor import local
from monitor.archive import Archive
from monitor.config import Config
from monitor.fetch import Fetcher
from monitor.model import Harvest, Item
from monitor.pipeline import Pipeline


def resident() -> float:
    """Megabytes of this process now."""
    for row in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if row.startswith("VmRSS:"):
            return int(row.split()[1]) / 1024
    raise RuntimeError("/proc/self/status has no VmRSS line")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=Path, default=GOLD)
    parser.add_argument("--reads", type=int, default=1000)
    options = parser.parse_args()
    context = get_context("spawn")
    port: Queue[int] = context.Queue()
    server = context.Process(target=serve, args=(str(options.pages), port), daemon=True)
    server.start()
    try:
        address = f"http://127.0.0.1:{port.get(timeout=60)}"
        measure(address, watched_name(read_pages(options.pages)), options.reads)
    finally:
        server.terminate()
        server.join()


def measure(address: str, name: str, reads: int) -> None:
    config = office(address, name)
    with tempfile.TemporaryDirectory() as place, opened(config, Path(place)) as pipeline:
        samples = list(read_in_tenths(pipeline, address, reads))
    start, warm, end = samples[0], samples[1], samples[-1]
    line("memory: start", start, "MB", against=start, yardstick="start")
    line(f"memory: after {reads // 10} pages", warm, "MB", against=start, yardstick="start")
    line(f"memory: peak of {reads} pages", max(samples), "MB", against=warm, yardstick="warm")
    line(f"memory: after {reads} pages", end, "MB", against=warm, yardstick="warm")


@contextmanager
def opened(config: Config, place: Path) -> Iterator[Pipeline]:
    archive = Archive(f"sqlite:///{place}/a.db")
    archive.migrate()
    with (
        closing(archive),
        Fetcher(
            contact=config.profile.contact,
            pause=config.reading.pause,
            allow_hosts=config.reading.allow_hosts,
        ) as fetcher,
    ):
        yield Pipeline(config=config, archive=archive, fetch=fetcher, folder=place)


def read_in_tenths(pipeline: Pipeline, address: str, reads: int) -> Iterator[float]:
    """Megabytes at the start and after each tenth of the pages."""
    _ = pipeline.tagger, pipeline.reader
    source = pipeline.config.sources["prensa-feed"]
    yield resident()
    for tenth in range(10):
        numbers = range(tenth * reads // 10, (tenth + 1) * reads // 10)
        items = tuple(
            Item(source_id=source.id, guid=str(n), url=f"{address}/nota/{n}", title=f"Nota {n}")
            for n in numbers
        )
        pipeline.archive.collected(source, Harvest(items=items), now=NOW, horizon=SPREAD)
        local.tick(pipeline, clock=lambda: NOW, steps=("read", "tag", "group"))
        yield resident()


if __name__ == "__main__":
    main()
