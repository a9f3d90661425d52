"""What the day's texts came to: how many are how far, who got the most, and what waits or is in doubt."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.messaging.sms.attention import TEXTS_SHOWN, Show
from app.messaging.sms.models import Sms
from app.messaging.sms.reasons import Reason
from app.messaging.sms.states import SmsState


def count_by_state(session: Session, *, since: datetime) -> dict[SmsState, int]:
    """How many texts decided since then are in each state, in the order of the states; empty ones left out."""
    rows = session.execute(
        select(Sms.state, func.count().label("how_many")).where(Sms.created_at >= since).group_by(Sms.state)
    )
    counted = {row.state: row.how_many for row in rows}
    return {state: counted[state] for state in SmsState if state in counted}


def busiest_numbers(session: Session, *, since: datetime, most: int) -> list[tuple[str, int]]:
    """The numbers with the most texts that were tried since then, as the daily limit counts them."""
    how_many = func.count().label("how_many")
    rows = session.execute(
        select(Sms.to_phone, how_many)
        .where(Sms.created_at > since, Sms.tries > 0)
        .group_by(Sms.to_phone)
        .order_by(how_many.desc(), Sms.to_phone)
        .limit(most)
    )
    return [(phone, count) for phone, count in rows]


def waiting_for_money(session: Session) -> tuple[int, int]:
    """Texts and SMS segments that the day's cap keeps back."""
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(Sms.segments), 0)).where(
            Sms.state == SmsState.PENDING, Sms.reason == Reason.DAILY_CAP
        )
    ).one()
    return row[0], row[1]


def in_doubt_since(session: Session, before: datetime) -> int:
    """Texts that wait since then for a person to say what shall be done, as nobody knows whether they left."""
    found = session.scalar(
        select(func.count()).select_from(Sms).where(TEXTS_SHOWN[Show.UNCERTAIN], Sms.attention_since < before)
    )
    return found or 0
