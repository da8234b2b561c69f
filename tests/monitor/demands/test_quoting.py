"""What a mail says by itself, however the program that wrote it marks what it quotes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.demands.quoting import cut, own_words, page_text
from monitor.letters import Letter

CARD = "Bache en Las Peñas. Responda ATENDIDA, EN ATENCIÓN, NO PROCEDE u OTRA AUTORIDAD."
MARKED = "\n".join(f"> {line}" for line in (CARD, "", CARD))


@pytest.mark.parametrize(
    "text",
    [
        f"Ya quedó\n\nEl lun, 23 nov 2026 a las 9:00, Síntesis (<s@x.test>) escribió:\n\n{MARKED}",
        f"Ya quedó\n\nEl lun, 23 nov 2026 a las 9:00, Síntesis informativa\n"
        f"<s@x.test>\nescribió:\n\n{MARKED}",
        f"Ya quedó\n\nOn Mon, Nov 23, 2026 at 9:00 AM Síntesis <s@x.test> wrote:\n\n{MARKED}",
        f"El 23/11/26 a las 9:00, Síntesis escribió:\n{MARKED}\n\nYa quedó\n\n-- \nRamón Cota",
        f"Ya quedó\n\nDe: Síntesis <s@x.test>\nEnviado el: lunes\nPara: Obras\nAsunto: x\n\n{CARD}",
        f"Ya quedó\n\n*De:* Síntesis\n*Enviado:* lunes\n*Para:* Obras\n*Asunto:* x\n\n{CARD}",
        f"Ya quedó\n\nFrom: s@x.test\nSent: Monday\nTo: obras\nSubject: x\n{CARD}",
        f"Ya quedó\n-----Mensaje original-----\nDe: Síntesis\n{CARD}",
        f"Ya quedó\n\n________________________________\nDe: Síntesis\n{CARD}",
        f"Ya quedó\n---------- Forwarded message ---------\n{CARD}",
        "Ya quedó\n\nEnviado desde mi iPhone",
        "Ya quedó\n\nObtener Outlook para Android<https://x.test>",
        "Ya quedó\n\nAtentamente\nIng. Ramón Cota\nDirector de Obras Públicas\nTel. 55 5555 5555",
        "Ya quedó\nSaludos cordiales.\nRamón",
        "Ya quedó\n\nQuedo a sus órdenes para cualquier aclaración.\nRamón",
        "Ya quedó\n\nAVISO DE CONFIDENCIALIDAD: este correo puede estar pendiente de…",
        "Ya quedó\n\nEste mensaje y sus anexos contienen información privilegiada.",
    ],
)
def test_only_the_own_words_are_left(text):
    assert cut(text) == "Ya quedó"


@pytest.mark.parametrize(
    "text",
    [
        "Saludos.\nYa quedó",
        "Buen día, la solicitud de Para: no es de aquí\nYa quedó",
        "De: la colonia\nYa quedó",
        "El ingeniero escribió un oficio\nYa quedó",
        "El bache ya quedó\nLo reparó la cuadrilla 2",
    ],
)
def test_words_that_only_look_so_are_kept(text):
    assert cut(text) == text


@pytest.mark.parametrize(
    "page",
    [
        f'<div dir="ltr">Ya quedó<br></div><div class="gmail_quote"><div class="gmail_attr">El lun '
        f"escribió:</div><blockquote>{CARD}</blockquote></div>",
        f"<html><head><style>p {{}}</style></head><body><div>Ya quedó</div>"
        f'<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">De: x</div><p>{CARD}</p></body>',
        f'<div class="WordSection1"><p>Ya quedó</p><div style="border-top:solid"><p><b>De:</b> x'
        f"<br><b>Enviado el:</b> y<br><b>Para:</b> z<br><b>Asunto:</b> w</p></div><p>{CARD}</p>",
        f'<body>Ya quedó<div class="moz-cite-prefix">El 23/11 x escribió:<br></div>'
        f'<blockquote type="cite">{CARD}</blockquote></body>',
        f'<p>Ya quedó</p><div class="gmail_signature">ATENDIDA S.A.</div><script>x</script>'
        f'<div class="yahoo_quoted">{CARD}</div>',
    ],
)
def test_pages_too(page):
    assert own_words(Letter(html=page)) == "Ya quedó"


@pytest.mark.parametrize(
    "text",
    [
        "a\n" * 100_000,
        ">" * 100_000,
        "el " * 33_000,
        "De: x\n" * 20_000,
        "el 1 x\n" * 20_000,
        "*a" * 50_000,
        "saludos " * 12_000,
        "quedo de usted" * 7_000,
        "el 2" + "a@" * 50_000,
    ],
)
def test_a_hostile_text_ends_soon(text):
    before = time.process_time()
    cut(text)
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    "page", ["<div>" * 200_000, "<p>a<br>" * 100_000, "<" * 900_000, "<a " * 300_000]
)
def test_a_hostile_page_ends_soon(page):
    before = time.process_time()
    page_text(page)
    assert time.process_time() - before < 5


@given(st.text(max_size=300))
def test_nothing_is_added(text):
    assert len(cut(text)) <= len(text)
