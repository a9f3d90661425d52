"""Which texts a person has to look at: failed, or nobody knows whether they left."""

from enum import StrEnum

from sqlalchemy import and_, or_

from app.messaging.sms.models import Sms
from app.messaging.sms.reasons import Reason
from app.messaging.sms.states import SmsState


class Show(StrEnum):
    """The inbox's filters, as they stand in the address."""

    UNREAD = "unread"
    MINE = "mine"
    UNKNOWN = "unknown"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


IN_DOUBT = (Reason.NOBODY_KNOWS, Reason.SENT_AGAIN)
NEEDS_A_PERSON = Sms.attention_since.is_not(None)
UNCERTAIN = and_(NEEDS_A_PERSON, or_(Sms.state == SmsState.UNCERTAIN, Sms.reason.in_(IN_DOUBT)))
FAILED = and_(
    NEEDS_A_PERSON,
    Sms.state != SmsState.UNCERTAIN,
    or_(Sms.reason.is_(None), Sms.reason.not_in(IN_DOUBT)),
)
TEXTS_SHOWN = {Show.FAILED: FAILED, Show.UNCERTAIN: UNCERTAIN, Show.MINE: NEEDS_A_PERSON}
