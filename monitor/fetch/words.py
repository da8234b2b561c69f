"""The words of a failed fetch: what a library's exception means, and addresses without secrets.

A new kind of exception is one line in `MEANINGS`; the first type that fits gives the words.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore
import httpx

from monitor.errors import Unreachable

_SECRET = re.compile(
    r"(?i)([?&;#](?:[\w.%\[\]-]*[_.-])?"
    r"(?:api_?key|key|(?:access|auth|id|refresh)?_?token|secret|passw(?:or)?d|pwd|pass|clave|auth"
    r"|authorization|signature|sig|jwt|hmac|credentials?|session(?:_?id)?|sid|code)=)[^&;#\s]*"
)
_USER = re.compile(r"(?<=//)[^/?#\s]*@")

MEANINGS: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "el nombre del servidor no existe o no se pudo consultar en el DNS"),
    (ssl.SSLError, "no se pudo abrir la conexión cifrada (TLS)"),
    (ConnectionRefusedError, "el servidor rechazó la conexión"),
    (httpcore.ConnectTimeout, "el servidor no contestó al conectar"),
    (httpx.ConnectTimeout, "el servidor no contestó al conectar"),
    (httpcore.PoolTimeout, "no hubo una conexión libre a tiempo"),
    (httpx.PoolTimeout, "no hubo una conexión libre a tiempo"),
    (httpcore.TimeoutException, "el servidor no terminó de contestar a tiempo"),
    (httpx.TimeoutException, "el servidor no terminó de contestar a tiempo"),
    (httpcore.ConnectError, "no se pudo conectar con el servidor"),
    (httpx.ConnectError, "no se pudo conectar con el servidor"),
    (httpcore.ProtocolError, "la respuesta quedó cortada o no es HTTP"),
    (httpx.ProtocolError, "la respuesta quedó cortada o no es HTTP"),
    (httpcore.NetworkError, "la conexión se cortó"),
    (httpx.NetworkError, "la conexión se cortó"),
    (httpx.DecodingError, "la respuesta no se pudo descomprimir"),
    (httpx.TooManyRedirects, "la dirección redirige demasiadas veces"),
    (httpcore.UnsupportedProtocol, "la dirección no es http ni https"),
    (httpx.UnsupportedProtocol, "la dirección no es http ni https"),
    (httpx.InvalidURL, "la dirección está mal escrita"),
    (httpcore.ProxyError, "el servidor intermediario falló"),
    (httpx.ProxyError, "el servidor intermediario falló"),
    (httpcore.ConnectionNotAvailable, "no hubo una conexión libre"),
    (httpx.HTTPError, "la petición falló"),
    (httpx.StreamError, "la respuesta no se pudo leer"),
    (httpx.CookieConflict, "la respuesta trae galletas que se contradicen"),
    (OSError, "la conexión falló"),
)
_CERTIFICATES = {
    10: "el certificado del servidor está vencido",
    18: "el certificado del servidor no lo firma una autoridad conocida",
    19: "el certificado del servidor no lo firma una autoridad conocida",
    20: "la cadena de certificados del servidor está incompleta o no es de confianza",
    62: "el certificado del servidor es de otro nombre",
    64: "el certificado del servidor es de otro nombre",
}


def masked(url: str) -> str:
    """The address as it may be shown: no user, no password, no token."""
    return _SECRET.sub(r"\1***", _USER.sub("***@", url))


def meaning(error: BaseException) -> str:
    """What a library's exception means to a person."""
    causes = tuple(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _CERTIFICATES.get(cause.verify_code, "el certificado del servidor no es válido")
    for kind, words in MEANINGS:
        if any(isinstance(cause, kind) for cause in causes):
            return words
    raise error


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and those it wraps: httpcore clears `__cause__`, but keeps it as argument."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        wrapped = next((part for part in seen.args if isinstance(part, BaseException)), None)
        seen = seen.__cause__ or seen.__context__ or wrapped


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Raise a library's exception as our `Unreachable`; what is not expected stays loud."""
    try:
        yield
    except tuple(kind for kind, _ in MEANINGS) as error:
        raise Unreachable(url, meaning(error)) from error
