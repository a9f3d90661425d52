"""Texts whose time is over before they left: a quote replaced, a trip moved, a question answered.

A text waits at night, behind a budget, or while a provider is away. Whatever says "this happened" is still true
then and goes late; whatever asks for an answer, announces a trip or says how it stands must still be so, also where what
followed was done without a text. Every kind stands in one of these tables, or in the
one that says why it cannot become untrue; a test keeps it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
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
from app.promises.kinds import Said
from app.promises.models import Promise
from app.quotes.models import Quote, QuoteState
from app.tickets.legs import Leg
from app.tickets.models import Ticket, TicketEvent
from app.tickets.states import State

S = State
# Bound to a version: worth sending while exactly this version waits for its answer.
OF_A_QUOTE = frozenset(
    {T.QUOTE_SENT, T.QUOTE_REMINDER, T.QUOTE_LAST_REMINDER, T.QUOTE_CHANGED, T.QUOTE_ASKED}
)
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
        T.PICKUP_UNNOTED,
        T.RETURN_UNNOTED,
    }
)
# Still worth knowing when the window is over and nobody has said how it went: it has left, or it is that very thing.
PAST_ITS_WINDOW = frozenset({T.ON_ITS_WAY, T.PICKUP_UNNOTED, T.RETURN_UNNOTED})
# Ask for something: worth sending while the ticket stands where that was asked (or is held from there).
ASKED_IN: dict[T, frozenset[S]] = {
    T.INFO_ASKED: frozenset({S.NEEDS_INFO}),
    T.TERMS_OFFERED: frozenset({S.OFFERED}),
    T.PARTS_UNOBTAINABLE: frozenset({S.PARTS_HOLD}),
    T.PICKUP_FAILED: frozenset({S.AUTHORISED}),
    T.PAYMENT_DUE: frozenset({S.AWAITING_PAYMENT}),
    T.RETURN_READY: frozenset({S.READY_TO_RETURN}),
    T.DELIVERY_FAILED: frozenset({S.READY_TO_RETURN}),
    T.RETURN_MISSED: frozenset({S.READY_TO_RETURN}),
    T.CAME_BACK: frozenset({S.READY_TO_RETURN}),
    T.FOLLOW_UP: frozenset({S.DELIVERED}),
}
# Say how it stands, or what to do from there: true while the ticket is in one of these states; one that is held is not.
SAID_OF: dict[T, frozenset[S]] = {
    T.REQUEST_RECEIVED: frozenset({S.REQUESTED}),
    T.TERMS_ACCEPTED: frozenset({S.AUTHORISED}),
    T.PARTS_ORDERED: frozenset({S.PARTS_HOLD}),
    T.PARTS_READY: frozenset({S.AUTHORISED}),
    T.PICKUP_CANCELLED: frozenset({S.AUTHORISED}),
    T.SCAN_CORRECTED: frozenset(
        {S.REQUESTED, S.NEEDS_INFO, S.OFFERED, S.PARTS_HOLD, S.AUTHORISED, S.INBOUND, S.READY_TO_RETURN}
    ),  # else what it corrects is so by now
    T.ON_HOLD: frozenset({S.ON_HOLD}),
    T.ANSWERS_DIFFER: frozenset({S.ON_HOLD}),
    T.AWAITING_PARTS: frozenset({S.AWAITING_PARTS}),
    T.REPAIR_STARTED: frozenset({S.REPAIRING, S.TESTING}),
    T.RETURN_UNREPAIRED: frozenset({S.READY_TO_RETURN}),
    T.DELIVERED: frozenset({S.DELIVERED}),
    T.DELIVERED_AFTER_ALL: frozenset({S.DELIVERED}),
    T.RE_REPAIR_OPENED: frozenset({S.AUTHORISED}),
    # An end that is taken up again is none.
    T.NO_SHIP_NEEDED: frozenset({S.CLOSED}),
    T.SCAN_WITHDRAWN: frozenset({S.CLOSED, S.CANCELLED, S.EXPIRED}),
    T.CANCELLED: frozenset({S.CANCELLED}),
    T.EXPIRED: frozenset({S.EXPIRED}),
    T.CLOSED: frozenset({S.CLOSED}),
}
# Name the stage, the reason or the next step as they were: true until the ticket takes another step.
UNTIL_THE_NEXT_STEP = frozenset(
    {
        T.DATE_SLIPPED,
        T.ON_HOLD,
        T.ANSWERS_DIFFER,
        T.HOLD_RELEASED,
        T.TAKEN_UP,
        T.STILL_WAITING,
        T.LAST_REMINDER,
        T.STATUS_REPLY,
        T.NOTHING_TO_DECIDE,
    }
)
# Name another time for something owed: true until that is done, called off, or moved once more.
OF_A_PROMISE = frozenset({T.DATE_SLIPPED, T.ANSWER_LATE})
# The ones that ask for a day: answered once the way back is booked.
ASKS_FOR_A_DAY = frozenset(
    {T.RETURN_READY, T.DELIVERY_FAILED, T.CAME_BACK, T.RETURN_MISSED, T.RETURN_UNREPAIRED}
)
MAY_BE_OVER = (
    OF_A_QUOTE
    | OF_AN_ANSWER
    | OF_A_TRIP
    | ASKED_IN.keys()
    | SAID_OF.keys()
    | UNTIL_THE_NEXT_STEP
    | OF_A_PROMISE
)
# Cannot become untrue while they wait, and why.
STAYS_TRUE: dict[T, str] = {
    T.PHONE_CODE: "asked for and typed at once; one that is late is ended by its time",
    T.THANKS: "a repaired one is never taken up: still broken opens another repair",
    T.PICKUP_COLLECTED: "it was collected, whatever came next",
    T.PICKUP_AFTER_ALL: "it was collected, whatever came next",
    T.ARRIVED_AFTER_ALL: "it arrived; undoing the scan calls the text back",
    T.ARRIVED_UNASKED: "it arrived; undoing the scan calls the text back",
    T.PARCEL_RECEIVED: "it arrived; undoing the scan calls the text back",
    T.DIAGNOSIS_STARTED: "it was unpacked and checked, whatever came next",
    T.TECHNICIAN_WROTE: "the message stands in the thread",
    T.MESSAGE_TAKEN: "the message is with the technician; who answers sooner keeps the promise",
    T.PICTURE_MISSED: "the picture is not there; another one of it is a new picture",
    T.TRIAL: "says nothing of any repair",
    T.HELP_REPLY: "says what can be replied, of no repair",
    T.WHICH_TICKET: "an answer is read against what is so when it comes",
    T.OPTED_OUT: "leaves before anything else; who comes back is told by the next text",
    T.OPTED_IN: "who stops again gets no text at all",
}
TICKETS = Ticket.__table__
QUOTES = Quote.__table__
JOBS = CourierJob.__table__
EVENTS = TicketEvent.__table__


class Standing(NamedTuple):
    """A ticket's state; a question counts as standing where it was held, as it will be asked again there."""

    state: S
    held_from: S | None


def outdated(session: Session, texts: Sequence[QueuedSms], *, now: datetime) -> dict[UUID, Verdict]:
    """The texts not worth sending any more, and why (SendStep.DROP); the ones not named still are.

    One query each for quotes, trips, tickets, their steps and promises, and only where the batch has such texts.
    """
    bound = [text for text in texts if text.kind in MAY_BE_OVER and text.ticket_id is not None]
    if not bound:
        return {}
    quotes = [text for text in bound if text.kind in OF_A_QUOTE and text.about_subject is Subject.QUOTE]
    answers = [text for text in bound if text.kind in OF_AN_ANSWER]
    trips = [text for text in bound if text.kind in OF_A_TRIP and text.about_subject is Subject.JOB]
    questions = [text for text in bound if text.kind in ASKED_IN]
    said = [text for text in bound if text.kind in SAID_OF]
    staged = [text for text in bound if text.kind in UNTIL_THE_NEXT_STEP]
    days = [text for text in bound if text.kind in ASKS_FOR_A_DAY]
    over = _ended_promises(session, [text for text in bound if text.kind in OF_A_PROMISE])
    open_quotes, doubted = _quotes(session, [*quotes, *answers], now)
    jobs = _coming_trips(session, [*trips, *days])
    coming_back = {ticket_id for ticket_id, _, leg, _ in jobs if leg is Leg.OUTBOUND}
    ends = {job_id: ends_at for _, job_id, _, ends_at in jobs}
    standing = _standing(session, [*questions, *said])
    last_steps = _last_steps(session, staged)
    gone = {  # the last reason counts
        Reason.MOVED_ON: [text for text in said if standing[text.ticket_id].state not in SAID_OF[text.kind]]
        + [text for text in staged if last_steps.get(text.ticket_id, text.created_at) > text.created_at]
        + [text for text in bound if text.id in over],
        Reason.QUOTE_SUPERSEDED: [
            text for text in quotes if (text.ticket_id, text.about_version) not in open_quotes
        ],
        Reason.ANSWER_DOUBTED: [text for text in answers if text.ticket_id in doubted],
        Reason.TRIP_CHANGED: [text for text in trips if _is_over(text, ends.get(text.about_id), now)],
        Reason.ANSWERED: [
            text
            for text in questions
            if (standing[text.ticket_id].held_from or standing[text.ticket_id].state)
            not in ASKED_IN[text.kind]
        ]
        + [text for text in days if text.ticket_id in coming_back],
    }
    return {text.id: Verdict(SendStep.DROP, reason) for reason, of_it in gone.items() for text in of_it}


def _is_over(text: QueuedSms, ends_at: datetime | None, now: datetime) -> bool:
    return ends_at is None or (ends_at <= now and text.kind not in PAST_ITS_WINDOW)


def _ended_promises(session: Session, texts: Sequence[QueuedSms]) -> set[UUID | None]:
    """The texts whose promise has ended."""
    if not texts:
        return set()
    return set(
        session.scalars(
            select(Promise.said_id).where(
                among(session, Promise.__table__.c.said_id, {text.id for text in texts}),
                Promise.said == Said.TEXT,
                Promise.ending.is_not(None),
            )
        )
    )


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


def _standing(session: Session, texts: Sequence[QueuedSms]) -> dict[UUID | None, Standing]:
    """Where the tickets are, and where they will go on if they are held."""
    if not texts:
        return {}
    rows = session.execute(
        select(Ticket.id, Ticket.state, Ticket.held_from).where(
            among(session, TICKETS.c.id, {text.ticket_id for text in texts})
        )
    )
    return {row.id: Standing(row.state, row.held_from) for row in rows}


def _last_steps(session: Session, texts: Sequence[QueuedSms]) -> dict[UUID | None, datetime]:
    """When each of the tickets took its last step."""
    if not texts:
        return {}
    rows = session.execute(
        select(TicketEvent.ticket_id, func.max(TicketEvent.at).label("at"))
        .where(
            among(session, EVENTS.c.ticket_id, {text.ticket_id for text in texts}),
            TicketEvent.action.is_not(None),
        )
        .group_by(TicketEvent.ticket_id)
    )
    return {row.ticket_id: row.at for row in rows}
