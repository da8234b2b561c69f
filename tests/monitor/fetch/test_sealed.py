"""The guard is tried where a mistake reaches nobody: in a network namespace with only lo."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "sealed" / "cases.py"
ROOT = Path(__file__).parents[3]


def namespace() -> list[str] | None:
    """The command that opens a network of its own here; None where the system permits none."""
    for command in (["unshare", "-n"], ["unshare", "-rn"]):
        try:
            subprocess.run([*command, "true"], check=True, capture_output=True, timeout=20)
        except (OSError, subprocess.SubprocessError):
            continue
        return command
    return None


def test_no_inner_address_is_reached_where_all_of_them_answer():
    command = namespace()
    if command is None:
        if os.environ.get("CI"):
            pytest.fail("the guard was not tried: this machine permits no network namespace")
        pytest.skip("the guard was not tried: this machine permits no network namespace")
    pytest_of = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(CASES)]
    here = f"--confcutdir={CASES.parent}"
    run = subprocess.run([*command, *pytest_of, here], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert " passed" in run.stdout


def test_the_cases_refuse_to_run_on_a_real_network():
    if [name for _, name in socket.if_nameindex()] == ["lo"]:
        pytest.skip("this machine has no network from which to keep the cases")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(CASES)]
    here = f"--confcutdir={CASES.parent}"
    run = subprocess.run([*command, here], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 3
