"""Who sent us a text, in words: a phone number as people dial it, anything else as it came.

Providers hand over short codes, names, other channels' addresses and a stand-in for withheld numbers as well.
"""

import re
from collections.abc import Callable
from functools import partial

from app.customers.phones import dialled_from, mask_phone
from app.kernel.i18n import Text, text

WITHHELD = frozenset({"anonymous", "restricted", "unavailable", "unknown", "+266696687"})
# "+ANONYMOUS" in digits, as Twilio writes a withheld number (Twilio, "Why am I getting calls from these strange numbers?")
_WHATSAPP = "whatsapp:"
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")  # ITU-T E.164: 15 digits at most; no number has fewer than seven


def is_number(sender: str) -> bool:
    """Whether it is a phone's own number: only there can be written to, so only it can ask for no more texts."""
    return _NUMBER.fullmatch(sender) is not None and sender not in WITHHELD


def sender_in_words(sender: str, region: str) -> Text | str:
    """`sender` as a provider named it, for somebody in `region` (ISO 3166). Never fails."""
    return _in_words(sender, partial(dialled_from, region=region))


def masked_sender(sender: str) -> Text | str:
    """The same for somebody who may not see numbers: only the last digits stay."""
    return _in_words(sender, mask_phone)


def _in_words(sender: str, number: Callable[[str], str]) -> Text | str:
    plain = sender.strip()
    if plain.casefold() in WITHHELD:
        return text("Number withheld")
    if plain.casefold().startswith(_WHATSAPP):
        return text("%(phone)s by WhatsApp", phone=number(plain[len(_WHATSAPP) :]))
    return number(plain)
