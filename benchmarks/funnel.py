"""What a page costs that names nobody, against extracting it; and what many aliases cost.

    python benchmarks/funnel.py [--pages FOLDER]

FOLDER holds saved pages (.html, .html.gz); without it, the repository's own gold pages. One line
each, CPU milliseconds a page, median of the rounds, beside a yardstick of the same run.
"""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import trafilatura
from measure import cpu, line

from monitor.config import Alias, Config, Profile, Subject, SubjectKind
from monitor.extract import extract
from monitor.relevance import Relevance

GOLD = Path(__file__).parents[1] / "tests" / "data" / "pages"
ROUNDS = 3
MUNICIPALITIES = 2_465
OFFICES = (
    "alcalde de",
    "alcaldesa de",
    "presidente municipal de",
    "presidenta municipal de",
    "gobierno de",
    "gobierno municipal de",
    "ayuntamiento de",
    "cabildo de",
    "edil de",
    "municipio de",
)
SYLLABLES = (
    *("tla", "pan", "co", "yo", "te", "pec", "xo", "chi", "mil", "ca", "ix"),
    *("ta", "huac", "huil", "zi", "ma", "zun", "cuau", "tit", "ez"),
)


def pages(folder: Path) -> list[bytes]:
    """The saved pages of a folder, unpacked."""
    files = sorted(path for path in folder.iterdir() if path.name.endswith((".html", ".html.gz")))
    return [_unpacked(path.read_bytes()) for path in files]


def watching(municipalities: int) -> Relevance:
    """A watch of so many invented municipalities, ten aliases each, always the same ones."""
    random = Random(20)
    subjects = tuple(_subject(number, random) for number in range(municipalities))
    profile = Profile(municipality="X", state="X", places=("X",), contact="prensa@example.org")
    return Relevance(Config(profile=profile, subjects=subjects, outlets=()))


def milliseconds(work: Callable[[bytes], object], bodies: Sequence[bytes]) -> float:
    """CPU milliseconds a page."""
    return cpu(lambda: [work(body) for body in bodies], rounds=ROUNDS) * 1_000 / len(bodies)


def yardstick(body: bytes) -> object:
    """The straightforward way: extract everything."""
    return trafilatura.bare_extraction(body, with_metadata=True, include_comments=False)


def ours(body: bytes) -> object:
    """Our extractor, on a page that names somebody."""
    return extract(body, url="", zone=UTC, now=datetime(2026, 11, 20, tzinfo=UTC))


def main() -> None:
    """Prints the lines of the funnel."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, default=GOLD)
    few, many = watching(10), watching(MUNICIPALITIES)
    found = pages(parser.parse_args().pages)
    bodies = [body for body in found if not few.in_page(body) and not many.in_page(body)]
    kilobytes = sum(map(len, bodies)) / len(bodies) / 1_000
    print(f"funnel: {len(bodies)} of {len(found)} pages name nobody, {kilobytes:.0f} KB each")
    whole = milliseconds(yardstick, bodies)
    scan, scan_of_all = milliseconds(few.in_page, bodies), milliseconds(many.in_page, bodies)
    line(
        "extract, a page",
        milliseconds(ours, bodies),
        "ms",
        against=whole,
        yardstick="bare_extraction",
    )
    line("scan, 100 aliases (limit 0.050)", scan, "ms", against=whole, yardstick="bare_extraction")
    line(
        "scan, 24,650 aliases (limit 0.050)",
        scan_of_all,
        "ms",
        against=whole,
        yardstick="bare_extraction",
    )
    line("scan, 24,650 aliases (limit 1.3)", scan_of_all, "ms", against=scan, yardstick="with 100")


def _unpacked(raw: bytes) -> bytes:
    return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw


def _subject(number: int, random: Random) -> Subject:
    name = "".join(random.choices(SYLLABLES, k=random.choice((3, 4, 5)))).title()
    aliases = tuple(Alias(text=f"{office} {name}") for office in OFFICES)
    return Subject(id=f"m{number}", name=name, kind=SubjectKind.OTHER, aliases=aliases)


if __name__ == "__main__":
    main()
