"""What offices answer by mail changes their demands, each once; the rest waits for a person."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from monitor import letters
from monitor.archive import case_changes
from monitor.archive.replied import Fate
from monitor.configdemands import Replies
from monitor.demands import moves
from monitor.demands.moves import Word
from monitor.errors import CaseError
from monitor.labels import Competence, DemandState
from monitor.model import computed_id
from monitor.pipeline import Pipeline
from monitor.replying import Replier
from monitor.turning import Turner
from tests.monitor.demands.mails import OFFICE, PHOTO, answer
from tests.monitor.demands.offices import MORNING, demand, receive
from tests.monitor.mailroom import PASSWORD, USER, open_mailroom

LATER = MORNING + timedelta(hours=3)
QUARTER = timedelta(minutes=15)


@pytest.fixture(scope="module")
def house():
    with open_mailroom() as room:
        yield room


@pytest.fixture
def room(house):
    """The mailbox, with nothing in it that another test put there."""
    house.empty()
    return house


@pytest.fixture
def replier(archive, town, room, folder):
    given = Replies(host="127.0.0.1", port=room.port, security="none", user=USER)
    return Replier(config=town(replies=given), archive=archive, folder=folder, password=PASSWORD)


@pytest.fixture
def folio(archive, town) -> str:
    """A demand that its office has."""
    folio = receive(archive)
    Turner(config=town(), archive=archive).turn(folio, now=MORNING)
    return folio


def read(replier: Replier, *, now=LATER) -> str:
    [mailbox] = replier.due(now=now)
    return replier.read(mailbox, now=now)


def only(replier: Replier):
    [reply] = replier.archive.cases.replies.listed(every=True)
    return reply


def test_an_answer_changes_its_demand(archive, replier, room, folio):
    room.deliver(answer("Buenos días:\n\nYa quedó reparado el bache.\n\nSaludos\nRamón"))
    assert read(replier).endswith("1 aplicadas")
    assert demand(archive).state is DemandState.ATTENDED
    last = archive.cases.steps(folio)[-1]
    assert (last.by, last.note) == (OFFICE, "Ya quedó reparado el bache.")
    assert (only(replier).fate, only(replier).reason) == (Fate.APPLIED, "atendida")


def test_nothing_is_marked_or_taken_away(replier, room, folio):
    room.deliver(answer("ATENDIDA"))
    before = room.flags()
    read(replier)
    assert room.flags() == before


def test_an_answer_is_known_by_what_it_answers(archive, replier, room, folio):
    [card] = archive.cases.letters.states(folio)
    room.deliver(answer("EN ATENCIÓN", subject="Re: pendiente", follows=card.message_id))
    read(replier)
    assert demand(archive).state is DemandState.IN_PROGRESS


def test_read_again_it_is_not_applied_again(archive, replier, room, folio):
    letter = answer("En proceso")
    room.deliver(letter)
    read(replier)
    room.deliver(letter)
    assert "sin respuestas nuevas" in read(replier, now=LATER + QUARTER)
    assert len(archive.cases.steps(folio)) == 3


def test_a_folder_made_anew_gives_nothing_twice(archive, replier, room, folio):
    letter = answer("En proceso")
    room.deliver(letter)
    read(replier)
    account = replier.account
    place = archive.cases.replies.place(account.address)
    assert place.uid
    archive.cases.replies.moved(
        type(place)(mailbox=place.mailbox, validity=1, uid=9_000, read_at=LATER), due_at=LATER
    )
    assert "sin respuestas nuevas" in read(replier, now=LATER + QUARTER)
    assert archive.cases.replies.place(account.address).validity == place.validity
    assert len(archive.cases.steps(folio)) == 3


def test_a_kill_in_the_middle_applies_it_once(archive, replier, room, folio, monkeypatch):
    room.deliver(answer("ATENDIDA"))

    class Killed(BaseException):
        """As a kill: nothing of ours catches it."""

    def die(*given, **named):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(case_changes, "change", die)
        with pytest.raises(Killed):
            read(replier)
    assert archive.cases.replies.listed(every=True) == []
    with monkeypatch.context() as patch:
        patch.setattr("monitor.archive.replied.Replies.moved", die)
        with pytest.raises(Killed):
            read(replier)
    assert demand(archive).state is DemandState.ATTENDED
    read(replier)
    assert [each.after for each in archive.cases.steps(folio)][-2:] == ["routed", "attended"]


def test_photographs_are_kept_as_evidence(archive, replier, room, folio, folder):
    room.deliver(answer("ATENDIDA\nSe usó mezcla caliente", photo=PHOTO))
    read(replier)
    [proof] = only(replier).files
    assert (folder / proof.path).read_bytes() == PHOTO
    assert (proof.name, proof.digest) == ("evidencia 1.jpg", sha256(PHOTO).hexdigest())
    last = archive.cases.steps(folio)[-1]
    assert (last.note, last.evidence) == ("Se usó mezcla caliente", proof.path)


def test_what_is_no_photograph_is_only_named(archive, replier, room, folio, folder):
    room.deliver(answer("ATENDIDA", photo=b"MZ\x90\x00 programa"))
    read(replier)
    assert archive.cases.steps(folio)[-1].evidence == "evidencia 1.jpg (en el buzón)"
    assert not list(folder.rglob("*"))


UNSURE = (
    (answer("ATENDIDA", sender="x@otro.test"), "no escribe ninguna de las dependencias"),
    (answer("ATENDIDA", sender="agua@xaltepec.test"), "Dirección de Obras Públicas"),
    (answer("ATENDIDA", sender=f"{OFFICE}, x@otro.test"), "es de varios"),
    (answer("ATENDIDA", sender=f'"{OFFICE}" <x@otro.test>'), "no escribe ninguna"),
    (answer("ATENDIDA", subject="Re: bache"), "no dice de qué folio es"),
    (answer("ATENDIDA", subject="Re: [Folio 2026-00009]"), "no hay un folio 2026-00009"),
    (answer("Es el mismo que el 2026-00012, atendida"), "2026-00012"),
    (answer("¿Ya se atendió?"), "pregunta"),
    (answer("Se acudió al lugar"), "no se entiende"),
    (answer("Se reparó, falta la banqueta"), "falta"),
    (answer("NO PROCEDE"), "diga por qué"),
    (
        answer("ATENDIDA", Authentication_Results="mx.test; dmarc=fail header.from=x"),
        "duda de que el remitente",
    ),
)
NOBODY = (
    (answer("ATENDIDA", Auto_Submitted="auto-replied"), "automática"),
    (answer("ATENDIDA", X_Autoreply="yes"), "automática"),
    (answer("x", subject="Respuesta automática: [Folio 2026-00001]"), "automática"),
    (answer("x", sender="MAILER-DAEMON@xaltepec.test"), "servidor de correo"),
    (answer("Oferta", sender="x@otro.test", subject="Oferta"), "no es respuesta"),
)


def identity(letter: bytes) -> str:
    read_as = letters.read(letter)
    return computed_id("reply", read_as.senders[0], read_as.message_id)


def test_what_is_not_sure_waits_for_a_person(archive, replier, room, folio):
    room.deliver(*(letter for letter, _ in UNSURE))
    assert read(replier).endswith(f"{len(UNSURE)} en cuarentena")
    reasons = {each.id: each.reason for each in archive.cases.replies.listed()}
    for letter, reason in UNSURE:
        assert reason in reasons[identity(letter)]
    assert demand(archive).state is DemandState.ROUTED
    assert archive.cases.replies.waiting() == len(UNSURE)


def test_what_no_office_wrote_is_let_be(archive, replier, room, folio):
    room.deliver(*(letter for letter, _ in NOBODY))
    assert read(replier).endswith(f"{len(NOBODY)} ignoradas")
    found = {each.id: each for each in archive.cases.replies.listed(every=True)}
    for letter, reason in NOBODY:
        assert reason in found[identity(letter)].reason
        assert found[identity(letter)].text == ""
    assert demand(archive).state is DemandState.ROUTED
    assert archive.cases.replies.waiting() == 0


def bounce(message_id: str, *, action: str = "failed", whole: bool = True) -> bytes:
    """What the mail server of nobody tells of a mail of ours."""
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Message-ID: <aviso@mx.example>\r\n"
        "Auto-Submitted: auto-replied\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nNo se pudo.\r\n"
        "--x\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {OFFICE}\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no existe ese usuario\r\n\r\n"
        f"--x\r\nContent-Type: {kind}\r\n\r\n"
        f"Message-ID: {message_id}\r\nSubject: Folio\r\n\r\n"
        "--x--\r\n"
    ).encode()


@pytest.mark.parametrize("whole", [True, False])
def test_a_card_that_did_not_arrive_waits_for_a_person(archive, replier, room, folio, whole):
    [card] = archive.cases.letters.states(folio)
    room.deliver(bounce(card.message_id, whole=whole))
    read(replier)
    reply = only(replier)
    assert (reply.fate, reply.folio) == (Fate.QUARANTINED, folio)
    assert reply.reason == f"no llegó a {OFFICE}: 550 5.1.1 no existe ese usuario"
    assert demand(archive).state is DemandState.ROUTED


def test_a_notice_of_delay_or_of_a_mail_that_is_not_ours_is_let_be(archive, replier, room, folio):
    [card] = archive.cases.letters.states(folio)
    room.deliver(bounce(card.message_id, action="delayed"))
    room.deliver(bounce("<otra@ajena.example>").replace(b"aviso@", b"aviso2@"))
    read(replier)
    fates = {each.fate for each in archive.cases.replies.listed(every=True)}
    assert fates == {Fate.IGNORED}


def test_our_own_message_is_no_answer(archive, replier, room, folio):
    [card] = archive.cases.letters.states(folio)
    letter = answer("ATENDIDA").replace(b"\r\n", b"\n")
    head = [line for line in letter.split(b"\n") if not line.startswith(b"Message-ID")]
    room.deliver(f"Message-ID: {card.message_id}\r\n".encode() + b"\r\n".join(head))
    read(replier)
    assert only(replier).reason == "es un envío nuestro"


def test_who_answers_for_the_office_is_heard_too(archive, replier, room, folio):
    room.deliver(answer("En proceso", sender="DIRECCION.OBRAS@Xaltepec.test"))
    read(replier)
    assert demand(archive).state is DemandState.IN_PROGRESS


def test_whoever_the_file_trusts_is_heard_of_any_office(archive, town, replier, room, folio):
    given = replier.config.demands.replies.model_copy(update={"trusted": ("c5@xaltepec.test",)})
    trusting = Replier(
        config=town(replies=given), archive=archive, folder=replier.folder, password=PASSWORD
    )
    room.deliver(answer("En proceso", sender="c5@xaltepec.test"))
    read(trusting)
    assert demand(archive).state is DemandState.IN_PROGRESS


def test_of_another_authority_with_its_name(archive, replier, room, folio):
    room.deliver(answer("No nos corresponde: la vía es competencia del Gobierno del Estado."))
    read(replier)
    told = demand(archive)
    assert (told.state, told.body) == (DemandState.NOT_OURS, "gobierno del estado")
    assert told.competence is Competence.OURS


def test_an_acknowledgement_and_what_is_already_so_are_notes(archive, replier, room, folio):
    room.deliver(answer("Recibido, gracias."), answer("ATENDIDA"))
    read(replier)
    room.deliver(answer("Ya quedó atendido, ahora sí va la foto", photo=PHOTO))
    read(replier, now=LATER + QUARTER)
    steps = archive.cases.steps(folio)
    assert [each.action for each in steps][2:] == ["noted", "attended", "noted"]
    assert steps[-1].evidence


def test_a_mailbox_that_does_not_open_is_tried_later_and_later(archive, town, replier, room):
    blind = Replier(
        config=replier.config, archive=archive, folder=replier.folder, password="otra clave"
    )
    [mailbox] = blind.due(now=LATER)
    assert "no acepta el usuario o la contraseña" in blind.read(mailbox, now=LATER)
    place = archive.cases.replies.place(mailbox)
    assert place.failures == 1
    assert "contraseña" in place.detail
    assert "otra clave" not in place.detail
    assert not blind.due(now=LATER + timedelta(minutes=9))
    assert blind.due(now=LATER + timedelta(minutes=10))
    read(replier, now=LATER + timedelta(minutes=10))
    assert archive.cases.replies.place(mailbox).failures == 0


def test_without_a_mailbox_nothing_is_due(archive, town, folder):
    assert Replier(config=town(), archive=archive, folder=folder).due(now=LATER) == []


def test_a_person_settles_or_drops_what_waits(archive, replier, room, folio):
    room.deliver(answer("Se acudió al lugar"), answer("Se acudió otra vez"))
    read(replier)
    first, second = archive.cases.replies.listed()
    change = moves.note(demand(archive), Word(by="Ana", at=LATER, note=first.text))
    archive.cases.replies.settle(first.id, change, by="Ana", now=LATER)
    archive.cases.replies.drop(second.id, by="Ana", now=LATER)
    assert archive.cases.replies.waiting() == 0
    with pytest.raises(CaseError, match="ya no espera"):
        archive.cases.replies.drop(first.id, by="Ana", now=LATER)
    assert archive.cases.replies.find(first.id[:8]).fate is Fate.SETTLED


def test_the_walk_reads_the_mailbox_when_it_is_due(archive, town, replier, room, folio, folder):
    room.deliver(answer("ATENDIDA"))
    pipeline = Pipeline(
        config=replier.config,
        archive=archive,
        fetch=None,
        folder=folder,
        environment={"SINTESIS_IMAP_PASSWORD": PASSWORD},
    )
    [job] = [each for each in pipeline.plan(LATER) if each.step == "reply"]
    assert job.lock == "reply"
    assert "1 aplicadas" in pipeline.do(job, now=LATER)
    assert "reply" not in {each.step for each in pipeline.plan(LATER)}
    assert "reply" in {each.step for each in pipeline.plan(LATER + QUARTER)}
    assert "ya no se lee" in replier.read("imap://otro@buzon.test:993/INBOX", now=LATER)


def test_a_mail_too_heavy_to_read_whole_waits_for_a_person(replier, folio, now):
    verdict = replier.judge(letters.read(answer("ATENDIDA")), whole=False, now=now)
    assert (verdict.fate, verdict.change) == (Fate.QUARANTINED, None)
    assert "pesa demasiado" in verdict.reason
