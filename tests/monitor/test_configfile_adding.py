"""New outlets in `sources.yaml`: nothing else changes, and what was written is read back."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from monitor.configfile import load, starter
from monitor.configfile.adding import NewOutlet, NewSource, added, block
from monitor.configfile.tree import read
from monitor.errors import ConfigError

ROOT = Path(__file__).parents[2]
SHIPPED = (ROOT / "sources.yaml").read_text(encoding="utf-8")

FARO = NewOutlet(
    id="el-faro",
    name="El Faro: diario #1",
    scope="local",
    medium="newspaper",
    sources=(
        NewSource(
            kind="feed",
            url="https://faro.example/rss?a=1&b=2",
            keys={"every": "30 min"},
            remark="2026-11-23: anunciada en la página; 10 notas",
        ),
    ),
    check="revíselo",
    notes=("También contesta: sitemap https://faro.example/mapa.xml",),
)
MORE = NewSource(kind="sitemap", url="https://edomex.quadratin.com.mx/mapa.xml")


def test_a_file_gains_an_outlet_and_loses_nothing(tmp_path) -> None:
    changed = added(SHIPPED, [FARO])
    before, after = changed.split(block([FARO]))
    assert before + after == SHIPPED
    file = tmp_path / "sources.yaml"
    file.write_text(changed.replace("examples/", f"{ROOT}/examples/"), encoding="utf-8")
    config = load(file)
    assert config.outlets[-1].name == "El Faro: diario #1"
    assert config.sources["el-faro-feed"].address == "https://faro.example/rss?a=1&b=2"
    listed = re.findall(r"^ +- kind: ", SHIPPED, flags=re.MULTILINE)
    assert len(config.sources) == len(listed) + 1


def test_a_source_goes_after_those_of_its_outlet(tmp_path) -> None:
    changed = added(SHIPPED, [], {"quadratin-edomex": [MORE]})
    before, after = changed.split("      - kind: sitemap\n        url: " + MORE.url + "\n")
    assert before + after == SHIPPED
    assert before.rstrip().endswith("every: 15 min")
    assert after.startswith("  - id: ad-noticias")


def test_comments_below_the_last_outlet_stay_below() -> None:
    text = (
        "outlets:\n- id: a\n  name: A\n  scope: local\n  medium: digital\n  sources:\n"
        "  - {kind: feed,\n     url: https://a.example/rss}   # la buena\n\n"
        "# Lo que sigue es de otra cosa\nreading:\n  pause: 1 s\n"
    )
    changed = added(text, [FARO], {"a": [MORE]})
    first, rest = changed.split("# Lo que sigue")
    assert "# la buena\n  - kind: sitemap" in first
    assert first.index("kind: sitemap") < first.index("- id: el-faro") > 0
    assert "\n- id: el-faro" in first
    assert rest == " es de otra cosa\nreading:\n  pause: 1 s\n"
    assert not read(changed).problems


def test_a_file_of_windows_and_one_without_a_last_line_break() -> None:
    text = "outlets:\r\n  - id: a\r\n    name: A"
    changed = added(text, [FARO])
    assert changed.count("\n") == changed.count("\r\n")
    assert len(read(changed).at(("outlets",)) or ()) == 2
    assert changed.endswith("\r\n")


@pytest.mark.parametrize(
    "text",
    ["outlets: []\n", "outlets: [{id: a}]\n", "profile: {}\n", "", "a: [\n", "- uno\n"],
)
def test_a_file_where_there_is_no_room_is_told(text: str) -> None:
    with pytest.raises(ConfigError, match="--write"):
        added(text, [FARO])


def test_what_init_writes_can_be_added_to() -> None:
    assert "el-faro" in added(starter(), [FARO])


@given(st.lists(st.text(min_size=1, max_size=60), min_size=5, max_size=5))
def test_whatever_its_words_are_they_are_read_back(words: list[str]) -> None:
    name, remark, check, note, value = words
    source = NewSource(kind="feed", url="https://a.example/", keys={"every": value}, remark=remark)
    outlet = NewOutlet(
        id="a",
        name=name,
        scope="local",
        medium="digital",
        sources=(source,),
        check=check,
        notes=(note,),
    )
    tree = read("outlets:\n" + block([outlet]))
    assert not tree.problems
    said = tree.at(("outlets", 0, "name"))
    assert isinstance(said, str)  # never null, a number or a list
    if name.isprintable():
        assert said == " ".join(unicodedata.normalize("NFC", name).split())
    assert tree.at(("outlets", 0, "sources", 0, "url")) == "https://a.example/"
    assert tree.at(("outlets", 0, "sources", 0, "every")) is not None


@pytest.mark.parametrize(
    "name", ["null", "24", "no", "a: b", "El Faro #1", "- a", "[x]", "1:30", "a:"]
)
def test_a_name_is_text_for_any_reader_of_yaml(name: str) -> None:
    written = "outlets:\n" + block([replace(FARO, name=name)])
    assert read(written).at(("outlets", 0, "name")) == name
    assert YAML(typ="safe").load(written)["outlets"][0]["name"] == name
