"""No silent ticket: before a promised time passes, the customer is told why and gets a new date."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.courier.trips.models import CourierJob
from app.courier.trips.states import ACTIVE
from app.kernel.i18n import N_, text
from app.kernel.show import show
from app.messaging.sms.kinds import SmsKind
from app.promises.kinds import Because, Fact, Said, Saying
from app.sites.site import site_of
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.promising import current, name_another_time
from app.tickets.service import tell
from app.tickets.states import State

S = State
AHEAD = timedelta(hours=2)  # so long before the promise breaks
LATE_ON_THE_ROAD = timedelta(hours=3)  # so long after a collected parcel should have been at the dock

# Where our side acts next: the reason a customer reads, and how many business days more we ask for.
DELAYS: dict[State, tuple[str, int]] = {
    S.REQUESTED: (N_("your technician needs more time to answer"), 1),
    S.PARTS_HOLD: (N_("the part is not here yet"), 3),
    S.INBOUND: (N_("we are looking for your parcel"), 1),
    S.RECEIVED: (N_("unpacking takes longer"), 1),
    S.DIAGNOSING: (N_("finding the fault takes longer"), 1),
    S.AWAITING_PARTS: (N_("the part is not here yet"), 3),
    S.REPAIRING: (N_("the repair takes longer"), 1),
    S.TESTING: (N_("testing takes longer"), 1),
    S.ON_HOLD: (N_("what stopped us is not solved yet"), 1),
}


def slipping(session: Session, *, now: datetime) -> Sequence[UUID]:
    """Tickets we should have moved by now, or within two hours, and whose customer was not told yet."""
    return session.scalars(select(Ticket.id).where(_slips(now)).order_by(Ticket.due_at)).all()


def _slips(now: datetime) -> ColumnElement[bool]:
    """A booked trip, either way, belongs to `watch_trips` alone; what was collected and has not arrived is ours."""
    pickup_booked = (
        select(CourierJob.id)
        .where(CourierJob.ticket_id == Ticket.id, CourierJob.leg == Leg.INBOUND, CourierJob.state.in_(ACTIVE))
        .exists()
    )
    in_house = [state for state in DELAYS if state is not S.INBOUND]
    return or_(
        and_(Ticket.state.in_(in_house), Ticket.due_at <= now + AHEAD),
        and_(Ticket.state == S.INBOUND, ~pickup_booked, Ticket.due_at <= now - LATE_ON_THE_ROAD),
    )


def warn_of_delay(session: Session, ticket: Ticket, *, now: datetime) -> bool:
    """Promise a new date and text it with the reason; False where somebody moved the ticket meanwhile.

    The new date replaces the old, so each promise is warned about once. It is no step of the ticket: the
    version stays, and a page that somebody has open stays usable.
    """
    still = session.scalar(select(Ticket.id).where(Ticket.id == ticket.id, _slips(now)))
    row = current(session, ticket)
    if still is None or row is None:
        return False
    reason, days = DELAYS[ticket.state]
    new_due = site_of(session).after_business_days(max(now, row.due_at), days)
    words = {"note": text(reason), "due": new_due}
    sent = tell(session, ticket, SmsKind.DATE_SLIPPED, now=now, words=words)
    name_another_time(
        session,
        ticket,
        row,
        new_due,
        Because(Fact.CLOCK),
        now=now,
        said=Saying(Said.TEXT, sent.id),
        why=show(text(reason), ticket.language, site_of(session).zone),
    )
    return True
