"""Notices trips of which nobody noted how they went: the customer hears that we ask, and at last that we did not come.

The courier's run and the dispatcher's board ask from the minute the window ends, by the rows themselves. Ten minutes
later the customer hears that we are looking; only where that question found no answer for the rest of two hours does
the clock say that we did not come, and that it was our fault (decision 49).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.courier.slots.queries import window_of
from app.courier.trips.models import CourierJob
from app.courier.trips.queries import job_by_id, unnoted
from app.courier.trips.rules import ASKING_AFTER, GRACE
from app.courier.trips.states import ACTIVE, FailureReason
from app.journeys.transport.run_stop import fail_stop
from app.kernel import idempotency as once
from app.kernel.act import Act
from app.kernel.actor import SYSTEM
from app.messaging.sms.about import About
from app.messaging.sms.kinds import SmsKind
from app.promises.due import awake, told_by
from app.promises.kinds import Because, Fact, PromiseKind, Said, Saying
from app.promises.ledger import Owed, make_unless_made
from app.sites.site import site_of
from app.tickets import queries as tickets
from app.tickets.legs import Leg
from app.tickets.promising import whom
from app.tickets.service import tell

ASKING = {Leg.INBOUND: SmsKind.PICKUP_UNNOTED, Leg.OUTBOUND: SmsKind.RETURN_UNNOTED}
ANSWER_WITHIN = GRACE - ASKING_AFTER


def to_ask_about(session: Session, *, now: datetime) -> Sequence[UUID]:
    """The trips nobody has noted for ten minutes, and whose customer does not know yet that we ask."""
    over = unnoted(session, over_since=now - ASKING_AFTER)
    asked = _asked_since(session, over)
    return [job.id for job in over if job.id not in asked]


def say_that_we_ask(session: Session, job_id: UUID, *, now: datetime) -> bool:
    """Text it once for a trip; False where somebody did, or noted how it went. Says no word of why."""
    if not once.begin(session, _key(job_id), now=now):
        return False
    job = job_by_id(session, job_id)
    if job.state not in ACTIVE:
        return False
    ticket, due = tickets.by_id(session, job.ticket_id), _known_by(session, now)
    sent = tell(
        session,
        ticket,
        ASKING[job.leg],
        now=now,
        words={"window": window_of(job.slot), "due": due},
        about=About.job(job.id),
    )
    owed, said = Owed(PromiseKind.WORD, due), Saying(Said.TEXT, sent.id)
    make_unless_made(session, whom(ticket), owed, Because(Fact.TRIP, job.id), now=now, said=said)
    return True


def missed_trips(session: Session, *, now: datetime) -> Sequence[UUID]:
    """The trips that were asked about for two hours, and of which nobody has said how they went."""
    over = unnoted(session, over_since=now - GRACE)
    asked = _asked_since(session, over)
    return [job.id for job in over if job.id in asked and asked[job.id] <= now - ANSWER_WITHIN]


def give_up_trip(session: Session, job_id: UUID, *, now: datetime) -> bool:
    """It counts as not driven, by our fault; raises where a courier notes it in that moment, who wins."""
    fail_stop(session, job_by_id(session, job_id), Act(SYSTEM, now), reason=FailureReason.NO_TIME)
    return True


def answer_expected(session: Session, job: CourierJob) -> datetime:
    """By when the customer hears how a trip went whose window is over: what its text says, else two hours after."""
    asked = once.earlier(session, _key(job.id))
    return _known_by(session, asked.at if asked else job.slot.ends_at + ASKING_AFTER)


def _known_by(session: Session, asked_at: datetime) -> datetime:
    """Two hours after the window, in quarters; at night no text arrives, so in the morning then."""
    return awake(told_by(asked_at + ANSWER_WITHIN), site_of(session))


def _key(job_id: UUID) -> str:
    return f"asking:{job_id}"


def _asked_since(session: Session, jobs: Sequence[CourierJob]) -> dict[UUID, datetime]:
    keys = {_key(job.id): job.id for job in jobs}
    rows = session.execute(
        select(once.Submission.key, once.Submission.at).where(once.Submission.key.in_(keys))
    )
    return {keys[row.key]: row.at for row in rows}
