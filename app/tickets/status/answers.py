"""The five answers of a customer's page, told from the table in `page.py` and the facts of one ticket."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.kernel.actor import Role
from app.kernel.i18n import Text, text
from app.tickets.states import ACTS_NEXT, FINAL, State
from app.tickets.status.pages import NOT_TOO_LATE, OPEN_DATE, RAN_OUT, StatusPage, Twist, page_of

# Where the customer has a time to answer or choose in.
THEIRS = (
    State.NEEDS_INFO,
    State.OFFERED,
    State.AUTHORISED,
    State.QUOTED,
    State.AWAITING_PAYMENT,
    State.READY_TO_RETURN,
)
TO_BE_CHOSEN = (None, Twist.WE_DID_NOT_COME, Twist.NOT_HANDED_OVER)  # ready to go back, and no day yet


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentences may need to know about one ticket. `values` fill the placeholders."""

    state: State
    now: datetime
    due_at: datetime | None
    technician: str | None
    twist: Twist | None = None
    values: dict[str, Any] | None = None
    changes_until: datetime | None = None  # of the courier who is booked
    texts_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the five, still in no language."""

    question: Text
    answer: Text | str  # a name is in no language
    note: Text | None = None


def five_answers(facts: Facts) -> tuple[Answer, ...]:
    """The answers in the order people ask; values stay values, to be shown in the reader's language."""
    row = page_of(facts.state, facts.twist)
    values = {"due": facts.due_at, **(facts.values or {})}
    return (
        Answer(text("Where is it?"), text(row.where, **values)),
        Answer(text("What happens next?"), text(row.next, **values)),
        Answer(text("By when?"), text(_by_when(facts, row), **values), _promise(facts)),
        Answer(text("What do I have to do?"), text(_to_do(facts, row), **values)),
        Answer(text("Who is my technician?"), *_technician(facts)),
    )


def tone_of(facts: Facts) -> str:
    """The tone of the status: the customer's turn, ours in time, ours late, paused, done."""
    if facts.twist is Twist.NOTHING_NOTED or is_late(facts) or facts.state is State.ON_HOLD:
        return "attention"
    if facts.state is State.DELIVERED:
        return "good"
    if facts.state in FINAL:
        return "neutral"
    return "waiting" if _waits_for_customer(facts) else "working"


def is_late(facts: Facts) -> bool:
    """Whether a promise of ours (not a wait for the customer) has run out."""
    ours = facts.state not in FINAL and not _waits_for_customer(facts) and not _comes_in_a_window(facts)
    return ours and facts.due_at is not None and facts.due_at < facts.now


def _waits_for_customer(facts: Facts) -> bool:
    """Theirs by the table, or where they have to choose before the role of the table can go on."""
    to_be_chosen = facts.state is State.READY_TO_RETURN and facts.twist in TO_BE_CHOSEN
    theirs = facts.twist in (Twist.UNOBTAINABLE, Twist.ASKED, Twist.UNREPAIRED)
    return ACTS_NEXT[facts.state] is Role.CUSTOMER or theirs or to_be_chosen


def _comes_in_a_window(facts: Facts) -> bool:
    """A booked window is late only once it is over; then the page is another one."""
    return facts.twist is Twist.RETURN_BOOKED or (
        facts.twist is None
        and facts.state in (State.INBOUND, State.OUTBOUND)
        and facts.changes_until is not None
    )


def _by_when(facts: Facts, row: StatusPage) -> str:
    """The row's own sentence while its time lies ahead; a time that the customer let pass is not said to come."""
    if "%(due)s" not in row.by or facts.twist is Twist.NOTHING_NOTED:
        return row.by
    if facts.due_at is None:
        return OPEN_DATE
    if facts.due_at >= facts.now or facts.state not in THEIRS or not _waits_for_customer(facts):
        return row.by
    return RAN_OUT if facts.state in (State.OFFERED, State.QUOTED) else NOT_TOO_LATE


def _to_do(facts: Facts, row: StatusPage) -> str:
    fixed = facts.changes_until is not None and facts.changes_until <= facts.now
    return row.do_then if fixed and row.do_then else row.do


def _promise(facts: Facts) -> Text | None:
    if facts.twist is Twist.NOTHING_NOTED:
        return None  # the sentence above says all there is
    if is_late(facts):
        if facts.texts_stopped:
            return text("We are late with this. Your technician sees it; the new date will stand here.")
        return text("We are late with this. Your technician sees it and writes to you with a new date.")
    if facts.state in FINAL or facts.state is State.DELIVERED or _waits_for_customer(facts):
        return None
    if facts.texts_stopped:
        return text("If this date slips, the new one stands here: you have stopped our texts.")
    if _comes_in_a_window(facts):
        return text("If the courier has not come by then, we tell you within 15 minutes.")
    return text("If this date slips, we tell you before.")


def _technician(facts: Facts) -> tuple[Text | str, Text | None]:
    if facts.technician:
        open_note = text("Write any time; the answer comes from the same person.")
        return facts.technician, None if facts.state in FINAL else open_note
    if facts.state in FINAL:
        return text("Nobody was needed."), None
    return text("The name stands here as soon as a technician takes your repair."), None
