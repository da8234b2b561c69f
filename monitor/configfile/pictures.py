"""The office's logo: whether the file that `sources.yaml` names is a picture that can be printed.

A new kind of picture is a row of READERS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

from lxml import etree

from monitor.configfile.messages import say
from monitor.configfile.tree import Location, Problem, Tree
from monitor.configfile.wording import got

LOGO: Location = ("profile", "branding", "logo")
HEAVIEST = 1_000_000  # bytes


def logo_problems(tree: Tree, folder: Path) -> Iterator[Problem]:
    """What keeps the logo from being printed."""
    named = tree.at(LOGO)
    if not isinstance(named, str) or not named:
        return
    if reason := _wrong(folder / named):
        yield tree.problem(LOGO, say(reason, got=got(named)))


def _wrong(path: Path) -> str | None:
    """The row of the table of messages that says what is wrong with a picture."""
    if path.suffix.lower() not in READERS:
        return "logo_kind"
    try:
        content = path.read_bytes()
    except (OSError, ValueError):
        return "logo_missing"
    if len(content) > HEAVIEST:
        return "logo_heavy"
    return None if READERS[path.suffix.lower()](content) else "logo_broken"


def _is_bitmap(content: bytes) -> bool:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return False
    return True


def _is_drawing(content: bytes) -> bool:
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, reader)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return bool(etree.QName(root).localname == "svg")


READERS: Mapping[str, Callable[[bytes], bool]] = {
    ".png": _is_bitmap,
    ".jpg": _is_bitmap,
    ".jpeg": _is_bitmap,
    ".svg": _is_drawing,
}
