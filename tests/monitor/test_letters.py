"""Mails as they come: in any encoding, nested, forged, broken; each is read or says why not."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.letters import FILES, PARTS, TEXT_ROOM, read

PHOTO = b"\xff\xd8\xff\xe0" + b"x" * 30_000


def plain(body: bytes, *headers: str) -> bytes:
    return "\r\n".join((*headers, "", "")).encode() + body


def test_what_a_mail_is_known_by():
    letter = read(
        plain(
            b"Hola",
            "From: Ram\u00f3n <Obras@Xaltepec.test>",
            "Subject: =?utf-8?q?Atenci=C3=B3n?= =?iso-8859-1?q?_se=F1or?=",
            "Message-ID: <a@x.test>",
            "In-Reply-To: <b@x.test>",
            "References: <c@x.test>\r\n <b@x.test>",
        )
    )
    assert letter.senders == ("obras@xaltepec.test",)
    assert letter.subject == "Atención señor"
    assert letter.message_id == "<a@x.test>"
    assert letter.answers == ("<b@x.test>", "<c@x.test>")
    assert (letter.text.strip(), letter.automatic, letter.flaw) == ("Hola", "", "")


@pytest.mark.parametrize(
    ("declared", "body"),
    [
        ("utf-8", "atención".encode()),
        ("iso-8859-1", "atención".encode("latin-1")),
        ("utf-8", "atención".encode("latin-1")),
        ("no-existe", "atención".encode()),
        ("windows-1252", "atención".encode()),
    ],
)
def test_words_are_read_whatever_is_declared(declared, body):
    letter = read(plain(body, f'Content-Type: text/plain; charset="{declared}"'))
    assert letter.text.strip() == "atención"


def test_broken_encodings_give_what_can_be_had():
    headers = ("Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64")
    assert "Ya" in read(plain(b"WWEgcXVlZMOz*", *headers)).text
    assert read(plain(b"%%%", *headers)).flaw == ""


def mixed(*, pages: bool = True) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "obras@xaltepec.test"
    mail.set_content("Ya quedó")
    if pages:
        mail.add_alternative("<p>Ya quedó en página</p>", subtype="html")
    return mail


def test_the_text_is_taken_before_the_page():
    letter = read(mixed().as_bytes())
    assert (letter.text.strip(), letter.html) == ("Ya quedó", "")


def test_files_are_told_by_their_first_bytes():
    mail = mixed()
    mail.add_attachment(PHOTO, maintype="application", subtype="octet-stream", filename="a.bin")
    mail.add_attachment(b"%PDF-1.7", maintype="image", subtype="png", filename="../../b\u00f1.png")
    mail.add_attachment(b"MZ", maintype="image", subtype="jpeg", filename="c.jpg")
    letter = read(mail.as_bytes())
    assert [(each.name, each.kind) for each in letter.enclosed] == [
        ("a.bin", "jpg"),
        (".._.._bñ.png", "pdf"),
    ]
    assert letter.left_out == ("c.jpg",)
    assert letter.text.strip() == "Ya quedó"


def test_a_logo_is_no_evidence_and_files_are_not_endless():
    mail = mixed(pages=False)
    mail.add_related(b"\xff\xd8\xff logo", maintype="image", subtype="jpeg", cid="<logo>")
    for _ in range(FILES + 3):
        mail.add_attachment(PHOTO, maintype="image", subtype="jpeg")
    letter = read(mail.as_bytes())
    assert len(letter.enclosed) == FILES
    assert len(letter.left_out) == 3


def test_a_mail_within_a_mail_is_not_what_its_sender_says():
    mail = mixed(pages=False)
    inner = mixed(pages=False)
    inner.set_content("ATENDIDA")
    mail.add_attachment(inner)
    assert "ATENDIDA" not in read(mail.as_bytes()).text


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; x",
        "X-Autoreply: yes",
        "Precedence: bulk",
        "Return-Path: <>",
        "Subject: Fuera de la oficina Re: folio",
        "Subject: =?utf-8?q?Respuesta_autom=C3=A1tica=3A_folio?=",
        "From: postmaster@x.test",
        "Content-Type: multipart/report; boundary=x",
    ],
)
def test_machines_are_known(header):
    assert read(plain(b"ATENDIDA", header)).automatic


@pytest.mark.parametrize("header", ["Auto-Submitted: no", "Precedence: list", "Subject: Re: auto"])
def test_persons_are_not_taken_for_machines(header):
    assert read(plain(b"ATENDIDA", header)).automatic == ""


def test_only_the_first_verdict_counts():
    good, bad = (f"Authentication-Results: mx; dmarc={each}" for each in ("pass", "fail"))
    assert read(plain(b"x", bad, good)).doubted
    assert not read(plain(b"x", good, bad)).doubted
    assert read(plain(b"x", "Authentication-Results: mx; spf=fail; dkim=none")).doubted
    assert not read(plain(b"x", "Authentication-Results: mx; spf=fail; dkim=pass")).doubted


def nested(depth: int) -> bytes:
    body = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (each, each)
        for each in range(depth)
    )
    return b"From: obras@xaltepec.test\r\n" + body + b"\r\nATENDIDA"


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (nested(3_000), "demasiadas partes"),
        (
            plain(b"--x\r\n\r\na\r\n" * 50_000, "Content-Type: multipart/mixed; boundary=x"),
            "partes",
        ),
        (b"X: " + b"a" * 5_000_000, "encabezados"),
        (plain(b"--x\n\na\n" * (PARTS + 9), "Content-Type: multipart/mixed; boundary=x"), "partes"),
    ],
)
def test_what_cannot_be_read_says_why_and_soon(content, flaw):
    before = time.process_time()
    assert flaw in read(content).flaw
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    "content",
    [
        nested(150),
        plain(b"x\r\n" * 100_000, "From: a@b.test"),
        plain(b"x", "From: " + ",".join(["a@b.test"] * 15_000)),
        plain(b"x", "References: " + "<a@b.test> " * 15_000),
        plain(b"x", "Subject: " + "=?utf-8?q?a?= " * 12_000),
        plain(b"A" * 9_000_000, "Content-Transfer-Encoding: base64"),
    ],
)
def test_hostile_mails_end_soon(content):
    before = time.process_time()
    letter = read(content)
    assert len(letter.text) <= TEXT_ROOM
    assert time.process_time() - before < 5


@given(st.binary(max_size=600))
@example(b"From: =?\xff\xfe?b?!!?=\r\nSubject: =?x?q?\r\n\r\n")
@example(b"Content-Disposition: attachment; filename*=utf-8''%ff%00; filename=\"\xff\"\r\n\r\nx")
@example(b"Content-Type: multipart/mixed\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
def test_no_bytes_break_it(content):
    letter = read(content)
    assert len(letter.text) <= TEXT_ROOM
    assert "\0" not in letter.text + letter.subject


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_header_breaks_it(name, value):
    head = f"From: {name} <{value}>\r\nSubject: {value}\r\nMessage-ID: {name}\r\n"
    letter = read(head.encode("utf-8", "replace") + b"\r\nx")
    assert "\n" not in letter.subject
    assert all("@" in each for each in letter.senders)


def test_a_mail_tells_its_hour_its_sender_and_its_page():
    letter = mixed()
    letter.replace_header("From", "El Correo de Xaltepec <boletin@correo.example>")
    letter["Date"] = "Mon, 17 Aug 2026 07:30:00 -0600"
    found = read(bytes(letter))
    assert found.author == "El Correo de Xaltepec"
    assert found.sent_at is not None
    assert found.sent_at.isoformat() == "2026-08-17T13:30:00+00:00"
    assert found.text
    assert not found.html
    assert "<" in found.page


@pytest.mark.parametrize("stated", ["", "ayer", "Mon, 99 Aug 2026 99:99:99 +9999", "0" * 5000])
def test_an_hour_that_is_none_is_not_told(stated):
    assert read(plain(b"Hola", f"Date: {stated}")).sent_at is None
