"""The one number as the customer reads it: on the pages of the request, of the terms, of the quote and of the bill."""

from app.billing.words import LINE_NAME
from app.edge.current import shown
from app.journeys.money.bill_repair import bill_lines
from app.kernel.i18n import N_, Text, text
from app.quotes.rules import Line as QuoteLine
from app.sites.tax import contained_tax
from app.terms import service as terms_service
from app.terms.models import Terms
from app.terms.rules import COVERAGE_NAME, PAYER_NAME, REASONS, Payer
from app.tickets.legs import Leg
from app.tickets.sums import Sum

WAY = {
    Leg.INBOUND: N_("courier to us %(amount)s"),
    Leg.OUTBOUND: N_("courier back to you %(amount)s"),
}


def payer(cap: Sum, leg: Leg) -> str:
    """Who pays one way; where it is the customer, how much of the number that is."""
    if (fee := cap.ways.get(leg)) is not None:
        return shown(text("You pay %(fee)s, contained in the price", fee=fee))
    return shown(text(PAYER_NAME[Payer.SHOP]))


def courier_rule(cap: Sum) -> str:
    """When the customer's way costs nothing after all; empty where we pay every way."""
    if not cap.ways:
        return ""
    return shown(text("If there is nothing to pay for the repair, there is nothing to pay for the courier."))


def made_of(cap: Sum) -> str:
    """What the number is made of, part by part; empty where it is the repair alone."""
    if not cap.ways:
        return ""
    parts = [text("Parts and work %(amount)s", amount=cap.work)]
    parts += [text(WAY[leg], amount=fee) for leg, fee in cap.ways.items()]
    return ", ".join(shown(part) for part in parts)


def sum_lines(cap: Sum, lines: list[QuoteLine]) -> list[tuple[str, str]]:
    """The lines of work as they were named, then each way: together they are the number."""
    ways = [(shown(text(LINE_NAME[line.kind])), shown(line.amount)) for line in bill_lines(cap)[1:]]
    return [(line.label, shown(line.amount)) for line in lines] + ways


def terms_rows(terms: Terms) -> list[tuple[str, str, None, None]]:
    """The number and its parts, coverage and why, who pays each way, who promised, until when."""
    cap = terms_service.sum_of(terms)
    rows: list[tuple[Text, str]] = [
        (text("Price at most"), shown(cap.total)),
        (text("Made up of"), made_of(cap)),
        (text("VAT contained"), shown(contained_tax(cap.total)) if cap.total.minor else ""),
        (
            text("Coverage"),
            f"{shown(text(COVERAGE_NAME[terms.coverage]))}\n{shown(text(REASONS.get(terms.reason, terms.reason)))}",
        ),
        (text("The technician's note"), terms.note),
        (text("Courier to us"), f"{payer(cap, Leg.INBOUND)}\n{courier_rule(cap)}".strip()),
        (text("Courier back to you"), payer(cap, Leg.OUTBOUND)),
        (text("Promised by"), terms.promised_by),
        (text("Locked on"), shown(terms.decided_at) if terms.decided_at else ""),
    ]
    return [(shown(label), value, None, None) for label, value in rows if value]
