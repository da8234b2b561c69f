"""How much of a printed page its scan gives back, over the ways in which pages arrive.

    python benchmarks/scans.py [NAME …]

Of each way: the words of our own notes that are read, those read that stand on the page, the notes
whose headline and text are right, and CPU seconds. A new way is a row of `scanned/ways.toml`; what
the pages say is in `scanned/notes.toml`.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any, Final

import numpy as np
import pypdfium2
import typst
from PIL import Image, ImageFilter

from monitor.newsprint import Issue, notes_of
from reports.glyphs import folder

HERE: Final = Path(__file__).parent / "scanned"
RIGHT: Final = 0.97  # of a note's words, to be right
POINTS: Final = 72
ADVERT: Final = "GRAN REMATE Colchones Descanso Real Hasta 40 de descuento Tel 55 5555 0142"
UNSAID: Final = re.compile(r"^Por | / Corresponsal$")  # of a signature, what is no name
PLAIN: Final[Mapping[str, Any]] = {
    "columns": 3, "width": 280, "height": 310, "size": 9.0, "gutter": 14, "slack": 24,
    "font": "Libertinus Serif", "rules": False, "drop": False, "advert": True,
    "picture": 36, "caption": True, "quote": True, "squeezed": 1.0, "dots": 200,
    "jpeg": 75, "paper": "grey", "skew": 0.7,
    "light": 0.0, "bleed": 0.0, "noise": 6.0, "blur": 0.4, "pdf": True, "perspective": 0.0,
}  # fmt: skip
Way = Mapping[str, Any]


def ways() -> dict[str, Way]:
    listed = tomllib.loads((HERE / "ways.toml").read_text(encoding="utf-8"))
    return {name: {**PLAIN, **row} for name, row in listed.items()}


@cache
def written() -> list[dict[str, str]]:
    listed: list[dict[str, str]] = tomllib.loads((HERE / "notes.toml").read_text(encoding="utf-8"))[
        "notes"
    ]
    return listed


def told(way: Way) -> Iterator[dict[str, object]]:
    for each in written():
        kept = {key: said for key, said in each.items() if way.get(key, True)}
        yield {**kept, "paragraphs": each["text"].strip().split("\n\n")}


def page(way: Way) -> bytes:
    """The PDF of the page."""
    said = {**way, "notes": list(told(way))}
    if way["squeezed"] != 1.0:
        said["width"] = said["width"] / way["squeezed"]
    return typst.compile(
        HERE / "page.typ", sys_inputs={"said": json.dumps(said)}, font_paths=[str(folder())]
    )


def scanned(pdf: bytes, way: Way) -> bytes:
    """The page as it arrives."""
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1, "the page does not fit"
        clean = document[0].render(scale=way["dots"] / POINTS).to_pil().convert("RGB")
    if way["squeezed"] != 1.0:
        clean = clean.resize((round(clean.width * way["squeezed"]), clean.height))
    rng = np.random.default_rng(1)
    ink = np.asarray(clean, dtype=np.float32) / 255
    if way["bleed"]:
        back = clean.transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.GaussianBlur(2))
        ink = ink * (1 - way["bleed"] * (1 - np.asarray(back, dtype=np.float32) / 255))
    paper = {"grey": (0.93, 0.93, 0.93), "yellow": (0.87, 0.81, 0.66), "white": (1, 1, 1)}
    seen = 0.08 + (np.asarray(paper[way["paper"]]) - 0.08) * ink
    seen *= lighted(seen.shape[:2], way["light"])[..., None]
    laid = Image.fromarray((np.clip(seen, 0, 1) * 255).astype(np.uint8))
    fill = tuple(int(255 * part) for part in paper[way["paper"]])
    laid = laid.rotate(way["skew"], fillcolor=fill, resample=Image.Resampling.BICUBIC)
    if way["perspective"]:
        laid = photographed(laid, way["perspective"])
    if way["blur"]:
        laid = laid.filter(ImageFilter.GaussianBlur(way["blur"] * way["dots"] / 200))
    noisy = np.asarray(laid, dtype=np.float32)
    noisy = noisy + rng.normal(0, way["noise"], noisy.shape[:2])[..., None]
    done = Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
    return filed(done if way["paper"] == "yellow" else done.convert("L"), way)


def lighted(shape: tuple[int, int], much: float) -> np.ndarray:
    """Darker towards a corner and at the edges."""
    down, across = np.mgrid[0 : shape[0], 0 : shape[1]]
    y, x = down / shape[0] - 0.35, across / shape[1] - 0.3
    return (1 - much * np.clip(x * x + y * y, 0, 1) / 0.9).astype(np.float32)


def photographed(laid: Image.Image, much: float) -> Image.Image:
    """As a telephone sees it, held askew over a dark table."""
    width, height = laid.size
    into = [
        (width * much, height * much * 0.5), (width * (1 - much * 0.6), 0),
        (width, height), (0, height * (1 - much * 0.4)),
    ]  # fmt: skip
    out = [(0, 0), (width, 0), (width, height), (0, height)]
    rows, right = [], []
    for (x, y), (u, v) in zip(into, out, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    solved = np.linalg.solve(np.asarray(rows), np.asarray(right))
    return laid.transform(
        laid.size, Image.Transform.PERSPECTIVE, tuple(solved), Image.Resampling.BICUBIC,
        fillcolor=(60, 50, 45),
    )  # fmt: skip


def filed(picture: Image.Image, way: Way) -> bytes:
    coded = BytesIO()
    if way["jpeg"]:
        picture.save(coded, "JPEG", quality=way["jpeg"], dpi=(way["dots"], way["dots"]))
    else:
        picture.save(coded, "PNG", dpi=(way["dots"], way["dots"]))
    if not (way["pdf"] and way["jpeg"]):
        return coded.getvalue()
    # Pillow keeps the JPEG's quality only if it is told it again.
    bound = BytesIO()
    with Image.open(coded) as opened:
        opened.save(bound, "PDF", resolution=way["dots"], quality=way["jpeg"])
    return bound.getvalue()


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def share(wanted: Counter[str], read: Counter[str]) -> float:
    return sum((wanted & read).values()) / max(1, sum(wanted.values()))


def right(issue: Issue, way: Way) -> int:
    """The notes that have their own headline and their own text."""
    return sum(any(is_note(each, said) for each in issue.notes) for said in written())


def is_note(read: object, said: Mapping[str, str]) -> bool:
    title, text = words(said["title"]), words(said["text"])
    mine = words(read.text)
    return (
        share(title, words(read.title)) >= 0.85
        and share(words(read.title), title) >= 0.85
        and share(text, mine) >= RIGHT
        and share(mine, text + words(said.get("caption", "") + said.get("quote", ""))) >= 0.93
    )


def measured(way: Way) -> tuple[float, float, int, float, Issue]:
    body = scanned(page(way), way)
    began = process_time()
    issue = notes_of(body)
    took = process_time() - began
    signed = (UNSAID.sub("", x["author"]) for x in written())
    wanted = words(" ".join([*signed, *(f"{x['title']} {x['text']}" for x in written())]))
    beside = (f"{x.get('caption', '')} {x.get('quote', '')} imagen" for x in written())
    others = words(" ".join([*beside, ADVERT]))
    read = words(" ".join(f"{x.title} {x.author or ''} {x.text}" for x in issue.notes))
    return (
        share(wanted, read),
        share(read, wanted + others),
        right(issue, way),
        took,
        issue,
    )


def main(names: Sequence[str]) -> None:
    for name, way in ways().items():
        if names and not any(re.match(each, name) for each in names):
            continue
        recall, precision, notes, took, _ = measured(way)
        print(
            f"{name:<40} {recall:6.1%} {precision:6.1%} {notes} of {len(written())} {took:5.1f} s",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
