"""Texts that a limit of ours ends or keeps waiting: a task for each number, and the list that says so to who sets limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Table, and_, func, or_, select, update
from sqlalchemy.orm import Session

from app.kernel.bulk import among
from app.messaging.sms.attention import NEEDS_A_PERSON
from app.messaging.sms.models import Sms
from app.messaging.sms.reasons import Reason
from app.messaging.sms.send_policy import A_DAY, SendStep, Verdict
from app.messaging.sms.states import SmsState

TEXTS: Table = Sms.__table__
LIMITS = (Reason.TOO_MANY, Reason.DAILY_CAP)
# Nobody asked for their end but we, so somebody calls. Where the day's money is spent all numbers are concerned at
# once: the manager's page says so instead.
CALL_INSTEAD = frozenset({Reason.TOO_MANY, Reason.COUNTRY})
SHOWN = 50


@dataclass(frozen=True, slots=True)
class AtALimit:
    """What one limit does to one number: texts that wait for it, and codes of the last day that it ended."""

    phone: str
    reason: Reason
    waiting: int
    ended: int


def ask_somebody(session: Session, verdicts: Mapping[UUID, Verdict], *, now: datetime) -> None:
    """Lay what a limit ended before a person: one text for each number and limit, until somebody ticked it off."""
    ended = [
        one
        for one, verdict in verdicts.items()
        if verdict.step is not SendStep.WAIT and verdict.reason in CALL_INSTEAD
    ]
    if not ended:
        return
    rows = session.execute(
        select(TEXTS.c.id, TEXTS.c.to_phone, TEXTS.c.reason).where(among(session, TEXTS.c.id, ended))
    ).all()
    waiting = select(TEXTS.c.to_phone, TEXTS.c.reason).where(
        among(session, TEXTS.c.to_phone, {row.to_phone for row in rows}), NEEDS_A_PERSON
    )
    laid = {(row.to_phone, row.reason) for row in session.execute(waiting)}
    first = {(row.to_phone, row.reason): row.id for row in rows}
    new = [sms_id for about, sms_id in first.items() if about not in laid]
    session.execute(update(TEXTS).where(among(session, TEXTS.c.id, new)).values(attention_since=now))


def at_a_limit(session: Session, *, now: datetime) -> Sequence[AtALimit]:
    """The numbers whose texts wait for a limit or were ended by one in the last day, those with the most first."""
    waits = TEXTS.c.state == SmsState.PENDING
    waiting, ended = func.count().filter(waits), func.count().filter(~waits)
    rows = session.execute(
        select(TEXTS.c.to_phone, TEXTS.c.reason, waiting.label("waiting"), ended.label("ended"))
        .where(
            TEXTS.c.reason.in_(LIMITS),
            or_(waits, and_(TEXTS.c.state == SmsState.DROPPED, TEXTS.c.created_at > now - A_DAY)),
        )
        .group_by(TEXTS.c.to_phone, TEXTS.c.reason)
        .order_by(func.count().desc(), TEXTS.c.to_phone, TEXTS.c.reason)
        .limit(SHOWN)
    )
    return [AtALimit(row.to_phone, Reason(row.reason), row.waiting, row.ended) for row in rows]
