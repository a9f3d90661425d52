"""Sheets of A4: every label lies on its sticker, none is lost, and a half-used sheet can be used up."""

from dataclasses import replace

import pypdfium2 as pdfium
import pytest

from app.adapters.labels.pdf import sheets_pdf
from app.adapters.labels.sheets import SHEETS
from app.documents.labels.content import Label
from tests.adapters.labels.samples import (
    BIN,
    DEVICE,
    ENGLISH,
    KOREAN,
    LINK,
    LONG_ENGLISH,
    LONG_KOREAN,
    paper,
    read_text,
    squeezed,
    symbols,
)

DPI = 300
MM = DPI / 25.4
UNPRINTABLE = 5  # mm at the edge of a sheet that office printers leave blank
STICKERS = {8: ((99.1, 67.7), (4.65, 13.1), (101.6, 67.7)), 24: ((70, 37), (0, 0.5), (70, 37))}
LONG_DEVICE = replace(DEVICE, model="아주 긴 모델 이름 Wolfeschlegelsteinhausen " * 3)
every_sticker = pytest.mark.parametrize("places", STICKERS)


def devices(count: int) -> list[Label]:
    return [
        replace(DEVICE, code=f"8K3M-Q2VP-{number:04}", qr_text=f"HTTPS://MENDPOST.TEST/Q/8K3MQ2VP{number:04}")
        for number in range(count)
    ]


def of_page(pdf: bytes, page: int) -> list[str]:
    return sorted(found.text[-4:] for found in symbols(paper(pdf, page=page, dpi=DPI)))


def test_a4_holds_two_labels_each_in_exact_size() -> None:
    pdf = sheets_pdf([KOREAN, ENGLISH, LONG_KOREAN, LONG_ENGLISH, KOREAN], SHEETS[2])
    with pdfium.PdfDocument(pdf) as document:
        sizes = [page.get_size() for page in document]
    assert sizes == [pytest.approx((595.28, 841.89), abs=0.01)] * 3
    for page, expected in enumerate((4, 4, 2)):
        found = symbols(paper(pdf, page=page, dpi=DPI))
        assert [one.text for one in found] == [LINK] * expected
        side = (found[0].box[2] - found[0].box[0]) / MM
        assert side == pytest.approx(231 * 25.4 / 203, abs=0.3)


@pytest.mark.parametrize(("places", "start", "pages"), [(2, 2, 26), (8, 1, 7), (8, 8, 8), (24, 23, 4)])
def test_all_labels_of_many_are_there_and_begin_where_the_sheet_is_free(
    places: int, start: int, pages: int
) -> None:
    labels = [replace(KOREAN, code=one.code, qr_text=one.qr_text) for one in devices(51)]
    pdf = sheets_pdf(labels if places == 2 else devices(51), SHEETS[places], start=start)
    with pdfium.PdfDocument(pdf) as document:
        assert len(document) == pages
    first = min(places - start + 1, 51)
    assert of_page(pdf, 0) == [f"{number:04}" for number in range(first) for _ in range(2)]
    last = of_page(pdf, pages - 1)
    assert last[-1] == "0050"
    assert len(last) == 2 * ((51 - first) % places or places)


def test_a_thousand_labels_are_a_thousand_labels() -> None:
    pdf = sheets_pdf(devices(1000), SHEETS[24])
    with pdfium.PdfDocument(pdf) as document:
        texts = [squeezed(page.get_textpage().get_text_range()) for page in document]
    shown = "".join(texts).replace("\x02", "-").replace("\ufffe", "-")
    assert len(texts) == 42
    assert all(f"8K3M-Q2VP-{number:04}" in shown for number in range(1000))


@every_sticker
@pytest.mark.parametrize("label", [DEVICE, LONG_DEVICE, BIN, replace(BIN, code="W" * 20)], ids=str)
def test_each_label_stays_on_its_sticker_and_off_the_edge_of_the_sheet(places: int, label: Label) -> None:
    (width, height), (left, top), (right, down) = STICKERS[places]
    sheet = SHEETS[places]
    for number in (0, sheet.columns - 1, places - sheet.columns, places - 1):  # the corners
        pdf = sheets_pdf([label], sheet, start=number + 1)
        ink = paper(pdf, dpi=DPI).point(lambda grey: 255 - grey).getbbox()
        assert ink is not None
        row, column = divmod(number, sheet.columns)
        x, y = left + column * right, top + row * down
        slack = 0.2  # mm: places are rounded to whole dots
        assert ink[0] / MM >= max(x, UNPRINTABLE - slack)
        assert ink[1] / MM >= max(y, UNPRINTABLE - slack)
        assert ink[2] / MM <= min(x + width, 210 - UNPRINTABLE + slack)
        assert ink[3] / MM <= min(y + height, 297 - UNPRINTABLE + slack)


def test_a_device_has_two_large_symbols_and_its_code_but_nobodys_name() -> None:
    for places, least in ((8, 25), (24, 20)):
        pdf = sheets_pdf([DEVICE], SHEETS[places])
        found = symbols(paper(pdf, dpi=DPI))
        assert [one.text for one in found] == [LINK, LINK]
        assert all((one.box[2] - one.box[0] + 1) / MM >= least for one in found)
        text = read_text(pdf)
        assert text.replace(DEVICE.code, "") == squeezed(DEVICE.model)
    bars = symbols(paper(sheets_pdf([DEVICE], SHEETS[8]), dpi=DPI), "Code128")
    assert [one.text for one in bars] == ["8K3MQ2VP7HDX"]


@pytest.mark.parametrize("resolution", [203, 300])
def test_a_full_sheet_reads_at_the_resolution_of_the_coarsest_printer(resolution: int) -> None:
    found = symbols(paper(sheets_pdf(devices(24), SHEETS[24]), dpi=resolution))
    assert sorted(one.text[-4:] for one in found) == [
        f"{number:04}" for number in range(24) for _ in range(2)
    ]


def test_a_word_of_the_model_is_not_broken_where_smaller_type_keeps_it_whole() -> None:
    with pdfium.PdfDocument(sheets_pdf([DEVICE], SHEETS[24])) as document:
        page = document[0]
        text = page.get_textpage()
        pieces = [
            one.extract() for one in page.get_objects(textpage=text) if isinstance(one, pdfium.PdfTextObj)
        ]
    assert "SM-R630" in pieces


@pytest.mark.parametrize("code", ["A", "A-01", "RACK-A-012", "W-1234567890-ABCDEFG"])
@pytest.mark.parametrize("places", [2, 8, 24])
def test_a_bin_says_its_code_three_ways_on_every_sheet(places: int, code: str) -> None:
    label = replace(BIN, code=code, qr_text=f"HTTPS://MENDPOST.TEST/B/{code}")
    pdf = sheets_pdf([label], SHEETS[places])
    printed = paper(pdf, dpi=600 if len(code) > 10 else 203)
    assert [one.text for one in symbols(printed)] == [label.qr_text]
    assert [one.text for one in symbols(printed, "Code128")] == [code]
    assert code in read_text(pdf)
    assert squeezed(BIN.note) in read_text(pdf)


def test_labels_of_different_kinds_share_a_sheet() -> None:
    found = symbols(paper(sheets_pdf([DEVICE, BIN, DEVICE], SHEETS[8]), dpi=DPI))
    assert sorted(one.text for one in found) == sorted([LINK] * 4 + [BIN.qr_text])


@pytest.mark.parametrize(("places", "start"), [(2, 3), (8, 9), (24, 25), (24, 0), (24, -1)])
def test_a_place_the_sheet_does_not_have_is_refused(places: int, start: int) -> None:
    with pytest.raises(ValueError, match=f"1 to {places}"):
        sheets_pdf([BIN], SHEETS[places], start=start)


def test_addresses_are_never_squeezed_onto_a_small_label() -> None:
    with pytest.raises(ValueError, match="4x6"):
        sheets_pdf([KOREAN], SHEETS[24])


def test_a_sheet_needs_a_label() -> None:
    with pytest.raises(ValueError, match="no label"):
        sheets_pdf([], SHEETS[2])
