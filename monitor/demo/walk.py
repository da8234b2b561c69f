"""The whole walk on one machine, clock in hand: the fictional press or saved pages to a mailbox."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from monitor import configfile, local
from monitor.archive import Archive
from monitor.archive.records import Counts
from monitor.casework import ANSWERED, Asked
from monitor.configfile import GAZETTEER
from monitor.demo.desk import STEPS, Desk
from monitor.demo.doors import Doors
from monitor.demo.mailroom import HOST, PASSWORD, Mailroom
from monitor.demo.notes import NEWSROOM
from monitor.demo.pages import PagesServer
from monitor.demo.press import Press
from monitor.demo.server import PressServer
from monitor.demo.sink import MailSink
from monitor.errors import ConfigError
from monitor.fetch import Fetcher
from monitor.labels import DemandState
from monitor.model import EditionKind, Job, Outcome
from monitor.periods import week_of
from monitor.pipeline import GATHERING, Pipeline
from monitor.publishing import extraordinary

ZONE = ZoneInfo("America/Mexico_City")
OWN = (
    "sources.yaml",
    GAZETTEER,
    "sintesis.db",
    "sintesis.db-wal",
    "sintesis.db-shm",
    "sintesis.db.lock",
)
OWN_FOLDERS = ("ediciones", "buzon", "periodicos", "documentos")
MARK = ".demo"  # says that what is there is a demo's
FORMS = (
    ("sintesis.html", "HTML"),
    ("sintesis.txt", "texto"),
    ("sintesis.json", "datos"),
    ("sintesis.pdf", "PDF"),
    ("bitacora.xlsx", "Excel"),
    ("mensaje.txt", "mensajes"),
    ("voz.txt", "minuto"),
)
OTHERS = {
    EditionKind.ALERT: "alerta",
    EditionKind.WEEKLY: "semanal",
    EditionKind.MONTHLY: "mensual",
}
QUESTIONS = (
    "find agua",
    "digest list",
    "sources health",
    "alerts",
    "demands list",
    "demands review",
)
LOST_IN_ORDER = (
    (Outcome.IRRELEVANT, "sin nombrar a nadie de quienes se observan"),
    (Outcome.NOT_ARTICLE, "portadas o secciones"),
    (Outcome.BLOCKED, "bloqueadas por el sitio"),
    (Outcome.PAYWALLED, "solo para suscriptores"),
    (Outcome.ROBOTS, "que robots.txt pide no leer"),
    (Outcome.NOT_FOUND, "direcciones que no existen (404)"),
    (Outcome.GONE, "retiradas (410)"),
    (Outcome.NO_TEXT, "sin texto"),
    (Outcome.OLD, "demasiado viejas"),
    (Outcome.DUPLICATE, "otras direcciones de notas ya archivadas"),
    (Outcome.TOO_LARGE, "más pesadas de lo que se admite"),
    (Outcome.NOT_ALLOWED, "direcciones que no se abren por seguridad"),
    (Outcome.UNREACHABLE, "sin respuesta"),
)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a demo did, and where to look."""

    counts: Counts
    editions: tuple[str, ...]
    failing: tuple[str, ...]  # sources that fail, with the reason
    html: Path | None
    mailbox: Path | None
    config: Path
    lines: tuple[str, ...]  # the same for a person


def press(
    *,
    into: Path,
    report: Say,
    hold: Callable[[Told], None] | None = None,
    today: datetime | None = None,
    doors: bool = True,
) -> Told:
    """Three mornings of a fictional municipality, each with its edition in the mailbox, and a noon
    with an alert.

    `hold` is called at the end while the press is still served; without `doors` there are only
    the outlets of feeds and sitemaps.
    """
    clear(into)
    day = (today or local.utc_now()).astimezone(ZONE).date()
    fictional = Press(today=day, zone=ZONE, doors=doors)
    with (
        PressServer(fictional) as server,
        MailSink(into / "buzon") as sink,
        Mailroom() as mailroom,
    ):
        imap = (HOST, mailroom.port)
        text = fictional.config_text(addresses=server.addresses, smtp=sink.address, imap=imap)
        (into / "sources.yaml").write_text(text, encoding="utf-8")
        shutil.copyfile(NEWSROOM / GAZETTEER, into / GAZETTEER)
        with opened(into / "sources.yaml", tokens=fictional.tokens) as pipeline:
            brought = Doors(fictional, mailroom, pipeline, addresses=server.addresses)
            for moment in fictional.visits:
                server.at(moment)
                brought.at(moment)
                _tick(pipeline, moment, report)
            _tell_week(pipeline, moment, report)
            desk = Desk(pipeline=pipeline, press=fictional, mailroom=mailroom)
            for moment in desk.moments():
                _tick(pipeline, moment, report, steps=STEPS)
            told = _told(pipeline, into / "sources.yaml", mailbox=into / "buzon")
        if hold:
            hold(told)
    return told


def pages(folder: Path, *, into: Path, words: Sequence[str], report: Say) -> Told:
    """The same walk over any folder of saved pages, announced by a feed made for them."""
    clear(into)
    now = local.utc_now()
    with PagesServer(folder) as server:
        config_path = into / "sources.yaml"
        config_path.write_text(server.config_text(words), encoding="utf-8")
        with opened(config_path) as pipeline:
            _tick(pipeline, now, report, steps=GATHERING)
            edition_id = extraordinary(pipeline.config, now=now).id
            pipeline.publisher.publish(edition_id, now=now, kind=EditionKind.EXTRAORDINARY)
            return _told(pipeline, config_path, mailbox=None)


def clear(into: Path) -> None:
    """Take away what another demo left, and nothing else.

    Raises:
        ConfigError: what is there is not of a demo: an office's own configuration or archive.
    """
    into.mkdir(parents=True, exist_ok=True)
    mark = into / MARK
    theirs = [name for name in (*OWN, *OWN_FOLDERS) if (into / name).exists()]
    if theirs and not mark.exists():
        raise ConfigError(
            f"{into}: ahí está {theirs[0]}, que no es de una demo, y la demo lo borraría. "
            "Indique otra carpeta con --into."
        )
    mark.touch()
    for name in OWN:
        (into / name).unlink(missing_ok=True)
    for name in OWN_FOLDERS:
        shutil.rmtree(into / name, ignore_errors=True)


@contextmanager
def opened(
    config_path: Path, *, tokens: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Pipeline]:
    """A pipeline over the configuration and the archive beside it."""
    config = configfile.load(config_path)
    archive = Archive(f"sqlite:///{config_path.parent / 'sintesis.db'}")
    fetcher = Fetcher(
        contact=config.profile.contact,
        office=config.profile.office,
        pause=config.reading.pause,
        allow_hosts=config.reading.allow_hosts,
    )
    with closing(archive), closing(fetcher):
        archive.migrate()
        yield Pipeline(
            config=config,
            archive=archive,
            fetch=fetcher,
            folder=config_path.parent / "ediciones",
            environment={"SINTESIS_IMAP_PASSWORD": PASSWORD, **tokens},
        )


def _tick(
    pipeline: Pipeline, moment: datetime, report: Say, *, steps: Sequence[str] | None = None
) -> None:
    def tell(job: Job, result: str) -> None:
        report(f"{job.step}: {result}")

    local.tick(pipeline, clock=lambda: moment, report=tell, steps=steps)


def _tell_week(pipeline: Pipeline, moment: datetime, report: Say) -> None:
    """The report of the week of yesterday, whole or in course: that of most of what was told."""
    week = week_of(pipeline.config.local(moment).date() - timedelta(days=1))
    report(f"report: {pipeline.reporter.publish(week.id, now=moment)}")
    _tick(pipeline, moment, report)


def _told(pipeline: Pipeline, config_path: Path, *, mailbox: Path | None) -> Told:
    archive, config = pipeline.archive, pipeline.config
    counts = archive.counts()
    digests = archive.digests()
    failing = tuple(
        f"{source_id}: {state.detail}"
        for source_id, state in sorted(archive.source_states().items())
        if state.failures
    )
    folder = pipeline.folder / digests[0].edition_id.replace(":", "") if digests else None
    html = folder / "sintesis.html" if folder else None
    command = f".venv/bin/sintesis -c {config_path}"
    lines = (
        f"{config.profile.municipality}: {len(config.outlets)} medios, "
        f"{len(config.sources)} fuentes ({len(failing)} con falla, como debe ser en la vida real)",
        *(f"  {each}" for each in failing),
        f"{counts.items} notas vistas, {counts.clippings} archivadas porque nos nombran "
        f"(corregidas después: {counts.revisions - counts.clippings}), {counts.stories} noticias",
        *_lost_lines(counts),
        _by_door(pipeline),
        f"{counts.editions} ediciones publicadas; la última:",
        *_forms(folder),
        *_others(pipeline),
        *((f"  buzón       {mailbox}",) if mailbox else ()),
        *_demanded(pipeline),
        "Para preguntarle al acervo:",
        *(f"  {command} {each}" for each in QUESTIONS),
    )
    return Told(
        counts=counts,
        editions=tuple(each.edition_id for each in digests),
        failing=failing,
        html=html,
        mailbox=mailbox,
        config=config_path,
        lines=lines,
    )


def _by_door(pipeline: Pipeline) -> str:
    """How many of the pieces came by each kind of source, the most first."""
    sources = pipeline.config.sources
    found = pipeline.archive.find(None, limit=10_000)
    counts = Counter(sources[each.clipping.source_id].kind for each in found)
    return (
        f"Por cada puerta: {', '.join(f'{kind} {number}' for kind, number in counts.most_common())}"
    )


def _forms(folder: Path | None) -> Iterator[str]:
    """Where each form of an edition is, as far as it was made."""
    for name, words in FORMS:
        if folder and (folder / name).exists():
            yield f"  {words:<11} {folder / name}"


def _others(pipeline: Pipeline) -> Iterator[str]:
    """The alerts and reports, the newest first."""
    for each in pipeline.archive.digests(kinds=OTHERS):
        folder = pipeline.folder / each.edition_id.replace(":", "")
        yield f"  {OTHERS[each.kind]:<11} {folder / 'sintesis.html'}"


def _demanded(pipeline: Pipeline) -> Iterator[str]:
    """What became of the demands, where any were heard."""
    cases = pipeline.archive.cases
    found = cases.find(Asked(), limit=1000)
    if not found:
        return
    words = {DemandState.ROUTED: "turnadas", DemandState.IN_PROGRESS: "en atención"}
    counts = Counter(each.state for each in found)
    told = [f"{counts.pop(state)} {word}" for state, word in words.items() if state in counts]
    answered = sum(counts[state] for state in ANSWERED) + counts[DemandState.CLOSED]
    yield (
        f"{len(found)} demandas ciudadanas con folio, de {sum(len(x.sources) for x in found)} "
        f"textos: {', '.join([*told, f'{answered} contestadas'])}; "
        f"{len(cases.in_review(limit=1000))} textos esperan a una persona"
    )
    yield "  en el buzón: sus tarjetas con el volante en PDF, los recordatorios y lo que escaló"


def _lost_lines(counts: Counts) -> Iterator[str]:
    for outcome, words in LOST_IN_ORDER:
        if number := counts.outcomes.get(outcome.value, 0):
            yield f"  {number:>3} {words}"
