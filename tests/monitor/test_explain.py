"""`sintesis analyze --explain`: what a person sees on a terminal, and what a program gets."""

from __future__ import annotations

import io
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from monitor.cli import main
from monitor.cli.explained import show
from monitor.configfile import load
from monitor.model import (
    Analysis,
    Clipping,
    Entity,
    EntityKind,
    Field,
    Mention,
    PieceKind,
    Place,
    PlaceKind,
    Quote,
    Reading,
    Responsible,
    Span,
    Stance,
    Tone,
    Voice,
)

CONFIG = """
profile:
  municipality: San Jacinto del Valle
  state: Estado de México
  places: [San Jacinto del Valle, San Jacinto]
  contact: prensa@example.org
subjects:
  - id: alcaldesa
    name: Presidencia municipal
    kind: mayor
    roles: [alcaldesa]
    holders: [{name: Marisol Quintanar Ruelas, aliases: [Marisol Quintanar], since: 2025-01-01}]
  - id: gobierno
    name: Gobierno municipal
    kind: government
    aliases: [gobierno de San Jacinto]
outlets:
  - id: pregon
    name: El Pregón
    scope: local
    medium: newspaper
    sources: [{kind: feed, url: "https://pregon.example/feed"}]
"""
TEXT = (
    "Vecinos de la colonia El Mirador acusaron a la alcaldesa de San Jacinto, Marisol Quintanar, "
    "de mentir sobre el agua.\n\nEsta mañana hubo sol.\n\nEl gobierno de San Jacinto respondió "
    "que la fuga de la calle Bugambilia ya está reparada."
)


@pytest.fixture
def office(tmp_path) -> Path:
    path = tmp_path / "sources.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


@pytest.fixture
def sintesis(office, capfd):
    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["-c", str(office), *arguments])
        printed = capfd.readouterr()
        return left.value.code, printed.out, printed.err

    return run


def span(words: str, field: Field = Field.TEXT) -> Span:
    start = TEXT.index(words)
    return Span(field=field, start=start, end=start + len(words))


def clipping(text: str = TEXT, title: str = "Acusan a Marisol Quintanar") -> Clipping:
    day = datetime(2026, 11, 20, 18, tzinfo=UTC)
    return Clipping(
        id="n",
        revision=1,
        source_id="pregon-feed",
        outlet_id="pregon",
        url="https://pregon.example/1",
        title=title,
        text=text,
        published_at=day,
        collected_at=day,
    )


def mention(subject: str, at: Span, stance: Stance, **more) -> Mention:
    evidence = more.pop("evidence", at)
    return Mention(
        subject_id=subject,
        at=at,
        evidence=evidence,
        stance=stance,
        confidence=0.83,
        form="full",
        **more,
    )


SENTENCE = span(TEXT.split("\n")[0])
WHOLE = Analysis(
    clipping_id="n",
    revision=1,
    analyzer="abc123",
    mentions=(
        mention(
            "alcaldesa",
            span("Marisol Quintanar"),
            Stance.NEGATIVE,
            evidence=SENTENCE,
            alias="Marisol Quintanar",
            holder="Marisol Quintanar Ruelas",
            identity=0.99,
            tone=Tone.NEGATIVE,
            tone_confidence=0.91,
            responsible=Responsible.SUBJECT,
            responsible_confidence=0.77,
            voice=Voice.QUOTED,
            voice_confidence=0.66,
        ),
        mention("gobierno", span("gobierno de San Jacinto"), Stance.POSITIVE),
    ),
    readings=(
        Reading(
            subject_id="alcaldesa",
            stance=Stance.NEGATIVE,
            evidence=SENTENCE,
            mentions=1,
            confidence=0.83,
        ),
        Reading(
            subject_id="gobierno",
            stance=Stance.POSITIVE,
            evidence=span("gobierno de San Jacinto"),
            mentions=1,
            confidence=0.83,
        ),
    ),
    entities=(Entity(kind=EntityKind.PERSON, name="Pía Rentería", at=span("Vecinos"), times=2),),
    quotes=(
        Quote(
            words=span("la fuga de la calle Bugambilia ya está reparada"),
            speaker="El gobierno de San Jacinto",
            subject_id="gobierno",
            verb="respondió",
        ),
    ),
    places=(
        Place(
            kind=PlaceKind.SETTLEMENT,
            name="El Mirador",
            at=span("colonia El Mirador"),
            municipality="San Jacinto del Valle",
            postcode="56701",
            confidence=0.9,
        ),
        Place(
            kind=PlaceKind.SETTLEMENT,
            name="El Mirador",
            at=span("El Mirador"),
            municipality="San Jacinto del Valle",
            confidence=0.4,
        ),
        Place(kind=PlaceKind.STREET, name="Bugambilia", at=span("calle Bugambilia")),
    ),
    kind=PieceKind.NOTE,
    theme="agua",
    theme_confidence=0.7,
)


def drawn(office, analysis: Analysis = WHOLE, piece: Clipping | None = None, **console) -> str:
    out = io.StringIO()
    show(
        load(office),
        piece or clipping(),
        analysis,
        parts={"code": "123abc", "models/voz.onnx": "456def"},
        console=Console(file=out, highlight=False, **console),
    )
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_everything_that_was_read_is_said_and_fits(office, width):
    shown = drawn(office, width=width)
    assert max(map(len, shown.splitlines())) <= width
    flat = " ".join(shown.split())
    for words in (
        "Acusan a Marisol Quintanar",
        "El Pregón · 20/11/2026 12:00 · Nota · Agua 70 % · español",
        "▼Marisol Quintanar",
        "▲gobierno de San Jacinto",
        "1. ▼ negativo 83 % Presidencia municipal",
        "ese día, Marisol Quintanar Ruelas); es el tema: 99 %",
        "suceso: malo 91 % · se culpa al propio tema 77 % · voz de alguien citado 66 %",
        "regla: ",
        "El gobierno de San Jacinto (Gobierno municipal), «respondió»: «la fuga",
        "colonia: El Mirador, CP 56701, San Jacinto del Valle 90 %",
        "calle: Bugambilia, sin saber el municipio",
        "Personas: Pía Rentería (2)",
        "lector abc123",
        "models/voz.onnx 456def",
    ):
        assert words in flat, words
    assert flat.count("colonia: El Mirador") == 1


def test_only_the_paragraphs_that_name_somebody_are_shown(office):
    shown = drawn(office, width=100)
    assert "hubo sol" not in shown
    assert re.search(r"mentir sobre\s+el agua\.\n  …\n", shown)


def test_of_an_endless_paragraph_what_surrounds_the_name_is_shown(office):
    noise = "palabra " * 2000
    text = f"{noise}Marisol Quintanar {noise}"
    at = Span(field=Field.TEXT, start=len(noise), end=len(noise) + len("Marisol Quintanar"))
    one = mention("alcaldesa", at, Stance.NEUTRAL)
    reading = Reading(subject_id="alcaldesa", stance=Stance.NEUTRAL, evidence=at, mentions=1)
    analysis = Analysis(
        clipping_id="n", revision=1, analyzer="a", mentions=(one,), readings=(reading,)
    )
    shown = drawn(office, analysis, clipping(text, title=""), width=80)
    assert shown.count("palabra") < 100
    assert shown.count("…") == 2
    assert not re.search(r"\bpalabr\b|\balabra\b", shown)


def test_colour_is_for_terminals_and_the_marks_for_everybody(office, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = drawn(office, width=80, force_terminal=True, color_system="standard")
    assert "\x1b[1;4;31m▼Marisol Quintanar" in coloured
    assert "\x1b" not in drawn(office, width=80)
    monkeypatch.setenv("NO_COLOR", "1")
    silent = drawn(office, width=80, force_terminal=True)
    assert "31m" not in silent
    assert "▼Marisol Quintanar" in re.sub(r"\x1b\[[\d;]*m", "", silent)


def test_nothing_that_a_terminal_would_obey_comes_through(office):
    text = TEXT.replace("Vecinos", "\x1b[2Jecinos")
    shown = drawn(office, piece=clipping(text, title="\x1b]0;x\x07Acusan"), width=80)
    assert "\x1b" not in shown
    assert "[2Jecinos" in shown


def test_a_text_is_explained_from_a_file_from_words_and_from_the_standard_input(
    sintesis, tmp_path, monkeypatch
):
    note = tmp_path / "nota.txt"
    note.write_text(TEXT, encoding="utf-8")
    status, from_file, _ = sintesis("analyze", str(note), "--explain", "--date", "2026-11-20")
    assert status == 0
    assert "Marisol Quintanar" in from_file
    assert "colonia: El Mirador" in from_file
    _, from_words, _ = sintesis("analyze", TEXT, "--explain", "--date", "2026-11-20")
    assert from_words == from_file
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    _, from_input, _ = sintesis("analyze", "-", "--explain", "--date", "2026-11-20")
    assert from_input == from_file


def test_the_json_says_the_same_with_offsets_that_are_true(sintesis, tmp_path):
    note = tmp_path / "nota.txt"
    note.write_text(TEXT, encoding="utf-8")
    _, printed, _ = sintesis("analyze", str(note), "--explain", "--json")
    told = json.loads(printed)
    assert set(told) == {
        "title",
        "url",
        "failed",
        "language",
        "kind",
        "theme",
        "mentions",
        "readings",
        "quotes",
        "places",
        "entities",
        "analyzer",
        "parts",
    }
    assert {each["subject"] for each in told["mentions"]} == {"alcaldesa", "gobierno"}
    assert {each["name"] for each in told["places"]} >= {"El Mirador", "Bugambilia"}
    pieces = [each["words"] for key in ("mentions", "quotes", "places") for each in told[key]]
    pieces += [each["evidence"] for key in ("mentions", "readings") for each in told[key]]
    for words in pieces:
        assert TEXT[words["start"] : words["end"]] == words["text"]
    for each in told["mentions"]:
        for reading in ("stance", "tone", "responsible", "voice"):
            assert set(each[reading]) == {"label", "probability"}
            assert 0 <= each[reading]["probability"] <= 1
    assert all(each["why"].endswith(".") for each in told["readings"])
    assert "code" in told["parts"]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("no-existe.txt", "«no-existe.txt» no existe"),
        ("0123456789abcdef01234567", "no está en el acervo"),
        ("https://pregon.example/otra", "no está en el acervo"),
    ],
)
def test_what_cannot_be_explained_is_said_with_its_remedy(sintesis, what, words):
    status, _, complaint = sintesis("analyze", what, "--explain")
    assert status == 2
    assert words in complaint


def test_a_text_that_names_nobody_says_so(sintesis):
    status, printed, _ = sintesis("analyze", "Hoy llueve en la sierra.", "--explain")
    assert status == 0
    assert "No menciona a nadie" in printed
    assert "Con qué se leyó" in printed
