"""The same words to another number: what went to a wrong one is written again to the right one."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.messaging.sms.about import columns_of
from app.messaging.sms.lifecycle import enqueue_sending
from app.messaging.sms.models import Sms
from app.messaging.sms.reasons import Reason
from app.messaging.sms.service import say_written
from app.messaging.sms.states import SmsState

# What may still go, or go again, to the old number; whatever else ended stays as it ended.
NOT_OVER = (SmsState.PENDING, SmsState.HELD, SmsState.UNCERTAIN)


def redirect(session: Session, old: Sms, *, to_phone: str, now: datetime) -> Sms:
    """Write a text to `to_phone` (E.164) as it was written to another number, and owe its sending.

    Lock the old text before. It goes nowhere any more, except where it is being posted at this moment.
    """
    new = Sms(
        kind=old.kind,
        ticket_id=old.ticket_id,
        to_phone=to_phone,
        language=old.language,
        body=old.body,
        **columns_of(old.about),
        urgent=old.urgent,
        state=SmsState.PENDING,
        segments=old.segments,
        tries=0,
        resends=0,
        created_at=now,
    )
    session.add(new)
    if old.state in NOT_OVER:
        old.state, old.reason, old.settled_at = SmsState.DROPPED, Reason.NUMBER_CORRECTED, now
    session.flush()
    say_written(session, new.id)
    enqueue_sending(session, new, now=now)
    return new
