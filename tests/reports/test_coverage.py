"""The certificate says what was read and what was not, from the reports alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.model import SourceReport
from reports import digest, render
from reports.model import Coverage
from tests.reports import press
from tests.reports.press import report


def certificate(*reports: SourceReport) -> Coverage:
    return digest.build(press.edition(coverage=reports), press.config()).coverage


def words(coverage: Coverage) -> list[str]:
    return [
        f"{each.words}: {', '.join(each.outlets)}" for each in coverage.notes + coverage.remarks
    ]


def test_the_certificate_of_the_sample() -> None:
    coverage = certificate(*press.COVERAGE)
    assert (coverage.read, coverage.total) == (10, 12)
    assert words(coverage) == [
        "1 bloqueado (403): El Pregón",
        "1 con el canal de noticias roto: Portavoz 24",
        "1 leído en parte (1 de 2 fuentes): Cordillera Noticias",
        "1 en silencio (lo normal: 14 notas): Radio del Lago",
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            report("faro", failure="blocked", detail="HTTP 451"),
            "1 bloqueado (451): El Faro del Oriente",
        ),
        (
            report("faro", failure="unreachable", detail="10 s"),
            "1 no respondió: El Faro del Oriente",
        ),
        (report("faro", failure="algo_nuevo"), "1 con falla: El Faro del Oriente"),
        (report("faro", hours_ago=None), "1 aún sin leer: El Faro del Oriente"),
        (report("faro", hours_ago=25), "1 sin lectura reciente: El Faro del Oriente"),
        (report("olvidado", failure="gone", detail="410 Gone"), "1 retirado (410): olvidado"),
    ],
)
def test_an_outlet_that_was_not_read(given: SourceReport, expected: str) -> None:
    coverage = certificate(given, report("calle"))
    assert (coverage.read, coverage.total) == (1, 2)
    assert words(coverage) == [expected]


def test_an_outlet_that_announces_and_lets_nothing_be_read_is_blocked() -> None:
    shut = replace(report("faro", seen=4), closed=4)
    coverage = certificate(shut, report("calle"))
    assert (coverage.read, coverage.total) == (1, 2)
    assert words(coverage) == ["1 bloqueado: El Faro del Oriente"]
    why = replace(shut, closed_detail="nos niega la entrada (403); puede pedirse al medio")
    assert words(certificate(why)) == ["1 bloqueado (403): El Faro del Oriente"]
    paid = replace(shut, closed_as="paywalled", closed_detail="solo para suscriptores")
    assert words(certificate(paid)) == ["1 de pago: El Faro del Oriente"]


def test_an_outlet_that_hides_some_of_its_notes_is_read_with_a_remark() -> None:
    coverage = certificate(replace(report("faro", seen=4), closed=1), report("calle"))
    assert (coverage.read, coverage.total) == (2, 2)
    assert words(coverage) == ["1 no dejó leer todas sus notas (1 nota): El Faro del Oriente"]


def test_the_sentence_says_all_and_names_three_of_each_condition() -> None:
    assert certificate(*press.COVERAGE).sentence == (
        "10 de 12 medios leídos; 1 bloqueado (403): El Pregón; 1 con el canal de noticias roto: "
        "Portavoz 24; 1 leído en parte (1 de 2 fuentes): Cordillera Noticias; 1 en silencio "
        "(lo normal: 14 notas): Radio del Lago."
    )
    five = [report(each.id, failure="blocked", detail="403") for each in press.OUTLETS[:5]]
    built = digest.build(press.edition(coverage=five), press.config())
    assert built.coverage.sentence == (
        "0 de 5 medios leídos; 5 bloqueados (403): Calle y Plaza, El Faro del Oriente, "
        "El Mirador Mexiquense y 2 más."
    )
    for shown in (render.html(built), render.text(built)):
        assert "5 bloqueados (403):" in shown
        assert all(each.name in shown for each in press.OUTLETS[:5])
    assert certificate(report("faro")).sentence == "1 de 1 medio leído."


def test_outlets_in_the_same_condition_go_together() -> None:
    blocked = [report(each, failure="blocked", detail="403") for each in ("faro", "calle")]
    assert words(certificate(*blocked)) == [
        "2 bloqueados (403): Calle y Plaza, El Faro del Oriente"
    ]


def test_a_source_seldom_read_is_not_stale() -> None:
    outlet = press.outlet("lento", "El Lento")
    slow = outlet.sources[0].model_copy(update={"every": press.timedelta(days=2)})
    config = press.config(outlets=[outlet.model_copy(update={"sources": (slow,)})])
    edition = press.edition(coverage=[report("lento", hours_ago=70)])
    assert digest.build(edition, config).coverage.read == 1


@pytest.mark.parametrize(("seen", "usual"), [(1, 14.0), (0, 2.0), (0, None)])
def test_silence_is_nothing_where_something_is_usual(seen: int, usual: float | None) -> None:
    assert words(certificate(report("faro", seen=seen, usual=usual))) == []


def test_without_reports_nothing_is_certified() -> None:
    assert certificate() == Coverage(read=0, total=0, notes=(), remarks=())


def test_a_silence_that_was_judged_stands_above_the_mean_of_the_week() -> None:
    sunday = report("faro", seen=0, usual=14.0)
    assert words(certificate(replace(sunday, silent=False))) == []
    silent = replace(sunday, silent=True)
    assert words(certificate(silent)) == [
        "1 en silencio (lo normal: 14 notas): El Faro del Oriente"
    ]
    long_ago = replace(silent, usual=0.0)  # the week before was silent too
    assert words(certificate(long_ago)) == ["1 en silencio: El Faro del Oriente"]


def test_an_outlet_is_not_silent_while_another_of_its_sources_speaks() -> None:
    silent = replace(report("faro", seen=0, usual=14.0), silent=True)
    other = replace(report("faro", seen=3, usual=5.0), silent=False)
    assert words(certificate(silent, other)) == []
