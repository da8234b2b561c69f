"""`sources.yaml` on disk → Config: what is wrong is one ConfigError, a line for each problem.

`tree` reads the YAML and remembers where everything stands, `checks` compares parts of the file
with each other, `wording` says in Spanish what pydantic found. A new check is a function in
`checks`; the words of a new kind of problem are a row of `messages.toml`.
"""

from __future__ import annotations

from functools import reduce
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from monitor.config import Config, Source
from monitor.configfile.checks import checked
from monitor.configfile.messages import say
from monitor.configfile.pictures import logo_problems
from monitor.configfile.tree import LIMIT, Problem, Tree, read
from monitor.configfile.wording import got, worded
from monitor.errors import ConfigError

GAZETTEER = "lugares.csv"  # beside the file, where it says no other
SHOWN = 50  # problems; beyond, one mistake repeats itself


def load(path: Path) -> Config:
    """The validated file; raises ConfigError with every problem, one line each."""
    tree = read(_text(path))
    if not isinstance(tree.value, dict) or not tree.value:
        raise _error(path, tree.problems or [_no_keys(tree)])
    problems = [*tree.problems, *checked(tree), *logo_problems(tree, path.parent)]
    try:
        config = Config.model_validate(tree.value)
    except ValidationError as error:
        raise _error(path, [*problems, *worded(tree, error)]) from error
    if problems:
        raise _error(path, problems)
    beside = (_with_gazetteer, _with_logo, _with_folders, _with_backup)
    return reduce(lambda found, place: place(found, path), beside, config)


def _with_backup(config: Config, path: Path) -> Config:
    """The folder of the backups, where it lies: beside the file, as it names it."""
    if config.backup is None:
        return config
    place = str((path.parent / config.backup.folder).resolve())
    return config.model_copy(update={"backup": config.backup.model_copy(update={"folder": place})})


def _with_logo(config: Config, path: Path) -> Config:
    """The office's logo, where it lies: beside the file, as it names it."""
    branding = config.profile.branding
    if branding.logo is None:
        return config
    place = str((path.parent / branding.logo).resolve())
    shown = config.profile.model_copy(
        update={"branding": branding.model_copy(update={"logo": place})}
    )
    return config.model_copy(update={"profile": shown})


def _with_folders(config: Config, path: Path) -> Config:
    """The folders where files arrive, where they lie: beside the file, as it names them."""
    outlets = tuple(
        outlet.model_copy(
            update={"sources": tuple(_with_folder(source, path) for source in outlet.sources)}
        )
        for outlet in config.outlets
    )
    return config.model_copy(update={"outlets": outlets})


def _with_folder(source: Source, path: Path) -> Source:
    if source.folder is None:
        return source
    return source.model_copy(update={"folder": str((path.parent / source.folder).resolve())})


def _with_gazetteer(config: Config, path: Path) -> Config:
    """The catalogue of colonias, where it lies: as the file says, else beside it if it is there."""
    file = path.parent / (config.gazetteer or GAZETTEER)
    if config.gazetteer is None and not file.exists():
        return config
    return config.model_copy(update={"gazetteer": str(file.resolve())})


def starter() -> str:
    """A commented file to begin from."""
    return files(__package__).joinpath("starter.yaml").read_text(encoding="utf-8")


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            body = file.read(LIMIT + 1)
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: {say('no_file')}") from error
    except IsADirectoryError as error:
        raise ConfigError(f"{path}: {say('not_a_file')}") from error
    except PermissionError as error:
        raise ConfigError(f"{path}: {say('not_permitted')}") from error
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: {say('not_readable', reason=error)}") from error
    if len(body) > LIMIT:
        raise ConfigError(f"{path}: {say('too_large')}")
    return _decoded(path, body)


def _decoded(path: Path, body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise ConfigError(f"{path}:{line}:{column}: {say('not_utf8')}") from error


def _no_keys(tree: Tree) -> Problem:
    words = say("empty") if not tree.value else say("not_a_mapping", got=got(tree.value))
    return Problem(line=1, column=1, key="", text=words)


def _error(path: Path, problems: list[Problem]) -> ConfigError:
    # What was found first in a key explains whatever else is wrong with it.
    first = {(found.line, found.column, found.key): found for found in reversed(problems)}
    lines = [_line(path, problem) for problem in sorted(first.values())]
    if len(lines) > SHOWN:
        rest = len(lines) - SHOWN
        lines = [*lines[:SHOWN], f"{path}: {say('more_problems', count=rest)}"]
    return ConfigError("\n".join(lines))


def _line(path: Path, problem: Problem) -> str:
    key = f"{problem.key}: " if problem.key else ""
    return f"{path}:{problem.line}:{problem.column}: {key}{problem.text}"
