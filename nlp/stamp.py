"""What made an Analysis, by name and digest: code, spaCy, word lists, models, configuration.

Whatever lies under `nlp/models` or in a folder of `nlp/lexicons` is a part by itself; every other
file that the reading uses counts as code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

import spacy.about

_HERE: Final = Path(__file__).parent
_SHARED: Final = [_HERE.parent / "monitor" / name for name in ("folding.py", "naming.py")]
_PRIVACY: Final = _HERE.parent / "monitor" / "privacy"
_CODE: Final = (".py", ".tsv", ".txt")
_SCORED: Final = ("evaluate", "labelled")  # folders that judge a reading and take no part in it
_SHORT: Final = 12  # hex digits: enough to tell the versions of one file apart


def parts(watched: str, *, gazetteer: str | None = None) -> dict[str, str]:
    """The digest of each part, by its name.

    `watched` is the configuration that is read by; `gazetteer`, the file of the operator's places.
    """
    files: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(_HERE.rglob("*")):
        if path.is_file() and (name := _part(path.relative_to(_HERE))):
            files[name].append(path)
    files["code"] += [*_SHARED, *sorted(_PRIVACY.glob("*.py")), *_PRIVACY.glob("*.toml")]
    if gazetteer:
        files["gazetteer"].append(Path(gazetteer))
    digests = {name: _of_files(paths) for name, paths in files.items()}
    config = sha256(watched.encode()).hexdigest()[:_SHORT]
    return dict(sorted({**digests, "config": config, "spacy": spacy.about.__version__}.items()))


def analyzer(given: Mapping[str, str]) -> str:
    """One name for all of them, which changes when any of them does."""
    said = "\n".join(f"{name}={digest}" for name, digest in sorted(given.items()))
    return sha256(said.encode()).hexdigest()[:16]


def _part(path: Path) -> str | None:
    """The part that a file belongs to; None when it takes no part in a reading."""
    folder, *below = path.parts
    if folder == "models":
        return None if path.suffix in (".md", ".part") else "/".join(path.parts)
    if path.suffix not in _CODE or folder in _SCORED:
        return None
    if folder == "lexicons" and path.suffix != ".py":
        return f"lexicons/{below[0]}" if len(below) > 1 else "lexicons"
    return "code"


def _of_files(paths: Iterable[Path]) -> str:
    digest = sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:_SHORT]
