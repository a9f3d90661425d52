"""Label printers get dots, not fonts: PNG and ZPL show the very label that the PDF shows, Hangul included."""

from dataclasses import replace

import pytest
from PIL import Image, ImageChops, ImageFilter

from app.adapters.labels.code128 import code128
from app.adapters.labels.compose import TextTooLong
from app.adapters.labels.pdf import labels_pdf
from app.adapters.labels.printing import Output, print_labels
from app.adapters.labels.qr import qr_bitmap
from app.adapters.labels.raster import label_png, label_raster
from app.adapters.labels.zpl import labels_zpl
from app.documents.labels.content import BoxLabel, Label
from tests.adapters.labels.samples import ALL, BIN, DEVICE, ENGLISH, KOREAN, LINK, paper, png, symbols
from tests.adapters.labels.zpl_reader import read_zpl

every_label = pytest.mark.parametrize("content", ALL.values(), ids=ALL.keys())


def black(picture: Image.Image) -> int:
    return picture.convert("L").histogram()[0]


@every_label
def test_the_printer_prints_what_the_pdf_shows(content: BoxLabel) -> None:
    """Every dot of either lies on ink of the other, or beside it: one rounds to dots where the other has grey."""
    dots = label_raster(content).convert("L")
    page = paper(labels_pdf([content])).point(lambda grey: 0 if grey < 128 else 255)
    for one, other in ((dots, page), (page, dots)):
        thick = other.filter(ImageFilter.MinFilter(5))
        stray = ImageChops.subtract(thick, one)
        assert stray.histogram()[255] < 0.002 * black(one)


@every_label
def test_a_scanner_reads_the_dots(content: BoxLabel) -> None:
    dots = label_raster(content).convert("L")
    assert [found.text for found in symbols(dots)] == [LINK, LINK]
    assert [found.text for found in symbols(dots, "Code128")] == ["8K3MQ2VP7HDX"]


def test_every_module_is_seven_whole_dots() -> None:
    dots = label_raster(KOREAN)
    matrix = tuple(qr_bitmap(LINK).modules())
    for left, top in ((40, 40), (812 - 40 - 231, 1218 - 40 - 231)):
        symbol = dots.crop((left, top, left + 231, top + 231))
        assert all(
            symbol.getpixel((x, y)) == (0 if matrix[y // 7][x // 7] else 255)
            for x in range(231)
            for y in range(231)
        )


@every_label
def test_no_dot_falls_off_the_label_or_into_a_quiet_zone(content: BoxLabel) -> None:
    dots = label_raster(content).convert("L")
    ink = ImageChops.invert(dots).getbbox()
    assert ink is not None
    assert ink[0] >= 38
    assert ink[1] >= 38
    assert ink[2] <= 812 - 38
    assert ink[3] <= 1218 - 25
    for left, top in ((40, 40), (812 - 40 - 231, 1218 - 40 - 231)):
        around = dots.crop((left - 28, top - 28, left + 231 + 28, top + 231 + 28))
        around.paste(255, (28, 28, 28 + 231, 28 + 231))
        assert around.getextrema() == (255, 255)


def test_a_png_is_black_and_white_and_knows_its_size_in_print() -> None:
    picture = png(label_png(KOREAN))
    assert picture.mode == "1"
    assert picture.size == (812, 1218)
    assert picture.info["dpi"] == pytest.approx((203, 203), abs=0.01)
    assert picture.tobytes() == label_raster(KOREAN).tobytes()


@every_label
def test_a_thermal_printer_prints_the_same_dots_from_zpl(content: BoxLabel) -> None:
    (slip,) = read_zpl(labels_zpl([content]))
    assert slip.copies == 1
    assert slip.picture.tobytes() == label_raster(content).tobytes()


def test_one_stream_prints_every_label_with_its_copies() -> None:
    labels: list[Label] = [
        KOREAN,
        ENGLISH,
        DEVICE,
        BIN,
        *(replace(KOREAN, code=f"8K3M-Q2VP-{n:04}") for n in range(8)),
    ]
    stream = labels_zpl(labels, copies=2)
    slips = read_zpl(stream)
    assert [slip.copies for slip in slips] == [2] * len(labels)
    assert [slip.picture.tobytes() for slip in slips] == [label_raster(label).tobytes() for label in labels]
    assert max(map(len, stream.split(b"\n"))) < 50_000  # of 124 KB of dots


def test_a_bin_prints_on_the_label_printer_too() -> None:
    (slip,) = read_zpl(labels_zpl([BIN]))
    assert [found.text for found in symbols(slip.picture.convert("L"))] == [BIN.qr_text]
    assert [found.text for found in symbols(slip.picture.convert("L"), "Code128")] == [BIN.code]


@pytest.mark.parametrize("copies", [0, 100])
def test_no_printer_is_told_to_print_without_end(copies: int) -> None:
    with pytest.raises(ValueError, match="1 to 99"):
        labels_zpl([BIN], copies=copies)


@pytest.mark.parametrize("output", Output)
def test_every_form_says_what_kind_of_file_it_is_and_refuses_nothing_to_print(output: Output) -> None:
    printed = print_labels([BIN], output)
    kind = {
        b"%PDF": ("application/pdf", "pdf"),
        b"^XA^": ("application/vnd.zebra-zpl", "zpl"),
        b"<svg": ("image/svg+xml", "svg"),
    }
    assert (printed.mimetype, printed.suffix) == kind.get(printed.data[:4], ("image/png", "png"))
    assert output.suffix == printed.suffix
    with pytest.raises(ValueError, match="no label"):
        print_labels([], output)


@pytest.mark.parametrize("output", [Output.PNG, Output.SVG])
def test_a_picture_refuses_to_lose_the_second_label(output: Output) -> None:
    with pytest.raises(ValueError, match="one label"):
        print_labels([KOREAN, ENGLISH], output)


def test_copies_are_pages_where_there_are_pages() -> None:
    printed = print_labels([KOREAN, BIN], Output.FULL, copies=3).data
    assert printed.count(b"/Type /Page\n") == 6 or printed.count(b"/Type /Page ") == 6


def test_a_text_that_fits_nowhere_is_refused_with_the_code_of_its_label() -> None:
    with pytest.raises(TextTooLong) as no:
        labels_zpl([KOREAN, replace(ENGLISH, code="7777-7777-7777", to_name="가" * 5000)])
    assert no.value.code == "7777-7777-7777"


def test_bars_are_one_row_that_begins_and_ends_black() -> None:
    (row,) = code128("A-01").modules()
    assert row[0]
    assert row[-1]
    assert len(row) == 11 * 6 + 13
