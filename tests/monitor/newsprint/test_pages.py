from __future__ import annotations

from datetime import date

import pytest

from monitor.newsprint import notes_of
from tests.monitor.newsprint.drawn import POTHOLES, STREET, drawn, note, page, titles


def test_a_note_is_whole_though_it_goes_on_in_another_page() -> None:
    told = note(notes_of(page("portada")), "Diez días sin agua")
    assert told.page == 1
    assert "cosa que los colonos aceptaron a medias. Al mediodía" in told.text
    assert "mil doscientas según el padrón." in told.text
    assert "Continúa" not in told.text
    assert "Viene" not in told.text


def test_what_the_first_page_announces_is_told_once() -> None:
    issue = notes_of(page("portada"))
    assert titles(issue) == [
        "Diez días sin agua en El Mirador",
        "La alcaldesa presenta el presupuesto de obra",
        "Crece la basura en el tianguis del jueves",
        "Tapan 340 baches en La Cantera en una semana",
        "Abre la biblioteca del barrio de San Juan",
    ]
    assert [each.page for each in issue.notes] == [1, 1, 2, 3, 3]


def test_the_first_page_has_its_headlines_and_its_picture() -> None:
    issue = notes_of(page("portada"))
    assert issue.headlines == (
        "Diez días sin agua en El Mirador",
        "Tapan 340 baches en La Cantera",
        "Abre biblioteca en San Juan",
        "La alcaldesa presenta el presupuesto de obra",
    )
    assert issue.front.startswith(b"\xff\xd8\xff")
    assert len(issue.front) < 300_000
    assert issue.day == date(2026, 11, 23)
    assert (issue.pages, issue.recognised) == (3, 0)


def test_neither_the_newspapers_name_nor_its_folios_are_news() -> None:
    issue = notes_of(page("portada"))
    said = "\n".join(f"{each.title}\n{each.text}" for each in issue.notes)
    for furniture in ("El Cronista", "Número 4,071", "$10.00", "lunes 23 de noviembre", "MUNICIP"):
        assert furniture not in said


def test_a_masthead_without_a_date_is_known_by_the_outlets_name() -> None:
    written = f"#head(50pt)[El Cronista de Xaltepec]\n#head(20pt)[Cierran la avenida]\n{STREET}"
    assert titles(notes_of(drawn(written), names=["El Cronista de Xaltepec"])) == [
        "Cierran la avenida"
    ]


@pytest.mark.parametrize(
    "onward",
    [
        "Continúa en la página 2",
        "(Pasa a la página 2)",
        "Sigue en la pág. 2",
        "PASE A LA 2",
        "Continúa en 2A",
        "Vea pág. 2",
    ],
)
@pytest.mark.parametrize(
    "back", ["Viene de la página 1", "Viene de la primera plana", "VIENE DE LA 1"]
)
def test_the_ways_of_saying_that_a_note_goes_on(onward: str, back: str) -> None:
    written = f"""#head(24pt)[Cierran la avenida]\n{STREET} Los vecinos\n\n{onward}\n#pagebreak()
    #head(20pt)[Tapan trescientos baches]\n{POTHOLES}
    #head(20pt)[Sigue el bloqueo en la avenida]\n{back}\n\nesperaron hasta la noche. {POTHOLES}"""
    issue = notes_of(drawn(written, width=120))
    assert titles(issue) == ["Cierran la avenida", "Tapan trescientos baches"]
    assert "Los vecinos esperaron hasta la noche." in note(issue, "Cierran").text


def test_a_note_whose_other_page_is_not_there_is_kept_as_it_is() -> None:
    written = f"#head(24pt)[Cierran la avenida]\n{STREET}\n\nContinúa en la página 9"
    (told,) = notes_of(drawn(written, width=120)).notes
    assert told.text.split() == STREET.split()


def test_a_sentence_that_ends_with_a_page_is_no_announcement() -> None:
    written = f"""#head(24pt)[Publican el bando]\n{STREET} El acuerdo está en la gaceta, página 2
    #pagebreak()\n#head(24pt)[Tapan baches]\n{POTHOLES}"""
    issue = notes_of(drawn(written, width=120))
    assert len(issue.notes) == 2


def test_a_headline_at_the_head_of_a_page_may_say_a_date() -> None:
    written = f"#head(24pt)[El 5 de enero de 2027 cierran la avenida de las Dalias]\n{STREET}"
    (told,) = notes_of(drawn(written)).notes
    assert told.title == "El 5 de enero de 2027 cierran la avenida de las Dalias"


def test_a_signature_as_wide_as_its_column_takes_no_text_with_it() -> None:
    signed = "*Yazmín Echeverría Peñaloza / Corresponsal*"
    written = f"#head(24pt)[Cierran la avenida]\n{signed} \\\n{STREET}"
    (told,) = notes_of(drawn(written, width=94)).notes
    assert told.author == "Yazmín Echeverría Peñaloza"
    assert told.text.split() == STREET.split()


def test_a_large_first_letter_goes_before_a_figure_to_the_first_word() -> None:
    letter = "#text(size: 28pt, weight: 'bold', top-edge: 'cap-height', bottom-edge: 'baseline')[U]"
    letter = letter.replace("'", '"')
    rest = "nas 240 familias llevan once días sin luz ni agua en la colonia El Mirador"
    written = f"""#head(24pt)[Cierran la avenida]
    #grid(columns: (auto, 1fr), column-gutter: 2pt, {letter.lstrip("#")}, [{rest}])
    {STREET}"""
    (told,) = notes_of(drawn(written, width=90)).notes
    assert told.text.startswith("Unas 240 familias")


def test_a_quotation_in_large_letters_after_a_paragraph_begins_no_note() -> None:
    quoted = "#head(15pt)[«La protesta comenzó a las siete: nadie nos oye»]"
    written = f"#head(24pt)[Cierran la avenida]\n{STREET}\n\n{quoted}\n\n{POTHOLES}"
    (told,) = notes_of(drawn(written, width=120)).notes
    assert told.title == "Cierran la avenida"
    assert "Cuadrillas de Obras Públicas" in told.text


def test_a_quotation_that_nobody_said_yet_is_a_headline() -> None:
    quoted = "#head(15pt)[«Taparemos todos los baches», promete Obras]"
    written = f"#head(24pt)[Cierran la avenida]\n{STREET}\n\n{quoted}\n\n{POTHOLES}"
    assert len(notes_of(drawn(written, width=120)).notes) == 2
