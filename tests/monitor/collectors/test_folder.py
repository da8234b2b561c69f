"""A watched folder: what is dropped is read once, whole and never from outside of it."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from monitor.collectors import files, folder
from monitor.config import Source
from monitor.errors import CollectError
from monitor.keeping import name_of
from tests.monitor.collectors.samples import DATA, MEXICO, NOW, expected, samples, told

NOTE = (DATA / "folder" / "boletin_texto.in").read_bytes()
EMPTY_ARCHIVE = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x--"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def asked(place: Path | str = "entradas") -> Source:
    return Source(kind="folder", folder=str(place), id="papel-folder", outlet_id="papel")


def collect(place: Path, memos=None, *, later: float = 60):
    """Read it so many seconds after now, by the clock of the disk."""
    now = datetime.now(UTC) + timedelta(seconds=later)
    return folder.collect(asked(place), None, memos=memos or {}, now=now, zone=MEXICO)


def docx(*paragraphs: str, name: str = "word/document.xml") -> bytes:
    runs = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, f'<w:document xmlns:w="{WORDS}"><w:body>{runs}</w:body></w:document>')
    return body.getvalue()


@pytest.mark.parametrize("sample", samples("folder"), ids=lambda path: path.stem)
def test_a_sample_gives_what_is_expected(sample) -> None:
    found = folder.parse(asked(), sample.read_bytes(), now=NOW, zone=MEXICO)
    assert [told(item) for item in found] == expected(sample)


def test_a_file_is_read_once_and_stays_where_it_is(tmp_path) -> None:
    (tmp_path / "boletín ñ.txt").write_bytes(NOTE)
    first = collect(tmp_path)
    (item,) = first.items
    assert item.title == "Arranca la repavimentación de la avenida Juárez"
    assert item.file == name_of(NOTE, ".txt")
    assert first.files == {item.file: NOTE}
    assert (tmp_path / "boletín ñ.txt").read_bytes() == NOTE

    second = collect(tmp_path, first.memos)
    assert (second.items, second.unchanged) == ((), True)


def test_a_file_that_changed_is_read_again_and_a_copy_is_the_same_piece(tmp_path) -> None:
    (tmp_path / "a.txt").write_bytes(NOTE)
    (tmp_path / "copia.txt").write_bytes(NOTE)
    first = collect(tmp_path)
    assert len({item.id for item in first.items}) == 1
    (tmp_path / "a.txt").write_bytes(NOTE + b"Y se agrega otro carril por la tarde, dijeron.\n")
    second = collect(tmp_path, first.memos)
    assert [item.id for item in second.items] != [first.items[0].id]


def test_a_half_copied_file_waits(tmp_path) -> None:
    place = tmp_path / "lento.txt"
    place.write_bytes(NOTE[:60])
    first = collect(tmp_path, later=1)
    assert not first.items
    assert "próxima visita" in (first.note or "")

    place.write_bytes(NOTE)  # it grows: it is not still yet
    second = collect(tmp_path, first.memos, later=1)
    assert not second.items
    third = collect(tmp_path, {**first.memos, **second.memos}, later=1)
    assert [item.text for item in third.items] == [
        folder.parse(asked(), NOTE, now=NOW, zone=MEXICO)[0].text
    ]


@pytest.mark.parametrize("name", [".oculto.txt", "~$nota.docx", "nota.pdf.part", "x.crdownload"])
def test_what_programs_leave_while_they_write_is_not_read(tmp_path, name) -> None:
    (tmp_path / name).write_bytes(NOTE)
    assert not collect(tmp_path).items


def test_nothing_outside_of_the_folder_is_opened(tmp_path) -> None:
    inside, outside = tmp_path / "entradas", tmp_path / "fuera"
    inside.mkdir()
    outside.mkdir()
    (outside / "secreto.txt").write_bytes(NOTE)
    (inside / "enlace.txt").symlink_to(outside / "secreto.txt")
    (inside / "carpeta").symlink_to(outside)
    os.mkfifo(inside / "tubo.txt")
    assert not collect(inside).items


def test_a_file_swapped_for_a_link_while_it_is_read_is_left(tmp_path) -> None:
    place = tmp_path / "nota.txt"
    place.write_bytes(NOTE)
    for found in folder.listed(asked(tmp_path)):
        place.unlink()
        place.symlink_to("/etc/hostname")
        assert folder.content(found) is None


def test_folders_within_are_read_too_and_odd_names_are_kept_readable(tmp_path) -> None:
    deep = tmp_path / "agosto" / "21"
    deep.mkdir(parents=True)
    (deep / "x.txt").write_bytes(NOTE)
    odd = deep / os.fsdecode(b"bolet\xedn.txt")
    odd.write_bytes(NOTE.replace(b"Arranca", b"Termina"))
    found = collect(tmp_path)
    assert len(found.items) == 2
    for text in [*found.memos, *(item.title for item in found.items)]:
        assert text.encode("utf-8")


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("dañado.pdf", b"%PDF-1.7 nada", "PDF"),
        ("programa.exe", b"MZ\0\0" + bytes(400), "clase"),
        ("foto.jpg", b"\xff\xd8\xff\xe0" + b"x" * 900, "imagen"),
        ("vacío.html", b"<html><body></body></html>", "texto"),
        ("roto.docx", b"PK\x03\x04" + b"x" * 400, "DOCX"),
        ("hojas.docx", docx("x" * 80, name="xl/workbook.xml"), "DOCX"),
        ("bomba.docx", docx("x" * 25_000_000), "MB"),
        ("corto.txt", b"hola", "texto"),
        ("sin.mhtml", EMPTY_ARCHIVE, "MHTML"),
    ],
)  # fmt: skip
def test_a_bad_file_is_a_row_with_its_reason(tmp_path, name, body, words) -> None:
    (tmp_path / name).write_bytes(body)
    (tmp_path / "buena.txt").write_bytes(NOTE)
    found = collect(tmp_path)
    (bad,) = (item for item in found.items if item.text is None)
    assert name in bad.summary
    assert words in bad.summary
    assert words in (found.note or "")
    assert len(found.items) == 2
    assert set(found.files) == {name_of(NOTE, ".txt")}


def test_a_heavy_file_is_not_opened(tmp_path) -> None:
    with (tmp_path / "enorme.pdf").open("wb") as file:
        file.truncate(files.HEAVIEST + 1)
    (item,) = collect(tmp_path).items
    assert "MB" in item.summary


def test_a_document_is_its_paragraphs(tmp_path) -> None:
    body = docx("Cierran el tianguis", "El jueves no habrá puestos en la calle Hidalgo, se avisó.")
    (tmp_path / "aviso.docx").write_bytes(body)
    (item,) = collect(tmp_path).items
    assert item.title == "Cierran el tianguis"
    assert item.text == "El jueves no habrá puestos en la calle Hidalgo, se avisó."


def test_a_document_opens_no_file_of_the_machine(tmp_path) -> None:
    (tmp_path / "secreto").write_text("LA CLAVE DE LA OFICINA " * 5)
    said = f'<!DOCTYPE w [<!ENTITY e SYSTEM "file://{tmp_path}/secreto">]>'
    body = BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        text = f"<w:p><w:t>Una nota como cualquiera otra de este día {'&e;' * 3}</w:t></w:p>"
        packed.writestr("word/document.xml", f'{said}<w:d xmlns:w="{WORDS}">{text}</w:d>')
    (tmp_path / "x.docx").write_bytes(body.getvalue())
    assert all("CLAVE" not in (item.text or "") for item in collect(tmp_path).items
               if item.file and item.file.endswith(".docx"))  # fmt: skip


def test_a_saved_page_keeps_its_address(tmp_path) -> None:
    page = (DATA / "folder" / "pagina_guardada.in").read_text("utf-8").partition("-->")[2]
    whole = (
        "From: <Saved>\nSnapshot-Content-Location: https://elpregon.example.mx/2026/puente-nuevo\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n'
        "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
        f"Content-Location: https://elpregon.example.mx/2026/puente-nuevo\n\n{page}\n--x--\n"
    )
    (tmp_path / "puente.mhtml").write_text(whole, "utf-8")
    (item,) = collect(tmp_path).items
    assert item.url == "https://elpregon.example.mx/2026/puente-nuevo"
    assert "once años" in (item.text or "")


def test_a_mail_gives_what_it_carries(tmp_path) -> None:
    (tmp_path / "alerta.eml").write_bytes((DATA / "newsletter" / "alerta.in").read_bytes())
    found = collect(tmp_path)
    assert len([item for item in found.items if item.url]) == 2


def test_a_folder_that_is_not_there_is_told(tmp_path) -> None:
    with pytest.raises(CollectError, match="no existe la carpeta"):
        collect(tmp_path / "nada")


def test_a_pdf_is_one_piece_with_its_headline(tmp_path) -> None:
    import typst

    page = (
        '#set page(width: 14cm, height: 16cm)\n#set text(size: 11pt, lang: "es")\n'
        "#text(size: 24pt, weight: 700)[Arranca la obra del mercado]\n\n"
        "El gobierno de Xaltepec informó que la obra del mercado durará seis semanas y que los "
        "locatarios tendrán un lugar en la explanada mientras se cambia la techumbre.\n"
    )
    (tmp_path / "fuente.typ").write_text(page, "utf-8")
    body = typst.compile(str(tmp_path / "fuente.typ"))
    drop = tmp_path / "entradas"
    drop.mkdir()
    (drop / "boletin_14.pdf").write_bytes(body)
    (item,) = collect(drop).items
    assert item.title == "Arranca la obra del mercado"
    assert "seis semanas" in (item.text or "")
    assert item.file == name_of(body, ".pdf")
