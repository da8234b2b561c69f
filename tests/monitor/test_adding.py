"""What a person gives: read through the funnel at once, kept where asked, and once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from monitor.adding import Adder, NoOutlet, Wish
from monitor.errors import Blocked, RateLimited
from monitor.keeping import FOLDER, Keeper
from monitor.local import tick
from monitor.model import Outcome, PieceKind
from monitor.pipeline import GATHERING, Pipeline
from tests.conftest import FEED, NOW

NOTE = "https://www.heraldo.test/pozo/"
BODY = (
    "La alcaldesa Maribel Ontiveros inauguró este viernes un pozo de agua en la colonia La Joya, "
    "que dará servicio a cuatro mil familias del oriente de Xaltepec, según informó el gobierno.",
    "Ontiveros recorrió las obras con vecinos y aseguró que en octubre quedará lista la red de "
    "distribución, una demanda que los colonos habían presentado desde hace más de seis años.",
)
FOREIGN = (
    "El equipo de la costa ganó anoche por dos goles en un partido que se jugó bajo la lluvia y "
    "que nadie en las gradas quiso perderse, aunque las luces se apagaron en el segundo tiempo.",
    "El entrenador dijo al final que la temporada es larga y que todavía faltan once partidos, "
    "tres de ellos contra rivales que pelean por los primeros lugares de la tabla general.",
)
PASTED = (
    "Inaugura alcaldesa pozo en La Joya\n\nLa alcaldesa de Xaltepec, Maribel Ontiveros, inauguró "
    "este viernes un pozo de agua que dará servicio a cuatro mil familias."
).encode()


@pytest.fixture
def adder(config, archive, web, folder) -> Adder:
    return Adder(Pipeline(config=config, archive=archive, fetch=web, folder=folder))


def test_a_link_is_read_at_once_and_told(adder, web, page) -> None:
    web.pages[NOTE] = page("Inaugura alcaldesa pozo en La Joya", *BODY)
    added = adder.add_link(f"{NOTE}?utm_source=wa", Wish(), now=NOW)
    assert (added.outcome, added.url, added.outlet_id) == (Outcome.CLIPPED, NOTE, "heraldo")
    assert added.subjects
    assert adder.pipeline.archive.trace(NOTE).tagged_by


def test_the_same_given_twice_is_told_so(adder, web, page) -> None:
    web.pages[NOTE] = page("Inaugura alcaldesa pozo en La Joya", *BODY)
    first = adder.add_link(NOTE, Wish(), now=NOW)
    del web.pages[NOTE]  # it is not even asked for
    again = adder.add_link(NOTE, Wish(), now=NOW + timedelta(hours=1))
    assert again.known_since == NOW
    assert again.clipping_id == first.clipping_id
    assert adder.pipeline.archive.counts().clippings == 1


def test_what_names_nobody_stays_only_where_asked(adder, web, page) -> None:
    web.pages[NOTE] = page("Gana el equipo de la costa", *FOREIGN)
    added = adder.add_link(NOTE, Wish(), now=NOW)
    assert (added.outcome, added.clipping_id) == (Outcome.IRRELEVANT, None)
    kept = adder.add_link(NOTE, Wish(keep=True), now=NOW)
    assert kept.clipping_id
    assert kept.subjects == ()
    tick(adder.pipeline, clock=lambda: NOW, steps=GATHERING)
    assert adder.pipeline.archive.clipping(kept.clipping_id).title == "Gana el equipo de la costa"


def test_what_the_person_says_stands_before_what_is_read(adder, web, page) -> None:
    web.pages[NOTE] = page("Inaugura alcaldesa pozo en La Joya", *BODY)
    wish = Wish(title="Abren pozo", day=date(2026, 8, 19), kind=PieceKind.REPORT)
    added = adder.add_link(NOTE, wish, now=NOW)
    clipping = adder.pipeline.archive.clipping(added.clipping_id)
    assert (clipping.title, clipping.kind) == ("Abren pozo", PieceKind.REPORT)
    assert adder.pipeline.config.local(clipping.published_at).date() == date(2026, 8, 19)


def test_a_text_is_kept_with_its_original(adder, folder) -> None:
    (added,) = adder.add_file("nota.txt", PASTED, Wish(outlet="heraldo"), now=NOW)
    assert added.outcome is Outcome.CLIPPED
    assert added.subjects
    clipping = adder.pipeline.archive.clipping(added.clipping_id)
    assert (clipping.url, clipping.title) == (None, "Inaugura alcaldesa pozo en La Joya")
    assert Keeper(folder / FOLDER).path(clipping.file).read_bytes() == PASTED
    (again,) = adder.add_file("otra.txt", PASTED, Wish(outlet="heraldo"), now=NOW)
    assert again.known_since == NOW


def test_the_text_of_a_page_that_its_site_closes_may_be_brought(adder, web, rss) -> None:
    web.pages[FEED] = rss({"title": "Abren pozo", "link": NOTE})
    web.pages[NOTE] = Blocked(NOTE, "pide suscripción")
    tick(adder.pipeline, clock=lambda: NOW, steps=GATHERING)
    assert adder.pipeline.archive.trace(NOTE).outcome is Outcome.BLOCKED
    (added,) = adder.add_file("nota.txt", PASTED, Wish(url=NOTE), now=NOW)
    assert (added.outcome, added.url) == (Outcome.CLIPPED, NOTE)
    assert "cuatro mil familias" in adder.pipeline.archive.clipping(added.clipping_id).text


def test_a_site_that_asks_for_a_pause_is_read_later(adder, web, page) -> None:
    web.pages[NOTE] = RateLimited(NOTE, "pide una pausa", retry_after=timedelta(minutes=5))
    added = adder.add_link(NOTE, Wish(), now=NOW)
    assert (added.outcome, added.detail) == (None, "pide una pausa")
    web.pages[NOTE] = page("Inaugura alcaldesa pozo en La Joya", *BODY)
    tick(adder.pipeline, clock=lambda: NOW + timedelta(minutes=6), steps=GATHERING)
    assert adder.pipeline.archive.trace(NOTE).outcome is Outcome.CLIPPED


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://", "https://a\\b.mx/"])
def test_what_is_no_address_is_told(adder, link) -> None:
    assert adder.add_link(link, Wish(outlet="heraldo"), now=NOW).outcome is Outcome.NOT_ALLOWED


def test_a_file_that_cannot_be_read_is_a_row_with_its_reason(adder) -> None:
    (added,) = adder.add_file("x.pdf", b"%PDF-1.7 nada", Wish(outlet="heraldo"), now=NOW)
    assert added.outcome is Outcome.NO_TEXT
    assert "x.pdf" in added.detail


def test_whose_it_is_must_be_known(adder) -> None:
    with pytest.raises(NoOutlet, match="--outlet"):
        adder.add_link("https://desconocido.test/nota", Wish(), now=NOW)
    with pytest.raises(NoOutlet, match="--outlet"):
        adder.add_file("nota.txt", PASTED, Wish(), now=NOW)
