"""What ended is taken up again: by the customer for 30 days, by staff always, unless it was compensated or disposed of.

It goes on where it stood, with a fresh time. Accepted terms hold as they were; after the 30 days only while our prices
still make the same number, else they are asked again. Parts that were let go are looked for first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.catalogue import queries as catalogue
from app.journeys.repair.due_dates import parts_due
from app.journeys.repair.follow_up import repaired_again_as
from app.kernel.act import Act
from app.kernel.actor import STAFF_ROLES, Role
from app.kernel.errors import WrongState
from app.kernel.i18n import N_, Text, text
from app.parts import service as parts
from app.parts.rules import ON_SHELF
from app.promises.due import due_moment
from app.promises.rules import business
from app.sites.site import site_of
from app.terms import queries as terms_queries
from app.terms import service as terms_service
from app.terms.models import Terms, TermsState
from app.terms.rules import Why, is_free
from app.tickets.facts import EventFacts
from app.tickets.models import Ticket, TicketEvent
from app.tickets.queries import by_id, history
from app.tickets.service import Says, advance
from app.tickets.states import BY_START_AND_ACTION, FINAL, Action, Disposition, State

WITHIN = timedelta(days=30)
FOR_GOOD = frozenset(
    {Disposition.LOST_COMPENSATED, Disposition.ABANDONED, Disposition.EXCHANGED, Disposition.REFUNDED}
)
# Closed, and the device is with the customer as it was: what was repaired comes again as a free repair of its own.
UNREPAIRED = frozenset(
    {
        Disposition.NO_SHIP_NEEDED,
        Disposition.DECLINED,
        Disposition.BEYOND_ECONOMICAL_REPAIR,
        Disposition.PART_UNAVAILABLE,
    }
)
BEFORE_SHIPPING = frozenset({State.PARTS_HOLD, State.AUTHORISED})
ANSWERED_WITHIN = {State.REQUESTED: business(1), State.NEEDS_INFO: business(7), State.AUTHORISED: business(7)}
NEXT: dict[State, str] = {
    State.REQUESTED: N_("A technician answers"),
    State.NEEDS_INFO: N_("Please answer your technician's question"),
    State.OFFERED: N_("Please decide about the terms"),
    State.PARTS_HOLD: N_("We say whether the part is here"),
    State.AUTHORISED: N_("Please choose when the courier comes"),
}


@dataclass(frozen=True, slots=True)
class Back:
    """Where it would go on: the state, the terms that hold or are offered again, and whether our prices moved since."""

    to: State
    terms: Terms | None = None
    prices_moved: bool = False


def until(ticket: Ticket) -> datetime:
    """Until when the customer may take it up."""
    assert ticket.closed_at is not None, "it has ended"
    return ticket.closed_at + WITHIN


def why_not(session: Session, ticket: Ticket, *, by: Role, now: datetime) -> WrongState | None:
    """Why this role cannot take it up now, None where it can."""
    if ticket.state not in FINAL or ticket.closed_at is None:
        return WrongState(text("This repair goes on already. Its page says what comes next."), code="goes_on")
    if ticket.disposition in FOR_GOOD:
        return WrongState(
            text("This repair was settled for good and cannot go on. Make a new request instead."),
            code="for_good",
        )
    if ticket.state is State.CLOSED and ticket.disposition not in UNREPAIRED:
        return WrongState(
            text("This one was repaired. If it is broken again, say so on its page: it is repaired free."),
            code="was_repaired",
        )
    if _goes_on_elsewhere(session, ticket):
        return WrongState(
            text("This is being repaired again already. Follow it under its new code."), code="already_open"
        )
    row = BY_START_AND_ACTION[ticket.state, Action.TAKE_UP]
    if by in STAFF_ROLES and by in row.who:
        return None
    if now > until(ticket):
        return WrongState(
            text(
                "This repair could be taken up again until %(until)s. Write to your technician, who still can, or "
                "make a new request.",
                until=until(ticket),
            ),
            code="too_late",
        )
    return None


def where_back(session: Session, ticket: Ticket, *, now: datetime) -> Back:
    """Where an ended repair goes on; writes nothing."""
    start = history(session, ticket)[-1].from_state
    if ticket.state is State.CLOSED or start in (None, State.REQUESTED):
        return Back(State.REQUESTED)
    if start is State.NEEDS_INFO:
        return Back(State.NEEDS_INFO)
    versions = terms_queries.versions(session, ticket.id)
    if start in BEFORE_SHIPPING:
        agreed = next((row for row in reversed(versions) if row.state is TermsState.LOCKED), None)
        if agreed is None or (now > until(ticket) and _prices_moved(session, ticket, agreed)):
            return Back(State.REQUESTED, prices_moved=agreed is not None)
        waits = any(row.state not in ON_SHELF for row in parts.needs_of(session, ticket.id))
        return Back(State.PARTS_HOLD if waits else State.AUTHORISED, agreed)
    offered = versions[-1] if versions else None
    known = offered is not None and offered.reason in set(Why)
    if start is not State.OFFERED or offered is None or not known or _prices_moved(session, ticket, offered):
        return Back(State.REQUESTED, prices_moved=start is State.OFFERED and offered is not None)
    return Back(State.OFFERED, offered)


def take_up(session: Session, ticket: Ticket, act: Act, *, note: str = "") -> TicketEvent:
    """Let it go on. Raises WrongState as `why_not` says, Conflict where somebody was faster."""
    refused = why_not(session, ticket, by=act.actor.role, now=act.now)
    if refused is not None:
        raise refused
    back = where_back(session, ticket, now=act.now)
    rule = ANSWERED_WITHIN.get(back.to)
    due = due_moment(rule, act.now, site_of(session)) if rule else act.now + terms_service.INSTANT_VALID
    if back.to is State.PARTS_HOLD:
        due = parts_due(session, parts.needs_of(session, ticket.id), now=act.now)
    event = advance(
        session,
        ticket,
        Action.TAKE_UP,
        act,
        due=due,
        back_to=back.to,
        note=note.strip(),
        facts=EventFacts(terms=back.terms.version if back.terms else None),
        says=Says(words={"next": text(NEXT[back.to])}),
    )
    if back.to is State.OFFERED and back.terms is not None and due is not None:
        _offer_again(session, ticket, back.terms, valid_until=due, now=act.now)
    parts.need_again(session, ticket.id)
    return event


def what_it_does(session: Session, ticket: Ticket, *, now: datetime) -> Text:
    """What taking it up means, in a sentence for the customer."""
    back = where_back(session, ticket, now=now)
    if back.prices_moved:
        return text(
            "Our prices have changed since. Your technician names fresh terms, and nothing is done without your yes."
        )
    match back.to:
        case State.NEEDS_INFO:
            return text("Your technician's question stands again, and you answer it.")
        case State.OFFERED:
            return text("The same terms are offered again, and you decide about them.")
        case State.PARTS_HOLD:
            return text(
                "Your terms hold as you accepted them. The part is looked for again; then you choose when the courier comes."
            )
        case State.AUTHORISED:
            return text("Your terms hold as you accepted them, and you choose when the courier comes.")
    return text("Your technician looks at it again and names terms. Nothing is to be paid by that.")


def _prices_moved(session: Session, ticket: Ticket, terms: Terms) -> bool:
    """Whether these terms would name another number today."""
    work = terms_service.sum_of(terms).work
    standard = catalogue.standard_terms(session, ticket.model_id, ticket.symptom_id)
    by_the_book = not terms.note and standard is not None and not is_free(terms.coverage)
    if by_the_book and standard is not None and standard.cap_minor != work.minor:
        return True
    return terms_service.most_of(session, terms.coverage, work).total.minor != terms.cap_minor


def _offer_again(
    session: Session, ticket: Ticket, before: Terms, *, valid_until: datetime, now: datetime
) -> None:
    terms_service.offer(
        session,
        ticket,
        coverage=before.coverage,
        reason=Why(before.reason),
        work=terms_service.sum_of(before).work,
        note=before.note,
        promised_by=before.promised_by,
        valid_until=valid_until,
        now=now,
    )


def _goes_on_elsewhere(session: Session, ticket: Ticket) -> bool:
    """Whether another free repair of the same one was opened since."""
    if ticket.re_repair_of_id is None:
        return False
    newest = repaired_again_as(session, by_id(session, ticket.re_repair_of_id))
    return newest is not None and newest.id != ticket.id and newest.state not in FINAL
