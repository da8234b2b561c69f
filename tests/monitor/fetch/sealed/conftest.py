"""A network of one machine where every address answers; nothing starts anywhere else."""

from __future__ import annotations

import fcntl
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

PUBLIC = "93.184.216.34"
OTHER_PUBLIC = "2606:4700::6810:84e5"
INNER = ("10.0.0.1", "100.64.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "198.18.0.1")
INNER_6 = ("fc00::1", "64:ff9b::a00:1", "2002:a00:1::1")
SIOCGIFFLAGS, SIOCSIFFLAGS, SIOCSIFADDR = 0x8913, 0x8914, 0x8916
PAGE = b"HTTP/1.1 200 x\r\ncontent-length: 4\r\nconnection: close\r\n\r\nhola"
MOVED = "HTTP/1.1 302 x\r\nlocation: %s\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


def pytest_sessionstart() -> None:
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        pytest.exit("these tests run only where lo is the whole network: unshare -n", 3)
    with socket.socket() as control:
        flags = struct.unpack("16sh14x", _ioctl(control, SIOCGIFFLAGS, b"16sh14x", b"lo", 0))[1]
        _ioctl(control, SIOCSIFFLAGS, b"16sh14x", b"lo", flags | 1)
        for place, address in enumerate((PUBLIC, *INNER)):
            family, number = socket.AF_INET, socket.inet_aton(address)
            _ioctl(control, SIOCSIFADDR, b"16sHH4s8x", b"lo:%d" % place, family, 0, number)
    with socket.socket(socket.AF_INET6) as control:
        for address in (OTHER_PUBLIC, *INNER_6):
            number = socket.inet_pton(socket.AF_INET6, address)
            _ioctl(control, SIOCSIFADDR, b"16sIi", number, 128, socket.if_nametoindex("lo"))


def _ioctl(control: socket.socket, request: int, layout: bytes, *values: object) -> bytes:
    return fcntl.ioctl(control, request, struct.pack(layout, *values))


@dataclass
class Trap:
    """Listens on port 80 of every address, and on another; counts who came, and where to."""

    listeners: list[socket.socket] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)
    location: str | None = None  # where every page sends us

    def listen(self, family: int, port: int) -> None:
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(("", port))
        listener.listen(64)
        self.listeners.append(listener)
        threading.Thread(target=self.serve, args=(listener,), daemon=True).start()

    def serve(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with suppress(OSError), connection:
                    self.reached.append(connection.getsockname()[0])
                    self.answer(connection)

    def answer(self, connection: socket.socket) -> None:
        page = b"/robots.txt" not in connection.recv(65_536)
        moved = page and self.location
        connection.sendall((MOVED % self.location).encode() if moved else PAGE)

    def close(self) -> None:
        for listener in self.listeners:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    trap = Trap()
    for family in (socket.AF_INET, socket.AF_INET6):
        for port in (80, 8080):
            trap.listen(family, port)
    yield trap
    trap.close()
