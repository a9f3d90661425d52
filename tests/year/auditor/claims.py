"""What a sentence can claim: the few things that an auditor holds against rows, clock and other sentences."""

from dataclasses import dataclass
from enum import StrEnum


class Claim(StrEnum):
    """One thing a sentence says; "says nothing" is a sentence without any."""

    COMING_AT = "coming at"  # a time of ours: we will have done it by then, or come then
    OPEN_UNTIL = "open until"  # the reader may answer or choose until then
    PASSED_AT = "passed at"  # a time of ours has passed, and we say so
    ASKING = "we are asking"  # we look into what nobody noted
    TAKES_LONGER = "takes longer"
    REPLACES = "replaces"  # a time or text told before no longer counts
    CORRECTS = "corrects"  # what was told before was our slip
    FACT = "fact"  # it happened: needs its row
    IS_AT = "is at"  # where the device is now
    AT_MOST = "at most"  # the number the customer is asked to say yes to, or has said yes to
    TO_PAY = "to pay"
    SURCHARGE = "comes on top"
    ASKS = "asks"  # the reader is to do something, and must find how
    OFFERS = "offers"  # a window that can be chosen
    DAY_IS = "the day is"  # today, tomorrow: counted from when it is read
    NEXT_IS = "next is"  # whose time the page's "by when" is
    ENDED = "ended"
    NO_DATE = "no date"


class Line(StrEnum):
    """What is promised: one line of promises holds one time at a time."""

    ANSWER = "answer"  # a technician answers the request
    PART = "part"
    PICKUP = "pickup"
    ARRIVAL = "arrival"
    UNPACK = "unpack"
    RESULT = "result"
    WORD = "word"  # we write, while it is held
    REPAIR = "repair"
    TEST = "test"
    RETURN = "return"
    FOLLOW_UP = "follow-up"
    REPLY = "reply"  # to a message of the customer's
    NEXT = "next"  # "next step by", whatever it is
    CUSTOMER = "customer"  # no promise of ours: the time is the reader's


class Place(StrEnum):
    """Where a device can be said to be."""

    CUSTOMER = "with the customer"
    TO_US = "on its way to us"
    WORKSHOP = "at the workshop"
    TO_CUSTOMER = "on its way to the customer"


class Fact(StrEnum):
    """What only a row can make true."""

    ORDERED = "ordered"
    PART_HERE = "part here"
    LOCKED = "terms locked"
    BOOKED = "pickup booked"
    RETURN_BOOKED = "return booked"
    COLLECTED = "collected"
    NOT_COLLECTED = "not collected"
    ARRIVED = "arrived"
    UNPACKED = "unpacked"
    REPAIRED = "repaired"
    APPROVED = "approved"
    PAID = "paid"
    SENT_OUT = "handed to the courier"
    NOT_DELIVERED = "not delivered"
    DELIVERED = "delivered"
    POSTED = "posted"
    WARRANTY_OVER = "the serial says that the warranty is over"
    SAME_PERSON = "one person for all of it"


@dataclass(frozen=True, slots=True)
class Says:
    """A claim, what it is about (a line, place, fact or act), and the named group that holds its value."""

    claim: Claim
    about: str = ""
    of: str = ""


def coming(line: Line | str, of: str = "due") -> Says:
    """A time of ours that lies ahead; `line` "stage" means: of whatever the stage in the sentence waits for."""
    return Says(Claim.COMING_AT, line, of)


def until(of: str = "due") -> Says:
    """The reader may until then."""
    return Says(Claim.OPEN_UNTIL, Line.CUSTOMER, of)


def asks(act: str) -> Says:
    """The reader is to do this; `act` is the last part of the page on which it is done."""
    return Says(Claim.ASKS, act)


def fact(what: Fact, of: str = "") -> Says:
    """It happened."""
    return Says(Claim.FACT, what, of)


def is_at(place: Place) -> Says:
    """The device is there."""
    return Says(Claim.IS_AT, place)


def next_is(line: Line) -> Says:
    """The page's "by when" belongs to this line."""
    return Says(Claim.NEXT_IS, line)


def at_most(of: str = "sum") -> Says:
    """The number that is everything the customer pays."""
    return Says(Claim.AT_MOST, "", of)


def to_pay(of: str = "sum") -> Says:
    """What the customer is asked to pay."""
    return Says(Claim.TO_PAY, "", of)


REPLACES = Says(Claim.REPLACES)
CORRECTS = Says(Claim.CORRECTS)
TAKES_LONGER = Says(Claim.TAKES_LONGER)
PASSED = Says(Claim.PASSED_AT)
ASKING = Says(Claim.ASKING)
ENDED = Says(Claim.ENDED)
NO_DATE = Says(Claim.NO_DATE)
TODAY = Says(Claim.DAY_IS, "0", "window")
TOMORROW = Says(Claim.DAY_IS, "1", "window")
