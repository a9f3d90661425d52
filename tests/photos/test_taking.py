"""Pictures are decoded and encoded again: upright, small, and without anything about where or who."""

import pytest
from PIL import Image

from tests.photos.taken import encoded, half_red, kept, opened, refused


def test_a_picture_taken_sideways_stands_upright_and_tells_no_place() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: rotate by 90 degrees to see it right
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (37.0, 33.0, 58.0)
    raw = encoded(half_red(), "JPEG", exif=exif, comment=b"my home")
    picture = kept(raw)
    assert (picture.width, picture.height) == (200, 400)
    for content in (picture.full, picture.thumb):
        image = opened(content)
        red, _, blue = image.getpixel((image.width // 2, 5))  # type: ignore[misc]
        assert red > 200 > blue
        assert dict(image.getexif()) == {}
        assert not {"exif", "comment", "xmp"} & set(image.info)
        assert b"SecretPhone" not in content


def test_a_large_picture_is_kept_in_two_sizes() -> None:
    picture = kept(encoded(half_red(4200, 3150), "PNG"))
    assert (picture.width, picture.height) == (2048, 1536)
    assert opened(picture.full).size == (2048, 1536)
    assert opened(picture.thumb).size == (480, 360)


def test_half_of_a_phones_picture_is_near_enough_and_half_the_work() -> None:
    picture = kept(encoded(half_red(4032, 3024), "JPEG"))
    assert (picture.width, picture.height) == (2016, 1512)


def test_a_small_picture_is_not_blown_up() -> None:
    picture = kept(encoded(half_red(100, 50), "PNG"))
    assert opened(picture.full).size == opened(picture.thumb).size == (100, 50)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "CMYK"])
def test_every_kind_of_colour_can_be_read(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = kept(encoded(half_red(40, 20).convert(mode), kind))
    assert opened(picture.full).mode == "RGB"


def test_what_is_transparent_becomes_white() -> None:
    image = opened(kept(encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG")).full)
    assert image.getpixel((10, 10)) == (255, 255, 255)


def test_webp_can_be_read() -> None:
    assert kept(encoded(half_red(), "WEBP")).width == 400


def test_a_thin_line_keeps_a_pixel_of_width() -> None:
    picture = kept(encoded(Image.new("RGB", (5000, 1)), "PNG"))
    assert (picture.width, picture.height) == (5000, 1)
    assert opened(picture.thumb).size == (4, 1), "its beginning, to be seen in a list"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "photo_unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_unreadable"),
        (b"GIF89a" + b"\0" * 50, "photo_unreadable"),
        (encoded(half_red(), "JPEG")[:300], "photo_cut_off"),
        (encoded(half_red(), "JPEG")[: len(encoded(half_red(), "JPEG")) // 2], "photo_cut_off"),
        (encoded(half_red(), "PNG")[:-40], "photo_cut_off"),
        (encoded(half_red(), "WEBP")[:-40], "photo_cut_off"),
        (
            encoded(half_red(), "JPEG").replace(b"\xff\xda", b"\xff\xff", 1),
            "photo_unreadable",
        ),  # whole, but broken
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "photo_heic"),
        (b"\0\0\0\x18ftypmif1" + b"\0" * 50, "photo_heic"),
        (b"\0\0\0\x18ftypavif" + b"\0" * 50, "photo_unreadable"),
    ],
    ids=["empty", "svg", "gif", "head only", "half", "png cut", "webp cut", "broken", "heic", "heif", "avif"],
)
def test_what_is_no_picture_of_ours_is_refused(raw: bytes, code: str) -> None:
    assert refused(raw) == code


@pytest.mark.parametrize("side", [7000, 9600, 14000])
def test_a_small_file_that_unfolds_into_too_many_pixels_is_refused(side: int) -> None:
    raw = encoded(Image.new("1", (side, side)), "PNG")
    assert len(raw) < 100_000
    assert refused(raw) == "photo_too_large"
