"""What a digest that arrived in some inbox proves of itself: its signature (DKIM), SPF, DMARC."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from monitor.config import Config
from monitor.configvalues import mailbox_address
from monitor.doctor.findings import Finding, well
from monitor.errors import FetchError, NotFound
from monitor.signatures import (
    SIGNED,
    Ask,
    Captured,
    Fault,
    Signature,
    are_aligned,
    examine,
    organization,
)

SHOWN: Final = {
    "from": "From", "to": "To", "cc": "Cc", "subject": "Subject", "date": "Date",
    "message-id": "Message-ID",
}  # fmt: skip
WHOM: Final = "Pida a quien administra el servidor de correo de «{domain}» que "
# What became of a signature, and what to ask for.
FAULTS: Final = {
    Fault.MALFORMED: ("no se entiende", "revise la configuración de la firma DKIM."),
    Fault.NO_KEY: (
        "no tiene su llave pública en el DNS ({name})",
        "publique el registro TXT {name} con la llave de esa firma.",
    ),
    Fault.UNKNOWN_KEY: ("no se pudo comprobar: el DNS no contestó por {name}", ""),
    Fault.BAD_KEY: (
        "tiene una llave pública retirada, corta o que no se entiende ({name})",
        "publique una llave RSA de 2048 bits en {name} y firme con ella.",
    ),
    Fault.WEAK: ("usa SHA-1, que ya no se cuenta", "firme con rsa-sha256."),
    Fault.EXPIRED: (
        "ya venció",
        "firme con un plazo más largo, si el correo se capturó apenas llegó.",
    ),
    Fault.BODY: (
        "no corresponde al texto: el mensaje cambió después de firmarse",
        "firme al final, después de lo que agrega pies, avisos o antivirus.",
    ),
    Fault.HEAD: (
        "no corresponde a los encabezados, o la llave del DNS es otra",
        "compare la llave de {name} con la del servidor, y que nada cambie el mensaje tras firmar.",
    ),
}
SPF_REMEDY: Final = (
    "En el DNS de «{domain}», el registro SPF (TXT «v=spf1 …») debe incluir al servidor que envía."
)
DMARC_REMEDY: Final = (
    "Basta que SPF o DKIM pasen con el dominio de From («{domain}»): corrija lo de arriba."
)


def signed(content: bytes, config: Config, ask: Ask) -> Iterator[Finding]:
    """Every finding of a captured mail, in the order in which receivers look."""
    found = examine(content, ask)
    if found.flaw:
        yield Finding(
            level="failure",
            what=f"Ese archivo no se puede revisar: {found.flaw}",
            remedy="Guarde el mensaje original, con todos sus encabezados, como .eml.",
        )
        return
    yield from _sent(found, config)
    if not found.sender:
        return
    yield from _signatures(found)
    yield from _heard(found)
    yield from _published(found.sender, ask)


def _sent(found: Captured, config: Config) -> Iterator[Finding]:
    if not found.sender:
        yield Finding(
            level="failure",
            what="El correo no dice de quién es, o dice que es de varios (From)",
            remedy="Capture una síntesis como llegó, sin reenviarla.",
        )
        return
    ours = mailbox_address(config.mail.sender).rpartition("@")[2].lower() if config.mail else ""
    if ours and found.sender != ours:
        yield Finding(
            level="warning",
            what=f"Ese correo es de «{found.sender}», no de «{ours}» (mail.sender)",
            remedy="Capture una síntesis como llegó, sin reenviarla.",
        )


def _signatures(found: Captured) -> Iterator[Finding]:
    whom = WHOM.format(domain=found.sender)
    if not found.signatures:
        yield Finding(
            level="failure",
            what="El correo no trae firma DKIM",
            remedy=f"{whom}firme lo que sale con DKIM (rsa-sha256), como d={found.sender}.",
        )
        return
    for each in found.signatures:
        yield _verified(each)
    good = [each for each in found.signatures if each.fault is None]
    aligned = [each for each in good if are_aligned(each.domain, found.sender)]
    if good and not aligned:
        yield Finding(
            level="failure",
            what=f"Firma «{good[0].domain}», y el correo es de «{found.sender}»: "
            "DMARC no la cuenta",
            remedy=f"{whom}firme con d={found.sender}.",
        )
    if aligned:
        yield from _covered(max(aligned, key=lambda each: len(each.headers)), found)


def _verified(signature: Signature) -> Finding:
    if signature.fault is None:
        return well(f"La firma DKIM de «{signature.domain}» ({signature.selector}) es buena")
    what, asked = FAULTS[signature.fault]
    whose = f" de «{signature.domain}»" if signature.domain else ""
    unknown = signature.fault is Fault.UNKNOWN_KEY
    remedy = (
        WHOM.format(domain=signature.domain or "quien envía") + asked
        if asked
        else ("Pruebe más tarde, o diga otro servidor de nombres con --nameserver.")
    )
    return Finding(
        level="warning" if unknown else "failure",
        what=f"La firma DKIM{whose} {what.format(name=signature.name)}",
        remedy=remedy.format(name=signature.name),
    )


def _covered(signature: Signature, found: Captured) -> Iterator[Finding]:
    """Whether what it signs is all that should not be changed on the way."""
    whom = WHOM.format(domain=signature.domain)
    loose = [SHOWN[each] for each in SIGNED if each in found.present - signature.headers]
    if loose:
        yield Finding(
            level="failure" if "From" in loose else "warning",
            what=f"La firma no protege: {', '.join(loose)}",
            remedy=f"{whom}firme From, To, Cc, Subject, Date y Message-ID.",
        )
    if not signature.whole:
        yield Finding(
            level="warning",
            what="La firma protege solo el principio del texto (l=): admite que se le agregue",
            remedy=f"{whom}firme el texto entero, sin l=.",
        )


def _heard(found: Captured) -> Iterator[Finding]:
    """What the server that received it said. It is believed: the file comes from our own inbox."""
    if not found.verdicts:
        yield Finding(
            level="warning",
            what="El servidor que lo recibió no dice qué vio de SPF ni de DMARC "
            "(Authentication-Results)",
            remedy="Capture el mensaje en otro buzón, de Gmail u Outlook por ejemplo.",
        )
    remedies = {
        "spf": SPF_REMEDY.format(domain=found.bounces or found.sender),
        "dmarc": DMARC_REMEDY.format(domain=found.sender),
    }
    for name in (each for each in remedies if each in found.verdicts):
        said = found.verdicts[name]
        if said == "pass":
            yield well(f"{name.upper()} pasa, según el servidor que lo recibió")
        else:
            what = f"{name.upper()} no pasa, según el servidor que lo recibió: {said[:20]}"
            yield Finding(level="failure", what=what, remedy=remedies[name])
    if found.verdicts.get("spf") == "pass" and not are_aligned(found.bounces, found.sender):
        yield Finding(
            level="warning",
            what=f"SPF pasa para «{found.bounces}», que no es el dominio de From: "
            "DMARC no lo cuenta",
            remedy="No importa si la firma DKIM es buena y de su dominio.",
        )


def _published(sender: str, ask: Ask) -> Iterator[Finding]:
    """Whether the domain tells receivers what to do with what is not its own."""
    name = f"_dmarc.{organization(sender)}"
    try:
        told = [each for each in (*_asked(f"_dmarc.{sender}", ask), *_asked(name, ask)) if each]
    except FetchError as error:
        yield Finding(
            level="warning", what=f"No se pudo ver el DMARC de «{sender}»: {error.detail}"
        )
        return
    if any(each.lower().startswith(b"v=dmarc1") for each in told):
        yield well(f"«{organization(sender)}» publica DMARC")
        return
    yield Finding(
        level="warning",
        what=f"«{organization(sender)}» no publica DMARC",
        remedy=f"Publique el TXT {name}: «v=DMARC1; p=none; rua=mailto:…», y endurézcalo después.",
    )


def _asked(name: str, ask: Ask) -> tuple[bytes, ...]:
    try:
        return tuple(ask(name))
    except NotFound:
        return ()
