"""Texts whose time is over before they left: a quote replaced, a trip moved, a question answered.

A text waits at night, behind a budget, or while a provider is away. Whatever says "this happened" is still true
then and goes late; whatever asks for an answer or announces a trip must still be so.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.courier.slots.models import Slot
from app.courier.trips.models import CourierJob
from app.courier.trips.states import ACTIVE
from app.kernel.bulk import among
from app.messaging.sms.about import Subject
from app.messaging.sms.kinds import SmsKind as T
from app.messaging.sms.reasons import Reason
from app.messaging.sms.send_rules import QueuedSms, SendStep, Verdict
from app.quotes.models import Quote, QuoteState
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.states import State

S = State
# Bound to a version: worth sending while exactly this version waits for its answer.
OF_A_QUOTE = frozenset({T.QUOTE_SENT, T.QUOTE_REMINDER, T.QUOTE_CHANGED})
# What follows from the answer to a quote: not said while it is in doubt which answer holds.
OF_AN_ANSWER = frozenset({T.REPAIR_STARTED, T.AWAITING_PARTS, T.RETURN_UNREPAIRED})
# Bound to a trip: worth sending while that trip is to come. One moved is a new job.
OF_A_TRIP = frozenset(
    {
        T.PICKUP_BOOKED,
        T.PICKUP_TOMORROW,
        T.PICKUP_TODAY,
        T.RETURN_BOOKED,
        T.RETURN_TOMORROW,
        T.RETURN_TODAY,
        T.ON_ITS_WAY,
    }
)
# Has left with the courier: still worth knowing when the courier is late.
ON_THE_ROAD = frozenset({T.ON_ITS_WAY})
# Ask for something: worth sending while the ticket stands where that was asked (or is held from there).
ASKED_IN: dict[T, frozenset[S]] = {
    T.INFO_ASKED: frozenset({S.NEEDS_INFO}),
    T.TERMS_OFFERED: frozenset({S.OFFERED}),
    T.PARTS_UNOBTAINABLE: frozenset({S.PARTS_HOLD}),
    T.PICKUP_FAILED: frozenset({S.AUTHORISED}),
    T.PAYMENT_DUE: frozenset({S.AWAITING_PAYMENT}),
    T.RETURN_READY: frozenset({S.READY_TO_RETURN}),
    T.DELIVERY_FAILED: frozenset({S.READY_TO_RETURN}),
    T.FOLLOW_UP: frozenset({S.DELIVERED}),
}
# Of these, the ones that ask for a day: answered once the way back is booked.
ASKS_FOR_A_DAY = frozenset({T.RETURN_READY, T.DELIVERY_FAILED})
MAY_BE_OVER = OF_A_QUOTE | OF_AN_ANSWER | OF_A_TRIP | ASKED_IN.keys()
TICKETS = Ticket.__table__
QUOTES = Quote.__table__
JOBS = CourierJob.__table__


def outdated(session: Session, texts: Sequence[QueuedSms], *, now: datetime) -> dict[UUID, Verdict]:
    """The texts not worth sending any more, and why (SendStep.DROP); the ones not named still are.

    One query each for quotes, trips and tickets, and only where the batch has such texts.
    """
    bound = [text for text in texts if text.kind in MAY_BE_OVER and text.ticket_id is not None]
    if not bound:
        return {}
    quotes = [text for text in bound if text.kind in OF_A_QUOTE and text.about_subject is Subject.QUOTE]
    answers = [text for text in bound if text.kind in OF_AN_ANSWER]
    trips = [text for text in bound if text.kind in OF_A_TRIP and text.about_subject is Subject.JOB]
    questions = [text for text in bound if text.kind in ASKED_IN]
    days = [text for text in questions if text.kind in ASKS_FOR_A_DAY]
    open_quotes, doubted = _quotes(session, [*quotes, *answers], now)
    jobs = _coming_trips(session, [*trips, *days])
    coming_back = {ticket_id for ticket_id, _, leg, _ in jobs if leg is Leg.OUTBOUND}
    ends = {job_id: ends_at for _, job_id, _, ends_at in jobs}
    standing = _standing(session, questions)
    gone = {
        Reason.QUOTE_SUPERSEDED: [
            text for text in quotes if (text.ticket_id, text.about_version) not in open_quotes
        ],
        Reason.ANSWER_DOUBTED: [text for text in answers if text.ticket_id in doubted],
        Reason.TRIP_CHANGED: [text for text in trips if _is_over(text, ends.get(text.about_id), now)],
        Reason.ANSWERED: [
            text
            for text in questions
            if standing[text.ticket_id] not in ASKED_IN[text.kind]
            or (text.kind in ASKS_FOR_A_DAY and text.ticket_id in coming_back)
        ],
    }
    return {text.id: Verdict(SendStep.DROP, reason) for reason, of_it in gone.items() for text in of_it}


def _is_over(text: QueuedSms, ends_at: datetime | None, now: datetime) -> bool:
    return ends_at is None or (ends_at <= now and text.kind not in ON_THE_ROAD)


def _quotes(
    session: Session, texts: Sequence[QueuedSms], now: datetime
) -> tuple[set[tuple[UUID, int]], set[UUID]]:
    """The versions that wait for an answer, and the tickets of those that were answered both ways."""
    if not texts:
        return set(), set()
    waits = and_(Quote.state == QuoteState.SENT, Quote.valid_until >= now)
    rows = session.execute(
        select(Quote.ticket_id, Quote.version, Quote.doubted_at).where(
            among(session, QUOTES.c.ticket_id, {text.ticket_id for text in texts}),
            or_(waits, Quote.doubted_at.is_not(None)),
        )
    ).all()
    asked = {(row.ticket_id, row.version) for row in rows if row.doubted_at is None}
    return asked, {row.ticket_id for row in rows if row.doubted_at is not None}


def _coming_trips(session: Session, texts: Sequence[QueuedSms]) -> list[tuple[UUID, UUID, Leg, datetime]]:
    """Ticket, job, leg and end of the window of the trips that are still to come."""
    if not texts:
        return []
    rows = session.execute(
        select(CourierJob.ticket_id, CourierJob.id, CourierJob.leg, Slot.ends_at)
        .join(Slot, CourierJob.slot_id == Slot.id)
        .where(
            among(session, JOBS.c.ticket_id, {text.ticket_id for text in texts}), CourierJob.state.in_(ACTIVE)
        )
    )
    return [(row.ticket_id, row.id, row.leg, row.ends_at) for row in rows]


def _standing(session: Session, texts: Sequence[QueuedSms]) -> dict[UUID, S]:
    """Where the tickets are; a held one counts as where it was held, as it will go on there."""
    if not texts:
        return {}
    rows = session.execute(
        select(Ticket.id, func.coalesce(Ticket.held_from, Ticket.state)).where(
            among(session, TICKETS.c.id, {text.ticket_id for text in texts})
        )
    )
    return {ticket_id: S(state) for ticket_id, state in rows}
