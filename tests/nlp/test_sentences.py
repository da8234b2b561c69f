"""Where sentences end in Mexican press."""

import pytest

from nlp.sentences import LONGEST, split


def sentences(text):
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Habló el Lic. Juan Pérez con la Mtra. Ana Ruiz.",
        "La calle Pino núm. 8, C.P. 57000, col. Centro, se inundó.",
        "Viajó a EE. UU. Trump no lo recibió",
        "Firmó J. M. Cedillo el acuerdo.",
        "Costó 3.5 millones y el art. 5 lo prohíbe.",
        "“No hay dinero.”, dijo.",
        "¿Y ahora qué? preguntó la vecina.",
        "Eran las 10:00 a. m. cuando empezó.",
    ],
)
def test_these_are_one_sentence(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("No hay agua. Nadie responde.", "No hay agua."),
        ("“No hay agua.” Así lo dijo.", "“No hay agua.”"),
        ("¡Ya basta! ¿Quién responde?", "¡Ya basta!"),
        ("Sin punto final\nOtro párrafo.", "Sin punto final"),
        ("Compró luces, cables, etc. El gasto subió.", "Compró luces, cables, etc."),
        ("Dijo que no. El edil calló.", "Dijo que no."),
        ("Terminó… Luego llovió.", "Terminó…"),
    ],
)
def test_these_are_two(text, first):
    assert [len(sentences(text)), sentences(text)[0]] == [2, first]


@pytest.mark.parametrize("text", ["!" * 200_000, " " * 200_000, "a. " * 60_000, "\n" * 100_000])
def test_hostile_text_is_read_at_once_and_in_bounded_sentences(text):
    assert all(end - start <= LONGEST for start, end in split(text))
