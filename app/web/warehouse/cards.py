"""What a scan shows: the ticket as the dock needs to see it, and whose turn it is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.courier.queries import active_job, window_of
from app.courier.states import Leg
from app.custody import queries as custody
from app.custody.models import CustodyEvent
from app.custody.rules import IN_HOUSE, DockStep, Whereabouts, listed, named, next_at_dock
from app.journeys.pack_return import came_with
from app.kernel.actor import ROLE_NAME, Role
from app.kernel.i18n import Text, text
from app.kernel.ids import spell_code
from app.kernel.show import Window
from app.photos.models import PhotoKind
from app.photos.queries import of_ticket as photos_of
from app.terms.kinds import ACCESSORY_LABEL
from app.tickets.labels import ACTION_LABEL, STAGE
from app.tickets.models import Ticket
from app.tickets.queries import history
from app.tickets.states import ACTS_NEXT, State
from app.web.current import language, shown
from app.web.warehouse.words import PHOTO_LABEL

DOCK_ROLES = frozenset({Role.WAREHOUSE, Role.MANAGER})


@dataclass(frozen=True, slots=True)
class Card:
    """Plain values about one ticket; `step` is what the dock owes it now, `turn` says whose turn it is."""

    code: str
    spelled: str
    version: int
    state: State
    stage: str
    model: str
    customer: str
    story: str
    serial: str
    accessories: tuple[str, ...]  # declared by the customer, keys
    declared: Text | None  # the same, to read
    came: tuple[str, ...]  # what must go back
    hold_reason: str
    due: datetime | None
    turn: Text
    where: Whereabouts
    place: Text
    step: DockStep | None
    movable: bool  # may be put into a(nother) bin now
    window: Window | None
    campaigns: tuple[str, ...]
    photos: tuple[tuple[str, str, str], ...]  # thumb, full, kind
    last_step: Text | None
    last_custody: CustodyEvent | None
    elsewhere: str | None


def card_of(session: Session, ticket: Ticket, role: Role) -> Card:
    """Everything a scan of this ticket shows to somebody of that role. Seven queries."""
    where = custody.where_is(session, ticket)
    leg = Leg.PICKUP if ticket.state is State.INBOUND else Leg.RETURN
    job = active_job(session, ticket.id, leg)
    last = history(session, ticket)[-1]
    handed = custody.last_event(session, ticket.id)
    step = next_at_dock(ticket.state, where, return_booked=job is not None)
    at_dock = role in DOCK_ROLES
    return Card(
        code=ticket.code,
        spelled=spell_code(ticket.code),
        version=ticket.version,
        state=ticket.state,
        stage=STAGE[ticket.state],
        model=ticket.model_name,
        customer=ticket.customer.name,
        story=ticket.story,
        serial=ticket.serial,
        accessories=tuple(map(str, ticket.accessories)),
        declared=listed(named(ticket.accessories, ACCESSORY_LABEL)) if ticket.accessories else None,
        came=tuple(came_with(ticket)),
        hold_reason=ticket.hold_reason,
        due=ticket.due_at,
        turn=_turn(ticket),
        where=where,
        place=_place(where, handed, ticket),
        step=step if at_dock else None,
        movable=at_dock and ticket.state in IN_HOUSE and not where.outside,
        window=window_of(job.slot) if job else None,
        campaigns=tuple(c[language().value] for c in ticket.found.get("campaigns", ())),
        photos=tuple(
            (f"/photos/{photo.id}/thumb", f"/photos/{photo.id}/full", PHOTO_LABEL[PhotoKind(photo.kind)])
            for photo in photos_of(session, ticket.id)
        ),
        last_step=text(
            "%(who)s, %(when)s: %(what)s.",
            who=last.actor,
            when=shown(last.at),
            what=text(ACTION_LABEL[last.action]) if last.action else text("Request received"),
        ),
        last_custody=handed,
        elsewhere=_elsewhere(role, ticket),
    )


def _elsewhere(role: Role, ticket: Ticket) -> str | None:
    """Where the other roles go on with a ticket; the pages are theirs."""
    match role:
        case Role.TECHNICIAN | Role.MANAGER:
            return f"/bench/{ticket.code}"
        case Role.DISPATCHER:
            return f"/dispatch/trips/{ticket.code}"
        case Role.COURIER:
            return f"/run?code={ticket.code}"  # straight to the stop, if it is on the own run
    return None


def _turn(ticket: Ticket) -> Text:
    role = ACTS_NEXT[ticket.state]
    if role is None:
        return text("This repair is over; nobody has to act.")
    if ticket.due_at is None:
        return text("%(role)s acts next.", role=text(ROLE_NAME[role]))
    return text("%(role)s acts next, by %(due)s.", role=text(ROLE_NAME[role]), due=shown(ticket.due_at))


def _place(where: Whereabouts, handed: CustodyEvent | None, ticket: Ticket) -> Text:
    if where.bin_code:
        return text("Bin %(bin)s", bin=where.bin_code)
    return text("With %(who)s", who=handed.taker if handed else ticket.customer.name)
