"""The customer says yes or no to the terms offered; a yes locks them."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.journeys.request.nothing_left_open import nothing_left_open
from app.kernel.act import Act
from app.kernel.clock import at_local
from app.kernel.errors import Conflict
from app.kernel.i18n import text
from app.parts import service as parts
from app.parts.rules import last_arrival, ready_by
from app.sites.site import CLOSE_OF_BUSINESS, site_of
from app.terms import queries
from app.terms import service as terms_service
from app.terms.models import Terms
from app.tickets import service as tickets
from app.tickets.facts import EventFacts
from app.tickets.models import Ticket
from app.tickets.states import Action, Disposition

PICKUP_REACH = timedelta(days=14)  # slots are offered that far ahead; a part dated later is waited for
UNDATED_DAYS = 7  # business days promised where no supplier named a day yet


def accept_terms(session: Session, ticket: Ticket, act: Act, *, terms_version: int) -> None:
    """Lock that version. The ticket becomes ready for a pickup, or waits for parts first.

    Raises Conflict "terms_changed" where another version is on offer now, "terms_expired" when late.
    """
    terms = _on_offer(session, ticket, terms_version, act.now)
    terms_service.lock(session, terms, via=act.actor.channel, now=act.now)
    needs = parts.needs_of(session, ticket.id)
    site = site_of(session)
    facts = EventFacts(terms=terms.version)
    if ready_by(needs, site.today(act.now) + PICKUP_REACH):
        tickets.advance(session, ticket, Action.ACCEPT, act, facts=facts)
        return
    day = last_arrival(needs)
    due = (
        at_local(day, CLOSE_OF_BUSINESS, site.zone)
        if day
        else site.after_business_days(act.now, UNDATED_DAYS)
    )
    tickets.advance(session, ticket, Action.ACCEPT_AND_WAIT, act, due=due, facts=facts)


def refuse_terms(session: Session, ticket: Ticket, act: Act, *, terms_version: int) -> None:
    """No: the ticket is cancelled and costs nothing. Raises Conflict like `accept_terms`."""
    terms = _on_offer(session, ticket, terms_version, act.now)
    terms_service.decline(session, terms, via=act.actor.channel, now=act.now)
    tickets.advance(
        session,
        ticket,
        Action.REFUSE_TERMS,
        act,
        facts=EventFacts(terms=terms.version),
        disposition=Disposition.CANCELLED,
    )
    nothing_left_open(session, ticket, act)


def _on_offer(session: Session, ticket: Ticket, version: int, now: datetime) -> Terms:
    terms = queries.open_offer(session, ticket.id)
    if terms is None or terms.version != version:
        raise Conflict(
            text("These terms are not on offer any more. Look at the fresh page, then decide."),
            code="terms_changed",
        )
    if terms.valid_until < now:
        raise Conflict(
            text(
                "These terms could be accepted until %(until)s. Write to your technician for fresh ones.",
                until=terms.valid_until,
            ),
            code="terms_expired",
        )
    return terms
