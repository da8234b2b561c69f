"""How a mail says that its list can be left, and how that is known when it comes back."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from reports import digest
from reports.clothes import Clothes, dress
from reports.leaving import MARK, Ask, Way, asked, footed, is_ours, mark, way
from tests.reports import press

KEY, OTHER = b"k" * 32, b"o" * 32
BOX = "sintesis+bajas@x.example"


@pytest.fixture(scope="module")
def worn() -> Clothes:
    built = digest.build(press.sample_edition(), press.config())
    return dress(built, branding=press.config().profile.branding, worn=())


LISTS = st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", max_size=40)


@given(list_id=LISTS)
@example(list_id="")
@example(list_id="abcdefghijklmnop")
@example(list_id="gabinete-amplio1")
def test_what_is_written_is_what_is_read(list_id: str) -> None:
    found = asked(way(list_id, BOX, KEY).subject)
    assert found is not None
    assert found.list_id == list_id
    assert is_ours(found, KEY)
    assert not is_ours(found, OTHER)


@given(one=LISTS, other=LISTS)
def test_the_mark_of_a_list_opens_no_other(one: str, other: str) -> None:
    assert is_ours(Ask(list_id=other, mark=mark(one, KEY)), KEY) == (one == other)


@pytest.mark.parametrize(
    "subject",
    ["BAJA jefes", "  baja   jefes ", "Baja  JEFES"],
)
def test_a_subject_is_read_as_people_write_it(subject: str) -> None:
    assert asked(subject) == Ask(list_id="jefes")


@pytest.mark.parametrize(
    "subject",
    ["", "Baja California Sur", "Re: Baja jefes", "Bajan los robos", "Baja: jefes", "x Baja jefes"],
)
def test_what_speaks_of_something_else_asks_nothing(subject: str) -> None:
    assert asked(subject) is None


@given(subject=st.text())
def test_any_subject_is_read_without_harm(subject: str) -> None:
    found = asked(subject)
    assert found is None or not is_ours(Ask(list_id=found.list_id, mark="a" * MARK), KEY)


def test_the_address_is_one_that_a_mail_program_opens() -> None:
    told = way("jefes", BOX, KEY)
    parts = urlsplit(told.uri)
    assert (parts.scheme, parts.path) == ("mailto", BOX)
    assert parse_qs(parts.query) == {"subject": [f"Baja jefes {mark('jefes', KEY)}"]}
    assert way("jefes", BOX, None).subject == "Baja jefes"
    assert way("", BOX, None).subject == "Baja"


def test_the_page_says_it_at_its_end_in_the_clothes_of_its_foot(worn: Clothes) -> None:
    told = way("jefes", BOX, KEY)
    page = LexborHTMLParser(footed(worn, told).html)
    last = page.css("footer p")[-1]
    assert last.css_first("a").attributes["href"] == told.uri
    assert told.subject in last.text()
    assert last.attributes["style"] == page.css("footer p")[0].attributes["style"]
    assert len(page.css("footer p")) == len(LexborHTMLParser(worn.html).css("footer p")) + 1


def test_the_text_says_it_at_its_end_on_lines_of_their_own(worn: Clothes) -> None:
    told = way("jefes", BOX, KEY)
    text = footed(worn, told).text
    assert text.startswith(worn.text.rstrip())
    assert text.splitlines()[-1] == told.subject
    assert BOX in text.splitlines()[-2]


def test_a_page_without_a_foot_says_it_too() -> None:
    bare = Clothes(html="<html><body><p>Hola</p></body></html>", text="Hola", data="{}")
    page = LexborHTMLParser(footed(bare, Way(address=BOX, subject="Baja")).html)
    assert page.css_first("body > p:last-child a").attributes["href"].startswith("mailto:")


def test_the_key_is_not_told_by_its_marks() -> None:
    marks = {mark(str(number), KEY) for number in range(1000)}
    assert len(marks) == 1000
    assert all(len(each) == MARK and asked(f"Baja {each}") for each in marks)
