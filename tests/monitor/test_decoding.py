"""Text that was made UTF-8 twice is told as it was; text that was not stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.collectors import answers
from monitor.decoding import decode, undoubled

WORDS = "Señalan «baches» en Ñuñoa — ¿qué? ÁÉÍÓÚ áéíóú ü ¡no!… “Cañería” a 25° 🚨"


def doubled(text: str, encoding: str) -> str:
    """As a program writes it that takes each byte for a character; some have none there."""
    characters = (bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode())
    return "".join(characters)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_what_was_encoded_twice_is_as_it_was(encoding: str) -> None:
    twice = doubled(WORDS, encoding)
    assert twice != WORDS
    assert undoubled(twice) == WORDS
    assert decode(twice.encode()) == WORDS
    assert answers.decoded(f"{twice} y Señal".encode(), None) == f"{WORDS} y Señal"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_feed_that_was_encoded_twice_counts_as_mended(encoding: str) -> None:
    assert answers.is_mended(doubled(WORDS, encoding).encode(), "utf-8")
    assert not answers.is_mended(WORDS.encode(), "utf-8")


@given(st.text(alphabet="abcñÑáéíóúüÁÉÍÓÚ ¿?¡!«»“”‘’—…°ºª€.,;'\"🚨\n"))
@example("CAMIÓN” y «ÑÚ»")
def test_spanish_is_left_alone(text: str) -> None:
    assert undoubled(text) == text


@pytest.mark.parametrize(
    "text", ["SÃO PAULO", "Âge tendre", "â€", "Ã", "ðŸ", "château", "Â“", "ÂŠ"]
)
def test_what_is_no_letter_written_twice_stays(text: str) -> None:
    assert undoubled(text) == text
