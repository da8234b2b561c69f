"""No word of others forges a line of what the program says: a real child says it, on its stderr."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.logs import LONGEST, Lines, one_line

ROOT = Path(__file__).parents[2]
LINE = re.compile(r"\d\d:\d\d:\d\d  \w+ +\S")
FORGED = "09:00:00  publish  edición 2026-11-23T07:00: 40 impactos"
HOSTILE = [
    f"uno\n{FORGED}",
    f"uno\r\n{FORGED}",
    f"uno\r{FORGED}",
    f"uno\x0b{FORGED}",
    f"uno\x85{FORGED}",
    f"uno\u2028{FORGED}",
    f"uno\u2029{FORGED}",
    f"uno\x1b[2K\x1b[1A{FORGED}",
    f"uno\x1b]0;{FORGED}\x07",
    f"uno\u202e{FORGED}\u202c",
    f"uno\u2066{FORGED}\u2069\u200f",
    f"uno\x00\x08\x08\x08{FORGED}",
    f"uno\x9b2K{FORGED}",
]
CHILD = """
import json, logging, sys
from monitor.cli import logs, working
from monitor.model import Job
logs.begin()
for each in json.loads(sys.stdin.read()):
    logging.getLogger("monitor.copies").warning("%s: sin copia (%s)", each, each)
    logging.getLogger("de.otros").error(each)
    working.tell(Job(step="collect", key="diario", lock=""), each)
    try:
        raise ValueError(each)
    except ValueError:
        logging.getLogger("nlp").exception("falló %r", each)
raise RuntimeError(each)
"""


def said(*texts: str) -> list[str]:
    """What a child writes to its stderr when it is given these."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps(texts).encode(),
        capture_output=True,
        cwd=ROOT,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    return done.stderr.decode("utf-8").split("\n")[:-1]


def test_no_text_begins_a_line_nor_moves_the_cursor():
    lines = said(*HOSTILE)
    assert not [line for line in lines if line.startswith(FORGED)]
    assert not [line for line in lines if not (LINE.match(line) or line.startswith("    | "))]
    assert [line for line in lines if len(line.splitlines()) > 1] == []
    assert {unicodedata.category(letter) for line in lines for letter in line} & {
        "Cc",
        "Cf",
    } == set()
    told = [line for line in lines if LINE.match(line)]
    assert len(told) == 4 * len(HOSTILE) + 1  # each word of ours, and that the program ended


def test_a_bug_is_still_a_traceback_and_the_others_say_who_they_are():
    lines = said("uno")
    assert [line[10:] for line in lines if LINE.match(line)] == [
        "aviso    uno: sin copia (uno)",
        "error    de.otros: uno",
        "collect  uno",
        "error    falló 'uno'",
        "falla    El programa falló",
    ]
    assert lines[-1] == "    | RuntimeError: uno"
    assert "    | Traceback (most recent call last):" in lines


def test_what_goes_on_for_ever_is_cut():
    lines = said("a" * 1_000_000, "b\n" * 100_000)
    assert max(map(len, lines)) < LONGEST + 100
    assert len(lines) < 1000
    assert sum(map(len, lines)) < 400_000


@given(st.text())
def test_any_text_is_one_line_that_can_be_written(text):
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    line.encode("utf-8")
    assert one_line(line) == line


@pytest.mark.parametrize("text", ["Año, niñez: «así» — 40 %", "日本 🟢 e\u0301"])
def test_what_people_write_stays(text):
    assert one_line(text) == text


def test_a_record_keeps_its_hour_and_level():
    record = logging.LogRecord("monitor.x", logging.WARNING, "x.py", 1, "va %s", ("ya",), None)
    assert re.fullmatch(r"\d\d:\d\d:\d\d  aviso    va ya", Lines().format(record))
