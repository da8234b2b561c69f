"""What the name service says of a domain in words (TXT): asked within a time, of the system's
servers or of one that is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from dns.exception import DNSException, Timeout
from dns.name import from_text
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from monitor.errors import NotFound, Unreachable

DEADLINE: Final = timedelta(seconds=10)  # of one question, with all its tries
RECORDS: Final = 50  # of one name; a domain with more has something else in mind


@dataclass(frozen=True, slots=True, kw_only=True)
class NameServer:
    """Whom to ask, by address."""

    host: str
    port: int = 53


def server_at(written: str) -> NameServer | None:
    """ "192.0.2.53", "192.0.2.53:5353", "[2001:db8::1]:53"; None when it is no address."""
    is_bare = written.count(":") > 1 and "[" not in written
    try:
        parts = urlsplit(f"//[{written}]" if is_bare else f"//{written}")
        return NameServer(host=str(ip_address(parts.hostname or "")), port=parts.port or 53)
    except ValueError:
        return None


def text_records(
    name: str, *, server: NameServer | None = None, deadline: timedelta = DEADLINE
) -> tuple[bytes, ...]:
    """The records of a name, each whole.

    Raises:
        NotFound: there is no such name, or it says nothing in words.
        Unreachable: nobody answered in time, or not as is expected.
    """
    try:
        answer = _resolver(server).resolve(
            from_text(name.rstrip(".") + "."), "TXT", lifetime=deadline.total_seconds()
        )
    except (NXDOMAIN, NoAnswer):
        raise NotFound(name, "ese nombre no tiene un registro TXT en el DNS") from None
    except Timeout:
        raise Unreachable(name, "el servidor de nombres (DNS) no contestó a tiempo") from None
    except (DNSException, OSError, UnicodeError, ValueError) as error:
        raise Unreachable(name, f"el DNS no contestó ({type(error).__name__})") from error
    return tuple(b"".join(each.strings) for each in list(answer)[:RECORDS])


def _resolver(server: NameServer | None) -> Resolver:
    if server is None:
        return Resolver()
    resolver = Resolver(configure=False)
    resolver.nameservers, resolver.port = [server.host], server.port
    return resolver
