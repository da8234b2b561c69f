"""The two files that we ship are what the office can trust: whole, distinct, with their records."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from monitor.config import SubjectKind
from monitor.configfile import load, starter
from monitor.model import Clipping
from monitor.sourcekinds import KINDS
from nlp import Tagger

ROOT = Path(__file__).parents[2]
FILES = {"Nezahualcóyotl": "sources.yaml", "Iztapalapa": "examples/iztapalapa.yaml"}


@pytest.fixture(params=FILES.items(), ids=FILES.values())
def shipped(request):
    place, name = request.param
    return place, ROOT / name


def test_the_shipped_files_hold_eighty_sources_and_their_headers_count_them():
    addresses = [
        {source.address for source in load(ROOT / name).sources.values()} for name in FILES.values()
    ]
    assert sum(map(len, addresses)) >= 80
    distinct = len(set().union(*addresses))
    for name, mine, other in zip(FILES.values(), addresses, addresses[::-1], strict=True):
        header = (ROOT / name).read_text(encoding="utf-8")[:400]
        assert f"{len(mine)} fuentes aquí y {len(other)} en" in header
        assert f"{distinct} direcciones distintas" in header


def test_every_source_has_the_date_and_note_of_its_record(shipped):
    lines = shipped[1].read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("      - kind: ")]
    assert len(starts) == len(load(shipped[1]).sources)
    for start in starts:
        above = start
        while lines[above - 1].startswith("      #"):
            above -= 1
        comment = " ".join(line.strip(" #") for line in lines[above:start])
        assert re.match(r"2026(-\d\d){0,2}( \(sin día\))?: .{4}", comment), lines[start + 1]


def test_the_office_of_the_place_is_watched(shipped):
    place, path = shipped
    config = load(path)
    kinds = {subject.kind for subject in config.subjects}
    assert {*SubjectKind} - {SubjectKind.PERSON, SubjectKind.OTHER} <= kinds
    assert place in config.profile.places
    (mayor,) = (subject for subject in config.subjects if subject.kind is SubjectKind.MAYOR)
    for day in (date(2019, 6, 1), date(2023, 12, 31), date(2024, 9, 30), date(2026, 11, 23)):
        assert sum(holder.holds_on(day) for holder in mayor.holders) == 1, day
    assert {source.kind for source in config.sources.values()} <= set(KINDS)
    assert len(config.offices) >= 12
    assert config.profile.recipients == ()
    assert config.mail is None


def test_excluded_contexts_hold_a_name_of_the_place(shipped):
    """An excluded phrase that holds no alias of its subject would do nothing."""
    for subject in load(shipped[1]).subjects:
        names = [alias.text.casefold() for alias in subject.aliases]
        for phrase in subject.excluded:
            assert any(name in phrase.casefold() for name in names), phrase


NEZA = [
    ("La presa Nezahualcóyotl, en Chiapas, subió de nivel.", set()),
    ("La presa Netzahualcóyotl abrió sus compuertas.", set()),
    ("Hubo un retraso en la estación del Metro Nezahualcóyotl.", set()),
    ("El rey poeta Nezahualcóyotl escribió sobre la flor.", set()),
    ("Los Toros Neza ganaron en casa.", set()),
    ("Chocaron dos autos en la avenida Nezahualcóyotl de Puebla.", set()),
    ("El edil nezahualcoyotlense abrió una clínica.", {"presidente-municipal"}),
    ("Adolfo Cerqueda Rebollo rindió su informe.", {"presidente-municipal"}),
    ("El Gobierno de Neza repuso luminarias.", {"gobierno"}),
    ("Detuvieron a dos en Ciudad Netzahualcóyotl.", {"municipio"}),
    ("ODAPAS Chimalhuacán reparó una fuga.", set()),
    ("En Neza, vecinos esperan a ODAPAS.", {"municipio", "odapas"}),
]
IZTAPALAPA = [
    ("Marcharon por la calzada Ermita Iztapalapa.", set()),
    ("La UAM Iztapalapa abrió su convocatoria.", set()),
    ("El incendio fue en la alcaldía Iztapalapa.", {"demarcacion"}),
    ("La Alcaldía Iztapalapa repuso luminarias.", {"gobierno"}),
    ("La alcaldesa de Iztapalapa recorrió mercados.", {"alcaldesa"}),
    ("Aleida Alavez abrió la Utopía Meyehualco.", {"alcaldesa", "utopias"}),
    ("Clara Brugada abrió una Utopía en Tlalpan.", set()),
    ("La utopía de Tomás Moro se lee en Coyoacán.", set()),
]


@cache
def tagger(place: str) -> Tagger:
    return Tagger(load(ROOT / FILES[place]))


def said(text: str) -> Clipping:
    day = datetime(2026, 5, 4, 18, tzinfo=UTC)
    return Clipping(
        id="a", revision=1, source_id="s", outlet_id="o", url=None, title="", text=text,
        published_at=day, collected_at=day,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "text", "named"),
    [("Nezahualcóyotl", *row) for row in NEZA] + [("Iztapalapa", *row) for row in IZTAPALAPA],
)
def test_homonyms_are_told_apart_with_the_shipped_subjects(place, text, named):
    (analysis,) = tagger(place).pipe([said(text)])
    assert {mention.subject_id for mention in analysis.mentions} == named


def test_every_kind_of_source_is_there_to_be_uncommented(shipped, tmp_path):
    whole = uncommented(shipped[1].read_text(encoding="utf-8"))
    assert kinds_of(whole, tmp_path) == set(KINDS)


def test_so_it_is_in_the_file_of_whoever_begins(tmp_path):
    assert kinds_of(uncommented(starter()), tmp_path) == set(KINDS)


def test_the_guide_tells_every_kind_and_the_secrets_that_it_takes():
    guide = (ROOT / "docs/guia-usuario.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|]+ \| `(\w+)` \| ([^|]+) \|$", guide, flags=re.MULTILINE)
    told = {
        kind: (asks.startswith("nada"), set(re.findall(r"`(\w+)`", asks))) for kind, asks in rows
    }
    assert told == {name: (kind.token is None, set(kind.variables)) for name, kind in KINDS.items()}


def uncommented(text: str) -> str:
    """The file with the sources that it only shows."""
    head, mark, rest = text.partition("  # Las demás clases de fuente.")
    assert mark
    shown, blank, after = rest.partition("\n\n")
    first = shown.index("  # - id: ")
    block = re.sub(r"^  # ", "  ", shown[first:], flags=re.MULTILINE)
    return f"{head}{block}{blank}{after}"


def kinds_of(text: str, place: Path) -> set[str]:
    file = place / "sources.yaml"
    file.write_text(text.replace("examples/lugares", str(ROOT / "examples/lugares")), "utf-8")
    return {source.kind for source in load(file).sources.values()}
