"""How an explanation looks on a terminal: the text with its mentions marked, then why, by parts.

A part is a function of a Told and a line in PARTS. Colour only repeats what a mark says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from monitor.cli.asking import STANCES
from monitor.cli.explaining import why
from monitor.cli.show import local_time, safe, subject_name
from monitor.config import Config
from monitor.folding import fold
from monitor.model import (
    Analysis,
    Clipping,
    EntityKind,
    Field,
    Mention,
    Place,
    PlaceKind,
    Reading,
    Stance,
)
from reports import words

COLOURS = {"positive": "green", "neutral": "yellow", "negative": "red"}
TONES = {"positive": "bueno", "neutral": "ni bueno ni malo", "negative": "malo"}
BLAMED = {"subject": "al propio tema", "other": "a otra autoridad", "nobody": "a nadie"}
VOICES = {
    "outlet": "del medio",
    "quoted": "de alguien citado",
    "subject": "del propio tema",
    "release": "de boletín",
}
FORMS = {
    "full": "nombre completo",
    "short": "forma corta",
    "role": "cargo",
    "acronym": "siglas",
}
ENTITIES = {
    EntityKind.PERSON: "Personas",
    EntityKind.ORGANISATION: "Organismos",
    EntityKind.PLACE: "Lugares",
}
PLACES = {
    PlaceKind.SETTLEMENT: "colonia",
    PlaceKind.STREET: "calle",
    PlaceKind.CROSSING: "cruce",
    PlaceKind.LANDMARK: "referencia",
    PlaceKind.POSTCODE: "código postal",
}
LANGUAGES = {"es": "español", "en": "inglés"}
WHOLE = 700  # characters of a paragraph that is shown whole; of a longer one, what is around names
AROUND = 240
INDENT = (0, 0, 0, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is explained."""

    config: Config
    clipping: Clipping
    analysis: Analysis
    parts: Mapping[str, str]

    def name(self, subject_id: str) -> str:
        return safe(subject_name(self.config, subject_id))


def show(
    config: Config,
    clipping: Clipping,
    analysis: Analysis,
    *,
    parts: Mapping[str, str],
    console: Console | None = None,
) -> None:
    """Print the whole explanation; plain where nobody sees colours."""
    told = Told(config=config, clipping=clipping, analysis=analysis, parts=parts)
    out = console or Console(highlight=False)
    with out.capture() as captured:
        for title, part in PARTS.items():
            lines = list(part(told))
            if lines and title:
                out.print(Text(f"\n{title}", style="bold"))
            for line in lines:
                out.print(line)
    # Padding fills every line to the border of the terminal.
    out.file.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


def _head(told: Told) -> Iterator[RenderableType]:
    clipping, analysis = told.clipping, told.analysis
    if clipping.title:
        yield _marked(told, Field.TITLE, 0, len(clipping.title), style="bold")
    outlet = told.config.outlet.get(clipping.outlet_id)
    theme = words.theme(analysis.theme) if analysis.theme else None
    facts = (
        outlet.name if outlet else "",
        local_time(told.config.local(clipping.published_at)),
        words.kind(analysis.kind or clipping.kind),
        f"{theme} {_percent(analysis.theme_confidence)}" if theme else "",
        LANGUAGES.get(analysis.language, analysis.language),
    )
    yield Text(" · ".join(fact for fact in facts if fact), style="dim")
    if not analysis.mentions:
        yield Text("No menciona a nadie de quienes se observan.")


def _text(told: Told) -> Iterator[RenderableType]:
    """The paragraphs that name somebody; "…" for what stands between."""
    text = told.clipping.text
    named = [one.at for one in told.analysis.mentions if one.at.field is Field.TEXT]
    shown = 0
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        places = [(at.start, at.end) for at in named if start <= at.start < end]
        for first, last in _windows(text, start, end, places):
            if first > shown and text[shown:first].strip():
                yield Padding(Text("…", style="dim"), INDENT)
            yield Padding(_marked(told, Field.TEXT, first, last), INDENT)
            shown = last
        start = end + 1
    if shown and text[shown:].strip():
        yield Padding(Text("…", style="dim"), INDENT)


def _windows(
    text: str, start: int, end: int, places: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """What to show of a paragraph: all of it, or what surrounds its names."""
    if places and end - start <= WHOLE:
        return [(start, end)]
    windows: list[tuple[int, int]] = []
    for first, last in places:
        left = _space(text, max(start, first - AROUND), start)
        right = _space(text, min(end, last + AROUND), end)
        if windows and left <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(right, windows[-1][1]))
        else:
            windows.append((left, right))
    return windows


def _space(text: str, place: int, border: int) -> int:
    """The place after the nearest space before it, so that no word is cut."""
    if place == border:
        return place
    space = text.rfind(" ", max(0, place - 40), place)
    return space + 1 if space > 0 else place


def _marked(told: Told, field: Field, start: int, end: int, *, style: str = "") -> Text:
    """A stretch of the note with every mention underlined, behind the mark of its stance."""
    whole = told.clipping.title if field is Field.TITLE else told.clipping.text
    text = Text(style=style)
    done = start
    for mention in _inside(told.analysis.mentions, field, start, end):
        if mention.at.start < done:
            continue
        text.append(_line(whole[done : mention.at.start]))
        named = f"{STANCES[mention.stance][0]}{_line(whole[mention.at.start : mention.at.end])}"
        text.append(named, style=f"bold underline {COLOURS[mention.stance]}")
        done = mention.at.end
    text.append(_line(whole[done:end]))
    return text


def _inside(mentions: Sequence[Mention], field: Field, start: int, end: int) -> Iterator[Mention]:
    found = (one for one in mentions if one.at.field is field and start <= one.at.start < end)
    return iter(sorted(found, key=lambda one: one.at.start))


def _mentions(told: Told) -> Iterator[RenderableType]:
    before = None
    for number, one in enumerate(told.analysis.mentions, start=1):
        head = Text(f"{number}. ")
        head.append_text(_stance(one.stance, one.confidence))
        head.append(f"  {told.name(one.subject_id)}", style="bold")
        yield head
        yield _below(_naming(told, one))
        yield _below(
            f"suceso: {TONES[one.tone]} {_percent(one.tone_confidence)} · "
            f"se culpa {BLAMED[one.responsible]} {_percent(one.responsible_confidence)} · "
            f"voz {VOICES[one.voice]} {_percent(one.voice_confidence)}"
        )
        shown = "la misma" if one.evidence == before else f"«{_proof(told, one)}»"
        yield _below(f"prueba: {shown}", style="italic")
        before = one.evidence


def _naming(told: Told, one: Mention) -> str:
    named = _line(one.at.of(told.clipping))
    other = one.alias and fold(one.alias) != fold(named)
    alias = f", por el alias «{safe(one.alias)}»" if other else ""
    holder = f"; ese día, {safe(one.holder)}" if one.holder else ""
    form = FORMS.get(one.form, one.form)
    return f"se le nombra «{named}» ({form}{alias}{holder}); es el tema: {_percent(one.identity)}"


def _proof(told: Told, one: Mention | Reading) -> str:
    return _line(one.evidence.of(told.clipping))


def _subjects(told: Told) -> Iterator[RenderableType]:
    for one in told.analysis.readings:
        head = Text().append_text(_stance(one.stance, one.confidence))
        head.append(f"  {told.name(one.subject_id)}", style="bold")
        head.append(f"  {one.mentions} {'mención' if one.mentions == 1 else 'menciones'}")
        yield head
        yield _below(
            f"suceso: {TONES[one.tone]} · se culpa {BLAMED[one.responsible]} · "
            f"voz {VOICES[one.voice]}"
        )
        yield _below(f"regla: {why(told.analysis, one.subject_id)}")
        yield _below(f"prueba: «{_proof(told, one)}»", style="italic")


def _quotes(told: Told) -> Iterator[RenderableType]:
    for one in told.analysis.quotes:
        speaker = _line(one.speaker) or "sin decir quién"
        subject = f" ({told.name(one.subject_id)})" if one.subject_id else ""
        verb = f", «{safe(one.verb)}»" if one.verb else ""
        yield _below(f"{speaker}{subject}{verb}: «{_line(one.words.of(told.clipping))}»")


def _places(told: Told) -> Iterator[RenderableType]:
    """Each place once, as sure as where it is told best."""
    best: dict[tuple[str, str, str | None], Place] = {}
    for one in told.analysis.places:
        kept = best.setdefault((one.kind, one.name, one.municipality), one)
        if one.confidence > kept.confidence:
            best[one.kind, one.name, one.municipality] = one
    for one in best.values():
        where = f", {safe(one.municipality)}" if one.municipality else ", sin saber el municipio"
        postcode = f", CP {one.postcode}" if one.postcode and one.postcode != one.name else ""
        yield _below(
            f"{PLACES[one.kind]}: {_line(one.name)}{postcode}{where} {_percent(one.confidence)}"
        )


def _entities(told: Told) -> Iterator[RenderableType]:
    for kind, title in ENTITIES.items():
        names = [
            f"{_line(one.name)}{f' ({one.times})' if one.times > 1 else ''}"
            for one in told.analysis.entities
            if one.kind is kind
        ]
        if names:
            yield _below(f"{title}: {', '.join(names)}")


def _made_by(told: Told) -> Iterator[RenderableType]:
    yield _below(f"lector {told.analysis.analyzer}", style="dim")
    parts = ", ".join(f"{name} {digest}" for name, digest in told.parts.items())
    yield _below(parts, style="dim")


PARTS: Mapping[str, Callable[[Told], Iterator[RenderableType]]] = {
    "": _head,
    "Dónde se les nombra": _text,
    "Menciones, cada una con sus tres lecturas": _mentions,
    "Cómo los trata la nota": _subjects,
    "Quién habla": _quotes,
    "Lugares": _places,
    "Quién más sale": _entities,
    "Con qué se leyó": _made_by,
}


def _stance(stance: Stance, confidence: float) -> Text:
    return Text(f"{STANCES[stance]} {_percent(confidence)}", style=COLOURS[stance])


def _below(line: str, *, style: str = "") -> RenderableType:
    return Padding(Text(line, style=style), (0, 0, 0, 3))


def _line(words: str) -> str:
    """Words of the note in one line, with nothing that a terminal would obey."""
    return safe(" ".join(words.split()) if "\n" in words else words)


def _percent(probability: float) -> str:
    return f"{probability:.0%}".replace("%", " %")
