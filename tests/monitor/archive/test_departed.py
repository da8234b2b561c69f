"""Who left a list, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from monitor.archive import Archive
from monitor.archive.departed import KEY_SIZE, Departure
from monitor.model import Mail
from tests.conftest import NOW

ANA = Departure(address="ana@x.test", list_id="jefes", at=NOW, by="<1@x.test>")
LETTER = Mail(
    id="baja", message_id="<baja@x.test>", sender="s@x.test", recipients=("ana@x.test",),
    message=b"x",
)  # fmt: skip


def test_the_key_is_made_once_and_for_ever(archive, database_url):
    made = archive.departures.key()
    assert len(made) == KEY_SIZE
    assert archive.departures.key() == made
    again = Archive(database_url)
    assert again.departures.key() == made
    again.close()


def test_whoever_asks_at_once_has_the_same_key(archive):
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: archive.departures.key(), range(8)))
    assert len(found) == 1


def test_no_two_archives_have_the_same_key(archive, tmp_path):
    other = Archive(f"sqlite:///{tmp_path / 'otro.db'}")
    other.migrate()
    assert other.departures.key() != archive.departures.key()
    other.close()


def test_somebody_leaves_once_and_is_told_once(archive):
    assert archive.departures.leave(ANA, mails=[LETTER])
    assert not archive.departures.leave(ANA, mails=[LETTER])
    assert archive.departures.all() == [ANA]
    assert archive.mails_due(now=NOW) == ["baja"]


def test_one_who_leaves_a_list_stays_in_the_others(archive):
    archive.departures.leave(ANA)
    whole = Departure(address=ANA.address, list_id="", at=NOW + timedelta(1), by="Luz")
    assert archive.departures.leave(whole)
    assert archive.departures.rejoin(ANA.address, "jefes")
    assert not archive.departures.rejoin(ANA.address, "jefes")
    assert archive.departures.all() == [whole]
