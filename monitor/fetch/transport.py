"""The httpx transport whose only way out is our dialler.

It is used without httpx's client, which would keep cookies, read redirects that nobody follows,
and log whole addresses. One transport costs 20 ms, most of it the certificates: make one, keep it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import httpcore
import httpx

_CONNECTIONS = 32  # httpx scans its pool at every request: small is fast
_KEPT = 16
_KEPT_SECONDS = 15.0


class Body(httpx.SyncByteStream):
    """The raw bytes of an answer, as httpcore gives them."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class Transport(httpx.BaseTransport):
    """Carries httpx's requests over a pool whose connections our backend opens."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=_CONNECTIONS,
            max_keepalive_connections=_KEPT,
            keepalive_expiry=_KEPT_SECONDS,
            network_backend=backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        address = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method,
                address,
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=Body(answer))

    def close(self) -> None:
        self._pool.close()


def request(
    address: httpx.URL,
    *,
    headers: Mapping[str, str],
    timeout: httpx.Timeout,
    content: bytes | None = None,
) -> httpx.Request:
    """A GET; with content, a POST."""
    return httpx.Request(
        "GET" if content is None else "POST",
        address,
        headers=headers,
        content=content,
        extensions={"timeout": timeout.as_dict()},
    )
