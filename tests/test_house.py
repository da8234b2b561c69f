"""The house rules that a machine can check; each failure says what to do."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path
    for package in ("monitor", "nlp", "reports")
    for path in (ROOT / package).rglob("*.py")
    if path.parent.name != "versions"  # a migration is a record, not code to live with
)
LONGEST_FUNCTION, LONGEST_FILE = 40, 400


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_modules_are_short_and_say_what_they_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= LONGEST_FILE, f"split {_name(path)}"
    assert not tree.body or ast.get_docstring(tree), (
        f"{_name(path)}: say in a docstring what it owns"
    )
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{_name(path)}: split {node.name}, {length} lines"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_nothing_is_left_undone(path: Path) -> None:
    assert not re.search(r"\b(TODO|FIXME|XXX|NotImplementedError)\b", path.read_text("utf-8"))


def _calls(function: str) -> Iterator[tuple[Path, ast.Call]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == function:
                yield path, node


def test_feedparser_is_given_bytes_in_memory_only() -> None:
    """Given text, it opens local paths and addresses by itself."""
    calls = list(_calls("feedparser.parse"))
    assert calls
    for path, call in calls:
        given = ast.unparse(call.args[0])
        assert given.startswith(("io.BytesIO(", "BytesIO(")), f"{_name(path)}: parse(BytesIO(…))"


def test_only_the_rim_reads_the_clock() -> None:
    allowed = {"monitor/local.py", "monitor/cluster.py"}
    for path in MODULES:
        if _name(path) in allowed or "/cli/" in _name(path):
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(", text), (
            f"{_name(path)}: take `now` as an argument"
        )


def test_every_collector_has_a_sample_and_a_row_in_the_docs() -> None:
    from monitor.collectors import COLLECTORS

    page = (ROOT / "docs" / "configuracion.md").read_text(encoding="utf-8")
    for kind in COLLECTORS:
        samples = list((ROOT / "tests" / "data" / kind).glob("*.in"))
        assert samples, f"put a sample of kind «{kind}» in tests/data/{kind}/NAME.in"
        for sample in samples:
            assert sample.with_suffix(".expected.json").exists(), f"{sample.name} expects nothing"
        assert f"`{kind}`" in page, f"describe the kind «{kind}» in docs/configuracion.md"


def test_every_command_stands_in_the_docs_as_it_is() -> None:
    check = [sys.executable, "scripts/commands.py", "--check"]
    assert subprocess.run(check, cwd=ROOT, check=False).returncode == 0, "run: make docs"


def test_the_spanish_of_the_command_line_is_compiled() -> None:
    from babel.messages.mofile import read_mo, write_mo
    from babel.messages.pofile import read_po

    folder = ROOT / "monitor" / "cli" / "locale" / "es" / "LC_MESSAGES"
    fresh = io.BytesIO()
    with (folder / "messages.po").open("rb") as source:
        write_mo(fresh, read_po(source, locale="es"))
    with (folder / "messages.mo").open("rb") as compiled:
        shipped = {str(each.id): each.string for each in read_mo(compiled) if each.id}
    fresh.seek(0)
    assert shipped == {str(each.id): each.string for each in read_mo(fresh) if each.id}, (
        "run: pybabel compile -d monitor/cli/locale -D messages"
    )


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_name_versions_and_hashes_and_no_address(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert all(re.match(r"[a-z0-9._-]+==|    --hash=sha256:[0-9a-f]{64}", line) for line in lines)


def test_help_loads_neither_the_language_nor_the_extraction() -> None:
    code = (
        "import sys\n"
        "from monitor.cli import cli\n"
        "cli.main(['--help'], standalone_mode=False)\n"
        "heavy = {'spacy', 'trafilatura', 'pandas', 'sqlalchemy', 'httpx', 'pydantic'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"import inside the commands: {done.stderr}"
    assert "Comandos:" in done.stdout


def test_every_hostile_case_names_a_test_that_there_is() -> None:
    page = (ROOT / "docs" / "robustez.md").read_text(encoding="utf-8")
    named = re.findall(r"\| `([\w/]+\.py)` `(test_\w+)` \|", page)
    assert len(named) > 100
    for file, test in named:
        text = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert f"def {test}(" in text, f"docs/robustez.md names {file} {test}"
