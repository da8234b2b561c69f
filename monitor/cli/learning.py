"""The command `evaluate`: scores what we ship on any labelled file, with intervals.

To add a task: a function of (session, folder of the file) here and a line in TASKS.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from monitor.cli.session import Session
from monitor.cli.show import json_option, print_json, print_table
from monitor.errors import SintesisError

if TYPE_CHECKING:
    from monitor.stories import Piece

Row = Mapping[str, Any]


Rows = Sequence[Row]
Grouped = Callable[[Rows], Mapping[str, str]]


class Scorer(NamedTuple):
    """Both read the same rows; predictions only when somebody asks for them."""

    evaluate: Callable[[Rows], Mapping[str, Any]]
    predict: Callable[[Rows], Sequence[Mapping[str, Any]]]


def _extract(session: Session, folder: Path) -> Scorer:
    from zoneinfo import ZoneInfo

    from monitor.extract import extract
    from monitor.local import utc_now
    from monitor.model import Article, Rejected
    from nlp.evaluate import extraction

    zone = session.config.profile.zone if session.configured else ZoneInfo("America/Mexico_City")
    now = utc_now()

    def read(body: bytes, url: str) -> Article | Rejected:
        return extract(body, url=url, zone=zone, now=now)

    return Scorer(
        lambda rows: extraction.evaluate(rows, read, folder=folder, zone=zone),
        lambda rows: extraction.predictions(rows, read, folder=folder, zone=zone),
    )


def _demands(session: Session, folder: Path) -> Scorer:
    import nlp.demands
    from monitor.cli.joined import joiner
    from nlp.evaluate import demands
    from nlp.evaluate.offices import Offices

    offices = Offices(folder, session.config if session.configured else None)
    reader = demands.Reader(
        petitions=offices.petitions,
        category=offices.category,
        office=offices.office,
        join=joiner(offices.config),
        sure=nlp.demands.sure(),
    )
    return Scorer(
        lambda rows: demands.evaluate(rows, reader), lambda rows: demands.predictions(rows, reader)
    )


def _entities(session: Session, folder: Path) -> Scorer:
    from nlp.entities.model import shipped
    from nlp.evaluate import entities

    return Scorer(
        lambda rows: entities.evaluate(rows, shipped()),
        lambda rows: entities.predictions(rows, shipped()),
    )


def _mentions(session: Session, folder: Path) -> Scorer:
    from nlp import Tagger
    from nlp.evaluate import mentions

    config = session.config
    tagger = Tagger(config)
    return Scorer(
        lambda rows: mentions.evaluate(rows, tagger, config=config, folder=folder),
        lambda rows: mentions.predictions(rows, tagger, config=config, folder=folder),
    )


def _places(session: Session, folder: Path) -> Scorer:
    from nlp.evaluate import places
    from nlp.places.municipalities import Home

    config = session.config
    known = places.catalogue(folder, otherwise=config.gazetteer)
    profile = config.profile
    home = Home(name=profile.municipality, called=profile.places, state=profile.state)
    read = places.Places(known=known, home=home)
    return Scorer(
        lambda rows: places.evaluate(rows, read, known),
        lambda rows: places.predictions(rows, read),
    )


def _readings(session: Session, folder: Path) -> Scorer:
    from nlp import readings as trained
    from nlp.evaluate import readings

    chances = trained.reader().chances
    return Scorer(
        lambda rows: readings.evaluate(rows, chances),
        lambda rows: readings.predictions(rows, chances),
    )


def _stance(session: Session, folder: Path) -> Scorer:
    from nlp.evaluate import stance
    from nlp.reader import StanceReader

    reader = StanceReader()
    return Scorer(
        lambda rows: stance.evaluate(rows, reader), lambda rows: stance.predictions(rows, reader)
    )


def _stories(session: Session, folder: Path) -> Scorer:
    from monitor.stories import partition
    from monitor.stories.baselines import alike, copies
    from nlp.evaluate import stories

    group, by_text, by_words = (of_rows(each) for each in (partition, copies, alike))
    baselines = {"copies": by_text, "tfidf": by_words}
    return Scorer(
        lambda rows: stories.evaluate(rows, group, copies=by_text, baselines=baselines),
        lambda rows: stories.predictions(rows, group),
    )


def of_rows(group: Callable[[Sequence[Piece]], Mapping[str, str]]) -> Grouped:
    """A way to group pieces, as one to group labelled rows."""
    return lambda rows: group([_piece(row) for row in rows])


def _piece(row: Row) -> Piece:
    from datetime import UTC, datetime

    from monitor.stories import Piece

    try:
        published = datetime.fromisoformat(str(row.get("published") or "2026-01-01"))
    except ValueError:
        raise SintesisError(f"Fila {row['id']}: published no es una fecha ISO.") from None
    return Piece(
        id=str(row["id"]),
        title=str(row.get("title") or ""),
        text=str(row["text"]),
        published_at=published if published.tzinfo else published.replace(tzinfo=UTC),
    )


def _quotes(session: Session, folder: Path) -> Scorer:
    from nlp.evaluate import quotes

    return Scorer(quotes.evaluate, quotes.predictions)


def _theme(session: Session, folder: Path) -> Scorer:
    return _label("theme")


def _kind(session: Session, folder: Path) -> Scorer:
    return _label("kind")


def _label(name: str) -> Scorer:
    from nlp.evaluate import labels

    return Scorer(
        lambda rows: labels.evaluate(rows, name), lambda rows: labels.predictions(rows, name)
    )


TASKS: Mapping[str, Callable[[Session, Path], Scorer]] = {
    "demands": _demands,
    "entities": _entities,
    "extract": _extract,
    "kind": _kind,
    "mentions": _mentions,
    "places": _places,
    "quotes": _quotes,
    "readings": _readings,
    "stance": _stance,
    "stories": _stories,
    "theme": _theme,
}


@click.command(
    help="Califica lo que hace Síntesis con un archivo etiquetado (JSONL), con intervalos de 95 %. "
    f"La TAREA es una de: {', '.join(TASKS)}."
)
@click.argument("task", metavar="TAREA", type=click.Choice(list(TASKS)))
@click.argument(
    "file", metavar="ARCHIVO", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option(
    "--predictions",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Escribe aquí, en JSONL, lo que se dijo de cada fila.",
)
@json_option
@click.pass_obj
def evaluate(session: Session, task: str, file: Path, out: Path | None, as_json: bool) -> None:
    from nlp.evaluate import read_rows

    rows = read_rows(file)
    if not rows:
        raise click.UsageError(f"{file} no tiene filas: escriba un objeto JSON por línea.")
    scorer = TASKS[task](session, file.parent)
    if out:
        lines = (json.dumps(each, ensure_ascii=False) for each in scorer.predict(rows))
        out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    scores = scorer.evaluate(rows)
    if as_json:
        print_json(_nested(scores))
        return
    print_table(("medida", "valor", "intervalo de 95 %", "n"), _rows(scores))


def _nested(scores: Mapping[str, Any]) -> dict[str, Any]:
    """Each score under its dotted name and, for who walks the tree, under its parts too."""
    tree: dict[str, Any] = dict(scores)
    for name, value in scores.items():
        group, dot, rest = name.partition(".")
        if dot:
            tree.setdefault(group, {})[rest] = value
    return tree


def _rows(scores: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    return [
        (name, f"{value:.3f}", _interval(scores.get(f"{name}_ci")), _count(scores, name))
        for name, value in scores.items()
        if isinstance(value, float) and not name.endswith("_n")
    ]


def _interval(bounds: Sequence[float] | None) -> str:
    return f"{bounds[0]:.3f}–{bounds[1]:.3f}" if bounds else ""


def _count(scores: Mapping[str, Any], name: str) -> str:
    return str(scores.get(f"{name}_n", scores.get("n", "")))
