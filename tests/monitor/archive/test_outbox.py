"""The outbox by channel and by edition, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from monitor.archive import StoredDigest
from monitor.model import Channel, Edition, Mail
from tests.conftest import NOW


def mail(name: str, channel: Channel) -> Mail:
    return Mail(
        id=name,
        message_id=name,
        sender="s@x.test",
        recipients=(f"{name}@x.test",),
        message=b"x",
        channel=channel,
        list_id=name,
    )


def told(archive, day: date, *mails: Mail) -> str:
    key = f"{day}T07:00"
    stored = StoredDigest(
        edition_id=key,
        day=day,
        hour="07:00",
        subject="",
        html="",
        text="",
        data="{}",
        closed_at=NOW,
    )
    edition = Edition(id=key, day=day, hour="07:00", opened_at=NOW)
    archive.close_edition(edition, digest=stored, mails=mails, now=NOW)
    return key


@pytest.fixture
def editions(archive) -> list[str]:
    day = NOW.date()
    return [
        told(archive, day, mail("correo", Channel.MAIL), mail("chat", Channel.CHAT)),
        told(archive, day + timedelta(days=1), mail("otro", Channel.MAIL)),
    ]


@pytest.mark.usefixtures("editions")
def test_only_the_channels_that_there_are_now_are_due(archive):
    assert sorted(archive.mails_due(now=NOW)) == ["chat", "correo", "otro"]
    assert archive.mails_due(now=NOW, channels=[Channel.CHAT]) == ["chat"]
    assert archive.mails_due(now=NOW, channels=[]) == []


@pytest.mark.usefixtures("editions")
def test_what_has_no_way_out_is_not_taken(archive):
    assert archive.claim("correo", now=NOW, channels=[Channel.CHAT]) is None
    claimed = archive.claim("chat", now=NOW, channels=[Channel.CHAT])
    assert (claimed.channel, claimed.list_id) == (Channel.CHAT, "chat")
    assert archive.claim("correo", now=NOW).attempts == 1


def test_the_messages_of_one_edition_with_their_recipients(archive, editions):
    first, second = editions
    assert sorted(each.id for each in archive.mails(first)) == ["chat", "correo"]
    [only] = archive.mails(second)
    assert [each.address for each in only.recipients] == ["otro@x.test"]
    assert archive.mails("2020-01-01T07:00") == []
    assert len(archive.mails()) == 3
