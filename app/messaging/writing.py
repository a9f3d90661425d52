"""Putting a text together: wording, values, and how many SMS segments it takes."""

import re
from collections.abc import Mapping
from typing import Any

from app.kernel.house import House
from app.kernel.i18n import Language
from app.kernel.korean import resolve_particles
from app.kernel.show import show
from app.messaging.kinds import WORDINGS, TextKind
from app.messaging.regions import region_of

LINK = "{link}"  # stands in the stored body; the private link is put in when the text leaves

# GSM 03.38 default alphabet and its extension table (3GPP TS 23.038); extension characters cost two.
_GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = "^{}\\[~]|€\f"
_ALL_GSM = re.compile(f"[{re.escape(_GSM + _GSM_EXTENDED)}]*")
_COSTS_TWO = re.compile(f"[{re.escape(_GSM_EXTENDED)}]")
_ADDRESS = re.compile(r"https?://\S+")


def write(kind: TextKind, language: Language, house: House, words: Mapping[str, Any], *,
          to_phone: str | None = None) -> str:  # fmt: skip
    """The text in `language`, with `{link}` still open. A missing value raises KeyError.

    It asks for a reply only where the phone (E.164; None: one of the house's own region) can answer.
    """
    shown = {name: show(value, language, house.zone) for name, value in words.items()}
    hears = house.hears_from(region_of(to_phone) if to_phone else house.region)
    template = WORDINGS[kind].said(language, can_answer=hears)
    return resolve_particles(template % {"shop": house.name, **shown, "link": LINK}).strip()


def count_segments(body: str) -> int:
    """SMS segments: 160/153 characters in the GSM alphabet, else 70/67 UTF-16 units."""
    if _ALL_GSM.fullmatch(body):
        units, single, part = len(body) + len(_COSTS_TWO.findall(body)), 160, 153
    else:
        units, single, part = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if units <= single else -(-units // part)


def without_link(body: str) -> str:
    """A body that left, as it was stored: with `{link}` where the address stands."""
    return _ADDRESS.sub(LINK, body)


def passes_korean_networks(body: str) -> bool:
    """Whether every character is plain EUC-KR of at most two bytes; others arrive broken or not at all."""
    try:
        return all(len(char.encode("euc_kr")) <= 2 for char in body)
    except UnicodeEncodeError:
        return False
