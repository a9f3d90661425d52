"""Twilio's words for what became of a message, and ours. Sources: Twilio, Message resource, "status"; Twilio,
"Error and warning dictionary" (read November 2026).
"""

from app.messaging.sms.states import AttemptState, Trouble

STATUS = {
    "accepted": AttemptState.ACCEPTED,
    "scheduled": AttemptState.ACCEPTED,
    "queued": AttemptState.ACCEPTED,
    "sending": AttemptState.ACCEPTED,
    "sent": AttemptState.SENT,
    "delivered": AttemptState.DELIVERED,
    "read": AttemptState.DELIVERED,
    "undelivered": AttemptState.UNDELIVERED,
    "failed": AttemptState.FAILED,
    "canceled": AttemptState.FAILED,
}

TROUBLE = {
    "20003": Trouble.CONFIGURATION,  # wrong credentials, or the account is suspended
    "20429": Trouble.CAPACITY,  # too many requests
    "21211": Trouble.BAD_NUMBER,  # not a phone number
    "21408": Trouble.CONFIGURATION,  # the account may not send to that region
    "21606": Trouble.CONFIGURATION,  # the sender number is not ours or cannot send
    "21610": Trouble.OPTED_OUT,
    "21611": Trouble.CAPACITY,  # the sender number's queue is full
    "21612": Trouble.CONFIGURATION,  # no route from this sender to that number
    "21614": Trouble.BAD_NUMBER,  # not a mobile number; landlines in Korea
    "21635": Trouble.BAD_NUMBER,  # a landline
    "30001": Trouble.CAPACITY,  # queue overflow
    "30003": Trouble.LATER,  # phone off or out of reach
    "30005": Trouble.BAD_NUMBER,  # nobody has the number
    "30006": Trouble.BAD_NUMBER,  # a landline, or a carrier that cannot be reached
    "30007": Trouble.FILTERED,
    "30008": Trouble.LATER,  # the carrier gave no reason
    "30034": Trouble.CONFIGURATION,  # the sender is not registered (US)
}


def trouble_of(code: str | None) -> Trouble | None:
    """What an error code means to us; None without one, UNKNOWN for one nobody has put in the table."""
    return TROUBLE.get(code, Trouble.UNKNOWN) if code else None
