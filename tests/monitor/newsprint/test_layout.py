from __future__ import annotations

import pytest

from monitor.newsprint import notes_of
from tests.monitor.newsprint.drawn import POTHOLES, STREET, drawn, note, page, titles


def test_a_page_is_cut_into_its_notes() -> None:
    assert titles(notes_of(page("municipios"))) == [
        "Cierran vecinos la avenida de las Dalias por falta de agua",
        "Tapan 340 baches en La Cantera",
        "Piden podar los árboles del parque",
        "Abre la biblioteca del barrio de San Juan",
        "Detienen a dos por robo de cable",
        "Habrá feria del nopal en diciembre",
    ]


def test_a_note_has_its_paragraphs_its_author_and_its_caption_apart() -> None:
    told = note(notes_of(page("municipios")), "Cierran vecinos")
    paragraphs = told.text.split("\n")
    assert told.author == "Remedios Alcántara"
    assert paragraphs[1].startswith("Llevan diez días con las llaves secas")
    assert paragraphs[2].startswith("Habitantes de la colonia El Mirador cerraron ayer")
    assert paragraphs[-2].endswith("Comisión Estatal de Derechos Humanos.")
    assert paragraphs[-1] == (
        "[imagen: Una fila de vecinas espera la pipa en la calle Bugambilia. "
        "Foto: Agencia Inventada]"
    )


@pytest.mark.parametrize("columns", [2, 3, 4, 5, 6])
def test_columns_are_read_one_after_another(columns: int) -> None:
    written = f"#head(26pt)[Cierran la avenida]\n#tall({120 // columns}mm, {columns})[{STREET * 4}]"
    (told,) = notes_of(drawn(written, width=100 + 40 * columns)).notes
    assert told.text.split() == (STREET * 4).split()


def test_two_notes_side_by_side_do_not_mix() -> None:
    written = f"""#grid(columns: (1fr, 1fr), column-gutter: 5mm)[
      #head(20pt)[Cierran la avenida]\n#tall(30mm, 2)[{STREET * 2}]
    ][
      #head(20pt)[Tapan trescientos baches]\n#tall(30mm, 2)[{POTHOLES * 2}]
    ]"""
    issue = notes_of(drawn(written))
    assert note(issue, "Cierran").text.split() == (STREET * 2).split()
    assert note(issue, "Tapan").text.split() == (POTHOLES * 2).split()


def test_notes_one_over_another_keep_their_columns() -> None:
    written = f"""#head(30pt)[Cierran la avenida]\n#tall(24mm, 3)[{STREET * 2}]
    #head(24pt)[Tapan baches]\n#tall(24mm, 3)[{POTHOLES * 2}]"""
    issue = notes_of(drawn(written))
    assert note(issue, "Cierran").text.split() == (STREET * 2).split()
    assert note(issue, "Tapan").text.split() == (POTHOLES * 2).split()


def test_a_note_inside_a_column_goes_on_at_the_head_of_the_next() -> None:
    written = f"""#head(30pt)[Cierran la avenida de las Dalias por falta de agua en El Mirador]
    #tall(60mm, 3)[{STREET * 3} #head(15pt)[Tapan trescientos baches] {POTHOLES * 6}]"""
    issue = notes_of(drawn(written, width=240))
    assert note(issue, "Cierran").text.split() == (STREET * 3).split()
    assert note(issue, "Tapan").text.split() == (POTHOLES * 6).split()


def test_a_large_first_letter_goes_back_to_its_word() -> None:
    written = f"""#head(24pt)[Cierran la avenida]
    #grid(columns: (8mm, 60mm))[#text(size: 27pt)[H]][{STREET.removeprefix("H")}]"""
    (told,) = notes_of(drawn(written)).notes
    assert told.text.split() == STREET.split()


def test_what_is_quoted_large_in_a_column_breaks_no_note() -> None:
    half = len(POTHOLES) // 2
    cut = POTHOLES.index(" ", half)
    written = f"""#head(24pt)[Tapan trescientos baches]
    #block(width: 60mm)[{STREET}{POTHOLES[:cut]}
    #head(13pt)[«No pedimos un favor, pagamos el recibo»]
    #par[{POTHOLES[cut:].strip()}]]"""
    (told,) = notes_of(drawn(written)).notes
    assert told.title == "Tapan trescientos baches"
    assert (STREET + POTHOLES).strip() in told.text
    assert told.text.endswith("[imagen: «No pedimos un favor, pagamos el recibo»]")


def test_the_words_over_a_headline_are_of_its_note() -> None:
    written = f"""#head(24pt)[Cierran la avenida]\n{STREET}
    #v(6mm)\n#text(size: 9pt)[EN LA CANTERA]\n#head(20pt)[Tapan trescientos baches]\n{POTHOLES}"""
    issue = notes_of(drawn(written, width=120))
    assert note(issue, "Tapan").text.startswith("EN LA CANTERA\n")
    assert "CANTERA" not in note(issue, "Cierran").text


def test_what_has_no_headline_is_called_by_its_first_words() -> None:
    (told,) = notes_of(drawn(STREET, width=120)).notes
    assert told.title == "Habitantes de la colonia El Mirador cerraron ayer la avenida de las…"


def test_few_words_are_no_note() -> None:
    assert (
        notes_of(drawn("#head(40pt)[GRAN VENTA]\nDel 3 al 9 de este mes, en la calle")).notes == ()
    )
