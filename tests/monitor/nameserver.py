"""A real name server on loopback (UDP), with the records that a test writes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from dns import flags, message, rcode, rdataclass, rdatatype, rrset

from monitor.fetch.names import NameServer

PIECE = 255  # bytes of one string of a record


@contextmanager
def open_nameserver(records: Mapping[str, str], *, silent: bool = False) -> Iterator[NameServer]:
    """It knows those names and no other; a silent one hears and says nothing."""
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=_serve, args=(line, records, silent), daemon=True)
    thread.start()
    try:
        yield NameServer(host="127.0.0.1", port=line.getsockname()[1])
    finally:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", line.getsockname())
        thread.join(10)
        line.close()


def _serve(line: socket.socket, records: Mapping[str, str], silent: bool) -> None:
    while True:
        asked, whom = line.recvfrom(4_096)
        if not asked:
            return
        if not silent:
            line.sendto(_answer(asked, records), whom)


def _answer(asked: bytes, records: Mapping[str, str]) -> bytes:
    query = message.from_wire(asked)
    name = query.question[0].name
    answer = message.make_response(query)
    answer.flags |= flags.AA
    said = records.get(name.to_text(omit_final_dot=True).lower())
    if said is None:
        answer.set_rcode(rcode.NXDOMAIN)
        return answer.to_wire()
    pieces = " ".join(f'"{said[at : at + PIECE]}"' for at in range(0, len(said), PIECE))
    answer.answer.append(rrset.from_text(name, 60, rdataclass.IN, rdatatype.TXT, pieces))
    return answer.to_wire()
