"""What the program says while it works, one line each: no word of others can begin a new one.

Whatever a logger is given (a title, an answer of a server, an exception) is shown on its own line,
without anything that a terminal would obey, and cut where it goes on for ever.
"""

from __future__ import annotations

import logging
import sys
import unicodedata
from datetime import datetime
from types import TracebackType
from typing import Final

LONGEST: Final = 2000  # characters of a line
MOST: Final = 200  # lines of a traceback, the last ones
OURS: Final = frozenset({"monitor", "nlp", "reports"})
LEVELS: Final = {logging.WARNING: "aviso", logging.ERROR: "error", logging.CRITICAL: "falla"}
# Controls, invisible marks (bidirectional ones too), halves of pairs, and the ends of lines.
_OBEYED: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def one_line(text: str) -> str:
    """The text on one line, what cannot be seen as it is written in a program: `\\n`, `\\x1b`."""
    seen = "".join(map(_seen, text[:LONGEST]))
    if max(len(text), len(seen)) <= LONGEST:
        return seen
    return f"{seen[:LONGEST]}… ({len(text)} caracteres)"


def _seen(letter: str) -> str:
    if unicodedata.category(letter) not in _OBEYED:
        return letter
    return letter.encode("unicode_escape").decode("ascii")


class Lines(logging.Formatter):
    """Dresses a record; logging asks for a class of its own."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created).astimezone()
        level = LEVELS.get(record.levelno, record.levelname.lower())
        whose = "" if record.name.partition(".")[0] in OURS else f"{record.name}: "
        said = [one_line(f"{when:%H:%M:%S}  {level:<8} {whose}{record.getMessage()}")]
        if record.exc_info:
            told = self.formatException(record.exc_info).splitlines()[-MOST:]
            said += [f"    | {one_line(line)}" for line in told]
        return "\n".join(said)


def begin() -> None:
    """Whatever a logger says, and a bug that ends the program, is told in lines of these."""
    if logging.lastResort:  # it writes to the stderr of the moment, when nobody else listens
        logging.lastResort.setFormatter(Lines())
    sys.excepthook = _ended


def _ended(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    if not issubclass(kind, Exception):
        sys.__excepthook__(kind, error, traceback)
        return
    told = (kind, error, traceback)
    logging.getLogger(__package__).critical("El programa falló", exc_info=told)
