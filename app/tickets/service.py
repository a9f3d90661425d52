"""The only code that sets a ticket's state: open one, advance it, tell the customer; all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from app.catalogue import queries as catalogue
from app.kernel.act import Act
from app.kernel.actor import STAFF_ROLES, Role
from app.kernel.db import insert_row
from app.kernel.errors import NotAllowed, WrongState, page_moved_on
from app.kernel.i18n import Text, text
from app.kernel.ids import new_row_id, spell_code
from app.kernel.show import Window
from app.messaging.sms.about import About
from app.messaging.sms.device_names import short_name
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms
from app.messaging.sms.service import send_sms
from app.promises import ledger
from app.promises.due import due_moment
from app.promises.kinds import ON_THE_PAGE, Because, Fact, Said, Saying
from app.promises.rules import business
from app.sites.site import site_of
from app.tickets import promising
from app.tickets.facts import NO_FACTS, EventFacts
from app.tickets.models import Ticket, TicketEvent
from app.tickets.promised import PROMISED_IN, Taken
from app.tickets.queries import history
from app.tickets.states import BY_START_AND_ACTION, FINAL, Action, Disposition, State, Step
from app.tickets.status.timeline import customer_stage
from app.tickets.words import ACTION_NAME, STAGE

OPENING_DUE = business(1)  # a technician answers a new request within one business day


@dataclass(frozen=True, slots=True)
class Says:
    """What a step's text says beyond the table: the words that fill it, and what a decision in it is bound to.

    `kind` is sent instead of the table's text where that would be untrue;
    `apart` is for a step without a text of its own whose story sends one, under another repair;
    `urgent` is for a step of ours that answers what the customer did just now.
    """

    words: Mapping[str, Any] = field(default_factory=dict)
    about: About | None = None
    kind: SmsKind | None = None
    apart: bool = False
    urgent: bool = False


BY_THE_TABLE = Says()


def open_ticket(session: Session, ticket: Ticket, act: Act, *, note: str = "") -> Ticket:
    """Write a new ticket in its first state, with its first event. Sends no text."""
    ticket.state = State.REQUESTED
    ticket.opened_at = act.now
    ticket.due_at = due_moment(OPENING_DUE, act.now, site_of(session))
    session.add(ticket)
    session.flush()
    event = _write_event(session, ticket, None, None, act, note=note)
    assert ticket.due_at is not None
    owed = ledger.Owed(PROMISED_IN[ticket.state], ticket.due_at)
    ledger.make(session, promising.whom(ticket), owed, Because(Fact.STEP, event.id), now=act.now)
    return ticket


def advance(
    session: Session,
    ticket: Ticket,
    action: Action,
    act: Act,
    *,
    due: datetime | None = None,
    window: Window | None = None,
    because: Because | None = None,
    broke: bool = False,
    back_to: State | None = None,
    note: str = "",
    facts: EventFacts = NO_FACTS,
    disposition: Disposition | None = None,
    says: Says = BY_THE_TABLE,
) -> TicketEvent:
    """Take one step of the state table: state, event, promises, text and owed call together.

    `due` replaces the table's rule where the plan is known (a validity), `window` where somebody comes in one;
    `because` is the row that promise is made from where it is not the step itself; `broke` says that what stood
    promised was not done, by our fault; `back_to` is where an ended repair is taken up, or where it stood before a slip. `says` fills the step's text; a quiet act sends none, and the event says so.
    Raises WrongState, NotAllowed, or Conflict when stale.
    """
    if act.seen_version is not None and act.seen_version != ticket.version:
        raise page_moved_on()
    row = BY_START_AND_ACTION.get((ticket.state, action))
    if row is None:
        raise WrongState(_not_from_here(ticket.state, action))
    if act.actor.role not in row.who:
        raise NotAllowed(
            text(
                "Your role cannot do “%(action)s”. Ask a colleague whose role can.",
                action=text(ACTION_NAME[action]),
            )
        )
    start, to = ticket.state, _destination(ticket, row, back_to)
    if due is None:
        due = window.ends_at if window else due_moment(row.due, act.now, site_of(session))
    settlement = promising.settlement_of(
        session,
        ticket,
        Taken(
            action,
            to,
            by=act.actor.role,
            at=facts.happened_at or act.now,
            now=act.now,
            due=due,
            window_from=window.starts_at if window else None,
            broke=broke,
            why=note if action is Action.PARTS_LATE else "",
        ),
    )
    ticket.state, ticket.due_at = to, settlement.due_at
    _note_hold(ticket, action, start, note)
    if ticket.state in FINAL:
        ticket.closed_at = act.now
    elif start in FINAL:
        ticket.closed_at = ticket.disposition = None
    if disposition is not None:
        ticket.disposition = disposition
    kind = row.tells and (says.kind or row.tells)
    event = _write_event(
        session,
        ticket,
        action,
        start,
        act,
        note=note,
        quiet=act.quiet and (kind is not None or says.apart) and act.actor.role in STAFF_ROLES,
        facts=facts,
    )
    said = ON_THE_PAGE
    if kind is not None and not act.quiet:
        # Who has just done something is awake and waits for the answer.
        sent = tell(
            session,
            ticket,
            kind,
            now=act.now,
            words={"note": note, **says.words},
            about=says.about,
            urgent=says.urgent or act.actor.role is Role.CUSTOMER,
        )
        said = Saying(Said.TEXT, sent.id)
    step = Because(Fact.STEP, event.id)
    promising.write(
        session,
        ticket,
        settlement,
        step=step,
        because=because or step,
        said=said,
        at=facts.happened_at or act.now,
        now=act.now,
    )
    return event


def tell(
    session: Session,
    ticket: Ticket,
    kind: SmsKind,
    *,
    now: datetime,
    words: Mapping[str, Any] | None = None,
    about: About | None = None,
    urgent: bool = False,
) -> Sms:
    """Text the ticket's customer in the ticket's language; code, stage, due and technician are filled in."""
    return send_sms(
        session,
        kind,
        to_phone=ticket.customer.phone,
        language=ticket.language,
        words=_standard_words(session, ticket, now) | dict(words or {}),
        now=now,
        ticket_id=ticket.id,
        about=about,
        urgent=urgent,
    )


def device_in(session: Session, ticket: Ticket, *, most: int | None = None) -> str | Text:
    """Which device it is, short and in the ticket's language: as it was told, else as the catalogue has it."""
    if told := short_name(ticket.model_name, ticket.language, most=most):
        return told
    model = catalogue.model(session, ticket.model_id)
    known = catalogue.full_name(model, ticket.language) if model else ""
    return short_name(known, ticket.language, most=most) or text("your device")


def _standard_words(session: Session, ticket: Ticket, now: datetime) -> dict[str, Any]:
    """What any text about a ticket may mention."""
    return {
        "code": spell_code(ticket.code),
        "device": device_in(session, ticket),
        "stage": text(customer_stage(ticket.state, history(session, ticket))),
        "due": ticket.due_at or now,
        "technician": ticket.owner.name if ticket.owner else text("your technician"),
        "note": "",
    }


def _destination(ticket: Ticket, row: Step, back_to: State | None) -> State:
    if row.to is not None:
        return row.to
    if row.action is not Action.RELEASE:
        assert back_to is not None, "whoever takes it up, or a slip back, knows where it goes on"
        return back_to
    assert ticket.held_from is not None, "a held ticket knows where it was held"
    return ticket.held_from


def _note_hold(ticket: Ticket, action: Action, start: State, note: str) -> None:
    if action is Action.HOLD:
        ticket.held_from, ticket.hold_reason = start, note[:200]
    elif start is State.ON_HOLD:
        ticket.held_from, ticket.hold_reason = None, ""


def _write_event(
    session: Session,
    ticket: Ticket,
    action: Action | None,
    start: State | None,
    act: Act,
    *,
    note: str,
    quiet: bool = False,
    facts: EventFacts = NO_FACTS,
) -> TicketEvent:
    if action is not None:
        flag_modified(ticket, "state")  # a step back to the same state is a step, too
        try:
            session.flush()
        except StaleDataError:
            raise page_moved_on() from None
    row: dict[str, Any] = {
        "id": new_row_id(),
        "ticket_id": ticket.id,
        "version": ticket.version,
        "at": act.now,
        "action": action,
        "from_state": start,
        "to_state": ticket.state,
        "role": act.actor.role,
        "actor": act.actor.name,
        "staff_id": act.actor.staff_id,
        "channel": act.actor.channel,
        "note": note,
        "quiet": quiet,
        "facts": facts,
    }
    insert_row(session, TicketEvent, **row)
    return TicketEvent(**row)


def _not_from_here(state: State, action: Action) -> Text:
    return text(
        "“%(action)s” does not start from “%(stage)s”. Look at the fresh page for what can be done now.",
        action=text(ACTION_NAME[action]),
        stage=text(STAGE[state]),
    )
