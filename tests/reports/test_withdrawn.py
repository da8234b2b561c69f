"""What its author took back: told as such in a digest, and without its words in a register."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.model import Entry, PieceKind
from reports import digest, register, render
from reports.model import Digest
from tests.reports import press

WORDS = "Casimira Zurbarán pide que vuelva el agua a San Jacinto."
TAKEN_BACK = "retirada por su autor"


def piece(
    words: str = WORDS, *, kind: PieceKind = PieceKind.POST, outlet_id: str = "vecinos"
) -> Entry:
    post = press.clipping(words, words, outlet_id=outlet_id, kind=kind, author="Casimira Z.")
    return press.entry(
        post, press.reading(post, "place", press.BAD, "pide que vuelva"), story="una"
    )


def taken_back(entry: Entry) -> Entry:
    moment = entry.clipping.published_at + timedelta(hours=1)
    return replace(entry, clipping=replace(entry.clipping, withdrawn_at=moment))


def built(*entries: Entry) -> Digest:
    return digest.build(press.edition(*entries), press.config(), history=())


def told(*entries: Entry) -> tuple[str, ...]:
    made = built(*entries)
    return tuple(" ".join(page.split()) for page in (render.html(made), render.text(made)))


def test_a_digest_says_that_its_author_took_it_back():
    for page in told(taken_back(piece())):
        assert page.count(TAKEN_BACK) == 1
    for page in told(piece()):
        assert TAKEN_BACK not in page


def test_beside_others_only_the_one_that_was_taken_back_says_so():
    press_piece = piece(kind=PieceKind.NOTE, outlet_id="faro")
    for page in told(press_piece, taken_back(piece())):
        assert page.count(f"({TAKEN_BACK})") == 1


def test_a_register_keeps_that_it_was_there_and_none_of_its_words():
    entry = taken_back(piece())
    rows = [*register.found([entry], press.config()), *register.pages(built(entry))[0].rows]
    assert len(rows) == 2
    for row in rows:
        assert row.title == "[publicación que su autor retiró]"
        assert row.url == entry.clipping.url
        assert row.stance is press.BAD
        assert "Casimira" not in str(row)
        assert "agua" not in str(row)


def test_a_note_of_the_press_was_published_and_stays_in_the_register():
    entry = taken_back(piece(kind=PieceKind.NOTE, outlet_id="faro"))
    (row,) = register.found([entry], press.config())
    assert row.title == WORDS
