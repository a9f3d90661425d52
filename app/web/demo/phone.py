"""What the demo phone shows: the numbers that were texted, and one number's talk with the shop."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.customers.phones import show_phone
from app.kernel.ids import new_row_id
from app.messaging.conversation.incoming import keep_incoming
from app.messaging.sms.models import DemoSms, Sms, SmsAttempt
from app.messaging.sms.reports import take_report
from app.messaging.sms.states import AttemptState

PROVIDER = "demo"
SHOP_NUMBER = "demo"
LINK = re.compile(r"\s*https?://\S+")


@dataclass(frozen=True, slots=True)
class Line:
    """One number in the list: as dialled, as written, the start of its last text, and when."""

    phone: str
    shown: str
    last: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text of the talk; `mine` is the phone's owner."""

    body: Markup
    at: datetime
    mine: bool


def lines(session: Session) -> Sequence[Line]:
    """Every number that was ever texted, the one with the newest text first."""
    newest_first = (DemoSms.at.desc(), DemoSms.id.desc())
    place = func.row_number().over(partition_by=DemoSms.phone, order_by=newest_first)
    ranked = select(DemoSms.id, place.label("place")).subquery()
    rows = session.scalars(
        select(DemoSms)
        .join(ranked, DemoSms.id == ranked.c.id)
        .where(ranked.c.place == 1)
        .order_by(*newest_first)
    )
    return [Line(row.phone, show_phone(row.phone), LINK.sub("", row.body)[:80], row.at) for row in rows]


def talk(session: Session, phone: str, *, origin: str) -> Sequence[Bubble]:
    """All texts to and from a number, the oldest first; links to our own pages can be tapped."""
    rows = session.scalars(select(DemoSms).where(DemoSms.phone == phone).order_by(DemoSms.at, DemoSms.id))
    return [Bubble(tappable(row.body, origin), row.at, row.from_customer) for row in rows]


def tappable(body: str, origin: str) -> Markup:
    """The text with our own addresses as links; anything else stays text."""
    parts = re.split(rf"({re.escape(origin)}(?:/[\w/.-]*)?)", body)
    made = [
        Markup('<a href="{0}">{1}</a>').format(part.removeprefix(origin) or "/", part)
        if at % 2
        else escape(part)
        for at, part in enumerate(parts)
    ]
    return Markup("").join(made)


def reply(session: Session, phone: str, body: str, *, now: datetime) -> None:
    """Send the shop a text from this phone: from here on it is a reply like any provider's.

    Whoever answers has the screen before them: what it shows is delivered, and the phone says so.
    """
    _report_delivered(session, phone, now=now)
    reference = str(new_row_id())
    session.add(DemoSms(reference=reference, phone=phone, from_customer=True, body=body, at=now))
    keep_incoming(
        session,
        provider=PROVIDER,
        provider_id=reference,
        from_phone=phone,
        to_phone=SHOP_NUMBER,
        body=body,
        now=now,
    )


def _report_delivered(session: Session, phone: str, *, now: datetime) -> None:
    shown = session.scalars(
        select(SmsAttempt.id)
        .join(Sms, Sms.id == SmsAttempt.sms_id)
        .where(
            Sms.to_phone == phone,
            SmsAttempt.provider == PROVIDER,
            SmsAttempt.state.in_((AttemptState.ACCEPTED, AttemptState.SENT)),
        )
    ).all()
    for attempt_id in shown:
        take_report(
            session,
            attempt_id,
            "delivered",
            AttemptState.DELIVERED,
            provider=PROVIDER,
            reference=str(attempt_id),
            now=now,
        )
