"""What sources.yaml may say of offices and demands, and the words for what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.configfile import load
from monitor.errors import ConfigError

ROOT = Path(__file__).parents[3]
BASE = """profile:
  municipality: Xaltepec
  state: Estado de México
  places: [Xaltepec]
  contact: prensa@xaltepec.example
subjects: [{id: gobierno, name: Gobierno, kind: government, aliases: [gobierno de Xaltepec]}]
outlets: []
offices:
  - {id: obras, name: Obras, categories: [bache, banqueta], email: obras@xaltepec.example}
  - {id: agua, name: Agua, categories: [fuga-de-agua]}
mail: {host: correo.example, sender: sintesis@xaltepec.example}
demands:
  weekly: lunes 08:00
  routes: [{office: agua, categories: [bache]}]
  categories: [{id: panteon, name: Panteones}]
"""


def problem(folder: Path, old: str, new: str) -> str:
    assert old in BASE
    path = folder / "sources.yaml"
    path.write_text(BASE.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load(path)
    return str(refused.value)


def test_the_file_is_right(tmp_path):
    path = tmp_path / "sources.yaml"
    path.write_text(BASE.replace("[fuga-de-agua]", "[fuga-de-agua, panteon]"), encoding="utf-8")
    assert load(path).taxonomy["panteon"].name == "Panteones"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[fuga-de-agua]", "[fugas-de-agua]", "¿Quiso decir «fuga-de-agua»?"),
        ("[fuga-de-agua]", "[xyz]", "sintesis demands categories"),
        ("categories: [bache]}]", "categories: [baches]}]", "¿Quiso decir «bache»?"),
        ("[fuga-de-agua]", "[bache]", "ya es de otra dependencia (renglón 9)"),
        ("office: agua", "office: aguas", "¿Quiso decir «agua»?"),
        (", email: obras@xaltepec.example", "", "nadie recibiría el correo de la semana"),
        (
            "mail: {host: correo.example, sender: sintesis@xaltepec.example}\n",
            "",
            "nadie recibiría",
        ),
        (
            "{id: panteon, name: Panteones}",
            "{id: panteon, name: P}, {id: panteon, name: Q}",
            "está repetido",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_remedy(tmp_path, old, new, said):
    assert said in problem(tmp_path, old, new)


@pytest.mark.parametrize("file", ["sources.yaml", "examples/iztapalapa.yaml"])
def test_the_files_that_we_ship_turn_every_category_of_theirs_somewhere(file):
    config = load(ROOT / file)
    attended = {category for office in config.offices for category in office.categories}
    assert attended <= set(config.taxonomy)
    assert len(attended) > 20
