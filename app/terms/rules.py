"""Coverage, evidence and freight as pure rules: an unknown serial never means "you pay"."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel.i18n import N_
from app.kernel.money import Money
from app.tickets.legs import DRIVEN, Leg
from app.tickets.sums import Sum, charged

GRACE_MONTHS = 3  # from factory to shop, where only the manufacture date is known


class Coverage(StrEnum):
    """Who carries the repair."""

    WARRANTY = "warranty"
    GOODWILL = "goodwill"
    RE_REPAIR = "re_repair"
    CAMPAIGN = "campaign"
    PAID = "paid"
    TO_BE_CHECKED = "to_be_checked"  # promised as covered until evidence says otherwise


class Payer(StrEnum):
    """Who pays one leg of the way."""

    SHOP = "shop"
    CUSTOMER = "customer"


class Fault(StrEnum):
    """Whose fault the damage turned out to be."""

    PRODUCT = "product"
    CUSTOMER = "customer"


REASONS: dict[str, str] = {
    "serial_in_warranty": N_("The serial number shows the warranty still runs."),
    "serial_out_of_warranty": N_("The serial number shows the warranty has ended."),
    "made_in_warranty": N_("The manufacture date plus three months lies within the warranty."),
    "made_out_of_warranty": N_("The manufacture date plus three months lies outside the warranty."),
    "label_to_read": N_(
        "We read the serial number from your photo; until then the repair counts as covered."
    ),
    "proof_to_read": N_("We read the date from your receipt; until then the repair counts as covered."),
    "no_serial": N_("No serial number is known; that costs you nothing. We find out when we see the device."),
    "serial_unknown": N_(
        "This serial number is not in our records yet; until we know, it counts as covered."
    ),
    "repair_warranty": N_("It is the same fault within 90 days of our repair: free, both ways."),
    "campaign": N_("The maker runs a free campaign for this device."),
    "technician": N_("The technician decided; the note says why."),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A coverage and the key of its reason in `REASONS`."""

    coverage: Coverage
    reason: str


def add_months(day: date, months: int) -> date:
    """The same day of the month, or the month's last where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def judge(
    *,
    today: date,
    warranty_months: int,
    serial_given: bool,
    made_on: date | None,
    sold_on: date | None,
    label_photo: bool,
    proof_photo: bool,
) -> Verdict:
    """The evidence ladder: a sale date, else manufacture plus three months, else the benefit of the doubt."""
    if sold_on is not None:
        inside = today <= add_months(sold_on, warranty_months)
        return (
            Verdict(Coverage.WARRANTY, "serial_in_warranty")
            if inside
            else Verdict(Coverage.PAID, "serial_out_of_warranty")
        )
    if made_on is not None:
        inside = today <= add_months(made_on, warranty_months + GRACE_MONTHS)
        return (
            Verdict(Coverage.WARRANTY, "made_in_warranty")
            if inside
            else Verdict(Coverage.PAID, "made_out_of_warranty")
        )
    if label_photo:
        return Verdict(Coverage.TO_BE_CHECKED, "label_to_read")
    if proof_photo:
        return Verdict(Coverage.TO_BE_CHECKED, "proof_to_read")
    if serial_given:
        return Verdict(Coverage.TO_BE_CHECKED, "serial_unknown")
    return Verdict(Coverage.TO_BE_CHECKED, "no_serial")


_FREE = frozenset(
    {Coverage.WARRANTY, Coverage.GOODWILL, Coverage.RE_REPAIR, Coverage.CAMPAIGN, Coverage.TO_BE_CHECKED}
)


def is_free(coverage: Coverage) -> bool:
    """Whether the repair itself costs the customer nothing under this verdict."""
    return coverage in _FREE


# coverage, leg -> payer; what is not listed the shop pays.
FREIGHT: dict[tuple[Coverage, Leg], Payer] = {
    (Coverage.PAID, Leg.INBOUND): Payer.CUSTOMER,
    (Coverage.PAID, Leg.OUTBOUND): Payer.SHOP,
    (Coverage.PAID, Leg.PART_ONLY): Payer.CUSTOMER,
}


COVERAGE_NAME: dict[Coverage, str] = {
    Coverage.WARRANTY: N_("Covered by the warranty"),
    Coverage.GOODWILL: N_("Free as goodwill"),
    Coverage.RE_REPAIR: N_("Free, as we repaired it before"),
    Coverage.CAMPAIGN: N_("Free by the maker's campaign"),
    Coverage.PAID: N_("Outside the warranty"),
    Coverage.TO_BE_CHECKED: N_("Counts as covered until checked"),
}
PAYER_NAME: dict[Payer, str] = {Payer.SHOP: N_("We pay"), Payer.CUSTOMER: N_("You pay")}


def ways_to_pay(payers: Mapping[Leg, Payer], fee: Money) -> dict[Leg, Money]:
    """What each way costs that the customer pays; none where the shop asks nothing for a way."""
    return {leg: fee for leg, payer in payers.items() if payer is Payer.CUSTOMER and fee.minor}


def freight_payer(coverage: Coverage, leg: Leg) -> Payer:
    """Who pays one leg; shown before booking."""
    return FREIGHT.get((coverage, leg), Payer.SHOP)


def at_most(coverage: Coverage, work: Money, *, fee: Money) -> Sum:
    """The one number of an offer: parts and labour, and the ways the matrix leaves to the customer, `fee` each."""
    return charged(work, ways_to_pay({leg: freight_payer(coverage, leg) for leg in DRIVEN}, fee))
