"""What many scans would do, found out by doing them and taking everything back before anybody could see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dock.modes import Outcome
from app.journeys.dock.scan_item import Order, ScanAnswer, by_label, scan_item
from app.kernel.act import Act
from app.kernel.errors import Refusal
from app.messaging.sms.models import Sms
from app.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Trial:
    """One scan of the list: what it would do to which repair, or why not; and the text that would go with it."""

    order: Order
    answer: ScanAnswer | None
    no: Refusal | None
    ticket: Ticket | None = None
    body: str | None = None
    segments: int = 0

    @property
    def works(self) -> bool:
        """Whether it would change something."""
        return self.answer is not None and self.answer.outcome is Outcome.DONE


def try_scans(session: Session, orders: Sequence[Order], act: Act) -> list[Trial]:
    """Each in turn, so that a bin that fills up is seen; nothing of it stays, as the session is rolled back."""
    trials = []
    for order in orders:
        try:
            with session.begin_nested():
                trials.append(_trial(session, order, act))
        except Refusal as no:
            trials.append(Trial(order, None, no, by_label(session, order.typed)))
    session.expunge_all()
    session.rollback()
    return trials


def _trial(session: Session, order: Order, act: Act) -> Trial:
    answer = scan_item(session, order, act)
    told = None
    if answer.ticket is not None and answer.outcome is Outcome.DONE:
        told = session.scalars(
            select(Sms)
            .where(Sms.ticket_id == answer.ticket.id, Sms.created_at == act.now)
            .order_by(Sms.id.desc())
        ).first()
    return Trial(
        order, answer, None, answer.ticket, told.body if told else None, told.segments if told else 0
    )
