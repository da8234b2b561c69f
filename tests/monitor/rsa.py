"""Keys of RSA made in the test itself, as a relay keeps one and the name service publishes it."""

from __future__ import annotations

from base64 import b64encode
from random import Random

RSA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"  # its name, in DER
EXPONENT = 65537
SMALL = [each for each in range(3, 2000, 2) if all(each % other for other in range(3, each, 2))]


def made(size: int = 2048, *, seed: int = 1) -> tuple[bytes, str]:
    """A private key (PEM), and the record that publishes its public one; the same for a seed."""
    chance = Random(seed)
    one, other = _prime(size // 2, chance), _prime(size // 2, chance)
    whole, turns = one * other, (one - 1) * (other - 1)
    secret = pow(EXPONENT, -1, turns)
    parts = (0, whole, EXPONENT, secret, one, other, secret % (one - 1), secret % (other - 1))
    inverse = pow(other, -1, one)
    written = _sequence(*map(_integer, (*parts, inverse)))
    public = _sequence(_integer(whole), _integer(EXPONENT))
    published = _sequence(_sequence(RSA), _der(3, b"\0" + public))
    lines = b"-----BEGIN RSA PRIVATE KEY-----\n%b\n-----END RSA PRIVATE KEY-----\n"
    return lines % b64encode(written), f"v=DKIM1; k=rsa; p={b64encode(published).decode()}"


def _sequence(*parts: bytes) -> bytes:
    return _der(0x30, b"".join(parts))


def _integer(number: int) -> bytes:
    return _der(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _der(kind: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((kind, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((kind, 0x80 | len(length))) + length + content


def _prime(bits: int, chance: Random) -> int:
    while True:
        found = chance.getrandbits(bits) | 3 << bits - 2 | 1
        if (
            all(found % each for each in SMALL)
            and found % EXPONENT != 1
            and _is_prime(found, chance)
        ):
            return found


def _is_prime(number: int, chance: Random) -> bool:
    """As Miller and Rabin tell it."""
    odd, halves = number - 1, 0
    while odd % 2 == 0:
        odd, halves = odd // 2, halves + 1
    for _ in range(20):
        power = pow(chance.randrange(2, number - 1), odd, number)
        if power in (1, number - 1):
            continue
        if not any((power := power * power % number) == number - 1 for _ in range(halves - 1)):
            return False
    return True
