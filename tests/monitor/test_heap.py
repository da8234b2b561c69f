"""Threads that come and go leave their holes to each other."""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys

import pytest

THREADS = """
import ctypes, sys, threading
from monitor.heap import few_arenas

if sys.argv[1] == "few":
    few_arenas()
together = threading.Barrier(12)
def work():
    together.wait()
    held = [bytearray(50_000) for _ in range(50)]
    together.wait()
threads = [threading.Thread(target=work) for _ in range(12)]
for thread in threads: thread.start()
for thread in threads: thread.join()
library = ctypes.CDLL(None)
library.stdout = ctypes.c_void_p.in_dll(library, "stdout")
library.malloc_info(0, library.stdout)
library.fflush(library.stdout)
"""


def heaps(how: str) -> int:
    said = subprocess.run(
        [sys.executable, "-c", THREADS, how], capture_output=True, text=True, check=True
    )
    return len(re.findall(r"<heap nr=", said.stdout))


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="no es glibc")
def test_a_dozen_threads_share_two_heaps():
    assert heaps("usual") > 2
    assert heaps("few") == 2
