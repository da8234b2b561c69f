"""The message: the same bytes each time, names right, and no header but ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parsedate_to_datetime
from typing import cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.errors import DeliveryError
from monitor.model import Mail
from reports import digest, mail
from reports.addresses import parse
from tests.reports import press
from tests.reports.conftest import SENT

HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "List-Id",
    "List-Unsubscribe",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
}
Compose = Callable[..., Mail]
BITING = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            [
                "\r\n",
                "\nBcc: malo@x.example",
                "=?utf-8?q?=0D=0ABcc:_malo@x.example?=",
                "=?utf-8?b?DQpCY2M6IG1hbG9AeC5leGFtcGxl?=",
                "?=",
                "\x00",
                "\x0b",
                "\u2028",
                "\u0085",
                "\u202e",
                "\ud800",
                '"',
                "<a@b.example>",
                ",",
                "ñandú ",
                "\\",
            ]
        ),
    ),
    max_size=8,
).map("".join)


def read(message: Mail) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(message.message, policy=SMTP))


def test_the_headers_of_a_digest(compose: Compose) -> None:
    message = compose("Ángeles Ñúñez, Dirección <angeles@sanjacinto.example>", "b@x.example")
    found = read(message)
    assert set(found.keys()) == HEADERS
    assert str(found["Subject"]) == (
        "Síntesis informativa · San Jacinto del Lago · 23 nov 2026, edición matutina: 8 noticias"
    )
    assert [each.display_name for each in found["To"].addresses] == [
        "Ángeles Ñúñez Dirección",
        "",
    ]
    assert [each.addr_spec for each in found["To"].addresses] == [
        "angeles@sanjacinto.example",
        "b@x.example",
    ]
    assert str(found["From"]) == "Síntesis informativa <sintesis@sanjacinto.example>"
    assert parsedate_to_datetime(str(found["Date"])) == SENT
    assert found["Auto-Submitted"] == "auto-generated"
    assert message.message_id == found["Message-ID"]
    assert message.message_id.endswith("@sanjacinto.example>")


def test_text_first_then_html_whole(compose: Compose) -> None:
    parts = list(read(compose(text="Núñez ñ ▲\n", html="<p>Núñez ñ ▲</p>\n")).iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [part.get_content().strip() for part in parts] == ["Núñez ñ ▲", "<p>Núñez ñ ▲</p>"]


def test_any_server_can_carry_the_bytes(compose: Compose) -> None:
    message = compose().message
    assert message.isascii()
    assert max(len(line) for line in message.split(b"\r\n")) <= 998
    assert b"\n" not in message.replace(b"\r\n", b"")


def test_the_message_id_is_of_the_edition(compose: Compose) -> None:
    later = compose(sent_at=SENT + timedelta(hours=1))
    assert compose() == compose()
    assert later.message_id == compose().message_id
    evening = digest.build(press.edition(hour="17:00"), press.config())
    assert compose(built=evening).message_id != compose().message_id
    elsewhere = digest.build(press.sample_edition(), press.config(municipality="El Mirador"))
    assert compose(built=elsewhere).message_id != compose().message_id


def test_a_domain_with_accents_travels_in_ascii(compose: Compose) -> None:
    message = compose("a@ñandú.example", domain="ñandú.example")
    assert message.recipients == ("a@xn--and-6ma2c.example",)
    assert message.message_id.endswith("@xn--and-6ma2c.example>")


def test_a_local_part_that_no_header_may_say_is_in_the_envelope_alone(compose: Compose) -> None:
    message = compose("señora@x.example")
    assert message.recipients == ("señora@x.example",)
    assert read(message)["To"].addresses == ()
    assert message.message.isascii()


def test_a_recipient_twice_gets_one(compose: Compose) -> None:
    assert compose("A <a@x.example>", "a@x.example").recipients == ("a@x.example",)


@pytest.mark.parametrize(
    "sender", ["", "nadie", "año@x.example", "a@b@c", "a@x.example, b@x.example"]
)
def test_a_sender_that_is_none_says_what_to_mend(compose: Compose, sender: str) -> None:
    with pytest.raises(DeliveryError, match=r"mail\.sender"):
        compose(sender=sender)


@pytest.mark.parametrize(
    "written",
    [
        "a@x.example, b@x.example",
        "a@x.example; b@x.example",
        "Ana <a@x.example> <b@x.example>",
        "<a@x.example",
        "a b@x.example",
        "a@x.example\r\nBcc: b@x.example",
        "a@-x.example",
        "@x.example",
        "a@",
        "a..b@x.example",
        "a@x..example",
        '"a"@x.example',
    ],
)
def test_what_is_not_one_address_is_none(written: str) -> None:
    assert parse(written) is None


@settings(deadline=None)
@given(words=BITING, name=BITING, recipient=BITING)
@example(words="=?utf-8?q?a=0D=0ABcc:_m@x.example?=", name="a", recipient="b")
@example(
    words="Villa", name='García, "Juan" ñ <m@x.example>', recipient="=?utf-8?q?,_m@x.example?="
)
def test_no_words_forge_a_header(words: str, name: str, recipient: str) -> None:
    built = digest.build(press.sample_edition(), press.config(municipality="X"))
    named = press.replace_municipality(built, words)
    try:
        message = mail.compose(
            mail.heading_of(named),
            content=mail.Content(text="hola", html="<p>hola</p>"),
            addressees=mail.Addressees(
                sender=f"{name}<sintesis@x.example>",
                to=[f"{recipient}<a@x.example>", recipient],
                cc=["b@x.example"],
                bcc=[f"{recipient}<c@x.example>"],
            ),
            sent_at=SENT,
            domain=words,
        )
    except DeliveryError:
        assert parse(f"{name}<sintesis@x.example>") is None
        return
    found = read(message)
    assert set(found.keys()) == HEADERS | {"Cc"}
    assert len(found.keys()) == len(HEADERS) + 1
    known = {box.address for each in message.recipients if (box := parse(each))}
    assert {each.addr_spec for each in found["To"].addresses} <= known
    assert [each.addr_spec for each in found["Cc"].addresses] == ["b@x.example"]
    assert [each.addr_spec for each in found["From"].addresses] == ["sintesis@x.example"]
    assert "b@x.example" in message.recipients
