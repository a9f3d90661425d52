"""Whose phones can answer a Twilio sender: a small table, read page by page, and what it means for ours.

Source: Twilio, "SMS guidelines" by country, line "Two-way SMS supported" (read November 2026).
"""

import phonenumbers
from phonenumbers import NumberParseException

from app.kernel.settings import Settings
from app.messaging.sms.ports import Capabilities

# Phones there can answer a number of another country. HK, JP and PH are listed as two-way, too, but a sender
# from abroad may be replaced on the way (PH says so), and the answer would go nowhere: with a number of one's
# own there they count, and everywhere the link stands in the text.
ANSWER_FROM_ABROAD = frozenset({"CA", "GB", "US"})
# Listed as not two-way at all, the markets we have met; a number of one's own does not help.
NOT_TWO_WAY = frozenset({"CN", "KR", "RU", "TR", "TW", "VN"})

MOST_UNITS = 1600  # Twilio, error 21617: a longer body is refused
PARALLEL = 8  # Twilio queues behind each number; more at once only fills that queue and our connections
PARALLEL_CODES = 4


def capabilities_of(settings: Settings) -> Capabilities:
    """What can be expected of the sender that the settings name."""
    sender_type, two_way = _sender(settings)
    return Capabilities(
        sender_type,
        two_way=two_way - NOT_TWO_WAY,
        most_units=MOST_UNITS,
        parallel=PARALLEL,
        parallel_codes=PARALLEL_CODES,
    )


def _sender(settings: Settings) -> tuple[str, frozenset[str]]:
    number = settings.twilio_from.strip()
    if settings.twilio_messaging_service_sid:
        # Its pool is kept at Twilio; the shop's own region is what people put into it first.
        return "messaging service", ANSWER_FROM_ABROAD | {settings.default_region}
    if not number.lstrip("+").isdigit():
        return "name", frozenset()  # an alphanumeric sender takes no answers anywhere
    if len(number.lstrip("+")) <= 6:
        return "short code", frozenset({settings.default_region})  # known to the networks of one country
    return "long number", ANSWER_FROM_ABROAD | _region_of(number)


def _region_of(number: str) -> frozenset[str]:
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except NumberParseException:
        return frozenset()
    return frozenset({region} if region else ())
