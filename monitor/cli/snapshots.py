"""The command `snapshot`: pages as they were, to open, to take away and to prove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.asking import FILE, midnight
from monitor.cli.correcting import clipping_of
from monitor.cli.session import Session
from monitor.cli.show import DAY, day, json_option, local_time, print_json, print_table, progress

if TYPE_CHECKING:
    from monitor.copies import Copies
    from monitor.snapshots import Fault, Shot

FAILED = 1


@click.group(
    help="Las copias guardadas: cada página que pasó al acervo, como era, en archivos WARC que "
    "abre cualquier programa de archivo web."
)
def snapshot() -> None:
    """Only its commands do something."""


@snapshot.command(
    help="Dice qué copias hay de una nota (su dirección o su id). La página que escribe o abre es "
    "la última, sin programas ni nada de fuera; si no hay copia, es el texto que se archivó."
)
@click.argument("note", metavar="NOTA")
@click.option("--html", "html_path", type=FILE, metavar="ARCHIVO", help="Escribe aquí la página.")
@click.option("--open", "is_opened", is_flag=True, help="Abre la página en el navegador.")
@json_option
@click.pass_obj
def show(
    session: Session, note: str, html_path: Path | None, is_opened: bool, as_json: bool
) -> None:
    clipping = clipping_of(session, note)
    shots = session.archive.snapshots.of(clipping.id)
    place = html_path or (_beside(session, clipping.id) if is_opened else None)
    if place:
        place.write_text(_copies(session).of(clipping), encoding="utf-8")
    if as_json:
        print_json(shots)
    elif shots:
        print_table(("guardada", "qué", "bytes", "archivo", "SHA-256"), _rows(session, shots))
    elif removed := _copies(session).removed(clipping.id):
        click.echo(f"{clipping.id}: {removed[:1].lower()}{removed[1:]}")
    else:
        click.echo(f"No hay copia guardada de {clipping.id}; el acervo conserva su texto.")
    if clipping.file and not as_json:
        click.echo(f"Su original: {_original(session, clipping.file)}")
    if place and is_opened:
        click.launch(str(place))


@snapshot.command(
    help="Copia a un archivo WARC las copias guardadas de estas notas (su dirección o su id), de "
    "esos días, o todas."
)
@click.argument("notes", metavar="[NOTA...]", nargs=-1)
@click.option("--warc", "warc_path", type=FILE, metavar="ARCHIVO", required=True, help="Dónde.")
@click.option("--since", type=day, metavar=DAY, help="Desde este día.")
@click.option("--until", type=day, metavar=DAY, help="Hasta este día, incluido.")
@click.pass_obj
def export(
    session: Session,
    notes: tuple[str, ...],
    warc_path: Path,
    since: date | None,
    until: date | None,
) -> None:
    from monitor.local import utc_now

    if notes and (since or until):
        raise click.UsageError("Diga las notas o los días, no las dos cosas.")
    shots = _of_notes(session, notes) if notes else _of_days(session, since, until)
    if not shots:
        raise click.UsageError("No hay ninguna copia guardada de eso.")
    count = _copies(session).export(shots, warc_path, now=utc_now())
    click.echo(f"Listo: {count} {'copia' if count == 1 else 'copias'} en {warc_path}")


@snapshot.command(
    help="Lee todas las copias guardadas y comprueba que son lo que eran. Sale con 1 si alguna "
    "falta o está dañada."
)
@json_option
@click.pass_obj
def verify(session: Session, as_json: bool) -> int | None:
    count = session.archive.snapshots.count()
    with progress() as bar:
        shots = bar.track(session.archive.snapshots.every(), total=count, description="Copias")
        faults = list(_copies(session).faults(shots))
    if as_json:
        print_json({"copies": count, "faults": faults})
    else:
        _tell(count, faults)
    return FAILED if any(not each.harmless for each in faults) else None


def _tell(count: int, faults: Sequence[Fault]) -> None:
    bad = [each for each in faults if not each.harmless]
    for each in bad:
        said = each.reason if each.file in each.reason else f"{each.file}: {each.reason}"
        click.echo(f"✗ {said}")
    strays = Counter(each.reason for each in faults if each.harmless)
    for reason, number in strays.items():
        click.echo(f"! {number} {'archivo' if number == 1 else 'archivos'}: {reason}")
    well = "todas están bien" if not bad else f"con problemas: {len(bad)}"
    click.echo(f"Copias guardadas: {count}; {well}.")


def _copies(session: Session) -> Copies:
    from monitor.copies import Copies
    from monitor.snapshots import FOLDER

    return Copies(config=session.config, archive=session.archive, folder=session.folder / FOLDER)


def _original(session: Session, name: str) -> Path:
    from monitor.keeping import FOLDER, Keeper

    return Keeper(session.folder / FOLDER).path(name)


def _beside(session: Session, clipping_id: str) -> Path:
    """Where the page is written when only the browser wants it."""
    import tempfile

    return Path(tempfile.mkdtemp(prefix="sintesis-")) / f"copia-{clipping_id}.html"


def _of_notes(session: Session, notes: Sequence[str]) -> list[Shot]:
    ids = [clipping_of(session, note).id for note in notes]
    return [shot for each in ids for shot in session.archive.snapshots.of(each)]


def _of_days(session: Session, since: date | None, until: date | None) -> list[Shot]:
    begin = midnight(session.config, since)
    end = midnight(session.config, until, days=1)
    return list(session.archive.snapshots.every(since=begin, until=end))


def _rows(session: Session, shots: Sequence[Shot]) -> list[tuple[str, ...]]:
    return [
        (
            local_time(session.config.local(each.at)),
            "imagen" if each.is_picture else "sin cambios" if each.is_revisit else "página",
            f"{each.size:,}",
            each.file,
            each.digest,
        )
        for each in shots
    ]
