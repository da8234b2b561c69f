"""The command `analyze`: reads any text, or a note of the archive, and says why it reads it so.

How the explanation looks on a terminal is `explained`; its JSON is written here and is stable:
keys are added, never renamed (docs/guia-usuario.md).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.asking import STANCES
from monitor.cli.correcting import clipping_of, is_note
from monitor.cli.session import Session
from monitor.cli.show import DAY, day, json_option, print_json, safe, subject_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.config import Config
    from monitor.model import Analysis, Clipping, Entity, Mention, Place, Quote, Reading, Span


@click.command(
    help="Etiqueta un texto cualquiera (un archivo, la entrada estándar con «-», o el texto mismo "
    "entre comillas) o una nota del acervo (su dirección o su id): quién se menciona, con qué "
    "postura y por qué."
)
@click.argument("what", metavar="ARCHIVO|-|TEXTO|NOTA")
@click.option("--title", default="", help="El título de la nota, si no está en el texto.")
@click.option("--date", "on", type=day, metavar=DAY, help="Día de la nota.")
@click.option(
    "--explain",
    is_flag=True,
    help="Muestra el texto con las menciones marcadas, las tres lecturas de cada una con su "
    "probabilidad y su prueba, citas, lugares, nombres y con qué modelos se leyó.",
)
@json_option
@click.pass_obj
def analyze(
    session: Session, what: str, title: str, on: date | None, explain: bool, as_json: bool
) -> None:
    from nlp import Tagger

    clipping = _clipping(session, what, title=title, on=on)
    tagger = Tagger(session.config)
    (analysis,) = tagger.pipe([clipping])
    if as_json:
        whole = explanation(session.config, clipping, analysis, parts=tagger.parts)
        print_json(whole if explain else _analysis_json(clipping, analysis))
        return
    if analysis.failed:
        click.echo(f"No se pudo leer el texto: {analysis.failed}", err=True)
    if explain:
        from monitor.cli.explained import show

        show(session.config, clipping, analysis, parts=tagger.parts)
        return
    click.echo("\n".join(_analysis_lines(session.config, clipping, analysis)))


def _clipping(session: Session, what: str, *, title: str, on: date | None) -> Clipping:
    """What is to be read, as a clipping: the archive's, or one made of the text."""
    from monitor.local import utc_now

    if is_note(what) and not Path(what).exists():
        return clipping_of(session, what)
    now = datetime.combine(on, time(12), session.config.profile.zone) if on else utc_now()
    return _made(_text(what), title=title, now=now)


def _text(what: str) -> str:
    if what == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    try:
        return Path(what).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError as missing:
        if len(what.split()) > 1:
            return what
        raise click.UsageError(
            f"«{what}» no existe: dé un archivo, una nota del acervo (su dirección o su id), un "
            "texto entre comillas, o «-» para la entrada estándar."
        ) from missing
    except (OSError, ValueError) as failure:
        if len(what.split()) > 1:  # too long for the name of a file: it is the text
            return what
        raise click.UsageError(f"No se puede leer «{what}».") from failure


def _made(text: str, *, title: str, now: datetime) -> Clipping:
    from monitor.model import Clipping

    return Clipping(
        id="analyze",
        revision=1,
        source_id="analyze",
        outlet_id="analyze",
        url=None,
        title=title,
        text=text.strip(),
        published_at=now,
        collected_at=now,
    )


def explanation(
    config: Config, clipping: Clipping, analysis: Analysis, *, parts: Mapping[str, str]
) -> dict[str, object]:
    """All that `--explain` says, for a program."""
    told = analysis
    return {
        "title": clipping.title,
        "url": clipping.url,
        "failed": told.failed,
        "language": told.language,
        "kind": told.kind or clipping.kind,
        "theme": {"label": told.theme, "probability": told.theme_confidence},
        "mentions": [_mention_json(config, clipping, each) for each in told.mentions],
        "readings": [_reading_json(config, clipping, told, each) for each in told.readings],
        "quotes": [_quote_json(clipping, each) for each in told.quotes],
        "places": [_place_json(clipping, each) for each in told.places],
        "entities": [_entity_json(clipping, each) for each in told.entities],
        "analyzer": told.analyzer,
        "parts": dict(parts),
    }


def _mention_json(config: Config, clipping: Clipping, mention: Mention) -> dict[str, object]:
    return {
        "subject": mention.subject_id,
        "name": subject_name(config, mention.subject_id),
        "words": _words_json(clipping, mention.at),
        "alias": mention.alias,
        "form": mention.form,
        "holder": mention.holder,
        "identity": mention.identity,
        "stance": _label(mention.stance, mention.confidence),
        "tone": _label(mention.tone, mention.tone_confidence),
        "responsible": _label(mention.responsible, mention.responsible_confidence),
        "voice": _label(mention.voice, mention.voice_confidence),
        "evidence": _words_json(clipping, mention.evidence),
    }


def _reading_json(
    config: Config, clipping: Clipping, analysis: Analysis, reading: Reading
) -> dict[str, object]:
    return {
        "subject": reading.subject_id,
        "name": subject_name(config, reading.subject_id),
        "stance": _label(reading.stance, reading.confidence),
        "tone": reading.tone,
        "responsible": reading.responsible,
        "voice": reading.voice,
        "mentions": reading.mentions,
        "why": why(analysis, reading.subject_id),
        "evidence": _words_json(clipping, reading.evidence),
    }


def _quote_json(clipping: Clipping, quote: Quote) -> dict[str, object]:
    return {
        "words": _words_json(clipping, quote.words),
        "speaker": quote.speaker,
        "subject": quote.subject_id,
        "verb": quote.verb,
    }


def _place_json(clipping: Clipping, place: Place) -> dict[str, object]:
    return {
        "kind": place.kind,
        "name": place.name,
        "municipality": place.municipality,
        "postcode": place.postcode,
        "probability": place.confidence,
        "words": _words_json(clipping, place.at),
    }


def _entity_json(clipping: Clipping, entity: Entity) -> dict[str, object]:
    return {
        "kind": entity.kind,
        "name": entity.name,
        "times": entity.times,
        "words": _words_json(clipping, entity.at),
    }


def _label(label: str, probability: float) -> dict[str, object]:
    return {"label": label, "probability": round(probability, 4)}


def _words_json(clipping: Clipping, at: Span) -> dict[str, object]:
    return {"text": at.of(clipping), "field": at.field, "start": at.start, "end": at.end}


def why(analysis: Analysis, subject_id: str) -> str:
    """The rule that made the reading of a subject, in words."""
    from nlp.components import compose

    return compose.explain([one for one in analysis.mentions if one.subject_id == subject_id])


def _analysis_json(clipping: Clipping, analysis: Analysis) -> dict[str, object]:
    return {
        "failed": analysis.failed,
        "analyzer": analysis.analyzer,
        "mentions": [
            {
                "subject": mention.subject_id,
                "words": mention.at.of(clipping),
                "at": mention.at,
                "form": mention.form,
                "holder": mention.holder,
                "stance": mention.stance,
                "confidence": mention.confidence,
                "evidence": mention.evidence.of(clipping),
            }
            for mention in analysis.mentions
        ],
        "readings": [
            {
                "subject": reading.subject_id,
                "stance": reading.stance,
                "mentions": reading.mentions,
                "evidence": reading.evidence.of(clipping),
            }
            for reading in analysis.readings
        ],
    }


def _analysis_lines(config: Config, clipping: Clipping, analysis: Analysis) -> Sequence[str]:
    if not analysis.readings:
        return ("El texto no menciona a nadie de quienes se observan.",)
    lines = []
    for reading in analysis.readings:
        words = [
            mention.at.of(clipping)
            for mention in analysis.mentions
            if mention.subject_id == reading.subject_id
        ]
        name = subject_name(config, reading.subject_id)
        lines.append(click.style(f"{STANCES[reading.stance]}  {name}", bold=True))
        lines.append(f"  se le nombra así: {safe(', '.join(dict.fromkeys(words)))}")
        lines.append(f"  la prueba: «{safe(' '.join(reading.evidence.of(clipping).split()))}»")
    return lines
