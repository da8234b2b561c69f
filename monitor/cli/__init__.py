"""The command `sintesis`: what a person types. Heavy modules are imported inside the commands.

To add a command: a function in one of this package's modules and a line in COMMANDS.
Exit status: 0 done · 1 failed · 2 wrong usage · 3 done in part (a source or note failed) ·
75 busy, try later · 78 wrong configuration · 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from monitor.cli.language import speak_spanish

speak_spanish()

import click  # noqa: E402 - click takes its messages' language when it is imported

from monitor import __version__  # noqa: E402
from monitor.cli import (  # noqa: E402
    adding,
    alerting,
    asking,
    backing_up,
    correcting,
    counting,
    demands,
    explaining,
    learning,
    logs,
    places,
    reporting,
    setting_up,
    snapshots,
    sources,
    stories,
    telling,
    working,
)
from monitor.cli.session import Session  # noqa: E402
from monitor.cli.show import safe  # noqa: E402
from monitor.errors import ArchiveBusy, ConfigError, SintesisError  # noqa: E402
from monitor.refusals import refusal  # noqa: E402

OK, FAILED, USAGE, PARTIAL, BUSY, MISCONFIGURED, INTERRUPTED = 0, 1, 2, 3, 75, 78, 130


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Síntesis: lee los medios, encuentra lo que se dice del gobierno municipal y lo cuenta.",
    epilog="Estas opciones generales se admiten también después del comando.",
)
@click.option(
    "-c",
    "--config",
    "config_path",
    envvar="SINTESIS_CONFIG",
    default="sources.yaml",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Archivo de configuración (o SINTESIS_CONFIG).",
)
@click.option(
    "--archive",
    "archive_url",
    metavar="DIRECCIÓN",
    envvar="SINTESIS_ARCHIVE",
    help="Dónde está el acervo: sqlite:///RUTA o postgresql://… (o SINTESIS_ARCHIVE). "
    "Si falta: sintesis.db junto a la configuración.",
)
@click.option(
    "--folder",
    envvar="SINTESIS_FOLDER",
    type=click.Path(path_type=Path),
    help="Carpeta de las ediciones (o SINTESIS_FOLDER). Si falta: ediciones junto a la "
    "configuración.",
)
@click.version_option(__version__, prog_name="sintesis")
@click.pass_context
def cli(
    context: click.Context, config_path: Path, archive_url: str | None, folder: Path | None
) -> None:
    context.obj = Session(config_path=config_path, archive_url=archive_url, folder=folder)
    context.call_on_close(context.obj.close)


COMMANDS: Sequence[click.Command] = (
    setting_up.init,
    setting_up.demo,
    setting_up.doctor,
    setting_up.completion,
    working.run,
    working.collect,
    adding.add,
    working.retag,
    working.worker,
    telling.digest,
    reporting.report,
    alerting.alerts,
    asking.find,
    counting.stats,
    asking.why,
    explaining.analyze,
    correcting.correct,
    correcting.corrections,
    sources.sources,
    places.places,
    stories.story,
    snapshots.snapshot,
    demands.demands,
    learning.evaluate,
    *backing_up.COMMANDS,
)

for _command in COMMANDS:
    cli.add_command(_command)


GENERAL = ("-c", "--config", "--archive", "--folder")


def hoisted(arguments: Sequence[str]) -> list[str]:
    """The general options first, wherever they were written: `worker --archive postgresql://…`."""
    first: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in GENERAL:
            first += [argument, *([value] if (value := next(waiting, None)) is not None else [])]
        elif argument.partition("=")[0] in GENERAL[1:] and "=" in argument:
            first.append(argument)
        else:
            rest.append(argument)
    return first + rest


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with a documented status; a bug is still a traceback."""
    logs.begin()
    given = hoisted(sys.argv[1:] if arguments is None else arguments)
    try:
        status = cli.main(given, prog_name="sintesis", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        _leave(INTERRUPTED, "Interrumpido.")
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ConfigError as error:
        _leave(MISCONFIGURED, str(error))
    except ArchiveBusy as error:
        _leave(BUSY, str(error))
    except SintesisError as error:
        _leave(FAILED, str(error))
    except BrokenPipeError:
        # Whoever read us has left (`| head`); Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except OSError as error:
        _leave(FAILED, _disk_words(error))
    else:
        sys.exit(status or OK)


def _disk_words(error: OSError) -> str:
    where = f" en {error.filename}" if error.filename else ""
    return f"No se pudo escribir{where}: {refusal(error)}."


def _leave(status: int, message: str) -> None:
    click.echo(safe(message), err=True)
    sys.exit(status)
