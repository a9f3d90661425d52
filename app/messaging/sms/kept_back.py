"""Texts that end or wait before they could leave: what is a task then, and the list for who sets the limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Table, and_, func, or_, select, update
from sqlalchemy.orm import Session

from app.kernel.bulk import among
from app.messaging.sms.attention import NEEDS_A_PERSON
from app.messaging.sms.awaited import ASKS, AWAITED
from app.messaging.sms.models import Sms
from app.messaging.sms.reasons import Reason
from app.messaging.sms.send_policy import A_DAY, SendStep, Verdict
from app.messaging.sms.send_rules import QueuedSms
from app.messaging.sms.states import SmsState

TEXTS: Table = Sms.__table__
LIMITS = (Reason.TOO_MANY, Reason.DAILY_CAP)
# Nobody asked for their end but we, so somebody calls. Where the day's money is spent all numbers are concerned at
# once: the manager's page says so instead.
CALL_INSTEAD = frozenset({Reason.TOO_MANY, Reason.COUNTRY})
SHOWN = 50


@dataclass(frozen=True, slots=True)
class AtALimit:
    """What one limit does to one number: texts that wait for it, and codes and answers of the last day that it ended."""

    phone: str
    reason: Reason
    waiting: int
    ended: int


def ask_somebody(
    session: Session, texts: Sequence[QueuedSms], verdicts: Mapping[UUID, Verdict], *, now: datetime
) -> None:
    """Lay what ended before a person: each answer that somebody waits for, of the others one for each number and reason."""
    ended = [text for text in texts if text.id in verdicts and verdicts[text.id].step is not SendStep.WAIT]
    awaited = [text.id for text in ended if text.kind in AWAITED]
    others = [text for text in ended if text.kind not in AWAITED and _is_missed(text, verdicts[text.id])]
    new = awaited + (_not_laid_yet(session, others, verdicts) if others else [])
    if new:
        session.execute(update(TEXTS).where(among(session, TEXTS.c.id, new)).values(attention_since=now))


def _is_missed(text: QueuedSms, verdict: Verdict) -> bool:
    """Whether nobody would hear of it: a limit of ours ended it, or what it asks for the number does not take any more."""
    return verdict.reason in CALL_INSTEAD or (verdict.step is SendStep.SUPPRESS and text.kind in ASKS)


def _not_laid_yet(
    session: Session, texts: Sequence[QueuedSms], verdicts: Mapping[UUID, Verdict]
) -> list[UUID]:
    """Of each number and reason the first, unless one waits there that nobody has ticked off."""
    first: dict[tuple[str, str], UUID] = {}
    for text in texts:
        first.setdefault((text.to_phone, verdicts[text.id].reason.value), text.id)
    rows = session.execute(
        select(TEXTS.c.to_phone, TEXTS.c.reason, TEXTS.c.trouble).where(
            among(session, TEXTS.c.to_phone, {phone for phone, _ in first}), NEEDS_A_PERSON
        )
    )
    laid = {(row.to_phone, str(why)) for row in rows for why in (row.reason, row.trouble) if why}
    return [sms_id for about, sms_id in first.items() if about not in laid]


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
