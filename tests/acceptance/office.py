"""A fictional office that runs for real: its press and its mailbox on loopback, its own folder."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.archive import Archive
from monitor.archive.records import Found
from monitor.demo.press import Press
from monitor.demo.server import PressServer
from monitor.demo.sink import MailSink
from monitor.stories import Piece
from monitor.stories.baselines import copies

ZONE = ZoneInfo("America/Mexico_City")
COMMAND = (sys.executable, "-c", "from monitor.cli import main; main()")


@contextmanager
def press() -> Iterator[PressServer]:
    """All three days of the press are out, and over, so that every run sees the same."""
    today = (datetime.now(UTC).astimezone(ZONE) - timedelta(days=2)).date()
    with PressServer(Press(today=today, zone=ZONE)) as server:
        yield server


def office(folder: Path, server: PressServer, sink: MailSink, *, pause: str) -> Path:
    """Write an office's sources.yaml; its edition of the day is due since midnight."""
    folder.mkdir()
    text = server.press.config_text(addresses=server.addresses, smtp=sink.address)
    text = re.sub(r"hours: \[[^]]*\]", 'hours: ["00:00"]', text)
    text = re.sub(r"(?m)^  alerts:\n(    .*\n)+", "", text)  # every run has one message
    text = re.sub(r"(?m)^  (pause|horizon): .*$", "", text)
    text = text.replace("\nreading:", f"\nreading:\n  pause: {pause}\n  horizon: 20 días")
    path = folder / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def start(config: Path, *arguments: str, archive: str | None = None) -> subprocess.Popen[str]:
    place = ("--archive", archive) if archive else ()
    return subprocess.Popen(
        [*COMMAND, "-c", str(config), *place, *arguments],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


def finish(config: Path, *arguments: str, archive: str | None = None) -> None:
    process = start(config, *arguments, archive=archive)
    _, errors = process.communicate(timeout=240)
    assert process.returncode == 0, errors


def contents(archive: Archive) -> dict[str, object]:
    """What an archive holds, told so that two runs can be compared.

    Of the stories, what is guaranteed whoever arrives first: every note has one, and copies of one
    text share it. Notes of one event in other words may part when they arrive in another order.
    """
    found = archive.find(None, limit=10_000)
    return {
        "clippings": sorted(
            (_name(each.clipping), each.clipping.revision, each.clipping.title, each.clipping.text)
            for each in found
        ),
        "readings": sorted(
            (_name(each.clipping), reading.subject_id, reading.stance, reading.mentions)
            for each in found
            for reading in each.readings
        ),
        "without a story": sum(each.story_id is None for each in found),
        "copies": _copies(found),
        "outcomes": dict(archive.counts().outcomes),
        "editions": [each.day.isoformat() for each in archive.digests()],
    }


def _copies(found: Sequence[Found]) -> list[tuple[list[str], bool]]:
    """Each group of copies, and whether the archive holds it in one story."""
    pieces = [
        Piece(
            id=_name(each.clipping),
            title=each.clipping.title,
            text=each.clipping.text,
            published_at=each.clipping.published_at,
        )
        for each in found
    ]
    placed = {_name(each.clipping): each.story_id for each in found}
    groups: dict[str, list[str]] = {}
    ordered = sorted(pieces, key=lambda piece: (piece.published_at, piece.id))
    for name, group in copies(ordered).items():
        groups.setdefault(group, []).append(name)
    return sorted(
        (sorted(names), len({placed[name] for name in names}) == 1)
        for names in groups.values()
        if len(names) > 1
    )


def _name(clipping: object) -> str:
    return str(getattr(clipping, "url", None) or getattr(clipping, "text", ""))


def message_ids(mailbox: Path) -> list[str]:
    return [str(message_from_bytes(f.read_bytes())["Message-ID"]) for f in mailbox.glob("*.eml")]


def editions(mailbox: Path) -> list[str]:
    """The messages of editions: not the cards of demands."""
    return [each for each in message_ids(mailbox) if ".card." not in each]


def cards(mailbox: Path) -> list[str]:
    """The cards of demands, in the order of their folios."""
    return sorted(each for each in message_ids(mailbox) if ".card." in each)
