"""The commands `backup` and `restore`: copies that can be trusted, and their way back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.session import Session
from monitor.cli.show import json_option, local_time, print_json, print_table, safe
from monitor.plurals import counted

if TYPE_CHECKING:
    from monitor.backup import Made, Manifest, Restored
    from monitor.backup.ciphers import Cipher

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
identity_option = click.option(
    "--identity",
    type=FILE,
    metavar="ARCHIVO",
    help="El archivo de la llave de age que lo abre. Si falta: clave.age junto al respaldo, con la "
    "frase de SINTESIS_BACKUP_PASSPHRASE.",
)


@click.group(
    invoke_without_command=True,
    help="Hace ahora un respaldo de todo, cifrado y comprobado, aunque el programa esté "
    "trabajando. «sintesis run» hace uno al día.",
)
@click.pass_context
def backup(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        session: Session = context.obj
        made = _make(session)
        click.echo(f"Listo: {made.words}. Está en {made.file.parent}.")


def _make(session: Session) -> Made:
    from monitor.backup import Backer
    from monitor.local import utc_now

    backer = Backer(
        config=session.config,
        archive=session.archive,
        folder=session.folder,
        settings=session.config_path,
        environment=session.environment,
    )
    return backer.make(now=utc_now())


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A backup that was tried, or that lies in the folder."""

    at: datetime
    file: str
    size: int
    is_there: bool
    reason: str | None


@backup.command(name="list", help="Los respaldos que se intentaron, el más nuevo primero.")
@json_option
@click.pass_obj
def list_(session: Session, as_json: bool) -> None:
    found = _listed(session)
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("Aún no hay respaldos; haga uno con: sintesis backup")
        return
    print_table(
        ("fecha", "archivo", "MB", "cómo está"),
        (
            (
                local_time(session.config.local(each.at)),
                each.file or "—",
                f"{each.size / 1_000_000:,.1f}" if each.size else "",
                _state(each),
            )
            for each in found
        ),
    )


def _state(each: Listed) -> str:
    if each.reason:
        return f"falló: {each.reason}"
    return "bueno" if each.is_there else "ya no está en la carpeta"


def _listed(session: Session) -> list[Listed]:
    """Those of the archive, and those of the folder that it does not know."""
    from monitor.backup import kept

    folder = _folder(session)
    tried = session.archive.backups.listed()
    named = {each.file for each in tried}
    there = {path.name: (at, path) for at, path in kept(folder)}
    rows = [
        Listed(
            at=each.at,
            file=each.file,
            size=each.size,
            is_there=each.file in there,
            reason=each.reason,
        )
        for each in tried
    ]
    rows += [
        Listed(at=at, file=name, size=path.stat().st_size, is_there=True, reason=None)
        for name, (at, path) in there.items()
        if name not in named
    ]
    return sorted(rows, key=lambda each: each.at, reverse=True)


def _folder(session: Session) -> Path:
    settings = session.config.backup
    if settings is None:
        raise click.UsageError(
            "No hay carpeta de respaldos: dígala en «backup.folder» de sources.yaml."
        )
    return Path(settings.folder)


@backup.command(
    help="Abre un respaldo hasta el final y comprueba cada archivo y el acervo que trae; sin "
    "ARCHIVO, el más nuevo. No cambia nada."
)
@click.argument("file", metavar="[ARCHIVO]", required=False, type=FILE)
@identity_option
@json_option
@click.pass_obj
def verify(session: Session, file: Path | None, identity: Path | None, as_json: bool) -> None:
    from monitor.backup import proved

    found = file or _newest(session)
    manifest = proved(found, cipher=_cipher(found, identity), folder=session.folder)
    if as_json:
        print_json(manifest)
        return
    click.echo(f"{safe(found.name)} está completo y su acervo está sano: {_contents(manifest)}.")


def _newest(session: Session) -> Path:
    from monitor.backup import kept

    folder = _folder(session)
    found = next((path for _, path in kept(folder)), None)
    if found is None:
        raise click.UsageError(f"No hay respaldos en {folder}; haga uno con: sintesis backup")
    return found


def _cipher(file: Path, identity: Path | None) -> Cipher:
    from monitor.backup.ciphers import VARIABLE, opening

    return opening(file, identity=identity, passphrase=os.environ.get(VARIABLE))


def _contents(manifest: Manifest) -> str:
    notes = counted(manifest.rows.get("clippings", 0), "nota")
    editions = counted(manifest.rows.get("editions", 0), "edición", "ediciones")
    demands = counted(manifest.rows.get("demands", 0), "demanda")
    files = counted(len(manifest.members) - 1, "archivo")
    return f"{notes}, {editions}, {demands} y {files} más, del {manifest.at:%d/%m/%Y %H:%M} UTC"


@click.command(
    help="Pone de vuelta un respaldo: lo comprueba en archivos nuevos y solo entonces cambia el "
    "acervo, y deja aparte el que había. El programa debe estar detenido."
)
@click.argument("file", metavar="ARCHIVO", type=FILE)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="CARPETA",
    help="Todo va a esta carpeta, y lo que está en uso no se toca.",
)
@identity_option
@json_option
@click.pass_obj
def restore(
    session: Session, file: Path, into: Path | None, identity: Path | None, as_json: bool
) -> int:
    from monitor.backup import Place
    from monitor.backup import restore as put_back
    from monitor.local import utc_now

    place = Place(
        archive_url=session.archive_url if into is None else _archive_in(session, into),
        settings=session.config_path if into is None else into / "sources.yaml",
        folder=session.folder if into is None else into / "ediciones",
    )
    done = put_back(file, place, cipher=_cipher(file, identity), now=utc_now().astimezone())
    if as_json:
        print_json(done)
    else:
        for line in _lines(done):
            click.echo(safe(line))
    return 1 if done.damaged else 0


def _archive_in(session: Session, into: Path) -> str:
    """A file in that folder; an archive of PostgreSQL is where `--archive` says."""
    if session.archive_url.startswith("postgresql"):
        return session.archive_url
    place = into / "sintesis.db"
    if place.exists():
        raise click.UsageError(f"Ya hay un acervo en {place}: diga otra carpeta.")
    into.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{place.absolute()}"


def _lines(done: Restored) -> list[str]:
    lines = [f"Restaurado: {_contents(done.manifest)}."]
    if done.aside:
        lines.append(f"El acervo que había quedó en {done.aside}.")
    lines += [f"Se escribió {path}." for path in done.settings]
    if done.proofs or done.copies:
        lines.append(
            f"Volvieron {counted(done.proofs, 'evidencia')} y "
            f"{counted(done.copies, 'copia u original', 'copias u originales')}."
        )
    lines += [f"No se pudo abrir {each}: está dañado en el respaldo." for each in done.damaged]
    return [*lines, "Revíselo con: sintesis doctor"]


COMMANDS: Sequence[click.Command] = (backup, restore)
