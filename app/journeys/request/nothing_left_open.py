"""At an ending nothing is left open: parts are let go, nobody has to be called, and no offer waits for a yes."""

from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.messaging.conversation import calls
from app.parts import service as parts
from app.terms import queries as terms
from app.terms.models import TermsState
from app.tickets.models import Ticket


def nothing_left_open(session: Session, ticket: Ticket, act: Act) -> None:
    """Settle what hangs on the repair; trips are its courier's story, money its bill's."""
    parts.let_go(session, ticket.id)
    calls.need_no_call(session, ticket.id, act)
    offer = terms.open_offer(session, ticket.id)
    if offer is not None:
        offer.state, offer.decided_at = TermsState.EXPIRED, act.now
    session.flush()
