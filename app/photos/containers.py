"""What of a file reaches a decoder: the picture alone; how it is turned and its colours are read here.

A JPEG or PNG may carry megabytes of text, thumbnails and tags that no reader of the picture needs, and each of them is
a way to stumble. They are walked over by their lengths and left out. Nothing here raises: what does not follow its
format is handed on as it came, and the decoder says what it is. Sources: ITU-T T.81 annex B (JPEG), W3C PNG third
edition, RFC 9649 (WebP), TIFF 6.0 section 2 with Exif 2.32 tag 0x0112, ICC.1 annex B.4.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
PNG_LARGEST = 0x7FFFFFFF  # bytes of a chunk
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")  # ISO/IEC 23008-12
PDF_BEGINS_WITHIN = 1024  # bytes; readers look no further
APP0, APP1, APP2, APP14, APP15, COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
ORIENTATION = 0x0112
LARGEST_PROFILE = 4_000_000  # bytes of a colour profile once unpacked; those of presses have two or three


class Kind(StrEnum):
    """What a file is, by its first bytes; its name and what the browser calls it say nothing."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIF = "HEIF"
    PDF = "PDF"


@dataclass(frozen=True, slots=True)
class Found:
    """A picture's own bytes, and what was said beside them: `size` in pixels as stored, before it is turned."""

    kind: Kind
    content: bytes
    size: tuple[int, int] | None = None
    coefficients: int = 0  # bytes a progressive JPEG keeps until its last scan
    orientation: int = 1  # 1 to 8, as in Exif
    profile: bytes | None = None


def kind_of(raw: bytes) -> Kind | None:
    """What the file is; None for what is not taken."""
    if raw.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if raw.startswith(PNG_SIGNATURE):
        return Kind.PNG
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return Kind.WEBP
    if raw[4:8] == b"ftyp" and raw[8:12] in HEIC_BRANDS:
        return Kind.HEIF
    return Kind.PDF if b"%PDF-" in raw[:PDF_BEGINS_WITHIN] else None


def found_in(raw: bytes) -> Found | None:
    """The picture in the file; None for what is not taken."""
    kind = kind_of(raw)
    if kind is Kind.JPEG:
        return _in_jpeg(raw)
    if kind is Kind.PNG:
        return _in_png(raw)
    if kind is Kind.WEBP:
        return _in_webp(raw)
    return Found(kind, raw) if kind else None


def ends_early(found: Found) -> bool:
    """Whether the end that its format asks for is missing: a transfer that was cut off, mostly.

    Only asked of what a decoder could not read: many cameras leave it out, too.
    """
    content = found.content
    match found.kind:
        case Kind.JPEG:
            return bytes((0xFF, END_OF_IMAGE)) not in content
        case Kind.PNG:
            return found.size is not None and b"IEND" not in content[-12:]
        case Kind.WEBP:
            return len(content) < 8 + int.from_bytes(content[4:8], "little")
        case Kind.PDF:
            return b"%%EOF" not in content[-PDF_BEGINS_WITHIN:]
    return False


def orientation_in(exif: bytes | None) -> int:
    """How the picture is turned, 1 to 8; 1 where Exif says nothing or nonsense. No other tag is looked at."""
    tiff = (exif or b"").removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 1
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    if first + 2 > len(tiff):
        return 1
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for place in range(first + 2, min(first + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind = struct.unpack_from(f"{order}HH", tiff, place)
        if tag == ORIENTATION:
            value = {1: "B", 3: "H", 4: "I"}.get(kind)
            said = struct.unpack_from(order + value, tiff, place + 8)[0] if value else 1
            return said if 1 <= said <= 8 else 1
    return 1


def _in_jpeg(raw: bytes) -> Found:
    kept, size, coefficients, exif = [raw[:2]], None, 0, None
    profile: dict[int, bytes] = {}
    for marker, start, end in _segments(raw):
        body = raw[start + 4 : end]
        if marker == START_OF_SCAN:
            kept.append(raw[start:])
        elif marker == APP1 and body.startswith(b"Exif\0\0"):
            exif = exif or body
        elif marker == APP2 and body.startswith(b"ICC_PROFILE\0") and len(body) > 14:
            profile.setdefault(body[12], body[14:])
        elif marker in FRAMES and len(body) >= 6:
            size, coefficients = _frame(marker, body)
            kept.append(raw[start:end])
        elif marker == APP14 or not (APP1 <= marker <= APP15 or marker == COMMENT):
            # Adobe's APP14 stays: it tells the colours.
            kept.append(raw[start:end])
    whole = b"".join(profile[number] for number in sorted(profile))
    return Found(
        Kind.JPEG, b"".join(kept), size, coefficients, orientation_in(exif), whole[:LARGEST_PROFILE] or None
    )


def _segments(raw: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, begin and end of each segment up to the first scan, which reaches to the end of the file."""
    place = 2
    while place + 4 <= len(raw):
        if raw[place] != 0xFF:
            yield START_OF_SCAN, place, len(raw)  # nothing we know: the decoder decides
            return
        marker = raw[place + 1]
        if marker == 0xFF:  # a marker may be preceded by any number of these
            place += 1
            continue
        if marker in ALONE:
            place += 2
            continue
        if marker in (START_OF_SCAN, END_OF_IMAGE):
            yield START_OF_SCAN, place, len(raw)
            return
        end = place + 2 + int.from_bytes(raw[place + 2 : place + 4])
        yield marker, place, end
        place = max(end, place + 4)


def _frame(marker: int, body: bytes) -> tuple[tuple[int, int], int]:
    """Width and height, and what a progressive one needs: two bytes for each sample of each colour."""
    height, width, colours = struct.unpack_from(">HHB", body, 1)
    if marker not in PROGRESSIVE:
        return (width, height), 0
    shares = [(one >> 4) * (one & 15) for one in body[7 : 6 + 3 * colours : 3]]
    return (width, height), 2 * width * height * sum(shares) // max([1, *shares])


def _in_png(raw: bytes) -> Found:
    kept, size, exif, profile = [PNG_SIGNATURE], None, None, None
    place = len(PNG_SIGNATURE)
    while place + 8 <= len(raw):
        length, name = struct.unpack_from(">I4s", raw, place)
        end = place + 12 + length
        if length > PNG_LARGEST:
            break
        if name in PNG_NEEDED:
            kept.append(raw[place:end])
        if name == b"IHDR" and length >= 8 and place + 16 <= len(raw):
            size = size or struct.unpack_from(">II", raw, place + 8)
        elif name == b"eXIf":
            exif = raw[place + 8 : end - 4]
        elif name == b"iCCP":
            profile = _unpacked(raw[place + 8 : end - 4])
        elif name == b"IEND":
            break
        place = end
    return Found(Kind.PNG, b"".join(kept), size, 0, orientation_in(exif), profile)


def _unpacked(chunk: bytes) -> bytes | None:
    """The colour profile behind its name; None where it is broken or larger than any that is meant."""
    _, _, packed = chunk[:81].partition(b"\0")
    packed += chunk[81:] if packed or b"\0" in chunk[:81] else b""
    unpacker = zlib.decompressobj()
    try:
        profile = unpacker.decompress(packed[1:], LARGEST_PROFILE)  # its first byte says zlib
    except zlib.error:
        return None
    return profile if profile and unpacker.eof else None


def _in_webp(raw: bytes) -> Found:
    size, exif, profile, place = None, None, None, 12
    while place + 8 <= len(raw):
        name, length = struct.unpack_from("<4sI", raw, place)
        body = raw[place + 8 : place + 8 + length] if name in (b"EXIF", b"ICCP") else b""
        if name in (b"VP8X", b"VP8 ", b"VP8L"):
            size = size or _webp_size(name, raw[place + 8 : place + 18])
        elif name == b"EXIF":
            exif = body
        elif name == b"ICCP":
            profile = body[:LARGEST_PROFILE]
        place += 8 + length + length % 2
    return Found(Kind.WEBP, raw, size, 0, orientation_in(exif), profile or None)


def _webp_size(name: bytes, head: bytes) -> tuple[int, int] | None:
    if len(head) < 10:
        return None
    if name == b"VP8X":
        return int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", head, 6)
        return width & 0x3FFF, height & 0x3FFF
    bits = int.from_bytes(head[1:5], "little")
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
