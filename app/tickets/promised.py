"""What each step of a repair promises, and what it does to the promises that stand: one table each, pure.

A repair has one promise of its steps at a time (and one more while a message waits); `tickets.due_at` is its shadow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.kernel.actor import Role
from app.promises.kinds import Ending, Fact, PromiseKind
from app.promises.ledger import Owed
from app.promises.models import Promise
from app.tickets.states import FINAL, Action, State

S, A, K = State, Action, PromiseKind

PROMISED_IN: dict[State, PromiseKind] = {
    S.REQUESTED: K.ANSWER,
    S.NEEDS_INFO: K.THEIR_ANSWER,
    S.OFFERED: K.THEIR_TERMS,
    S.PARTS_HOLD: K.PART,
    S.AUTHORISED: K.THEIR_PICKUP_DAY,
    S.INBOUND: K.ARRIVAL,
    S.RECEIVED: K.LOOK,
    S.DIAGNOSING: K.RESULT,
    S.QUOTED: K.THEIR_QUOTE,
    S.AWAITING_PARTS: K.PART,
    S.REPAIRING: K.REPAIR,
    S.TESTING: K.TEST,
    S.AWAITING_PAYMENT: K.THEIR_PAYMENT,
    S.READY_TO_RETURN: K.THEIR_RETURN_DAY,
    S.OUTBOUND: K.RETURN,
    S.DELIVERED: K.FOLLOW_UP,
    S.ON_HOLD: K.WORD,
}
IN_A_WINDOW = {S.INBOUND: K.PICKUP, S.READY_TO_RETURN: K.RETURN, S.OUTBOUND: K.RETURN}
BY_ACTION = {A.PARTS_UNOBTAINABLE: K.THEIR_CHOICE, A.FOLLOW_UP: K.THEIR_VERDICT}

_PARTS = frozenset({A.PARTS_READY, A.PARTS_IN})
_ANSWERS = frozenset({A.APPROVE, A.APPROVE_AND_WAIT, A.DECLINE})
KEPT_BY: dict[PromiseKind, frozenset[Action]] = {
    K.ANSWER: frozenset({A.ASK, A.OFFER, A.CLOSE_WITHOUT_SHIPPING}),
    K.PART: _PARTS,
    K.PICKUP: frozenset({A.COLLECT, A.RECEIVE, A.PICKUP_FAILED}),  # who came in vain has come
    K.ARRIVAL: frozenset({A.RECEIVE}),
    K.LOOK: frozenset({A.INSPECT}),
    K.RESULT: frozenset({A.START_REPAIR, A.QUOTE, A.WAIT_FOR_PARTS, A.NO_FAULT, A.GIVE_UP}),
    K.REPAIR: frozenset({A.FINISH}),
    K.TEST: frozenset({A.TEST_PASSED, A.TEST_PASSED_UNPAID, A.TEST_FAILED}),
    K.WORD: frozenset({A.RELEASE}) | _ANSWERS,
    K.RETURN: frozenset({A.DELIVER, A.DELIVERY_FAILED}),
    K.FOLLOW_UP: frozenset({A.FOLLOW_UP, A.CONFIRM_WORKING, A.STILL_BROKEN}),
    K.THEIR_ANSWER: frozenset({A.ANSWER}),
    K.THEIR_TERMS: frozenset({A.ACCEPT, A.ACCEPT_AND_WAIT, A.REFUSE_TERMS}),
    K.THEIR_CHOICE: frozenset({A.EXCHANGE, A.REFUND, A.CANCEL, A.PARTS_LATE}) | _PARTS,
    K.THEIR_PICKUP_DAY: frozenset({A.BOOK_PICKUP, A.COLLECT, A.RECEIVE}),
    K.THEIR_QUOTE: _ANSWERS,
    K.THEIR_PAYMENT: frozenset({A.PAY, A.WAIVE}),
    K.THEIR_RETURN_DAY: frozenset({A.BOOK_RETURN, A.DELIVER}),
    K.THEIR_VERDICT: frozenset({A.CONFIRM_WORKING, A.STILL_BROKEN}),
}
# A step of these takes back the one before: what that ended stands again, what it promised was a slip.
TAKES_BACK = frozenset({A.UNDO_RECEIVE, A.UNDO_UNPLANNED, A.UNDO_HAND_OUT})
CALLS_OFF = frozenset({A.CANCEL, A.REFUSE_TERMS, A.CANCEL_PICKUP})


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as it bears on promises. `at` is when it really happened; `due` what the story or the table names.

    `window_from` makes it a window; `broke` says that what was promised was not done, by our fault.
    """

    action: Action
    to: State
    by: Role
    at: datetime
    now: datetime
    due: datetime | None
    window_from: datetime | None = None
    broke: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a step does to the ledger: how each row ends, which stand again, what is promised, instead of which."""

    ends: tuple[tuple[Promise, Ending], ...] = ()
    again: tuple[Promise, ...] = ()
    made: Owed | None = None
    replaces: Promise | None = None
    due_at: datetime | None = None


def settle(standing: Sequence[Promise], undone: Sequence[Promise], step: Taken) -> Settlement:
    """What a step does. `standing` are the open promises, `undone` those which the step taken back had ended."""
    ours = [row for row in standing if is_of_steps(row) or is_word_of_a_trip(row)]
    if step.action in TAKES_BACK:
        taken_back = _taken_back(ours, undone, step)
        if taken_back is not None:
            return taken_back
    made = _promised_by(step)
    for row in ours:
        if made is not None and made.same_as(row):  # the same goes on
            others = (one for one in ours if one is not row)
            return Settlement(ends=tuple((one, _beside(one, step)) for one in others), due_at=row.due_at)
    ends = tuple((row, _ending(row, step, made)) for row in ours)
    # A broken one gives way, too, where the step did not do it late.
    gives_way = next(
        (row for row, _ in ends if is_of_steps(row) and step.action not in KEPT_BY.get(row.kind, ())), None
    )
    if made is None:
        gives_way = None
    return Settlement(ends=ends, made=made, replaces=gives_way, due_at=made.due_at if made else None)


def _promised_by(step: Taken) -> Owed | None:
    """A time that has passed is no promise."""
    if step.to in FINAL or step.due is None or step.due <= step.now:
        return None
    table = IN_A_WINDOW if step.window_from is not None and step.to in IN_A_WINDOW else PROMISED_IN
    kind = BY_ACTION.get(step.action) or table[step.to]
    return Owed(kind, step.due, step.window_from if table is IN_A_WINDOW else None, step.why)


def is_word_of_a_trip(row: Promise) -> bool:
    """Whether it is the word by when the customer hears how a trip went that nobody noted (decision 49)."""
    return row.kind is K.WORD and row.made_from is Fact.TRIP


def is_of_steps(row: Promise) -> bool:
    """Whether it is the one promise that the repair's steps make, keep and replace, and that `due_at` is the shadow of."""
    return row.kind is not K.REPLY and not is_word_of_a_trip(row)


def _beside(row: Promise, step: Taken) -> Ending:
    """Any step tells how a trip went; what else stood beside the promise that goes on was a slip."""
    if is_word_of_a_trip(row):
        return Ending.KEPT if step.now <= row.due_at else Ending.BROKEN
    return Ending.WITHDRAWN


def _ending(row: Promise, step: Taken, made: Owed | None) -> Ending:
    if is_word_of_a_trip(row):
        return _beside(row, step)
    late = step.at > row.due_at
    if step.action in KEPT_BY.get(row.kind, ()):
        return Ending.BROKEN if late or step.broke else Ending.KEPT
    if late or step.broke:
        return Ending.BROKEN
    if made is None or (step.by is Role.CUSTOMER and step.action in CALLS_OFF):
        return Ending.WITHDRAWN
    return Ending.REPLACED


def _taken_back(ours: Sequence[Promise], undone: Sequence[Promise], step: Taken) -> Settlement | None:
    """None where nothing of before is on record, as of before there was a ledger."""
    trips = [row for row in ours if row.kind is K.RETURN]  # handed out and back in: the window goes on
    stands = [*undone, *trips]
    if not stands:
        return None
    ends = tuple((row, Ending.WITHDRAWN) for row in ours if row not in trips)
    return Settlement(ends=ends, again=tuple(undone), due_at=stands[0].due_at)
