"""Texts that somebody waits for: if one ends without arriving, a person must know, as nobody else would say it."""

from datetime import datetime, timedelta

from app.messaging.sms.categories import Category
from app.messaging.sms.kinds import WORDINGS, SmsKind

T = SmsKind
# Answer, or ask back, whoever has just written to us. Tuples, as members of an Enum are found by identity faster.
AWAITED = (
    T.STATUS_REPLY,
    T.HELP_REPLY,
    T.PICTURE_MISSED,
    T.WHICH_TICKET,
    T.QUOTE_CHANGED,
    T.QUOTE_ASKED,
    T.NOTHING_TO_DECIDE,
)
# Replies, too, and why nobody waits for them.
NOT_AWAITED: dict[SmsKind, str] = {
    T.MESSAGE_TAKEN: "the message itself is a task of its technician",
    T.THANKS: "says that nothing is left to do; the warranty stands on the private page",
    T.OPTED_OUT: "whoever stops the texts waits for none",
    T.TRIAL: "the operator who sends it reads what became of it",
    T.OPTED_IN: "the next text shows that they come again",
}
# Ask somebody for something, or answer in a technician's words: while nobody knows of it, the repair stands still.
ASKS = (
    *AWAITED,
    *(kind for kind, wording in WORDINGS.items() if wording.category is Category.DECISION),
    T.TECHNICIAN_WROTE,
    T.ANSWERS_DIFFER,
)
# What says "your message is with …" is no more use at midnight than an answer.
NOT_LATER = (*AWAITED, T.MESSAGE_TAKEN)
ANSWER_HOLDS = timedelta(minutes=10)  # so long a reply waits for the machine; then a person answers it


def holds_until(kind: SmsKind, created_at: datetime, *, resends: int) -> datetime | None:
    """When an answer comes too late for a talk, and a person takes over; None for others, and one that is sent again."""
    return created_at + ANSWER_HOLDS if kind in AWAITED and not resends else None
