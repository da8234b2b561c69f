"""The Spanish pages tell commands, options and statuses as they are, and link to what exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from monitor import cli
from monitor.configfile import load

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("guia-usuario.md", "operacion.md", "configuracion.md", "demandas.md", "open311.md")


def text(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def typed(page: str) -> list[str]:
    """Every `sintesis …` of a page, in fences or between backticks."""
    fenced = re.findall(r"^```\w*\n(.*?)^```", text(page), flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in fenced for line in block.splitlines()]
    inline = re.findall(r"`(sintesis [^`]+)`", text(page))
    found = (re.search(r"(?:^|bin/)sintesis (?P<rest>.+)$", line) for line in [*lines, *inline])
    return [match["rest"].split(" < ")[0].split("  #")[0] for match in found if match]


def options(command: click.Command) -> set[str]:
    named = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    return named | {"--help"}


def check(line: str) -> None:
    """Walk the words as click would: global options, the command, its own options."""
    command: click.Command = cli.cli
    for word in shlex.split(line):
        if word.startswith("-") and len(word) > 1:
            assert word in options(command), f"«{command.name}» has no option {word}: {line}"
        elif isinstance(command, click.Group) and (below := command.commands.get(word)):
            command = below
    assert command is not cli.cli, f"no command in: {line}"


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_shows_exists(page):
    shown = typed(page)
    assert shown
    for line in shown:
        check(line)


def test_the_statuses_are_those_of_the_command():
    rows = re.findall(r"^\| (\d+) \| ", text("operacion.md"), flags=re.MULTILINE)
    statuses = {
        cli.OK,
        cli.FAILED,
        cli.USAGE,
        cli.PARTIAL,
        cli.BUSY,
        cli.MISCONFIGURED,
        cli.INTERRUPTED,
    }
    assert {int(row) for row in rows} == statuses
    restart = re.search(r"RestartPreventExitStatus=(.+)", text("operacion.md"))
    assert restart
    assert restart[1] == f"{cli.BUSY} {cli.MISCONFIGURED}"


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    for target, _, anchor in re.findall(r"\]\(([\w./-]*)(#([\w-]+))?\)", text(page)):
        assert (DOCS / target).exists(), target
        headings = re.findall(r"^#+ (.+)$", (DOCS / target).read_text("utf-8"), flags=re.MULTILINE)
        anchors = {heading.lower().replace(" ", "-") for heading in headings}
        assert not anchor or anchor in anchors, anchor


def test_the_mail_of_the_operator_guide_is_a_configuration(tmp_path):
    shown = re.search(r"```yaml\n(profile:\n.*?)```", text("operacion.md"), flags=re.DOTALL)
    assert shown
    profile = "  municipality: X\n  state: Y\n  places: [Xal]\n  contact: a@x.example\n"
    rest = "subjects: [{id: a, name: A, kind: other}]\noutlets: []\n"
    path = tmp_path / "sources.yaml"
    path.write_text(shown[1].replace("profile:\n", "profile:\n" + profile, 1) + rest, "utf-8")
    config = load(path)
    assert config.mail
    assert config.mail.port == 587
    assert config.profile.recipients
