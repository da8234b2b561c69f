"""The traps of names, on the offices that we ship and on our own: floors and single cases."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.configfile import load
from monitor.errors import SintesisError
from monitor.model import Clipping
from nlp import identity, lexicons
from nlp.deciding import decides
from nlp.evaluate import mentions, read_rows
from nlp.evidence import FAMILIES
from nlp.misspelt import Near, slips, sound
from nlp.piece import piece
from nlp.referring import Referrer
from nlp.repairing import Repairer

ROOT = Path(__file__).parents[2]
LABELLED = ROOT / "nlp" / "labelled"
NEZA, IZTAPALAPA = ROOT / "sources.yaml", ROOT / "examples" / "iztapalapa.yaml"
OURS = LABELLED / "xaltepec.yaml"
DAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def read():
    """(subject, words) of each mention of a text, for one of the three offices."""
    referrers = {path: Referrer(load(path)) for path in (NEZA, IZTAPALAPA, OURS)}

    def found(office, text, title="", day=DAY):
        moment = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
        clipping = Clipping(
            id="1",
            revision=1,
            source_id="fuente",
            outlet_id="medio",
            url=None,
            title=title,
            text=text,
            published_at=moment,
            collected_at=moment,
        )
        one = piece(clipping, day)
        names = referrers[office].found(one) if referrers[office].opens(one) else ()
        return [(name, one.span(name.start, name.end).of(clipping)) for name in names]

    return found


def named(found):
    return [(name.subject_id, words) for name, words in found]


def test_the_test_rows_hold_their_floor():
    rows = read_rows(LABELLED / "mentions_test.jsonl")
    scores = mentions.evaluate(rows, None, folder=LABELLED)
    assert scores["n"] >= 300
    assert scores["f1"] >= 0.97
    assert scores["false_friends.right"] >= 0.95
    assert scores["spans.f1"] >= 0.93
    assert scores["baseline.f1"] < 0.75
    assert scores["baseline.false_friends.right"] < 0.4
    for subject in ("alcaldesa", "presidenta", "presidente-municipal", "gobierno", "municipio"):
        assert scores[f"subject.{subject}.f1"] >= 0.95, subject


def test_no_row_of_the_test_stands_in_the_training():
    train, test = (
        {row["text"].lower() for row in read_rows(LABELLED / f"mentions_{part}.jsonl")}
        for part in ("train", "test")
    )
    assert len(train) >= 500
    assert not train & test


def test_a_row_without_its_configuration_says_so(tmp_path):
    with pytest.raises(SintesisError, match="no-existe"):
        mentions.evaluate([{"text": "x", "subjects": [], "config": "no-existe.yaml"}], None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("La orquesta toca en la Sala Nezahualcóyotl.", []),
        ("Hoy, la sinfónica en la Nezahualcóyotl.", []),
        ("La presa Nezahualcóyotl, en Chiapas, se llena.", []),
        ("Nezahualcóyotl, rey de Texcoco, murió en 1472.", []),
        ("Nezahualcóyotl (1402-1472) fue poeta.", []),
        ("Chocan en calle Hidalgo y Nezahualcóyotl, en Puebla.", []),
        ("El boxeador Nezahualcóyotl Ríos perdió.", []),
        ("En Nezahualcóyotl, Veracruz, no hay clases.", []),
        ("Ixtapaluca y Chimalhuacán piden agua.", []),
        ("Roban en Nezahualcóyotl, Estado de México.", ["Nezahualcóyotl"]),
        ("Vecinos de Neza cierran la avenida Nezahualcóyotl.", ["Neza"]),
        ("Ecatepec, Nezahualcóyotl y Chalco se inundan.", ["Nezahualcóyotl"]),
    ],
)
def test_the_municipality_is_told_from_its_namesakes(read, text, words):
    assert [word for _, word in read(NEZA, text)] == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vamos con adolfo cerkeda", [("presidente-municipal", "adolfo cerkeda")]),
        ("Habló Adolfo Cer-\nqueda ayer.", [("presidente-municipal", "Adolfo Cer-\nqueda")]),
        ("Oiga @Adolfo_Cerqueda, ¡agua!", [("presidente-municipal", "@Adolfo_Cerqueda")]),
        ("Firma: Cerqueda Rebollo, Adolfo", [("presidente-municipal", "Cerqueda Rebollo, Adolfo")]),
        ("Atte. A. Cerqueda", [("presidente-municipal", "A. Cerqueda")]),
        ("El Pdte. Mpal. de Neza", [("presidente-municipal", "Pdte. Mpal. de Neza")]),
        ("baches en nesahualcoyotl", [("municipio", "nesahualcoyotl")]),
        ("El alcalde de Nesahualcoyotl", [("presidente-municipal", "alcalde de Nesahualcoyotl")]),
        ("¡Agua! @GobNeza", [("gobierno", "@GobNeza")]),
        ("Lluvia #NezaHoy", [("municipio", "#NezaHoy")]),
        ("Gala #SalaNezahualcoyotl", []),
        ("Sigan a @NezaNoticias", []),
    ],
)
def test_names_are_read_however_they_are_written(read, text, expected):
    assert named(read(NEZA, text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iztapalapa anunció becas.", [("gobierno", "Iztapalapa")]),
        ("Clausura Iztapalapa tres bares", [("gobierno", "Iztapalapa")]),
        ("Choque en la alcaldía Iztapalapa.", [("demarcacion", "Iztapalapa")]),
        (
            "Llueve en Iztapalapa; la alcaldía abrió albergues.",
            [("demarcacion", "Iztapalapa"), ("gobierno", "alcaldía")],
        ),
        ("Llueve en Iztapalapa; la alcaldía Tláhuac ayuda.", [("demarcacion", "Iztapalapa")]),
        (
            "Piden agua en Iztapalapa y la alcaldesa llegó.",
            [("demarcacion", "Iztapalapa"), ("alcaldesa", "alcaldesa")],
        ),
        ("La alcaldesa Alavez saludó.", [("alcaldesa", "Alavez")]),
        ("La profesora Beatriz Alavez saludó.", []),
        ("Aleida Alavez Montes corre en Oaxaca.", []),
        ("El Alavés empató con el Vitoria.", []),
        (
            "Abre otra Utopía en Iztapalapa.",
            [("utopias", "Utopía"), ("demarcacion", "Iztapalapa")],
        ),
        ("Es una utopía, dijo en Iztapalapa.", [("demarcacion", "Iztapalapa")]),
        ("El mandatario habló.", []),
    ],
)
def test_who_acts_is_told_from_where(read, text, expected):
    assert named(read(IZTAPALAPA, text)) == expected


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Los caminos de la sierra llevan a Xaltepec.", ["municipio"]),
        ("El programa Caminos llegó a Xaltepec.", ["caminos", "municipio"]),
        ("Agustín de Iturbide fue emperador.", []),
        ("Vecinos de Xaltepec reclaman a Iturbide.", ["municipio", "presidenta"]),
        ("La mandataria xaltepequense habló.", ["presidenta"]),
        ("La primera edil de Xaltepec habló.", ["presidenta"]),
    ],
)
def test_common_words_and_bare_surnames_need_their_context(read, text, subjects):
    assert sorted(name.subject_id for name, _ in read(OURS, text)) == subjects


def test_who_held_the_office_that_day_is_named_even_by_interim(read):
    [(name, _)] = read(OURS, "Habló la presidenta municipal de Xaltepec.", day=date(2024, 7, 1))
    assert name.holder == "Néstor Salcedo Pineda"
    assert read(OURS, "Habló Néstor Salcedo.", day=date(2024, 7, 1))
    assert not read(OURS, "Habló Néstor Salcedo.", day=date(2026, 7, 1))


def test_a_mention_tells_its_alias_and_how_sure_it_is(read):
    [(sure, _)] = read(NEZA, "El gobierno de Neza pidió calma.")
    [(surname, _), *_] = read(IZTAPALAPA, "Alavez saludó a vecinas en Iztapalapa.")
    [(office, _), *_] = read(IZTAPALAPA, "La alcaldesa Alavez saludó en Iztapalapa.")
    [(misspelt, _)] = read(IZTAPALAPA, "aleyda alabes no contesta")
    assert (sure.alias, surname.alias, misspelt.alias) == (
        "gobierno de Neza",
        "Alavez",
        "Aleida Alavez",
    )
    assert 0.5 <= surname.identity < office.identity <= 1


def test_misspelt_words_are_found_by_sound_and_by_slips():
    near = Near(["cerqueda", "alavez", "iztapalapa"])
    assert sound("sercqueda") == sound("cerkeda") == sound("cerqueda")
    assert near.looks_like("iztapalpa") == "iztapalapa"
    assert near.looks_like("alvarez") is None
    assert near.closest("cerceda") == "cerqueda"
    assert near.looks_like("ixtapaluca") is None
    assert slips("acb", "abc") == 1


@given(
    parts=st.lists(
        st.sampled_from(
            ["#AleidaAlavez", " ", "aleyda alabes", "Izta-\npalapa", "Alc. ", "a", "@x", "é"]
        ),
        max_size=8,
    )
)
def test_every_place_of_a_repaired_text_leads_back_into_the_text(parts):
    text = "".join(parts)
    repaired = REPAIRER.repaired(text)
    changed = {offset for edit in repaired.edits for offset in range(edit.start, edit.end)}
    for place, letter in enumerate(repaired.text):
        start, end = repaired.original(place, place + 1)
        assert 0 <= start <= end <= len(text)
        if end - start == 1 and start not in changed:
            assert text[start] == letter


REPAIRER = Repairer(load(IZTAPALAPA))


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Neza anunció obras", True),
        ("Lanza Neza plan", True),
        ("Neza no pagará", True),
        ("Neza amanece sin agua", False),
        ("en Neza anunció", False),
        ("vecinos de Neza anunció", False),
    ],
)
def test_a_place_that_decides_is_its_government(text, acts):
    start = text.index("Neza")
    assert decides(text, start, start + 4) is acts


def test_every_weight_is_of_a_known_family():
    names = [row[0] for row in lexicons.rows_of(identity.FILE)]
    assert len(names) == len(set(names))
    assert {name.split(".")[0] for name in names} == set(FAMILIES)
    assert identity.probability(["no existe"], identity.weights()) == 0.5
