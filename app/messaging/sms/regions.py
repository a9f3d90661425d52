"""Which country a number belongs to, and what its clocks say: by the first digits, without reading it whole."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from babel.core import get_global
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, NumberParseException

# Calling code and area: longer beginnings never change the country of a mobile number.
BEGINNING = 8
LONGEST_SEARCH = timedelta(days=2)
WORLD = "001"  # what libphonenumber calls the whole of it

# Where one confirmation of an opt-out is asked of whoever texts; elsewhere nothing is sent any more. Korea: Act on
# Promotion of Information and Communications Network Utilization, Art. 50 (7), the result is told; United States and
# Canada: the carriers' code (CTIA Messaging Principles, 5.1.3), which the FCC allows once (47 CFR 64.1200 (a)(12)).
CONFIRM_OPT_OUTS = frozenset({"KR", "US", "CA"})


def region_of(phone: str) -> str:
    """The region (ISO 3166) of an E.164 number; "" where it is no country's, satellite phones for instance.

    Cached by the beginning: thousands of numbers of one country are read once (Google's libphonenumber).
    """
    return _region(phone[:BEGINNING], len(phone))


@lru_cache(maxsize=16_384)
def _region(beginning: str, length: int) -> str:
    try:
        number = phonenumbers.parse(beginning.ljust(length, "0"))
    except NumberParseException:
        return ""
    # Calling codes shared by countries (+1, +7, +44) list the main one first.
    sharing = COUNTRY_CODE_TO_REGION_CODE.get(number.country_code or 0, (WORLD,))
    region = sharing[0] if len(sharing) == 1 else phonenumbers.region_code_for_number(number) or sharing[0]
    return "" if region == WORLD else region


@cache
def zones_of(region: str) -> tuple[ZoneInfo, ...]:
    """Every time zone of a region (Unicode CLDR), west to east on the first of January; () where none is known."""
    zones = [ZoneInfo(name) for name, home in get_global("zone_territories").items() if home == region]
    winter = datetime(2026, 1, 1, tzinfo=UTC)
    return tuple(sorted(zones, key=lambda zone: (winter.astimezone(zone).utcoffset(), zone.key)))


def first_by_day(now: datetime, zones: Sequence[ZoneInfo], *, night_from: int, night_until: int) -> datetime:
    """`now`, or the first later moment at which it is night in none of the zones. Hours are wall-clock hours.

    A country so wide that it is never day everywhere goes by the zone in its middle, as nobody waits for ever.
    """
    found = _first(now, zones, night_from, night_until)
    if found is None:
        found = _first(now, zones[len(zones) // 2 :][:1], night_from, night_until)
    return found or now


def is_night(moment: datetime, zone: ZoneInfo, *, night_from: int, night_until: int) -> bool:
    """Whether the clocks of that zone show an hour from `night_from` to before `night_until`; never if equal."""
    hour = moment.astimezone(zone).hour
    if night_from < night_until:
        return night_from <= hour < night_until
    return night_from != night_until and (hour >= night_from or hour < night_until)


def _first(now: datetime, zones: Sequence[ZoneInfo], night_from: int, night_until: int) -> datetime | None:
    """Go from morning to morning: each step is the earliest moment one zone allows, so none is missed."""
    moment = now
    while moment <= now + LONGEST_SEARCH:
        asleep = (
            zone for zone in zones if is_night(moment, zone, night_from=night_from, night_until=night_until)
        )
        zone = next(asleep, None)
        if zone is None:
            return moment
        moment = _morning(moment, zone, night_until)
    return None


def _morning(moment: datetime, zone: ZoneInfo, hour: int) -> datetime:
    today = moment.astimezone(zone).date()
    mornings = (
        datetime.combine(today + timedelta(days=ahead), time(hour), zone).astimezone(UTC)
        for ahead in range(3)
    )
    return next(morning for morning in mornings if morning > moment)
