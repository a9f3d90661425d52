"""A phone reads our QR symbols, on any screen and with a stain on them."""

import string
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import ImageDraw
from qrcode import constants, util
from qrcode.main import QRCode

from app.adapters.labels.qr import qr_bitmap, qr_svg
from app.adapters.labels.qr_table import tabled
from tests.adapters.labels.samples import LINK, SVG, rasterised, symbols

ALPHANUMERIC = string.digits + string.ascii_uppercase + "$%*+-./:"


def test_a_phone_reads_the_symbol_on_the_screen() -> None:
    (found,) = symbols(rasterised(qr_svg(LINK, aria_label="QR"), 6))
    assert found.text == LINK
    assert found.box[0] == found.box[1] == 4 * 6  # the quiet zone


def test_the_svg_fits_a_page_with_a_strict_csp_and_tells_a_screen_reader_what_it_is() -> None:
    svg = qr_svg(LINK, aria_label='QR code of "8K3M" <repair> & more')
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'QR code of "8K3M" <repair> & more'
    assert root.get("viewBox") == "0 0 41 41"
    assert "style" not in svg
    assert len(root.findall(f".//{SVG}path")) == 1


@pytest.mark.parametrize("length", [1, 20, 36])
def test_all_our_links_have_the_same_size_of_symbol(length: int) -> None:
    assert qr_bitmap(LINK[:length]).width == 33


@pytest.mark.parametrize(
    "text",
    [
        LINK + "/" + "LONG" * 12,
        "https://repair.example.co.kr/mendpost/q/8K3MQ2VP7HDX",
        "https://수리.example/Q/8K3MQ2VP7HDX",
        "HTTPS://X.KR/Q/" + "0" * 45,
        "A" * 1852,
        "A" * 2500,
        "0" * 2900,
    ],
    ids=["long", "lower case", "korean", "zeros", "most at H", "beyond H", "zeros beyond H"],
)
def test_another_public_url_gets_a_bigger_symbol_and_never_none(text: str) -> None:
    (found,) = symbols(rasterised(qr_svg(text, aria_label="QR"), 4))
    assert found.text == text


def test_what_no_symbol_can_hold_is_said() -> None:
    with pytest.raises(ValueError, match="PUBLIC_URL"):
        qr_bitmap("A" * 4297)


@settings(max_examples=60, deadline=None)
@given(st.text(ALPHANUMERIC, min_size=1, max_size=90).map("HTTPS://".__add__))
@example("HTTPS://" + "0" * 60)
@example("HTTPS://X/$%*+-./: A")
def test_any_uppercase_link_reads_back_exactly(text: str) -> None:
    (found,) = symbols(rasterised(qr_svg(text, aria_label="QR"), 4))
    assert found.text == text


def encoded_by_qrcode(text: str) -> tuple[tuple[bool, ...], ...]:
    """The symbol by the library alone, which our tables must repeat module by module."""
    symbol = QRCode(version=4, error_correction=constants.ERROR_CORRECT_H, border=0, mask_pattern=6)
    symbol.add_data(util.QRData(text), optimize=0)
    symbol.make(fit=False)
    return tuple(tuple(bool(module) for module in row) for row in symbol.modules)


@settings(max_examples=200, deadline=None)
@given(st.text(ALPHANUMERIC + " ", min_size=1, max_size=50).filter(lambda text: not text.isdecimal()))
@example("A")
@example("HTTPS://MENDPOST.TEST/B/A-01")
@example(":" * 50)
def test_symbols_from_tables_are_those_of_the_library(text: str) -> None:
    symbol = tabled(text)
    assert symbol is not None
    try:
        expected = encoded_by_qrcode(text)
    except ValueError:  # qrcode 8.2 on an all-zero block, which is as good as any other
        (found,) = symbols(rasterised(qr_svg(text, aria_label="QR"), 4))
        assert found.text == text
    else:
        assert tuple(symbol.modules()) == expected


def test_a_block_of_zeros_that_the_library_refuses_reads_back() -> None:
    text = "AAAAAA" + "0" * 40
    with pytest.raises(ValueError, match="glog"):
        encoded_by_qrcode(text)
    (found,) = symbols(rasterised(qr_svg(text, aria_label="QR"), 4))
    assert found.text == text


@pytest.mark.parametrize("text", ["", "0123456789", "https://x.kr/q", "HTTPS://X.KR/수리", "A" * 51])
def test_what_the_tables_do_not_hold_is_left_to_the_library(text: str) -> None:
    assert tabled(text) is None


@pytest.mark.parametrize("colour", [0, 255], ids=["ink", "torn off"])
@pytest.mark.parametrize("place", [(11, 11), (9, 20), (20, 9), (22, 22), (12, 1), (1, 12)], ids=str)
def test_a_stain_over_a_tenth_of_the_symbol_does_no_harm(place: tuple[int, int], colour: int) -> None:
    pixels = 7
    stain = round((33 * 33 * 0.1) ** 0.5 * pixels)
    picture = rasterised(qr_svg(LINK, aria_label="QR"), pixels)
    left, top = ((4 + place[0]) * pixels, (4 + place[1]) * pixels)
    ImageDraw.Draw(picture).rectangle((left, top, left + stain - 1, top + stain - 1), fill=colour)
    assert [found.text for found in symbols(picture)] == [LINK]
