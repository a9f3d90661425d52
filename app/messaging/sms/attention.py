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


_IN_DOUBT = (Reason.NOBODY_KNOWS, Reason.SENT_AGAIN)
_OPEN_TEXT = Sms.attention_since.is_not(None)
_UNCERTAIN = and_(_OPEN_TEXT, or_(Sms.state == SmsState.UNCERTAIN, Sms.reason.in_(_IN_DOUBT)))
_FAILED = and_(
    _OPEN_TEXT,
    Sms.state != SmsState.UNCERTAIN,
    or_(Sms.reason.is_(None), Sms.reason.not_in(_IN_DOUBT)),
)
OF_TEXTS = {Show.FAILED: _FAILED, Show.UNCERTAIN: _UNCERTAIN, Show.MINE: _OPEN_TEXT}
