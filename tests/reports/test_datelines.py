"""A summary does not open with the place and date of the press."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.datelines import body
from reports.sentences import summary
from tests.reports import press

LED = [
    "SAN JACINTO DEL LAGO, Méx., 21 de noviembre (Agencia Solaris).- ",
    "SAN JACINTO, Méx.– ",
    "San Jacinto del Lago, Edomex.- ",
    "San Jacinto, Méx. — ",
    "San Jacinto, Edo. de Méx., a 21 de noviembre de 2026.- ",
    "San Jacinto del Lago, Estado de México, sábado 21 de noviembre de 2026. ",
    "San Jacinto, Estado de México; 21/11/2026.- ",
    "San Jacinto, Méx. / Noviembre 21.- ",
    "CIUDAD DE MÉXICO (apro).- ",
    "Ciudad de México, 21 nov (EFE).- ",
    "TOLUCA, MÉX. La ",
    "TOLUCA.- ",
    "Toluca.- ",
    "TOLUCA — ",
    "TOLUCA, Edomex | ",
    "CIUDAD DE MÉXICO / 21 de noviembre: ",
    "Monterrey, N.L.- ",
]
PLAIN = [
    "PRI — PAN — PRD van juntos a la elección.",
    "CFE: El recibo subió.",
    "El DIF San Jacinto abrió un albergue.",
    "San Jacinto, Méx., es hoy sede del congreso. El programa sigue.",
    "En Toluca, Méx. El gobierno habló.",
    "Juan Pérez — alcalde de Toluca — habló.",
    "México vive una crisis. El presidente lo niega.",
    "QUE en San Jacinto hay quien ya le busca reemplazo.",
    "La regidora de Toluca, Estado de México, 21 años después. El caso sigue.",
    "TOLUCA — ciudad de los portales — amaneció fría.",
]


@pytest.mark.parametrize("dateline", LED)
def test_a_dateline_is_left_out(dateline: str) -> None:
    said = "Vecinos bloquearon la avenida Sor Juana."
    assert body(f"{dateline}{said}").endswith(said)
    assert len(body(f"{dateline}{said}")) <= len(said) + len("La ")


@pytest.mark.parametrize("sentence", PLAIN)
def test_a_sentence_is_left_whole(sentence: str) -> None:
    assert body(sentence) == sentence


def test_a_line_that_is_only_a_dateline_says_nothing() -> None:
    assert body("San Jacinto del Lago, Estado de México, a 21 de noviembre de 2026.") == ""


@settings(deadline=None)
@given(
    sentence=st.lists(
        st.sampled_from(
            ["TOLUCA", "Toluca", "de la", "Méx.", "N.L", "21 de mayo", ".-", "—", ", "]
        ),
        max_size=60,
    ).map(" ".join)
)
def test_what_is_left_is_the_end_of_the_sentence(sentence: str) -> None:
    assert sentence.endswith(body(sentence))


def test_only_the_opening_of_a_summary_loses_its_dateline() -> None:
    text = (
        "TOLUCA, Méx.- El organismo de agua cerró el pozo esta mañana. Nadie supo por qué razón. "
        "Hay pipas.\nTOLUCA, Méx.- La gobernadora visitó la zona por la tarde de ayer."
    )
    piece = press.clipping("Pozo", text)
    last = press.span_of(piece, "La gobernadora visitó")
    told = [each.text for each in summary(piece, title="Pozo", needed=[last], evidence=last)]
    assert told[0] == "El organismo de agua cerró el pozo esta mañana."
    assert told[-1].startswith("TOLUCA, Méx.- La gobernadora")
    assert piece.text == text
