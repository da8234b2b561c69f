"""Each list is told what it asked for, in a message of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast

import pytest

from monitor import addressing
from monitor.addressing import Letter, messages
from monitor.config import Clothing, Config, MailServer, RecipientList
from monitor.model import Channel, EditionKind, Mail
from reports import clothes, digest
from reports.chat import BETWEEN
from reports.clothes import Clothes, dress
from reports.mail import heading_of
from reports.model import Chart, Digest, FrontPage
from tests.reports import press

SENT = datetime(2026, 11, 23, 13, 4, tzinfo=UTC)
BUILT = digest.build(press.sample_edition(), press.config())
SOME = ("government", "mayor")


def config(*lists: RecipientList, recipients: tuple[str, ...] = ()) -> Config:
    known = press.config()
    return known.model_copy(
        update={
            "profile": known.profile.model_copy(update={"recipients": recipients}),
            "lists": lists,
            "mail": MailServer(host="127.0.0.1", sender="Síntesis <sintesis@x.example>"),
        }
    )


def asked(name: str = "jefes", **wants: object) -> RecipientList:
    to = {} if wants.get("chat") else {"to": ("a@x.example",)}
    return RecipientList.model_validate({"id": name, "name": name, **to, **wants})


@pytest.fixture(scope="module")
def worn() -> Clothes:
    return dress(BUILT, branding=press.config().profile.branding)


@pytest.fixture
def letter(worn: Clothes) -> Letter:
    return Letter(heading=heading_of(BUILT), kind=EditionKind.DAILY, worn=worn, digest=BUILT)


def told(letter: Letter, *lists: RecipientList, **environment: str) -> list[Mail]:
    return messages(letter, config(*lists), sent_at=SENT, environment=environment)


def read(mail: Mail) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(mail.message, policy=SMTP))


def body(mail: Mail, kind: str = "plain") -> str:
    found = read(mail).get_body((kind,))
    return found.get_content() if found else ""


def files(mail: Mail) -> dict[str, bytes]:
    found = read(mail).iter_attachments()
    return {each.get_filename() or "": each.get_payload(decode=True) for each in found}


def test_the_recipients_of_the_profile_receive_the_page(letter: Letter, worn: Clothes) -> None:
    [mail] = messages(letter, config(recipients=("a@x.example",)), sent_at=SENT, environment={})
    assert mail.list_id == ""
    assert [line.strip() for line in body(mail).splitlines()] == [
        line.strip() for line in worn.text.splitlines()
    ]
    assert files(mail) == {}


def test_each_list_has_its_own_message_and_no_list_the_address_of_another(letter: Letter) -> None:
    mine = asked("jefes", bcc=["secreto@x.example"])
    other = asked("otros", to=["b@x.example"])
    found = messages(letter, config(mine, other), sent_at=SENT, environment={})
    assert [each.list_id for each in found] == ["jefes", "otros"]
    assert len({each.message_id for each in found}) == 2
    assert found[0].recipients == ("a@x.example", "secreto@x.example")
    assert all(b"secreto" not in each.message for each in found)
    assert b"b@x.example" not in found[0].message


def test_a_list_has_the_files_it_asked_for(letter: Letter, worn: Clothes) -> None:
    [mail] = told(letter, asked(clothes=["pdf", "xlsx", "message", "voice"]))
    names = ["sintesis.pdf", "bitacora.xlsx", "mensaje.txt", "voz.txt"]
    assert files(mail) == {name: worn.files[name] for name in names}
    assert read(mail).get_body(("html",)) is None
    [mail] = told(letter, asked(clothes=["html", "pdf"]))
    assert list(files(mail)) == ["sintesis.pdf"]
    assert BUILT.sections[0].stories[0].title in body(mail, "html")


def test_a_list_of_some_sections_has_only_those_and_says_so(letter: Letter) -> None:
    [mail] = told(letter, asked(sections=SOME, clothes=["html", "message"]))
    kept = [story for each in BUILT.sections if each.id in SOME for story in each.stories]
    left = [story for each in BUILT.sections if each.id not in SOME for story in each.stories]
    assert kept
    assert left
    flat = " ".join(body(mail).split())
    for written in (flat, files(mail)["mensaje.txt"].decode()):
        assert f"Este envío trae {len(kept)} de {BUILT.cover.stories} noticias" in written
        assert all(story.title in written for story in kept)
        assert not any(story.title in written for story in left)
    assert "Este envío trae" in body(mail, "html")
    assert "Lo que se dijo" not in body(mail, "html")
    assert "Certificado de cobertura" in body(mail, "html")


def test_a_part_has_the_front_pages_of_the_whole_in_pictures() -> None:
    paper = FrontPage(id="portada-1", outlet="El Faro", title="Abren el mercado", file="a.png")
    built = replace(BUILT, fronts=(paper,))
    picture = Chart(
        id=paper.id, png=clothes.charts.charts(BUILT)[0].png, alt="x", width=9, height=9
    )
    worn = dress(built, branding=press.config().profile.branding, worn=(), fronts=[picture])
    letter = Letter(heading=heading_of(built), kind=EditionKind.DAILY, worn=worn, digest=built)
    [mail] = told(letter, asked(sections=SOME))
    sent = [each.get_payload(decode=True) for each in read(mail).walk()]
    assert picture.png in sent


def test_a_part_where_nothing_happened_says_that_and_not_that_nobody_named_us(
    letter: Letter,
) -> None:
    nowhere = next(
        each for each in ("networks", "paid", "columns") if each not in _ids(letter.digest)
    )
    [mail] = told(letter, asked(sections=[nowhere]))
    assert "donde la edición no trae nada" in " ".join(body(mail).split())
    assert "SIN MENCIONES" not in body(mail)


def _ids(built: Digest | None) -> set[str]:
    return {each.id for each in built.sections} if built else set()


def test_each_part_is_dressed_once(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, ...]] = []

    def counting(part: Digest, **options: object) -> Clothes:
        made.append(tuple(options["worn"]))  # type: ignore[arg-type]
        return dress(part, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(addressing, "dress", counting)
    lists = [
        asked("a", sections=SOME),
        asked("b", sections=SOME[::-1], clothes=["xlsx"]),
        asked("c"),
        asked("d", clothes=["pdf"]),
    ]
    assert len(told(letter, *lists)) == 4
    assert [set(each) for each in made] == [{Clothing.HTML, Clothing.XLSX}]


def test_what_is_too_heavy_stays_behind_and_the_mail_says_so(letter: Letter) -> None:
    heavy = {**letter.worn.files, "sintesis.pdf": b"x" * addressing.ROOM}
    loaded = replace(letter, worn=replace(letter.worn, files=heavy))
    [mail] = told(loaded, asked(clothes=["html", "pdf", "xlsx"]))
    assert list(files(mail)) == ["bitacora.xlsx"]
    assert len(mail.message) < 10_000_000
    for kind in ("plain", "html"):
        assert "El PDF no se adjunta" in body(mail, kind)
    heavier = {**heavy, "bitacora.xlsx": b"x" * addressing.ROOM + b"x"}
    [mail] = told(
        replace(letter, worn=replace(letter.worn, files=heavier)), asked(clothes=["pdf", "xlsx"])
    )
    assert files(mail) == {}
    assert "La bitácora no se adjunta" in body(mail)


def test_the_heaviest_mail_that_leaves_is_under_ten_megabytes(letter: Letter) -> None:
    full = {**letter.worn.files, "sintesis.pdf": b"x" * (addressing.ROOM - 200_000)}
    loaded = replace(letter, worn=replace(letter.worn, files=full))
    [mail] = told(loaded, asked(clothes=["html", "pdf", "xlsx", "message", "voice"]))
    assert len(files(mail)) == 4
    assert len(mail.message) < 10_000_000


def test_what_could_not_be_made_is_not_attached(letter: Letter) -> None:
    files_left = {key: made for key, made in letter.worn.files.items() if key != "sintesis.pdf"}
    [mail] = told(
        replace(letter, worn=replace(letter.worn, files=files_left)), asked(clothes=["pdf"])
    )
    assert files(mail) == {}


def test_a_chat_is_told_its_parts_in_its_own_markup(letter: Letter) -> None:
    group = asked(chat=True, clothes=["message", "voice"])
    said = letter.worn.messages
    assert said
    first, second = told(letter, group, SINTESIS_CHAT_JEFES="json://x tgram://y/1")
    assert (first.channel, first.list_id) == (Channel.CHAT, "jefes")
    assert first.message.decode().split(BETWEEN) == [*said.whatsapp, said.script.strip()]
    assert second.message.decode().split(BETWEEN)[: len(said.telegram)] == list(said.telegram)
    assert len(first.recipients) == len(said.whatsapp) + 1
    assert all(b"json://" not in each.message for each in (first, second))


def test_a_chat_without_an_address_yet_is_told_all_the_same(letter: Letter) -> None:
    [mail] = told(letter, asked(chat=True))
    assert mail.recipients


def test_without_a_server_only_chats_are_told(letter: Letter) -> None:
    alone = config(asked("a"), asked("b", chat=True)).model_copy(update={"mail": None})
    found = messages(letter, alone, sent_at=SENT, environment={})
    assert [each.list_id for each in found] == ["b"]


def test_what_has_no_messages_is_told_to_a_chat_as_its_text(letter: Letter) -> None:
    plain = replace(
        letter,
        kind=EditionKind.ALERT,
        digest=None,
        worn=clothes.Clothes(html="<p>x</p>", text="Alerta: <agua> & luz\n", data="{}"),
    )
    group = asked(chat=True, sections=SOME, editions=["alert"])
    first, second = told(plain, group, SINTESIS_CHAT_JEFES="json://x tgram://y/1")
    assert first.message.decode() == "Alerta: <agua> & luz"
    assert second.message.decode() == "Alerta: &lt;agua&gt; &amp; luz"


def test_only_the_lists_of_that_kind_are_told(letter: Letter) -> None:
    found = told(letter, asked("a", editions=["weekly"]), asked("b", editions=["daily"]))
    assert [each.list_id for each in found] == ["b"]


def test_twice_the_same_bytes(letter: Letter) -> None:
    wants = [asked(sections=SOME, clothes=["html", "xlsx", "pdf"]), asked("b", chat=True)]
    assert told(letter, *wants) == told(letter, *wants)
