"""What can be promised, who has to act for it, where it was said, from which fact it was made, and how it ends."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.kernel.actor import Role


class PromiseKind(StrEnum):
    """What is owed by a time. `their_…` is what we wait for the customer to do; the others are ours."""

    ANSWER = "answer"  # terms or a question to a new request
    PART = "part"  # a part is here, or dated
    PICKUP = "pickup"  # the courier at the customer's door, in a window
    ARRIVAL = "arrival"  # a collected parcel at the dock
    LOOK = "look"  # unpacked and looked at
    RESULT = "result"  # what the bench found: repair, quote, part, nothing
    REPAIR = "repair"
    TEST = "test"
    WORD = "word"  # what stopped us is solved
    RETURN = "return"  # the device at the customer's door, in a window
    FOLLOW_UP = "follow_up"  # we ask whether all is well
    REPLY = "reply"  # an answer to what the customer wrote
    THEIR_ANSWER = "their_answer"
    THEIR_TERMS = "their_terms"
    THEIR_CHOICE = "their_choice"  # a part cannot be had
    THEIR_PICKUP_DAY = "their_pickup_day"
    THEIR_QUOTE = "their_quote"
    THEIR_PAYMENT = "their_payment"
    THEIR_RETURN_DAY = "their_return_day"
    THEIR_VERDICT = "their_verdict"  # whether it works


K = PromiseKind
PARTY: dict[PromiseKind, Role] = {
    K.ANSWER: Role.TECHNICIAN,
    K.PART: Role.TECHNICIAN,
    K.PICKUP: Role.COURIER,
    K.ARRIVAL: Role.COURIER,
    K.LOOK: Role.WAREHOUSE,
    K.RESULT: Role.TECHNICIAN,
    K.REPAIR: Role.TECHNICIAN,
    K.TEST: Role.TECHNICIAN,
    K.WORD: Role.WAREHOUSE,
    K.RETURN: Role.COURIER,
    K.FOLLOW_UP: Role.TECHNICIAN,
    K.REPLY: Role.TECHNICIAN,
} | {kind: Role.CUSTOMER for kind in PromiseKind if kind.startswith("their_")}
OF_A_TRIP = frozenset({K.PICKUP, K.RETURN})


class Fact(StrEnum):
    """The sort of row a promise was made from, or ended by."""

    STEP = "step"  # ticket_events
    TRIP = "trip"  # courier_jobs
    MESSAGE = "message"  # thread_messages
    OWNER = "owner"  # the word of whoever owes it: staff_accounts
    CALL = "call"  # what was said on the phone
    CLOCK = "clock"  # nobody answered in time; no row
    BEFORE = "before"  # it stood before there was a ledger; no row


class Said(StrEnum):
    """Where the customer was told."""

    TEXT = "text"  # sms
    PAGE = "page"  # the private page, by itself
    CALL = "call"


class Ending(StrEnum):
    """How a promise ends, once."""

    KEPT = "kept"
    BROKEN = "broken"
    REPLACED = "replaced"  # by another, told before this one was due
    WITHDRAWN = "withdrawn"  # what it was for is off: by the customer's wish, or it was a slip


@dataclass(frozen=True, slots=True)
class Because:
    """A row: its sort and its id; no id where there is no row."""

    fact: Fact
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Saying:
    """Where it was said, and the id of the text."""

    where: Said
    id: UUID | None = None


ON_THE_PAGE = Saying(Said.PAGE)
