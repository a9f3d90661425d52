"""What has become of the text with a phone code: whoever waits for it is told that, and not what was hoped for."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.models import PhoneCode
from app.messaging.sms.budget import spent_today
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms
from app.messaging.sms.number_fill import codes_pass, full_until
from app.messaging.sms.ports import Capabilities
from app.messaging.sms.reasons import Reason
from app.messaging.sms.send_policy import SendPolicy, price_class
from app.messaging.sms.sender_stop import standing_stop
from app.messaging.sms.states import WITH_PROVIDER, SmsState, Trouble

SOON = timedelta(seconds=20)  # by then it has usually left


class CodeStatus(StrEnum):
    """How far the newest code of a request has come, as far as it matters to the person before the page."""

    LEAVING = "leaving"  # decided a moment ago
    LATE = "late"  # not left yet, tried again and again while it is of use
    SENT = "sent"  # the provider has it, at least
    IN_DOUBT = "in_doubt"  # may have left
    STANDSTILL = "standstill"  # no text leaves the shop until somebody puts the sender right
    NO_MONEY = "no_money"  # the day's money is spent, even what is kept for codes
    TOO_MANY = "too_many"  # texts to this number
    NUMBER = "number"  # cannot receive it
    NOT_SENT = "not_sent"  # ended otherwise; a new one may go


WAITING = (CodeStatus.LEAVING, CodeStatus.LATE, CodeStatus.STANDSTILL)  # may change by itself
_ENDED = {
    Reason.DAILY_CAP: CodeStatus.NO_MONEY,
    Reason.TOO_MANY: CodeStatus.TOO_MANY,
    Reason.COUNTRY: CodeStatus.NUMBER,
    Reason.NOBODY_KNOWS: CodeStatus.IN_DOUBT,
}


def code_status(
    session: Session, code: PhoneCode, *, rules: SendPolicy, able: Capabilities, now: datetime
) -> CodeStatus:
    """Read from the text's own row; one that waits and cannot leave as things stand is said to, before it is tried."""
    told = session.execute(
        select(Sms.state, Sms.reason, Sms.trouble, Sms.tries, Sms.segments, Sms.created_at).where(
            Sms.to_phone == code.phone, Sms.kind == SmsKind.PHONE_CODE, Sms.about_id == code.id
        )
    ).one_or_none()
    if told is None:
        return CodeStatus.NOT_SENT
    if told.state in WITH_PROVIDER:
        return CodeStatus.SENT
    if told.state is SmsState.UNCERTAIN:
        return CodeStatus.IN_DOUBT
    if told.state is SmsState.POSTING:
        return CodeStatus.LEAVING
    if told.state in (SmsState.PENDING, SmsState.HELD):
        if standing_stop(session) is not None:
            return CodeStatus.STANDSTILL
        if told.tries == 0 and _has_its_fill(session, code.phone, rules, able, now):
            return CodeStatus.TOO_MANY
        if told.tries == 0 and _is_too_dear(session, code.phone, told.segments, rules, able, now):
            return CodeStatus.NO_MONEY
        return CodeStatus.LATE if told.tries or now - told.created_at > SOON else CodeStatus.LEAVING
    if told.trouble is Trouble.BAD_NUMBER or told.state in (SmsState.UNDELIVERED, SmsState.SUPPRESSED):
        return CodeStatus.NUMBER
    ended = next((status for reason, status in _ENDED.items() if told.reason == reason), CodeStatus.NOT_SENT)
    if ended is CodeStatus.TOO_MANY and not _has_its_fill(session, code.phone, rules, able, now):
        return CodeStatus.NOT_SENT  # there is room again, or we were called: a new one goes
    return ended


def _has_its_fill(session: Session, phone: str, rules: SendPolicy, able: Capabilities, now: datetime) -> bool:
    if not able.wakes_people or codes_pass(session, phone, now=now):
        return False
    return full_until(session, phone, most=rules.most_a_day, now=now) is not None


def _is_too_dear(
    session: Session, phone: str, segments: int, rules: SendPolicy, able: Capabilities, now: datetime
) -> bool:
    if not (rules.daily_cap and able.wakes_people):
        return False
    price = price_class(phone, rules, segments)
    return price > 0 and spent_today(session, now=now)[1] + price > rules.daily_cap
