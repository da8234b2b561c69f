"""What stands over a story says something, and nothing twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.model import PieceKind
from reports.headlines import byline, headline, quotable
from tests.reports import press


@pytest.mark.parametrize(
    ("title", "kind", "expected"),
    [
        ("Entrevista | Habla el síndico", PieceKind.INTERVIEW, "Habla el síndico"),
        ("REPORTAJE: El valle sin pozos", PieceKind.REPORT, "El valle sin pozos"),
        ("Opinión · La cuenta", PieceKind.COLUMN, "La cuenta"),
        ("Editorial: Once días", PieceKind.EDITORIAL, "Once días"),
        ("Contrapeso | Cuatrocientos pesos", PieceKind.COLUMN, "Contrapeso | Cuatrocientos pesos"),
        ("Entrevista | Habla el síndico", PieceKind.NOTE, "Entrevista | Habla el síndico"),
        ("Nota: ", PieceKind.NOTE, "Nota:"),
        ("Metro/Metrobús cierran", PieceKind.NOTE, "Metro/Metrobús cierran"),
    ],
)
def test_a_kicker_that_says_the_kind_is_left_out(
    title: str, kind: PieceKind, expected: str
) -> None:
    assert headline(press.clipping(title, "Texto.", kind=kind)) == expected


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("", "Ya van tres noches sin luz aquí. Nadie viene.", "Ya van tres noches sin luz aquí."),
        (
            "Ya van tres…",
            "Ya van tres noches sin luz aquí. Nadie.",
            "Ya van tres noches sin luz aquí.",
        ),
        ("", "Buenos días. Ya van tres noches. Nadie.", "Buenos días. Ya van tres noches."),
        ("", "Buenos días. Y" + "a van tres noches, " * 30, "Buenos días."),
        ("Otra cosa…", "No hay luz. Ya van tres noches.", "Otra cosa…"),
        ("", "", "(sin título)"),
    ],
)
def test_a_post_is_headed_by_its_first_sentence(title: str, text: str, expected: str) -> None:
    assert headline(press.clipping(title, text, kind=PieceKind.POST)) == expected


def test_a_text_without_full_stops_does_not_become_a_headline() -> None:
    assert len(headline(press.clipping("", "palabra " * 90))) <= 120


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Lucía Peñaloza", "Lucía Peñaloza"),
        ("Agencia Solaris", "Agencia Solaris"),
        ("La Redacción", None),
        ("STAFF", None),
        ("El Faro del Oriente", None),
        ("", None),
        (None, None),
    ],
)
def test_only_somebody_else_than_the_outlet_signs(author: str | None, expected: str | None) -> None:
    piece = replace(press.clipping("Título", "Texto."), author=author)
    assert byline(piece, "El Faro del Oriente") == expected


def test_a_quotation_has_no_marks_of_its_own_to_spoil() -> None:
    piece = press.clipping("Título", "TOLUCA, Méx.- Dijo «no» y “ya. Luego se fue a su casa.")
    span = press.span_of(piece, "TOLUCA, Méx.- Dijo «no» y “ya.")
    assert quotable(piece, span) == "Dijo “no” y ya."


@pytest.mark.parametrize(
    ("text", "evidence", "expected"),
    [
        (
            "Opinó la vecina. “Que paguen. El cabildo sabía”, reprochó.",
            "El cabildo sabía”, reprochó.",
            "“El cabildo sabía”, reprochó.",
        ),
        ("Dijo: «Sabía. Y calló. Así es».", "Dijo: «Sabía.", "Dijo: “Sabía.”"),
        ("Dijo: «Sabía. Y calló. Así es».", "Y calló.", "“Y calló.”"),
        ("“Sabía el cabildo”, dijo.", "Sabía el cabildo", "“Sabía el cabildo”"),
        ("“Sabía”, dijo. Luego calló.", "Luego calló.", "Luego calló."),
        ("“Sabía”, dijo.", "“Sabía”, dijo.", "“Sabía”, dijo."),
        ("Uno. Dos”, dijo.\n“Tres”.", "Dos”, dijo.", "Dos, dijo."),
    ],
)
def test_a_cut_inside_a_quotation_keeps_apart_what_was_said(
    text: str, evidence: str, expected: str
) -> None:
    piece = press.clipping("Título", text)
    assert quotable(piece, press.span_of(piece, evidence)) == expected
