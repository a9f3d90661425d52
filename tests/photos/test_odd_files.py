"""What a good picture carries besides itself changes nothing about it: odd tags, large text, foreign colours, depth."""

import struct
import zlib

import pytest
from PIL import Image, ImageStat

from tests.photos.taken import CASES, all_kept, case, encoded, half_red, kept, opened, refused

ORIENTATION = 0x0112


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def with_chunk(png: bytes, name: bytes, body: bytes) -> bytes:
    """The PNG with one more chunk behind its head."""
    return png[:33] + chunk(name, body) + png[33:]


def test_an_odd_tag_is_not_read_and_the_picture_stands_upright() -> None:
    names = sorted(path.name for path in CASES.glob("exif2_*.jpg"))
    for name, picture in zip(names, all_kept(*map(case, names)), strict=True):
        assert (picture.width, picture.height) == (40, 64), f"{name} was taken sideways"


def test_how_a_picture_is_turned_is_read_in_every_container() -> None:
    for turn in range(10):
        exif = Image.Exif()
        exif[ORIENTATION] = turn
        for picture in all_kept(*(encoded(half_red(), kind, exif=exif) for kind in ("JPEG", "PNG", "WEBP"))):
            assert (picture.width > picture.height) is (turn not in (5, 6, 7, 8)), turn


def test_what_is_packed_beside_a_picture_does_not_refuse_it() -> None:
    for picture in all_kept(case("ztxt_1200k.png"), case("icc_1200k.png")):
        assert (picture.width, picture.height) == (64, 48)


def test_a_bomb_beside_a_picture_is_left_where_it_is() -> None:
    bomb = zlib.compress(bytes(50_000_000), 9)
    beside = (
        (b"zTXt", b"note\0\0" + bomb),
        (b"iTXt", b"note\0\1\0\0\0" + bomb),
        (b"iCCP", b"colours\0\0" + bomb),
        (b"eXIf", b"II*\0\xff\xff\xff\xff"),
        (b"acTL", b"\xff" * 8),
        (b"fcTL", b"\xff" * 26),
        (b"prVt", b""),
    )
    png = encoded(half_red(), "PNG")
    for picture in all_kept(*(with_chunk(png, name, body) for name, body in beside)):
        assert picture.width == 400


def test_broken_segments_beside_a_jpeg_do_not_refuse_it() -> None:
    jpeg = encoded(half_red(), "JPEG")
    beside = (
        (0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff"),
        (0xE2, b"MPF\0II*\0\x08\0\0\0\xff\xff"),
        (0xE2, b"ICC_PROFILE\0\1\1" + b"x" * 40),
        (0xED, b"Photoshop 3.0\x008BIM\x04\x04\xff\xff\xff\xff"),
        (0xFE, b"\xff" * 100),
    )
    segments = [bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body for marker, body in beside]
    for picture in all_kept(*(jpeg[:2] + segment + jpeg[2:] for segment in segments)):
        assert picture.width == 400


def test_sixteen_bits_of_grey_are_brought_to_eight() -> None:
    for picture in all_kept(case("ramp16.png"), case("gradient16.png")):
        seen = opened(picture.full).convert("L")
        assert seen.getextrema()[0] < 20  # type: ignore[operator]
        assert seen.getextrema()[1] > 235  # type: ignore[operator]
        assert abs(ImageStat.Stat(seen).mean[0] - 127.5) < 2, "half as bright as white, not white"


def test_every_mode_is_made_smaller_without_a_change_of_its_greys() -> None:
    ramp = Image.linear_gradient("L").resize((3200, 2400))
    modes = [ramp.convert(mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA")]
    modes.append(ramp.convert("I").point(lambda value: value * 257).convert("I;16"))
    for image, picture in zip(modes, all_kept(*(encoded(one, "PNG") for one in modes)), strict=True):
        assert (picture.width, picture.height) == (2048, 1536), image.mode
        assert abs(ImageStat.Stat(opened(picture.full).convert("L")).mean[0] - 127.5) < 2, image.mode


def test_what_shines_through_is_white_in_every_mode() -> None:
    for clear in (Image.new("RGBA", (3000, 2500)), Image.new("LA", (60, 50)), Image.new("P", (60, 50))):
        options = {"transparency": 0} if clear.mode == "P" else {}
        image = opened(kept(encoded(clear, "PNG", **options)).full)
        assert image.getextrema() == ((255, 255),) * 3, clear.mode


def test_the_colours_of_a_phone_are_shown_as_they_were_taken() -> None:
    image = opened(kept(case("p3.jpg")).full)
    there, here = opened(case("p3.jpg")).getpixel((32, 32)), image.getpixel((32, 32))
    assert isinstance(there, tuple)
    assert isinstance(here, tuple)
    assert max(abs(one - other) for one, other in zip(there, here, strict=True)) > 4, (
        "another number, same colour"
    )
    assert "icc_profile" not in image.info


def test_a_colour_profile_is_read_in_every_container() -> None:
    with Image.open(CASES / "p3.jpg") as phone:
        profile = phone.info["icc_profile"]
    red = Image.new("RGB", (64, 64), (200, 60, 60))
    for kind in ("JPEG", "PNG", "WEBP"):
        plain, wide = all_kept(encoded(red, kind), encoded(red, kind, icc_profile=profile))
        narrow, broad = opened(plain.full).getpixel((32, 32)), opened(wide.full).getpixel((32, 32))
        assert isinstance(narrow, tuple)
        assert isinstance(broad, tuple)
        assert broad[0] > narrow[0] + 8, f"{kind}: P3's red is redder"


def test_a_long_screenshot_stays_legible() -> None:
    picture = kept(case("long_screenshot_1290x19854.png"))
    assert picture.width * picture.height <= 12_000_000
    assert picture.width > 880, "12 megapixels are the limit here, not the 2048 of its longer side"
    assert (picture.width / picture.height) == pytest.approx(1290 / 19854, rel=0.01)
    assert min(opened(picture.thumb).size) >= 100, "something can be seen in a list"


def test_no_side_is_brought_under_a_thousand_pixels_by_the_other() -> None:
    sizes = {
        (1290, 2796): (1000, 2167),
        (1290, 8000): (1000, 6201),
        (9000, 1200): (7500, 1000),
        (900, 9000): (900, 9000),
        (1600, 1600): (1600, 1600),
        (3000, 3000): (2048, 2048),
    }
    pictures = all_kept(*(encoded(Image.new("1", size), "PNG") for size in sizes))
    assert [(one.width, one.height) for one in pictures] == list(sizes.values())


def test_a_second_picture_behind_the_first_is_not_looked_at() -> None:
    both = encoded(half_red(), "MPO", save_all=True, append_images=[half_red(40, 40)])
    moving = encoded(half_red(), "JPEG") + b"\0" * 5000 + b"ftypmp42"
    assert [one.width for one in all_kept(both, moving)] == [400, 400]


def test_a_file_is_what_it_holds_and_not_what_it_is_called() -> None:
    tiff = encoded(half_red(), "TIFF")
    assert refused(tiff) == "photo_unreadable"
    assert refused(b"\x89PNG\r\n\x1a\n" + tiff) == "photo_unreadable"
