"""What a bench form knows before anything is typed."""

from typing import Any

from sqlalchemy.orm import Session

from app.billing import queries as billing
from app.journeys.repair import repair
from app.parts import service as parts
from app.tickets.models import Ticket
from app.tickets.states import Action
from app.web.bench import forms
from app.web.bench.fields import written_amount


def prefill(session: Session, ticket: Ticket, action: Action, form: Any) -> None:
    """What is known before anything is typed: the bill, the price that was agreed, what was found."""
    if "finding" in form:
        form.finding.data = ticket.finding
    if action is Action.TEST_PASSED:
        form.amount.data = written_amount(repair.suggested_price(session, ticket))
    if action is Action.PAY:
        bill = billing.open_one(session, ticket.id)
        form.amount.data = written_amount(billing.total(bill) if bill else None)
    if action is Action.OFFER:
        _recall_parts(session, ticket, form)


def _recall_parts(session: Session, ticket: Ticket, form: Any) -> None:
    """A new offer starts from the parts of the last one."""
    for row, part in zip(forms.PART_ROWS, parts.needs_of(session, ticket.id), strict=False):
        form[f"part_{row}_name"].data = part.name
        form[f"part_{row}_day"].data = part.expected_on
        if part.state in forms.OFFERED_PART_STATES:
            form[f"part_{row}_state"].data = part.state.value
