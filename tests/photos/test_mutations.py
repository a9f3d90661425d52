"""Real files, damaged anywhere: each is taken or refused in words, and no decoder's mistake is ours.

Memory and time are the kernel's affair, see `test_bounds.py`; here nothing may come out but pictures and refusals.
"""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.photos.intake import take_in
from tests.photos.taken import case, encoded, half_red, opened, receipt
from tests.tiers import examples

CODES = {
    "photo_unreadable",
    "photo_cut_off",
    "photo_too_large",
    "photo_heavy",
    "photo_heic",
    "photos_too_much",
    "pdf_unreadable",
    "pdf_too_long",
    "pdf_locked",
}
AT_ONCE = 12  # files of one form
NASTY = [
    b"\0",
    b"\xff",
    b"\x7f",
    b"\x80",
    b"\0\0",
    b"\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
    b"\xff" * 4,
]


def containers() -> list[bytes]:
    """One of each kind that may come in, small enough to be damaged thousands of times."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (37.0, 33.0, 58.0)
    beside = {"exif": exif, "icc_profile": case("p3.jpg")[-480:]}
    small, clear = half_red(64, 48), half_red(64, 48).convert("RGBA")
    clear.putalpha(100)
    return [
        encoded(small, "JPEG", **beside),
        encoded(small, "JPEG", progressive=True, subsampling=0),
        encoded(small.convert("CMYK"), "JPEG"),
        encoded(small, "MPO", save_all=True, append_images=[half_red(8, 8)], exif=exif),
        encoded(small, "PNG", **beside),
        encoded(clear, "PNG"),
        encoded(small.convert("P"), "PNG", transparency=0),
        case("ramp16.png"),
        case("ztxt_1200k.png"),
        encoded(small, "WEBP", **beside),
        encoded(clear, "WEBP", lossless=True),
        encoded(small, "WEBP", save_all=True, append_images=[half_red(64, 48).rotate(180)]),
        case("phone.heic"),  # where a reader for it is installed; refused in words elsewhere
        receipt(1),
    ]


WHOLE_FILES = containers()
Change = Callable[[bytes], bytes]
places = st.floats(0, 1, exclude_max=True)


def _put(raw: bytes, at: float, word: bytes) -> bytes:
    place = int(at * len(raw))
    return raw[:place] + word + raw[place + len(word) :]


def _flip(raw: bytes, at: float, bit: int) -> bytes:
    place = int(at * len(raw))
    return raw[:place] + bytes((raw[place] ^ 1 << bit,)) + raw[place + 1 :] if raw else raw


def _cut(raw: bytes, at: float, much: int) -> bytes:
    place = int(at * len(raw))
    return raw[:place] + raw[place + much :]


def _twice(raw: bytes, at: float, much: int) -> bytes:
    place = int(at * len(raw))
    return raw[: place + much] + raw[place:]


def _graft(raw: bytes, at: float, other: int) -> bytes:
    place = int(at * len(raw))
    return raw[:place] + WHOLE_FILES[other][place:]


changes: st.SearchStrategy[Change] = st.one_of(
    st.builds(lambda at, word: lambda raw: _put(raw, at, word), places, st.sampled_from(NASTY)),
    st.builds(lambda at, bit: lambda raw: _flip(raw, at, bit), places, st.integers(0, 7)),
    # Heads hold the sizes: half of the changes go there.
    st.builds(lambda at, word: lambda raw: _put(raw, at * 0.1, word), places, st.sampled_from(NASTY)),
    st.builds(lambda at, much: lambda raw: _cut(raw, at, much), places, st.integers(1, 40)),
    st.builds(lambda at: lambda raw: raw[: int(at * len(raw))], places),
    st.builds(lambda at, much: lambda raw: _twice(raw, at, much), places, st.integers(1, 40)),
    st.builds(
        lambda at, other: lambda raw: _graft(raw, at, other), places, st.integers(0, len(WHOLE_FILES) - 1)
    ),
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file that was good, changed in up to four places."""
    raw = draw(st.sampled_from(WHOLE_FILES))
    for change in draw(st.lists(changes, min_size=1, max_size=4)):
        raw = change(raw)
    return raw


def test_each_of_them_is_good_before() -> None:
    taken = take_in(WHOLE_FILES, sender="a test")
    assert [type(one) for one in taken].count(list) >= len(WHOLE_FILES) - 1


@settings(
    max_examples=examples(8, 120),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(damaged(), min_size=AT_ONCE, max_size=AT_ONCE))
def test_a_damaged_file_is_taken_or_refused_in_words(files: list[bytes]) -> None:
    for taken in take_in(files, sender="a test"):
        if isinstance(taken, list):
            assert all(max(opened(one.full).size) > 0 for one in taken)
        else:
            assert taken.code in CODES, taken
