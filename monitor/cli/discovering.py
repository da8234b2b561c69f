"""The commands `sources discover`, `import` and `export`: how an outlet gets into the file."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import tzinfo
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.session import Session
from monitor.cli.show import json_option, print_json, print_table, progress, safe
from monitor.plurals import counted

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.discovery import Discovery
    from monitor.discovery.opml import Imported
    from monitor.discovery.trial import Trial

FAILED, PARTIAL = 1, 3
AT_ONCE = 8
SAVED = 20_000_000  # bytes of a saved page


@click.command(
    help="Busca dónde anuncia sus notas un medio: canales, mapas del sitio, WordPress o la propia "
    "página. Prueba cada lugar y escribe el bloque listo para sources.yaml. Termina con 3 si de "
    "alguna dirección no se halló nada."
)
@click.argument("addresses", nargs=-1, metavar="[DIRECCIÓN]...")
@click.option(
    "--page",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Una página guardada: se lee sin preguntar nada a la red.",
)
@click.option("--base", metavar="DIRECCIÓN", help="De dónde es la página guardada, si no lo dice.")
@click.option("--yaml", "only_yaml", is_flag=True, help="Solo el bloque para sources.yaml.")
@json_option
@click.pass_obj
def discover(
    session: Session,
    addresses: tuple[str, ...],
    page: Path | None,
    base: str | None,
    only_yaml: bool,
    as_json: bool,
) -> int:
    if bool(addresses) == bool(page):
        raise click.UsageError("Dé una o más direcciones, o una página guardada con --page.")
    found = [_offline(session, page, base)] if page else _online(session, addresses)
    if as_json:
        print_json([_plain(each) for each in found])
    else:
        _print(session, found, only_yaml=only_yaml)
    lost = sum(_is_lost(each) for each in found)
    return 0 if not lost else (FAILED if lost == len(found) else PARTIAL)


def _is_lost(found: Discovery) -> bool:
    return not found.choice.ranked and not found.untried


def _zone(session: Session) -> tzinfo:
    from zoneinfo import ZoneInfo

    return session.config.profile.zone if session.configured else ZoneInfo("America/Mexico_City")


def _offline(session: Session, page: Path, base: str | None) -> Discovery:
    from monitor.discovery import offline, own_address
    from monitor.local import utc_now

    with page.open("rb") as file:
        body = file.read(SAVED)
    address = _address(base) if base else own_address(body)
    if address is None:
        raise click.UsageError(f"{page} no dice de qué sitio es; dígalo con --base DIRECCIÓN.")
    return offline(body, address, now=utc_now(), zone=_zone(session))


def _online(session: Session, addresses: Sequence[str]) -> list[Discovery]:
    from monitor.discovery import discover as discovered
    from monitor.local import utc_now

    wanted = [_address(each) for each in addresses]
    fetcher, zone, now = session.fetcher, _zone(session), utc_now()
    found = []
    with progress() as bar, ThreadPoolExecutor(AT_ONCE) as pool:
        task = bar.add_task("Buscando", total=len(wanted))
        for each in pool.map(lambda url: discovered(url, fetcher, now=now, zone=zone), wanted):
            bar.advance(task)
            found.append(each)
    return found


def _address(written: str) -> str:
    """As a person writes it: «eldiario.mx» is an address too."""
    from monitor import urls

    whole = written if "://" in written else f"https://{written}"
    if urls.canonical(whole) is None:
        raise click.UsageError(f"«{written}» no es una dirección; escríbala así: https://medio.mx")
    return whole


def _print(session: Session, found: Sequence[Discovery], *, only_yaml: bool) -> None:
    from monitor.configfile.adding import block
    from monitor.discovery.written import outlet_of
    from monitor.local import utc_now

    taken = set(session.config.outlet) if session.configured else set()
    zone, now = _zone(session), utc_now()
    for each in found:
        outlet = outlet_of(each, taken=taken, now=now, zone=zone)
        if not only_yaml:
            _print_table(session, each, zone)
        if outlet:
            taken.add(outlet.id)
            click.echo(safe(block([outlet])), nl=only_yaml)
        elif only_yaml:
            click.echo(f"  # {safe(each.address)}: no se halló de dónde leerlo\n")


def _print_table(session: Session, found: Discovery, zone: tzinfo) -> None:
    from monitor.discovery.written import verdict

    click.echo(safe(f"{found.front.name} · {found.front.url}"))
    if found.problem:
        click.echo(safe(f"La página no se pudo leer: {found.problem}"))
    if found.front.family:
        click.echo(safe(f"El sitio está hecho con {found.front.family}."))
    if ours := _ours(session, found):
        click.echo(f"Ya se lee como «{ours}» en sources.yaml.")
    rows = [*_untried_rows(found), *_rows(found, zone)]
    if rows:
        print_table(("", "fuente", "cómo se halló y qué dio"), rows)
    else:
        click.echo("No se halló de dónde leerlo.")
    for repeat in found.choice.repeats:
        said = f"{repeat.shared} de sus {repeat.shown} notas están en {repeat.of.url}"
        click.echo(safe(f"{repeat.trial.url} es casi lo mismo: {said}"))
    if words := verdict(found):
        click.echo(safe(words))
    click.echo()


def _rows(found: Discovery, zone: tzinfo) -> list[tuple[str, str, str]]:
    from monitor.discovery.written import FOUND, said

    working = [
        (
            "✓" if each in found.choice.chosen else "",
            f"{each.candidate.kind} {each.url}",
            f"{FOUND[each.candidate.found]}: {said(each, zone=zone)}",
        )
        for each in found.choice.ranked
    ]
    failed = [
        ("✗", f"{each.candidate.kind} {each.url}", f"{FOUND[each.candidate.found]}: {each.detail}")
        for each in found.choice.failed
    ]
    return [*working, *failed]


def _untried_rows(found: Discovery) -> list[tuple[str, str, str]]:
    from monitor.discovery.written import FOUND

    return [
        ("?", f"{each.kind} {each.url}", f"{FOUND[each.found]}: sin probar")
        for each in found.untried
    ]


def _ours(session: Session, found: Discovery) -> str | None:
    """The outlet of the file that is read at the same host, where a host is of one outlet."""
    from monitor.discovery.knowledge import host_of, is_shared

    host = host_of(found.front.url)
    if not session.configured or is_shared(host):
        return None
    sources = session.config.sources.values()
    return next((each.outlet_id for each in sources if _at(str(each.url or "")) == host), None)


def _at(url: str) -> str:
    from monitor.discovery.knowledge import host_of

    return host_of(url)


def _plain(found: Discovery) -> dict[str, Any]:
    chosen = {each.candidate.url for each in found.choice.chosen}
    return {
        "address": found.address,
        "name": found.front.name,
        "family": found.front.family or None,
        "problem": found.problem,
        "requests": found.requests,
        "sources": [_as_row(each, chosen) for each in (*found.choice.ranked, *found.choice.failed)],
        "untried": found.untried,
        "repeats": [
            {"url": each.trial.url, "of": each.of.url, "shared": each.shared, "shown": each.shown}
            for each in found.choice.repeats
        ],
        "opened": found.opened,
    }


def _as_row(trial: Trial, chosen: set[str]) -> dict[str, Any]:
    return {
        "kind": trial.candidate.kind,
        "url": trial.url,
        "found": trial.candidate.found,
        "chosen": trial.candidate.url in chosen,
        "items": len(trial.items),
        "newest": trial.newest,
        "long": trial.long,
        "daily": round(trial.daily, 1),
        "failure": trial.failure,
        "detail": trial.detail,
    }


@click.command(
    name="import",
    help="Lee una lista OPML de otro lector y escribe sus medios como bloque para sources.yaml; "
    "con --write, los agrega al archivo sin tocar lo demás.",
)
@click.argument(
    "file", metavar="ARCHIVO", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--write", is_flag=True, help="Agregarlos a sources.yaml en vez de mostrarlos.")
@click.pass_obj
def import_list(session: Session, file: Path, write: bool) -> None:
    from monitor.discovery import opml
    from monitor.local import utc_now

    with file.open("rb") as opened:
        body = opened.read(opml.LIMIT + 1)
    config = session.config if session.configured or write else None
    day = f"{utc_now().astimezone(_zone(session)):%Y-%m-%d}"
    brought = opml.imported(opml.read(body), config, day=day)
    if write and config:
        _write(session.config_path, brought)
    else:
        _show(brought, config)
    _tell(brought)


def _show(brought: Imported, config: Config | None) -> None:
    from monitor.configfile.adding import block, source_lines

    for outlet_id, sources in brought.sources.items():
        name = config.outlet[outlet_id].name if config else outlet_id
        click.echo(safe(f"# {name} («{outlet_id}») ya está en el archivo; agregue a sus fuentes:"))
        for source in sources:
            click.echo("".join(f"      {safe(line)}\n" for line in source_lines(source)))
    if brought.outlets:
        click.echo(safe(block(brought.outlets)), nl=False)


def _write(path: Path, brought: Imported) -> None:
    """The file with more in it, put in its place only once it is known to be right."""
    from monitor.configfile import load
    from monitor.configfile.adding import added

    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    changed = added(text, brought.outlets, brought.sources)
    with NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, suffix=".yaml", delete=False
    ) as fresh:
        fresh.write(changed)
    try:
        load(Path(fresh.name))
        shutil.copymode(path, fresh.name)
        Path(fresh.name).replace(path)
    finally:
        Path(fresh.name).unlink(missing_ok=True)


def _tell(brought: Imported) -> None:
    """What was done with every row of the list."""
    for each in brought.known:
        click.echo(safe(f"Repetida, no se agrega: {each.url}"), err=True)
    for each in brought.refused:
        click.echo(
            safe(f"No es una dirección que se pueda leer: {each.title} {each.url}"), err=True
        )
    new = sum(len(outlet.sources) for outlet in brought.outlets)
    more = sum(len(sources) for sources in brought.sources.values())
    outlets = counted(len(brought.outlets), "medio nuevo", "medios nuevos")
    click.echo(
        f"{outlets} con {counted(new, 'fuente', 'fuentes')}; "
        f"{counted(more, 'fuente', 'fuentes')} más de medios que ya estaban.",
        err=True,
    )


@click.command(
    name="export",
    help="Escribe los canales de sources.yaml como lista OPML, para otro lector.",
)
@click.argument(
    "file",
    metavar="[ARCHIVO]",
    required=False,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
)
@click.pass_obj
def export_list(session: Session, file: Path | None) -> None:
    from monitor.discovery import opml
    from monitor.local import utc_now

    body = opml.write(session.config, now=utc_now())
    if file:
        file.write_bytes(body)
    else:
        click.echo(body.decode(), nl=False)
    if rest := opml.left_out(session.config):
        click.echo(f"Fuentes que no son canales y no caben en una lista OPML: {rest}.", err=True)


COMMANDS: Sequence[click.Command] = (discover, import_list, export_list)
