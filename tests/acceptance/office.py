"""A fictional office that runs for real: its press and its mailbox on loopback, its own folder."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.archive import Archive
from monitor.demo.press import Press
from monitor.demo.server import PressServer
from monitor.demo.sink import MailSink

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
    """What an archive holds, told so that two runs can be compared."""
    found = archive.find(None, limit=10_000)
    stories: dict[str, set[str]] = {}
    for each in found:
        stories.setdefault(str(each.story_id), set()).add(_name(each.clipping))
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
        "stories": sorted(sorted(members) for members in stories.values()),
        "outcomes": dict(archive.counts().outcomes),
        "editions": [each.day.isoformat() for each in archive.digests()],
    }


def _name(clipping: object) -> str:
    return str(getattr(clipping, "url", None) or getattr(clipping, "text", ""))


def message_ids(mailbox: Path) -> list[str]:
    return [str(message_from_bytes(f.read_bytes())["Message-ID"]) for f in mailbox.glob("*.eml")]
