"""The words for what has become of a code: what is known, and what to do, never that it was sent before it was."""

from dataclasses import dataclass
from datetime import datetime

from app.journeys.request.code_status import WAITING, CodeStatus
from app.kernel.i18n import N_, Text, text

S = CodeStatus
TONE = {S.SENT: "good", S.LEAVING: "neutral"}  # of all others: attention
SAYS: dict[CodeStatus, str] = {
    S.LEAVING: N_("We are texting six digits to %(phone)s."),
    S.SENT: N_("Six digits were sent to %(phone)s."),
    S.LATE: N_(
        "The text with the code has not left yet. We keep trying until %(until)s; what you told us is kept."
    ),
    S.IN_DOUBT: N_(
        "We do not know whether the text with the code left. If it does not come within two minutes, ask for a new one."
    ),
    S.STANDSTILL: N_(
        "No text can leave the shop at the moment, so the code has not been sent. It goes by itself if texts leave again "
        "before %(until)s; after that, ask for a new one. What you told us is kept."
    ),
    S.NO_MONEY: N_(
        "The shop has sent all the texts it can pay for today, so the code was not sent. Ask for a new one tomorrow; "
        "what you told us is kept."
    ),
    S.TOO_MANY: N_(
        "Too many texts went to %(phone)s in 24 hours, so the code was not sent. Call us at %(shop)s and we let one "
        "through, use another number, or ask for a new one from %(room)s. What you told us is kept."
    ),
    S.NUMBER: N_(
        "The text with the code cannot be delivered to %(phone)s. Compare the number, or use one that takes texts."
    ),
    S.NOT_SENT: N_("The code was not sent in time. Ask for a new one."),
}


@dataclass(frozen=True, slots=True)
class CodeTold:
    """One sentence and its tone; `waiting` while it may change by itself, `comes` while the code may still arrive."""

    sentence: Text
    tone: str
    waiting: bool
    comes: bool


def told_of(
    status: CodeStatus, *, phone: str, until: datetime, shop_phone: str, room_from: datetime | None
) -> CodeTold:
    """For a number as it was typed, the end of the code's time, and when the number may get a text again."""
    return CodeTold(
        text(SAYS[status], phone=phone, until=until, shop=shop_phone, room=room_from or until),
        TONE.get(status, "attention"),
        waiting=status in WAITING,
        comes=status in (*WAITING, S.SENT, S.IN_DOUBT),
    )
