"""What a captured digest proves of itself: with a real key, and a real name server on loopback."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import dkim
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.cli import main
from monitor.doctor.findings import Finding
from monitor.doctor.signed import signed
from monitor.errors import NotFound, Unreachable
from monitor.fetch.names import NameServer, server_at, text_records
from monitor.signatures import ROOM, examine
from tests.monitor.nameserver import open_nameserver
from tests.monitor.rsa import made
from tests.monitor.test_alerting import SERVER

DOMAIN = "xaltepec.test"
KEY_NAME = f"s2026._domainkey.{DOMAIN}"
SEEN = (
    "mx.lejos.test; dkim=pass header.d=xaltepec.test; spf=pass (lo manda) "
    "smtp.mailfrom=sintesis@xaltepec.test; dmarc=pass header.from=xaltepec.test"
)
MAIL = (
    b"From: =?utf-8?q?S=C3=ADntesis?= <sintesis@xaltepec.test>\r\n"
    b"To: direccion@xaltepec.test\r\nCc: prensa@xaltepec.test\r\n"
    b"Subject: Sintesis informativa\r\nDate: Mon, 23 Nov 2026 07:04:00 -0600\r\n"
    b"Message-ID: <20261123T0700.0123456789ab@xaltepec.test>\r\n\r\n"
    b"Buenos d=C3=ADas.\r\n\r\nFin.\r\n"
)
ALL = [b"from", b"to", b"cc", b"subject", b"date", b"message-id"]
Sign = Callable[..., bytes]


PRIVATE, RECORD = made()
_, OTHER_RECORD = made(seed=2)
PUBLISHED = {KEY_NAME: RECORD, f"_dmarc.{DOMAIN}": "v=DMARC1; p=reject"}


def sign(
    mail: bytes = MAIL,
    *,
    seen: str = SEEN,
    domain: str = DOMAIN,
    private: bytes = PRIVATE,
    headers: list[bytes] = ALL,
    **named: object,
) -> bytes:
    """As the relay signs it, and the server that receives it writes over it what it saw."""
    line = dkim.sign(mail, b"s2026", domain.encode(), private, include_headers=headers, **named)
    told = f"Authentication-Results: {seen}\r\n".encode() if seen else b""
    return told + line + mail


@pytest.fixture
def examined(config):
    office = config.model_copy(update={"mail": SERVER})

    def examine_it(mail: bytes, records: dict[str, str] | None = None) -> list[Finding]:
        with open_nameserver(PUBLISHED if records is None else records) as server:
            return list(signed(mail, office, lambda name: text_records(name, server=server)))

    return examine_it


def ill(found: list[Finding]) -> list[str]:
    return [each.what for each in found if each.level != "ok"]


def only(found: list[Finding]) -> Finding:
    [finding] = [each for each in found if each.level != "ok"]
    assert finding.remedy
    return finding


def test_a_digest_that_is_well_signed_has_nothing_to_mend(examined):
    found = examined(sign())
    assert ill(found) == []
    assert [each.what for each in found] == [
        "La firma DKIM de «xaltepec.test» (s2026) es buena",
        "SPF pasa, según el servidor que lo recibió",
        "DMARC pasa, según el servidor que lo recibió",
        "«xaltepec.test» publica DMARC",
    ]


def test_saved_with_the_ends_of_lines_of_another_system_it_is_as_good(examined):
    assert ill(examined(sign().replace(b"\r\n", b"\n"))) == []


def test_a_body_that_changed_on_the_way_is_told(examined):
    found = only(examined(sign().replace(b"Fin.", b"Fin. Antivirus: limpio.")))
    assert found.level == "failure"
    assert "no corresponde al texto" in found.what


def test_a_subject_that_changed_on_the_way_is_told(examined):
    found = only(examined(sign().replace(b"Subject: S", b"Subject: [EXTERNO] S")))
    assert "no corresponde a los encabezados" in found.what


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (None, "no tiene su llave pública en el DNS (s2026._domainkey.xaltepec.test)"),
        ("v=spf1 -all", "no tiene su llave pública"),
        ("v=DKIM1; k=rsa; p=", "retirada, corta o que no se entiende"),
        ("v=DKIM1; k=rsa; p=AAAA", "retirada, corta o que no se entiende"),
        ("v=DKIM2; p=AAAA", "retirada, corta o que no se entiende"),
        (OTHER_RECORD, "la llave del DNS es otra"),
    ],
)
def test_a_key_that_is_not_as_it_should_is_told(examined, record, says):
    records = {name: said for name, said in PUBLISHED.items() if name != KEY_NAME}
    found = only(examined(sign(), records | ({KEY_NAME: record} if record else {})))
    assert (found.level, says in found.what) == ("failure", True)


def test_a_short_key_is_told(examined):
    private, record = made(1024)
    assert ill(examined(sign(private=private), PUBLISHED | {KEY_NAME: record})) == []
    _, short = made(512)
    found = only(examined(sign(), PUBLISHED | {KEY_NAME: short}))
    assert "retirada, corta" in found.what


def test_without_a_signature_it_says_whom_to_ask(examined):
    found = only(examined(f"Authentication-Results: {SEEN}\r\n".encode() + MAIL))
    assert found.what == "El correo no trae firma DKIM"
    assert "xaltepec.test" in found.remedy


def test_a_signature_of_another_domain_is_not_counted(examined):
    name = "s2026._domainkey.relevo.example"
    found = only(examined(sign(domain="relevo.example"), PUBLISHED | {name: RECORD}))
    assert "Firma «relevo.example», y el correo es de «xaltepec.test»" in found.what


def test_a_signature_of_a_part_of_the_domain_is(examined):
    name = "s2026._domainkey.correo.xaltepec.test"
    assert ill(examined(sign(domain="correo.xaltepec.test"), PUBLISHED | {name: RECORD})) == []


def test_two_municipalities_of_one_suffix_are_not_aligned():
    from monitor.signatures import are_aligned

    assert are_aligned("correo.quintanar.gob.mx", "quintanar.gob.mx")
    assert not are_aligned("otro.gob.mx", "quintanar.gob.mx")


def test_headers_that_anybody_may_change_are_told(examined):
    found = only(examined(sign(headers=[b"from", b"date", b"message-id"])))
    assert found.what == "La firma no protege: To, Cc, Subject"


def test_a_signature_of_half_a_body_is_told(examined):
    assert "solo el principio" in only(examined(sign(length=True))).what


def test_a_signature_with_sha_1_is_told(examined):
    assert "SHA-1" in only(examined(sign(signature_algorithm=b"rsa-sha1"))).what


def test_a_signature_that_ended_is_told(examined):
    old = sign().replace(
        b"DKIM-Signature: v=1;", b"DKIM-Signature: v=1; x=1700000000; t=1600000000;"
    )
    found = only(examined(re.sub(rb"\s*t=\d{10};(?=\s*h=)", b"", old)))
    assert "ya venció" in found.what


@pytest.mark.parametrize(
    ("seen", "says"),
    [
        (SEEN.replace("spf=pass", "spf=softfail"), "SPF no pasa, según el servidor"),
        (SEEN.replace("dmarc=pass", "dmarc=fail"), "DMARC no pasa, según el servidor"),
        ("", "no dice qué vio"),
        (SEEN.replace("=sintesis@xaltepec", "=sintesis@envios"), "SPF pasa para «envios.test»"),
    ],
)
def test_what_the_receiving_server_saw_is_told(examined, seen, says):
    assert says in only(examined(sign(seen=seen))).what


def test_only_the_first_verdict_is_of_the_server_that_received_it(examined):
    forged = b"Authentication-Results: mx.lejos.test; spf=pass; dmarc=pass\r\n"
    seen = SEEN.replace("dmarc=pass", "dmarc=fail")
    assert "DMARC no pasa" in only(examined(sign(forged + MAIL, seen=seen))).what


def test_a_domain_without_dmarc_is_told(examined):
    assert "no publica DMARC" in only(examined(sign(), {KEY_NAME: RECORD})).what


def test_a_mail_of_somebody_else_is_told(examined):
    mail = sign(MAIL.replace(b"sintesis@xaltepec.test", b"sintesis@otro.test"))
    assert any("no de «xaltepec.test» (mail.sender)" in each for each in ill(examined(mail)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
        b"\x89PNG" + bytes(1000),
        b"x" * (ROOM + 1),
        b"From: a@x.test\n" + b"X-A: " + b"y" * 300_000 + b"\n\n",
        b"From: a@x.test, b@y.test\n\nhola",
        b"From: \n\nhola",
    ],
)
def test_what_is_no_mail_is_said_so(examined, content):
    assert only(examined(content)).level == "failure"


def test_a_mail_made_to_keep_us_busy_is_left_in_time(examined):
    started = time.monotonic()
    body = b"\t " * 2_000_000 + b"\r\n" * 1_000_000
    line = sign().partition(b"\r\n\r\n")[0]
    examined(line * 200 + b"\r\n\r\n" + body)
    found = examined(line + b"\r\n\r\n" + body)
    assert "no corresponde al texto" in " ".join(ill(found)) or "no se entiende" in " ".join(
        ill(found)
    )
    assert time.monotonic() - started < 60


@settings(max_examples=30, deadline=None)
@given(tags=st.binary(max_size=200), body=st.binary(max_size=200))
def test_any_signature_is_a_finding_and_no_failure_of_ours(tags: bytes, body: bytes) -> None:
    def ask(name: str) -> tuple[bytes, ...]:
        return (RECORD.encode(),)

    clean = tags.replace(b"\n", b" ").replace(b"\r", b" ")
    mail = b"DKIM-Signature: v=1; a=rsa-sha256; d=x.test; s=s; h=from; " + clean + b"\r\n" + MAIL
    assert all(each.fault for each in examine(mail + body, ask).signatures)


def test_a_name_server_that_says_nothing_meets_its_deadline():
    started = time.monotonic()
    with open_nameserver({}, silent=True) as server, pytest.raises(Unreachable):
        text_records("x.test", server=server, deadline=timedelta(seconds=1))
    assert time.monotonic() - started < 5


def test_a_name_server_that_says_nothing_is_a_finding(config):
    def ask(name: str) -> tuple[bytes, ...]:
        raise Unreachable(name, "el DNS no contestó")

    found = [each for each in signed(sign(), config, ask) if each.level != "ok"]
    assert [each.level for each in found] == ["warning", "warning"]


@pytest.mark.parametrize("name", ["nadie.test", ".".join(["x" * 70] * 2), "x" * 300, "ñ.test"])
def test_a_name_that_is_not_there_is_not_found_or_not_asked(name):
    with open_nameserver({}) as server, pytest.raises((NotFound, Unreachable)):
        text_records(name, server=server)


def test_a_long_record_comes_whole():
    with open_nameserver({"x.test": "v=DKIM1; p=" + "A" * 600}) as server:
        assert text_records("x.test", server=server) == (b"v=DKIM1; p=" + b"A" * 600,)


def test_a_name_server_is_written_as_people_do():
    assert server_at("192.0.2.1") == NameServer(host="192.0.2.1")
    assert server_at("127.0.0.1:5353") == NameServer(host="127.0.0.1", port=5353)
    assert server_at("[2001:db8::1]:54") == NameServer(host="2001:db8::1", port=54)
    assert server_at("2001:db8::1") == NameServer(host="2001:db8::1")
    assert [server_at(each) for each in ("", "dns.test", "1.2.3.4:x", "[")] == [None] * 4


def test_the_command_says_it_and_fails_when_something_does(tmp_path: Path, capfd, monkeypatch):
    from tests.monitor.test_cli_delivered import FILE

    (tmp_path / "sources.yaml").write_text(FILE, encoding="utf-8")
    path = tmp_path / "llego.eml"

    def run(mail: bytes, *more: str) -> tuple[int, str]:
        path.write_bytes(mail)
        with pytest.raises(SystemExit) as left:
            main(["-c", str(tmp_path / "sources.yaml"), "doctor", "--mail", str(path), *more])
        return int(left.value.code or 0), capfd.readouterr().out

    with open_nameserver(PUBLISHED) as server:
        where = ("--nameserver", f"{server.host}:{server.port}")
        code, said = run(sign(), *where)
        assert (code, "✓ La firma DKIM de «xaltepec.test»" in said) == (0, True)
        code, said = run(sign().replace(b"Fin.", b"Fin!"), *where)
        assert (code, "✗ La firma DKIM" in said) == (1, True)
    assert not (tmp_path / "sintesis.db").exists()
    assert run(sign(), "--nameserver", "dns.test")[0] == 2
