"""The printed label: exact in size, read by any scanner, and whole however long a name is."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations

import pypdfium2 as pdfium
import pytest

from app.adapters.labels.compose import TextTooLong
from app.adapters.labels.pdf import labels_pdf
from app.adapters.labels.qr import qr_bitmap
from app.documents.labels.content import BoxLabel
from tests.adapters.labels.samples import (
    ALL,
    ENGLISH,
    KOREAN,
    LINK,
    LONG_KOREAN,
    paper,
    read_text,
    squeezed,
    symbols,
)

every_label = pytest.mark.parametrize("content", ALL.values(), ids=ALL.keys())
MM = 25.4 / 203
Box = tuple[float, float, float, float]


def values(content: BoxLabel) -> Iterator[str]:
    words = content.words
    yield from (content.to_name, *content.to_lines, content.to_phone)
    yield from (content.from_name, *content.from_lines, content.from_phone)
    yield from (content.model, content.window or "", words.device, words.to, words.from_, words.hint)
    yield words.pickup if content.leg == "inbound" else words.return_


def text_boxes(pdf: bytes) -> list[Box]:
    """Return one box (left, bottom, right, top in points) per printed piece of text."""
    with pdfium.PdfDocument(pdf) as document:
        return [
            piece.get_bounds() for piece in document[0].get_objects() if isinstance(piece, pdfium.PdfTextObj)
        ]


@every_label
def test_the_page_is_exactly_four_by_six_inches(content: BoxLabel) -> None:
    with pdfium.PdfDocument(labels_pdf([content])) as document:
        assert len(document) == 1
        assert document[0].get_size() == (288, 432)
        assert document.get_metadata_value("Title") == "8K3M-Q2VP-7HDX"


@every_label
def test_a_scanner_reads_both_symbols_and_the_bars_at_printer_resolution(content: BoxLabel) -> None:
    printed = paper(labels_pdf([content]))
    assert [found.text for found in symbols(printed)] == [LINK, LINK]
    assert [found.text for found in symbols(printed, "Code128")] == ["8K3MQ2VP7HDX"]


@pytest.mark.parametrize("dpi", [150, 300, 600])
def test_other_printers_print_readable_symbols_too(dpi: float) -> None:
    printed = paper(labels_pdf([KOREAN]), dpi=dpi)
    assert [found.text for found in symbols(printed)] == [LINK, LINK]
    assert [found.text for found in symbols(printed, "Code128")] == ["8K3MQ2VP7HDX"]


def test_the_symbols_are_large_and_stand_in_opposite_corners() -> None:
    first, second = sorted(symbols(paper(labels_pdf([KOREAN]))), key=lambda found: found.box[1])
    for found in (first, second):
        left, top, right, bottom = found.box
        assert (right - left) * MM >= 25
        assert (bottom - top) * MM >= 25
    assert second.box[0] > first.box[2]
    assert second.box[1] > first.box[3] + 50 / MM


def test_either_symbol_alone_is_enough() -> None:
    printed = paper(labels_pdf([KOREAN]))
    for found in symbols(printed):
        torn = printed.copy()
        torn.paste(255, found.box)
        assert [left.text for left in symbols(torn)] == [LINK]


def test_every_module_is_seven_whole_dots_of_pure_black_or_white() -> None:
    printed = paper(labels_pdf([KOREAN]))
    matrix = tuple(qr_bitmap(LINK).modules())
    for left, top in ((40, 40), (812 - 40 - 231, 1218 - 40 - 231)):
        dots = printed.crop((left, top, left + 231, top + 231))
        assert all(
            dots.getpixel((x, y)) == (0 if matrix[y // 7][x // 7] else 255)
            for x in range(231)
            for y in range(231)
        )


@every_label
def test_nothing_is_printed_in_a_quiet_zone(content: BoxLabel) -> None:
    printed = paper(labels_pdf([content]))
    for left, top in ((40, 40), (812 - 40 - 231, 1218 - 40 - 231)):
        around = printed.crop((left - 28, top - 28, left + 231 + 28, top + 231 + 28))
        around.paste(255, (28, 28, 28 + 231, 28 + 231))
        assert around.getextrema() == (255, 255)


@every_label
def test_every_word_is_there_and_can_be_copied(content: BoxLabel) -> None:
    text = read_text(labels_pdf([content]))
    missing = [value for value in values(content) if squeezed(value) not in text]
    assert missing == []
    assert text.count("8K3M-Q2VP-7HDX") == 2


@every_label
def test_no_text_leaves_the_page_or_lies_on_another(content: BoxLabel) -> None:
    boxes = text_boxes(labels_pdf([content]))
    for left, bottom, right, top in boxes:
        assert left >= 14
        assert right <= 288 - 14
        assert bottom >= 9
        assert top <= 432 - 14
    overlapping = [
        (one, other)
        for one, other in combinations(boxes, 2)
        if min(one[2], other[2]) - max(one[0], other[0]) > 0
        and min(one[3], other[3]) - max(one[1], other[1]) > 0
    ]
    assert overlapping == []


@every_label
def test_the_fonts_travel_with_the_file(content: BoxLabel) -> None:
    with pdfium.PdfDocument(labels_pdf([content])) as document:
        fonts = [
            piece.get_font() for piece in document[0].get_objects() if isinstance(piece, pdfium.PdfTextObj)
        ]
        assert {font.get_base_name().split("+")[-1] for font in fonts} == {
            "MendpostLabel-Regular",
            "MendpostLabel-Bold",
        }
        assert all(font.is_embedded for font in fonts)


def test_the_code_is_printed_in_big_letters() -> None:
    with pdfium.PdfDocument(labels_pdf([ENGLISH])) as document:
        page = document[0]
        page_text = page.get_textpage()
        sizes = [
            piece.get_font_size() * piece.get_matrix().d
            for piece in page.get_objects(textpage=page_text)
            if isinstance(piece, pdfium.PdfTextObj) and piece.extract() == "8K3M-Q2VP-7HDX"
        ]
    assert len(sizes) == 2
    assert min(sizes) >= 16


def test_every_label_of_many_is_printed_on_a_page_of_its_own() -> None:
    codes = [f"8K3M-Q2VP-{number:04}" for number in range(120)]
    pdf = labels_pdf([replace(KOREAN, code=code) for code in codes])
    with pdfium.PdfDocument(pdf) as document:
        assert len(document) == 120
        assert {page.get_size() for page in document} == {(288, 432)}
    assert codes[77] in read_text(pdf, page=77)
    assert codes[-1] in read_text(pdf, page=119)


def test_no_printer_is_asked_to_scale_the_page() -> None:
    assert b"/PrintScaling /None" in labels_pdf([KOREAN])


def test_the_two_trips_look_different_from_across_the_room() -> None:
    tag = (360, 50, 400, 95)
    assert paper(labels_pdf([KOREAN])).crop(tag).getextrema() == (0, 0)
    assert paper(labels_pdf([ENGLISH])).crop(tag).getextrema() == (255, 255)


def test_a_label_without_a_slot_has_no_empty_heading() -> None:
    text = read_text(labels_pdf([replace(KOREAN, window=None)]))
    assert squeezed(KOREAN.words.window) not in text


def test_an_address_still_to_come_leaves_room_to_write() -> None:
    blank = replace(KOREAN, to_name="", to_lines=("", " "), to_phone="")
    assert squeezed(KOREAN.words.to) in read_text(labels_pdf([blank]))


@pytest.mark.parametrize("length", [51, 65, 85, 95, 123, 144, 175, 200])
def test_a_longer_public_url_still_prints_both_symbols_large_and_clear(length: int) -> None:
    link = LINK + "/" * (length - len(LINK))
    printed = paper(labels_pdf([replace(LONG_KOREAN, qr_text=link)]))
    first, second = symbols(printed)
    assert (first.text, second.text) == (link, link)
    modules = qr_bitmap(link).width
    for left, top, right, bottom in (first.box, second.box):
        dots = round((right - left) / modules)
        assert dots >= 4
        assert modules * dots * MM >= 25
        quiet = 4 * dots
        around = printed.crop((left - quiet + 1, top - quiet + 1, right + quiet - 1, bottom + quiet - 1))
        around.paste(255, (quiet - 2, quiet - 2, around.width - quiet + 2, around.height - quiet + 2))
        assert around.getextrema() == (255, 255)


def test_a_text_that_fits_nowhere_is_refused_and_not_cut() -> None:
    with pytest.raises(TextTooLong) as no:
        labels_pdf([KOREAN, replace(KOREAN, code="9" * 12, to_name="가" * 5000)])
    assert no.value.code == "9" * 12
    with pytest.raises(TextTooLong):
        labels_pdf([replace(KOREAN, code="8" * 200)])


def test_the_same_content_gives_the_same_bytes() -> None:
    assert labels_pdf([KOREAN]) == labels_pdf([KOREAN])


def test_labels_printed_at_the_same_moment_do_not_mix() -> None:
    wanted = [[content] for content in ALL.values()] * 5
    with ThreadPoolExecutor(4) as clerks:
        printed = list(clerks.map(labels_pdf, wanted))
    assert printed == [labels_pdf(labels) for labels in wanted]
