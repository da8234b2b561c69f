"""A message for a list: copies shown, hidden copies nowhere, files beside the page."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Mail
from reports.mail import Addressees, Attachment, Content, Heading, compose
from tests.reports.conftest import SENT

HEADING = Heading(edition_id="2026-11-23T07:00", subject="Síntesis", municipality="Xaltepec")
PDF = Attachment(name="sintesis.pdf", content=b"%PDF-1.7\n\x00\xff", kind="application/pdf")
SCRIPT = Attachment(name="voz.txt", content="Buenos días: señales.\n".encode(), kind="text/plain")
SENDER = "Síntesis <sintesis@x.example>"


def written(*attachments: Attachment, html: str | None = "<p>hola</p>", **to: object) -> Mail:
    return compose(
        HEADING,
        content=Content(text="hola\n", html=html, attachments=attachments),
        addressees=Addressees(sender=SENDER, **to),  # type: ignore[arg-type]
        sent_at=SENT,
        domain="x.example",
    )


def read(message: Mail) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(message.message, policy=SMTP))


def shown(message: EmailMessage, name: str) -> list[str]:
    return [each.addr_spec for each in message[name].addresses]


def test_copies_are_shown_and_hidden_copies_are_only_in_the_envelope():
    message = written(
        to=["Ana <a@x.example>"], cc=["b@x.example"], bcc=["Secreto <c@x.example>", "d@x.example"]
    )
    assert message.recipients == ("a@x.example", "b@x.example", "c@x.example", "d@x.example")
    found = read(message)
    assert (shown(found, "To"), shown(found, "Cc")) == (["a@x.example"], ["b@x.example"])
    assert "Bcc" not in found
    for hidden in (b"c@x.example", b"d@x.example", b"Secreto"):
        assert hidden not in message.message


def test_only_hidden_copies_leave_a_header_that_names_nobody():
    found = read(written(bcc=["c@x.example"]))
    assert str(found["To"]) == "Destinatarios:;"
    assert "Cc" not in found


def test_who_is_in_two_lines_is_shown_once():
    message = written(to=["a@x.example"], cc=["A@x.example", "a@x.example"], bcc=["a@x.example"])
    assert message.recipients == ("a@x.example", "A@x.example")
    assert shown(read(message), "Cc") == ["A@x.example"]


def test_files_go_beside_the_page_whole():
    message = written(PDF, SCRIPT, to=["a@x.example"])
    found = read(message)
    assert found.get_content_type() == "multipart/mixed"
    body, *files = list(found.iter_parts())
    assert [part.get_content_type() for part in body.iter_parts()] == ["text/plain", "text/html"]
    assert [each.get_filename() for each in files] == ["sintesis.pdf", "voz.txt"]
    assert files[0].get_content() == PDF.content
    assert files[1].get_content() == SCRIPT.content.decode()
    assert message == written(PDF, SCRIPT, to=["a@x.example"])
    assert message.message.isascii()


def test_without_a_page_there_are_text_and_files():
    kinds = [part.get_content_type() for part in read(written(PDF, html=None)).iter_parts()]
    assert kinds == ["text/plain", "application/pdf"]
    alone = read(written(html=None, to=["a@x.example"]))
    assert alone.get_content_type() == "text/plain"
    assert alone.get_content().strip() == "hola"


@pytest.mark.parametrize("other", ["gabinete", "gabinete-2"])
def test_each_list_has_its_own_message(other: str):
    mine, profile = written(list_id=other, to=["a@x.example"]), written(to=["a@x.example"])
    assert mine.list_id == other
    assert mine.id != profile.id
    assert mine.message_id != profile.message_id
    assert str(read(mine)["List-Id"]) == f"<{other}.sintesis.x.example>"
    assert str(read(mine)["List-Unsubscribe"]).endswith(f"subject=Baja%20{other}>")


@settings(deadline=None)
@given(content=st.binary(max_size=2000))
def test_any_bytes_of_a_file_arrive(content: bytes):
    file = Attachment(name="bitacora.xlsx", content=content, kind="application/octet-stream")
    _, found = list(read(written(file)).iter_parts())
    assert found.get_content() == content
