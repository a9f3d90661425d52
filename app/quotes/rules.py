"""What may happen to a ticket's quotes, as pure rules: one approved version at most, and never a late one.

A locked cap rises only by an approved quote. Moves are computed here from all versions of a ticket; the
service carries them out and lets nobody come in between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.kernel.errors import Conflict, FieldRefused, WrongState
from app.kernel.i18n import text
from app.kernel.money import Money
from app.tickets.sums import Sum, charged


class QuoteState(StrEnum):
    """A sent version waits for one of four ends; only an approved one may still give way to a newer yes."""

    DRAFT = "draft"
    SENT = "sent"
    APPROVED = "approved"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


Q = QuoteState
LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a quote; the amount contains VAT."""

    label: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Standing:
    """How one version stands: its state, and until when the customer may answer it."""

    state: QuoteState
    valid_until: datetime


Moves = dict[int, QuoteState]


def quote_changed() -> Conflict:
    """The answer names a version that is not the one in force."""
    return Conflict(
        text("The quote changed meanwhile, so nothing was decided. Look at the newest one, then decide."),
        code="quote_changed",
    )


def quote_expired() -> Conflict:
    """The answer came after the day the quote was valid until."""
    return Conflict(
        text(
            "The quote ran out before this answer, so nothing was decided. Write to your technician for a new one."
        ),
        code="quote_expired",
    )


def total_of(lines: Sequence[Line]) -> Money:
    """The sum of the lines. Raises FieldRefused where a line has no name or the sum is nothing."""
    for line in lines:
        if not line.label.strip() or len(line.label) > LONGEST_LABEL:
            raise FieldRefused(
                text("Say in 1 to %(most)s characters what each amount is for.", most=LONGEST_LABEL),
                field="lines",
            )
        if line.amount.minor < 0:
            raise FieldRefused(text("Write each amount as a number from 0 upwards."), field="lines")
    if not lines:
        raise FieldRefused(text("Add at least one line: what is done, and its price."), field="lines")
    total = lines[0].amount
    for line in lines[1:]:
        total += line.amount
    return total


def on_sending(standing: Mapping[int, Standing]) -> tuple[int, Moves]:
    """The number of the next version, and what becomes of those before: an open one is superseded."""
    moves = {number: Q.SUPERSEDED for number, it in standing.items() if it.state in (Q.SENT, Q.DRAFT)}
    return max(standing, default=0) + 1, moves


def on_approval(standing: Mapping[int, Standing], number: int, *, now: datetime) -> Moves:
    """Approve one version; an earlier approved one gives way. Raises Conflict, or WrongState if answered."""
    _must_be_open(standing, number, now)
    moves = {other: Q.SUPERSEDED for other, it in standing.items() if it.state is Q.APPROVED}
    return moves | {number: Q.APPROVED}


def on_decline(standing: Mapping[int, Standing], number: int, *, now: datetime) -> Moves:
    """Decline one version. Raises as an approval does."""
    _must_be_open(standing, number, now)
    return {number: Q.DECLINED}


def on_settling(standing: Mapping[int, Standing], number: int, *, yes: bool) -> Moves:
    """What a person settled of one version that was answered both ways; only an answered one can be settled."""
    it = standing.get(number)
    if it is None or it.state not in (Q.APPROVED, Q.DECLINED):
        raise quote_changed()
    others = {other: Q.SUPERSEDED for other, one in standing.items() if one.state is Q.APPROVED and yes}
    return others | {number: Q.APPROVED if yes else Q.DECLINED}


def on_expiry(standing: Mapping[int, Standing], *, now: datetime) -> Moves:
    """What has run out by `now`: an open version whose day is over, or nothing."""
    return {n: Q.EXPIRED for n, it in standing.items() if it.state is Q.SENT and it.valid_until < now}


def _must_be_open(standing: Mapping[int, Standing], number: int, now: datetime) -> None:
    it = standing.get(number)
    newest = max((n for n, other in standing.items() if other.state is not Q.DRAFT), default=None)
    if it is None or number != newest or it.state is Q.SUPERSEDED:
        raise quote_changed()
    if it.state is Q.EXPIRED or (it.state is Q.SENT and it.valid_until < now):
        raise quote_expired()
    if it.state is not Q.SENT:
        raise WrongState(
            text("This quote has been answered already. Your page shows what happens next."),
            code="quote_decided",
        )


def ceiling(*, locked_cap: Sum, covered: bool, approved: Sum | None) -> Sum:
    """The most this repair may cost: the approved quote, else the locked cap, and nothing where covered."""
    if approved is not None:
        return approved
    return charged(Money(0, locked_cap.work.currency), {}) if covered else locked_cap


def needs_a_yes(total: Money, *, limit: Money, covered: bool) -> bool:
    """Whether the customer has something to decide: paid work, or more than was locked."""
    return total.minor > 0 and (not covered or total > limit)
