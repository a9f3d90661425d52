"""Texts the evening before and the morning of a trip, each at most once per trip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.courier.slots import queries as slots
from app.courier.trips import queries
from app.courier.trips.states import ACTIVE
from app.kernel import idempotency as once
from app.kernel.clock import at_local
from app.messaging.sms.about import About
from app.messaging.sms.kinds import SmsKind
from app.sites.site import Site, site_of
from app.tickets import queries as tickets
from app.tickets.legs import Leg
from app.tickets.service import tell

EVENING = time(18, 0)
MORNING = time(8, 0)
NIGHT = time(21, 0)  # nobody is texted later; the morning's text is then the only one


class Which(StrEnum):
    """The two reminders."""

    EVENING_BEFORE = "evening"
    MORNING_OF = "morning"


KINDS = {
    (Leg.INBOUND, Which.EVENING_BEFORE): SmsKind.PICKUP_TOMORROW,
    (Leg.INBOUND, Which.MORNING_OF): SmsKind.PICKUP_TODAY,
    (Leg.OUTBOUND, Which.EVENING_BEFORE): SmsKind.RETURN_TOMORROW,
    (Leg.OUTBOUND, Which.MORNING_OF): SmsKind.RETURN_TODAY,
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """One text that is due."""

    job_id: UUID
    which: Which

    @property
    def key(self) -> str:
        """What makes it happen once."""
        return f"remind:{self.job_id}:{self.which}"


def reminders_due(session: Session, *, now: datetime) -> Sequence[Reminder]:
    """The reminders to send now that were not sent before.

    Who booked after the reminder's hour has just been told the window, so is not told again.
    """
    site = site_of(session)
    today = site.today(now)
    wanted = _of_day(session, today + timedelta(days=1), Which.EVENING_BEFORE, now, site)
    wanted += _of_day(session, today, Which.MORNING_OF, now, site)
    keys = [reminder.key for reminder in wanted]
    sent = set(session.scalars(select(once.Submission.key).where(once.Submission.key.in_(keys))))
    return [reminder for reminder in wanted if reminder.key not in sent]


def remind(session: Session, reminder: Reminder, *, now: datetime) -> bool:
    """Send it, unless somebody did or the trip ended meanwhile; two processes at once send one text."""
    if not once.begin(session, reminder.key, now=now):
        return False
    job = queries.job_by_id(session, reminder.job_id)
    if job.state not in ACTIVE:
        return False
    tell(
        session,
        tickets.by_id(session, job.ticket_id),
        KINDS[job.leg, reminder.which],
        now=now,
        words={"window": slots.window_of(job.slot)},
        about=About.job(job.id),
    )
    return True


def _of_day(session: Session, day: date, which: Which, now: datetime, site: Site) -> list[Reminder]:
    if which is Which.EVENING_BEFORE:
        eve = day - timedelta(days=1)
        start, end = at_local(eve, EVENING, site.zone), at_local(eve, NIGHT, site.zone)
    else:
        start, end = at_local(day, MORNING, site.zone), at_local(day, NIGHT, site.zone)
    if not start <= now < end:
        return []
    return [
        Reminder(job.id, which)
        for job in queries.jobs_on(session, day)
        if job.created_at < start and now < job.slot.ends_at
    ]
