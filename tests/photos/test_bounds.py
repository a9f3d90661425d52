"""Whatever is sent, a request's pictures cost at most 3 s of one core and 300 MB, and what ends a decoder ends no page."""

import struct
from pathlib import Path

import pytest
from PIL import Image

from tests.photos.cost import Cost, cost_of
from tests.photos.taken import encoded, half_red, receipt

SECONDS, MEMORY = 3.0, 300_000_000
KERNEL = 1.3  # seconds: it looks once in a while, and the process that replaces one has to start


def within_bounds(cost: Cost) -> bool:
    return cost.seconds < SECONDS + KERNEL and cost.both < MEMORY


def scan_bomb(side: int, scans: int) -> bytes:
    """A progressive JPEG of some kilobytes whose every scan goes over all of its blocks and tells nothing new."""
    blocks = (-(-side // 8)) ** 2
    head = b"\xff\xd8\xff\xdb" + struct.pack(">HB", 67, 0) + b"\1" * 64
    head += b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, side, side, 1) + b"\1\x11\0"
    # Of no difference, and of a run of 16,384 empty blocks or more.
    for table, word in ((0x00, 0x00), (0x10, 0xE0)):
        head += b"\xff\xc4" + struct.pack(">HB", 20, table) + b"\1" + b"\0" * 15 + bytes((word,))
    bits = ("0" + "1" * 14) * -(-blocks // 32767)
    bits += "1" * (-len(bits) % 8)
    runs = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)).replace(b"\xff", b"\xff\0")

    def scan(first: int, last: int, data: bytes) -> bytes:
        return b"\xff\xda" + struct.pack(">HB", 8, 1) + bytes((1, 0, first, last, 0)) + data

    return head + scan(0, 0, b"\0" * (blocks // 8 + 1)) + scan(1, 63, runs) * scans + b"\xff\xd9"


def loops(count: int) -> bytes:
    """A PDF of one page on which a small pattern is drawn again and again."""
    draw = b"q 1 0 0 1 0 0 cm 0 0 500 500 re W n 0 0 m 500 500 l 250 100 400 300 100 20 c S Q\n" * count
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R>>",
        b"<</Length " + str(len(draw)).encode() + b">>stream\n" + draw + b"endstream",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += str(number).encode() + b" 0 obj" + one + b"endobj\n"
    rows = b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return (
        body
        + b"xref\n0 5\n0000000000 65535 f \n"
        + rows
        + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    )


def test_the_largest_that_is_taken_stays_within_them(tmp_path: Path) -> None:
    scanned = encoded(half_red(6300, 6300), "PNG")
    phone = encoded(half_red(8064, 6048), "JPEG", progressive=True, quality=60)
    cost = cost_of(tmp_path, scanned, phone, encoded(half_red(3700, 3700), "WEBP", method=0))
    assert within_bounds(cost), cost
    assert cost.became[0] == "taken"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "I;16", "P"])
def test_a_long_screenshot_in_any_mode_stays_within_them(tmp_path: Path, mode: str) -> None:
    cost = cost_of(tmp_path, encoded(Image.new(mode, (1290, 19854)), "PNG"))
    assert within_bounds(cost), cost
    assert cost.became == ["taken"]


def test_three_pictures_of_one_colour_cost_next_to_nothing(tmp_path: Path) -> None:
    for mode in ("1", "RGB"):
        small = encoded(Image.new(mode, (7000, 7000)), "PNG")
        cost = cost_of(tmp_path, small, small, small)
        assert cost.became == ["photo_too_large"] * 3
        assert cost.seconds < 1


def test_a_picture_that_would_hold_a_core_for_minutes_is_ended_and_told(tmp_path: Path) -> None:
    cost = cost_of(tmp_path, encoded(half_red(), "JPEG"), scan_bomb(7000, 3000), encoded(half_red(), "PNG"))
    assert cost.became == ["taken", "photo_heavy", "photos_too_much"]
    assert within_bounds(cost), cost


def test_a_page_that_would_hold_a_core_for_minutes_is_ended_and_told(tmp_path: Path) -> None:
    cost = cost_of(tmp_path, loops(150_000))
    assert cost.became in (["photo_heavy"], ["taken"])
    assert within_bounds(cost), cost


def test_a_pdf_has_so_many_pages_and_no_more(tmp_path: Path) -> None:
    cost = cost_of(tmp_path, receipt(7), receipt(6), b"%PDF-1.7 and nothing else")
    assert cost.became == ["pdf_too_long", "taken", "pdf_unreadable"]
    assert within_bounds(cost), cost
