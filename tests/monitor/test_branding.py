"""The office's logo and colour: taken as written, refused with place and remedy."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from monitor.config import Branding
from monitor.configfile import load, starter
from monitor.configfile.pictures import HEAVIEST
from monitor.errors import ConfigError

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


def bitmap(kind: str = "png") -> bytes:
    made = BytesIO()
    Image.new("RGB", (9, 9), "#6b2737").save(made, kind)
    return made.getvalue()


def branding(folder: Path, written: str, **pictures: bytes) -> Branding:
    for name, content in pictures.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    file = folder / "sources.yaml"
    block = f"  branding: {{{written}}}\n  digest:\n"
    file.write_text(starter().replace("  digest:\n", block, 1), encoding="utf-8")
    return load(file).profile.branding


def refusal(folder: Path, written: str, **pictures: bytes) -> str:
    with pytest.raises(ConfigError) as caught:
        branding(folder, written, **pictures)
    return str(caught.value)


def test_without_branding_there_is_neither(tmp_path):
    assert branding(tmp_path, "") == Branding()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a_png", bitmap()), ("a_jpg", bitmap("jpeg")), ("a_JPEG", bitmap("jpeg")), ("a_svg", SVG)],
)
def test_a_logo_is_found_beside_the_file(tmp_path, name, content):
    file = name.replace("_", ".")
    assert branding(tmp_path, f"logo: {file}", **{name: content}).logo == str(tmp_path / file)


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("a_png", bitmap()[:-30], "está dañada"),
        ("a_png", b"", "está dañada"),
        ("a_png", SVG, "está dañada"),
        ("a_jpg", b"\xff\xd8 nada", "está dañada"),
        ("a_svg", b"<svg", "está dañada"),
        ("a_svg", b"<html/>", "está dañada"),
        ("a_svg", b'<?xml version="1.0" encoding="nada"?><svg/>', "está dañada"),
        ("a_png", b"x" * (HEAVIEST + 1), "pasa de 1 MB"),
        ("a_gif", bitmap("gif"), "se esperaba una imagen .png, .jpg o .svg"),
    ],
)
def test_a_picture_that_cannot_be_printed_is_refused(tmp_path, file, content, said):
    name = file.replace("_", ".")
    message = refusal(tmp_path, f"logo: {name}", **{file: content})
    assert "profile.branding.logo: " in message
    assert said in message
    assert f'"{name}"' in message


def test_a_missing_logo_is_refused_where_it_is_named(tmp_path):
    message = refusal(tmp_path, "logo: escudo.png")
    line = starter()[: starter().index("  digest:\n")].count("\n") + 1
    assert f"sources.yaml:{line}:" in message
    assert 'no se puede leer la imagen "escudo.png"' in message


def test_a_colour_is_written_as_in_style_sheets(tmp_path):
    assert branding(tmp_path, 'colour: "#6B2737"').colour == "#6b2737"
    for wrong in ("guinda", '"#6b27"', '"#6b2737ff"', "6b2737"):
        assert "se esperaba un color como «#6b2737»" in refusal(tmp_path, f"colour: {wrong}")
