"""One repair as the bench sees it: the story told once, what was found and promised, and the talk."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.billing.words import LINE_NAME
from app.catalogue import queries as catalogue
from app.courier.trips.words import why_in_vain
from app.dock import inspections
from app.dock.inspections import InspectionRow
from app.edge.current import dialled, language, now, shown
from app.journeys.dock.receive_parcel import PICKUP_NOT_MARKED
from app.journeys.money.bill_repair import bill_lines
from app.journeys.repair.follow_up import can_say_broken
from app.journeys.request.take_up import why_not
from app.journeys.transport.promised import promised
from app.kernel.actor import Role
from app.kernel.i18n import N_, Text, translate
from app.kernel.money import Money
from app.parts import service as parts
from app.parts.models import PartNeed
from app.photos.queries import of_ticket
from app.quotes import service as quotes
from app.quotes.models import Quote
from app.staff.permissions import Capability, may
from app.terms import queries as terms
from app.terms import service as terms_service
from app.terms.models import Terms, TermsState
from app.terms.rules import REASONS
from app.tickets.models import Ticket, TicketEvent
from app.tickets.promising import is_overdue
from app.tickets.queries import history
from app.tickets.states import ACTS_NEXT, BY_START_AND_ACTION, FINAL, Action, State, allowed
from app.tickets.status.timeline import stage_of
from app.tickets.words import ACTION_NAME
from app.web.bench.desk import DESKS
from app.web.bench.forms import COVERAGE_LABEL
from app.web.bench.sums import limit_of
from app.web.bench.talk import Line, talk
from app.web.bench.wording import EVIDENCE_LABEL, PART_STATE_LABEL, PAYER_LABEL, QUOTE_LABEL, TERMS_LABEL
from app.web.photo_views import tile
from app.web.times import ago

FIRST_CHOICE: dict[State, Action] = {
    State.REQUESTED: Action.OFFER,
    State.PARTS_HOLD: Action.PARTS_READY,
    State.DIAGNOSING: Action.START_REPAIR,
    State.AWAITING_PARTS: Action.PARTS_IN,
    State.REPAIRING: Action.FINISH,
    State.TESTING: Action.TEST_PASSED,
    State.AWAITING_PAYMENT: Action.PAY,
    State.ON_HOLD: Action.RELEASE,
    State.DELIVERED: Action.CONFIRM_WORKING,
}
# What a customer decides is a button of the bench only where they answered both ways and told somebody which holds.
SETTLES: dict[Action, str] = {
    Action.APPROVE: N_("The yes holds: repair it"),
    Action.DECLINE: N_("The no holds: send it back"),
}


# Who may say for a customer that a repair they have back is broken again, while its warranty runs.
BROKEN_AGAIN = BY_START_AND_ACTION[State.DELIVERED, Action.STILL_BROKEN].who


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: its words, its address, and whether it is the one most likely meant."""

    label: str
    url: str
    first: bool


@dataclass(frozen=True, slots=True)
class QuoteCard:
    """One quote version for reading."""

    version: int
    label: str
    tone: str
    lines: list[tuple[str, str]]
    totals: list[tuple[str, str, bool]]
    note: str
    until: str


@dataclass(frozen=True, slots=True)
class PartCard:
    """One needed part; `url` leads to its form while the repair waits for parts."""

    name: str
    label: str
    day: str
    url: str | None


@dataclass(frozen=True, slots=True)
class TicketCard:
    """Everything the bench shows of one repair, as plain values in the reader's language."""

    code: str
    version: int
    title: str
    customer: str
    phone: str
    stage: str
    tone: str
    due: str
    late: bool
    age: str
    owner: str | None
    takeable: bool
    hold_reason: str
    re_repair: bool
    story: str
    device: list[tuple[str, str, None, None]]
    campaigns: list[str]
    terms: list[tuple[str, str, None, None]]
    quotes: list[QuoteCard]
    parts: list[PartCard]
    photos: list[tuple[str, str, str]]
    history: list[tuple[str, str, str | None, str]]
    thread: list[Line]
    choices: list[Choice]


def name_of(action: Action) -> str:
    """What the button says, in English."""
    return SETTLES.get(action) or ACTION_NAME[action]


def tone_of(state: State, late: bool) -> str:
    """The tone of a stage: whose turn it is, and whether it is late."""
    if state in FINAL:
        return "neutral"
    if late:
        return "problem"
    if state is State.ON_HOLD:
        return "attention"
    return "waiting" if ACTS_NEXT[state] is Role.CUSTOMER else "working"


def choices(session: Session, ticket: Ticket, role: Role) -> list[Choice]:
    """The buttons of the state table for this role, as far as the bench has a form for them.

    Of a held repair it depends: two answers to a quote are settled by choosing one, any other hold is released.
    """
    first = FIRST_CHOICE.get(ticket.state)
    found = [row.action for row in allowed(ticket.state, role) if row.action in DESKS]
    if ticket.state in FINAL:
        found = [Action.TAKE_UP] if why_not(session, ticket, by=role, now=now()) is None else []
        if not found and role in BROKEN_AGAIN and can_say_broken(session, ticket, now=now()):
            found = [Action.STILL_BROKEN]
    if ticket.state is State.ON_HOLD:
        settles = quotes.doubted_one(session, ticket.id) is not None
        found = [action for action in found if (action in SETTLES) is settles]
    found.sort(key=lambda action: action is not first)
    return [
        Choice(_say(name_of(action)), f"/bench/{ticket.code}/{action.value}", action is first)
        for action in found
    ]


def card(session: Session, ticket: Ticket, *, role: Role, me: UUID) -> TicketCard:
    """The page of one repair."""
    symptom = catalogue.symptom(session, ticket.symptom_id)
    wording = catalogue.symptom_label(symptom, language()) if symptom else ""
    held, photos = terms.current(session, ticket.id), of_ticket(session, ticket.id)
    matching = catalogue.matching_campaigns(session, model_id=ticket.model_id, serial=ticket.serial)
    happened = history(session, ticket)
    sees_numbers = may(role, Capability.SEE_NUMBERS)
    late = is_overdue(session, ticket, now=now())
    return TicketCard(
        code=ticket.code,
        version=ticket.version,
        title=ticket.model_name,
        customer=ticket.customer.name,
        phone=dialled(ticket.customer.phone) if sees_numbers else "",
        stage=_say(stage_of(ticket.state, happened)),
        tone=tone_of(ticket.state, late),
        due=shown(promised(session, ticket, now=now())) if ticket.due_at else "",
        late=late,
        age=ago(ticket.opened_at),
        owner=ticket.owner.name if ticket.owner else None,
        takeable=ticket.owner_id != me and may(role, Capability.OWN_REPAIRS),
        hold_reason=ticket.hold_reason,
        re_repair=ticket.re_repair_of_id is not None,
        story=ticket.story,
        device=_device(ticket, wording, inspections.latest(session, ticket.id)),
        campaigns=[catalogue.campaign_title(row, language()) for row in matching],
        terms=_terms(held, limit_of(session, ticket)) if held else [],
        quotes=[_quote(quote, held) for quote in reversed(quotes.versions(session, ticket.id))],
        parts=[_part(ticket, part) for part in parts.needs_of(session, ticket.id)],
        photos=[tile(photo) for photo in photos],
        history=[_event(event) for event in reversed(happened)],
        thread=talk(session, ticket, photos, sees_numbers=sees_numbers),
        choices=choices(session, ticket, role),
    )


def changes_since(session: Session, ticket: Ticket, version: int) -> list[str]:
    """Who did what after the page was opened: `Kim Minsu: Offer terms, Mon 23 Nov 10:00`."""
    return [
        f"{event.actor}: {_label(event)}, {shown(event.at)}"
        for event in history(session, ticket)
        if event.version > version
    ]


def all_mine(session: Session, ticket: Ticket, version: int, name: str) -> bool:
    """Whether whoever looks did all of that, from another window or by pressing twice."""
    since = [event.actor for event in history(session, ticket) if event.version > version]
    return bool(since) and set(since) == {name}


def _say(sentence: str) -> str:
    return translate(language(), sentence)


def _device(ticket: Ticket, symptom: str, seen: InspectionRow | None) -> list[tuple[str, str, None, None]]:
    rows = [
        (N_("Symptom"), symptom),
        (N_("Evidence"), _say(EVIDENCE_LABEL[ticket.evidence])),
        (N_("Serial number"), ticket.serial),
        (N_("Accessories told"), ", ".join(ticket.accessories)),
        (N_("Seen at the dock"), seen.remark if seen else ""),
        (N_("Missing at the dock"), ", ".join(seen.box.missing) if seen else ""),
        (N_("Found at the bench"), ticket.finding),
        (N_("Done"), ticket.work),
        (N_("Tested"), ticket.test_report),
        (N_("Storage bin"), ticket.bin_code or ""),
    ]
    return [(_say(label), value, None, None) for label, value in rows if value]


def _terms(held: Terms, limit: Text) -> list[tuple[str, str, None, None]]:
    locked = held.state is TermsState.LOCKED
    cap = limit if locked else terms_service.sum_of(held).total
    rows = [
        (N_("State"), _say(TERMS_LABEL[held.state])),
        (N_("Coverage"), _say(COVERAGE_LABEL[held.coverage])),
        (N_("Why"), _say(REASONS.get(held.reason, held.reason))),
        (N_("In words"), held.note),
        (N_("At most"), shown(cap)),
        (N_("Way here"), _say(PAYER_LABEL[held.inbound_payer])),
        (N_("Way back"), _say(PAYER_LABEL[held.outbound_payer])),
        (N_("Promised by"), held.promised_by),
        (N_("Valid until"), shown(held.valid_until)),
    ]
    return [(_say(label), value, None, None) for label, value in rows if value]


def _quote(quote: Quote, held: Terms | None) -> QuoteCard:
    label, tone = QUOTE_LABEL[quote.state]
    tax = Money(quote.tax_minor, quote.currency)
    cap = terms_service.sum_of(held).total if held else Money(0, quote.currency)
    ways = [(_say(LINE_NAME[line.kind]), shown(line.amount)) for line in bill_lines(quotes.sum_of(quote))[1:]]
    return QuoteCard(
        version=quote.version,
        label=_say(label),
        tone=tone,
        lines=[(line.label, shown(line.amount)) for line in quotes.lines(quote)] + ways,
        totals=[
            (_say(N_("VAT contained")), shown(tax), False),
            (_say(N_("Total")), shown(quotes.total(quote)), True),
            (_say(N_("Locked before")), shown(cap), False),
        ],
        note=quote.note,
        until=shown(quote.valid_until),
    )


def _part(ticket: Ticket, part: PartNeed) -> PartCard:
    open_now = ticket.state in (State.PARTS_HOLD, State.AWAITING_PARTS)
    return PartCard(
        name=part.name if part.quantity == 1 else f"{part.name} × {part.quantity}",
        label=_say(PART_STATE_LABEL[part.state]),
        day=shown(part.expected_on) if part.expected_on else "",
        url=f"/bench/{ticket.code}/parts/{part.id}" if open_now else None,
    )


def _label(event: TicketEvent) -> str:
    return _say(ACTION_NAME[event.action]) if event.action else _say(N_("Request received"))


def _event(event: TicketEvent) -> tuple[str, str, str | None, str]:
    untold = _say(N_("the customer was not told")) if event.quiet else ""
    head = " · ".join(filter(None, (event.actor, shown(event.at), untold)))
    why = why_in_vain(event.action, event.note)
    ours = _say(event.note) if event.note == PICKUP_NOT_MARKED else event.note
    return _label(event), head, (shown(why) if why else ours) or None, "done"
