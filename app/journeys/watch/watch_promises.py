"""Asks whoever owes a promise before it slips; where nobody answers, the customer is told once, in time, by text.

A second slip of a repair, and whoever no text reaches, is a person's call instead (TRUTHS T4, decision 53).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from app.journeys.conversation.choose_texts import reached_by_text
from app.kernel.act import Act
from app.kernel.actor import SYSTEM
from app.kernel.i18n import N_, text
from app.kernel.show import show
from app.messaging.sms.kinds import SmsKind
from app.promises.kinds import Because, Fact, PromiseKind, Said, Saying
from app.promises.models import Promise
from app.promises.queries import OPEN
from app.promises.slips import (
    ASKED_ABOUT,
    ASKED_BEFORE,
    SlipKind,
    SlipOutcome,
    SlipTask,
    ask_at,
    open_task,
    settle,
    speak_at,
)
from app.sites.site import site_of
from app.tickets import queries as tickets
from app.tickets.models import Ticket
from app.tickets.promising import name_another_time
from app.tickets.service import tell

K = PromiseKind
# What a customer reads where it is ours, and how many business days more we name.
DELAYS: dict[PromiseKind, tuple[str, int]] = {
    K.ANSWER: (N_("we are behind with our answers, sorry"), 1),
    K.PART: (N_("the part is not here yet"), 3),
    K.ARRIVAL: (N_("we are looking for your parcel"), 1),
    K.LOOK: (N_("we are behind with unpacking, sorry"), 1),
    K.RESULT: (N_("finding the fault takes longer"), 1),
    K.REPAIR: (N_("the repair takes longer, sorry"), 1),
    K.TEST: (N_("testing takes longer"), 1),
    K.WORD: (N_("what stopped us is not solved yet"), 1),
    K.REPLY: (N_("we are behind with our answers, sorry"), 1),
}


def to_ask_about(session: Session, *, now: datetime) -> Sequence[UUID]:
    """The promises close to their time whose owner was not asked."""
    asked = select(SlipTask.id).where(SlipTask.promise_id == Promise.id).exists()
    rows = session.scalars(
        select(Promise)
        .where(
            OPEN,
            Promise.kind.in_(ASKED_ABOUT),
            or_(Promise.kind != K.WORD, Promise.made_from != Fact.TRIP),  # the watch over trips keeps that
            Promise.due_at <= now + ASKED_BEFORE,
            ~asked,
        )
        .order_by(Promise.due_at)
    )
    return [row.id for row in rows if ask_at(row) <= now]


def ask(session: Session, promise_id: UUID, *, now: datetime) -> bool:
    """Put the question on the screen of whoever owes it; where a text cannot tell of a delay, the call, too."""
    row = _standing(session, promise_id)
    if row is None:
        return False
    asked = open_task(session, row, SlipKind.ASK, now=now, answer_by=speak_at(row, asked_at=now))
    if asked and takes_a_call(session, tickets.by_id(session, row.ticket_id)):
        open_task(session, row, SlipKind.CALL, now=now, answer_by=row.due_at)
    return asked


def unanswered(session: Session, *, now: datetime) -> Sequence[UUID]:
    """The promises of which nobody has said how they stand by the time set, or that were to be kept and are over."""
    call = aliased(SlipTask)
    called = select(call.id).where(call.promise_id == Promise.id, call.kind == SlipKind.CALL).exists()
    return session.scalars(
        select(Promise.id)
        .join(SlipTask, SlipTask.promise_id == Promise.id)
        .where(
            OPEN,
            SlipTask.kind == SlipKind.ASK,
            or_(
                and_(SlipTask.outcome.is_(None), SlipTask.answer_by <= now),
                and_(SlipTask.outcome == SlipOutcome.WILL_MAKE_IT, Promise.due_at < now),
            ),
            ~called,
        )
        .order_by(Promise.due_at)
    ).all()


def speak(session: Session, promise_id: UUID, *, now: datetime) -> bool:
    """Name a new time by text, with the reason; or have somebody call. False where it was done meanwhile."""
    row = _standing(session, promise_id)
    if row is None:
        return False
    ticket = tickets.by_id(session, row.ticket_id)
    task = session.scalars(
        select(SlipTask).where(SlipTask.promise_id == row.id, SlipTask.kind == SlipKind.ASK)
    ).one()
    by_call = takes_a_call(session, ticket)
    if task.outcome is None:
        settle(
            session,
            task.id,
            SlipOutcome.TO_CALL if by_call else SlipOutcome.SPOKEN,
            Act(SYSTEM, now),
        )
    if by_call:
        return open_task(session, row, SlipKind.CALL, now=now, answer_by=row.due_at)
    reason, days = DELAYS[row.kind]
    site = site_of(session)
    new_due = site.after_business_days(max(now, row.due_at), days)
    tell_of_delay(
        session, ticket, row, new_due, show(text(reason), ticket.language, site.zone), Fact.CLOCK, now
    )
    return True


def takes_a_call(session: Session, ticket: Ticket) -> bool:
    """Whether a text cannot tell it, or one has told of a delay of this repair before."""
    slipped = select(Promise.id).where(Promise.ticket_id == ticket.id, Promise.why != "").limit(1)
    return session.scalar(slipped) is not None or not reached_by_text(session, ticket)


def tell_of_delay(
    session: Session, ticket: Ticket, row: Promise, new_due: datetime, why: str, fact: Fact, now: datetime
) -> None:
    """The text, and the promise it makes in the place of the other. Raises Conflict where the repair has moved on."""
    kind = SmsKind.ANSWER_LATE if row.kind is K.REPLY else SmsKind.DATE_SLIPPED
    sent = tell(session, ticket, kind, now=now, words={"note": why, "due": new_due})
    said = Saying(Said.TEXT, sent.id)
    name_another_time(session, ticket, row, new_due, Because(fact), now=now, said=said, why=why)


def _standing(session: Session, promise_id: UUID) -> Promise | None:
    """The promise while it stands. Not locked: whoever ends it at this moment has the ticket's row, which comes first."""
    asked = select(Promise).where(Promise.id == promise_id, OPEN)
    return session.scalars(asked, execution_options={"populate_existing": True}).one_or_none()
