"""An office with its archive, and its command line: for the tests of commands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.demo import walk


@pytest.fixture(scope="session")
def lived(tmp_path_factory) -> Path:
    """Three days of the fictional press; nobody writes here."""
    into = tmp_path_factory.mktemp("vivido")
    walk.press(into=into, report=lambda line: None, doors=False)
    return into


@pytest.fixture(scope="module")
def office(lived, tmp_path_factory) -> Path:
    """An office that lived them."""
    return Path(shutil.copytree(lived, tmp_path_factory.mktemp("oficina"), dirs_exist_ok=True))


@pytest.fixture
def sintesis(office, capfd):
    """Run a command on that office: status, what it printed, what it complained of."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["-c", str(office / "sources.yaml"), *arguments])
        printed = capfd.readouterr()
        return left.value.code, printed.out, printed.err

    return run
