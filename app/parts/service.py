"""Noting which parts a ticket needs and how far each has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.errors import FieldRefused, NotFound
from app.kernel.i18n import text
from app.parts.models import PartNeed
from app.parts.rules import ON_SHELF, PartState

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class WantedPart:
    """A part as a technician names it: in stock, dated by the supplier, or still to be found."""

    name: str
    state: PartState
    expected_on: date | None = None


def needs_of(session: Session, ticket_id: UUID) -> Sequence[PartNeed]:
    """The parts of one ticket, by name."""
    return session.scalars(
        select(PartNeed).where(PartNeed.ticket_id == ticket_id).order_by(PartNeed.name, PartNeed.id)
    ).all()


def need(
    session: Session,
    ticket_id: UUID,
    name: str,
    *,
    state: PartState,
    expected_on: date | None = None,
    quantity: int = 1,
) -> PartNeed:
    """Note one more part. Raises FieldRefused for a part without a name, or dated without a day."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise FieldRefused(
            text("Name the part in 1 to %(most)s characters.", most=LONGEST_NAME), field="parts"
        )
    _date_must_fit(state, expected_on)
    row = PartNeed(
        ticket_id=ticket_id,
        name=name,
        quantity=quantity,
        state=state,
        expected_on=expected_on if state is PartState.DATED else None,
    )
    session.add(row)
    session.flush()
    return row


def name_all(session: Session, ticket_id: UUID, wanted: Sequence[WantedPart]) -> Sequence[PartNeed]:
    """Let a ticket need exactly these parts; what was named before and not used gives way."""
    for row in needs_of(session, ticket_id):
        if row.state is not PartState.USED:
            session.delete(row)
    for part in wanted:
        need(session, ticket_id, part.name, state=part.state, expected_on=part.expected_on)
    return needs_of(session, ticket_id)


def one_of(session: Session, ticket_id: UUID, need_id: UUID) -> PartNeed:
    """One part of this ticket, or raises NotFound."""
    row = session.get(PartNeed, need_id)
    if row is None or row.ticket_id != ticket_id:
        raise NotFound(text("This repair does not need that part any more. Look at the fresh page."))
    return row


def note(row: PartNeed, *, state: PartState, expected_on: date | None = None) -> None:
    """Write down how far a part has come. Raises FieldRefused where it is dated without a day."""
    _date_must_fit(state, expected_on)
    row.state = state
    row.expected_on = expected_on if state is PartState.DATED else None


def use_all(session: Session, ticket_id: UUID) -> None:
    """What lay ready for this ticket is built in now."""
    for row in needs_of(session, ticket_id):
        if row.state in ON_SHELF:
            row.state = PartState.USED
    session.flush()


def let_go(session: Session, ticket_id: UUID) -> None:
    """The repair has ended: what was put aside or ordered for it, and not built in, is nobody's."""
    for row in needs_of(session, ticket_id):
        if row.state is not PartState.USED:
            row.state, row.expected_on = PartState.RELEASED, None
    session.flush()


def need_again(session: Session, ticket_id: UUID) -> bool:
    """What was let go is looked for again; whether there was anything."""
    released = [row for row in needs_of(session, ticket_id) if row.state is PartState.RELEASED]
    for row in released:
        row.state = PartState.NEEDED
    session.flush()
    return bool(released)


def _date_must_fit(state: PartState, expected_on: date | None) -> None:
    if state is PartState.DATED and expected_on is None:
        raise FieldRefused(
            text("Choose the day on which the supplier promises the part."), field="expected_on"
        )
