"""What the customer last said yes to: the one number, with what it is made of and the row it stands in."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.kernel.money import Money
from app.quotes import rules as quote_rules
from app.quotes import service as quotes
from app.sites.site import site_of
from app.terms import service as terms
from app.terms.models import Terms, TermsState
from app.terms.rules import is_free
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.sums import Sum, charged


@dataclass(frozen=True, slots=True)
class Agreed:
    """The most a repair may cost, everything in it; `quote` is the approved version that says so, None for the terms."""

    sum: Sum
    covered: bool
    quote: int | None

    def final(self, work: Money) -> Sum:
        """What is billed for work of this price: with the ways that were agreed, or nothing at all."""
        return self.sum.for_work(work)


def agreed(session: Session, ticket: Ticket) -> Agreed:
    """The last yes: an approved quote goes before the terms. Without any locked terms nothing was agreed, so it is nothing."""
    held = _locked(session, ticket)
    approved = quotes.approved_one(session, ticket.id)
    covered = held is not None and is_free(held.coverage)
    cap = terms.sum_of(held) if held else charged(Money(0, site_of(session).currency), {})
    most = quote_rules.ceiling(
        locked_cap=cap, covered=covered, approved=quotes.sum_of(approved) if approved else None
    )
    return Agreed(most, covered, approved.version if approved else None)


def ways_agreed(session: Session, ticket: Ticket) -> Mapping[Leg, Money]:
    """The ways that a new number has to hold: as the locked terms leave them to the customer."""
    held = _locked(session, ticket)
    return terms.courier_by_leg(held) if held else {}


def _locked(session: Session, ticket: Ticket) -> Terms | None:
    newest = terms.current(session, ticket.id)
    return newest if newest is not None and newest.state is TermsState.LOCKED else None
