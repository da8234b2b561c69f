"""How results reach a person (tables, progress) or a program (JSON)."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.text import Text

    from monitor.config import Config

# What a terminal would obey instead of show: escapes, C1 controls, bidirectional overrides.
_UNSAFE = dict.fromkeys(
    [*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)

DAY = "AAAA-MM-DD"
_GAP = 2  # between two columns
_APART, _EDGES = 3, 2  # where no column is a key
_NARROW = 16  # a column that is wider may be broken into lines

json_option = click.option("--json", "as_json", is_flag=True, help="Resultado en JSON.")


def day(written: str) -> date:
    """A day of the command line; click's own type explains itself in strftime's letters."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise click.BadParameter(f"«{written}» no es un día; escríbalo así: 2026-11-22") from None


def safe(text: str) -> str:
    """The text without anything that a terminal would obey."""
    return text.translate(_UNSAFE)


def print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def print_table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], *, keyed: bool = False
) -> None:
    """A table that fits the terminal; columns shrink, rows wrap.

    With `keyed` the first column is what a person copies: it stays whole, and where the others
    have no room left the last ones are not shown.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console, told = Console(), [[safe(cell) for cell in row] for row in rows]
    columns = list(zip(headings, *told, strict=True))
    shown = _fitting(columns, console.width) if keyed else len(columns)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0) if keyed else (0, 1))
    widths = [None] * shown if keyed else _widths(columns, console.width)
    for number, column in enumerate(columns[:shown]):
        whole = keyed and (not number or _is_short(column))
        table.add_column(headings[number], no_wrap=whole, width=widths[number])
    for row in told:
        table.add_row(*(_cell(cell) for cell in row[:shown]))
    console.print(table, markup=False)
    if left := ", ".join(headings[shown:]):
        echo(f"Sin lugar para: {left}. Ensanche la ventana o use --json.")


def _fitting(columns: Sequence[Sequence[str]], width: int) -> int:
    """How many columns have room when the first and the short ones are whole."""
    room = width - max(map(len, columns[0])) - _GAP
    for number, column in enumerate(columns[1:], start=1):
        room -= _GAP + (max(map(len, column)) if _is_short(column) else _NARROW)
        if room < 0 and number > 1:
            return number
    return len(columns)


def _widths(columns: Sequence[Sequence[str]], width: int) -> Sequence[int | None]:
    """Of each column: long ones give way first, and none breaks a word while all have room."""
    least = [
        max((len(word) for cell in each for word in cell.split()), default=1) for each in columns
    ]
    found = [max(map(len, each)) for each in columns]
    room = width - _EDGES - _APART * (len(columns) - 1)
    if sum(least) > room:
        return [None] * len(columns)

    def gives(number: int) -> tuple[bool, bool, int]:
        return found[number] > least[number], not _is_short(columns[number]), found[number]

    while sum(found) > room:
        found[max(range(len(found)), key=gives)] -= 1
    return found


def _is_short(column: Sequence[str]) -> bool:
    return max(map(len, column)) <= _NARROW


def echo(text: str) -> None:
    """A line of prose; on a terminal it is broken between words, which may be ids, and indented."""
    if sys.stdout.isatty() or "COLUMNS" in os.environ:
        text = "\n".join(
            wrap(
                text,
                width=get_terminal_size().columns,
                subsequent_indent="  ",
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
    click.echo(text)


def _cell(text: str) -> Text:
    from rich.text import Text

    return Text(text, overflow="fold")


def progress() -> AbstractContextManager[Progress]:
    """A progress bar on stderr, silent when it is not a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    return Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def subject_name(config: Config, subject_id: str) -> str:
    """Its name or, of one that is no longer watched, its id."""
    subject = config.subject.get(subject_id)
    return subject.name if subject else subject_id


def counted_notes(count: int) -> str:
    return f"{count} {'nota' if count == 1 else 'notas'}"


def local_time(moment: datetime | None) -> str:
    """Day and hour as they are written in Mexico; a dash when there is none."""
    return moment.strftime("%d/%m/%Y %H:%M") if moment else "—"
