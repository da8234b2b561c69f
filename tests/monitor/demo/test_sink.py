"""The mailbox: every message once, as it came."""

import smtplib
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from monitor.demo.sink import MailSink


def letter(message_id: str | None, text: str = "Buenos días") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "sintesis@xaltepec.example"
    message["To"] = "direccion@xaltepec.example"
    message["Subject"] = "Síntesis del día"
    if message_id:
        message["Message-ID"] = message_id
    message.set_content(text)
    return message


def send(sink: MailSink, *messages: EmailMessage) -> None:
    with smtplib.SMTP(*sink.address, timeout=10) as server:
        for message in messages:
            server.send_message(message)


def test_a_message_is_kept_as_a_file(tmp_path):
    with MailSink(tmp_path / "buzon") as sink:
        send(sink, letter("<1@xaltepec.example>", "Señor, agua en Nextlalpan"))
    [file] = sink.messages
    assert file.name == "001-1@xaltepec.example.eml"
    kept = message_from_bytes(file.read_bytes(), policy=default)
    assert kept["Subject"] == "Síntesis del día"
    assert kept.get_content().strip() == "Señor, agua en Nextlalpan"


def test_a_repeated_message_is_accepted_and_kept_once(tmp_path):
    with MailSink(tmp_path) as sink:
        send(sink, letter("<1@x.example>"), letter("<1@x.example>"), letter("<2@x.example>"))
    assert [file.name for file in sink.messages] == ["001-1@x.example.eml", "002-2@x.example.eml"]
    assert sink.repeats == 1


def test_a_mailbox_remembers_what_it_had(tmp_path):
    with MailSink(tmp_path) as sink:
        send(sink, letter("<1@x.example>"))
    with MailSink(tmp_path) as sink:
        send(sink, letter("<1@x.example>"), letter("<2@x.example>"))
    assert [file.name[:3] for file in sink.messages] == ["001", "002"]
    assert sink.repeats == 1


def test_a_message_id_does_not_choose_where_its_file_goes(tmp_path):
    with MailSink(tmp_path / "buzon") as sink:
        send(sink, letter("<../../fuera@x.example>"))
    [file] = sink.messages
    assert file.parent == tmp_path / "buzon"
    assert list(tmp_path.rglob("*.eml")) == [file]


def test_a_message_without_id_is_kept_too(tmp_path):
    with MailSink(tmp_path) as sink:
        send(sink, letter(None, "uno"), letter(None, "dos"))
    assert len(sink.messages) == 2


def test_it_may_refuse_the_first_ones(tmp_path):
    with MailSink(tmp_path, reply=lambda n: "451 intente más tarde" if n < 2 else None) as sink:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(sink, letter("<1@x.example>"))
        send(sink, letter("<1@x.example>"))
    assert refused.value.smtp_code == 451
    assert len(sink.messages) == 1
    assert (sink.attempts, sink.repeats) == (2, 0)
