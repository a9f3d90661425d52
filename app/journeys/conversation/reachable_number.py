"""A number somebody gives us: read in any spelling, and taken only where our texts may go."""

from collections.abc import Collection

from app.customers.phones import read_mobile
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.kernel.show import Countries
from app.messaging.sms.regions import region_of


def read_reachable(typed: str, *, region: str, regions: Collection[str]) -> str:
    """The number as E.164; `region` is assumed without a country code, `regions` (ISO 3166; empty: all) are texted to.

    Raises FieldRefused(field="phone"): unreadable, unknown, no mobile number, or of another country.
    """
    number = read_mobile(typed, region)
    must_be_texted_to(number, regions)
    return number


def must_be_texted_to(number: str, regions: Collection[str]) -> None:
    """Raise FieldRefused "phone_abroad" for a number (E.164) of a country the operator does not text to."""
    if not regions or region_of(number) in regions:
        return
    raise FieldRefused(
        text(
            "We send texts to mobile numbers of these countries only: %(places)s. Type a mobile number from there.",
            places=Countries(tuple(sorted(regions))),
        ),
        code="phone_abroad",
        field="phone",
    )
