"""The life of a ticket on one page: from, action, to, who may, due rule, what the customer is told.

Read this first. Buttons, permissions, texts and clocks are made from it; `service.advance` is the
only function that walks it. Courier jobs, parcels and quotes have tables of their own.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.actor import Role
from app.messaging.sms.kinds import SmsKind as T
from app.promises.rules import BY_PLAN, NOBODY, Due, business, hours


class State(StrEnum):
    """Where a ticket can be."""

    REQUESTED = "requested"
    NEEDS_INFO = "needs_info"
    OFFERED = "offered"
    PARTS_HOLD = "parts_hold"
    AUTHORISED = "authorised"
    INBOUND = "inbound"
    RECEIVED = "received"
    DIAGNOSING = "diagnosing"
    QUOTED = "quoted"
    AWAITING_PARTS = "awaiting_parts"
    REPAIRING = "repairing"
    TESTING = "testing"
    AWAITING_PAYMENT = "awaiting_payment"
    READY_TO_RETURN = "ready_to_return"
    OUTBOUND = "outbound"
    DELIVERED = "delivered"
    ON_HOLD = "on_hold"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Action(StrEnum):
    """What can be done to a ticket."""

    ASK = "ask"
    ANSWER = "answer"
    OFFER = "offer"
    ACCEPT = "accept"
    ACCEPT_AND_WAIT = "accept_and_wait"
    REFUSE_TERMS = "refuse_terms"
    CLOSE_WITHOUT_SHIPPING = "close_without_shipping"
    PARTS_READY = "parts_ready"
    PARTS_LATE = "parts_late"
    PARTS_UNOBTAINABLE = "parts_unobtainable"
    EXCHANGE = "exchange"
    REFUND = "refund"
    CANCEL = "cancel"
    EXPIRE = "expire"
    BOOK_PICKUP = "book_pickup"
    MOVE_PICKUP = "move_pickup"
    CANCEL_PICKUP = "cancel_pickup"
    PICKUP_FAILED = "pickup_failed"
    COLLECT = "collect"
    RECEIVE = "receive"
    UNDO_RECEIVE = "undo_receive"
    UNDO_UNPLANNED = "undo_unplanned"
    INSPECT = "inspect"
    HOLD = "hold"
    RELEASE = "release"
    START_REPAIR = "start_repair"
    QUOTE = "quote"
    REQUOTE = "requote"
    APPROVE = "approve"
    APPROVE_AND_WAIT = "approve_and_wait"
    DECLINE = "decline"
    QUOTE_EXPIRED = "quote_expired"
    NO_FAULT = "no_fault"
    GIVE_UP = "give_up"
    WAIT_FOR_PARTS = "wait_for_parts"
    PARTS_IN = "parts_in"
    FINISH = "finish"
    TEST_FAILED = "test_failed"
    TEST_PASSED = "test_passed"
    TEST_PASSED_UNPAID = "test_passed_unpaid"
    PAY = "pay"
    WAIVE = "waive"
    BOOK_RETURN = "book_return"
    HAND_OUT = "hand_out"
    UNDO_HAND_OUT = "undo_hand_out"
    DELIVERY_FAILED = "delivery_failed"
    DELIVER = "deliver"
    FOLLOW_UP = "follow_up"
    CONFIRM_WORKING = "confirm_working"
    STILL_BROKEN = "still_broken"
    CLOSE = "close"
    TAKE_UP = "take_up"


class Disposition(StrEnum):
    """How it ended; kept apart from the state."""

    REPAIRED = "REPAIRED"
    NO_FAULT_FOUND = "NO_FAULT_FOUND"
    BEYOND_ECONOMICAL_REPAIR = "BEYOND_ECONOMICAL_REPAIR"
    DECLINED = "DECLINED"
    PART_UNAVAILABLE = "PART_UNAVAILABLE"
    EXCHANGED = "EXCHANGED"
    REFUNDED = "REFUNDED"
    LOST_COMPENSATED = "LOST_COMPENSATED"
    CAMPAIGN_ONLY = "CAMPAIGN_ONLY"
    NO_SHIP_NEEDED = "NO_SHIP_NEEDED"
    ABANDONED = "ABANDONED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Step:
    """One row: `to` None means back to where it was: held, ended, or before a slip; `tells` None: no text."""

    start: State
    action: Action
    to: State | None
    who: frozenset[Role]
    due: Due
    tells: T | None


def step(start: State, action: Action, to: State | None, who: str, due: Due, tells: T | None) -> Step:
    """Write a row; `who` is roles by first letter: C W T D K(courier) M S(ystem). Managers may what staff may."""
    roles = {_LETTERS[letter] for letter in who}
    if roles - {Role.CUSTOMER, Role.SYSTEM}:
        roles.add(Role.MANAGER)
    return Step(start, action, to, frozenset(roles), due, tells)


_LETTERS = {
    "C": Role.CUSTOMER,
    "W": Role.WAREHOUSE,
    "T": Role.TECHNICIAN,
    "D": Role.DISPATCHER,
    "K": Role.COURIER,
    "M": Role.MANAGER,
    "S": Role.SYSTEM,
}

S, A = State, Action

# fmt: off
STEPS: tuple[Step, ...] = (
    #    from                action                    to                   who    due            tells the customer
    step(S.REQUESTED,        A.ASK,                    S.NEEDS_INFO,        "T",   business(7),   T.INFO_ASKED),
    step(S.REQUESTED,        A.OFFER,                  S.OFFERED,           "TS",  business(7),   T.TERMS_OFFERED),
    step(S.REQUESTED,        A.CLOSE_WITHOUT_SHIPPING, S.CLOSED,            "T",   NOBODY,        T.NO_SHIP_NEEDED),
    step(S.REQUESTED,        A.RECEIVE,                S.RECEIVED,          "W",   hours(4),      T.ARRIVED_UNASKED),
    step(S.REQUESTED,        A.CANCEL,                 S.CANCELLED,         "CTD", NOBODY,        T.CANCELLED),
    step(S.NEEDS_INFO,       A.ANSWER,                 S.REQUESTED,         "CT",  business(1),   None),
    step(S.NEEDS_INFO,       A.CLOSE_WITHOUT_SHIPPING, S.CLOSED,            "T",   NOBODY,        T.NO_SHIP_NEEDED),
    step(S.NEEDS_INFO,       A.RECEIVE,                S.RECEIVED,          "W",   hours(4),      T.ARRIVED_UNASKED),
    step(S.NEEDS_INFO,       A.CANCEL,                 S.CANCELLED,         "CTD", NOBODY,        T.CANCELLED),
    step(S.NEEDS_INFO,       A.EXPIRE,                 S.EXPIRED,           "S",   NOBODY,        T.EXPIRED),
    step(S.OFFERED,          A.ACCEPT,                 S.AUTHORISED,        "C",   business(7),   T.TERMS_ACCEPTED),
    step(S.OFFERED,          A.ACCEPT_AND_WAIT,        S.PARTS_HOLD,        "C",   BY_PLAN,       T.PARTS_ORDERED),
    step(S.OFFERED,          A.REFUSE_TERMS,           S.CANCELLED,         "C",   NOBODY,        T.CANCELLED),
    step(S.OFFERED,          A.OFFER,                  S.OFFERED,           "T",   business(7),   T.TERMS_OFFERED),
    step(S.OFFERED,          A.RECEIVE,                S.RECEIVED,          "W",   hours(4),      T.ARRIVED_UNASKED),
    step(S.OFFERED,          A.EXPIRE,                 S.EXPIRED,           "S",   NOBODY,        T.EXPIRED),
    step(S.PARTS_HOLD,       A.PARTS_READY,            S.AUTHORISED,        "TDS", business(7),   T.PARTS_READY),
    step(S.PARTS_HOLD,       A.PARTS_LATE,             S.PARTS_HOLD,        "TDS", BY_PLAN,       T.DATE_SLIPPED),
    step(S.PARTS_HOLD,       A.PARTS_UNOBTAINABLE,     S.PARTS_HOLD,        "TD",  business(7),   T.PARTS_UNOBTAINABLE),
    step(S.PARTS_HOLD,       A.RECEIVE,                S.RECEIVED,          "W",   hours(4),      T.PARCEL_RECEIVED),
    step(S.PARTS_HOLD,       A.EXCHANGE,               S.CLOSED,            "TD",  NOBODY,        T.CLOSED),
    step(S.PARTS_HOLD,       A.REFUND,                 S.CLOSED,            "TD",  NOBODY,        T.CLOSED),
    step(S.PARTS_HOLD,       A.CANCEL,                 S.CANCELLED,         "CTD", NOBODY,        T.CANCELLED),
    step(S.AUTHORISED,       A.BOOK_PICKUP,            S.INBOUND,           "CD",  BY_PLAN,       T.PICKUP_BOOKED),
    step(S.AUTHORISED,       A.COLLECT,                S.INBOUND,           "KD",  business(1),   T.PICKUP_COLLECTED),
    step(S.AUTHORISED,       A.RECEIVE,                S.RECEIVED,          "W",   hours(4),      T.PARCEL_RECEIVED),
    step(S.AUTHORISED,       A.CANCEL,                 S.CANCELLED,         "CTD", NOBODY,        T.CANCELLED),
    step(S.AUTHORISED,       A.EXPIRE,                 S.EXPIRED,           "S",   NOBODY,        T.EXPIRED),
    step(S.INBOUND,          A.MOVE_PICKUP,            S.INBOUND,           "CD",  BY_PLAN,       T.PICKUP_BOOKED),
    step(S.INBOUND,          A.CANCEL_PICKUP,          S.AUTHORISED,        "CD",  business(7),   T.PICKUP_CANCELLED),
    step(S.INBOUND,          A.PICKUP_FAILED,          S.AUTHORISED,        "KDS", business(7),   T.PICKUP_FAILED),
    step(S.INBOUND,          A.COLLECT,                S.INBOUND,           "KD",  business(1),   T.PICKUP_COLLECTED),
    step(S.INBOUND,          A.RECEIVE,                S.RECEIVED,          "W",   hours(4),      T.PARCEL_RECEIVED),
    step(S.RECEIVED,         A.UNDO_RECEIVE,           S.INBOUND,           "W",   business(1),   T.SCAN_CORRECTED),
    step(S.RECEIVED,         A.UNDO_UNPLANNED,         None,                "W",   business(7),   T.SCAN_CORRECTED),
    step(S.RECEIVED,         A.INSPECT,                S.DIAGNOSING,        "W",   business(2),   T.DIAGNOSIS_STARTED),
    step(S.RECEIVED,         A.HOLD,                   S.ON_HOLD,           "WT",  business(1),   T.ON_HOLD),
    step(S.DIAGNOSING,       A.START_REPAIR,           S.REPAIRING,         "T",   business(2),   T.REPAIR_STARTED),
    step(S.DIAGNOSING,       A.QUOTE,                  S.QUOTED,            "T",   BY_PLAN,       T.QUOTE_SENT),
    step(S.DIAGNOSING,       A.WAIT_FOR_PARTS,         S.AWAITING_PARTS,    "T",   BY_PLAN,       T.AWAITING_PARTS),
    step(S.DIAGNOSING,       A.NO_FAULT,               S.TESTING,           "T",   business(1),   None),
    step(S.DIAGNOSING,       A.GIVE_UP,                S.READY_TO_RETURN,   "T",   business(2),   T.RETURN_UNREPAIRED),
    step(S.DIAGNOSING,       A.HOLD,                   S.ON_HOLD,           "T",   business(1),   T.ON_HOLD),
    step(S.QUOTED,           A.APPROVE,                S.REPAIRING,         "C",   business(3),   T.REPAIR_STARTED),
    step(S.QUOTED,           A.APPROVE_AND_WAIT,       S.AWAITING_PARTS,    "C",   BY_PLAN,       T.AWAITING_PARTS),
    step(S.QUOTED,           A.REQUOTE,                S.QUOTED,            "T",   BY_PLAN,       T.QUOTE_SENT),
    step(S.QUOTED,           A.DECLINE,                S.READY_TO_RETURN,   "C",   business(2),   T.RETURN_UNREPAIRED),
    step(S.QUOTED,           A.QUOTE_EXPIRED,          S.READY_TO_RETURN,   "S",   business(2),   T.RETURN_UNREPAIRED),
    step(S.AWAITING_PARTS,   A.PARTS_IN,               S.REPAIRING,         "TWS", business(3),   T.REPAIR_STARTED),
    step(S.AWAITING_PARTS,   A.PARTS_LATE,             S.AWAITING_PARTS,    "TDS", BY_PLAN,       T.DATE_SLIPPED),
    step(S.AWAITING_PARTS,   A.HOLD,                   S.ON_HOLD,           "TS",  business(1),   T.ON_HOLD),
    step(S.AWAITING_PARTS,   A.GIVE_UP,                S.READY_TO_RETURN,   "T",   business(2),   T.RETURN_UNREPAIRED),
    step(S.REPAIRING,        A.FINISH,                 S.TESTING,           "T",   business(1),   None),
    step(S.REPAIRING,        A.QUOTE,                  S.QUOTED,            "T",   BY_PLAN,       T.QUOTE_SENT),
    step(S.REPAIRING,        A.WAIT_FOR_PARTS,         S.AWAITING_PARTS,    "T",   BY_PLAN,       T.AWAITING_PARTS),
    step(S.REPAIRING,        A.GIVE_UP,                S.READY_TO_RETURN,   "T",   business(2),   T.RETURN_UNREPAIRED),
    step(S.REPAIRING,        A.HOLD,                   S.ON_HOLD,           "TS",  business(1),   T.ON_HOLD),
    step(S.TESTING,          A.TEST_FAILED,            S.REPAIRING,         "T",   business(2),   None),
    step(S.TESTING,          A.TEST_PASSED,            S.READY_TO_RETURN,   "T",   business(2),   T.RETURN_READY),
    step(S.TESTING,          A.TEST_PASSED_UNPAID,     S.AWAITING_PAYMENT,  "T",   business(3),   T.PAYMENT_DUE),
    step(S.AWAITING_PAYMENT, A.PAY,                    S.READY_TO_RETURN,   "DTS", business(2),   T.RETURN_READY),
    step(S.AWAITING_PAYMENT, A.WAIVE,                  S.READY_TO_RETURN,   "M",   business(2),   T.RETURN_READY),
    step(S.READY_TO_RETURN,  A.BOOK_RETURN,            S.READY_TO_RETURN,   "CD",  BY_PLAN,       T.RETURN_BOOKED),
    step(S.READY_TO_RETURN,  A.HAND_OUT,               S.OUTBOUND,          "W",   BY_PLAN,       T.ON_ITS_WAY),
    step(S.READY_TO_RETURN,  A.DELIVERY_FAILED,        S.READY_TO_RETURN,   "KDS", business(2),   T.RETURN_MISSED),
    step(S.READY_TO_RETURN,  A.DELIVER,                S.DELIVERED,         "KD",  BY_PLAN,       T.DELIVERED),
    step(S.READY_TO_RETURN,  A.HOLD,                   S.ON_HOLD,           "WTS", business(1),   T.ON_HOLD),
    step(S.OUTBOUND,         A.RECEIVE,                S.READY_TO_RETURN,   "W",   business(2),   T.CAME_BACK),
    step(S.OUTBOUND,         A.UNDO_HAND_OUT,          S.READY_TO_RETURN,   "W",   business(2),   T.SCAN_CORRECTED),
    step(S.OUTBOUND,         A.DELIVERY_FAILED,        S.READY_TO_RETURN,   "KDS", business(2),   T.DELIVERY_FAILED),
    step(S.OUTBOUND,         A.DELIVER,                S.DELIVERED,         "KD",  BY_PLAN,       T.DELIVERED),
    step(S.DELIVERED,        A.FOLLOW_UP,              S.DELIVERED,         "S",   hours(7 * 24),  T.FOLLOW_UP),
    step(S.DELIVERED,        A.CONFIRM_WORKING,        S.CLOSED,            "CT",  NOBODY,        T.THANKS),
    step(S.DELIVERED,        A.STILL_BROKEN,           S.CLOSED,            "CTW", NOBODY,        None),
    step(S.DELIVERED,        A.CLOSE,                  S.CLOSED,            "TS",  NOBODY,        None),
    step(S.ON_HOLD,          A.APPROVE,                S.REPAIRING,         "T",   business(3),   T.REPAIR_STARTED),
    step(S.ON_HOLD,          A.APPROVE_AND_WAIT,       S.AWAITING_PARTS,    "T",   BY_PLAN,       T.AWAITING_PARTS),
    step(S.ON_HOLD,          A.DECLINE,                S.READY_TO_RETURN,   "T",   business(2),   T.RETURN_UNREPAIRED),
    step(S.ON_HOLD,          A.RELEASE,                None,                "WTD", business(1),   T.HOLD_RELEASED),
    step(S.EXPIRED,          A.RECEIVE,                S.RECEIVED,          "W",   hours(4),      T.ARRIVED_UNASKED),
    step(S.CANCELLED,        A.RECEIVE,                S.RECEIVED,          "W",   hours(4),      T.ARRIVED_UNASKED),
    step(S.CLOSED,           A.RECEIVE,                S.RECEIVED,          "W",   hours(4),      T.ARRIVED_UNASKED),
    step(S.EXPIRED,          A.TAKE_UP,                None,                "CTD", BY_PLAN,       T.TAKEN_UP),
    step(S.CANCELLED,        A.TAKE_UP,                None,                "CTD", BY_PLAN,       T.TAKEN_UP),
    step(S.CLOSED,           A.TAKE_UP,                None,                "CTD", BY_PLAN,       T.TAKEN_UP),
)
# fmt: on

BY_START_AND_ACTION = {(row.start, row.action): row for row in STEPS}
FINAL = frozenset({S.CLOSED, S.CANCELLED, S.EXPIRED})

ACTS_NEXT: dict[State, Role | None] = {
    S.REQUESTED: Role.TECHNICIAN,
    S.NEEDS_INFO: Role.CUSTOMER,
    S.OFFERED: Role.CUSTOMER,
    S.PARTS_HOLD: Role.TECHNICIAN,
    S.AUTHORISED: Role.CUSTOMER,
    S.INBOUND: Role.COURIER,
    S.RECEIVED: Role.WAREHOUSE,
    S.DIAGNOSING: Role.TECHNICIAN,
    S.QUOTED: Role.CUSTOMER,
    S.AWAITING_PARTS: Role.TECHNICIAN,
    S.REPAIRING: Role.TECHNICIAN,
    S.TESTING: Role.TECHNICIAN,
    S.AWAITING_PAYMENT: Role.CUSTOMER,
    S.READY_TO_RETURN: Role.WAREHOUSE,
    S.OUTBOUND: Role.COURIER,
    S.DELIVERED: Role.TECHNICIAN,
    S.ON_HOLD: Role.WAREHOUSE,
    S.CLOSED: None,
    S.CANCELLED: None,
    S.EXPIRED: None,
}


def allowed(state: State, role: Role) -> tuple[Step, ...]:
    """The rows that `role` may walk from `state`, in table order."""
    return tuple(row for row in STEPS if row.start is state and role in row.who)
