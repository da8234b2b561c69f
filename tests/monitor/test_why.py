"""One right sentence for every fate of a note."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor import errors
from monitor.archive.amending import Correction, Verdict
from monitor.archive.records import Read
from monitor.errors import QueryError
from monitor.local import tick
from monitor.model import Analysis, Outcome, Stance
from monitor.pipeline import Pipeline
from monitor.why import LOST, explain
from tests.conftest import FEED, NOW, POSTS
from tests.monitor.test_pipeline import BODY, NOTE, SAME_DAY

GATHER = ("collect", "read", "tag", "group")


@pytest.fixture
def pipeline(config, archive, web, folder, rss, page):
    web.pages[FEED] = rss({"title": "Abren pozo", "link": NOTE, "pubDate": SAME_DAY})
    web.pages[NOTE] = page("Inaugura alcaldesa pozo en La Joya", *BODY)
    web.pages[POSTS] = rss()
    return Pipeline(config=config, archive=archive, fetch=web, folder=folder)


def go(pipeline, *steps, now=NOW):
    tick(pipeline, clock=lambda: now, steps=steps or None)


def why(pipeline, url=NOTE, now=NOW):
    return explain(url, config=pipeline.config, archive=pipeline.archive, now=now)


def test_unknown_source(pipeline):
    verdict = why(pipeline, "https://otro-diario.test/nota")
    assert verdict.code == "unknown_source"
    assert "ninguna de nuestras fuentes es de otro-diario.test" in verdict.sentence
    assert "sources.yaml" in verdict.sentence


def test_in_no_feed(pipeline):
    go(pipeline)
    verdict = why(pipeline, "https://heraldo.test/otra-nota")
    assert verdict.code == "not_announced"
    assert "El Heraldo de Xaltepec" in verdict.sentence


def test_in_no_feed_because_the_feed_fails(pipeline, web):
    web.pages[FEED] = b"<html>portada</html>"
    go(pipeline)
    assert "heraldo-feed falla" in why(pipeline).sentence


FAILURES = [
    (errors.RefusedByRobots, "robots.txt"),
    (errors.Blocked, "nos cierra el paso"),
    (errors.Paywalled, "No viene porque motivo exacto."),
    (errors.Gone, "No viene porque motivo exacto."),
    (errors.NotFound, "No viene porque motivo exacto."),
    (errors.NotAllowed, "seguridad"),
    (errors.TooLarge, "pesa más"),
]


@pytest.mark.parametrize(("error", "words"), FAILURES)
def test_an_address_that_could_not_be_had(pipeline, web, error, words):
    web.pages[NOTE] = error(NOTE, "motivo exacto")
    go(pipeline)
    verdict = why(pipeline)
    assert verdict.code == error.outcome.value
    assert words in verdict.sentence
    assert "motivo exacto" in verdict.sentence


def test_waiting_after_a_failed_try(pipeline, web):
    web.pages[NOTE] = errors.Unreachable(NOTE, "el sitio no contesta")
    go(pipeline)
    verdict = why(pipeline)
    assert verdict.code == "waiting"
    assert "1 intento" in verdict.sentence
    assert "el sitio no contesta" in verdict.sentence
    assert "se leerá el 21 de agosto" in verdict.sentence


def test_waiting_its_turn(pipeline):
    go(pipeline, "collect")
    verdict = why(pipeline)
    assert verdict.code == "waiting"
    assert "toca leerla ahora" in verdict.sentence


def test_unreachable_after_all_tries(pipeline, web):
    web.pages[NOTE] = errors.Unreachable(NOTE, "el sitio no contesta")
    moment = NOW
    while moment:
        go(pipeline, now=moment)
        moment = pipeline.archive.trace(NOTE).read_at
    assert why(pipeline).code == "unreachable"


def test_no_text(pipeline, web):
    web.pages[NOTE] = b"%PDF-1.7 Xaltepec"
    go(pipeline)
    assert why(pipeline).code == "no_text"


def test_not_an_article(pipeline, web):
    links = "".join(
        f'<article><h2><a href="/n{n}">Nota {n} sobre Xaltepec y sus colonias</a></h2>'
        f"<p>Resumen breve de la nota {n}…</p></article>"
        for n in range(30)
    )
    web.pages[NOTE] = (
        f'<html lang="es"><head><title>Municipios</title><meta property="og:type" '
        f'content="website"></head><body><h1>Municipios</h1>{links}</body></html>'
    ).encode()
    go(pipeline)
    verdict = why(pipeline)
    assert verdict.code == "not_article"
    assert verdict.sentence == "No viene porque es una portada o una sección, no una nota."


def test_too_old(pipeline, web, rss):
    web.pages[FEED] = rss(
        {"title": "Abren pozo", "link": NOTE, "pubDate": "Wed, 01 Jul 2026 06:00:00 -0600"}
    )
    go(pipeline)
    assert why(pipeline).code == "old"


def test_names_nobody_and_the_nearest_alias(pipeline, web, rss, page):
    web.pages[FEED] = rss(
        {"title": "Habla Maribel Ontivero en foro", "link": NOTE, "pubDate": SAME_DAY}
    )
    web.pages[NOTE] = page("Habla Maribel Ontivero en foro", "Hubo un foro de cine. " * 30)
    go(pipeline)
    verdict = why(pipeline)
    assert verdict.code == "irrelevant"
    assert "no nombra a nadie" in verdict.sentence
    assert "Maribel Ontiveros" in verdict.sentence


def test_waiting_for_a_tag_and_then_for_a_story(pipeline):
    go(pipeline, "collect", "read")
    assert why(pipeline).code == "untagged"
    go(pipeline, "tag")
    assert why(pipeline).code == "ungrouped"


def test_tagged_and_waiting_for_the_next_edition(pipeline):
    go(pipeline, *GATHER)
    verdict = why(pipeline)
    assert verdict.code == "pending"
    assert "irá en la próxima edición" in verdict.sentence


def test_too_late_for_an_edition(pipeline):
    go(pipeline, *GATHER)
    assert why(pipeline, now=NOW + timedelta(days=10)).code == "too_late"


def test_unreadable(pipeline):
    go(pipeline, "collect", "read")
    clipping = pipeline.archive.trace(NOTE).clipping
    pipeline.archive.save_analyses(
        [Analysis(clipping_id=clipping.id, revision=1, analyzer="x", failed="texto imposible")]
    )
    verdict = why(pipeline)
    assert verdict.code == "unreadable"
    assert "texto imposible" in verdict.sentence


def correct(pipeline, verdict, subjects):
    clipping = pipeline.archive.trace(NOTE).clipping
    stance = Stance.POSITIVE if verdict is Verdict.READ else None
    for subject in subjects:
        made = Correction(
            clipping_id=clipping.id, subject_id=subject, verdict=verdict, stance=stance
        )
        pipeline.archive.correct(made, now=NOW)
    return clipping


def test_a_note_that_names_nobody_once_corrected(pipeline):
    go(pipeline, *GATHER)
    named = pipeline.archive.trace(NOTE).analysis.readings
    correct(pipeline, Verdict.NOT_MENTIONED, [each.subject_id for each in named])
    verdict = why(pipeline)
    assert verdict.code == "names_nobody"
    assert "se corrigió que no nombra a nadie" in verdict.sentence


def test_a_correction_to_look_at_again(pipeline):
    go(pipeline, *GATHER)
    clipping = correct(pipeline, Verdict.READ, ["alcaldesa"])
    assert "revise" not in why(pipeline).sentence
    changed = replace(clipping, revision=2, text="Otra cosa hizo ayer la alcaldesa de Xaltepec.")
    read = Read(item_id=clipping.id, outcome=Outcome.CLIPPED, clipping=changed)
    pipeline.archive.save_reads([read], now=NOW)
    go(pipeline, "tag")
    assert why(pipeline).sentence.endswith("revise la corrección.")


def test_who_read_a_note_and_what_it_was_made_of(pipeline):
    go(pipeline, "collect", "read")
    assert (why(pipeline).analyzer, why(pipeline).parts) == (None, {})
    go(pipeline, *GATHER)
    tagger = pipeline.tagger
    assert (why(pipeline).analyzer, why(pipeline).parts) == (tagger.analyzer, tagger.parts)


def test_told_in_the_edition_of_a_date(pipeline):
    go(pipeline)
    verdict = why(pipeline)
    assert verdict.code == "told"
    assert "21 de agosto de 2026, 07:00" in verdict.sentence


def test_told_under_another_note(pipeline, web, rss, page):
    copy = "https://www.heraldo.test/municipios/pozo-joya/"
    web.pages[FEED] = rss(
        {"title": "Abren pozo", "link": NOTE, "pubDate": SAME_DAY},
        {"title": "Tendrán agua", "link": copy, "pubDate": "Fri, 21 Aug 2026 06:40:00 -0600"},
    )
    web.pages[copy] = page("Tendrán agua en La Joya", *BODY, published="2026-08-21T06:40:00-06:00")
    go(pipeline)
    assert "agrupada bajo «Inaugura alcaldesa pozo en La Joya»" in why(pipeline, copy).sentence
    assert "cabeza de una noticia con 2 impactos" in why(pipeline).sentence


def test_not_an_address(pipeline):
    with pytest.raises(QueryError, match="no es una dirección"):
        why(pipeline, "la nota de ayer")


def test_every_outcome_has_words():
    said_elsewhere = {Outcome.CLIPPED, Outcome.IRRELEVANT, Outcome.DUPLICATE}
    assert set(LOST) == set(Outcome) - said_elsewhere
