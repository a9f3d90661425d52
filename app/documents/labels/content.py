"""What a label says: plain values and already translated words, so that the adapter has no catalogue."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelWords:
    """The fixed words of a label in the reader's language (Korean and English examples beside each)."""

    pickup: str
    """The trip to us: '수거' / 'PICKUP'."""
    return_: str
    """The trip back: '반송' / 'RETURN'."""
    to: str
    """'받는 분' / 'To'."""
    from_: str
    """'보내는 분' / 'From'."""
    device: str
    """'제품' / 'Device'."""
    window: str
    """'방문 시간' / 'Time window'."""
    hint: str
    """One sentence above the second code: what scanning it does, and to write it on the box if in doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxLabel:
    """The label of a parcel. Any text may be long: it is wrapped and shrunk, never cut."""

    code: str
    """The typed ticket code as people read it, `XXXX-XXXX-XXXC`."""
    qr_text: str
    """The link behind the QR symbol; at most 36 uppercase alphanumeric characters give the best symbol."""
    language: Literal["ko", "en"]
    leg: Literal["inbound", "outbound"]
    to_name: str
    to_lines: tuple[str, ...]
    to_phone: str
    to_latin: str = ""
    """The same name in Latin letters, printed where the typeface lacks letters of it."""
    from_name: str
    from_lines: tuple[str, ...]
    from_phone: str
    from_latin: str = ""
    model: str
    window: str | None
    """The courier's window in words, or None while no slot is booked."""
    words: LabelWords


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLabel:
    """The small label of a device in the shop: nothing personal, as it lies in the open on a shelf."""

    code: str
    qr_text: str
    language: Literal["ko", "en"]
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BinLabel:
    """The label of a bin on a shelf."""

    code: str
    """The bin's code in ASCII, at most 20 characters; its Code 128 holds the same."""
    qr_text: str
    language: Literal["ko", "en"]
    note: str


Label = BoxLabel | DeviceLabel | BinLabel
