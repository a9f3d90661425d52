"""Looking at custody: who has the device, what happened to it, and what lies in the store."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.custody.models import BizStep, CustodyEvent
from app.custody.whereabouts import HandOver, Whereabouts, whereabouts
from app.kernel.i18n import Text
from app.tickets.models import Ticket


def of_ticket(session: Session, ticket_id: UUID) -> Sequence[CustodyEvent]:
    """All hand-overs of one ticket, the oldest first."""
    return session.scalars(
        select(CustodyEvent).where(CustodyEvent.ticket_id == ticket_id).order_by(CustodyEvent.number)
    ).all()


def last_event(session: Session, ticket_id: UUID) -> CustodyEvent | None:
    """The newest hand-over, or None before the first."""
    return session.scalars(
        select(CustodyEvent)
        .where(CustodyEvent.ticket_id == ticket_id)
        .order_by(CustodyEvent.number.desc())
        .limit(1)
    ).first()


def newest_step(session: Session, ticket_id: UUID, steps: Collection[BizStep]) -> CustodyEvent | None:
    """The newest hand-over of these steps that still counts: neither undone, nor undoing, nor only photos."""
    return session.scalars(_standing(ticket_id).where(CustodyEvent.step.in_(steps))).first()


def last_standing(session: Session, ticket_id: UUID) -> CustodyEvent | None:
    """The newest hand-over of any step that still counts: once a slip is undone, the one before it."""
    return session.scalars(_standing(ticket_id)).first()


def _standing(ticket_id: UUID) -> Select[CustodyEvent]:
    undone = select(CustodyEvent.undoes).where(
        CustodyEvent.ticket_id == ticket_id, CustodyEvent.undoes.is_not(None)
    )
    return (
        select(CustodyEvent)
        .where(
            CustodyEvent.ticket_id == ticket_id,
            CustodyEvent.undoes.is_(None),
            CustodyEvent.number.not_in(undone),
            CustodyEvent.adds_to.is_(None),
        )
        .order_by(CustodyEvent.number.desc())
        .limit(1)
    )


def holder(session: Session, ticket: Ticket) -> str | Text:
    """Who or what holds the device, by name: the last taker, or the customer before anybody took it."""
    last = last_event(session, ticket.id)
    return last.taker_name if last else ticket.customer.name


def where_is(session: Session, ticket: Ticket) -> Whereabouts:
    """Outside, packed, in which bin: as custody tells it."""
    return where_are(session, [ticket])[ticket.id]


def where_are(session: Session, tickets: Iterable[Ticket]) -> dict[UUID, Whereabouts]:
    """The whereabouts of many tickets by one query."""
    bins = {ticket.id: ticket.bin_code for ticket in tickets}
    told: dict[UUID, list[HandOver]] = {ticket_id: [] for ticket_id in bins}
    rows = select(
        CustodyEvent.ticket_id,
        CustodyEvent.number,
        CustodyEvent.step,
        CustodyEvent.undoes,
        CustodyEvent.adds_to,
    ).where(CustodyEvent.ticket_id.in_(bins))
    for row in session.execute(rows.order_by(CustodyEvent.ticket_id, CustodyEvent.number)):
        told[row.ticket_id].append(HandOver(row.number, row.step, row.undoes, row.adds_to))
    return {ticket_id: whereabouts(told[ticket_id], bins[ticket_id]) for ticket_id in bins}
