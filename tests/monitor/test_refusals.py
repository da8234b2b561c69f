"""What the system refuses is told in Spanish."""

from __future__ import annotations

import socket

import pytest

from monitor.refusals import refusal


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError) as refused:
        (tmp_path / "no" / "hay").write_text("x", encoding="utf-8")
    assert refusal(refused.value) == "no existe esa carpeta o archivo"


def test_a_port_where_nobody_listens():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ConnectionRefusedError) as refused:
        socket.create_connection(("127.0.0.1", port), timeout=5)
    assert refusal(refused.value) == "el servidor rechazó la conexión"


def test_what_we_have_no_words_for_is_told_as_it_comes():
    assert refusal(OSError(4242, "something else")) == "something else"
    assert refusal(ValueError("eso no")) == "eso no"
