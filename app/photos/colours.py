"""Any picture as RGB on white in the colours of the web, in strips: a second whole copy is never held."""

from io import BytesIO

from PIL import Image, ImageCms

STRIP = 1_000_000  # pixels turned at a time
WIDE = frozenset({"I", "I;16", "I;16L", "I;16B", "F"})  # grey with more than 8 bits
AS_THEY_ARE = frozenset({"RGB", "L", "CMYK"})
MODE_OF_SPACE = {
    "RGB": "RGB",
    "GRAY": "L",
    "CMYK": "CMYK",
}  # the colour space a profile speaks of, ICC.1 table 19
DEPTH = 65536
TO_EIGHT_BITS = [value >> 8 for value in range(DEPTH)]
SRGB = ImageCms.createProfile("sRGB")


def flat(image: Image.Image, factor: int) -> Image.Image:
    """RGB, L or CMYK on white, each `factor` pixels made one; the picture may be the same."""
    if factor == 1 and image.mode in AS_THEY_ARE and not image.has_transparency_data:
        return image
    width, height = image.size
    rows = max(1, STRIP // width // factor) * factor
    canvas: Image.Image | None = None
    for top in range(0, height, rows):
        strip = _plain(image.crop((0, top, width, min(top + rows, height)))).reduce(factor)
        canvas = canvas or Image.new(strip.mode, (-(-width // factor), -(-height // factor)))
        canvas.paste(strip, (0, top // factor))
    assert canvas is not None, "a picture has a row"
    return canvas


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB; a profile that is broken, or of other colours, is as none."""
    if profile:
        image = _converted(image, profile) or image
    return image if image.mode == "RGB" else image.convert("RGB")


def _converted(image: Image.Image, profile: bytes) -> Image.Image | None:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        meant = MODE_OF_SPACE.get(source.profile.xcolor_space.strip())
        if meant == "RGB":
            image = image.convert("RGB")
        if image.mode != meant:
            return None
        return ImageCms.profileToProfile(image, source, SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _plain(strip: Image.Image) -> Image.Image:
    """RGB on white, or L or CMYK: JPEG knows no transparency."""
    if strip.mode in WIDE:
        return _eight_bits(strip)
    if strip.has_transparency_data:
        strip = strip.convert("RGBA")
        ground = Image.new("RGB", strip.size, "white")
        ground.paste(strip, mask=strip.getchannel("A"))
        return ground
    if strip.mode in AS_THEY_ARE:
        return strip
    return strip.convert("L" if strip.mode == "1" else "RGB")


def _eight_bits(strip: Image.Image) -> Image.Image:
    """Pillow's own conversion cuts off at 255, and nearly all of the picture would be white."""
    return strip.convert("I").point(TO_EIGHT_BITS, "L")
