"""Private pages about money: the quote against the locked limit with its yes and no, and how to pay."""

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.billing import queries as billing
from app.billing.words import LINE_NAME
from app.edge.current import now, runtime, shown
from app.edge.security import PUBLIC, open_to
from app.journeys.money.agreed import agreed
from app.journeys.repair.decide_quote import answer_quote
from app.journeys.repair.doubt_answer import can_take_back
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.kernel.money import Money
from app.quotes import service as quotes
from app.quotes.rules import QuoteState
from app.tickets.models import Ticket
from app.tickets.states import State
from app.web.customer.ticket_cards import zone_note
from app.web.customer.ticket_door import Refused, act, bp, number, render, show, shut, who
from app.web.customer.ticket_sums import sum_lines


@bp.get("/quote")
@open_to(PUBLIC)
def quote(token: str) -> str:
    """The quote in force: its lines, the total against the limit, and until when it can be answered."""
    return show(token, _quote)


@bp.post("/quote")
@open_to(PUBLIC)
def decide_quote(token: str) -> ResponseReturnValue:
    """Yes or no to exactly the version that was read; a changed one is shown and decides nothing.

    Pressed after the other answer, on this page or by text, it stops the work until a person has asked.
    """

    def story(session: Session, ticket: Ticket) -> str:
        decision = request.form.get("decision", "")
        if decision not in ("approve", "decline"):
            raise FieldRefused(text("Press one of the buttons: approve or decline."), field="decision")
        answer_quote(
            session,
            ticket,
            Act(who(ticket), now()),
            yes=decision == "approve",
            quote_version=number("quote_version"),
        )
        return "step"

    return act(token, story, _quote)


def _quote(session: Session, ticket: Ticket, refused: Refused) -> str:
    asked = quotes.open_one(session, ticket.id) if ticket.state is State.QUOTED else None
    if asked is None:
        return _answered(session, ticket, refused)
    total, cap = quotes.total(asked), agreed(session, ticket).sum.total
    return render(
        "quote",
        ticket,
        refused,
        quote_version=asked.version,
        note=asked.note,
        drafted_by=asked.drafted_by,
        lines=sum_lines(quotes.sum_of(asked), quotes.lines(asked)),
        totals=[
            (shown(text("VAT contained")), shown(Money(asked.tax_minor, asked.currency)), False),
            (shown(text("Total")), shown(total), True),
            (shown(text("Your locked limit")), shown(cap), False),
        ],
        total=total,
        cap=cap,
        above=Money(total.minor - cap.minor, total.currency) if total > cap else None,
        valid_until=asked.valid_until,
        expired=asked.valid_until < now(),
        zone_note=zone_note(),
    )


def _answered(session: Session, ticket: Ticket, refused: Refused) -> str:
    """The answer that was given, and how to take it back while something can still be stopped."""
    given = can_take_back(session, ticket)
    if given is None:
        return shut(ticket, refused, text("No quote waits for an answer"))
    return render(
        "quote_answered",
        ticket,
        refused,
        quote_version=given.version,
        total=quotes.total(given),
        approved=given.state is QuoteState.APPROVED,
        decided_at=given.decided_at,
    )


@bp.get("/pay")
@open_to(PUBLIC)
def pay(token: str) -> str:
    """What is due, where to pay it, and the reference to name."""
    return show(token, _pay)


def _pay(session: Session, ticket: Ticket, refused: Refused) -> str:
    bill = billing.open_one(session, ticket.id)
    if ticket.state is not State.AWAITING_PAYMENT or bill is None:
        return shut(ticket, refused, text("There is nothing to pay now"))
    lines = billing.lines(bill)
    return render(
        "pay",
        ticket,
        refused,
        due=billing.total(bill),
        lines=[(line.words or shown(text(LINE_NAME[line.kind])), shown(line.amount)) for line in lines]
        if len(lines) > 1
        else [],
        account=runtime().settings.bank_account,
        until=ticket.due_at,
        zone_note=zone_note(),
    )
