"""Sending and deciding quotes: versions are never changed, and of two answers at once one wins."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel.money import Money
from app.quotes import rules
from app.quotes.models import Quote, QuotedLine, QuoteLines
from app.quotes.rules import Line, Moves, QuoteState, Standing
from app.sites.tax import contained_tax
from app.tickets.legs import Leg
from app.tickets.sums import Sum, charged


def versions(session: Session, ticket_id: UUID) -> Sequence[Quote]:
    """All versions of one ticket, the oldest first."""
    return session.scalars(
        select(Quote)
        .where(Quote.ticket_id == ticket_id)
        .order_by(Quote.version)
        .execution_options(populate_existing=True)
    ).all()


def current(session: Session, ticket_id: UUID) -> Quote | None:
    """The newest version that was ever sent, whatever became of it."""
    sent = [quote for quote in versions(session, ticket_id) if quote.state is not QuoteState.DRAFT]
    return sent[-1] if sent else None


def open_one(session: Session, ticket_id: UUID) -> Quote | None:
    """The version that waits for the customer's answer."""
    return _only(session, ticket_id, QuoteState.SENT)


def approved_one(session: Session, ticket_id: UUID) -> Quote | None:
    """The version the customer said yes to."""
    return _only(session, ticket_id, QuoteState.APPROVED)


def doubted_one(session: Session, ticket_id: UUID) -> Quote | None:
    """The version that was answered both ways, while nobody has settled it."""
    return next((quote for quote in versions(session, ticket_id) if quote.doubted_at is not None), None)


def total(quote: Quote) -> Money:
    """All that a quote asks for, the courier and VAT contained."""
    return Money(quote.total_minor, quote.currency)


def sum_of(quote: Quote) -> Sum:
    """The number a quote asks for, and what it is made of."""
    ways = {Leg.INBOUND: quote.courier_in_minor, Leg.OUTBOUND: quote.courier_out_minor}
    work = quote.total_minor - sum(ways.values())
    return charged(
        Money(work, quote.currency), {leg: Money(fee, quote.currency) for leg, fee in ways.items()}
    )


def lines(quote: Quote) -> list[Line]:
    """What is done, as it was sent; one line alone is all of the work."""
    if len(quote.lines.lines) == 1:
        return [Line(quote.lines.lines[0].label, sum_of(quote).work)]
    return [Line(line.label, Money(line.minor, quote.currency)) for line in quote.lines.lines]


def send(
    session: Session,
    ticket_id: UUID,
    *,
    lines: Sequence[Line],
    ways: Mapping[Leg, Money],
    note: str,
    drafted_by: str,
    valid_until: datetime,
    now: datetime,
) -> Quote:
    """Write the next version as sent; an open one before it is superseded. `ways` are those the customer pays.

    Raises FieldRefused for lines that do not add up, Conflict `quote_changed` when somebody sent or
    the customer answered at the same moment.
    """
    asked = charged(rules.total_of(lines), ways)
    standing = _standing(session, ticket_id)
    number, moves = rules.on_sending(standing)
    nothing = Money(0, asked.work.currency)
    _carry_out(session, ticket_id, standing, moves)
    quote = Quote(
        ticket_id=ticket_id,
        version=number,
        state=QuoteState.SENT,
        lines=QuoteLines(
            lines=tuple(QuotedLine(label=line.label.strip(), minor=line.amount.minor) for line in lines)
        ),
        courier_in_minor=asked.ways.get(Leg.INBOUND, nothing).minor,
        courier_out_minor=asked.ways.get(Leg.OUTBOUND, nothing).minor,
        tax_minor=contained_tax(asked.total).minor,
        total_minor=asked.total.minor,
        currency=nothing.currency,
        note=note,
        drafted_by=drafted_by,
        sent_at=now,
        valid_until=valid_until,
    )
    try:
        with session.begin_nested():
            session.add(quote)
    except IntegrityError:
        raise rules.quote_changed() from None
    return quote


def approve(
    session: Session, ticket_id: UUID, number: int, *, via: str, message_id: str | None, now: datetime
) -> Quote:
    """Record the customer's yes to exactly this version: by which channel and message, and when."""
    return _decide(session, ticket_id, number, rules.on_approval, via=via, message_id=message_id, now=now)


def decline(
    session: Session, ticket_id: UUID, number: int, *, via: str, message_id: str | None, now: datetime
) -> Quote:
    """Record the customer's no to exactly this version."""
    return _decide(session, ticket_id, number, rules.on_decline, via=via, message_id=message_id, now=now)


def doubt(session: Session, quote: Quote, *, now: datetime) -> None:
    """Note that the answered version was answered the other way, too. Raises Conflict where that moved on."""
    result = session.execute(
        update(Quote)
        .where(Quote.id == quote.id, Quote.state == quote.state, Quote.doubted_at.is_(None))
        .values(doubted_at=now)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)
    if result.rowcount != 1:
        raise rules.quote_changed()


def settle(session: Session, ticket_id: UUID, number: int, *, yes: bool, via: str, now: datetime) -> Quote:
    """Record which of two answers to a version holds, as somebody was told; the doubt is over."""
    standing = _standing(session, ticket_id)
    moves = rules.on_settling(standing, number, yes=yes)
    values: dict[str, Any] = {"doubted_at": None}
    if standing[number].state is not moves[number]:
        values |= {"decided_at": now, "decided_via": via, "decided_message": None}
    _carry_out(session, ticket_id, standing, moves, about=number, values=values)
    return next(quote for quote in versions(session, ticket_id) if quote.version == number)


def expire(session: Session, ticket_id: UUID, *, now: datetime) -> bool:
    """End the open version if its day is over; False where nothing had run out."""
    standing = _standing(session, ticket_id)
    moves = rules.on_expiry(standing, now=now)
    _carry_out(session, ticket_id, standing, moves)
    return bool(moves)


def _only(session: Session, ticket_id: UUID, state: QuoteState) -> Quote | None:
    return next((quote for quote in versions(session, ticket_id) if quote.state is state), None)


def _standing(session: Session, ticket_id: UUID) -> dict[int, Standing]:
    return {quote.version: Standing(quote.state, quote.valid_until) for quote in versions(session, ticket_id)}


def _decide(
    session: Session,
    ticket_id: UUID,
    number: int,
    rule: Callable[..., Moves],
    *,
    via: str,
    message_id: str | None,
    now: datetime,
) -> Quote:
    standing = _standing(session, ticket_id)
    decided = {"decided_at": now, "decided_via": via, "decided_message": message_id}
    moves = rule(standing, number, now=now)
    _carry_out(session, ticket_id, standing, moves, about=number, values=decided)
    return next(quote for quote in versions(session, ticket_id) if quote.version == number)


def _carry_out(
    session: Session,
    ticket_id: UUID,
    standing: Mapping[int, Standing],
    moves: Moves,
    *,
    about: int | None = None,
    values: Mapping[str, Any] | None = None,
) -> None:
    """Each row moves only from the state the rule saw: whoever comes second changes no row and is told."""
    for number in sorted(moves):  # always in this order, so that two of them cannot wait for each other
        result = session.execute(
            update(Quote)
            .where(
                Quote.ticket_id == ticket_id, Quote.version == number, Quote.state == standing[number].state
            )
            .values(state=moves[number], **(dict(values or {}) if number == about else {}))
            .execution_options(synchronize_session=False)
        )
        assert isinstance(result, CursorResult)
        if result.rowcount != 1:
            raise rules.quote_changed()
