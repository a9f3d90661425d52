"""Names arrive from every keyboard; the label shows them, or shows that something is missing."""

import hashlib
import logging
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfbase import pdfmetrics

from app.adapters.labels import typeface
from app.adapters.labels.code128 import code128
from app.adapters.labels.pdf import labels_pdf
from tests.adapters.labels.samples import KOREAN, read_text

typeface.ready()


@pytest.mark.parametrize("name", [typeface.REGULAR, typeface.BOLD])
def test_the_font_file_is_the_one_the_readme_describes(name: str) -> None:
    data = (typeface.FONTS / f"{name}.ttf").read_bytes()
    assert hashlib.sha256(data).hexdigest() in (typeface.FONTS / "README.md").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in (typeface.FONTS / "OFL.txt").read_text("utf-8")


@pytest.mark.parametrize("name", [typeface.REGULAR, typeface.BOLD])
def test_both_faces_have_every_modern_korean_syllable_and_plain_latin(name: str) -> None:
    font: Any = pdfmetrics.getFont(name)  # declared as the base class of all fonts
    glyphs = font.face.charToGlyph
    wanted = [*range(0xAC00, 0xD7A4), *range(0x3131, 0x3164), *range(0x20, 0x7F), *map(ord, "–—‘’“”…·※€₩□")]
    assert [chr(code) for code in wanted if code not in glyphs] == []


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  김\n하늘\t ", "김 하늘"),
        (unicodedata.normalize("NFD", "김하늘"), "김하늘"),
        ("José Müller", "José Müller"),
        ("Nguyễn Văn Đức", "Nguyen Van Ðuc"),
        ("Ørsted Łódź Öz", "Ørsted Łódz Oz"),
        ("王 金", "王 金"),
        ("김\u200b하늘\u200f", "김하늘"),
        ("김하늘 😀", "김하늘 □"),
        ("עברית", "□□□□□"),
        ("□ 101동", "□ 101동"),
    ],
)
def test_what_is_typed_is_shown(typed: str, shown: str) -> None:
    assert typeface.printable(typed) == shown


def test_a_character_without_a_picture_is_logged_without_the_name(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        typeface.printable("김하늘 😀😀")
    assert "2 characters" in caplog.text
    assert "김하늘" not in caplog.text


def test_a_name_in_hanja_is_printed_although_bold_has_none() -> None:
    assert typeface.face_for("金", bold=True) == typeface.REGULAR
    assert typeface.face_for("김", bold=True) == typeface.BOLD
    assert "金하늘" in read_text(labels_pdf([replace(KOREAN, to_name="金하늘")]))


def test_the_typeface_is_parsed_once_per_process() -> None:
    before = pdfmetrics.getFont(typeface.REGULAR)
    labels_pdf([KOREAN])
    assert pdfmetrics.getFont(typeface.REGULAR) is before


@pytest.mark.parametrize("text", ["", "수리"])
def test_bars_hold_no_korean(text: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        code128(text)


def test_the_folder_says_where_its_fonts_come_from() -> None:
    files = {path.name for path in Path(typeface.FONTS).iterdir()}
    assert files == {"MendpostLabel-Regular.ttf", "MendpostLabel-Bold.ttf", "OFL.txt", "README.md"}
