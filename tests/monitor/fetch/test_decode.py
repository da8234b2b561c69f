"""However a body is cut into pieces, what comes out is what went in, or an error."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import TooLarge, Unreachable
from monitor.fetch.decode import RAW_LIMIT, opening, whole

WISH = {"url": "http://diario.example/"}
bodies = st.binary(max_size=500)
steps = st.integers(1, 40)


def pieces(data, step):
    return [data[at : at + step] for at in range(0, len(data), step)]


@given(body=bodies, step=steps, encoding=st.sampled_from(["", "identity"]))
def test_a_plain_body_comes_whole(body, step, encoding):
    assert whole(pieces(body, step), encoding=encoding, limit=500, **WISH) == body


@given(parts=st.lists(bodies, min_size=1, max_size=3), step=steps, padding=st.integers(0, 9))
def test_a_gzip_of_some_members_comes_whole(parts, step, padding):
    data = b"".join(gzip.compress(part) for part in parts) + bytes(padding)
    assert whole(pieces(data, step), encoding="gzip", limit=1_500, **WISH) == b"".join(parts)


@given(body=bodies, step=steps, cut=st.floats(0, 1, exclude_max=True))
def test_no_truncated_gzip_passes(body, step, cut):
    data = gzip.compress(body)
    rest = data[: max(1, int(len(data) * cut))]
    with pytest.raises(Unreachable):
        whole(pieces(rest, step), encoding="gzip", limit=500, **WISH)


@given(size=st.integers(0, 3_000), limit=st.integers(0, 2_000), step=steps, packed=st.booleans())
def test_the_limit_is_exact(size, limit, step, packed):
    body = b"x" * size
    data, encoding = (gzip.compress(body), "gzip") if packed else (body, "")
    assert opening(pieces(data, step), encoding=encoding, limit=limit, **WISH) == body[:limit]
    if size <= limit:
        assert whole(pieces(data, step), encoding=encoding, limit=limit, **WISH) == body
        return
    with pytest.raises(TooLarge):
        whole(pieces(data, step), encoding=encoding, limit=limit, **WISH)


def test_an_empty_answer_that_calls_itself_gzip_is_empty():
    assert whole([], encoding="gzip", limit=10, **WISH) == b""


def test_the_wire_has_its_own_limit():
    chunks = [b"x" * 1_000_000] * (RAW_LIMIT // 1_000_000 + 1)
    with pytest.raises(TooLarge, match="en la red"):
        whole(chunks, encoding="", limit=10 * RAW_LIMIT, **WISH)


@pytest.mark.parametrize("encoding", ["UTF-8", "none", "binary", "iso-8859-1"])
def test_a_charset_in_the_place_of_a_compression_compresses_nothing(encoding):
    assert whole([b"<rss", b"/>"], encoding=encoding, limit=500, **WISH) == b"<rss/>"


@pytest.mark.parametrize("body", [b"<rss/>", b'\n {"a": 1}', b"[]"])
@given(step=steps)
def test_a_text_that_is_said_to_be_packed_is_read(body, step):
    chunks = [body[:3], *pieces(body[3:], step)]
    assert whole(chunks, encoding="gzip", limit=500, **WISH) == body
    with pytest.raises(TooLarge):
        whole(chunks, encoding="gzip", limit=1, **WISH)


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "utf-8, gzip"])
def test_what_nobody_asked_for_is_refused(encoding):
    with pytest.raises(Unreachable, match="compresión"):
        whole([b"<rss/>"], encoding=encoding, limit=500, **WISH)
