"""Theme, kind and language of a whole piece."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import SintesisError
from monitor.model import PieceKind
from nlp import kinds, language, meaning, themes
from nlp.evaluate import labels, read_rows

LABELLED = Path(__file__).parents[2] / "nlp" / "labelled" / "themes.jsonl"
RELEASE = (
    "Por instrucciones de la presidenta municipal, se llevó a cabo con gran éxito la jornada que "
    "refrenda el compromiso de esta administración con el bienestar de las y los vecinos."
)
NOTE = (
    "Tres personas resultaron heridas la tarde del lunes cuando un camión de carga chocó contra "
    "dos autos en la avenida Juárez. El conductor fue presentado ante el Ministerio Público."
)


def theme_of(title: str, text: str) -> tuple[str, float]:
    return themes.read(title, text, vector=meaning.vector(title, text))


def rows(part: str) -> list[labels.Row]:
    return [row for row in read_rows(LABELLED) if row["part"] == part]


def test_themes_hold_their_floor_above_the_baselines() -> None:
    scores = labels.evaluate(rows("test"), "theme")
    assert scores["accuracy"] >= 0.85
    assert scores["macro_f1"] >= 0.84
    assert scores["accuracy"] > scores["baselines"]["keywords"]["accuracy"]
    assert scores["baselines"]["majority"]["accuracy"] < 0.2


def test_kinds_hold_their_floor_above_the_baseline() -> None:
    scores = labels.evaluate(rows("test"), "kind")
    assert scores["accuracy"] >= 0.94
    assert scores["macro_f1"] >= 0.85
    assert scores["accuracy"] > scores["baselines"]["majority"]["accuracy"]


def test_every_label_is_one_that_we_know() -> None:
    for row in read_rows(LABELLED):
        assert row["theme"] in themes.names()
        assert PieceKind(row["kind"])


def test_a_theme_has_a_probability_and_the_same_answer_every_time() -> None:
    name, chance = theme_of("Choque en la autopista", "Un tráiler volcó y cerró dos carriles.")
    assert name == "movilidad"
    assert 0.3 < chance <= 1
    assert theme_of("Choque en la autopista", "Un tráiler volcó y cerró dos carriles.") == (
        name,
        chance,
    )


def test_what_the_page_states_stands() -> None:
    assert kinds.read("Boletín", RELEASE, stated=PieceKind.COLUMN) is PieceKind.COLUMN
    assert kinds.read("Edicto", "Se emplaza a quien", stated=PieceKind.POST) is PieceKind.POST


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Gobierno cumple", RELEASE, PieceKind.RELEASE),
        ("Choque deja tres heridos", NOTE, PieceKind.NOTE),
        ("Edicto", "Se emplaza a quien tenga derecho.", PieceKind.NOTICE),
        ("La mejor colchoneta", "Publirreportaje. Compra hoy.", PieceKind.SPONSORED),
        ("Habla Rita", "¿Quién es usted?\nRita.\n¿Y qué hace?\nPan.", PieceKind.INTERVIEW),
        ("Domingo", "10:00 h. Misa. 12:00 h. Danza. 18:00 h. Cine.", PieceKind.AGENDA),
        ("Editorial: La cuenta", "La ciudad espera.", PieceKind.EDITORIAL),
        ("", "ya van 3 dias sin agua 😡 @odaja", PieceKind.POST),
    ],
)
def test_words_and_shape_show_the_kind(title: str, text: str, expected: PieceKind) -> None:
    assert kinds.read(title, text) is expected


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Arde camión cargado de cartón en la autopista", NOTE),
        ("Columna de humo alarma a vecinos de Loma Bonita", NOTE),
        ("Columna de humo", NOTE),
        ("Exponen caricaturas de moneros en la casa de cultura", NOTE),
        ("Piden la opinión de vecinos sobre el parque", NOTE),
        ("El edil se entrevista con comerciantes", NOTE),
        ("Regidora impugna la licitación pública del drenaje", NOTE),
        ("Premian reportaje sobre los pozos", NOTE),
        ("Una noche a oscuras", f"Por la falla de un transformador. {NOTE}"),
        (
            "Así fue la noche",
            f"Por Instrucciones del juez. {NOTE} Lo contó en este espacio radial.",
        ),
        ("Sin agua", f"{NOTE} “Nos dicen que mañana, nos comentan que ya mero; ¿será?”, reclamó."),
        ("Sin agua", f"{NOTE} En el teléfono nos dicen que hay que aguantar."),
        (
            "Contraloría abre caso",
            f"{NOTE} El informe presentado por la tesorera, en alianza con todos.",
        ),
        ("Detenido", f"{NOTE} En un comunicado de prensa, la fiscalía pidió tiempo."),
        ("Detenido", f"{NOTE} El autor material huyó; me dicen que al norte."),
    ],
)
def test_a_word_that_means_something_else_shows_no_kind(title: str, text: str) -> None:
    assert kinds.read(title, text) is PieceKind.NOTE


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Cartón: El aguacero", "Por Lupe", PieceKind.CARTOON),
        ("El cartón del lunes", "El cartón de Lupe", PieceKind.CARTOON),
        ("El faro | Columna invitada", f"{NOTE}", PieceKind.COLUMN),
        ("Opinión | La llave y el balde", NOTE, PieceKind.OPINION),
        ("Edicto: remate del predio", NOTE, PieceKind.NOTICE),
        ("Entra agua", f"Comunicado de prensa 12.\n{NOTE}", PieceKind.RELEASE),
        ("Estrene casa", f"{NOTE} Contenido patrocinado", PieceKind.SPONSORED),
        (
            "La vuelta al pozo",
            "Por Elsa Ríos. Creo que nos mienten, y me pregunto: ¿hasta cuándo?",
            PieceKind.COLUMN,
        ),
    ],
)
def test_a_heading_says_what_it_is(title: str, text: str, expected: PieceKind) -> None:
    assert kinds.read(title, text) is expected


def test_what_is_quoted_and_what_a_long_note_happens_to_say_make_no_column() -> None:
    said = "Cuentan que ayer hubo fiesta. Dicen que fue larga. Habrá que ver."
    assert kinds.read("La fiesta", said) is PieceKind.COLUMN
    assert kinds.read("La fiesta", f"“{said}”, leyó el juez.") is PieceKind.NOTE
    assert kinds.read("La fiesta", f"{said} {NOTE * 8}") is PieceKind.NOTE


def test_who_accuses_writes_no_release_and_what_is_quoted_makes_none() -> None:
    accused = f"{NOTE} La regidora acusó a la alcaldesa por el sobreprecio; lo negó."
    mixed = "El gobierno que encabeza la edil refrenda su compromiso, y se entregaron papeles."
    assert kinds.read("Papeles", mixed) is PieceKind.RELEASE
    assert kinds.read("Papeles", f"{accused} {mixed}") is PieceKind.NOTE
    assert kinds.read("Papeles", f"{NOTE} “{RELEASE}”, decía el cartel.") is PieceKind.NOTE
    assert kinds.release_likeness(f"La suposición. {NOTE}") == kinds.release_likeness(
        f"La dicha. {NOTE}"
    )


def test_a_release_speaks_as_one_whoever_signs_it() -> None:
    assert kinds.release_likeness(RELEASE) > 0.8
    assert kinds.release_likeness(NOTE) < 0.3
    assert kinds.release_likeness("") < 0.3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (NOTE, "es"),
        ("The mayor of the city said on Monday that the works will be ready by May.", "en"),
        ("A prefeita disse que não há mais água e que os moradores já estão cansados.", "pt"),
        ("Axkan ipan altepetl amo tla atl, ihuan in tonal tlen huitz nochi kema.", "nah"),
        ("Nezahualcóyotl, Chimalhuacán, Ixtapaluca", "es"),
        ("Vecinos de Tlaltenco y Xaltocan piden agua a la alcaldía", "es"),
        ("Festival Ipan Altepetl: la fiesta en el centro de la ciudad", "es"),
        ("", "es"),
    ],
)
def test_the_language_is_told_by_small_words(text: str, code: str) -> None:
    assert language.read(text) == code


@given(st.text(max_size=300), st.text(max_size=600))
def test_any_text_has_a_theme_a_kind_and_a_language(title: str, text: str) -> None:
    assert theme_of(title, text)[0] in themes.names()
    assert kinds.read(title, text) in PieceKind
    assert 0 <= kinds.release_likeness(text) <= 1
    assert language.read(text)


@pytest.mark.parametrize("piece", ["¿", "¿a\n", "“", "@a ", "1:11 ", "— ", "x", "https://"])
@pytest.mark.timeout(20)
def test_a_hundred_kilobytes_of_anything_are_read_soon(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert theme_of(text[:1000], text)
    assert kinds.read("", text) in PieceKind
    assert language.read(text) == "es"


def test_only_the_test_part_of_a_file_is_scored() -> None:
    whole = read_rows(LABELLED)
    assert labels.evaluate(whole, "kind")["n"] == len(rows("test")) >= 250
    alone = [{"text": NOTE, "kind": "nota"}]
    assert labels.evaluate(alone, "kind")["accuracy"] == 1


def test_predictions_tell_every_row_and_a_wrong_row_is_named() -> None:
    some = rows("test")[:2]
    assert [row["predicted"] for row in labels.predictions(some, "kind")] == ["nota", "nota"]
    with pytest.raises(SintesisError, match="Fila 1"):
        labels.evaluate([{"text": "x"}], "theme")


def test_an_analysis_says_theme_kind_language_and_who_speaks(tag) -> None:
    told = tag(
        "“Ya no falta agua”, dijo la alcaldesa Marisol Quintanar en el pozo nuevo.",
        "Arranca pozo en San Jacinto",
    )
    assert (told.theme, told.kind, told.language) == ("agua", PieceKind.NOTE, "es")
    assert told.theme_confidence > 0.3
    [quote] = told.quotes
    assert (quote.speaker, quote.subject_id, quote.verb) == (
        "Marisol Quintanar",
        "alcaldesa",
        "dijo",
    )
