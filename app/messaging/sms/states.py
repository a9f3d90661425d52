"""How far a text, and each try at it, can be: one table of ranks, and what is done when nobody knows.

Reports come late, twice, out of order, and even before the answer to the try itself. So each try has a
state that only moves to the right, and the text's own state is folded from its tries.
"""

from collections.abc import Iterable
from enum import StrEnum


class SmsState(StrEnum):
    """How far a text has come."""

    PENDING = "pending"  # owed, nothing of it has left
    POSTING = "posting"  # a try has begun and not ended
    ACCEPTED = "accepted"  # the provider has it
    SENT = "sent"  # the provider passed it on
    DELIVERED = "delivered"  # the phone has it
    UNDELIVERED = "undelivered"  # the network could not hand it over
    FAILED = "failed"  # nobody will send it
    UNCERTAIN = "uncertain"  # may or may not have been accepted: looked into, never blindly sent again
    SUPPRESSED = "suppressed"  # the number takes no texts
    HELD = "held"  # waits until the sender's configuration is put right
    DROPPED = "dropped"  # no longer worth sending; the reason says why


class AttemptState(StrEnum):
    """How far one try has come."""

    POSTING = "posting"
    NOT_SENT = "not_sent"  # certainly not accepted
    UNCERTAIN = "uncertain"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"


class Trouble(StrEnum):
    """What an error code of a provider means to us. Each adapter maps its provider's codes to these."""

    BAD_NUMBER = "bad_number"  # never will receive a text: the number is flagged, staff are told
    OPTED_OUT = "opted_out"  # the provider keeps the opt-out: ours follows
    CONFIGURATION = "configuration"  # our account is set up wrong: the sender stops, nothing is burnt
    FILTERED = "filtered"  # a carrier took it for spam
    LATER = "later"  # may pass another time: phone off, network away
    CAPACITY = "capacity"  # too much at once
    UNKNOWN = "unknown"  # never tried again by itself, shown to staff


# A report moves a try to the right only; the last column is where it stays.
RANK = {
    AttemptState.NOT_SENT: 0,
    AttemptState.UNCERTAIN: 0,
    AttemptState.POSTING: 0,
    AttemptState.ACCEPTED: 1,
    AttemptState.SENT: 2,
    AttemptState.DELIVERED: 3,
    AttemptState.UNDELIVERED: 3,
    AttemptState.FAILED: 3,
}
# Of several tries the best one tells how far the text is.
_BEST_FIRST = (
    AttemptState.DELIVERED,
    AttemptState.SENT,
    AttemptState.ACCEPTED,
    AttemptState.POSTING,
    AttemptState.UNCERTAIN,
    AttemptState.UNDELIVERED,
    AttemptState.FAILED,
    AttemptState.NOT_SENT,
)
AS_TEXT = {state: SmsState(state.value) for state in AttemptState if state is not AttemptState.NOT_SENT} | {
    AttemptState.NOT_SENT: SmsState.PENDING
}
WITH_PROVIDER = frozenset({SmsState.ACCEPTED, SmsState.SENT, SmsState.DELIVERED})
# From here nothing but a report of a better try leads on.
ENDED = frozenset(
    {SmsState.DELIVERED, SmsState.UNDELIVERED, SmsState.FAILED, SmsState.SUPPRESSED, SmsState.DROPPED}
)


def moves_on(present: AttemptState, told: AttemptState) -> bool:
    """Whether what a provider told of a try is news; a step back or aside never is."""
    return RANK[told] > RANK[present]


def folded(tries: Iterable[AttemptState]) -> SmsState:
    """The state of a text with these tries; PENDING without any."""
    present = set(tries)
    return next((AS_TEXT[state] for state in _BEST_FIRST if state in present), SmsState.PENDING)
