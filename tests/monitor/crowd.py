"""Many processes that hear at once: python crowd.py FILE DEATHS, both as they stand in the test.

DEATHS is a JSON list, one for each process: in which of its demands it dies with its folio taken,
before its transaction ends; 0 for one that lives. What is printed are their exit codes.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
from pathlib import Path

from sqlalchemy import Connection

from monitor import hearing
from monitor.archive import Archive, case_book

DIED = 9
AT_ONCE = 3  # texts of one transaction: the more, the fewer turns there are to fight for


def dying(last: int) -> None:
    real, calls = case_book.put_source, [0]

    def put(db: Connection, *given: object, **named: object) -> None:
        real(db, *given, **named)
        calls[0] += 1
        if calls[0] == last:
            os._exit(DIED)

    case_book.put_source = put


def hear(needs: dict[str, object]) -> None:
    archive = Archive(needs["url"])
    hearer = hearing.Hearing(config=needs["config"], archive=archive)
    while hearer.hear(now=needs["now"]):
        pass
    archive.close()


def crowd(file: str, deaths: list[int]) -> list[int]:
    hearing.BATCH = AT_ONCE
    needs = pickle.loads(Path(file).read_bytes())
    children = []
    for last in deaths:
        child = os.fork()
        if child == 0:
            dying(last)
            hear(needs)
            os._exit(0)
        children.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


if __name__ == "__main__":
    print(json.dumps(crowd(sys.argv[1], json.loads(sys.argv[2]))))
