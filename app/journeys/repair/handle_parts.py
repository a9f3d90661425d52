"""A part gets a place on the shelf or a date, comes in, slips, or cannot be had; the customer hears of it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.journeys.conversation.talk import checked_message
from app.journeys.repair.due_dates import note_for_text, parts_due
from app.journeys.request.nothing_left_open import nothing_left_open
from app.kernel.act import Act
from app.kernel.errors import FieldRefused, WrongState
from app.kernel.i18n import text
from app.messaging.sms.kinds import SmsKind
from app.parts import service as parts
from app.parts.models import PartNeed
from app.parts.rules import Need, PartState, all_here, all_known
from app.sites.site import site_of
from app.tickets.facts import EventFacts
from app.tickets.models import Ticket, TicketEvent
from app.tickets.service import Says, advance
from app.tickets.states import Action, Disposition, State

NOT_HERE_YET = SmsKind.TERMS_ACCEPTED  # for a dated part "the part is here" would be untrue
WAITING = frozenset({State.PARTS_HOLD, State.AWAITING_PARTS})


def parts_ready(
    session: Session, ticket: Ticket, act: Act, *, expected_on: date | None = None
) -> TicketEvent:
    """Before shipping: what was missing is reserved, or dated where `expected_on` is given.

    The customer may choose a pickup now; the booking keeps it behind the date.
    """
    dated = expected_on is not None
    if expected_on is not None:
        _from_today(session, expected_on, act.now)
    _note_missing(session, ticket, PartState.DATED if dated else PartState.RESERVED, expected_on)
    return advance(session, ticket, Action.PARTS_READY, act, says=Says(kind=NOT_HERE_YET if dated else None))


def parts_in(session: Session, ticket: Ticket, act: Act) -> TicketEvent:
    """At the bench: everything has arrived, the repair goes on."""
    _note_missing(session, ticket, PartState.IN, None)
    return advance(session, ticket, Action.PARTS_IN, act)


def part_late(session: Session, ticket: Ticket, act: Act, *, expected_on: date, reason: str) -> TicketEvent:
    """The supplier's date slips: new date and reason go to the customer before the old one breaks."""
    reason = note_for_text(reason, field="reason")
    _from_today(session, expected_on, act.now)
    _note_missing(session, ticket, PartState.DATED, expected_on)
    due = parts_due(session, parts.needs_of(session, ticket.id), now=act.now)
    return advance(
        session,
        ticket,
        Action.PARTS_LATE,
        act,
        due=due,
        note=reason,
        facts=EventFacts(expected_on=expected_on),
    )


def part_unobtainable(session: Session, ticket: Ticket, act: Act, *, note: str) -> TicketEvent:
    """It cannot be had: the customer is asked to choose between waiting, exchange, refund and cancelling."""
    note = checked_message(note, field="note")
    _note_missing(session, ticket, PartState.UNOBTAINABLE, None)
    return advance(session, ticket, Action.PARTS_UNOBTAINABLE, act, note=note)


def settle_without_part(
    session: Session, ticket: Ticket, action: Action, act: Act, *, note: str
) -> TicketEvent:
    """The choice is made: Action.EXCHANGE or Action.REFUND closes the repair, with a word in the text."""
    how = {Action.EXCHANGE: Disposition.EXCHANGED, Action.REFUND: Disposition.REFUNDED}[action]
    event = advance(session, ticket, action, act, note=note_for_text(note), disposition=how)
    nothing_left_open(session, ticket, act)
    return event


def note_part(
    session: Session,
    ticket: Ticket,
    row: PartNeed,
    act: Act,
    *,
    state: PartState,
    expected_on: date | None = None,
) -> TicketEvent | None:
    """One part of several: the repair moves on by itself once nothing is missing any more, else None.

    Raises WrongState for a repair that waits for no part.
    """
    if ticket.state not in WAITING:
        raise WrongState(text("This repair waits for no part now. Look at the fresh page."))
    parts.note(row, state=state, expected_on=expected_on)
    session.flush()
    step = goes_on(ticket, parts.needs_of(session, ticket.id))
    if step is None:
        return None
    action, tells = step
    return advance(session, ticket, action, act, says=Says(kind=tells))


def goes_on(ticket: Ticket, needs: Sequence[Need]) -> tuple[Action, SmsKind | None] | None:
    """The step a waiting repair takes once its parts stand like this, and its text where the table's is untrue.

    None while something is missing.
    """
    if ticket.state is State.AWAITING_PARTS:
        return (Action.PARTS_IN, None) if all_here(needs) else None
    if not all_known(needs):
        return None
    return Action.PARTS_READY, None if all_here(needs) else NOT_HERE_YET


def _note_missing(session: Session, ticket: Ticket, state: PartState, expected_on: date | None) -> None:
    """Every part that is not on the shelf yet comes to stand like this."""
    here = (PartState.RESERVED, PartState.IN, PartState.USED)
    for row in parts.needs_of(session, ticket.id):
        if row.state not in here or (state is PartState.IN and row.state is PartState.RESERVED):
            parts.note(row, state=state, expected_on=expected_on)
    session.flush()


def _from_today(session: Session, day: date, now: datetime) -> None:
    if day < site_of(session).today(now):
        raise FieldRefused(text("Choose a day that is still to come."), field="expected_on")
