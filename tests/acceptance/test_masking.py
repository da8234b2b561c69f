"""Nothing planted leaves: in an edition, its letters, an alert, what a search gives, nor logs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pypdfium2
import pytest

from monitor.alerting import Alerter
from monitor.archive import Archive
from monitor.archive.records import Read
from monitor.cli.asking import _found_json, _found_text
from monitor.cli.registering import WRITERS, shown, write_register
from monitor.config import Alerts, Config, MailServer, Outlet, RecipientList, Source
from monitor.model import Clipping, Item, Outcome, PieceKind
from monitor.publishing import Publisher
from nlp import Tagger
from tests.acceptance.planting import Planted, parts, planted
from tests.monitor.archive.makers import NOW, announce, group
from tests.nlp.conftest import PROFILE, SUBJECTS

PLANTED = planted()
AUTHOR = "Casimira Zurbarán"


@pytest.fixture(scope="module")
def config() -> Config:
    sources = (Source(kind="feed", url="https://vecinos.example/todo.xml"),)
    network = Outlet(id="vecinos", name="Vecinos", scope="local", medium="network", sources=sources)
    alerts = Alerts(negative_outlets=1, words=("agua", "fuga"), spike=False)
    return Config(
        profile=PROFILE.model_copy(update={"alerts": alerts, "recipients": ("a@villa.example",)}),
        subjects=SUBJECTS,
        outlets=(network,),
        mail=MailServer(host="smtp.villa.example", sender="Síntesis <s@villa.example>"),
        lists=(
            RecipientList(
                id="todo", name="Todo", to=("b@villa.example",), clothes=("html", "xlsx")
            ),
        ),
    )


@pytest.fixture(scope="module")
def out(config, tmp_path_factory) -> Iterator[tuple[Archive, Path, list[str]]]:
    """An archive with the two hundred posts, its edition told; and all that was logged."""
    folder = tmp_path_factory.mktemp("planted")
    archive = Archive(f"sqlite:///{folder / 'acervo.db'}")
    archive.migrate()
    said = _Said()
    logging.getLogger().addHandler(said)
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    pieces = [_post(archive, one, number) for number, one in enumerate(PLANTED)]
    archive.save_analyses(Tagger(config).pipe(pieces))
    for each in pieces:
        group(archive, each.id)
    editions = folder / "ediciones"
    Publisher(config=config, archive=archive, folder=editions).publish("2026-11-23T07:00", now=NOW)
    yield archive, editions, said.lines
    logging.getLogger().removeHandler(said)
    logging.getLogger().setLevel(level)
    archive.close()


class _Said(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def _post(archive: Archive, one: Planted, number: int) -> Clipping:
    item = Item(
        source_id="vecinos-feed",
        guid=str(number),
        url=f"https://vecinos.example/{number}",
        title="",
        text=one.text,
        author=AUTHOR,
        published_at=NOW - timedelta(hours=2) + timedelta(seconds=number),
    )
    announce(archive, item)
    post = Clipping(
        id=item.id,
        revision=1,
        source_id="vecinos-feed",
        outlet_id="vecinos",
        url=item.url,
        title="",
        text=one.text,
        author=AUTHOR,
        kind=PieceKind.POST,
        published_at=item.published_at or NOW,
        collected_at=NOW,
    )
    read = Read(item_id=item.id, outcome=Outcome.CLIPPED, clipping=post)
    archive.save_reads([read], now=NOW)
    return post


def leaked(text: str) -> list[str]:
    """What of the planted is there, however its lines were broken."""
    whole = " ".join(text.split())
    said = {part for one in PLANTED for part in parts(one)} | {AUTHOR}
    return sorted(part for part in said if part in whole)


def read(path: Path) -> str:
    body = path.read_bytes()
    if path.suffix == ".pdf":
        return "\n".join(
            page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(body)
        )
    return unpacked(body)


def unpacked(body: bytes) -> str:
    if not is_zipfile(BytesIO(body)):
        return body.decode("utf-8", errors="replace")
    with ZipFile(BytesIO(body)) as book:
        return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())


def test_the_posts_are_all_there_and_named(out):
    archive, _, _ = out
    found = archive.find(None, limit=1000)
    assert len(found) == len(PLANTED) == 200
    assert all(each.readings for each in found)
    assert [each for each in found if not each.private] == []


def test_nothing_planted_is_in_the_files_of_the_edition(out):
    _, folder, _ = out
    files = [each for each in folder.rglob("*") if each.is_file()]
    assert {".html", ".txt", ".json", ".xlsx", ".xml"} <= {each.suffix for each in files}
    assert {each.name: leaked(read(each)) for each in files if leaked(read(each))} == {}
    page = next(each for each in files if each.name == "sintesis.html")
    assert page.read_text(encoding="utf-8").count("••••") > 100


def test_nothing_planted_is_in_the_letters(out):
    archive, _, _ = out
    bodies = []
    for mail in archive.mails():
        message = archive.claim(mail.id, now=NOW + timedelta(days=1))
        parsed = message_from_bytes(message.message, policy=policy.default)
        bodies += [unpacked(p.get_payload(decode=True) or b"") for p in parsed.walk()]
    assert len(bodies) > 4
    assert leaked("\n".join(bodies)) == []


def test_nothing_planted_is_in_an_alert(out, config):
    archive, _, _ = out
    folder = out[1].parent / "alertas"
    alerter = Alerter(config=config, archive=archive, folder=folder)
    for alert in alerter.look(now=NOW)[:5]:
        alerter.raise_alert(alert.id, now=NOW)
    files = [each for each in folder.rglob("*") if each.is_file()]
    assert [each.name for each in files if leaked(read(each))] == []


def test_nothing_planted_is_in_what_a_search_shows(out, config):
    archive, _, _ = out
    found = [shown(each, config) for each in archive.find("jacinto", limit=1000)]
    assert len(found) == 200
    assert leaked("\n".join(_found_text(config, each) for each in found)) == []
    assert leaked("\n".join(str(_found_json(config, each)) for each in found)) == []


def test_nothing_planted_is_in_the_register_of_a_search(out, config, tmp_path):
    archive, _, _ = out
    files = {form: tmp_path / f"bitacora.{form}" for form in WRITERS}
    found = [shown(each, config) for each in archive.find(None, limit=1000)]
    write_register(found, files, config=config, now=NOW)
    assert {form: leaked(read(path)) for form, path in files.items()} == {"xlsx": [], "csv": []}
    assert "jacinto" in read(files["csv"]).lower()


def test_a_search_finds_what_it_does_not_show(out):
    archive, _, _ = out
    one = next(each for each in PLANTED if each.kind == "name" and len(each.datum.split()) > 1)
    [*found] = archive.find(f'"{one.datum}"')
    assert len(found) >= 1
    assert leaked("\n".join(each.snippet for each in found)) == []


def test_nothing_planted_is_in_the_logs(out, config, monkeypatch, caplog):
    _, _, lines = out
    assert leaked("\n".join(lines)) == []
    tagger = Tagger(config)
    monkeypatch.setattr("nlp.personal.names", _fails)
    [failed] = tagger.pipe([replace(_bare(PLANTED[0]), kind=PieceKind.POST)])
    assert failed.failed
    assert leaked(caplog.text + failed.failed) == []


def _bare(one: Planted) -> Clipping:
    return Clipping(
        id="0" * 24,
        revision=1,
        source_id="vecinos-feed",
        outlet_id="vecinos",
        url=None,
        title="",
        text=one.text,
        published_at=NOW,
        collected_at=NOW,
    )


def _fails(noted: object) -> None:
    """As a library does that quotes the text that it cannot read."""
    raise ValueError(f"cannot read {PLANTED[0].text}")
