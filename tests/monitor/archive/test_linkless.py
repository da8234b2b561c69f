"""Entries without an address whose ids change, or come back for another piece."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from monitor.archive import Archive
from monitor.archive.records import Read
from monitor.model import Harvest, Item, Outcome, PieceKind
from tests.monitor.archive.makers import HORIZON, NOW, clipping, item, source

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WATER = (
    "Vecinos de la colonia El Mirador llevan ocho días sin agua y cerraron la avenida Juárez "
    "para pedir pipas al ayuntamiento, que prometió enviarlas antes del domingo."
)
LIGHTS = (
    "La banda sinfónica tocó anoche en el quiosco del parque Hidalgo ante unas mil personas; "
    "habrá otro concierto gratuito cuando termine la feria del pan."
)


def entry(guid: str, title: str = "Sin agua en El Mirador", text: str = WATER) -> Item:
    return Item(
        source_id="diario-feed", guid=guid, url=None, title=title, text=text, published_at=NOW
    )


def read(archive: Archive, *found: Item, hours: int) -> int:
    return archive.collected(
        source(), Harvest(items=found), now=NOW + hours * HOUR, horizon=HORIZON
    )


def here(archive: Archive) -> set[tuple[str, str]]:
    """The title and the text of all that was announced."""
    now = NOW + 90 * DAY
    waiting = archive.to_read("", now=now, limit=99)
    return {(each.item.title, each.item.text or "") for each in waiting}


def clip(archive: Archive, *, hours: int) -> None:
    """Read all that waits, as a piece that names us."""
    now = NOW + hours * HOUR
    reads = [
        Read(
            item_id=each.item.id,
            outcome=Outcome.CLIPPED,
            clipping=clipping(
                each.item,
                each.item.text or "",
                revision=each.clipping.revision + 1 if each.clipping else 1,
            ),
        )
        for each in archive.to_read("", now=now, limit=99)
    ]
    archive.save_reads(reads, now=now)


def test_another_id_for_the_same_words_is_no_other_piece(archive):
    assert read(archive, entry("a"), hours=0) == 1
    for hours in range(1, 5):
        assert read(archive, entry(f"a?{hours}"), hours=hours) == 0
    assert here(archive) == {("Sin agua en El Mirador", WATER)}


def test_another_id_and_another_hour_for_the_same_words_is_no_other_piece(archive):
    assert read(archive, entry("a"), hours=0) == 1
    assert read(archive, replace(entry("b"), published_at=NOW + 3 * HOUR), hours=3) == 0
    assert read(archive, replace(entry("c"), published_at=None), hours=4) == 0


def test_a_slip_that_is_mended_under_another_id_is_a_revision(archive):
    read(archive, entry("a", text=WATER.replace("domingo", "domingp")), hours=0)
    clip(archive, hours=0)
    assert read(archive, entry("b"), hours=1) == 0
    clip(archive, hours=1)
    counts = archive.counts()
    assert (counts.items, counts.clippings, counts.revisions) == (1, 1, 2)


def test_a_slip_that_is_mended_under_its_id_is_a_revision(archive):
    read(archive, entry("a", text=WATER.replace("domingo", "domingp")), hours=0)
    clip(archive, hours=0)
    assert read(archive, entry("a"), hours=30) == 0
    clip(archive, hours=30)
    counts = archive.counts()
    assert (counts.items, counts.clippings, counts.revisions) == (1, 1, 2)


def test_an_id_that_comes_back_for_another_piece_overwrites_nothing(archive):
    first, second = entry("aviso"), entry("aviso", "Concierto en el parque", LIGHTS)
    second = replace(second, published_at=NOW + DAY)
    assert read(archive, first, hours=0) == 1
    clip(archive, hours=0)
    assert read(archive, second, hours=24) == 1
    assert here(archive) == {("Concierto en el parque", LIGHTS)}
    clip(archive, hours=24)
    for hours in range(25, 60):
        assert read(archive, second, hours=hours) == 0
    mended = replace(second, text=LIGHTS.replace("mil", "dos mil"))
    assert read(archive, mended, hours=61) == 0
    clip(archive, hours=61)
    assert read(archive, replace(first, published_at=NOW), hours=62) == 0
    counts = archive.counts()
    assert (counts.items, counts.clippings, counts.revisions) == (2, 2, 3)


def test_an_id_of_every_day_is_a_piece_a_day(archive):
    said = ["uno", "dos", "tres", "cuatro", "cinco"]
    texts = [" ".join(f"{word}{day}" for word in said * 4) for day in range(6)]
    for day, text in enumerate(texts):
        today = replace(entry("hoy", f"Resumen {day}", text), published_at=None)
        assert read(archive, today, hours=24 * day) == 1
        assert read(archive, today, hours=24 * day + 1) == 0
    assert len(here(archive)) == 6


def test_a_piece_that_grows_under_its_id_the_same_day_is_one(archive):
    read(archive, entry("minuto"), hours=0)
    assert read(archive, entry("minuto", "Ya hay agua", f"{LIGHTS} {WATER}"), hours=5) == 0
    assert read(archive, entry("minuto", "Ya hay agua", LIGHTS), hours=6) == 0


def test_two_entries_of_the_same_words_in_one_list_are_two(archive):
    assert read(archive, entry("a"), entry("b"), hours=0) == 2
    assert read(archive, entry("b"), entry("c"), hours=1) == 0


def test_the_same_words_on_another_day_are_told_again(archive):
    read(archive, entry("a"), hours=0)
    assert read(archive, replace(entry("b"), published_at=NOW + 2 * DAY), hours=48) == 1


def test_so_few_words_anybody_says_twice(archive):
    read(archive, entry("a", "Aviso", "Hoy no hay clases"), hours=0)
    assert read(archive, entry("b", "Aviso", "Hoy no hay clases"), hours=1) == 1


def test_the_id_of_what_nobody_kept_the_text_of_is_known_by_its_summary(archive):
    found = replace(entry("a"), summary=WATER[:90])
    read(archive, found, hours=0)
    waiting = archive.to_read("", now=NOW, limit=9)
    archive.save_reads(
        [Read(item_id=each.item.id, outcome=Outcome.IRRELEVANT) for each in waiting], now=NOW
    )
    assert read(archive, replace(found, guid="b"), hours=1) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "https://diario.example/a"},
        {"kind": PieceKind.POST},
        {"file": "hoja.pdf"},
        {"source_id": "otro-feed"},
    ],
)
def test_whose_id_is_made_with_care_is_believed(archive, changes):
    read(archive, entry("a"), hours=0)
    other = replace(entry("b"), **changes)
    of = source("otro") if "source_id" in changes else source()
    archive.collected(of, Harvest(items=(other,)), now=NOW + HOUR, horizon=HORIZON)
    assert archive.counts().items == 2


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_list_read_again_under_other_ids_is_the_same_list(archive, order):
    texts = [WATER, LIGHTS, f"{WATER[:60]} {LIGHTS[:60]} y los dos se van juntos a la escuela"]
    found = [entry(str(n), f"Nota {n}", texts[n]) for n in order]
    archive.collected(source(), Harvest(items=tuple(found)), now=NOW, horizon=HORIZON)
    again = tuple(replace(each, guid=f"otra {each.guid}") for each in found)
    later = NOW + HOUR
    assert archive.collected(source(), Harvest(items=again), now=later, horizon=HORIZON) == 0


def test_items_with_addresses_keep_their_place_in_the_list(archive):
    found = (item(1), entry("a"), item(2), replace(entry("b"), text=LIGHTS, title="Concierto"))
    assert read(archive, *found, hours=0) == 4
    assert read(archive, *found, hours=1) == 0
