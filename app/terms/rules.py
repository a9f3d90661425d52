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


class Why(StrEnum):
    """Why a repair is covered or not: what the evidence says by itself, and what a technician can give as the reason."""

    SERIAL_IN_WARRANTY = "serial_in_warranty"
    SERIAL_OUT_OF_WARRANTY = "serial_out_of_warranty"
    MADE_IN_WARRANTY = "made_in_warranty"
    MADE_OUT_OF_WARRANTY = "made_out_of_warranty"
    LABEL_TO_READ = "label_to_read"
    PROOF_TO_READ = "proof_to_read"
    NO_SERIAL = "no_serial"
    SERIAL_UNKNOWN = "serial_unknown"
    REPAIR_WARRANTY = "repair_warranty"
    CAMPAIGN = "campaign"
    IN_WARRANTY = "in_warranty"
    WARRANTY_OVER = "warranty_over"
    ACCIDENT = "accident"
    WEAR = "wear"
    NEVER_COVERED = "never_covered"
    GOODWILL = "goodwill"
    OWN_WORDS = "technician"


REASONS: dict[str, str] = {
    Why.SERIAL_IN_WARRANTY: N_("The serial number shows the warranty still runs."),
    Why.SERIAL_OUT_OF_WARRANTY: N_("The serial number shows the warranty has ended."),
    Why.MADE_IN_WARRANTY: N_("The manufacture date plus three months lies within the warranty."),
    Why.MADE_OUT_OF_WARRANTY: N_("The manufacture date plus three months lies outside the warranty."),
    Why.LABEL_TO_READ: N_(
        "We read the serial number from your photo; until then the repair counts as covered."
    ),
    Why.PROOF_TO_READ: N_("We read the date from your receipt; until then the repair counts as covered."),
    Why.NO_SERIAL: N_(
        "No serial number is known; that costs you nothing. We find out when we see the device."
    ),
    Why.SERIAL_UNKNOWN: N_(
        "This serial number is not in our records yet; until we know, it counts as covered."
    ),
    Why.REPAIR_WARRANTY: N_("It is the same fault within 90 days of our repair: free, both ways."),
    Why.CAMPAIGN: N_("The maker runs a free campaign for this device."),
    Why.IN_WARRANTY: N_("The warranty still runs."),
    Why.WARRANTY_OVER: N_("The warranty has ended."),
    Why.ACCIDENT: N_("A fall, liquid or other damage from outside is not covered by the warranty."),
    Why.WEAR: N_("The part wears with use; the warranty does not cover that."),
    Why.NEVER_COVERED: N_("This device was sold without a warranty that we could use."),
    Why.GOODWILL: N_("We take it over, though no warranty obliges us to."),
    Why.OWN_WORDS: N_("The technician decided; the note says why."),
}
# What a technician can choose, and with which verdicts each goes; own words go with all.
GIVEN: dict[Why, frozenset[Coverage]] = {
    Why.OWN_WORDS: frozenset(Coverage),
    Why.WARRANTY_OVER: frozenset({Coverage.PAID}),
    Why.ACCIDENT: frozenset({Coverage.PAID}),
    Why.WEAR: frozenset({Coverage.PAID}),
    Why.NEVER_COVERED: frozenset({Coverage.PAID}),
    Why.IN_WARRANTY: frozenset({Coverage.WARRANTY}),
    Why.CAMPAIGN: frozenset({Coverage.CAMPAIGN}),
    Why.REPAIR_WARRANTY: frozenset({Coverage.RE_REPAIR}),
    Why.GOODWILL: frozenset({Coverage.GOODWILL}),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A coverage and the key of its reason in `REASONS`."""

    coverage: Coverage
    reason: Why


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
            Verdict(Coverage.WARRANTY, Why.SERIAL_IN_WARRANTY)
            if inside
            else Verdict(Coverage.PAID, Why.SERIAL_OUT_OF_WARRANTY)
        )
    if made_on is not None:
        inside = today <= add_months(made_on, warranty_months + GRACE_MONTHS)
        return (
            Verdict(Coverage.WARRANTY, Why.MADE_IN_WARRANTY)
            if inside
            else Verdict(Coverage.PAID, Why.MADE_OUT_OF_WARRANTY)
        )
    if label_photo:
        return Verdict(Coverage.TO_BE_CHECKED, Why.LABEL_TO_READ)
    if proof_photo:
        return Verdict(Coverage.TO_BE_CHECKED, Why.PROOF_TO_READ)
    if serial_given:
        return Verdict(Coverage.TO_BE_CHECKED, Why.SERIAL_UNKNOWN)
    return Verdict(Coverage.TO_BE_CHECKED, Why.NO_SERIAL)


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
    Coverage.PAID: N_("Paid by you"),
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
