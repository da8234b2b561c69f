"""One piece under several addresses of its outlet is one clipping; two pieces are two."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.archive.records import Read
from monitor.model import Clipping, Item, Outcome
from tests.monitor.archive.makers import NOW, announce, clipping

NOTE = "https://www.diario.mx/local/abren-pozo-de-agua-4411"
TEXT = "La alcaldesa abrió un pozo de agua para doce colonias del norte."
shared = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def at(url: str, text: str = TEXT, *, title: str = "Abren pozo de agua") -> Clipping:
    return clipping(Item(source_id="diario-feed", guid=url, url=url, title=title), text)


def saved(archive, *pieces: Clipping, together: bool = False) -> list[Outcome]:
    for each in pieces:
        announce(archive, Item(source_id="diario-feed", guid="g", url=each.url, title=each.title))
    reads = [
        Read(item_id=each.id, outcome=Outcome.CLIPPED, clipping=each, detail="") for each in pieces
    ]
    for some in [reads] if together else [[read] for read in reads]:
        archive.save_reads(some, now=NOW)
    return [archive.trace(each.url).outcome for each in pieces]


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    "other",
    [
        NOTE.replace("www.", "m."),
        NOTE.replace("www.", "movil."),
        NOTE.replace("www.", "amp."),
        NOTE.replace("www.", ""),
        NOTE.replace("https:", "http:"),
        f"{NOTE}/",
    ],
)
def test_the_same_note_under_another_host_of_its_outlet_is_one(archive, other, together) -> None:
    outcomes = saved(archive, at(NOTE), at(other, f"{TEXT} Publicidad."), together=together)
    assert sorted(outcomes) == [Outcome.CLIPPED, Outcome.DUPLICATE]


@pytest.mark.parametrize(
    "other",
    [
        at(NOTE.replace("diario.mx", "otro.mx")),
        at(NOTE.replace("www.", "noticias.")),
        at(f"{NOTE}0"),
        at(NOTE.replace("www.", "m."), "Otro pozo se abre en mayo.", title="Otro pozo"),
        at(NOTE.replace("www.", "m."), "Fernanda Ruiz gana torneo estatal juvenil."),
    ],
)
def test_what_is_not_sure_to_be_the_same_note_stays(archive, other) -> None:
    assert saved(archive, at(NOTE), other) == [Outcome.CLIPPED, Outcome.CLIPPED]


def test_a_template_that_states_one_address_and_one_title_for_all_joins_no_notes(archive) -> None:
    one = at(NOTE, title="El Diario")
    other = replace(
        at("https://www.diario.mx/9", "Fernanda Ruiz gana torneo juvenil.", title="El Diario"),
        url=NOTE,
    )
    assert one.id != other.id
    announce(archive, Item(source_id="diario-feed", guid="1", url=NOTE, title="El Diario"))
    announce(
        archive,
        Item(source_id="diario-feed", guid="2", url="https://www.diario.mx/9", title="El Diario"),
    )
    for each in (one, other):
        archive.save_reads([Read(item_id=each.id, outcome=Outcome.CLIPPED, clipping=each)], now=NOW)
    assert archive.counts().outcomes == {"clipped": 2}


def test_nothing_in_common_but_having_no_words_joins_no_notes(archive) -> None:
    one, other = at(NOTE, "", title=""), at(NOTE.replace("www.", "m."), "", title="")
    assert saved(archive, one, other) == [Outcome.CLIPPED, Outcome.CLIPPED]


@shared
@given(
    ways=st.lists(
        st.tuples(st.sampled_from(["", "www.", "m.", "movil."]), st.integers(1, 3)),
        min_size=1,
        max_size=8,
        unique=True,
    ),
    together=st.booleans(),
)
def test_there_are_as_many_clippings_as_notes(archive, ways, together) -> None:
    run = archive.counts().items
    pieces = [
        at(
            f"https://{label}diario.mx/local/nota-{run}-{number}",
            f"Nota {number}.",
            title=f"{number}",
        )
        for label, number in ways
    ]
    outcomes = saved(archive, *pieces, together=together)
    assert outcomes.count(Outcome.CLIPPED) == len({number for _, number in ways})
