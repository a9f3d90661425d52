"""The agreed number as the bench reads it: in which row it stands, what is left of it for the work, what joins a quote."""

from sqlalchemy.orm import Session

from app.journeys.money.agreed import agreed, ways_agreed
from app.kernel.i18n import Text, text
from app.kernel.money import Money
from app.sites.site import site_of
from app.tickets.models import Ticket


def limit_of(session: Session, ticket: Ticket) -> Text:
    """The most the customer has said yes to, and in which row: an approved quote goes before the terms' own limit."""
    most = agreed(session, ticket)
    row = text("quote %(number)s", number=most.quote) if most.quote else text("the terms")
    return text("%(limit)s (%(row)s)", limit=most.sum.total, row=row)


def left_for_work(session: Session, ticket: Ticket) -> Text:
    """How much of that number is left for parts and labour, as the forms ask for their price."""
    most = agreed(session, ticket).sum
    if not most.ways:
        return text("The customer agreed to %(limit)s at most.", limit=most.total)
    return text(
        "At most %(work)s: the customer agreed to %(limit)s, of which %(courier)s are the courier's.",
        work=most.work,
        limit=most.total,
        courier=most.courier,
    )


def courier_joining(session: Session, ticket: Ticket) -> Money | None:
    """What joins the lines of a quote for the courier; None where we pay every way."""
    ways = ways_agreed(session, ticket)
    fees = [fee.minor for fee in ways.values()]
    return Money(sum(fees), site_of(session).currency) if fees else None
