"""Writes docs/comandos.md from the commands themselves; with --check, fails if it is not so."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ["COLUMNS"] = "100"

import click

from monitor.cli import cli

PAGE = Path(__file__).parent.parent / "docs" / "comandos.md"
HEAD = """# Comandos

Esta página la escribe `make docs` a partir de los propios comandos.

| salida | significado |
|---|---|
| 0 | hecho |
| 1 | falló |
| 2 | mal escrito: vea la ayuda |
| 3 | hecho en parte: alguna fuente, o alguna nota, falló |
| 75 | otro proceso usa el acervo: intente más tarde |
| 78 | configuración incorrecta: el mensaje dice archivo, renglón y remedio |
| 130 | interrumpido con Ctrl-C |
"""


def pages(command: click.Command, path: str) -> Iterator[str]:
    """The help of a command and of all below it."""
    context = click.Context(command, info_name=path, max_content_width=100)
    yield f"\n## `{path}`\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from pages(below, f"{path} {name}")


def main() -> None:
    text = HEAD + "".join(pages(cli, "sintesis"))
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
