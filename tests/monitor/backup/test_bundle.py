"""Only a whole backup of ours is opened: what is damaged, cut, swollen or strange is refused."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.backup.bundle import unpacked
from monitor.backup.manifest import NAME, Manifest, Member, is_ours
from monitor.errors import BackupError
from tests.monitor.backup.conftest import NIGHT

ROOM = 10**9
BODY = b"un acervo"


def manifest(*members: Member, **news) -> dict:
    found = Manifest(
        at=NIGHT,
        program="1",
        schema="0007",
        database="sqlite",
        members=(member("acervo.db", BODY), *members),
    )
    return asdict(found) | {"at": NIGHT.isoformat()} | news


def member(name: str, body: bytes, size: int | None = None) -> Member:
    return Member(
        name=name,
        size=len(body) if size is None else size,
        digest=sha256(body).hexdigest(),
    )


def entry(name: str, body: bytes = b"", **fields) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(body)
    for field, value in fields.items():
        setattr(info, field, value)
    return info, body


def bundle(place: Path, told: object, *entries: tuple[tarfile.TarInfo, bytes]) -> Path:
    """A bundle whose manifest says `told`, with these entries after it."""
    plain = io.BytesIO()
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for info, content in (entry(NAME, body), *entries):
            tar.addfile(info, io.BytesIO(content))
    raw = plain.getvalue().rstrip(b"\0")
    raw += bytes(-len(raw) % 512 + 1024)
    place.write_bytes(gzip.compress(raw))
    return place


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "respaldo.tar.gz"


@pytest.fixture
def into(tmp_path: Path) -> Path:
    (tmp_path / "fuera.txt").write_text("mio")
    made = tmp_path / "dentro"
    made.mkdir()
    return made


ARCHIVE = entry("acervo.db", BODY)


def test_a_whole_one_is_opened(place, into) -> None:
    photo = member("evidencias/1/a.jpg", b"foto")
    found = bundle(place, manifest(photo), ARCHIVE, entry(photo.name, b"foto"))
    assert unpacked(found, into=into, room=ROOM).members[1] == photo
    assert (into / photo.name).read_bytes() == b"foto"
    assert (into / "acervo.db").read_bytes() == BODY


@pytest.mark.parametrize(
    "name",
    [
        "../fuera.txt",
        "/etc/passwd",
        "evidencias/../../fuera.txt",
        "evidencias/./a",
        "evidencias//a",
        "evidencias",
        "evidencias/",
        "configuracion/.bashrc",
        "configuracion/..",
        "evidencias\\..\\a",
        "C:/a",
        "evidencias/a\nb",
        "evidencias/" + "a" * 200,
        "otra/a.txt",
        "acervo.dump",
        "",
    ],
)
def test_a_name_that_leaves_its_folder_is_refused(place, into, name) -> None:
    found = bundle(place, manifest(member(name, b"x")), ARCHIVE, entry(name or "x", b"x"))
    with pytest.raises(BackupError):
        unpacked(found, into=into, room=ROOM)
    assert not list(into.iterdir())
    assert (into.parent / "fuera.txt").read_text() == "mio"


@given(st.text(max_size=30))
def test_whatever_a_name_says_it_stays_below(name) -> None:
    if is_ours(name):
        assert (Path("/x") / name).resolve().is_relative_to("/x")
        assert "/../" not in f"/{name}/"


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_what_is_no_plain_file_is_refused(place, into, kind) -> None:
    name = "evidencias/a"
    odd = entry(name, type=kind, linkname="/etc/passwd")
    found = bundle(place, manifest(member(name, b"")), ARCHIVE, odd)
    with pytest.raises(BackupError, match="no es un archivo"):
        unpacked(found, into=into, room=ROOM)
    assert not (into / name).exists()


def test_what_the_manifest_does_not_name_is_refused(place, into) -> None:
    extra = entry("evidencias/otra.jpg", b"x")
    with pytest.raises(BackupError, match="más de lo que dice"):
        unpacked(bundle(place, manifest(), ARCHIVE, extra), into=into, room=ROOM)
    named = manifest(member("evidencias/a.jpg", b"x"))
    with pytest.raises(BackupError, match="donde va"):
        unpacked(bundle(place, named, ARCHIVE, extra), into=None, room=ROOM)


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"{}",
        b"[" * 100_000,
        manifest(format=2),
        manifest(members=[]),
        manifest(database="oracle"),
        manifest(member("acervo.db", BODY)),
        manifest(member("evidencias/a", b"", size=-1)),
        manifest(at="ayer"),
    ],
    ids=["empty", "bare", "deep", "newer", "nothing", "base", "twice", "negative", "when"],
)
def test_a_manifest_that_says_nothing_sound_is_refused(place, told) -> None:
    with pytest.raises(BackupError):
        unpacked(bundle(place, told, ARCHIVE), into=None, room=ROOM)


def test_it_must_begin_with_its_manifest(place, tmp_path) -> None:
    with tarfile.open(place, "w:gz") as tar:
        tar.addfile(ARCHIVE[0], io.BytesIO(BODY))
    with pytest.raises(BackupError, match="no empieza con su manifiesto"):
        unpacked(place, into=None, room=ROOM)


def test_a_byte_changed_anywhere_is_found(place) -> None:
    whole = bundle(place, manifest(), ARCHIVE).read_bytes()
    plain = gzip.decompress(whole)
    at = plain.index(BODY)
    place.write_bytes(gzip.compress(plain[:at] + b"U" + plain[at + 1 :]))
    with pytest.raises(BackupError, match="no es el que se respaldó"):
        unpacked(place, into=None, room=ROOM)
    for at in range(10, len(whole)):
        place.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        try:  # a bit that packs nothing may change: what it holds may not
            found = unpacked(place, into=None, room=ROOM)
        except BackupError:
            continue
        assert asdict(found) | {"at": NIGHT.isoformat()} == manifest()


def test_a_cut_one_is_refused_wherever_it_was_cut(place) -> None:
    whole = bundle(place, manifest(), ARCHIVE).read_bytes()
    for length in range(len(whole)):
        place.write_bytes(whole[:length])
        with pytest.raises(BackupError):
            unpacked(place, into=None, room=ROOM)


def test_a_bomb_is_refused_before_it_opens(place, into) -> None:
    zeros = bytes(200_000_000)
    told = manifest(member("evidencias/a", zeros))
    head = gzip.decompress(bundle(place, told, ARCHIVE).read_bytes()).rstrip(b"\0")
    head += bytes(-len(head) % 512)
    info = tarfile.TarInfo("evidencias/a")
    info.size = len(zeros)
    with gzip.open(place, "wb", compresslevel=6) as file:
        file.write(head + info.tobuf(tarfile.USTAR_FORMAT))
        file.write(zeros)
    assert place.stat().st_size < 300_000
    with pytest.raises(BackupError, match="crece al abrirse"):
        unpacked(place, into=into, room=ROOM)
    with pytest.raises(BackupError, match="solo caben 50"):
        unpacked(place, into=into, room=50_000_000)
    assert not list(into.iterdir())


def test_a_file_that_is_longer_than_it_said_is_refused(place, into) -> None:
    long = entry("evidencias/a", bytes(5_000))
    told = manifest(member("evidencias/a", bytes(10)))
    with pytest.raises(BackupError, match="donde va"):
        unpacked(bundle(place, told, ARCHIVE, long), into=into, room=ROOM)
    assert not (into / "evidencias/a").exists()
