"""What a digest tells of private persons: nothing, and nothing moves for it."""

from __future__ import annotations

from dataclasses import replace

from monitor.model import PieceKind
from reports import digest, render
from reports.shielding import shielded, shown, unsigned
from tests.reports import press

NAME = "Casimira Zurbarán"
TEXT = f"{NAME} pide agua en San Jacinto. Su celular es 55 1849 2736. «Nadie viene», dijo {NAME}."


def told(outlet_id: str = "vecinos", *, kind: PieceKind = PieceKind.POST, marked: bool = True):
    piece = press.clipping(
        f"Habla {NAME}", TEXT, outlet_id=outlet_id, kind=kind, author="Casimira Z."
    )
    entry = press.entry(piece, press.reading(piece, "place", press.PLAIN, "pide agua"))
    spans = (press.span_of(piece, NAME),) if marked else ()
    analysis = replace(
        entry.analysis,
        private=spans,
        entities=(press.person(piece, NAME),),
        quotes=(press.quote(piece, "Nadie viene", NAME),),
    )
    return replace(entry, analysis=analysis)


def test_what_is_marked_is_covered_wherever_it_stands_and_nothing_moves():
    entry = told()
    clipping = shown(entry, press.config()).clipping
    assert NAME not in clipping.text + clipping.title
    assert (len(clipping.text), len(clipping.title)) == (len(TEXT), len(f"Habla {NAME}"))
    evidence = entry.analysis.readings[0].evidence
    assert evidence.of(clipping) == "pide agua"


def test_a_telephone_is_covered_even_where_nothing_was_marked():
    clipping = shown(told(marked=False), press.config()).clipping
    assert "1849" not in clipping.text
    assert NAME in clipping.text


def test_what_was_read_no_longer_names_who_is_covered():
    analysis = shown(told(), press.config()).analysis
    assert analysis.entities == ()
    assert [each.speaker for each in analysis.quotes] == ["•••••••• ••••••••"]


def test_who_writes_in_a_network_is_not_told_but_an_office_is():
    config = press.config()
    assert shown(told(), config).clipping.author is None
    official = replace(told(), clipping=replace(told().clipping, author="@AlcaldiaSanJacinto"))
    assert shown(official, config).clipping.author == "@AlcaldiaSanJacinto"
    assert unsigned(told()).clipping.author == "Casimira Z."


def test_who_signs_in_the_press_is_told():
    signed = shown(told("faro", kind=PieceKind.NOTE), press.config())
    assert signed.clipping.author == "Casimira Z."


def test_what_earlier_editions_told_is_covered_too():
    entry = told()
    edition = replace(press.edition(entry), before={entry.story_id: (entry.clipping,)})
    [[before]] = shielded(edition, press.config()).before.values()
    assert NAME not in before.text
    assert "1849" not in before.text


def test_a_digest_is_built_of_what_may_be_told():
    page = render.html(digest.build(press.edition(told()), press.config()))
    assert "Zurbarán" not in page
    assert "1849" not in page
    assert "pide agua en San Jacinto" in page


def test_covering_twice_covers_once():
    once = shielded(press.edition(told()), press.config())
    assert shielded(once, press.config()).entries[0].clipping == once.entries[0].clipping
