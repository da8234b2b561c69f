"""Publishes and sends in children that die where they are told: one line in, one child.

python mortal.py      reads [file of what it needs, "step", "before" or "after", number] as JSON
                      lines; the child leaves with DIED in that call, or with 0 when it is done
"""

from __future__ import annotations

import json
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from monitor import delivering, publishing
from monitor.archive import Archive, editions
from monitor.delivering import Postman
from monitor.publishing import Publisher

DIED = 9
PLACES: dict[str, tuple[Any, str]] = {
    "open": (Archive, "open_edition"),
    "build": (Publisher, "build"),
    "dress": (publishing, "dress"),
    "write": (publishing, "write_files"),
    "address": (publishing, "messages"),
    "close": (Archive, "close_edition"),
    "commit": (editions, "put"),
    "claim": (Archive, "claim"),
    "mail": (delivering.mail, "send"),
    "chat": (delivering.chat, "send"),
    "record": (Archive, "delivered"),
}


def deliver(needs: dict[str, Any]) -> None:
    """Publish an edition, and send whatever is due."""
    archive = Archive(needs["url"])
    known = {"config": needs["config"], "archive": archive, "environment": needs["environment"]}
    Publisher(folder=Path(needs["folder"]), **known).publish(needs["edition"], now=needs["now"])
    postman = Postman(**known)
    for mail_id in postman.due(now=needs["now"]):
        postman.send(mail_id, now=needs["now"])
    archive.close()


def mine(step: str, when: str, number: int) -> None:
    """Die in the n-th call of a step, before it or after it."""
    owner, name = PLACES[step]
    calls: list[int] = []
    real: Callable[..., object] = getattr(owner, name)

    def mortal(*given: object, **named: object) -> object:
        calls.append(1)
        if len(calls) == number and when == "before":
            os._exit(DIED)
        answer = real(*given, **named)
        if len(calls) == number:
            os._exit(DIED)
        return answer

    setattr(owner, name, mortal)


def serve() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            file, step, when, number = json.loads(line)
            mine(step, when, number)
            deliver(pickle.loads(Path(file).read_bytes()))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
