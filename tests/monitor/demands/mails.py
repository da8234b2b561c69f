"""Mails as programs write them: an answer, its pieces, and what a server adds to it."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from itertools import count

OFFICE = "obras@xaltepec.test"
BOX = "sintesis@xaltepec.test"
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 100
_numbers = count(1)


def answer(
    words: str,
    *,
    sender: str = f"Ing. Ramón Cota <{OFFICE}>",
    subject: str = "Re: [Folio 2026-00001] Bache · Las Peñas",
    follows: str = "",
    photo: bytes = b"",
    **headers: str,
) -> bytes:
    """An answer to a card, as a mail program sends it."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, BOX, subject
    mail["Message-ID"] = f"<{next(_numbers)}.cota@xaltepec.test>"
    if follows:
        mail["In-Reply-To"] = mail["References"] = follows
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(words)
    if photo:
        mail.add_attachment(photo, maintype="image", subtype="jpeg", filename="evidencia 1.jpg")
    return mail.as_bytes()
