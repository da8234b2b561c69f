"""Who receives an edition: the recipients of the profile, and each list with what it asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config import REGULAR, SECTIONS, Alerts, Clothing, Config, RecipientList, chat_variable
from monitor.configfile import load
from monitor.errors import ConfigError
from monitor.model import EditionKind
from reports import sections
from tests.monitor.test_configfile import BASE

LISTS = """\
lists:
  - id: gabinete
    name: Gabinete
    to: [Ana Núñez <ana@xaltepec.example>]
    bcc: [luis@xaltepec.example]
    clothes: [html, pdf]
    sections: [government, mayor]
    editions: [daily, alert]
  - id: directores-a
    name: Directores
    chat: true
"""


def read(folder: Path, lists: str, base: str = BASE) -> Config:
    path = folder / "sources.yaml"
    path.write_text(base + lists, encoding="utf-8")
    return load(path)


def test_the_sections_of_the_file_are_those_of_the_page():
    assert tuple(each.id for each in sections.SECTIONS) == SECTIONS


def test_lists_are_read_whole(tmp_path):
    gabinete, directores = read(tmp_path, LISTS).lists
    assert gabinete.everybody == ("Ana Núñez <ana@xaltepec.example>", "luis@xaltepec.example")
    assert gabinete.worn == {Clothing.HTML, Clothing.PDF}
    assert gabinete.editions == (EditionKind.DAILY, EditionKind.ALERT)
    assert directores.chat
    assert directores.worn == {Clothing.MESSAGE}
    assert directores.editions == REGULAR
    assert chat_variable(directores.id) == "SINTESIS_CHAT_DIRECTORES_A"


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (EditionKind.DAILY, ["", "gabinete", "directores-a"]),
        (EditionKind.MONTHLY, ["", "directores-a"]),
        (EditionKind.ALERT, ["", "gabinete"]),
    ],
)
def test_each_edition_has_its_lists(tmp_path, kind, wanted):
    assert [each.id for each in read(tmp_path, LISTS).lists_for(kind)] == wanted


def test_without_recipients_there_are_only_the_lists(tmp_path):
    nobody = BASE.replace("  recipients:\n    - Ana Núñez <ana@xaltepec.example>\n", "")
    config = read(tmp_path, LISTS, nobody)
    assert [each.id for each in config.lists_for(EditionKind.WEEKLY)] == ["directores-a"]


def test_those_whom_alerts_name_receive_them_in_place_of_the_recipients(config):
    named = config.profile.model_copy(update={"alerts": Alerts(to=("guardia@xaltepec.test",))})
    alerted = config.model_copy(update={"profile": named})
    [only] = alerted.lists_for(EditionKind.ALERT)
    assert only.everybody == ("guardia@xaltepec.test",)
    [daily] = alerted.lists_for(EditionKind.DAILY)
    assert daily.everybody == config.profile.recipients


WRONG = [
    ("to: [Ana Núñez <ana@xaltepec.example>]\n    bcc: [luis@xaltepec.example]", "cc: []", "quién"),
    ("chat: true", "chat: true\n    to: [a@xaltepec.example]", "Haga dos listas"),
    ("chat: true", "chat: true\n    clothes: [message, pdf]", "solo le llegan textos"),
    ("[html, pdf]", "[html, powerpoint]", "html, pdf, xlsx, message, voice"),
    ("[government, mayor]", "[gobierno]", "attention, mayor, government"),
    ("[daily, alert]", "[diaria]", "daily, extraordinary, weekly, monthly, alert"),
    ("[daily, alert]", "[]", "la lista está vacía"),
    ("bcc: [luis@xaltepec.example]", "bcc: [ANA@xaltepec.example]", "está repetido"),
    ("bcc: [luis@xaltepec.example]", "bcc: [luis]", "lists[0].bcc[0]: se esperaba un solo correo"),
    ("id: gabinete", "id: directores_a", "está repetido"),
    ("to: [Ana", "para: [Ana", "¿Quiso decir «to»?"),
    ("chat: true", "chat: true\n    token: 123:abc", "variable de entorno"),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG)
def test_a_wrong_list_says_what_to_mend(tmp_path, old, new, said):
    assert LISTS.count(old) == 1, old
    with pytest.raises(ConfigError) as refusal:
        read(tmp_path, LISTS.replace(old, new))
    assert said in str(refusal.value)
    assert "123:abc" not in str(refusal.value)


def test_a_list_cannot_ask_for_a_section_that_the_page_does_not_have(tmp_path):
    some = BASE.replace("    patience: 20 min", "    sections: [attention, mayor]")
    with pytest.raises(ConfigError, match=r"lists\[0\]\.sections\[0\].*digest\.sections"):
        read(tmp_path, LISTS, some)
    read(tmp_path, LISTS, BASE.replace("    patience: 20 min", "    sections: []"))


def test_an_unknown_section_of_the_page_is_told_with_the_known(tmp_path):
    some = BASE.replace("    patience: 20 min", "    sections: [attention, deportes]")
    with pytest.raises(ConfigError) as refusal:
        read(tmp_path, "", some)
    assert "profile.digest.sections[1]" in str(refusal.value)
    assert "municipality" in str(refusal.value)


def test_a_list_made_in_code_is_held_to_the_same():
    with pytest.raises(ValueError, match="empty_list"):
        RecipientList(id="a", name="A")
