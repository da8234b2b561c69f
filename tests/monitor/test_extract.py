"""The extractor on our own gold pages, on lying encodings, on hostile bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.decoding import tidy
from monitor.extract import extract, lines
from monitor.model import Article, Item, Outcome, PieceKind, Rejected
from nlp.evaluate import Row, read_rows
from nlp.evaluate.extraction import evaluate

MEXICO = ZoneInfo("America/Mexico_City")
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
LABELLED = Path(__file__).parents[1] / "labelled"
ROWS = read_rows(LABELLED / "extract.jsonl")
URL = "https://diario.example/municipios/inauguran-el-parque-de-la-ermita-con-juegos-nuevos/"
FIRST = (
    "La alcaldesa inauguró el parque de La Ermita, que cuenta con juegos nuevos, ciclopista y"
    " una cancha techada para los jóvenes de la colonia."
)
SECOND = (
    "Los vecinos pidieron además vigilancia nocturna, petición que será revisada por el cabildo."
)


def read(body: bytes, url: str = URL, **more: object) -> Article | Rejected:
    return extract(body, url=url, zone=MEXICO, now=NOW, **more)  # type: ignore[arg-type]


def piece(body: bytes, url: str = URL, **more: object) -> Article:
    got = read(body, url, **more)
    assert isinstance(got, Article), got
    return got


def page(
    *paragraphs: str,
    head: str = "",
    title: str = "Inauguran el parque de La Ermita con juegos nuevos",
    before: str = "",
) -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or (FIRST, SECOND))
    return (
        f'<html lang="es"><head><meta charset="utf-8"><title>{title} | El Diario</title>'
        f'<meta property="og:site_name" content="El Diario">{head}</head>'
        f'<body class="single"><article>{before}<h1>{title}</h1>{text}</article></body></html>'
    ).encode()


def structured(**more: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **more}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


# The floors


@pytest.fixture(scope="module")
def scores() -> dict[str, float]:
    return evaluate(ROWS, read, folder=LABELLED, zone=MEXICO)


@pytest.mark.parametrize(
    ("score", "floor"),
    [
        ("words.f1", 0.98),
        ("snippets.precision", 0.98),
        ("snippets.recall", 0.98),
        ("title", 0.95),
        ("date", 0.95),
        ("author", 0.95),
        ("article", 1.0),
    ],
)
def test_the_gold_pages_are_read_at_least_this_well(
    scores: dict[str, float], score: str, floor: float
) -> None:
    assert scores[score] >= floor


@pytest.mark.parametrize("row", [row for row in ROWS if "kind" in row], ids=lambda row: row["kind"])
def test_the_kind_of_a_piece_is_what_its_page_tells(row: Row) -> None:
    body = (LABELLED / row["html"]).read_bytes()
    assert piece(body, row["url"]).kind == PieceKind(row["kind"])


def test_a_paywalled_piece_is_told_as_such() -> None:
    body = (LABELLED / "../data/pages/muro_de_pago.html").read_bytes()
    got = read(body)
    assert isinstance(got, Rejected)
    assert got.outcome is Outcome.PAYWALLED


# What leaks, and what must stay


@pytest.mark.parametrize(
    "leak",
    [
        "Te puede interesar: Detienen a dos por robo en el mercado",
        "También te puede interesar",
        "Lee también: Vecinos cierran la autopista",
        "LEE MÁS | Suspenden clases por fuga de gas",
        "También lee: Suspenden clases por fuga de gas",
        "👉 Únete a nuestro canal de WhatsApp y recibe las noticias al momento",
        "Recibe las noticias al momento en tu WhatsApp",
        "Síguenos en Google News y mantente informado",
        "Suscríbete a nuestro newsletter",
        "Foto: Especial",
        "Fotos | Archivo El Diario",
        "hace 2 días",
        "1 Min. de lectura",
        "Compartir en: Facebook Twitter WhatsApp",
        "Deja una respuesta",
        "Publicidad",
        "Suscríbete aquí a la edición digital de El Diario",
        "¡No te pierdas! Síguenos en Facebook, X y TikTok",
    ],
)
def test_lines_that_leak_are_taken_out(leak: str) -> None:
    assert leak not in piece(page(FIRST, leak, SECOND)).text.split("\n")


@pytest.mark.parametrize(
    "last",
    [
        "cem",
        "acf",
        "JLP/mrm",
        "Con información de Agencia Cuadrante",
        "#Agua #Tezontla",
        "-o0o-",
        "© 2026 El Diario. Todos los derechos reservados",
        "Etiquetas: agua, parque",
        "@reportera",
    ],
)
def test_what_follows_the_last_sentence_is_taken_out(last: str) -> None:
    assert piece(page(FIRST, SECOND, last)).text.split("\n")[-1] == SECOND


@pytest.mark.parametrize(
    "body",
    [
        "Recibe la alcaldesa reconocimiento por el programa de alfabetización en Xochipala.",
        "Descarga de aguas negras en el canal de La Compañía afecta a vecinos de dos colonias.",
        "Lee la maestra cada tarde un cuento a los niños de la biblioteca que ella misma fundó.",
        "Publicado el bando, los comerciantes tendrán quince días para retirar sus anuncios.",
        "Por la tarde, el edil entregó despensas en la explanada y escuchó a los comerciantes.",
        "“No hay agua desde marzo”, dijo Ofelia.",
        "—¿Alcanza el presupuesto?",
        "Participa la comunidad en la jornada de limpieza convocada por redes sociales del barrio.",
        "Fotógrafos de la región exponen en el museo.",
        "Temas que preocupan",
    ],
)
def test_sentences_of_the_piece_stay(body: str) -> None:
    assert body in piece(page(FIRST, body, SECOND)).text.split("\n")


def test_a_link_to_another_piece_is_no_paragraph() -> None:
    link = '<a href="/otra-nota/">Suspenden clases en dos primarias por fuga de gas</a>'
    assert "Suspenden" not in piece(page(link, FIRST, SECOND)).text


def test_the_headline_and_repeated_lines_stand_once() -> None:
    title = "Inauguran el parque de La Ermita con juegos nuevos"
    text = piece(page(title, FIRST, FIRST, SECOND)).text
    assert title not in text
    assert text.count(FIRST) == 1


SAID = [f"El vecino {number} sostuvo que {FIRST.lower()}" for number in range(6)]
PROSE = [
    FIRST,
    SECOND,
    "“No es caridad, es devolver algo de lo que nos dieron aquí”, comentó por teléfono Araceli.",
    "Lee también la maestra cada tarde un cuento a los niños de la biblioteca que ella fundó.",
    "¿Por qué se canceló el segundo pozo si el proyecto original consideraba dos para la colonia?",
]


@given(st.lists(st.sampled_from(PROSE), unique=True))
def test_law_whole_sentences_are_kept_in_order(paragraphs: list[str]) -> None:
    kept = lines.clean("\n".join(paragraphs), title="Otra cosa", author=None).split("\n")
    assert [line for line in kept if line] == paragraphs


@given(st.lists(st.text(max_size=60), max_size=8), st.text(max_size=40))
def test_law_no_line_is_invented(given_lines: list[str], title: str) -> None:
    kept = lines.clean("\n".join(given_lines), title=title, author=None).split("\n")
    known = {tidy(line) for line in "\n".join(given_lines).split("\n")}
    assert set(kept) <= known | {""}


# Title, author, dates, section, image, address


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Cierran la avenida Los Fresnos | El Diario", "Cierran la avenida Los Fresnos"),
        ("Cierran la avenida Los Fresnos - El Diario", "Cierran la avenida Los Fresnos"),
        ("El Diario | Cierran la avenida Los Fresnos", "Cierran la avenida Los Fresnos"),
        ("El Diario: Cierran la avenida Los Fresnos", "Cierran la avenida Los Fresnos"),
        ("Cierran avenida Los Fresnos | Municipios | El Diario", "Cierran avenida Los Fresnos"),
        ("Cierran la avenida &amp; el puente | El Diario", "Cierran la avenida & el puente"),
        ("Tezontla-Xochipala: cierran el puente", "Tezontla-Xochipala: cierran el puente"),
        ("Agua: la deuda - así llegó a 112 millones", "Agua: la deuda - así llegó a 112 millones"),
    ],
)
def test_the_title_is_the_headline_without_the_site(stated: str, title: str) -> None:
    body = page(title="").replace(b"<title> | El Diario", f"<title>{stated}".encode())
    assert piece(body).title == title


@pytest.mark.parametrize(
    ("stated", "announced", "title"),
    [
        ("Semanario Alba :: Cierran el puente viejo", "Cierran el puente viejo", ""),
        ("Cierran el puente viejo — Semanario Alba", "Cierran el puente viejo", ""),
        ("Agua :: la deuda que nadie paga", "La deuda", "Agua :: la deuda que nadie paga"),
    ],
)
def test_what_stands_beside_the_headline_of_the_feed_is_the_site(
    stated: str, announced: str, title: str
) -> None:
    hint = Item(source_id="s", guid="g", url=URL, title=announced)
    body = page(title="").replace(b"<title> | El Diario", f"<title>{stated}".encode())
    assert piece(body, hint=hint).title == (title or announced)


def test_the_visible_headline_wins_over_the_one_for_search_engines() -> None:
    head = '<meta property="og:title" content="Parque La Ermita: inauguran juegos | El Diario">'
    assert piece(page(head=head)).title == "Inauguran el parque de La Ermita con juegos nuevos"


def test_the_feed_gives_what_the_page_does_not() -> None:
    hint = Item(
        source_id="s",
        guid="g",
        url=URL,
        title="Título del canal de noticias",
        author="Ana Luna",
        published_at=datetime(2026, 11, 19, 18, tzinfo=UTC),
    )
    body = page(title="").replace(b"<title> | El Diario</title>", b"")
    got = piece(body, hint=hint)
    assert (got.title, got.author) == ("Título del canal de noticias", "Ana Luna")
    assert got.published_at == hint.published_at


@pytest.mark.parametrize(
    ("stated", "author"),
    [
        ({"@type": "Person", "name": "Ana Luna"}, "Ana Luna"),
        ([{"name": "Ana Luna"}, {"name": "Beto Paz"}], "Ana Luna, Beto Paz"),
        ("Por Ana Luna", "Ana Luna"),
        ("Ana Luna / Corresponsal", "Ana Luna"),
        ("Ana Luna | El Diario", "Ana Luna"),
        ("Ana Luna ana@diario.example", "Ana Luna"),
        ("ANA LUNA", "Ana Luna"),
        ("Redacción", "Redacción"),
        ("admin", None),
        ("https://facebook.com/eldiario", None),
    ],
)
def test_the_author_is_a_name_and_no_more(stated: object, author: str | None) -> None:
    assert piece(page(head=structured(headline="Inauguran", author=stated))).author == author


def test_a_person_near_the_headline_wins_over_the_house() -> None:
    body = page("Por Ana Luna", FIRST, SECOND, head='<meta name="author" content="Redacción">')
    got = piece(body)
    assert got.author == "Ana Luna"
    assert "Por Ana" not in got.text


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2026-11-18T02:12:40+00:00", date(2026, 11, 17)),  # UTC: still the day before there
        ("2026-11-17T20:12:40-06:00", date(2026, 11, 17)),
        ("2026-11-17 23:50:00", date(2026, 11, 17)),  # no zone: the outlet's own
        ("2026-11-17", date(2026, 11, 17)),
        ("1890-01-01", None),
        ("2031-05-01", None),
        ("pronto", None),
    ],
)
def test_the_day_is_the_one_of_the_outlet(stated: str, day: date | None) -> None:
    moment = piece(page(head=structured(headline="Inauguran", datePublished=stated))).published_at
    assert (moment.astimezone(MEXICO).date() if moment else None) == day


def test_a_page_without_any_headline_element_still_tells_its_day() -> None:
    body = page().replace(b"h1>", b"b>").replace(b"<p>", b"<font>17/11/2026 21:30 hrs</font><p>", 1)
    moment = piece(body).published_at
    assert moment is not None
    assert moment.astimezone(MEXICO) == datetime(2026, 11, 17, 21, 30, tzinfo=MEXICO)


def test_the_author_with_an_agency_is_no_paragraph() -> None:
    head = '<meta name="author" content="Ana Luna">'
    assert "Cuadrante" not in piece(page("Ana Luna/Agencia Cuadrante", FIRST, head=head)).text


def test_an_address_with_a_day_corrects_a_date_that_cannot_be() -> None:
    url = "https://diario.example/2026/11/03/inauguran-el-parque-de-la-ermita/"
    body = page(head=structured(headline="Inauguran", datePublished="2026-11-19T10:00:00-06:00"))
    moment = piece(body, url).published_at
    assert moment is not None
    assert moment.astimezone(MEXICO).date() == date(2026, 11, 3)


def test_a_front_page_that_was_saved_elsewhere_is_judged_by_its_own_address() -> None:
    cards = "".join(
        f'<div><div><h3><a href="https://lavoz.example.mx/2026/11/calle-{n}-del-mercado/">Cierran '
        f"la calle {n} del mercado por obras de drenaje</a></h3></div><p>Vecinos de la calle {n} "
        "dijeron que la obra empezó sin aviso y que nadie les ha dicho cuándo termina, aunque el "
        "plazo venció en octubre.</p></div>"
        for n in range(9)
    )
    front = (
        '<html lang="es"><head><title>La Voz | Noticias del oriente</title>'
        '<meta property="og:type" content="website">'
        f'<link rel="canonical" href="https://lavoz.example.mx/"></head><body>{cards}</body></html>'
    )
    refused = read(front.encode(), "http://127.0.0.1:8600/pages/lavoz.html")
    assert isinstance(refused, Rejected)
    assert refused.outcome is Outcome.NOT_ARTICLE


def test_what_else_the_page_states() -> None:
    head = (
        '<link rel="canonical" href="/nota/parque?utm_source=x">'
        '<meta property="article:section" content="Municipios">'
        '<meta property="og:image" content="/fotos/parque.jpg">'
        + structured(headline="Inauguran", dateModified="2026-11-19T12:00:00-06:00")
    )
    got = piece(page(head=head))
    assert got.url == "https://diario.example/nota/parque"
    assert got.section == "Municipios"
    assert got.image_url == "https://diario.example/fotos/parque.jpg"
    assert got.modified_at == datetime(2026, 11, 19, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    "script",
    [
        '{"@graph": [{"@type": ["NewsArticle"], "datePublished": "2026-11-17T10:00:00-06:00",}]}',
        '[[{"@type": "http://schema.org/NewsArticle", "datePublished": "2026-11-17 10:00"}]]',
        '<!-- {"@type": "BlogPosting", "datePublished": "2026-11-17T16:00:00Z"} -->',
        '{"@type": "NewsArticle", "name": "dos\nlíneas", "datePublished": "2026-11-17 10:00"}',
    ],
)
def test_json_ld_is_read_as_pages_write_it(script: str) -> None:
    body = page(head=f'<script type="application/ld+json">{script}</script>')
    assert piece(body).published_at == datetime(2026, 11, 17, 16, tzinfo=UTC)


# Encodings


@pytest.mark.parametrize(
    "declared", ["utf-8", "iso-8859-1", "windows-1252", "utf-16", "rot13", None]
)
@pytest.mark.parametrize("real", ["utf-8", "latin-1", "cp1252"])
def test_no_declaration_makes_mojibake(real: str, declared: str | None) -> None:
    text = f"{FIRST} “Niños, pingüinos y camión”, dijo."
    if real == "latin-1":
        text = text.replace("“", "«").replace("”", "»")
    body = page(text, SECOND).decode().encode(real)
    assert text in piece(body, charset=declared).text


def test_a_foreign_byte_does_not_spoil_a_page_in_utf8() -> None:
    body = page().replace(b"</article>", b"<script>var x='\xf1'</script></article>")
    assert FIRST in piece(body).text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8-sig"])
def test_pages_with_a_mark_of_their_order_are_read(encoding: str) -> None:
    mark = "" if encoding == "utf-8-sig" else "\ufeff"
    assert FIRST in piece((mark + page().decode()).encode(encoding)).text


# What is not a piece


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", Outcome.NO_TEXT),
        (b"%PDF-1.7 ...", Outcome.NO_TEXT),
        (b"\x89PNG\r\n", Outcome.NO_TEXT),
        (b"<?xml version='1.0'?><rss><channel/></rss>", Outcome.NO_TEXT),
        (b'{"titulo": "nota"}', Outcome.NO_TEXT),
        (b"<html><body><script>x()</script></body></html>", Outcome.NO_TEXT),
        (b"<html><head><title>Just a moment...</title></head></html>", Outcome.BLOCKED),
        (b"<title>P\xc3\xa1gina no encontrada - El Diario</title>", Outcome.NOT_FOUND),
    ],
)
def test_what_is_no_page_is_refused_with_its_reason(body: bytes, outcome: Outcome) -> None:
    got = read(body)
    assert isinstance(got, Rejected)
    assert got.outcome is outcome
    assert got.detail


def test_a_free_note_with_a_hidden_invitation_to_subscribe_is_no_paywall() -> None:
    wall = "<div class='modal'>¿Ya eres suscriptor? Suscríbete para seguir leyendo</div>"
    assert FIRST in piece(page(FIRST, *PROSE[1:], *SAID, before=wall)).text


# Hostile


DEEP = b"<div>" * 600 + page() + b"</div>" * 600


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"<div>" * 3_000 + page() + b"</div>" * 3_000,
        lambda: page(FIRST, SECOND, "<br>" * 250_000),
        lambda: page(before="<p " + " ".join(f"a{n}=x" for n in range(100_000)) + ">hola</p>"),
        lambda: page(before="<!--" * 50_000),
        lambda: page(head=structured(headline="x", about=[[]] * 10_000)),
        lambda: page(head='<script type="application/ld+json">' + "[" * 100_000 + "</script>"),
        lambda: page() + b"<p>relleno</p>" * 200_000,
        lambda: page() + b"<p>relleno del parque</p>" * 9_000,
    ],
    ids=["deep", "breaks", "attributes", "comments", "wide-json", "deep-json", "big", "many"],
)
def test_hostile_pages_end_soon(make: Callable[[], bytes]) -> None:
    body = make()
    start = process_time()
    read(body)
    assert process_time() - start < 10


def test_text_at_the_bottom_of_a_deep_page_is_not_lost() -> None:
    assert SECOND in piece(DEEP).text


def test_what_cannot_be_seen_is_taken_out() -> None:
    body = page(FIRST + "\x00\x08\u202e\u200b&#xd800;", SECOND)
    text = piece(body).text
    assert FIRST in text
    assert not any(character in text for character in "\x00\x08\u202e\u200b\ud800")


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"<html><body><p>", page()[:400]]),
    st.sampled_from([None, "utf-8", "utf-16", "zlib", "idna"]),
)
def test_law_any_bytes_give_a_piece_or_a_reason(
    noise: bytes, start: bytes, charset: str | None
) -> None:
    got = read(start + noise, charset=charset)
    assert isinstance(got, Article | Rejected)
    if isinstance(got, Article):
        (got.title + got.text).encode()
