"""Newsletters: the stories of a letter at their own addresses, and a mailbox left as it was."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collectors import newsletter
from monitor.config import Source
from monitor.configvalues import Imap
from monitor.errors import Blocked, CollectError
from tests.monitor.collectors.samples import DATA, MEXICO, NOW, expected, samples, told
from tests.monitor.mailroom import PASSWORD, open_mailroom

TOKENS = {newsletter.PASSWORD: PASSWORD}
OF_THE_PAPER = (DATA / "newsletter" / "boletin.in").read_bytes()
OF_ALERTS = (DATA / "newsletter" / "alerta.in").read_bytes()
WATER = "https://diario.example.mx/local/vecinos-cierran-avenida-por-falta-de-agua-8812"


def asked(port: int = 993, **given) -> Source:
    box = Imap(host="127.0.0.1", port=port, security="none", user="enlace@xaltepec.test")
    return Source(
        kind="newsletter", mailbox=box, id="diario-newsletter", outlet_id="diario", **given
    )


def parse(body: bytes, **given):
    return newsletter.parse(asked(**given), body, now=NOW, zone=MEXICO)


def mail(page: str, *, subject: str = "Lo de hoy", sender: str = "boletin@diario.example.mx"):
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = sender, subject, "<1@diario.example.mx>"
    made["Date"] = "Fri, 21 Aug 2026 06:30:00 -0600"
    made.set_content(page, subtype="html")
    return made


@pytest.mark.parametrize("sample", samples("newsletter"), ids=lambda path: path.stem)
def test_a_sample_gives_what_is_expected(sample) -> None:
    assert [told(item) for item in parse(sample.read_bytes())] == expected(sample)


def test_a_source_that_carries_the_whole_piece_is_the_letter_alone() -> None:
    (itself,) = parse(OF_THE_PAPER, text="entry")
    assert itself.title == "Lo que hay que leer hoy"
    assert "piden pipas" in (itself.text or "")
    assert "Darse de baja" not in (itself.text or "")
    assert itself.url is None


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://diario.example.mx/">El Diario de Xaltepec hoy viernes</a>',
        '<a href="https://x.us1.list-manage.com/track/click?u=1">Cancelar suscripción</a>',
        '<a href="https://x.list-manage.com/track/click?u=1">Ver este correo en el navegador</a>',
        'Si ya no quieres recibirlo haz clic <a href="https://t.example/9?x=1">aquí</a>',
        '<p><b>¿Ya no quieres recibir este boletín?</b> <a href="https://t.example/9">Aquí</a></p>',
        '<a href="https://www.facebook.com/nota/una-nota-muy-larga">Una nota en la red social</a>',
        '<a href="mailto:cartas@diario.example.mx">Escribe una carta al director</a>',
        '<a href="javascript:alert(1)">Una nota con un guion dentro</a>',
        '<p>El acta que se <a href="https://a.example/acta-de-la-sesion-4">publicó ayer en la'
        " página</a> no lo dice.</p>",
        '<div style="display:none"><a href="https://a.example/a-b-c-d">Nota que nadie ve</a></div>',
    ],
)
def test_what_leads_to_no_story_is_left_out(link) -> None:
    story = '<p><a href="https://a.example/una-nota-de-verdad">Una nota de verdad aquí</a></p>'
    found = parse(bytes(mail(f"<html><body>{link}{story}</body></html>")))
    assert [item.url for item in found if item.url] == ["https://a.example/una-nota-de-verdad"]


@pytest.mark.parametrize(
    "headline",
    ["Descarga eléctrica mata a dos reses", "Multa el instituto por violar la privacidad",
     "Comparte alcaldesa avances de la obra", "Baja el precio del gas en Xaltepec"],
)  # fmt: skip
def test_a_headline_is_a_headline_whatever_words_it_has(headline) -> None:
    page = f'<html><body><a href="https://a.example/nota/551">{headline}</a></body></html>'
    assert [item.title for item in parse(bytes(mail(page)))] == [headline]


@pytest.mark.parametrize(
    ("account", "sender", "read"),
    [
        ("boletin@diario.example.mx", "boletin@diario.example.mx", True),
        ("diario.example.mx", "boletin@correo.diario.example.mx", True),
        ("@diario.example.mx", "otra@diario.example.mx", True),
        ("boletin@diario.example.mx", "otra@diario.example.mx", False),
        ("diario.example.mx", "boletin@otrodiario.example.mx", False),
    ],
)
def test_only_who_is_named_is_read(account, sender, read) -> None:
    page = f'<a href="{WATER}">Vecinos cierran avenida por falta de agua</a>'
    assert bool(parse(bytes(mail(page, sender=sender)), account=account)) == read


def test_a_sender_whom_the_server_doubts_is_not_read() -> None:
    letter = mail(f'<a href="{WATER}">Vecinos cierran avenida por falta de agua</a>')
    letter["Authentication-Results"] = "mx.xaltepec.test; dmarc=fail"
    assert not parse(bytes(letter), account="diario.example.mx")


@given(st.binary(max_size=2_000))
def test_any_bytes_are_a_letter_or_none(body: bytes) -> None:
    assert all(item.url or item.text for item in parse(body))


# against a real mailbox


@pytest.fixture(scope="module")
def house():
    with open_mailroom() as room:
        yield room


@pytest.fixture
def room(house):
    house.empty()
    return house


def collect(room, memos=None, **given):
    return newsletter.collect(
        asked(room.port, **given), None, memos=memos or {}, now=NOW, zone=MEXICO, tokens=TOKENS
    )


def test_each_letter_is_read_once_and_the_mailbox_stays_as_it_was(room) -> None:
    room.deliver(OF_THE_PAPER, OF_ALERTS, at=NOW)
    before = room.flags()
    first = collect(room)
    assert WATER in {item.url for item in first.items}
    assert len({item.id for item in first.items}) == len(first.items) == 5
    assert room.flags() == before

    second = collect(room, first.memos)
    assert second.unchanged
    assert not second.items

    page = '<a href="https://a.example/una-nota-mas-tarde">Llega una nota más tarde</a>'
    room.deliver(bytes(mail(page)), at=NOW)
    third = collect(room, {**first.memos, **second.memos})
    assert [item.title for item in third.items] == ["Llega una nota más tarde"]


def test_letters_of_others_are_not_even_asked_for(room) -> None:
    room.deliver(OF_THE_PAPER, OF_ALERTS, at=NOW)
    found = collect(room, account="alertas.example")
    assert {item.url for item in found.items} == {
        "https://elpregon.example.mx/2026/08/21/xaltepec-inaugura-puente-peatonal",
        "https://www.radioxal.example/nota.php?id=551",
    }


def test_a_mailbox_made_anew_is_read_again(room) -> None:
    room.deliver(OF_THE_PAPER, at=NOW)
    first = collect(room)
    (key,) = first.memos
    other = {key: replace(first.memos[key], etag="1:900")}
    assert collect(room, other).items == first.items


def test_what_cannot_be_read_costs_one_letter_and_is_told(room) -> None:
    bomb = b"From: a@diario.example.mx\r\nX: " + b"x" * 300_000 + b"\r\n\r\nhola"
    room.deliver(bomb, OF_ALERTS, at=NOW)
    found = collect(room)
    assert len(found.items) == 2
    assert "encabezados" in (found.note or "")


def test_a_wrong_password_and_a_missing_mailbox_say_so(room) -> None:
    with pytest.raises(Blocked, match="contraseña"):
        newsletter.collect(
            asked(room.port), None, memos={}, now=NOW, zone=MEXICO,
            tokens={newsletter.PASSWORD: "otra"},
        )  # fmt: skip
    bare = asked(room.port).model_copy(update={"mailbox": None})
    with pytest.raises(CollectError, match="mailbox"):
        newsletter.collect(bare, None, memos={}, now=NOW, zone=MEXICO, tokens=TOKENS)


@pytest.mark.parametrize(
    "page",
    [
        "".join(f'<a href="https://a.mx/nota-{n}">Una nota larga {n}</a>' for n in range(9_000)),
        '<p><a href="https://a.mx/nota-uno-dos-tres">Una nota muy larga</a></p>' * 14_000,
        '<a href="https://a.mx/nota-uno-dos-tres">x' * 15_000,
        "<br>" * 200_000,
    ],
    ids=["many", "one", "nested", "breaks"],
)  # fmt: skip
def test_a_letter_without_end_is_read_in_time(page) -> None:
    body = b"From: a@b.mx\nSubject: x\nContent-Type: text/html\n\n<div>" + page.encode()
    began = monotonic()
    assert len(parse(body)) <= 151
    assert monotonic() - began < 10
