"""What is written is WARC that another tool reads, holds no secret, and outlives a kill."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Exchange
from monitor.snapshots import Shot, stored, verify, write
from tests.monitor.snapshots.pages import NOW, SENT, exposure, page, records

KILLS = 20
ROOT = Path(__file__).parents[3]


def test_another_tool_reads_what_we_write(tmp_path):
    shots = write(tmp_path, [exposure(1), exposure(2)], now=NOW)
    (file,) = {shot.file for shot in shots}
    assert file.startswith("2026/11/23/20261123T130500-")
    body = page(1).body
    assert [(kind, url) for kind, url, _ in records(tmp_path / file)] == [
        ("warcinfo", ""),
        ("response", "https://diario.example/notas/1?v=1"),
        ("request", "https://diario.example/notas/1?v=1"),
        ("response", "https://diario.example/notas/2?v=1"),
        ("request", "https://diario.example/notas/2?v=1"),
    ]
    assert records(tmp_path / file)[1][2] == body
    assert sum(shot.size for shot in shots) < (tmp_path / file).stat().st_size


def test_a_page_comes_back_with_its_charset(tmp_path):
    shots = write(tmp_path, [exposure(1), exposure(2)], now=NOW)
    second = stored(tmp_path, shots[1])
    assert second.body == page(2).body
    assert second.url == "https://diario.example/notas/2?v=1"
    assert second.content_type == "text/html; charset=utf-8"


def test_bytes_that_are_kept_are_not_kept_again(tmp_path):
    (first,) = write(tmp_path, [exposure(1, os.urandom(5000))], now=NOW)
    again = replace(exposure(1), page=page(2, stored(tmp_path, first).body), before=first)
    (second,) = write(tmp_path, [again], now=NOW)
    assert (second.is_revisit, second.digest) == (True, first.digest)
    assert second.size < 2000 < first.size
    kind, url, body = records(tmp_path / second.file)[1]
    assert (kind, url, body) == ("revisit", "https://diario.example/notas/2?v=1", b"")


def test_no_secret_is_kept(tmp_path):
    asked = (*SENT, ("X-Api-Key", "llave"), ("Authorization", "Bearer llave"))
    told = (("Set-Cookie", "sesion=llave"), ("Content-Type", "text/html"))
    exchange = Exchange(sent=asked, status=200, reason="OK", received=told)
    given = replace(exposure(1), page=replace(page(1), exchange=exchange))
    (shot,) = write(tmp_path, [given], now=NOW)
    written = gzip.decompress((tmp_path / shot.file).read_bytes())
    assert b"llave" not in written
    assert b"User-Agent: Sintesis/0.1" in written


PAIRS = st.lists(
    st.tuples(st.text(min_size=1, max_size=20), st.text(max_size=40)).map(tuple), max_size=5
)


@given(body=st.binary(max_size=3000), received=PAIRS, reason=st.text(max_size=20))
def test_whatever_a_server_says_is_kept_and_comes_back(tmp_path_factory, body, received, reason):
    folder = tmp_path_factory.mktemp("copias")
    exchange = Exchange(sent=SENT, status=200, reason=reason, received=tuple(received))
    odd = replace(page(1), body=body, exchange=exchange, url="https://diario.example/año/ñ?q=á b")
    shots = write(folder, [replace(exposure(1), page=odd), exposure(2)], now=NOW)
    assert stored(folder, shots[0]).body == body
    assert stored(folder, shots[1]).body == page(2).body
    assert [kind for kind, _, _ in records(folder / shots[0].file)][1:] == [
        "response",
        "request",
        "response",
        "request",
    ]
    assert list(verify(folder, shots)) == []


def test_a_batch_that_fails_leaves_nothing(tmp_path):
    broken = replace(exposure(2), page=replace(page(2), exchange=None))
    with pytest.raises(ValueError, match="nobody kept"):
        write(tmp_path, [exposure(1), broken], now=NOW)
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


@pytest.mark.timeout(120)
def test_twenty_kills_lose_no_earlier_page(tmp_path):
    chance = random.Random(106)
    told: list[Shot] = []
    with subprocess.Popen(
        [sys.executable, Path(__file__).with_name("writer.py"), tmp_path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        text=True,
    ) as writer:
        for turn in range(KILLS):
            told += _killed(writer, first=turn * 10_000, after=chance.uniform(0, 0.1))
    assert len({shot.file for shot in told}) >= KILLS / 2
    told.sort(key=lambda shot: (shot.file, shot.offset))
    assert [fault for fault in verify(tmp_path, told) if not fault.harmless] == []
    for kept in tmp_path.rglob("*.warc.gz"):
        assert len(records(kept)) == 1 + 2 * 3


def _killed(writer: subprocess.Popen[str], *, first: int, after: float) -> list[Shot]:
    """What a writer said that it kept before it was killed."""
    assert writer.stdin
    assert writer.stdout
    writer.stdin.write(f"{first}\n")
    writer.stdin.flush()
    lines = _lines(writer.stdout)
    said = [next(lines)]
    while not said[-1].strip().isdigit():  # the child may speak before its parent names it
        said.append(next(lines))
    threading.Timer(after, os.kill, (int(said.pop()), signal.SIGKILL)).start()
    return [_shot(line) for line in (*said, *lines) if line.endswith("}\n")]


def _lines(said: IO[str]) -> Iterator[str]:
    while (line := said.readline()) != ".\n":
        assert line, "the writer ended"
        if line.strip():
            yield line


def _shot(line: str) -> Shot:
    values = json.loads(line)
    return Shot(**values | {"at": datetime.fromisoformat(values["at"])})
