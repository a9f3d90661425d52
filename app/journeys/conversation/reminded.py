"""What a customer was reminded of and whether it got there: by the provider's word, or by a call that somebody noted.

Nothing ends for silence before (TRUTHS T9): two on different days, the last saying what will happen and when.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.courier.trips.words import we_did_not_come
from app.kernel.actor import Role
from app.messaging.conversation import calls
from app.messaging.conversation.models import Call, CallReason
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms
from app.messaging.sms.states import SmsState
from app.promises.kinds import PromiseKind
from app.promises.queries import broken_since
from app.sites.site import Site, site_of
from app.tickets.models import Ticket, TicketEvent
from app.tickets.states import Action

LAST_ONES = (SmsKind.LAST_REMINDER, SmsKind.QUOTE_LAST_REMINDER)
REMINDERS = (SmsKind.STILL_WAITING, SmsKind.QUOTE_REMINDER, *LAST_ONES)
ENOUGH_DAYS = 2  # on so many different days
TIME_TO_ACT = timedelta(days=1)  # at least, after the last one got there
DAYS_AFTER_A_CALL = 2  # business days
OUR_WORD = (PromiseKind.PART, PromiseKind.PICKUP, PromiseKind.ARRIVAL, PromiseKind.RETURN)
OUR_DOING = frozenset({Action.PARTS_LATE, Action.PARTS_UNOBTAINABLE, Action.UNDO_UNPLANNED})


class Heard(StrEnum):
    """What follows from what got there, once the time is up."""

    ENOUGH = "enough"  # they know, and were silent
    WAIT = "wait"  # they know, and have not had the time yet; or a call is on the list
    CALL = "call"  # nobody can tell whether they know


@dataclass(frozen=True, slots=True)
class Reminded:
    """`days` on which one got there or somebody called; `last_at` when the one that names the end did.

    `next_call` is the number that one more call would have, of those looked at here: whoever lays it by that number is
    refused where another process has laid one since.
    """

    days: frozenset[date]
    last_at: datetime | None
    noted: Sequence[Call]
    call_is_open: bool
    next_call: int = 1


def reminded(session: Session, ticket: Ticket, *, since: datetime, quote: int | None = None) -> Reminded:
    """What got there about the question that was put `since`; of a quote, about that version."""
    site = site_of(session)
    arrived = session.execute(
        select(Sms.kind, Sms.settled_at, Sms.created_at).where(
            Sms.ticket_id == ticket.id,
            Sms.kind.in_(REMINDERS),
            Sms.state == SmsState.DELIVERED,
            Sms.created_at >= since,
            Sms.about_version == quote if quote is not None else Sms.about_version.is_(None),
        )
    ).all()
    about_it = calls.of_question(session, ticket.id, ticket.version)
    noted = [call for call in about_it if call.reached is not None]
    days = {site.today(row.settled_at or row.created_at) for row in arrived}
    days |= {site.today(call.done_at) for call in noted if call.done_at is not None}
    ends_said = [row.settled_at or row.created_at for row in arrived if row.kind in LAST_ONES]
    return Reminded(
        frozenset(days),
        max(ends_said, default=None),
        noted,
        any(call.done_at is None for call in about_it),
        len(about_it) + 1,
    )


def heard(what: Reminded, site: Site, *, now: datetime) -> Heard:
    """Whether the customer's silence is one, now that the time is up; pure."""
    called = max((call.done_at for call in what.noted if call.done_at), default=None)
    knows = len(what.days) >= ENOUGH_DAYS and (what.last_at is not None or called is not None)
    if knows or any(call.reached for call in what.noted):
        had_time = what.last_at is None or now >= what.last_at + TIME_TO_ACT
        if called is not None:
            had_time = had_time and now >= site.after_business_days(called, DAYS_AFTER_A_CALL)
        return Heard.ENOUGH if had_time else Heard.WAIT
    if what.call_is_open:
        return Heard.WAIT
    today = site.today(now)
    tried_today = called is not None and (site.today(called) == today or not site.is_business_day(today))
    return Heard.WAIT if tried_today else Heard.CALL


def why_it_stays(session: Session, ticket: Ticket, events: Sequence[TicketEvent]) -> CallReason | None:
    """Why a question nobody answered ends nothing at all: what we owe anyway, or what we broke since they acted last."""
    if ticket.re_repair_of_id is not None:
        return CallReason.RE_REPAIR
    theirs = [place for place, event in enumerate(events) if event.role is Role.CUSTOMER]
    after = events[theirs[-1] + 1 :] if theirs else events
    since = events[theirs[-1]].at if theirs else ticket.opened_at
    failed = any(we_did_not_come(event) or event.action in OUR_DOING for event in after)
    if failed or broken_since(session, ticket.id, OUR_WORD, since) or _said_to_slip(session, ticket, since):
        return CallReason.OUR_FAULT
    return None


def _said_to_slip(session: Session, ticket: Ticket, since: datetime) -> bool:
    told = select(Sms.id).where(
        Sms.ticket_id == ticket.id, Sms.kind == SmsKind.DATE_SLIPPED, Sms.created_at >= since
    )
    return session.scalars(told.limit(1)).first() is not None
