"""Putting a text together: wording, values, and how many SMS segments it takes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.kernel.i18n import Language
from app.kernel.korean import resolve_particles
from app.kernel.show import show
from app.messaging.sms.carrying import carried
from app.messaging.sms.kinds import WORDINGS, SmsKind
from app.messaging.sms.regions import region_of
from app.sites.site import Site

# What stands in the stored body for a secret that is put in when the text leaves: a link, a phone code.
LINK, CODE = "{link}", "{code}"
ANY_CODE = "000000"  # as long as any code, for counting

# GSM 03.38 default alphabet and its extension table (3GPP TS 23.038); extension characters cost two.
_GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = "^{}\\[~]|€\f"
_ALL_GSM = re.compile(f"[{re.escape(_GSM + _GSM_EXTENDED)}]*")
_AS_LEFT = {re.escape(LINK): r"https?://\S+", re.escape(CODE): r"\d{6}"}


def write(
    kind: SmsKind, language: Language, site: Site, words: Mapping[str, Any], *, to_phone: str | None = None
) -> str:
    """The text in `language`, with its secrets still open. A missing value raises KeyError.

    It asks for a reply only where the phone (E.164; None: one of the shop's own region) can answer, and holds only
    what networks there carry.
    """
    shown = {name: show(value, language, site.zone) for name, value in words.items()}
    region = region_of(to_phone) if to_phone else site.region
    template = WORDINGS[kind].said(language, can_answer=site.hears_from(region))
    body = resolve_particles(template % {"shop": site.name, **shown, "link": LINK}).strip()
    return carried(body, region)


def in_gsm(body: str) -> bool:
    """Whether a text of these characters alone takes the short alphabet of 160 to a segment."""
    return _ALL_GSM.fullmatch(body) is not None


def count_segments(body: str) -> int:
    """SMS segments: 160/153 characters in the GSM alphabet, else 70/67 UTF-16 units; no character is cut in two."""
    if in_gsm(body):
        single, part = 160, 153
        wide = [char in _GSM_EXTENDED for char in body]
    else:
        single, part = 70, 67
        wide = [char > "\uffff" for char in body]
    if len(wide) + sum(wide) <= single:
        return 1
    return _parts(wide, part)


def _parts(wide: Sequence[bool], room: int) -> int:
    """How many parts of `room` units it takes, each filled until the next character (of two, where wide) is too much."""
    if not any(wide):
        return -(-len(wide) // room)
    parts, used = 1, 0
    for two in wide:
        size = 1 + two
        if used + size > room:
            parts, used = parts + 1, 0
        used += size
    return parts


def filled(body: str, *, link: str, code: str) -> str:
    """A stored body with its secrets, or whatever is shown or counted in their place."""
    return body.replace(LINK, link).replace(CODE, code)


def left_as(stored: str, left: str) -> bool:
    """Whether a body that left can be this stored one, whatever its link and code were."""
    pattern = re.escape(stored)
    for mark, secret in _AS_LEFT.items():
        pattern = pattern.replace(mark, secret)
    return re.fullmatch(pattern, left) is not None
