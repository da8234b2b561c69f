"""The pictures of a digest travel within its mail, each called by the page and by nobody else."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast

import pytest

from monitor.config import Branding
from monitor.errors import DeliveryError
from monitor.model import Mail
from reports import digest, mail
from reports.clothes import Clothes, dress
from reports.model import Digest
from tests.reports import press
from tests.reports.conftest import SENT
from tests.reports.test_charts import SAMPLE
from tests.reports.test_render import crowd

WORN = dress(SAMPLE, branding=Branding())


def letter_of(told: Digest, worn: Clothes) -> Mail:
    return mail.compose(
        mail.heading_of(told),
        content=mail.Content(text=worn.text, html=worn.html, charts=worn.charts),
        addressees=mail.Addressees(
            sender="sintesis@sanjacinto.example", to=("direccion@sanjacinto.example",)
        ),
        sent_at=SENT,
        domain="sanjacinto.example",
    )


@pytest.fixture
def sent() -> Mail:
    return letter_of(SAMPLE, WORN)


def read(message: Mail) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(message.message, policy=SMTP))


def parts(message: Mail) -> tuple[EmailMessage, list[EmailMessage]]:
    """The page, and the pictures beside it."""
    text, related = read(message).iter_parts()
    assert text.get_content_type() == "text/plain"
    assert related.get_content_type() == "multipart/related"
    page, *pictures = related.iter_parts()
    assert page.get_content_type() == "text/html"
    return cast("EmailMessage", page), [cast("EmailMessage", each) for each in pictures]


def test_the_page_calls_every_picture_that_travels_and_no_other(sent: Mail) -> None:
    page, pictures = parts(sent)
    called = re.findall(r'src="([^"]+)"', page.get_content())
    assert called == [f"cid:{str(each['Content-ID'])[1:-1]}" for each in pictures]
    assert "figuras/" not in page.get_content()
    assert len(called) == 4


def test_a_picture_arrives_as_it_was_and_inline(sent: Mail) -> None:
    _, pictures = parts(sent)
    for each, chart in zip(pictures, WORN.charts, strict=True):
        assert each.get_content() == chart.png
        assert each.get_content_type() == "image/png"
        assert each.get_content_disposition() == "inline"
        assert each.get_filename() == f"{chart.id}.png"


def test_a_content_id_is_of_one_edition(sent: Mail) -> None:
    other = digest.build(press.sample_edition(), press.config(municipality="El Mirador"))
    worn = dress(other, branding=Branding())
    letter = letter_of(other, worn)
    ours, theirs = ({str(each["Content-ID"]) for each in parts(it)[1]} for it in (sent, letter))
    assert ours
    assert theirs
    assert not ours & theirs
    assert all(re.fullmatch(r"<[\w.]+@[\w.]+>", each) for each in ours)


def test_twice_the_same_bytes_and_any_server_can_carry_them(sent: Mail) -> None:
    again = letter_of(SAMPLE, WORN)
    assert again == sent
    assert sent.message.isascii()
    assert max(len(line) for line in sent.message.split(b"\r\n")) <= 998
    assert b"\n" not in sent.message.replace(b"\r\n", b"")


def test_what_an_outlet_wrote_is_no_picture() -> None:
    biting = 'src="figuras/trend.png" <img src="figuras/trend.png">'
    [first, *rest] = SAMPLE.sections
    story = replace(first.stories[0], title=biting)
    told = replace(SAMPLE, sections=(replace(first, stories=(story,)), *rest))
    worn = dress(told, branding=Branding())
    page, _ = parts(letter_of(told, worn))
    assert page.get_content().count("cid:") == 4
    # As words: in the headline, and in what a mailbox shows of the message.
    assert page.get_content().count("figuras/trend.png") == 4


def test_a_great_edition_is_far_from_what_servers_refuse() -> None:
    told = crowd(700, copies=3)
    worn = dress(told, branding=Branding())
    letter = letter_of(told, worn)
    assert len(letter.message) < 2_000_000
    assert len(worn.html.encode()) < 102_000


def test_a_message_whose_pictures_do_not_come_back_is_not_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(EmailMessage, "add_related", lambda *_, **__: None)
    with pytest.raises(DeliveryError):
        letter_of(SAMPLE, WORN)
